"""An incident's pages: notifying a board, particulars, what the rules say, the board's decision."""

from typing import Any

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.importing import forms as files
from portal.importing import kinds as file_kinds
from portal.intake import (
    acts,
    beside,
    deciding,
    forms,
    looking,
    notifying,
    offences,
    told,
    words,
)
from portal.intake.eligibility import GROUNDS, rules
from portal.intake.models import FORMS, HAPPENED, LOOKS, NOTICE_TO, OUTCOMES
from portal.intake.models import LEVELS as REVIEW_LEVELS
from portal.links import acts as links
from portal.reviews.kinds import kinds
from portal.reviews.words import framed
from portal.web.dates import day_and_time, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

NOTIFY = "/notify"
NOTIFICATION = "/reviews/{review}/notification"
FORM_N = f"{NOTIFICATION}/form-n"
PARTICULARS, ASSESSMENT = "/reviews/{review}/particulars", "/reviews/{review}/assessment"
DECISION, EVIDENCE = "/reviews/{review}/decision", "/reviews/{review}/evidence"
LOOK, NOTICES = "/reviews/{review}/first-look", "/reviews/{review}/notices"


def _options(words_by_id: Any) -> list[dict[str, str]]:
    return [{"id": name, "text": said, "hint": ""} for name, said in words_by_id.items()]


# Notifying a board


@page(NOTIFY, act=Act.NOTIFY, template="intake/notify.html")
def notify_page(ask: Ask) -> Values:
    return {
        "boards": [{"id": b.id, "text": b.name} for b in notifying.boards(gate=ask.gate)],
        "happened": _options(HAPPENED),
        "beside": ask.raw.query.get("beside", "") or ask.raw.form.get("beside", ""),
        "mine": [
            {
                "name": row.code_name,
                "what": HAPPENED[row.happened],
                "board": row.name,
                "when": day_and_time(row.notified_at),
                "href": NOTIFICATION.format(review=row.review_id),
            }
            for row in notifying.mine(gate=ask.gate)
        ],
    }


@deed(NOTIFY, act=Act.NOTIFY, form=forms.notification)
def notify_deed(ask: Ask) -> str:
    review = do("board", notifying.notify, told=ask.form, gate=ask.gate)
    return f"{NOTIFICATION.format(review=review)}?done=opened"


@page(NOTIFICATION, act=Act.READ_NOTIFICATION, template="intake/notification.html")
def notification_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    row = acts.notification(gate=gate)
    board = deciding.board(gate=gate)
    said = told.account(row, gate)
    reads = gate.may(Act.READ_ASSESSMENT).allowed
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "rows": [
            {"key": "Board", "value": board.name if board else "None in the directory"},
            {"key": "What happened", "value": HAPPENED[row.happened] if row else NOT_RECORDED},
            {
                "key": "Notified on",
                "value": day_and_time(row.notified_at) if row else "Not recorded",
            },
            {"key": "Where it stands", "value": _stands(row, gate)},
        ],
        "begins": kinds()[review.kind].begins == "charge",
        "particulars": PARTICULARS.format(review=gate.domain),
        "assessment": ASSESSMENT.format(review=gate.domain) if reads else "",
        "writes": row is not None and row.notified_by == gate.actor.person,
        "form_n": beside.shown(row, gate),
        "said": said,
        "typed": ask.raw.typed if ask.raw.method == "POST" else {"words": said},
    }


NOT_RECORDED = "Not recorded: an administrator opened this review"


def _stands(row: Any, gate: Gate) -> str:
    """How far it has come; who only notified is not told that there is another (rule 16)."""
    if row is None:
        return NOT_RECORDED
    if not gate.may(Act.READ_ASSESSMENT).allowed:
        return words.STAGES["received"]
    if links.goes_no_further(gate=gate):
        return words.STAGES["same"]
    return words.STAGES["linked" if links.stand(gate=gate) else "received"]


@deed(NOTIFICATION, act=Act.WRITE_NOTIFICATION, form=forms.account)
def notification_deed(ask: Ask) -> str:
    do("words", acts.tell, words=ask.form, gate=ask.gate)
    return f"{NOTIFICATION.format(review=ask.gate.domain)}?done=told"


# Form N, a file beside it


