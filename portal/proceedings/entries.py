"""The pages of the register of proceedings: each process, its days, requests and outcomes."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings import acts, findings, forms, matches, register, words
from portal.proceedings.models import (
    ASKED,
    BODIES,
    DATES,
    KINDS,
    LINES,
    Outcome,
    OutsideRequest,
    Proceeding,
    ProceedingDate,
)
from portal.reviews.words import framed
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

PROCEEDINGS = "/reviews/{review}/proceedings"
NEW = f"{PROCEEDINGS}/register/new"
ONE = f"{PROCEEDINGS}/register/{{proceeding}}"
DATE, ASK, CLOSE = (f"{ONE}/{step}" for step in ("date", "asked", "close"))
DROP = f"{PROCEEDINGS}/dates/{{proceeding_date}}/drop"
ANSWER = f"{PROCEEDINGS}/asked/{{outside_request}}/answer"
FORM = "proceedings/form.html"
CLOSED = "Closed to you"


def _here(ask: Ask) -> str:
    return PROCEEDINGS.format(review=ask.gate.domain)


def _one(ask: Ask, proceeding: str = "") -> str:
    return ONE.format(review=ask.gate.domain, proceeding=proceeding or ask.thing.id)


@page(NEW, act=Act.KEEP_PROCEEDINGS, template=FORM)
def new_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Register proceedings",
        "Everybody in the review sees of what kind they are, whose and since when. The reference "
        "and what they look at are read by the chair, the board's office, authors, the managers "
        "who sign off, senior offices and disclosure officers.",
        "Register them",
        _here(ask),
        [
            words.field("select", "kind", "What kind of proceedings?", of=KINDS),
            words.field("select", "body", "Whose are they?", of=BODIES),
            words.field("day", "on", "Since which day?"),
            words.field("line", "reference", "Their reference, if there is one"),
            words.field("words", "scope", "What do they look at?"),
        ],
    )


@deed(NEW, act=Act.KEEP_PROCEEDINGS, form=forms.begun)
def new_deed(ask: Ask) -> str:
    told = ask.form
    given = {"kind": told.kind, "body": told.body, "opened_on": told.on}
    given |= {"reference": told.reference, "scope": told.scope}
    made = do("on", register.begin, **given, gate=ask.gate)
    return f"{_one(ask, made.id)}?done=registered"


@page(ONE, act=Act.READ_PROCEEDINGS, template="proceedings/one.html", thing=Proceeding)
def one(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    given: dict[str, Any] = {"act": Act.READ_PROCEEDINGS, "gate": gate}
    reference = acts.opened(model=Proceeding, rows=[row], field="reference", **given)
    scope = acts.opened(model=Proceeding, rows=[row], field="scope", **given)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "called": words.called(row),
        "facts": [
            {"key": "Opened on", "value": in_words(row.opened_on)},
            {"key": "Closed on", "value": in_words(row.closed_on) if row.closed_on else "Not yet"},
            {"key": "Reference", "value": reference.get(row.id, "None recorded")},
            {"key": "What they look at", "value": scope.get(row.id, "Nothing recorded")},
        ],
        "dates": _dates(ask),
        "requests": _requests(ask),
        "outcomes": _outcomes(ask),
        "findings": _findings(ask),
        "keeps": gate.may(Act.KEEP_PROCEEDINGS, row, Proceeding.shape).allowed,
        "open": row.closed_on is None,
        "here": _one(ask),
        "back": _here(ask),
    }


def _dates(ask: Ask) -> list[dict[str, str]]:
    keeps = ask.gate.may(Act.KEEP_PROCEEDINGS).allowed
    return [
        {
            "what": DATES[row.what],
            "on": in_words(row.falls_on),
            "href": f"{_here(ask)}/dates/{row.id}/drop" if keeps else "",
        }
        for row in register.dates(ask.thing.id, gate=ask.gate)
    ]


def _requests(ask: Ask) -> list[dict[str, str]]:
    gate, keeps = ask.gate, ask.gate.may(Act.KEEP_PROCEEDINGS).allowed
    rows = register.every(OutsideRequest, gate=gate)
    mine = [row for row in rows if row.proceeding_id == ask.thing.id]
    given: dict[str, Any] = {"model": OutsideRequest, "act": Act.READ_PROCEEDINGS, "gate": gate}
    said = acts.opened(rows=mine, field="words", **given)
    answers = acts.opened(rows=mine, field="answer", **given)
    return [
        {
            "what": words.request(row, today(ask.now)),
            "words": said.get(row.id, CLOSED),
            "answer": answers.get(row.id, ""),
            "href": f"{_here(ask)}/asked/{row.id}/answer"
            if keeps and row.answered_on is None
            else "",
        }
        for row in mine
    ]


def _outcomes(ask: Ask) -> list[dict[str, str]]:
    rows = register.every(Outcome, gate=ask.gate)
    mine = [row for row in rows if row.proceeding_id == ask.thing.id and row.kind in LINES]
    given: dict[str, Any] = {"model": Outcome, "act": Act.READ_PROCEEDINGS, "gate": ask.gate}
    said = acts.opened(rows=mine, field="words", **given)
    return [
        {
            "what": words.outcome(row),
            "words": said.get(row.id, CLOSED),
            "who": forms.SHARED["everybody" if row.shared else "few"],
        }
        for row in mine
    ]


def _findings(ask: Ask) -> str:
    """How many there are, and how many of them nothing meets that the reader sees."""
    standing = findings.standing(proceeding=ask.thing.id, gate=ask.gate)
    return words.found(len(standing), matches.unmet(gate=ask.gate)[ask.thing.id])


def _form(ask: Ask, heading: str, sentence: str, button: str, *fields: words.Field) -> Values:
    framed(ask)
    over = register.OVER if ask.thing.closed_on else ""
    return words.form(heading, sentence, button, _one(ask), list(fields), why_not=over)


@page(DATE, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Proceeding)
def date_page(ask: Ask) -> Values:
    return _form(
        ask, "Set a date", "Everybody in the review sees it here and on the timetable.", "Set it",
        words.field("radios", "what", "What is to happen?", of=DATES),
        words.field("day", "on", "On which day?"),
    )  # fmt: skip


@deed(DATE, act=Act.KEEP_PROCEEDINGS, form=forms.next_date, thing=Proceeding)
def date_deed(ask: Ask) -> str:
    given = {"proceeding": ask.thing, "what": ask.form.what, "on": ask.form.on}
    do("on", register.set_date, **given, gate=ask.gate)
    return f"{_one(ask)}?done=date"


@page(DROP, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=ProceedingDate)
def drop_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Take this day out?",
        f"{DATES[ask.thing.what]} on {in_words(ask.thing.falls_on)}: nobody sees it any more here "
        "or on the timetable. That it was set stays on record.",
        "Take it out",
        _one(ask, ask.thing.proceeding_id),
        [],
        why_not="That day has been taken out already." if ask.thing.dropped_at else "",
    )


@deed(DROP, act=Act.KEEP_PROCEEDINGS, form=no_fields, thing=ProceedingDate)
def drop_deed(ask: Ask) -> str:
    register.drop_date(dropped=ask.thing, gate=ask.gate)
    return f"{_one(ask, ask.thing.proceeding_id)}?done=dropped"


@page(ASK, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Proceeding)
def asked_page(ask: Ask) -> Values:
    return _form(
        ask, "Record what they ask of the review",
        "It waits among the tasks of the chair and the board's office until it is answered. A "
        "coroner's report to prevent future deaths is due 56 days after it came, unless the "
        "coroner gave another day.",
        "Record it",
        words.field("radios", "what", "What do they ask for?", of=ASKED),
        words.field("words", "words", "In their words"),
        words.field("day", "on", "On which day did it come?"),
        words.field("day", "until", "By which day do they want it?",
                    "Leave it empty for a report to prevent future deaths."),
    )  # fmt: skip


@deed(ASK, act=Act.KEEP_PROCEEDINGS, form=forms.asked, thing=Proceeding)
def asked_deed(ask: Ask) -> str:
    told = ask.form
    given = {"kind": told.what, "received_on": told.on, "due_on": told.until, "words": told.words}
    do("until", register.asked, proceeding=ask.thing, **given, gate=ask.gate)
    return f"{_one(ask)}?done=asked"


@page(ANSWER, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=OutsideRequest)
def answer_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        "Record the answer",
        f"{ASKED[ask.thing.kind]}, asked on {in_words(ask.thing.received_on)}: nothing waits for "
        "it any more. The portal sends nothing: it was answered in another way.",
        "Record the answer",
        _one(ask, ask.thing.proceeding_id),
        [
            words.field("day", "on", "On which day was it answered?"),
            words.field("words", "words", "What was answered", "You may leave it empty."),
        ],
        why_not="This has been answered already." if ask.thing.answered_on else "",
    )


@deed(ANSWER, act=Act.KEEP_PROCEEDINGS, form=forms.answered, thing=OutsideRequest)
def answer_deed(ask: Ask) -> str:
    given = {"on": ask.form.on, "words": ask.form.words}
    do("on", register.answer, request=ask.thing, **given, gate=ask.gate)
    return f"{_one(ask, ask.thing.proceeding_id)}?done=answered"


@page(CLOSE, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Proceeding)
def close_page(ask: Ask) -> Values:
    return _form(
        ask, "Close these proceedings?",
        "Days that are still to come fall away. What was asked and is not answered stays to be "
        "answered, and outcomes can still be entered.",
        "Close them",
        words.field("day", "on", "On which day did they end?"),
    )  # fmt: skip


@deed(CLOSE, act=Act.KEEP_PROCEEDINGS, form=forms.closed, thing=Proceeding)
def close_deed(ask: Ask) -> str:
    do("on", register.close, proceeding=ask.thing, on=ask.form.on, gate=ask.gate)
    return f"{_one(ask)}?done=closed"


ROUTES: list[Page | Deed] = [
    new_page, new_deed, one, date_page, date_deed, drop_page, drop_deed, asked_page, asked_deed,
    answer_page, answer_deed, close_page, close_deed,
]  # fmt: skip
