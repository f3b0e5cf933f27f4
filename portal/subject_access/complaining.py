"""The pages of a complaint about a subject access request, and the forms by which it is kept."""

from typing import Any

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.words import field, options
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.reviews import acts as reviews
from portal.reviews.words import framed, who
from portal.subject_access import acts, complaints, deciders, forms, letters, words
from portal.subject_access.asker import PRINT, SENT, one, step
from portal.subject_access.clock import row as rule_of
from portal.subject_access.models import (
    COMPLAINT_ENTRIES,
    AccessComplaint,
    AccessComplaintEntry,
    AccessRequest,
)
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Page, Values, do, page

HOME = "/reviews/{review}/subject-access/complaints"
ONE = f"{HOME}/{{access_complaint}}"
ENTRY = f"{HOME}/entries/{{access_complaint_entry}}"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _at(ask: Ask) -> str:
    return _here(ask, getattr(ask.thing, "complaint_id", ask.thing.id))


def _did(ask: Ask, done: str) -> str:
    return f"{_at(ask)}?done={done}"


def rows(ask: Ask, request: Any) -> list[dict[str, Any]]:
    """The complaints about a request as its page lists them; none of their words is opened."""
    there = complaints.complaints(request=request.id, gate=ask.gate)
    every = complaints.entries(of=[row.id for row in there], gate=ask.gate) if there else []
    return [
        {
            "what": words.complaint(row),
            "href": _here(ask, row.id),
            "more": [_stands(row, [e for e in every if e.complaint_id == row.id], ask)],
            "words": "",
        }
        for row in there
    ]


def _stands(row: Any, mine: list[Any], ask: Ask) -> str:
    return words.complaint_stands(row, complaints.owed(row, mine), today(ask.now))


@page(ONE, act=Act.READ_SAR, template="answers/one.html", thing=AccessComplaint)
def complaint(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    fields = ["words", *(["reference"] if row.reference is not None else [])]
    told = gate.open(row, *fields, act=Act.READ_SAR, model=AccessComplaint)
    there = complaints.entries(of=[row.id], gate=gate)
    facts = [
        ("State", _stands(row, there, ask)),
        ("Made to", deciders.MADE_TO[row.made_to]),
        ("Reference", told.get("reference", "")),
        ("Heard of it", in_words(row.heard_on)),
        ("To be acknowledged by", _acknowledged_by(row, gate)),
        ("What it is about", told["words"]),
        ("An appeal is made by", _appeal(there)),
    ]
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": "Complaint about a subject access request",
        "facts": [{"key": key, "value": value} for key, value in facts if value],
        "waits": [],
        "links": _links(ask, there),
        "lists": [{"heading": "What happened", "rows": _entries(ask, there)}],
        "back": f"/reviews/{gate.domain}/subject-access/{row.request_id}",
        "back_text": "The request",
    }


def _acknowledged_by(row: Any, gate: Gate) -> str:
    """The last day for it, and on whose word."""
    if row.acknowledge_by is None:
        return ""
    law = acts.law_for(request=complaints.request_of(complaint=row, gate=gate), gate=gate)
    rule = rule_of(law.acknowledged, row.heard_on)
    return f"{in_words(row.acknowledge_by)}{f' ({rule.source}; {rule.status})' if rule else ''}"


def _appeal(there: list[Any]) -> str:
    """The last day for an appeal against the newest notice of the Commissioner."""
    counted = complaints.counted(there)
    days = [one.happened_on for one in counted if one.code in deciders.NOTICES]
    last = deciders.appealed_by(days[-1]) if days else None
    return in_words(last) if last and all(one.what != "appeal" for one in counted) else ""


def _links(ask: Ask, there: list[Any]) -> list[dict[str, str]]:
    row = ask.thing
    if not ask.gate.may(Act.KEEP_SAR, row, AccessComplaint.shape).allowed:
        return []
    paths = ["correct"] if complaints.counted(there) else []
    if row.closed_on is None:
        waits = complaints.owed(row, there) == "acknowledged"
        paths = [*(["acknowledge"] if waits else []), "enter", *paths, "close"]
    named = {each.path.rpartition("/")[2]: each.heading for each in STEPS_OF}
    return [{"text": named[path], "href": f"{_at(ask)}/{path}"} for path in paths]


