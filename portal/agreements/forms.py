"""What may be asked of the agreement."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.agreements import drafts
from portal.agreements.words import Pairs
from portal.web.dates import day_in
from portal.web.page import Wrong, text

MOST, LONGEST = 60, 2000
"""Lines in one field, and characters in a line."""
WHOLE = 6000
"""Characters in a field that is one text."""
NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(.*)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as the board types it. Purposes are named by their codes."""

    purposes: tuple[str, ...]
    further: str
    """A purpose that no list has, or nothing."""
    paragraphs: Pairs
    gateway: str
    regime: Pairs
    confidence: str
    handling: tuple[str, ...]
    review_on: date


def draft(fields: Mapping[str, str]) -> Draft | None:
    """Raises Wrong with every fault that is found; None where somebody goes back to change it."""
    if fields.get("again"):
        return None
    wrong: list[dict[str, str]] = []
    told = Draft(
        purposes=tuple(
            name.removeprefix("purpose_")
            for name, value in fields.items()
            if name.startswith("purpose_") and value
        ),
        further=" ".join(_text(fields, "further", "", wrong).split()),
        paragraphs=_paragraphs(fields, wrong),
        gateway=_gateway(fields, wrong),
        regime=_regime(fields, wrong),
        confidence=_text(fields, "confidence", "Say how the duty of confidence is met.", wrong),
        handling=tuple(_lines(fields, "handling", "Give at least one condition.", wrong)),
        review_on=_day(fields, wrong),
    )
    if not told.purposes and not told.further:
        _say(wrong, "purpose_review", "Choose at least one purpose, or write one.")
    if wrong:
        raise Wrong(wrong)
    return told


def _say(wrong: list[dict[str, str]], field: str, sentence: str) -> None:
    wrong.append({"field": field, "sentence": sentence})


def _text(fields: Mapping[str, str], name: str, empty: str, wrong: list[dict[str, str]]) -> str:
    try:
        return text(fields, name, empty, WHOLE)
    except Wrong as found:
        wrong += found.errors
        return ""


def _gateway(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> str:
    """The words of the statute that was chosen from the list, or else those that were typed."""
    if chosen := fields.get("statute", ""):
        listed = {row.review: row.words for row in drafts.statutes()}
        if chosen not in listed:
            _say(wrong, "statute", "Choose one of the statutes that are listed.")
        return listed.get(chosen, "")
    return _text(fields, "gateway", "Name the statute under which you may share.", wrong)


def _lines(
    fields: Mapping[str, str], name: str, empty: str, wrong: list[dict[str, str]]
) -> list[str]:
    lines = [" ".join(line.split()) for line in fields.get(name, "").splitlines() if line.strip()]
    if not lines:
        _say(wrong, name, empty)
    if len(lines) > MOST:
        _say(wrong, name, f"Use {MOST} lines or fewer.")
    if any(len(line) > LONGEST for line in lines):
        _say(wrong, name, f"Each line must be {LONGEST:,} characters or fewer.")
    return lines


def _paragraphs(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> Pairs:
    """Numbered lines keep their numbers; a line without one gets the next that nobody has."""
    empty = "Give at least one paragraph of the terms of reference."
    lines = _lines(fields, "paragraphs", empty, wrong)
    found = [NUMBERED.fullmatch(line) for line in lines]
    taken = [int(one[1]) for one in found if one]
    if len(taken) != len(set(taken)):
        _say(wrong, "paragraphs", "Two paragraphs have the same number. Give each its own.")
    following = max(taken, default=0)
    told: list[tuple[str, str]] = []
    for one, line in zip(found, lines, strict=True):
        if one is None:
            following += 1
        told.append((str(int(one[1])), one[2]) if one else (str(following), line))
    return tuple(told)


def _regime(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> Pairs:
    empty = "Say under which data protection law each kind of agency acts."
    told: dict[str, str] = {}
    for line in _lines(fields, "regime", empty, wrong):
        kind, colon, words = (part.strip() for part in line.partition(":"))
        if not (kind and colon and words):
            _say(wrong, "regime", "Begin each line with a kind of agency and a colon.")
            break
        if kind in told:
            _say(wrong, "regime", f"{kind[:60]} stands there twice. Put it into one line.")
            break
        told[kind] = words
    return tuple(told.items())


def _day(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> date:
    told = day_in(fields)
    if told is None:
        _say(wrong, "day", "The day of the next look must be a real date, such as 31 3 2027.")
    return told or date.min


@dataclass(frozen=True, slots=True)
class Signing:
    digest: str
    """Of the words that stood on the page."""


def signing(fields: Mapping[str, str]) -> Signing:
    if not fields.get("read"):
        raise Wrong.one("read", "Tick the box to say that you have read the agreement.")
    return Signing(fields.get("digest", ""))


@dataclass(frozen=True, slots=True)
class Leaving:
    reason: str


def leaving(fields: Mapping[str, str]) -> Leaving:
    """Raises Wrong without a reason, or with one that is too long to keep."""
    return Leaving(text(fields, "reason", "Say why your organisation withdraws.", WHOLE))
