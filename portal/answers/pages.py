"""The answer to a request as its authority sees it: how it stands, its texts, and the log."""

from typing import Any

from portal.answers import acts, complaints, forms, log, ready, reasons, reviewing, words
from portal.answers.answered import ANSWER_STAGES
from portal.answers.models import FoiAnswer
from portal.answers.working import links
from portal.gate.policy import Act
from portal.proceedings.disclosure import as_csv
from portal.requests import acts as requests
from portal.requests.models import InformationRequest
from portal.reviews.words import framed, who
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, no_fields, page

ONE = "/reviews/{review}/foi/{information_request}/answer"
TEXTS = "/reviews/{review}/answers/{foi_answer}/texts"
WRITE = "/reviews/{review}/answers/{foi_answer}/write"
LOG = "/reviews/{review}/disclosure-log"
SHOWN = "answers/one.html"


def _answer_of(ask: Ask, request: str) -> str:
    return f"/reviews/{ask.gate.domain}/foi/{request}/answer"


@page(ONE, act=Act.READ_FOI, template=SHOWN, thing=InformationRequest)
def one(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    rows = acts.answers(request=row.id, gate=gate, dropped=True)
    standing = [each for each in rows if each.stage not in {"dropped", "sent"}]
    waits = ready.why_not(answer=standing[0], request=row, gate=gate) if standing else []
    due = requests.due_of(request=row, gate=gate)
    facts = [{"key": "Last day for the answer", "value": in_words(due)}] if due else []
    for each in rows:
        if each.stage != "dropped":
            facts += words.answer(each)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": f"Answer to request {row.reference}",
        "facts": facts or [{"key": "State", "value": "Not begun"}],
        "waits": waits,
        "links": links(ask, row, standing[0] if standing else None),
        "lists": [
            {"heading": "Answers", "rows": [_row(ask, each) for each in rows]},
            {"heading": "Internal review", "rows": _review(ask)},
            {"heading": "Complaints to the Information Commissioner's Office (ICO)",
             "rows": _complaints(ask)},
        ],
        "back": f"/reviews/{gate.domain}/foi/{row.id}",
        "back_text": "The request",
    }  # fmt: skip


def _row(ask: Ask, row: Any) -> dict[str, Any]:
    gate = ask.gate
    told = [f"Written by {who(row.edited_by, gate)} on {day(row.edited_at)}"]
    if row.signed_by:
        told.append(f"Signed by {who(row.signed_by, gate)} on {day(row.signed_at)}")
    if row.sent_by:
        told.append(f"Recorded as sent by {who(row.sent_by, gate)}. {words.late(row.days_late)}")
    fields = [f for f in ("said_back", "why_late") if getattr(row, f) is not None]
    said = gate.open(row, *fields, act=Act.READ_FOI, model=FoiAnswer) if fields else {}
    return {
        "what": "After the internal review" if row.after_review else "The answer",
        "href": f"/reviews/{gate.domain}/answers/{row.id}/texts",
        "more": [ANSWER_STAGES[row.stage], *told],
        "words": "\n".join(said.values()),
    }


def _review(ask: Ask) -> list[dict[str, Any]]:
    row = reviewing.of_request(request=ask.thing.id, gate=ask.gate)
    if row is None:
        return []
    more = [f"Asked for on {in_words(row.asked_on)}", words.review(row, today(ask.now))]
    href = f"/reviews/{ask.gate.domain}/internal-reviews/{row.id}"
    return [{"what": "The internal review", "href": href, "more": more, "words": ""}]


def _complaints(ask: Ask) -> list[dict[str, Any]]:
    return [
        {
            "what": f"Complaint of {in_words(row.heard_on)}",
            "href": f"/reviews/{ask.gate.domain}/complaints/{row.id}",
            "more": [f"Closed on {in_words(row.closed_on)}" if row.closed_on else "Open"],
            "words": "",
        }
        for row in complaints.complaints(request=ask.thing.id, gate=ask.gate)
    ]


@page(TEXTS, act=Act.READ_FOI, template="answers/texts.html", thing=FoiAnswer)
def texts(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    told = acts.texts_of(answer=row, gate=ask.gate)
    return {
        "stands": ANSWER_STAGES[row.stage],
        "texts": [told[name].split("\n\n") for name in ("letter", "notice") if name in told],
        "heads": reasons.HEADS,
        "rows": reasons.load(told["schedule"]) if "schedule" in told else [],
        "pack": f"/reviews/{ask.gate.domain}/answers/{row.id}/pack"
        if row.digest is not None
        else "",
        "back": _answer_of(ask, row.request_id),
    }


@page(WRITE, act=Act.KEEP_FOI, template="answers/write.html", thing=FoiAnswer)
def write_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    told = acts.texts_of(answer=row, gate=ask.gate)
    told.pop("schedule", "")
    named = {"letter": "The covering letter", "notice": "The refusal notice"}
    return {
        "heading": "Change the texts",
        "sentence": "The applicant reads them. Name nobody, and say nothing of what was taken out. "
        "Whoever changes them cannot sign them.",
        "button": "Keep these words",
        "fields": [{"name": name, "label": named[name]} for name in told],
        "why_not": "" if row.stage == "drafting" else "Take the answer back before you change it.",
        "back": _answer_of(ask, row.request_id),
        **({} if ask.raw.method == "POST" else {"typed": told}),
    }


@deed(WRITE, act=Act.KEEP_FOI, form=forms.texts, thing=FoiAnswer)
def write_deed(ask: Ask) -> str:
    given = {"letter": ask.form["letter"], "notice": ask.form["notice"]}
    do("letter", acts.write, answer=ask.thing, **given, gate=ask.gate)
    return f"{_answer_of(ask, ask.thing.request_id)}?done=written"


@page(LOG, act=Act.READ_REVIEW, template="answers/log.html", form=no_fields)
def the_log(ask: Ask) -> Values | Download:
    review, gate = framed(ask), ask.gate
    if not gate.owners_for(Act.READ_FOI):
        gate.deny(Act.READ_FOI)
    rows = log.rows(gate=gate)
    if ask.raw.method == "POST":
        return Download(as_csv(log.HEADS, rows), "disclosure-log.csv")
    references = {row.id: row.reference for row in requests.requests(gate=gate)}
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heads": log.HEADS,
        "rows": rows,
        "offered": [
            {
                "text": f"Request {references.get(row.request_id, '')}",
                "href": f"/reviews/{gate.domain}/answers/{row.id}/log",
            }
            for row in log.offered(gate=gate)
        ],
        "back": f"/reviews/{gate.domain}/foi",
    }


ROUTES: list[Page | Deed] = [one, texts, write_page, write_deed, the_log]