def _entries(ask: Ask, there: list[Any]) -> list[dict[str, Any]]:
    gate = ask.gate
    keeps = gate.may(Act.KEEP_SAR, ask.thing, AccessComplaint.shape).allowed
    plain = [row for row in there if row.what != "acknowledged"]
    said = opened(
        model=AccessComplaintEntry, rows=plain, field="words", act=Act.READ_SAR, gate=gate
    )
    counts = {row.id for row in complaints.counted(there)}
    waits = {row.id for row in complaints.to_do(there)} if keeps else set()
    return [
        {
            "what": words.complaint_entry(row, ask.thing.made_to, today(ask.now)),
            "href": _leads(ask, row, waits),
            "more": [
                *words.correction(row, there, counted=row.id in counts),
                f"Recorded by {who(row.made_by, gate)} on {day(row.made_at)}",
            ],
            "words": said.get(row.id, ""),
        }
        for row in there
    ]


def _leads(ask: Ask, row: Any, waits: set[str]) -> str:
    if row.what == "acknowledged":
        return _here(ask, "entries", row.id, "letter")
    return _here(ask, "entries", row.id) if row.id in waits else ""


@page(f"{ENTRY}/letter", act=Act.READ_SAR, template="requests/letter.html",
      thing=AccessComplaintEntry)  # fmt: skip