@page(FORM_N, act=Act.WRITE_NOTIFICATION, template="intake/form_n.html")
def form_n_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    row = acts.notification(gate=gate)
    return {
        "name": review.code_name,
        "why_not": NOT_RECORDED if row is None else beside.why_not(row, gate),
        "taken": file_kinds.TAKEN,
        "most": files.MOST,
        "back": NOTIFICATION.format(review=gate.domain),
    }


@deed(
    FORM_N,
    act=Act.WRITE_NOTIFICATION,
    form=files.any_fields,
    before=files.keep_file,
    files=True,
)
def form_n_deed(ask: Ask) -> str:
    kept, gate = ask.ready, ask.gate
    given = {"name": kept.file.name, "kind": kept.kind, "content": kept.file.content}
    do("file", beside.attach, **given, gate=gate)
    return f"{NOTIFICATION.format(review=gate.domain)}?done=attached"


# The particulars


@page(PARTICULARS, act=Act.WRITE_NOTIFICATION, template="intake/particulars.html")
def particulars_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    reads = gate.may(Act.READ_ASSESSMENT).allowed
    rows = acts.assessments(gate=gate)[-1:] if reads and ask.raw.method != "POST" else []
    known = acts.opened(rows=rows, field="words", gate=gate)
    nominated = "yes" if rows and rows[0].nominated else "no"
    before = {**forms.typed(known[0]), "nominated": nominated} if known else {}
    return {
        "name": review.code_name,
        "groups": words.groups(),
        "offences": _options(offences.named()),
        "levels": _options(words.LEVELS),
        "lines": forms.LEVEL_LINES,
        "reads": reads,
        "typed": ask.raw.typed if ask.raw.method == "POST" else before,
        "back": NOTIFICATION.format(review=gate.domain),
    }


@deed(PARTICULARS, act=Act.WRITE_NOTIFICATION, form=forms.particulars)
def particulars_deed(ask: Ask) -> str:
    given, gate = ask.form, ask.gate
    do("charged_on", acts.assess, facts=given.facts, nominated=given.nominated, gate=gate)
    if gate.may(Act.READ_ASSESSMENT).allowed:
        return f"{ASSESSMENT.format(review=gate.domain)}?done=assessed"
    return f"{NOTIFICATION.format(review=gate.domain)}?done=assessed"


# What the rules say


@page(ASSESSMENT, act=Act.READ_ASSESSMENT, template="intake/assessment.html")
def assessment_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    rows = acts.assessments(gate=gate)
    known = acts.opened(rows=rows[-2:], field="words", gate=gate)
    findings = acts.opened(rows=rows[-2:], field="told", gate=gate)
    changed = told.changes(*known, *findings) if len(known) == 2 else {}
    decided = deciding.decisions(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "findings": told.sorted_by_weight(findings[-1]) if findings else [],
        "lists": told.lists(known[-1]) if known else [],
        "changed": changed,
        "referral": told.referral(acts.referrals(gate=gate), decided),
        "nominated": bool(rows and rows[-1].nominated),
        "levels": told.level_changes(known[-1]) if known else [],
        "unconvicted": bool(known and known[-1].outcome in told.NO_CONVICTION),
        "decisions": told.decisions(gate),
        "history": told.history(rows, gate),
        "decides": DECISION.format(review=gate.domain)
        if rows and gate.may(Act.DECIDE_REVIEW).allowed
        else "",
        "particulars": PARTICULARS.format(review=gate.domain),
        "evidence": EVIDENCE.format(review=gate.domain),
        "notification": NOTIFICATION.format(review=gate.domain),
        "form_n": beside.shown(acts.notification(gate=gate), gate),
        "links": f"/reviews/{gate.domain}/links",
        "look": LOOK.format(review=gate.domain),
        "look_words": words.LOOKS[looking.kind_here(gate=gate)]["heading"],
        "notices": NOTICES.format(review=gate.domain) if review.kind == "cspr" else "",
    }


@page(EVIDENCE, act=Act.READ_ASSESSMENT, template="intake/evidence.html")
def evidence_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    rows = acts.assessments(gate=gate)[-1:]
    known = acts.opened(rows=rows, field="words", gate=gate)
    findings = acts.opened(rows=rows, field="told", gate=gate)
    return {
        "name": review.code_name,
        "account": told.account(acts.notification(gate=gate), gate),
        "when": told.history(rows, gate),
        "facts": told.facts(known[0]) if known else [],
        "lists": told.lists(known[0]) if known else [],
        "findings": told.sorted_by_weight(findings[0]) if findings else [],
        "decisions": told.decisions(gate),
        "back": ASSESSMENT.format(review=gate.domain),
    }


