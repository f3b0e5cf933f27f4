"""What may be asked of a timetable."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from portal.timetable.models import GROUNDS
from portal.web.dates import typed_day
from portal.web.page import Wrong, text

NO_DAY = "Enter the day as a real date, such as 17/5/2026."


@dataclass(frozen=True, slots=True)
class Dated:
    """What a form says happens on a day, and why where that is asked."""

    what: str
    on: date
    ground: str = ""
    why: str = ""


def _said(fields: Mapping[str, str], what: str, missing: str, why: str = "") -> Dated:
    """Raises Wrong with every field that cannot be taken."""
    on, words, wrong = typed_day(fields.get("on", "")), "", []
    if not fields.get(what, ""):
        wrong += Wrong.one(what, missing).errors
    if on is None:
        wrong += Wrong.one("on", NO_DAY).errors
    if why and fields.get("ground") not in GROUNDS:
        wrong += Wrong.one("ground", "Choose the kind of reason.").errors
    if why:
        try:
            words = text(fields, "why", why)
        except Wrong as error:
            wrong += error.errors
    if on is None or wrong:
        raise Wrong(wrong)
    return Dated(fields.get(what, ""), on, fields.get("ground", ""), words)


def event(fields: Mapping[str, str]) -> Dated:
    return _said(fields, "event", "Choose what happened.")


def deadline(fields: Mapping[str, str]) -> Dated:
    return _said(fields, "event", "Choose what is due.", "Say why it is due on another day.")


@dataclass(frozen=True, slots=True)
class Read:
    """Which reading of a clock, and why."""

    what: str
    why: str


def reading(fields: Mapping[str, str]) -> Read:
    """Raises Wrong with every field that cannot be taken."""
    wrong, words = [], ""
    if not fields.get("reading"):
        wrong += Wrong.one("reading", "Choose a reading.").errors
    try:
        words = text(fields, "why", "Say why it is counted so in this review.")
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Read(fields["reading"], words)


ALL = "all"


def pause(fields: Mapping[str, str]) -> Dated:
    """Raises Wrong; the clock's code is empty for all of them."""
    told = _said(fields, "clock", "Choose which clock you pause.", "Say why it is paused.")
    return replace(told, what="" if told.what == ALL else told.what)


def run_on(fields: Mapping[str, str]) -> date:
    on = typed_day(fields.get("on", ""))
    if on is None:
        raise Wrong.one("on", NO_DAY)
    return on


def effort(fields: Mapping[str, str]) -> int:
    """Whole days. Raises Wrong."""
    typed = fields.get("days", "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed)):
        raise Wrong.one("days", "Enter the days as a whole number from 1 to 999.")
    return int(typed)
