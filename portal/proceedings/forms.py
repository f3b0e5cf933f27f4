"""What may be asked of the proceedings beside a review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.proceedings.findings import parted
from portal.proceedings.matches import RELATIONS
from portal.proceedings.models import (
    AGREED_BY,
    ASKED,
    BODIES,
    DATES,
    DISCLOSURE,
    HOLDS,
    INVESTIGATION,
    KINDS,
    LINES,
    PERMITS,
    SOURCES,
)
from portal.web.dates import typed_day
from portal.web.page import Wrong, text

NO_DAY = "Enter the day as a real date, such as 17/5/2026."
LINE = 1000
"""Characters in a line of what came of it."""
MOST_LINES, MOST_WORDS, FINDING = 40, 60_000, 4000
"""Findings that are entered at once, characters in all of them, and in each."""
SHORT = 200
"""Characters in a name, a reference or another single line."""


class Reader:
    """Reads one form after another field and gathers what is wrong, so that all of it is said."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.wrong: list[dict[str, str]] = []

    def words(self, name: str, missing: str = "", most: int = 4000) -> str:
        try:
            return text(self.fields, name, missing, most)
        except Wrong as error:
            self.wrong += error.errors
            return ""

    def day(self, name: str) -> date:
        """A day that is needed; where it is missing, what is given back is never used."""
        on = typed_day(self.fields.get(name, ""))
        if on is None:
            self.wrong += Wrong.one(name, NO_DAY).errors
        return on or date.min

    def maybe_day(self, name: str) -> date | None:
        return self.day(name) if self.fields.get(name, "").strip() else None

    def one(self, name: str, of: Mapping[str, str], missing: str) -> str:
        if (chosen := self.fields.get(name, "")) not in of:
            self.wrong += Wrong.one(name, missing).errors
        return chosen

    def some(self, name: str, of: Mapping[str, str]) -> set[str]:
        return {each for each in of if self.fields.get(f"{name}_{each}") == each}

    def done(self) -> None:
        """Raises Wrong with all that was wrong."""
        if self.wrong:
            raise Wrong(self.wrong)


@dataclass(frozen=True, slots=True)
class Stands:
    state: str
    since: date


def investigation(fields: Mapping[str, str]) -> Stands:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    state = read.one("state", INVESTIGATION, "Choose how the investigation stands.")
    on = read.day("on")
    read.done()
    return Stands(state, on)


@dataclass(frozen=True, slots=True)
class Agreed:
    agreed_by: str
    name: str
    on: date
    permitted: set[str]
    conditions: str


def agreement(fields: Mapping[str, str]) -> Agreed:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    by = read.one("agreed_by", AGREED_BY, "Choose who agreed.")
    name = read.words("name", "Enter who agreed, by name and office.", SHORT)
    on = read.day("on")
    permitted = read.some("permits", PERMITS)
    conditions = read.words("conditions")
    read.done()
    return Agreed(by, name, on, permitted, conditions)


# The register


@dataclass(frozen=True, slots=True)
class Begun:
    kind: str
    body: str
    on: date
    reference: str
    scope: str


def begun(fields: Mapping[str, str]) -> Begun:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    kind = read.one("kind", KINDS, "Choose what kind of proceedings they are.")
    body = read.one("body", BODIES, "Choose whose they are.")
    on = read.day("on")
    reference, scope = read.words("reference", most=SHORT), read.words("scope")
    read.done()
    return Begun(kind, body, on, reference, scope)


@dataclass(frozen=True, slots=True)
class Said:
    """A choice, days, and words: what the smaller forms ask for."""

    what: str = ""
    on: date = date.min
    until: date | None = None
    words: str = ""
    yes: bool = False