def letter(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    if row.what != "acknowledged":
        ask.gate.deny(Act.READ_SAR)
    text = ask.gate.open(row, "words", act=Act.READ_SAR, model=AccessComplaintEntry)["words"]
    return {
        "paragraphs": text.split("\n\n"),
        "on": in_words(row.happened_on),
        "by": reviews.body_name(body=row.owner_id, gate=ask.gate),
        "back": _at(ask),
    }


# The forms


def _made_to(ask: Ask) -> dict[str, str]:
    law = acts.law_for(request=ask.thing, gate=ask.gate).code
    return deciders.to_whom(law, today(ask.now))


def _register(ask: Ask) -> str:
    told = ask.form
    given = {"made_to": told.made_to, "on": told.on, "reference": told.reference}
    made = do("on", complaints.register, request=ask.thing, **given, words=told.words,
              gate=ask.gate)  # fmt: skip
    return f"{_here(ask, made.id)}?done=complaint"


def _acknowledge(ask: Ask) -> str:
    request = complaints.request_of(complaint=ask.thing, gate=ask.gate)
    of = letters.Facts(request.reference, request.received_on, ask.form.on, request.asks_as)
    law = acts.law_for(request=request, gate=ask.gate)
    text = letters.acknowledgement(of, law, ask.thing.heard_on, ask.form.words)
    given = {"on": ask.form.on, "letter": text}
    do("on", complaints.acknowledge, complaint=ask.thing, **given, gate=ask.gate)
    return _did(ask, "acknowledged")


def _no_acknowledgement(ask: Ask) -> str:
    row = ask.thing
    if row.made_to != "controller":
        return complaints.ELSEWHERE
    there = complaints.entries(of=[row.id], gate=ask.gate)
    owed = complaints.owed(row, there)
    return _closed(ask) or ("" if owed == "acknowledged" else complaints.TOLD)


def _closed(ask: Ask) -> str:
    return complaints.CLOSED if ask.thing.closed_on else ""


def _enter(ask: Ask) -> str:
    told = ask.form
    given = {"what": told.what, "on": told.on, "until": told.until, "code": told.found}
    do("what", complaints.enter, complaint=ask.thing, **given, words=told.words, gate=ask.gate)
    return _did(ask, "entered")


def _offered(ask: Ask) -> dict[str, str]:
    return {code: COMPLAINT_ENTRIES[code] for code in complaints.OFFERED[ask.thing.made_to]}


def _found(ask: Ask) -> list[dict[str, str]]:
    given = {"complaint": ask.thing, "on": today(ask.now)}
    return options(complaints.can_decide(**given, gate=ask.gate))


def _correct(ask: Ask) -> str:
    given = {"entry": ask.form.which, "words": ask.form.words}
    do("which", complaints.correct, complaint=ask.thing, **given, gate=ask.gate)
    return _did(ask, "corrected")


def _to_correct(ask: Ask) -> list[dict[str, str]]:
    there = complaints.counted(complaints.entries(of=[ask.thing.id], gate=ask.gate))
    made_to, on = ask.thing.made_to, today(ask.now)
    return options({row.id: words.complaint_entry(row, made_to, on) for row in there})


def _close(ask: Ask) -> str:
    do("on", complaints.close, complaint=ask.thing, on=ask.form.on, gate=ask.gate)
    return _did(ask, "closed")


def _done(ask: Ask) -> str:
    do("on", complaints.done, entry=ask.thing, on=ask.form.on, gate=ask.gate)
    return _did(ask, "entry_done")


def _kept(path: str, heading: str, sentence: Any, button: str, run: Any, **more: Any) -> Step:
    """A form about one complaint."""
    given = {"why_not": _closed, **more}
    return Step(f"{ONE}/{path}", Act.KEEP_SAR, AccessComplaint, heading, sentence, button, run,
                _at, **given)  # fmt: skip


OF_REQUEST = step(
    "complaint", "Register a complaint", "The applicant may complain to your organisation, to the "
    "body that supervises it, and to a court, also before there is an answer. After this you enter "
    "what happens with it.", "Register it",
    fields=lambda ask: [
        field("radios", "made_to", "To whom does the applicant complain?", "", _made_to(ask)),
        field("day", "on", "On which day did you hear of it?"),
        field("line", "reference", "Which reference has it?",
              "Of the Commissioner, the ombudsman or the court. Leave it for a complaint to your "
              "own organisation."),
        field("words", "words", "What is it about?"),
    ],
    read=forms.complaint, do=_register, why_not=lambda _: "",
)  # fmt: skip
STEPS_OF: list[Step] = [
    OF_REQUEST,
    _kept(
        "acknowledge", "Tell the applicant that it has come", "A letter writes itself: that you "
        "have the complaint, that you look into it without undue delay, and to whom else the "
        f"applicant can turn. {PRINT}", "Record the letter", _acknowledge,
        fields=lambda _: [field("day", "on", SENT),
                          field("words", "words", "Do you want to add anything?")],
        read=asking(on=True, words=""), why_not=_no_acknowledgement,
    ),
    _kept(
        "enter", "Enter what happened", "What has to be done waits on the home page with its day. "
        "Nothing that you enter is changed later; you can correct it.", "Enter it", _enter,
        fields=lambda ask: [
            field("radios", "what", "What happened?", "", _offered(ask)),
            field("day", "on", "On which day?"),
            field("select", "found", "What was found or ordered?",
                  "For a decision or an outcome; otherwise leave it.", _found(ask)),
            field("day", "until", "By which day is it to be done?",
                  "For what is asked of you or has to be done; otherwise leave it empty."),
            field("words", "words", "What was said or done?"),
        ],
        read=forms.complaint_entry,
    ),
    _kept(
        "correct", "Correct an entry", "The entry stays on record, counts no more, and what was "
        "wrong stands beside it. Enter what is right anew.", "Record the correction", _correct,
        fields=lambda ask: [
            field("select", "which", "Which entry was wrong?", "", _to_correct(ask)),
            field("words", "words", "What was wrong?"),
        ],
        read=asking(which="Choose the entry.", words="Say what was wrong."),
        why_not=lambda ask: "" if _to_correct(ask) else "Nothing is entered that could be wrong.",
    ),
    _kept(
        "close", "Close the complaint", "Nothing is entered after that. You can still correct an "
        "entry.", "Close it", _close, grave=True,
        fields=lambda _: [field("day", "on", "On which day did it end?")], read=asking(on=True),
    ),
    Step(
        ENTRY, Act.KEEP_SAR, AccessComplaintEntry, "It is done",
        "What was asked is answered, or what had to be done is done.", "Record it", _done, _at,
        lambda _: [field("day", "on", "On which day?")], asking(on=True),
        lambda ask: "" if complaints.waits_for(entry=ask.thing, gate=ask.gate)
        else complaints.NOTHING,
    ),
]  # fmt: skip
ROUTES: list[Page | Deed] = [
    complaint, letter, *[route for each in STEPS_OF for route in routes_of(each)]
]  # fmt: skip


def links(ask: Ask, row: Any) -> list[dict[str, str]]:
    """Where the page of a request leads whoever registers a complaint about it."""
    if not ask.gate.may(Act.KEEP_SAR, row, AccessRequest.shape).allowed:
        return []
    return [{"text": OF_REQUEST.heading, "href": f"{one(ask)}/complaint"}]
