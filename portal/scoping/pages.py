"""Scoping: one question to many agencies, the grid of their answers, and what comes of it."""

from datetime import date, timedelta
from typing import Any

from portal.clocks.rules import rule_on
from portal.contributions import words as contribution_words
from portal.contributions.models import ASKED_FOR
from portal.directory.words import KIND_WORDS
from portal.gate.policy import Act
from portal.reviews import titles
from portal.reviews.words import framed, who
from portal.scoping import acts, forms, further, standing, words
from portal.scoping.models import Scoping
from portal.scoping.standing import Line
from portal.web.dates import day_and_time, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

SCOPING = "/reviews/{review}/scoping"
ASKING, CHASE, FURTHER = f"{SCOPING}/new", f"{SCOPING}/chase", f"{SCOPING}/contributions"
QUESTION = f"{SCOPING}/{{scoping}}"
ANSWER, ESCALATE, WITHDRAW = f"{QUESTION}/answer", f"{QUESTION}/escalate", f"{QUESTION}/withdraw"


def _here(ask: Ask) -> str:
    return SCOPING.format(review=ask.gate.domain)


def _question(ask: Ask) -> str:
    return f"{_here(ask)}/{ask.thing.id}"


def _unless_typed(ask: Ask, fields: dict[str, str]) -> dict[str, dict[str, str]]:
    """What a form says before anybody has typed into it."""
    return {} if ask.raw.method == "POST" else {"typed": fields}


def _by(name: str, on: date) -> dict[str, str]:
    """The day that a dated rule proposes, in the three fields of a date."""
    by = on + timedelta(days=rule_on(name, on).days)
    return {"day": str(by.day), "month": str(by.month), "year": str(by.year)}


# Those who ask


