"""What the pages of a rendition show of its words and decisions: plain values for templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.documents.words import IN_TABLES
from portal.redaction.deciding import Mark
from portal.redaction.models import DECISIONS, TITLE
from portal.redaction.spans import found, meet
from portal.web.page import Wrong

SUGGESTED = "Suggested"
KINDS = {
    "person": "A person",
    "identifier": "An identifier",
}
OPENING = 60
"""Characters of a paragraph by which it is found in a list."""


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph with its number on the page; the title has 0."""

    number: int
    name: str
    kind: str
    text: str


def places(told: Mapping[str, Any]) -> list[Place]:
    """The title and the paragraphs of what documents.words.load gave."""
    first = Place(0, TITLE, "h", str(told["title"]))
    rest = [Place(n, p["id"], p["kind"], p["text"]) for n, p in enumerate(told["paragraphs"], 1)]
    return [first, *rest]


def pieces(
    text: str, passages: Iterable[Any], suggestions: Iterable[Any], numbers: Mapping[str, str]
) -> list[dict[str, str]]:
    """The text in pieces, each with how it is marked. `numbers` give by passage its number in the
    page's list. Of suggestions that overlap the first is shown.
    """
    marks = [(row.starts, row.ends, row.decision, numbers.get(row.id, "")) for row in passages]
    for row in suggestions:
        if not any(meet((row.starts, row.ends), mark[:2]) for mark in marks):
            marks.append((row.starts, row.ends, "suggested", ""))
    told, at = [], 0
    for starts, ends, state, number in sorted(marks):
        told.append(_piece(text[at:starts], "", ""))
        told.append(_piece(text[starts:ends], state, number))
        at = ends
    told.append(_piece(text[at:], "", ""))
    return [one for one in told if one["text"]]


def _piece(text: str, state: str, number: str) -> dict[str, str]:
    said = DECISIONS.get(state, SUGGESTED if state else "")
    return {"text": text, "state": state, "said": said, "number": number}


def paragraphs(
    told: Mapping[str, Any],
    passages: Sequence[Any],
    suggestions: Sequence[Any],
    numbers: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Every paragraph of a section, the title first, with its pieces."""
    return [
        {
            "number": str(place.number),
            "label": "Title" if place.number == 0 else str(place.number),
            "table": place.kind in IN_TABLES,
            "pieces": pieces(
                place.text,
                [row for row in passages if row.paragraph == place.name],
                [row for row in suggestions if row.paragraph == place.name],
                numbers,
            ),
        }
        for place in places(told)
    ]


def to_choose(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """The paragraphs as a list to choose from."""
    return [
        {"id": str(one.number), "text": f"{one.number or 'Title'}: {_opening(one.text)}"}
        for one in places(told)
    ]


def _opening(text: str) -> str:
    return text if len(text) <= OPENING else f"{text[:OPENING].rstrip()} ..."


def marks(told: Mapping[str, Any], section: Any, given: Any) -> list[Mark]:
    """What a form marks: `given` is forms.Decided. Raises Wrong beside the field."""
    every = places(told)
    if given.what == "section":
        return [Mark(section.version_id, p.name, 0, len(p.text)) for p in every if p.text]
    if not 0 <= given.paragraph < len(every):
        raise Wrong.one("paragraph", "Choose one of the paragraphs on this page.")
    place = every[given.paragraph]
    if given.what == "paragraph":
        return [Mark(section.version_id, place.name, 0, len(place.text))]
    starts = _where(place, given)
    return [Mark(section.version_id, place.name, starts, starts + len(given.words))]


def _where(place: Place, given: Any) -> int:
    """Where the words stand: as a script measured it, or the only or the chosen place of them."""
    there = found(place.text, given.words)
    if given.starts >= 0 and place.text.startswith(given.words, given.starts):
        return int(given.starts)
    if not there:
        name = f"paragraph {place.number}" if place.number else "the title"
        raise Wrong.one("words", f"These words do not stand in {name}. Copy them exactly.")
    if len(there) == 1:
        return there[0][0]
    if not 1 <= given.occurrence <= len(there):
        said = f"They stand there {len(there)} times. Say which one, from 1 to {len(there)}."
        raise Wrong.one("occurrence", said)
    return there[int(given.occurrence) - 1][0]
