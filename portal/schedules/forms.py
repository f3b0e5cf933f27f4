"""What may be asked of schedules."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID
from portal.web.dates import day_in
from portal.web.page import LONGEST, Wrong, text

TO = re.compile(r"(?:body|member):(?:[0-9a-f]{32}|board)|role:[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Chosen:
    to: list[str]


def chosen(fields: Mapping[str, str]) -> Chosen:
    """Whom a schedule is for: fields "to.kind:name"."""
    to = [name[3:] for name in fields if name.startswith("to.") and TO.fullmatch(name[3:])]
    if not to:
        raise Wrong.one("to", "Choose at least one recipient.")
    return Chosen(to)


@dataclass(frozen=True, slots=True)
class Cells:
    cells: dict[str, list[str]]


def ticked(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """By recipient the sections whose boxes are ticked: fields "cell.section.kind:name"."""
    told: dict[str, list[str]] = defaultdict(list)
    for name in fields:
        mark, _, rest = name.partition(".")
        section, _, to = rest.partition(".")
        if mark == "cell" and ID.fullmatch(section) and TO.fullmatch(to):
            told[to].append(section)
    return dict(told)


def cells(fields: Mapping[str, str]) -> Cells:
    told = ticked(fields)
    if not told:
        raise Wrong.one("cells", "Tick at least one section for at least one recipient.")
    return Cells(told)


@dataclass(frozen=True, slots=True)
class Terms:
    purpose: str
    paragraph: str
    why: str
    starts: str
    ends: str


def terms(fields: Mapping[str, str]) -> Terms:
    """Raises Wrong with a sentence for each field that is missing or odd."""
    errors, days = [], {}
    told = {name: fields.get(name, "").strip() for name in ("purpose", "paragraph", "why")}
    for name, sentence in _MISSING.items():
        if not told[name]:
            errors.append({"field": name, "sentence": sentence})
    if len(told["why"]) > LONGEST:
        errors.append({"field": "why", "sentence": "Use 4,000 characters or fewer."})
    for name, words in {"starts": "first", "ends": "last"}.items():
        days[name] = day_in(fields, f"{name}-")
        if days[name] is None:
            sentence = f"The {words} day must be a real date, such as 31 3 2027."
            errors.append({"field": name, "sentence": sentence})
    if not errors and days["starts"] >= days["ends"]:  # type: ignore[operator]
        errors.append({"field": "ends", "sentence": "The last day must come after the first."})
    if errors:
        raise Wrong(errors)
    return Terms(**told, **{name: str(day) for name, day in days.items()})


_MISSING = {
    "purpose": "Choose what the words are shared for.",
    "paragraph": "Choose the paragraph of the terms of reference that needs them.",
    "why": "Say why sharing these sections is necessary and proportionate.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    seen: str


def seen(fields: Mapping[str, str]) -> Seen:
    """The hash of what was looked through. What is odd matches nothing, and is refused as such."""
    if not fields.get("looked"):
        raise Wrong.one("looked", "Look through what each recipient will see, then tick this box.")
    return Seen(fields.get("seen", ""))


@dataclass(frozen=True, slots=True)
class Said:
    what: str
    note: str


SAYINGS = frozenset({"reveal", "hide", "write", "count"})


def said(fields: Mapping[str, str]) -> Said:
    """What the office lets be known, or takes back. Raises Wrong."""
    what = fields.get("what", "")
    if what not in SAYINGS:
        raise Wrong.one("what", "Choose one of the buttons on this page.")
    missing = "Write what the chair should know instead of the count." if what == "write" else ""
    return Said(what, text(fields, "note", missing))
