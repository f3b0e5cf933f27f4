"""What may be asked of the register of requests, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.proceedings.forms import SHORT, Reader
from portal.requests.costs import AN_HOUR, COUNTED
from portal.requests.models import CAME, HELD
from portal.web.page import Wrong

YES_NO = {"yes": "Yes", "no": "No"}
ELSEWHERE = "elsewhere"
"""In place of a document: papers that are not in the portal."""
MOST_HOURS = 9999


@dataclass(frozen=True, slots=True)
class Asked:
    came: str
    on: date
    applicant: str
    address: str
    words: str


def new(fields: Mapping[str, str]) -> Asked:
    """Raises Wrong with every field that a valid request needs and that is not there."""
    read = Reader(fields)
    came = read.one("came", CAME, "Choose how it came. A request must be in writing.")
    on = read.day("on")
    applicant = read.words("applicant", "Enter the applicant's name as it was given.", SHORT)
    address = read.words("address", "Enter an address for the answer.", 1000)
    words = read.words("words", "Enter what is asked for, in the applicant's words.")
    read.done()
    return Asked(came, on, applicant, address, words)


@dataclass(frozen=True, slots=True)
class Said:
    """Days, choices and words: what the smaller forms ask for."""

    on: date = date.min
    until: date = date.min
    what: str = ""
    which: str = ""
    words: str = ""


def asking(
    *, on: bool = False, until: bool = False, what: str = "", which: str = "",
    words: str | None = None, most: int = 4000,
) -> Callable[[Mapping[str, str]], Said]:  # fmt: skip
    """A form with these fields: what is given for a choice, or for the words, is the sentence for
    where they are missing; words whose sentence is empty may be left out.
    """

    def read_all(fields: Mapping[str, str]) -> Said:
        read = Reader(fields)
        told = Said(
            read.day("on") if on else date.min,
            read.day("until") if until else date.min,
            _chosen(read, "what", what),
            _chosen(read, "which", which),
            read.words("words", words, most) if words is not None else "",
        )
        read.done()
        return told

    return read_all


def _chosen(read: Reader, name: str, missing: str) -> str:
    """What was chosen; whether it is on the list only the act can say, which knows the list."""
    chosen = read.fields.get(name, "")
    if missing and not chosen:
        read.wrong += Wrong.one(name, missing).errors
    return chosen


@dataclass(frozen=True, slots=True)
class Spent:
    minutes: dict[str, int]
    words: str


def cost(fields: Mapping[str, str]) -> Spent:
    """Hours of each activity, such as 1.5. Raises Wrong."""
    read = Reader(fields)
    minutes = {code: _minutes(read, code) for code in COUNTED}
    told = Spent(minutes, read.words("words", "Say how you reckoned it, such as from a sample."))
    read.done()
    return told


def _minutes(read: Reader, name: str) -> int:
    try:
        hours = Decimal(read.fields.get(name, "").strip().replace(",", ".") or "0")
        if 0 <= hours <= MOST_HOURS:
            return int(hours * AN_HOUR)
    except InvalidOperation:
        pass
    read.wrong += Wrong.one(name, "Enter hours as a number, such as 1.5.").errors
    return 0


@dataclass(frozen=True, slots=True)
class Touched:
    document: str
    section: str
    held: str
    agency: str
    police: bool
    note: str


def touched(fields: Mapping[str, str]) -> Touched:
    """What is searched and held. Raises Wrong."""
    read = Reader(fields)
    where = fields.get("where", "")
    if not where:
        read.wrong += Wrong.one("where", "Choose what the request touches.").errors
    kind, _, name = where.partition(".")
    held = read.one("held", HELD, "Choose for whom it is held.")
    police = read.one("police", YES_NO, "Say whether it is police review material.") == "yes"
    missing = "Say what the papers are." if where == ELSEWHERE else ""
    note = read.words("note", missing, 1000)
    read.done()
    parts = {"d": (name, ""), "s": ("", name)}.get(kind, ("", ""))
    return Touched(*parts, held, fields.get("agency", ""), police, note)
