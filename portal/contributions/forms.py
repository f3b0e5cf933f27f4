"""What may be asked of requests and contributions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.contributions.models import ASKED_FOR
from portal.db import ID
from portal.documents.models import KIND_OF
from portal.web.dates import day_in
from portal.web.page import Wrong, text

LONGEST = 10_000
"""Characters in a note, a comment or a reason."""


def words(name: str, missing: str) -> Callable[[Mapping[str, str]], str]:
    """The form of one text."""
    return lambda fields: text(fields, name, missing, LONGEST)


def day(fields: Mapping[str, str]) -> date:
    """Raises Wrong for no date, or none of the calendar's."""
    told = day_in(fields)
    if told is None:
        typed = any(fields.get(part, "").strip() for part in ("day", "month", "year"))
        odd = "The date must be a real date, such as 31 3 2027."
        raise Wrong.one("due", odd if typed else "Enter the date by which it is due.")
    return told


@dataclass(frozen=True, slots=True)
class Asking:
    agency: str
    kind: str
    due_on: date
    note: str


def asking(fields: Mapping[str, str]) -> Asking:
    """Raises Wrong, with every field that cannot be taken."""
    wrong: list[dict[str, str]] = []
    if not ID.fullmatch(fields.get("agency", "")):
        wrong += Wrong.one("agency", "Choose the agency that you are asking.").errors
    if fields.get("kind") not in ASKED_FOR:
        wrong += Wrong.one("kind", "Choose what you are asking for.").errors
    due_on, note = date.min, ""
    try:
        due_on = day(fields)
    except Wrong as error:
        wrong += error.errors
    try:
        note = text(fields, "note", most=LONGEST)
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Asking(fields["agency"], fields["kind"], due_on, note)


@dataclass(frozen=True, slots=True)
class Redating:
    due_on: date
    why: str


def redating(fields: Mapping[str, str]) -> Redating:
    return Redating(day(fields), text(fields, "why", "Say why the date is changing.", LONGEST))


@dataclass(frozen=True, slots=True)
class SendingBack:
    comments: str
    remarks: dict[str, str]
    """By version, of the sections about which something was said."""


REMARK = "remark-"


def sending_back(fields: Mapping[str, str]) -> SendingBack:
    """Something must be said, about the whole or about a section. Raises Wrong."""
    told: dict[str, str] = {}
    wrong: list[dict[str, str]] = []
    for name in fields:
        version = name.removeprefix(REMARK)
        if name == "words" or (name.startswith(REMARK) and ID.fullmatch(version)):
            try:
                told[version] = text(fields, name, most=LONGEST)
            except Wrong as error:
                wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    said = {version: words for version, words in told.items() if words}
    if not said:
        sentence = "Say what needs to change, in a section or in the whole."
        raise Wrong.one("words", sentence)
    return SendingBack(said.pop("words", ""), said)


def seen(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The versions that the page showed, which the form carries."""
    told = tuple(fields.get("seen", "").split(","))
    if not all(ID.fullmatch(one) for one in told):
        raise Wrong.one("", "This form has lost its list of sections. Load the page again.")
    return told


@dataclass(frozen=True, slots=True)
class Deciding:
    seen: tuple[str, ...]
    shared: tuple[str, ...]
    why: str


def deciding(fields: Mapping[str, str]) -> Deciding:
    """Nothing is decided for somebody: each section needs her word, and each no its reason."""
    told, choice = seen(fields), fields.get("choice", "")
    if choice not in {"all", "some", "none"}:
        raise Wrong.one("choice", "Say whether this contribution is to be shared.")
    shared = {"all": told, "none": ()}.get(choice, ())
    if choice == "some":
        said = {one: fields.get(f"share-{one}", "") for one in told}
        open_ones = [one for one in told if said[one] not in {"yes", "no"}]
        if open_ones:
            raise Wrong([
                {"field": f"share-{one}", "sentence": "Say yes or no for this section."}
                for one in open_ones
            ])  # fmt: skip
        shared = tuple(one for one in told if said[one] == "yes")
    missing = "" if len(shared) == len(told) else "Say why it is not to be shared."
    return Deciding(told, shared, text(fields, "why", missing, LONGEST))


def section_class(fields: Mapping[str, str]) -> str:
    chosen = fields.get("section_class", "")
    if chosen not in KIND_OF:
        raise Wrong.one("section_class", "Choose the class of this section.")
    return chosen
