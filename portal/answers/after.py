"""The pages of what comes after an answer: the internal review, and the Commissioner."""

from typing import Any

from portal.answers import complaints, forms, given, reviewing, words
from portal.answers.models import (
    CHANNELS,
    FINDINGS,
    ICO_ENTRIES,
    ICO_STANDS,
    IcoComplaint,
    IcoEntry,
    InternalReview,
    ReviewedPassage,
)
from portal.clocks.reckoning import last_day
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.words import field, options
from portal.redaction.exemptions import in_force
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.requests.models import InformationRequest
from portal.reviews.words import framed, who
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

OF_REQUEST = "/reviews/{review}/foi/{information_request}"
REVIEW = "/reviews/{review}/internal-reviews/{internal_review}"
FINISH = f"{REVIEW}/finish"
COMPLAINT = "/reviews/{review}/complaints/{ico_complaint}"
ENTRY = "/reviews/{review}/complaints/entries/{ico_entry}"
SHOWN = "answers/one.html"


def _answer(ask: Ask) -> str:
    name = getattr(ask.thing, "request_id", ask.thing.id)
    return f"/reviews/{ask.gate.domain}/foi/{name}/answer"


def _review_at(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/internal-reviews/{ask.thing.id}"


def _complaint_at(ask: Ask) -> str:
    name = getattr(ask.thing, "ico_complaint_id", ask.thing.id)
    return f"/reviews/{ask.gate.domain}/complaints/{name}"


# The internal review


@page(REVIEW, act=Act.READ_FOI, template=SHOWN, thing=InternalReview)
def review(ask: Ask) -> Values:
    framed_review, row, gate = framed(ask), ask.thing, ask.gate
    fields = [f for f in ("words", "why_late", "notice") if getattr(row, f) is not None]
    told = gate.open(row, *fields, act=Act.READ_FOI, model=InternalReview)
    facts = [
        {"key": "State", "value": words.review(row, today(ask.now))},
        {"key": "Asked for", "value": in_words(row.asked_on)},
        {"key": "What the applicant says", "value": told["words"]},
        {"key": "Why it is done although it came late", "value": told.get("why_late", "")},
        {"key": "Done by", "value": who(row.taken_by, gate) if row.taken_by else ""},
    ]
    return {
        "name": framed_review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": "Internal review",
        "facts": [one for one in facts if one["value"]],
        "waits": _waits(ask),
        "links": _links(ask),
        "lists": [
            {"heading": "Decided", "rows": _findings(ask)},
            {"heading": "The notice of its outcome", "rows": _noticed(told)},
        ],
        "back": _answer(ask),
        "back_text": "The answer",
    }


def _noticed(told: dict[str, str]) -> list[dict[str, Any]]:
    if "notice" not in told:
        return []
    return [{"what": "As it was decided", "href": "", "more": [], "words": told["notice"]}]


def _waits(ask: Ask) -> list[str]:
    row, gate = ask.thing, ask.gate
    if row.stage == "taken" and (many := len(reviewing.left(review=row, gate=gate))):
        return [f"Passages and covered places on which nothing is decided yet: {many}."]
    gives = row.stage == "decided" and reviewing.withdrawn(review=row, gate=gate)
    if gives and reviewing.second(review=row, gate=gate) is None:
        return ["An exemption was withdrawn: begin the answer that gives what it hid."]
    return []


def _findings(ask: Ask) -> list[dict[str, Any]]:
    row, gate = ask.thing, ask.gate
    told = reviewing.findings(review=row, gate=gate)
    if not told:
        return []
    named = _places(ask)
    rows = list(told.values())
    said = opened(model=ReviewedPassage, rows=rows, field="words", act=Act.READ_FOI, gate=gate)
    return [
        {
            "what": named.get(passage, "A passage"),
            "href": "",
            "more": [words.found(one), f"{who(one.decided_by, gate)}, {day(one.decided_at)}"],
            "words": said.get(one.id, ""),
        }
        for passage, one in told.items()
    ]


def _places(ask: Ask) -> dict[str, str]:
    told = reviewing.places(review=ask.thing, gate=ask.gate)
    return {passage: words.place(row) for passage, row in told.items()}


def _links(ask: Ask) -> list[dict[str, str]]:
    row, gate, base = ask.thing, ask.gate, _review_at(ask)
    may = {
        act: gate.may(act, row, InternalReview.shape).allowed
        for act in (Act.REVIEW_FOI, Act.KEEP_FOI)
    }
    if row.stage == "asked" and may[Act.REVIEW_FOI]:
        return [{"text": "Take it on", "href": f"{base}/take"}]
    if row.stage == "taken" and row.taken_by == gate.actor.member:
        told = [{"text": "Decide on a passage", "href": f"{base}/decide"}]
        if not reviewing.left(review=row, gate=gate):
            told.append({"text": "Finish it with its notice", "href": f"{base}/finish"})
        return told
    if row.stage != "decided" or not may[Act.KEEP_FOI]:
        return []
    told = [{"text": "Record that the applicant was told", "href": f"{base}/told"}]
    if reviewing.withdrawn(review=row, gate=gate):
        said = "Start the copy that gives what was withdrawn"
        told.insert(0, {"text": said, "href": f"{base}/copy"})
    return told


@page(FINISH, act=Act.REVIEW_FOI, template="answers/write.html", thing=InternalReview)
def finish_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    why_not = "" if row.stage == "taken" else "It is not being decided."
    if not why_not and reviewing.left(review=row, gate=ask.gate):
        why_not = "Passages are left on which nothing is decided yet."
    draft = "" if why_not else reviewing.draft(review=row, gate=ask.gate)
    return {
        "heading": "Finish the internal review",
        "sentence": "The notice has written itself from what is decided. The applicant reads it. "
        "After this nothing of the internal review is changed.",
        "button": "Finish it",
        "fields": [{"name": "notice", "label": "The notice"}],
        "why_not": why_not,
        "back": _review_at(ask),
        **({} if ask.raw.method == "POST" else {"typed": {"notice": draft}}),
    }


@deed(FINISH, act=Act.REVIEW_FOI, form=forms.outcome_notice, thing=InternalReview)
def finish_deed(ask: Ask) -> str:
    do("notice", reviewing.decide, review=ask.thing, notice=ask.form, gate=ask.gate)
    return f"{_review_at(ask)}?done=decided"


def _ask(ask: Ask) -> str:
    told = ask.form
    more = {"why_late": told.why_late, "complex_case": told.complex_case}
    given_ = {"on": told.on, "words": told.words, **more}
    do("on", reviewing.ask, request=ask.thing, **given_, gate=ask.gate)
    return f"{_answer(ask)}?done=review"


def _ask_says(ask: Ask) -> str:
    first = reviewing.sent(request=ask.thing.id, gate=ask.gate)
    on = today(ask.now)
    limits = given.to_ask_review(on), given.to_review(on, complex_case=False)
    until = reviewing.last_day_to_ask(first.sent_on) if first is not None else None
    by = f", here until {in_words(until)}" if until else ""
    return (
        f"It is asked for within {limits[0].words} of the answer{by}, and done within "
        f"{limits[1].words} by somebody who had no part in the answer."
    )


def _not_answered(ask: Ask) -> str:
    if reviewing.sent(request=ask.thing.id, gate=ask.gate) is None:
        return reviewing.NOT_SENT
    there = reviewing.of_request(request=ask.thing.id, gate=ask.gate)
    return "An internal review was asked for already." if there is not None else ""


def _take(ask: Ask) -> str:
    do("", reviewing.take, review=ask.thing, gate=ask.gate)
    return f"{_review_at(ask)}?done=taken"


def _not_taken(ask: Ask) -> str:
    if ask.thing.stage != "asked":
        return "Somebody has taken it on already."
    return reviewing.had_a_hand(review=ask.thing, gate=ask.gate)


def _find(ask: Ask) -> str:
    told = ask.form
    given_ = {"passage": told.passage, "finding": told.finding, "codes": told.codes,
              "why": told.why}  # fmt: skip
    do("finding", reviewing.find, review=ask.thing, **given_, gate=ask.gate)
    return f"{_review_at(ask)}?done=found"


def _told(ask: Ask) -> str:
    given_ = {"on": ask.form.on, "channel": ask.form.channel}
    do("on", reviewing.record_told, review=ask.thing, **given_, gate=ask.gate)
    return f"{_review_at(ask)}?done=told"


def _exemptions(ask: Ask) -> list[dict[str, str]]:
    found = in_force("foi", today(ask.now))
    return options({code: f"{code}: {one.title}" for code, one in found.items()})


# The Commissioner


@page(COMPLAINT, act=Act.READ_FOI, template=SHOWN, thing=IcoComplaint)
def complaint(ask: Ask) -> Values:
    review_, row, gate = framed(ask), ask.thing, ask.gate
    told = gate.open(row, "reference", "words", act=Act.READ_FOI, model=IcoComplaint)
    rows = complaints.entries(of=[row.id], gate=gate)
    notices = [one for one in rows if one.what == "notice"]
    limit = given.to_appeal(notices[-1].happened_on) if notices else None
    last = last_day(notices[-1].happened_on, limit.number, limit.unit) if limit else None
    facts = [
        {"key": "Reference of the Commissioner", "value": told["reference"]},
        {"key": "Heard of it", "value": in_words(row.heard_on)},
        {"key": "What it is about", "value": told["words"]},
        {"key": "An appeal is made by", "value": in_words(last) if last else ""},
        {"key": "Closed", "value": in_words(row.closed_on) if row.closed_on else ""},
    ]
    base, keeps = _complaint_at(ask), gate.may(Act.KEEP_FOI, row, IcoComplaint.shape).allowed
    links = [
        {"text": "Enter what happened", "href": f"{base}/enter"},
        {"text": "Close it", "href": f"{base}/close"},
    ]
    return {
        "name": review_.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": "Complaint to the Information Commissioner's Office (ICO)",
        "facts": [one for one in facts if one["value"]],
        "waits": [],
        "links": links if keeps and row.closed_on is None else [],
        "lists": [{"heading": "What happened", "rows": _entries(ask, rows, keeps=keeps)}],
        "back": _answer(ask),
        "back_text": "The answer",
    }


def _entries(ask: Ask, rows: list[Any], *, keeps: bool) -> list[dict[str, Any]]:
    gate = ask.gate
    said = opened(model=IcoEntry, rows=rows, field="words", act=Act.READ_FOI, gate=gate)
    here = f"/reviews/{gate.domain}/complaints/entries"
    return [
        {
            "what": words.entry(row, today(ask.now)),
            "href": f"{here}/{row.id}" if keeps and row.due_on and not row.done_on else "",
            "more": [f"Recorded by {who(row.made_by, gate)} on {day(row.made_at)}"],
            "words": said.get(row.id, ""),
        }
        for row in rows
    ]


def _complain(ask: Ask) -> str:
    told = ask.form
    given_ = {"on": told.on, "reference": told.reference, "words": told.words}
    do("on", complaints.register, request=ask.thing, **given_, gate=ask.gate)
    return f"{_answer(ask)}?done=complaint"


def _enter(ask: Ask) -> str:
    told = ask.form
    given_ = {"what": told.what, "on": told.on, "until": told.until, "code": told.exemption,
              "stand": told.stand, "words": told.words}  # fmt: skip
    do("what", complaints.enter, complaint=ask.thing, **given_, gate=ask.gate)
    return f"{_complaint_at(ask)}?done=entered"


def _done(ask: Ask) -> str:
    do("on", complaints.done, entry=ask.thing, on=ask.form.on, gate=ask.gate)
    return f"{_complaint_at(ask)}?done=done"


def _close(ask: Ask) -> str:
    do("on", complaints.close, complaint=ask.thing, on=ask.form.on, gate=ask.gate)
    return f"{_complaint_at(ask)}?done=closed"


def _open(ask: Ask) -> str:
    return complaints.CLOSED if ask.thing.closed_on else ""


STEPS: list[Step] = [
    Step(
        f"{OF_REQUEST}/review", Act.KEEP_FOI, InformationRequest,
        "An internal review is asked for", _ask_says, "Register it", _ask, _answer,
        lambda _: [
            field("day", "on", "On which day was it asked for?"),
            field("words", "words", "What does the applicant say?"),
            field("radios", "complex", "Is the case complex, so that it needs longer?", "",
                  forms.YES_NO),
            field("words", "why_late", "Why do you do it, where it was asked for too late?",
                  "Otherwise leave it empty."),
        ],
        forms.review, _not_answered,
    ),
    Step(
        f"{REVIEW}/take", Act.REVIEW_FOI, InternalReview, "Take the internal review on",
        "You decide it passage by passage, and box by box on attachments. Nobody else does after "
        "this.", "Take it on", _take,
        _review_at, why_not=_not_taken,
    ),
    Step(
        f"{REVIEW}/decide", Act.REVIEW_FOI, InternalReview, "Decide on a passage",
        "The applicant reads in the notice what you decide and why.", "Record it", _find,
        _review_at,
        lambda ask: [
            field("select", "passage", "Which passage, or which covered place?", "",
                  options(_places(ask))),
            field("radios", "finding", "What do you decide?", "", FINDINGS),
            field("select", "exemption", "Under which exemption, where it is varied?",
                  "Otherwise leave it.", _exemptions(ask)),
            field("words", "words", "Why?", "Say nothing of what was taken out."),
        ],
        forms.finding,
        lambda ask: "" if ask.thing.stage == "taken" else "It is not being decided.",
    ),
    Step(
        f"{REVIEW}/told", Act.KEEP_FOI, InternalReview, "Record that the applicant was told",
        "You send the notice yourself; the portal sends nothing.", "Record it", _told, _review_at,
        lambda _: [
            field("day", "on", "On which day did you send it?"),
            field("radios", "channel", "How did you send it?", "", CHANNELS),
        ],
        forms.sent,
        lambda ask: "" if ask.thing.stage == "decided" else "It is not decided yet, or was told.",
    ),
    Step(
        f"{OF_REQUEST}/complaint", Act.KEEP_FOI, InformationRequest,
        "Register a complaint to the Commissioner",
        "The Information Commissioner's Office (ICO) has told you of a complaint.", "Register it",
        _complain, _answer,
        lambda _: [
            field("day", "on", "On which day did you hear of it?"),
            field("line", "reference", "What is the Commissioner's reference?"),
            field("words", "words", "What is it about?"),
        ],
        forms.complaint,
    ),
    Step(
        f"{COMPLAINT}/enter", Act.KEEP_FOI, IcoComplaint, "Enter what happened",
        "A question and a step that is ordered wait on the home page with their day.", "Enter it",
        _enter, _complaint_at,
        lambda ask: [
            field("radios", "what", "What happened?", "", ICO_ENTRIES),
            field("day", "on", "On which day?"),
            field("day", "until", "By which day is it to be done?",
                  "For a question or a step; otherwise leave it empty."),
            field("select", "exemption", "On which exemption is the finding?",
                  "Otherwise leave it.", options(complaints.known(today(ask.now)))),
            field("select", "stand", "What is found?", "Otherwise leave it.", options(ICO_STANDS)),
            field("words", "words", "What was said?"),
        ],
        forms.entry, _open,
    ),
    Step(
        ENTRY, Act.KEEP_FOI, IcoEntry, "It is done",
        "The question is answered, or the step is taken.", "Record it", _done, _complaint_at,
        lambda _: [field("day", "on", "On which day?")], asking(on=True),
        lambda ask: "It is done already." if ask.thing.done_on or not ask.thing.due_on else "",
    ),
    Step(
        f"{COMPLAINT}/close", Act.KEEP_FOI, IcoComplaint, "Close the complaint",
        "Nothing is entered after that.", "Close it", _close, _complaint_at,
        lambda _: [field("day", "on", "On which day did it end?")], asking(on=True), _open,
        grave=True,
    ),
]  # fmt: skip
ROUTES: list[Page | Deed] = [
    review, finish_page, finish_deed, complaint,
    *[route for step in STEPS for route in routes_of(step)],
]  # fmt: skip
