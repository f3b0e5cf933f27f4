"""The pages on which one section is decided, passage by passage; histories; and opinions."""

from typing import Any

from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.proceedings.words import field
from portal.redaction import deciding, drawn, forms, opinions, sources, standing, told
from portal.redaction.models import (
    DECISIONS,
    QUALIFIED_PERSONS,
    Passage,
    Rendition,
    RenditionSection,
)
from portal.redaction.people import register
from portal.reviews.words import framed, who
from portal.web.dates import day_and_time, in_words
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

HOME = "/reviews/{review}/redaction"
SECTION = f"{HOME}/sections/{{rendition_section}}"
PASSAGE = f"{HOME}/passages/{{passage}}"
OPINIONS = f"{HOME}/opinions"
OTHERS = ", other words stand there"
WORDS = ("harm", "interest", "note")


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _rendition(ask: Ask, name: str) -> Any:
    return ask.gate.find(Rendition, name, Act.READ_RENDITION, noted=False)


@page(SECTION, act=Act.READ_RENDITION, template="redaction/section.html", thing=RenditionSection)
def section(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    rendition = _rendition(ask, row.rendition_id)
    every = standing.sections_of(rendition=rendition.id, gate=gate)
    words = sources.opened(sections=[row], gate=gate).get(row.version_id)
    closed = "" if words is not None else sources.closed(row)
    if row.removed_at is not None:
        words, closed = None, "This section has been taken out of the version."
    values: dict[str, Any] = {
        "name": review.code_name,
        "notice": told.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": f"Section {row.position}",
        "closed": closed,
        "owner": told.body(row.words_of, gate),
        "progress": "",
        "paragraphs": [],
        "passages": [],
        "entries": [],
        "others": [
            {
                "href": _here(ask, "sections", one.id),
                "text": f"{'Next' if one.position > row.position else 'Before'}: section "
                f"{one.position}",
            }
            for one in _beside(row, every)
        ],
        "take_out": "",
        "back": _here(ask, rendition.id),
    }
    return values if words is None else {**values, **_worked_on(ask, rendition, row, words)}


def _beside(row: Any, every: list[Any]) -> list[Any]:
    """The section before and the section after."""
    before = [one for one in every if one.position < row.position]
    return before[-1:] + [one for one in every if one.position > row.position][:1]


def _worked_on(ask: Ask, rendition: Any, row: Any, words: Any) -> dict[str, Any]:
    gate, people = ask.gate, register(gate=ask.gate)
    stands = standing.passages(rendition=rendition.id, version=row.version_id, gate=gate)
    waits = deciding.waiting(rendition=rendition.id, version=row.version_id, gate=gate)
    order = {place.name: place.number for place in drawn.places(words)}
    stands.sort(key=lambda one: (order.get(one.paragraph, 0), one.starts))
    numbers = {one.id: str(n) for n, one in enumerate(stands, 1)}
    makes = gate.may(Act.MAKE_RENDITION, row, RenditionSection.shape).allowed
    open_ = makes and rendition.stage not in {"released", "withdrawn"}
    asked = sum(one.decision == "ask" for one in stands)
    return {
        "progress": f"Decided: {len(stands) - asked}. Asked: {asked}. Waiting: {len(waits)}.",
        "paragraphs": drawn.paragraphs(words, stands, waits, numbers),
        "passages": [_passage(ask, one, order, numbers) for one in stands],
        "entries": _fields(ask, rendition, words, people) if open_ else [],
        "take_out": _here(ask, "sections", row.id, "take-out") if open_ else "",
    }


def _passage(ask: Ask, row: Any, order: dict[str, int], numbers: dict[str, str]) -> dict[str, str]:
    at = order.get(row.paragraph, 0)
    return {
        "number": numbers[row.id],
        "where": f"Paragraph {at}" if at else "Title",
        "what": f"{DECISIONS[row.decision]}{OTHERS if row.instead is not None else ''}",
        "codes": row.codes.replace(" ", ", "),
        "href": _here(ask, "passages", row.id),
    }


def _fields(ask: Ask, rendition: Any, words: Any, people: Any) -> list[dict[str, Any]]:
    return [
        field("radios", "what", "What do you decide on?", of=forms.WHAT),
        field("select", "paragraph", "Which paragraph?", "Not needed for a whole section.",
              drawn.to_choose(words)),
        field("words", "words", "Which words?",
              "Exactly as they stand. With a mouse, mark them in the text above."),
        field("line", "occurrence", "Which of them, where they stand there more than once?",
              "A number, such as 2. Otherwise leave it empty."),
        *told.decision_fields(ask, rendition, people, alone=True),
    ]  # fmt: skip


@deed(SECTION, act=Act.MAKE_RENDITION, form=forms.decided, thing=RenditionSection)
def section_deed(ask: Ask) -> str:
    row, said, gate = ask.thing, ask.form, ask.gate
    words = sources.opened(sections=[row], gate=gate).get(row.version_id)
    if words is None:
        raise Refused(sources.closed(row))
    people = register(gate=gate)
    if said.person and said.person not in people.people:
        raise Wrong.one("person", "Choose one of the people on this page.")
    given = {
        "marks": drawn.marks(words, row, said),
        "decision": said.decision,
        "grounds": said.grounds,
        "person": said.person,
        "instead": said.instead,
        "register": people,
    }
    try:
        told.decide(deciding.decide, section=row, **given, gate=gate)
    except Refused as refused:
        raise Wrong.one("words" if said.what == "words" else "what", str(refused)) from None
    place = "" if said.what == "section" else f"#p-{said.paragraph}"
    return f"{_here(ask, 'sections', row.id)}?done=decided{place}"


@page(PASSAGE, act=Act.READ_RENDITION, template="redaction/passage.html", thing=Passage)
def passage(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    rendition = _rendition(ask, row.rendition_id)
    every = standing.history(passage=row, gate=gate)
    here = next(one for one in standing.every_section(rendition=rendition.id, gate=gate)
                if one.version_id == row.version_id)  # fmt: skip
    words = sources.opened(sections=[here], gate=gate).get(row.version_id)
    makes = gate.may(Act.MAKE_RENDITION, row, Passage.shape).allowed
    mine = [one for one in every if one.deed_id == row.deed_id]
    many = standing.of_deed(deed=row.deed_id, gate=gate)
    return {
        "name": review.code_name,
        "words": _words_of(row, words),
        "closed": "" if words is not None else sources.closed(here),
        "decisions": [_decision(ask, one) for one in every] if words is not None else [],
        "undo": "" if not makes or not many or not mine or words is None else (
            "It was decided by itself." if many == 1 else f"It was decided with others: {many - 1}."
            " They are all taken back."
        ),
        "back": _here(ask, "sections", here.id),
    }  # fmt: skip


def _words_of(row: Any, words: Any) -> str:
    if words is None:
        return ""
    at = {one.name: one.text for one in drawn.places(words)}
    return at.get(row.paragraph, "")[row.starts : row.ends]


def _decision(ask: Ask, row: Any) -> dict[str, Any]:
    """One decision with its reasons: opened, for those who may read the section's words."""
    fields = [f for f in ("instead", *WORDS) if getattr(row, f) is not None]
    said = ask.gate.open(row, *fields, act=Act.READ_RENDITION, model=Passage) if fields else {}
    stands = f"{who(row.decided_by, ask.gate)}, {day_and_time(row.decided_at)}"
    gone = ""
    if row.superseded_at is not None:
        gone = f"Held until {day_and_time(row.superseded_at)}"
    facts = [
        {"key": "Decided by", "value": stands},
        {"key": "Reasons", "value": row.codes.replace(" ", ", ")},
        {"key": "Stands instead", "value": said.get("instead", "")},
        {"key": "Harm", "value": said.get("harm", "")},
        {"key": "Public interest", "value": said.get("interest", "")},
        {"key": "Note", "value": said.get("note", "")},
        {"key": "Comes from", "value": told.body(row.holder_id, ask.gate) if row.holder_id else ""},
        {"key": "Holds", "value": gone or "Now"},
    ]
    return {
        "what": DECISIONS[row.decision],
        "facts": [one for one in facts if one["value"]],
    }


@deed(PASSAGE, act=Act.MAKE_RENDITION, form=no_fields, thing=Passage)
def undo_deed(ask: Ask) -> str:
    row, gate = ask.thing, ask.gate
    rendition = standing.one(row.rendition_id, gate=gate)
    deciding.undo(rendition=rendition, deed=row.deed_id, gate=gate)
    every = standing.every_section(rendition=rendition.id, gate=gate)
    here = next(one for one in every if one.version_id == row.version_id)
    return f"{_here(ask, 'sections', here.id)}?done=undone#p-{_number_of(ask, row, here)}"


def _number_of(ask: Ask, row: Any, here: Any) -> int:
    """The paragraph's on the section's page; the title's where it is closed."""
    words = sources.opened(sections=[here], gate=ask.gate).get(row.version_id)
    places = drawn.places(words) if words is not None else []
    return next((one.number for one in places if one.name == row.paragraph), 0)


@page(OPINIONS, act=Act.READ_REVIEW, template="redaction/opinions.html")
def opinions_page(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    if not standing.bodies(Act.READ_RENDITION, gate=gate):
        gate.deny(Act.READ_RENDITION)
    rows = opinions.recorded(gate=gate)
    said = opinions.words(rows=rows, gate=gate)
    makes = gate.body in standing.bodies(Act.MAKE_RENDITION, gate=gate)
    return {
        "name": review.code_name,
        "notice": told.DONE.get(ask.raw.query.get("done", ""), ""),
        "opinions": [
            {
                "what": QUALIFIED_PERSONS[row.person],
                "on": in_words(row.given_on),
                "limbs": row.limbs.replace(" ", ", "),
                "words": said[row.id],
            }
            for row in rows
        ],
        "entries": _opinion_fields(ask) if makes else [],
        "back": _here(ask),
    }


def _opinion_fields(ask: Ask) -> list[dict[str, Any]]:
    limbs = opinions.to_choose(gate=ask.gate)
    return [
        field("radios", "person", "Who is the qualified person?", of=QUALIFIED_PERSONS),
        field("checkboxes", "limbs", "On which limbs of section 36?",
              of=[{"id": code, "text": f"{code}: {said}", "hint": ""}
                  for code, said in limbs.items()]),
        field("day", "on", "On which day was it given?"),
        field("words", "words", "The opinion, and why it is a reasonable one"),
        field("checkboxes", "reasonable", "Was it reasonable?",
              of={"yes": "The opinion is one that a reasonable person could hold"}),
    ]  # fmt: skip


@deed(OPINIONS, act=Act.READ_REVIEW, form=forms.opinion)
def opinions_deed(ask: Ask) -> str:
    said = ask.form
    given = {"person": said.person, "limbs": said.limbs, "given_on": said.on, "words": said.words}
    do("on", opinions.record, **given, gate=ask.gate)
    return f"{_here(ask, 'opinions')}?done=opinion"


ROUTES: list[Page | Deed] = [
    section, section_deed, passage, undo_deed, opinions_page, opinions_deed,
]  # fmt: skip
