"""What may be asked of the form's pages; the form's own fields are read in filling.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.pimr.models import CHANNELS
from portal.web.dates import day_in, typed_day
from portal.web.page import Wrong, text

NO_DAY = "Enter the day as a real date, such as 17/5/2026."


def commission(fields: Mapping[str, str]) -> str:
    if not fields.get("force"):
        raise Wrong.one("force", "Choose the police force.")
    return fields["force"]


def document(fields: Mapping[str, str]) -> str:
    if not fields.get("document"):
        raise Wrong.one("document", "Choose the document.")
    return fields["document"]


def whole(fields: Mapping[str, str]) -> Mapping[str, str]:
    """A sheet of the form: what it may hold depends on its review, so the deed reads it."""
    return fields


def on_a_day(fields: Mapping[str, str]) -> date:
    on = typed_day(fields.get("on", ""))
    if on is None:
        raise Wrong.one("on", NO_DAY)
    return on


def why(fields: Mapping[str, str]) -> str:
    return text(fields, "why", "Say what has to be put right.")


@dataclass(frozen=True, slots=True)
class Sent:
    on: date
    channel: str
    to: str


def sent(fields: Mapping[str, str]) -> Sent:
    """Raises Wrong with every field that cannot be taken."""
    wrong, to = [], ""
    on = typed_day(fields.get("on", ""))
    if on is None:
        wrong += Wrong.one("on", NO_DAY).errors
    if fields.get("channel") not in CHANNELS:
        wrong += Wrong.one("channel", "Choose how it was sent.").errors
    try:
        to = text(fields, "to", "Say to whom in that office it went.", most=200)
    except Wrong as error:
        wrong += error.errors
    if wrong or on is None:
        raise Wrong(wrong)
    return Sent(on, fields["channel"], to)


@dataclass(frozen=True, slots=True)
class Named:
    last_name: str
    first_name: str
    born: date | None
    reference: str


def named(fields: Mapping[str, str]) -> Named:
    """The registered sex offender. Raises Wrong with every field that cannot be taken."""
    wrong, told = [], {}
    asked = {
        "last_name": "Enter the last name.",
        "first_name": "Enter the first name.",
        "reference": "Enter the ViSOR or MAPPS reference.",
    }
    for name, missing in asked.items():
        try:
            told[name] = text(fields, name, missing, most=200)
        except Wrong as error:
            wrong += error.errors
    born = day_in(fields)
    if born is None:
        wrong += Wrong.one("born", "Enter the date of birth as a real date.").errors
    if wrong:
        raise Wrong(wrong)
    return Named(told["last_name"], told["first_name"], born, told["reference"])