def next_date(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(read.one("what", DATES, "Choose what is to happen."), read.day("on"))
    read.done()
    return told


def asked(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(
        read.one("what", ASKED, "Choose what they ask for."),
        read.day("on"),
        read.maybe_day("until"),
        read.words("words", "Say what they ask for."),
    )
    read.done()
    return told


def answered(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(on=read.day("on"), words=read.words("words"))
    read.done()
    return told


SHARED = {
    "everybody": "Everybody in the review",
    "few": "Only those who read the register's words",
}


@dataclass(frozen=True, slots=True)
class Came:
    what: str
    lines: tuple[str, ...]
    shared: bool
    paragraph: str
    on: date = date.min


def outcome(fields: Mapping[str, str]) -> Came:
    """One line of what came of it. Raises Wrong."""
    read = Reader(fields)
    what = read.one("what", LINES, "Choose what it is.")
    line = " ".join(read.words("words", "Enter one line.", LINE).split())
    shared = read.one("shared", SHARED, "Choose who reads it.") == "everybody"
    paragraph = read.words("paragraph", most=SHORT)
    read.done()
    return Came(what, (line,), shared, paragraph)


def _found(fields: Mapping[str, str], *, several: bool) -> Came:
    read = Reader(fields)
    source = read.one("source", SOURCES, "Choose in what it was given.")
    on = read.day("on")
    words = read.words("words", "Enter what was found.", MOST_WORDS if several else FINDING)
    told = tuple(parted(words)) if several else (" ".join(words.split()),)
    if len(told) > MOST_LINES:
        read.wrong += Wrong.one("words", f"Enter {MOST_LINES} findings or fewer at once.").errors
    if any(len(one) > FINDING for one in told):
        told_so = f"Each finding must be {FINDING:,} characters or fewer."
        read.wrong += Wrong.one("words", told_so).errors
    shared = read.one("shared", SHARED, "Choose who reads it.") == "everybody"
    paragraph = read.words("paragraph", most=SHORT)
    read.done()
    return Came(source, told, shared, paragraph, on)


def found(fields: Mapping[str, str]) -> Came:
    """Findings, pasted in as several. Raises Wrong with every field that cannot be taken."""
    return _found(fields, several=True)


def corrected(fields: Mapping[str, str]) -> Came:
    """One finding. Raises Wrong with every field that cannot be taken."""
    return _found(fields, several=False)


@dataclass(frozen=True, slots=True)
class Meets:
    relation: str
    section: str
    why: str


def meets(fields: Mapping[str, str]) -> Meets:
    """Which section is listed, the act says. Raises Wrong."""
    read = Reader(fields)
    relation = read.one("relation", RELATIONS, "Choose how it stands to the finding.")
    section = read.words("section", most=SHORT)
    why = read.words("why", "Say why, in a sentence.")
    read.done()
    return Meets(relation, section, why)


def ended(fields: Mapping[str, str]) -> Said:
    return Said(words=text(fields, "why", "Say why it holds no longer."))


def closed(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(on=read.day("on"))
    read.done()
    return told


# Disclosure, and publication


def status(fields: Mapping[str, str]) -> set[str]:
    """None at all says that none is known."""
    return Reader(fields).some("status", DISCLOSURE)


RELEVANT = {"yes": "It is relevant, or may be", "no": "It is not relevant"}


def relevance(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    yes = read.one("relevant", RELEVANT, "Choose whether it is relevant.") == "yes"
    told = Said(yes=yes, words=read.words("note"))
    read.done()
    return told


def hold(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(
        read.one("ground", HOLDS, "Choose the kind of reason."),
        read.day("on"),
        words=read.words("why", "Say why nothing may be published yet."),
    )
    read.done()
    return told


def lifted(fields: Mapping[str, str]) -> Said:
    return Said(words=text(fields, "why", "Say why the hold is not needed any more."))


# To whom the report goes


def sent(fields: Mapping[str, str]) -> Said:
    """Which recipient is listed, the act says. Raises Wrong."""
    read = Reader(fields)
    told = Said(read.words("to", "Choose to whom it was sent.", SHORT), read.day("on"))
    read.done()
    return told
