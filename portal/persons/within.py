"""Pages beside the register: two bodies' entries of one person, the people of the review's first
page, and suggestions in a document.
"""

from typing import Any

from portal.db import ID
from portal.documents import acts as documents
from portal.gate.policy import Act
from portal.persons import acts, first_page, forms, joining, words
from portal.persons.model import IN_USE
from portal.persons.models import KnownPerson, PersonJoin
from portal.persons.suggesting import grouped, suggest
from portal.proceedings.words import field, form
from portal.reviews import acts as reviews
from portal.reviews.models import SUBJECT_ROLES
from portal.reviews.words import framed
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

HOME = "/reviews/{review}/persons"
JOIN = f"{HOME}/{{known_person}}/join"
ANSWER, END = (f"{HOME}/joins/{{person_join}}/{step}" for step in ("answer", "end"))
FIRST_PAGE = f"{HOME}/first-page"
WITHIN = f"{HOME}/in/{{document}}"
FORM = "persons/form.html"
NONE = "No other organisation has shown an entry that is open."


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _owner(ask: Ask, body: str) -> str:
    return reviews.body_name(body=body, gate=ask.gate)


def _form(
    ask: Ask, heading: str, sentence: str, button: str, *fields: Any, why_not: str = ""
) -> Values:
    framed(ask)
    return form(heading, sentence, button, _here(ask), list(fields), why_not=why_not)


def _word(row: Any, told: dict[str, Any]) -> str:
    return acts.word(row.role, told[row.id].post)


def _others(ask: Ask) -> list[Any]:
    """Open entries of other organisations that the reader sees."""
    rows = acts.entries(gate=ask.gate)
    mine = ask.thing.owner_id
    return [row for row in rows if row.owner_id != mine and row.closed_at is None]


@page(JOIN, act=Act.KEEP_PERSON, template=FORM, thing=KnownPerson)
def join_page(ask: Ask) -> Values:
    rows = _others(ask)
    told = acts.opened(rows, gate=ask.gate)
    listed = [
        {
            "id": row.id,
            "text": f"{_word(row, told)} {row.number}: {told[row.id].names[0]}",
            "hint": _owner(ask, row.owner_id),
        }
        for row in rows
        if row.id in told
    ]
    return _form(
        ask,
        "Which entry is of the same person?",
        "The other organisation is asked. When it agrees, both entries have one label: that of the "
        "one which was entered first. Each of you keeps the own words.",
        "Ask them",
        field("radios", "other", "Entries of other organisations", "", listed),
        why_not="" if listed else NONE,
    )


@deed(JOIN, act=Act.KEEP_PERSON, form=forms.joining, thing=KnownPerson)
def join_deed(ask: Ask) -> str:
    chosen = next((row for row in _others(ask) if row.id == ask.form.what), None)
    if chosen is None:
        ask.gate.deny(Act.READ_PERSON)
    do("other", joining.propose, first=ask.thing, second=chosen, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=proposed"


@page(ANSWER, act=Act.KEEP_PERSON, template=FORM, thing=PersonJoin)
def answer_page(ask: Ask) -> Values:
    rows = [
        r for r in acts.entries(gate=ask.gate) if r.id in {ask.thing.first_id, ask.thing.second_id}
    ]
    told = acts.opened(rows, gate=ask.gate)
    names = [
        f"{_word(row, told)} {row.number}, {told[row.id].names[0]} ({_owner(ask, row.owner_id)})"
        for row in rows
        if row.id in told
    ]
    return _form(
        ask,
        "Is it the same person?",
        f"{' and '.join(names)}. If you say yes, both entries have one label in whatever is "
        "released. Either of you can end that later.",
        "Answer",
        field("radios", "answer", "Is it the same person?", of=forms.ANSWERS),
    )


@deed(ANSWER, act=Act.KEEP_PERSON, form=forms.answering, thing=PersonJoin)
def answer_deed(ask: Ask) -> str:
    do("answer", joining.answer, join=ask.thing, to=ask.form.what, gate=ask.gate)
    return f"{_here(ask)}?done=settled"


def _join_of(ask: Ask) -> None:
    """Raises Absent where the address names no proposal that the actor may end."""
    name = ask.ids["person_join"]
    found = next((join for join in joining.joins(gate=ask.gate) if join.id == name), None)
    if found is None:
        ask.gate.deny(Act.KEEP_PERSON)
    joining.side(join=found, gate=ask.gate)


@page(END, act=Act.READ_REVIEW, template=FORM)
def end_page(ask: Ask) -> Values:
    ask.gate.acting_for(Act.KEEP_PERSON)
    _join_of(ask)
    return _form(
        ask,
        "Are they two people after all?",
        "Each entry has its own label again in whatever is released from now on.",
        "Yes, they are two people",
    )


@deed(END, act=Act.READ_REVIEW, form=no_fields)
def end_deed(ask: Ask) -> str:
    joining.end(name=ask.ids["person_join"], gate=ask.gate)
    return f"{_here(ask)}?done=settled"


@page(FIRST_PAGE, act=Act.READ_REVIEW, template=FORM)
def first_page_page(ask: Ask) -> Values:
    ask.gate.acting_for(Act.KEEP_PERSON)
    wanted = first_page.missing(gate=ask.gate)
    people = [
        {"id": one.id, "text": one.names[0], "hint": SUBJECT_ROLES[one.role]} for one in wanted
    ]
    return _form(
        ask,
        "Enter the people of the review's first page?",
        f"All of them are entered: {len(wanted)}. Each has a label then, such as “Child 1”, which "
        "stands for them in whatever is released. Your own organisation's people see the entries.",
        "Enter them",
        field(
            "checkboxes",
            "dead",
            "Who of them has died?",
            "Somebody who is dead has no personal "
            "data: other reasons are asked for. Of the others it is entered that it is not known.",
            people,
        ),
        why_not="" if wanted else "Everybody of the first page who is open to you is here already.",
    )


@deed(FIRST_PAGE, act=Act.READ_REVIEW, form=forms.dead)
def first_page_deed(ask: Ask) -> str:
    first_page.enter(dead=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done=pasted"


@page(WITHIN, act=Act.READ_REVIEW, template="persons/suggestions.html")
def within(ask: Ask) -> Values:
    """What points to people in a document, as far as the reader may read it."""
    review, name = framed(ask), ask.ids["document"]
    if not acts.entries(gate=ask.gate) and not ask.gate.owners_for(Act.READ_PERSON):
        ask.gate.deny(Act.READ_PERSON)
    found = documents.sections_of(document=name, gate=ask.gate) if ID.fullmatch(name) else []
    if not found:
        ask.gate.deny(Act.READ_SECTION)
    texts = [one["text"] for _, told in found for one in told["paragraphs"]]
    known = acts.known(gate=ask.gate)
    labels = {person.id: person.label for person in known}
    groups = grouped(suggest(texts, known, next(iter(IN_USE), None)), texts)
    return {
        "name": review.code_name,
        "paragraphs": len(texts),
        "groups": [words.group(group, texts, labels) for group in groups],
        "back": _here(ask),
    }


ROUTES: list[Page | Deed] = [
    join_page, join_deed, answer_page, answer_deed, end_page, end_deed, first_page_page,
    first_page_deed, within,
]  # fmt: skip