# The decision


@page(DECISION, act=Act.DECIDE_REVIEW, template="intake/decision.html")
def decision_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    rows = acts.assessments(gate=gate)[-1:]
    findings = {
        one.kind: one for told_ in acts.opened(rows=rows, field="told", gate=gate) for one in told_
    }
    mine = deciding.decidable(gate=gate)
    return {
        "name": review.code_name,
        "chair": kinds()[mine[0]].chair,
        "kinds": [
            {
                "id": code,
                "text": words.kind(code),
                "hint": words.SHORT[findings[code].result] if code in findings else "",
            }
            for code in mine
        ],
        "outcomes": _options(OUTCOMES),
        "grounds": _options(GROUNDS),
        "levels": _options({k: v for k, v in REVIEW_LEVELS.items() if k}) if "cspr" in mine else [],
        "forms": _options({k: v for k, v in FORMS.items() if k}) if "other" in mine else [],
        "yes_no": _options({"yes": "Yes", "no": "No"}),
        "back": ASSESSMENT.format(review=gate.domain),
    }


@deed(DECISION, act=Act.DECIDE_REVIEW, form=forms.decision)
def decision_deed(ask: Ask) -> str:
    do("outcome", deciding.decide, told=ask.form, gate=ask.gate)
    return f"{ASSESSMENT.format(review=ask.gate.domain)}?done={ask.form.outcome}"


# The first look, and who outside was told


@page(LOOK, act=Act.READ_FIRST_LOOK, template="intake/first_look.html")
def look_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    look = looking.kind_here(gate=gate)
    said = words.LOOKS[look]
    mine = gate.may(Act.READ_ASSESSMENT).allowed
    review_page = f"/reviews/{gate.domain}"
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": said["heading"],
        "purpose": said["purpose"],
        "due": told.look_due(look, gate, today(ask.now)),
        "labels": said,
        "looks": told.looks(gate),
        "outcomes": _options(LOOKS[look]),
        "writes": gate.may(Act.WRITE_FIRST_LOOK).allowed,
        "back": ASSESSMENT.format(review=gate.domain) if mine else review_page,
    }


@deed(LOOK, act=Act.WRITE_FIRST_LOOK, form=forms.looked)
def look_deed(ask: Ask) -> str:
    do("outcome", looking.send, told=ask.form, gate=ask.gate)
    return f"{LOOK.format(review=ask.gate.domain)}?done=looked"


@page(NOTICES, act=Act.KEEP_NOTICES, template="intake/notices.html")
def notices_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    rows = looking.notices(gate=gate)
    return {
        "name": review.code_name,
        "rows": told.notices(rows),
        "changed": told.corrected(rows, gate),
        "to": _options(NOTICE_TO),
        "back": ASSESSMENT.format(review=gate.domain),
    }


@deed(NOTICES, act=Act.KEEP_NOTICES, form=forms.notice)
def notices_deed(ask: Ask) -> str:
    do("on", looking.note, to=ask.form.to, on=ask.form.on, gate=ask.gate)
    return NOTICES.format(review=ask.gate.domain)


# The table


@page("/eligibility", act=Act.OWN_AFFAIRS, template="intake/rules.html")
def table(_: Ask) -> Values:
    return {
        "kinds": [
            {"name": words.kind(kind), "rows": [words.rule(r) for r in rules() if r.kind == kind]}
            for kind in dict.fromkeys(r.kind for r in rules())
        ],
        "lists": [
            {
                "name": said,
                "source": next(o.source for o in offences.offences() if o.listed == listed),
                "rows": [words.offence(o) for o in offences.offences() if o.listed == listed],
                "forms": [words.form(f) for f in offences.forms() if f.listed == listed],
            }
            for listed, said in offences.LISTS.items()
        ],
    }


ROUTES: list[Page | Deed] = [
    notify_page, notify_deed, notification_page, notification_deed, form_n_page, form_n_deed,
    particulars_page, particulars_deed, assessment_page, evidence_page, decision_page,
    decision_deed, look_page, look_deed, notices_page, notices_deed,
    table,
]  # fmt: skip