@page(SCOPING, act=Act.SCOPE_AGENCIES, template="scoping/scoping.html")
def grid(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    lines = standing.lines(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "counts": words.counts(lines) if lines else [],
        "lines": [_line(ask, line) for line in lines],
        "late": len(acts.to_chase(gate=gate)),
        "known": any(line.state == "known" for line in lines),
        "gone": [
            {"agency": agency.name, "href": f"{_here(ask)}/{row.id}"}
            for row, agency in standing.taken_back(gate=gate)
        ],
        "here": _here(ask),
    }


def _line(ask: Ask, line: Line) -> dict[str, str]:
    on, (state, colour) = today(ask.now), words.STATES[line.state]
    return {
        "agency": line.agency.name,
        "kind": KIND_WORDS[line.agency.kind],
        "state": state,
        "colour": colour,
        "due": words.due_words(line, on),
        "contacts": words.contacts(line.said),
        "records": words.records(line.answer, line.said),
        "next": words.next_for(line, acts.may_escalate(line.scoping, ask.gate), on),
        "href": f"{_here(ask)}/{line.scoping.id}",
    }


@page(ASKING, act=Act.SCOPE_AGENCIES, template="scoping/ask.html")
def ask_page(ask: Ask) -> Values:
    framed(ask)
    asked = {row.owner_id for row in acts.standing(gate=ask.gate)}
    on = today(ask.now)
    every = standing.agencies(gate=ask.gate)
    return {
        "kinds": [
            {
                "id": kind,
                "words": KIND_WORDS[kind],
                "number": sum(one.id not in asked for one in several),
                "agencies": [
                    {"id": one.id, "text": one.name, "hint": _more(one, asked=one.id in asked)}
                    for one in several
                ],
                "asked": [one.id for one in several if one.id in asked],
            }
            for kind, several in words.kinds_of(every)
        ],
        "suggested": contribution_words.suggestion(rule_on("scoping_due", on), on),
        "back": _here(ask),
        **_unless_typed(ask, _by("scoping_due", on)),
    }


def _more(agency: Any, *, asked: bool) -> str:
    if asked:
        return "Asked already"
    return "" if agency.people else "Takes no part yet"


@deed(ASKING, act=Act.SCOPE_AGENCIES, form=forms.asking)
def ask_deed(ask: Ask) -> str:
    told, gate = ask.form, ask.gate
    asked = {row.owner_id for row in acts.standing(gate=gate)}
    of_kind = {
        one.id
        for one in standing.agencies(gate=gate)
        if one.kind in told.kinds and one.id not in asked
    }
    given = {"due_on": told.due_on, "note": told.note, "gate": gate}
    _, left = do("agencies", acts.ask, agencies=told.agencies | of_kind, **given)
    return f"{_here(ask)}?done={'some_asked' if left else 'asked'}"


@page(CHASE, act=Act.SCOPE_AGENCIES, template="scoping/chase.html")
def chase_page(ask: Ask) -> Values:
    framed(ask)
    names = {one.id: one.name for one in standing.agencies(gate=ask.gate)}
    late = acts.to_chase(gate=ask.gate)
    return {"agencies": sorted(names[row.owner_id] for row in late), "back": _here(ask)}


@deed(CHASE, act=Act.SCOPE_AGENCIES, form=no_fields)
def chase_deed(ask: Ask) -> str:
    do("", acts.chase_all, gate=ask.gate)
    return f"{_here(ask)}?done=chased"


@page(FURTHER, act=Act.ASK_AGENCY, template="scoping/further.html")
def further_page(ask: Ask) -> Values:
    framed(ask)
    on, known = today(ask.now), standing.known(gate=ask.gate)
    names = titles.called(gate=ask.gate)
    asked = {kind: further.asked_already(kind=kind, gate=ask.gate) for kind in ASKED_FOR}
    fresh = [i for line in known if (i := line.scoping.owner_id) not in asked["imr"]]
    chosen = {f"{forms.CHOICE}{name}": name for name in fresh}
    return {
        "agencies": [
            {
                "id": line.scoping.owner_id,
                "text": line.agency.name,
                "hint": " ".join(
                    [
                        words.contacts(line.said),
                        *(
                            f"Asked already: {names[kind]}."
                            for kind in ASKED_FOR
                            if line.scoping.owner_id in asked[kind]
                        ),
                    ]
                ),
            }
            for line in known
        ],
        "kinds": [
            {
                "id": kind,
                "text": names[kind],
                "hint": contribution_words.suggestion(rule_on(f"{kind}_due", on), on),
            }
            for kind in ASKED_FOR
        ],
        "back": _here(ask),
        **_unless_typed(ask, {"kind": "imr", **_by("imr_due", on), **chosen}),
    }


@deed(FURTHER, act=Act.ASK_AGENCY, form=forms.further)
def further_deed(ask: Ask) -> str:
    told = ask.form
    given = {"kind": told.kind, "due_on": told.due_on, "gate": ask.gate}
    _, left = do("agencies", further.ask_those_who_know, agencies=told.agencies, **given)
    return f"{_here(ask)}?done={'some_requested' if left else 'requested'}"


@page(ESCALATE, act=Act.SCOPE_AGENCIES, template="scoping/escalate.html", thing=Scoping)
def escalate_page(ask: Ask) -> Values:
    framed(ask)
    line = standing.line_of(scoping=ask.thing, gate=ask.gate)
    first = acts.may_escalate(ask.thing, ask.gate)
    rule = rule_on("escalated_after", today(ask.now))
    early = f"It can be done from {first.day} {first:%B %Y} ({rule.source}; {rule.status})."
    why_not = "" if today(ask.now) >= first else early
    if line.answer is not None or ask.thing.withdrawn_at is not None:
        why_not = "Nothing is awaited from this agency now."
    return {"agency": line.agency.name, "why_not": why_not, "back": _question(ask)}


@deed(ESCALATE, act=Act.SCOPE_AGENCIES, form=forms.escalating, thing=Scoping)
def escalate_deed(ask: Ask) -> str:
    told = {"officer": ask.form.officer, "words": ask.form.words}
    do("officer", acts.escalate, scoping=ask.thing, **told, gate=ask.gate)
    return f"{_question(ask)}?done=escalated"


@page(WITHDRAW, act=Act.SCOPE_AGENCIES, template="scoping/withdraw.html", thing=Scoping)
def withdraw_page(ask: Ask) -> Values:
    framed(ask)
    gone = ask.thing.withdrawn_at is not None
    why_not = "This question was taken back already." if gone else ""
    return {"why_not": why_not, "back": _question(ask)}


@deed(WITHDRAW, act=Act.SCOPE_AGENCIES, form=forms.taking_back, thing=Scoping)
def withdraw_deed(ask: Ask) -> str:
    do("words", acts.withdraw, scoping=ask.thing, why=ask.form, gate=ask.gate)
    return f"{_question(ask)}?done=withdrawn"


# One agency's question


@page(QUESTION, act=Act.READ_SCOPING, template="scoping/question.html", thing=Scoping)
def question(ask: Ask) -> Values:
    review, gate, row = framed(ask), ask.gate, ask.thing
    line = standing.line_of(scoping=row, gate=gate)
    state, colour = words.STATES[line.state]
    gone = row.withdrawn_at is not None
    asks, on = gate.may(Act.SCOPE_AGENCIES).allowed, today(ask.now)
    answers = gate.may(Act.ANSWER_SCOPING, row, Scoping.shape).allowed and not gone
    return {
        "name": review.code_name,
        "owner": line.agency.name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "state": "Taken back" if gone else state,
        "colour": "govuk-tag--grey" if gone else colour,
        "due": words.due_words(line, on),
        "note": standing.note_of(scoping=row, gate=gate),
        "details": words.details(line.said),
        "records": words.records(line.answer, line.said),
        "answered_by": who(line.answer.answered_by, ask.gate) if line.answer else "",
        "earlier": _earlier(ask),
        "steps": _steps(ask),
        "answers": answers,
        "answered": line.answer is not None,
        "asks": asks,
        "next": words.next_for(line, acts.may_escalate(row, gate), on) if asks and not gone else "",
        "open": asks and not gone,
        "late": line.late and not gone,
        "here": _question(ask),
        "back": _here(ask) if asks else f"/reviews/{gate.domain}",
        "people_href": f"/reviews/{gate.domain}",
    }


def _earlier(ask: Ask) -> list[dict[str, object]]:
    return [
        {
            "state": words.STATES[row.answer][0],
            "when": day_and_time(row.answered_at),
            "until": day_and_time(row.replaced_at),
            "by": who(row.answered_by, ask.gate),
            "details": [*words.details(said), *_secured(row, said)],
        }
        for row, said in standing.replaced(scoping=ask.thing, gate=ask.gate)
    ]


def _secured(row: Any, said: Any) -> list[dict[str, str]]:
    told = words.records(row, said)
    return [{"key": "Records", "value": told}] if told else []


def _steps(ask: Ask) -> list[dict[str, str]]:
    return [
        {
            "title": words.STEPS[row.what],
            "by": who(row.taken_by, ask.gate),
            "when": day_and_time(row.taken_at),
            "text": "\n".join(filter(None, [officer, said])),
        }
        for row, officer, said in reversed(standing.steps(scoping=ask.thing, gate=ask.gate))
    ]


@deed(QUESTION, act=Act.ANSWER_SCOPING, form=no_fields, thing=Scoping)
def nil_deed(ask: Ask) -> str:
    """The nil return: one click on the question's own page."""
    acts.answer(scoping=ask.thing, known=False, gate=ask.gate)
    return f"{_question(ask)}?done=not_known"


@page(ANSWER, act=Act.ANSWER_SCOPING, template="scoping/answer.html", thing=Scoping)
def answer_page(ask: Ask) -> Values:
    framed(ask)
    before = acts.answer_of(scoping=ask.thing.id, gate=ask.gate)
    gone = ask.thing.withdrawn_at is not None
    return {
        **_unless_typed(ask, _filled(ask, before)),
        "corrects": before is not None,
        "why_not": acts.TAKEN_BACK if gone else "",
        "back": _question(ask),
    }


def _filled(ask: Ask, before: Any) -> dict[str, str]:
    """The form as the answer that holds has it."""
    if before is None:
        return {}
    said = standing.opened(rows=[before], gate=ask.gate).get(before.id)
    known = {"known": "yes" if before.answer == "known" else "no"}
    if said is None:
        return known
    on = said.secured_on
    return known | {
        "first": words.typed(said.first),
        "last": words.typed(said.last),
        "services": said.services,
        "contact": said.contact,
        "note": said.note,
        "secured": "yes" if on else "no",
        "secured_on": f"{on.day}/{on.month}/{on.year}" if on else "",
        "secured_by": said.secured_by,
    }


@deed(ANSWER, act=Act.ANSWER_SCOPING, form=forms.answer, thing=Scoping)
def answer_deed(ask: Ask) -> str:
    told = {"known": ask.form.known, "said": ask.form.said}
    do("secured_on", acts.answer, scoping=ask.thing, **told, gate=ask.gate)
    return f"{_question(ask)}?done=answered"


ROUTES: list[Page | Deed] = [
    grid, ask_page, ask_deed, chase_page, chase_deed, further_page, further_deed, escalate_page,
    escalate_deed, withdraw_page, withdraw_deed, question, nil_deed, answer_page, answer_deed,
]  # fmt: skip
