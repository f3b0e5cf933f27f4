"""The register of subject access requests, one request with its answer, and the log."""

from typing import Any

from portal.answers import reasons
from portal.answers.answered import ANSWER_STAGES
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.disclosure import as_csv
from portal.proceedings.words import field, form
from portal.requests.acts import requests as foi_requests
from portal.reviews import acts as reviews
from portal.reviews.words import framed, who
from portal.subject_access import (
    acts,
    answering,
    complaining,
    forms,
    leaving,
    others,
    ready,
    signing,
    steps,
    telling,
    words,
    working,
)
from portal.subject_access.models import (
    ASKS_AS,
    CAME,
    LETTERS,
    ROADS,
    AccessAnswer,
    AccessMove,
    AccessRequest,
    OtherPerson,
    OwnerTold,
    Stage,
)
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, no_fields, page

HOME = "/reviews/{review}/subject-access"
NEW, ONE = f"{HOME}/new", f"{HOME}/{{access_request}}"
LETTER = f"{HOME}/letters/{{access_move}}"
TEXTS = f"{HOME}/answers/{{access_answer}}/texts"
LOG = f"{HOME}/log"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


@page(HOME, act=Act.READ_REVIEW, template="subject_access/requests.html")
def home(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    if not gate.owners_for(Act.READ_SAR):
        gate.deny(Act.READ_SAR)
    on = today(ask.now)
    rows = acts.requests(gate=gate)
    told = {
        row.id: {
            "what": f"Request {row.reference}, received on {in_words(row.received_on)}",
            "stands": words.stands(row, acts.due_of(request=row, gate=gate), on),
            "href": _here(ask, row.id),
        }
        for row in rows
    }
    return {
        "name": review.code_name,
        "open": [told[r.id] for r in rows if r.stage == Stage.OPEN],
        "closed": [told[r.id] for r in rows if r.stage != Stage.OPEN],
        "new": _here(ask, "new") if gate.owners_for(Act.KEEP_SAR) else "",
        "log": _here(ask, "log"),
        "no_referral": acts.NO_REFERRAL,
    }


@page(NEW, act=Act.READ_REVIEW, template="requests/form.html")
def new_page(ask: Ask) -> Values:
    framed(ask)
    body = ask.gate.acting_for(Act.KEEP_SAR)
    of_body = [row for row in foi_requests(gate=ask.gate) if row.owner_id == body]
    return form(
        "Register a subject access request",
        "What you enter is read by your organisation's disclosure officers and its senior office, "
        "and by nobody else in the review. Who asks is known here, and is checked before anything "
        "is sent.",
        "Register it",
        _here(ask),
        [
            field("radios", "road", "Under which law?", "", ROADS),
            field("radios", "asks_as", "As whom does the applicant ask?", "", ASKS_AS),
            field("radios", "came", "How did it come?",
                  "Nothing needs to be in writing under data protection law.", CAME),
            field("day", "on", "On which day did it come?",
                  "The day on which any part of your organisation received it."),
            field("line", "applicant", "Who asks?"),
            field("words", "address", "How is the applicant reached?"),
            field("line", "subject", "Whose information is it?",
                  "Leave it where the applicant asks about herself or himself."),
            field("words", "words", "What is asked for?", "In the applicant's own words."),
            field("radios", "recent", "Was all of a dead person's record made in the 40 days "
                  "before?", "For health records of the dead alone.", {"no": "No", "yes": "Yes"}),
            field("select", "foi", "Is it a part of a freedom of information request?",
                  "Leave it where it is not. Only the references are joined.",
                  working.foi(of_body)),
        ],
        given={"foi": ask.raw.query.get("foi", "")},
    )  # fmt: skip


@deed(NEW, act=Act.READ_REVIEW, form=forms.new)
def new_deed(ask: Ask) -> str:
    told = ask.form
    made = do(
        "road", acts.register, received_on=told.on, came=told.came, road=told.road,
        asks_as=told.asks_as, applicant=told.applicant, address=told.address,
        subject=told.subject, words=told.words, recent=told.recent, foi=told.foi, gate=ask.gate,
    )  # fmt: skip
    return f"{_here(ask, made.id)}?done=registered"


@page(ONE, act=Act.READ_SAR, template="subject_access/request.html", thing=AccessRequest)
def request(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    clock = acts.clock_of(request=row, gate=gate)
    every = answering.answers(request=row.id, gate=gate, dropped=True)
    standing = next((one for one in every if one.stage != "dropped"), None)
    live = standing is not None and standing.stage != "sent"
    known = steps.known(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": f"Request {row.reference}",
        "no_referral": acts.NO_REFERRAL,
        "facts": _facts(ask, clock[-1].due, known),
        "heads": words.HEADS,
        "clock": [words.turn(one) for one in clock],
        "law": acts.law_for(request=row, gate=gate).title,
        "answer": words.answer(standing) if standing is not None else [],
        "waits": ready.why_not(answer=standing, request=row, gate=gate) if live else [],
        "links": _links(ask, row, standing),
        "lists": [
            {"heading": "Answers", "rows": [_answer(ask, one) for one in every]},
            {"heading": "Redacted copies for this applicant", "rows": _copies(ask)},
            {"heading": "Complaints", "rows": complaining.rows(ask, row)},
            {"heading": "Other people in it", "rows": _others(ask, known)},
            {"heading": "Owners who were told who asks", "rows": _told(ask)},
            {"heading": "By the Freedom of Information Act", "rows": _other_road(ask)},
            {"heading": "What has happened", "rows": _history(ask)},
        ],
        "back": _here(ask),
    }


def _links(ask: Ask, row: Any, standing: Any) -> list[dict[str, str]]:
    """What is next comes first: an answer is begun after all else, and goes on before it."""
    answer, work = signing.links(ask, row, standing), working.links(ask, row)
    told = [*work, *answer] if standing is None else [*answer, *work]
    return [*told, *complaining.links(ask, row)]


def _facts(ask: Ask, due: Any, known: dict[str, str]) -> list[dict[str, str]]:
    row = ask.thing
    told = acts.words_of(request=row, gate=ask.gate)
    seen = acts.newest("identity_shown", request=row, gate=ask.gate)
    checked = "Not checked: nothing is sent before that"
    if seen:
        checked = f"Checked by {who(seen.taken_by, ask.gate)}, {in_words(seen.happened_on)}"
    facts = [
        ("State", words.stands(row, due, today(ask.now))),
        ("Who the applicant is", checked),
        ("Applicant", told["applicant"]),
        ("Asks as", ASKS_AS[row.asks_as]),
        ("Whose information it is", told.get("subject", "")),
        ("In the register of people", known.get(row.person_id or "", "")),
        ("How the applicant is reached", told["address"]),
        ("What is asked for", told["words"]),
        ("Received", f"{in_words(row.received_on)}, {CAME[row.came].lower()}"),
        ("Under", ROADS[row.road]),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def _row(what: str, *more: str, href: str = "", said: str = "") -> dict[str, Any]:
    return {"what": what, "href": href, "more": list(more), "words": said}


def _answer(ask: Ask, row: Any) -> dict[str, Any]:
    gate = ask.gate
    told = [f"Written by {who(row.edited_by, gate)} on {day(row.edited_at)}"]
    if row.signed_by:
        told.append(f"Signed by {who(row.signed_by, gate)} on {day(row.signed_at)}")
    if row.sent_by:
        told.append(f"Recorded as sent by {who(row.sent_by, gate)}. {words.late(row.days_late)}")
    if row.silence is not None:
        told.append("The applicant is not told what is withheld, for these reasons:")
    fields = [f for f in ("silence", "said_back", "why_late") if getattr(row, f) is not None]
    said = gate.open(row, *fields, act=Act.READ_SAR, model=AccessAnswer) if fields else {}
    href = _here(ask, "answers", row.id, "texts")
    return _row("The letter and the schedule", ANSWER_STAGES[row.stage], *told, href=href,
                said="\n".join(said.values()))  # fmt: skip


def _copies(ask: Ask) -> list[dict[str, Any]]:
    rows = steps.copies_of(request=ask.thing, gate=ask.gate)
    base = f"/reviews/{ask.gate.domain}/redaction"
    return [_row(one["text"], href=f"{base}/{one['id']}") for one in working.copies(ask, rows)]


def _others(ask: Ask, known: dict[str, str]) -> list[dict[str, Any]]:
    rows = others.weighed(request=ask.thing, gate=ask.gate)
    said = opened(model=OtherPerson, rows=rows, field="words", act=Act.READ_SAR, gate=ask.gate)
    return [
        _row(
            words.other(one, known),
            words.other_more(one),
            f"Decided by {who(one.decided_by, ask.gate)} on {day(one.decided_at)}",
            said=said.get(one.id, ""),
        )
        for one in rows
    ]


def _told(ask: Ask) -> list[dict[str, Any]]:
    gate, base = ask.gate, f"/reviews/{ask.gate.domain}/redaction"
    rows, named = telling.owners_told(request=ask.thing, gate=gate), reviews.owners(gate=gate)
    said = opened(model=OwnerTold, rows=rows, field="purpose", act=Act.READ_SAR, gate=gate)
    return [
        _row(
            named.get(row.body_id, "An organisation that takes part no more"),
            f"Told by {who(row.told_by, gate)} on {day(row.told_at)}",
            href=f"{base}/{row.rendition_id}",
            said=said.get(row.id, ""),
        )
        for row in rows
    ]


def _other_road(ask: Ask) -> list[dict[str, Any]]:
    rows = acts.moves_of(request=ask.thing, gate=ask.gate)
    mine = {one.foi_id for one in rows if one.what == "other_road"}
    base = f"/reviews/{ask.gate.domain}/foi"
    return [
        _row(f"Request {one.reference}", href=f"{base}/{one.id}")
        for one in acts.foi_of(request=ask.thing, gate=ask.gate)
        if one.id in mine
    ]


def _history(ask: Ask) -> list[dict[str, Any]]:
    gate = ask.gate
    rows = acts.moves_of(request=ask.thing, gate=gate)
    plain = [r for r in rows if r.what not in LETTERS]
    said = opened(model=AccessMove, rows=plain, field="words", act=Act.READ_SAR, gate=gate)
    named = {**reviews.owners(gate=gate), **working.two_laws()}
    return [
        _row(
            words.step(row, named),
            f"Recorded by {who(row.taken_by, gate)} on {day(row.taken_at)}",
            href=_here(ask, "letters", row.id) if row.what in LETTERS else "",
            said=said.get(row.id, ""),
        )
        for row in rows
    ]


@page(LETTER, act=Act.READ_SAR, template="requests/letter.html", thing=AccessMove)
def letter(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    if row.words is None or row.what not in LETTERS:
        ask.gate.deny(Act.READ_SAR)
    text = ask.gate.open(row, "words", act=Act.READ_SAR, model=AccessMove)["words"]
    return {
        "paragraphs": text.split("\n\n"),
        "on": in_words(row.happened_on),
        "by": reviews.body_name(body=row.owner_id, gate=ask.gate),
        "back": _here(ask, row.request_id),
    }


@page(TEXTS, act=Act.READ_SAR, template="answers/texts.html", thing=AccessAnswer)
def texts(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    told = answering.texts_of(answer=row, gate=ask.gate)
    return {
        "stands": ANSWER_STAGES[row.stage],
        "texts": [told["letter"].split("\n\n")],
        "heads": reasons.HEADS,
        "rows": reasons.load(told["schedule"]) if "schedule" in told else [],
        "pack": _here(ask, "answers", row.id, "pack") if row.digest is not None else "",
        "back": signing.home_of(ask),
    }


@page(LOG, act=Act.READ_REVIEW, template="subject_access/log.html", form=no_fields)
def the_log(ask: Ask) -> Values | Download:
    review, gate = framed(ask), ask.gate
    if not gate.owners_for(Act.READ_SAR):
        gate.deny(Act.READ_SAR)
    rows = leaving.log(gate=gate)
    if ask.raw.method == "POST":
        return Download(as_csv(leaving.HEADS, rows), "subject-access-log.csv")
    return {
        "name": review.code_name,
        "heads": leaving.HEADS,
        "rows": rows,
        "back": _here(ask),
    }


ROUTES: list[Page | Deed] = [home, new_page, new_deed, the_log, request, letter, texts]
