"""What may be asked of scoping."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.contributions.models import ASKED_FOR
from portal.db import ID
from portal.people.models import AGENCY_KINDS
from portal.scoping.told import Told
from portal.web.dates import day_in, typed_day
from portal.web.page import Wrong, text

SHORT, LONG = 200, 4000
"""Characters in a line and in a text."""
CHOICE = "agencies_"
KIND = "kinds_"


@dataclass(frozen=True, slots=True)
class Asking:
    agencies: frozenset[str]
    kinds: frozenset[str]
    """Kinds of agency of which every one is asked."""
    due_on: date
    note: str


def _chosen(fields: Mapping[str, str]) -> frozenset[str]:
    found = {name.removeprefix(CHOICE) for name in fields if name.startswith(CHOICE)}
    return frozenset(one for one in found if ID.fullmatch(one))


def _due(fields: Mapping[str, str]) -> date:
    told = day_in(fields)
    if told is None:
        raise Wrong.one("due", "Enter the last day for it as a real date, such as 31 3 2027.")
    return told


def asking(fields: Mapping[str, str]) -> Asking:
    """Raises Wrong with every field that cannot be taken."""
    wrong: list[dict[str, str]] = []
    kinds = frozenset(k for k in AGENCY_KINDS if fields.get(f"{KIND}{k}"))
    agencies, due_on, note = _chosen(fields), date.min, ""
    if not agencies and not kinds:
        wrong += Wrong.one("agencies", "Choose at least one agency.").errors
    try:
        due_on = _due(fields)
    except Wrong as error:
        wrong += error.errors
    try:
        note = text(fields, "note", most=LONG)
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Asking(agencies, kinds, due_on, note)


LINES = {
    "first": "Say when the first contact was, as exactly as your agency knows.",
    "last": "Say when the last contact was, as exactly as your agency knows.",
    "services": "Say which services.",
    "contact": "Say who will be the contact.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    known: bool
    said: Told


def answer(fields: Mapping[str, str]) -> Answer:
    """Known, or not known with where was looked. Raises Wrong with every field that is missing."""
    if fields.get("known") not in {"yes", "no"}:
        raise Wrong.one("known", "Say whether your agency knows them.")
    known, wrong, lines = fields["known"] == "yes", [], {}
    for name, missing in LINES.items():
        try:
            lines[name] = text(fields, name, missing if known else "", SHORT)
        except Wrong as error:
            wrong += error.errors
    try:
        note = text(fields, "note", most=LONG)
    except Wrong as error:
        note, wrong = "", wrong + error.errors
    if wrong:
        _records(fields, known=known, wrong=wrong)
        raise Wrong(wrong)
    kept = _records(fields, known=known, wrong=wrong)
    if wrong:
        raise Wrong(wrong)
    on, by = kept.secured_on, kept.secured_by
    return Answer(known, Told(**lines, note=note, secured_on=on, secured_by=by))


def _records(fields: Mapping[str, str], *, known: bool, wrong: list[dict[str, str]]) -> Told:
    """When the records were secured, and by whom; adds to `wrong` what is missing."""
    secured = fields.get("secured", "")
    if known and secured not in {"yes", "no"}:
        wrong += Wrong.one("secured", "Say whether the records are secured.").errors
    if secured != "yes":
        return Told()
    on, by = typed_day(fields.get("secured_on", "")), ""
    if on is None:
        sentence = "Enter the day as a real date, such as 17/5/2026."
        wrong += Wrong.one("secured_on", sentence).errors
    try:
        by = text(fields, "secured_by", "Say in which role somebody secured them.", SHORT)
    except Wrong as error:
        wrong += error.errors
    return Told(secured_on=on, secured_by=by)


@dataclass(frozen=True, slots=True)
class Escalating:
    officer: str
    words: str


def escalating(fields: Mapping[str, str]) -> Escalating:
    wrong: list[dict[str, str]] = []
    told = {}
    for name, missing, most in (
        ("officer", "Say to which chief officer: the name and the office.", SHORT),
        ("words", "Say what the chief officer is told.", LONG),
    ):
        try:
            told[name] = text(fields, name, missing, most)
        except Wrong as error:
            wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Escalating(**told)


def taking_back(fields: Mapping[str, str]) -> str:
    return text(fields, "words", "Say why you are taking the question back.", LONG)


@dataclass(frozen=True, slots=True)
class Further:
    agencies: frozenset[str]
    kind: str
    due_on: date


def further(fields: Mapping[str, str]) -> Further:
    """Who of those who know is asked for what, by when. Raises Wrong."""
    wrong: list[dict[str, str]] = []
    agencies, due_on = _chosen(fields), date.min
    if not agencies:
        wrong += Wrong.one("agencies", "Choose at least one agency.").errors
    if fields.get("kind") not in ASKED_FOR:
        wrong += Wrong.one("kind", "Choose what you are asking for.").errors
    try:
        due_on = _due(fields)
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Further(agencies, fields["kind"], due_on)
