"""What may be asked of the register of people, and each refusal as a sentence."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.persons.models import DECEASED, ROLES
from portal.persons.posts import PROFESSIONAL, titles
from portal.persons.told import Told
from portal.web.dates import typed_day
from portal.web.page import Wrong, text

LINE, LINES, ROWS = 200, 50, 300
"""Characters in a line, lines in a field, rows in a pasted table."""
NO_DAY = "Enter the day as a real date, such as 17/5/1990."
SCHEMES = {
    "nhs": "nhs_number", "nhs number": "nhs_number", "ni": "nino", "nino": "nino",
    "national insurance": "nino", "prison": "prison_number", "noms": "prison_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    role: str
    deceased: str
    told: Told


def entry(fields: Mapping[str, str]) -> Entry:
    """Raises Wrong with every field that cannot be taken."""
    read = _Reader(fields)
    role = read.one("role", ROLES, "Choose what part the person has.")
    deceased = read.one("deceased", DECEASED, "Choose whether the person has died.")
    told = Told(
        names=read.lines("names", "Enter the person's usual name."),
        nicknames=read.lines("nicknames"),
        born=read.day("born"),
        died=read.day("died"),
        addresses=read.lines("addresses"),
        references=tuple(reference(line) for line in read.lines("references")),
        relations=read.words("relations"),
        note=read.words("note"),
        chosen=read.words("chosen", 60),
        post=read.one("post", {"": "", **titles()}, "Choose one of the posts, or none."),
    )
    if told.post and role != PROFESSIONAL:
        read.wrong += Wrong.one("post", "Only somebody who met the case at work has one.").errors
    read.done()
    return Entry(role, deceased, told)


class _Reader:
    """Reads field after field and gathers what is wrong, so that all of it is said."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.wrong: list[dict[str, str]] = []

    def _try(self, read: Callable[[], str]) -> str:
        try:
            return read()
        except Wrong as error:
            self.wrong += error.errors
            return ""

    def words(self, name: str, most: int = 4000) -> str:
        return self._try(lambda: text(self.fields, name, "", most))

    def lines(self, name: str, missing: str = "") -> tuple[str, ...]:
        told = self._try(lambda: text(self.fields, name, missing, LINE * LINES))
        found = [" ".join(line.split()) for line in told.splitlines() if line.strip()]
        if any(len(line) > LINE for line in found) or len(found) > LINES:
            said = f"Use at most {LINES} lines of at most {LINE} characters."
            self.wrong += Wrong.one(name, said).errors
        return tuple(found)

    def one(self, name: str, of: Mapping[str, str], missing: str) -> str:
        if (chosen := self.fields.get(name, "")) not in of:
            self.wrong += Wrong.one(name, missing).errors
        return chosen

    def day(self, name: str) -> date | None:
        typed = self.fields.get(name, "").strip()
        on = typed_day(typed) if typed else None
        if typed and on is None:
            self.wrong += Wrong.one(name, NO_DAY).errors
        return on

    def done(self) -> None:
        """Raises Wrong with all that was wrong."""
        if self.wrong:
            raise Wrong(self.wrong)


def reference(line: str) -> tuple[str, str]:
    """Scheme and value of a line such as "PNC: 79/163001B" or "PNC 79/163001B".

    A scheme is told as the kind that identifiers have in suggestions.
    """
    scheme, cut, value = line.partition(":")
    if not cut:
        first, _, rest = line.partition(" ")
        scheme, value = (first, rest) if rest and not re.search(r"\d", first) else ("", line)
    plain = " ".join(scheme.casefold().split()).removesuffix(" number")
    return SCHEMES.get(plain, re.sub(r"\W+", "_", plain)[:40] or "reference"), value.strip()


WHO_SEES = {
    "all": "Everybody who redacts in this review",
    "own": "Our own people alone",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A choice and words: what the smaller forms ask for."""

    what: str = ""
    words: str = ""


def showing(fields: Mapping[str, str]) -> Said:
    """Raises Wrong with every field that cannot be taken."""
    read = _Reader(fields)
    what = read.one("who", WHO_SEES, "Choose who sees the entry.")
    words = read._try(lambda: text(fields, "why", "Say why."))  # noqa: SLF001 - its own module's
    read.done()
    return Said(what, words)


def closing(fields: Mapping[str, str]) -> Said:
    """Raises Wrong where no reason is given."""
    return Said(words=text(fields, "why", "Say why the entry is closed."))


def dead(fields: Mapping[str, str]) -> frozenset[str]:
    """Who is ticked; an id that is nobody's counts for nothing."""
    return frozenset(value for name, value in fields.items() if name == f"dead_{value}")


def joining(fields: Mapping[str, str]) -> Said:
    """Raises Wrong where none is chosen."""
    return Said(text(fields, "other", "Choose the entry of the same person."))


ANSWERS = {"agreed": "Yes, it is the same person", "refused": "No, they are two people"}


def answering(fields: Mapping[str, str]) -> Said:
    """Raises Wrong where neither is chosen."""
    if (what := fields.get("answer", "")) not in ANSWERS:
        raise Wrong.one("answer", "Choose whether it is the same person.")
    return Said(what)


def pasted(fields: Mapping[str, str]) -> list[Entry]:
    """The rows of a table: name, part, date of birth, reference; by tabs, semicolons or bars.

    Raises Wrong with a sentence for each row that cannot be taken; then nobody is entered.
    """
    rows = text(fields, "rows", "Paste at least one row.", LINE * ROWS)
    wrong: list[dict[str, str]] = []
    found: list[Entry] = []
    lines = [(n, line) for n, line in enumerate(rows.splitlines(), 1) if line.strip()]
    if len(lines) > ROWS:
        raise Wrong.one("rows", f"Paste at most {ROWS} rows at a time.")
    for number, line in lines:
        cells = [cell.strip() for cell in re.split(r"\t|;|\|", line)]
        if number == lines[0][0] and cells[0].casefold() in {"name", "names", "person"}:
            continue
        faults = [f"Row {number}: {said}" for said in _faults(cells)]
        wrong += [error for said in faults for error in Wrong.one("rows", said).errors]
        if not faults:
            found.append(_row(cells))
    if wrong or not found:
        raise Wrong(wrong or Wrong.one("rows", "Paste at least one row under the headings.").errors)
    return found


def _faults(cells: list[str]) -> Iterator[str]:
    if len(cells) < 2 or len(cells) > 4:
        yield "it needs a name and a part, and may have a date of birth and a reference."
        return
    if not cells[0]:
        yield "the name is missing."
    if len(cells[0]) > LINE:
        yield f"the name is longer than {LINE} characters."
    if cells[1].casefold() not in ROLES:
        yield f"the part must be one of {', '.join(ROLES)}."
    if len(cells) > 2 and cells[2] and typed_day(cells[2]) is None:
        yield "the date of birth is no real date, such as 17/5/1990."


def _row(cells: list[str]) -> Entry:
    name, role, born, ref = (*cells, "", "")[:4]
    given = (reference(ref),) if ref else ()
    told = Told(names=(name,), born=typed_day(born) if born else None, references=given)
    return Entry(role.casefold(), "unknown", told)
