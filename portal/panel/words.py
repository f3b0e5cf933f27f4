"""How ranks and parts on the panel are told on a page."""

from typing import Any

from portal.panel import models, ranks
from portal.panel.models import HELD, UNITS
from portal.web.dates import in_words

SCALES = {"police": "", "police_staff": "Police staff", "probation": "Probation grade"}
VERIFY = "To be verified"
HELDS = [{"id": name, "text": said, "hint": ""} for name, said in HELD.items()]
UNIT_OPTIONS = [{"id": name, "text": said, "hint": ""} for name, said in UNITS.items()]
DONE = {
    "stated": "The rank is on record from now on, and counts on its days.",
    "unstated": "That rank counts no more. That it was on record stays known.",
    "delegated": "Your colleague can do this until the end of the last day.",
    "taken-back": "Your colleague can do this no more.",
}
"""What has just happened, by the code that the address carries."""


def grade_options() -> list[dict[str, str]]:
    """Every rank and grade of the table, those of no fixed level marked so."""
    told = []
    for one in ranks.grades().values():
        more = [SCALES[one.scale], VERIFY.lower() if one.status == "to be verified" else ""]
        said = ", ".join(word for word in more if word)
        told.append({"id": one.code, "text": f"{one.name} ({said[0].lower()}{said[1:]})" if said
                     else one.name})  # fmt: skip
    return told


def floor_options() -> list[dict[str, str]]:
    return [
        {"id": one.name, "text": one.why, "hint": f"Asks for {one.words}."}
        for one in ranks.floors()
    ]


def rank(row: Any) -> str:
    """Such as "Acting inspector, until Friday 4 December 2026"."""
    unit = f", in {_unit(row.unit)}" if row.unit != "none" else ""
    until = f", until {in_words(row.ends_on)}" if row.ends_on else ""
    return f"{ranks.words_of(row)}{unit}{until}"


def _unit(unit: str) -> str:
    said = models.UNITS[unit]
    return f"{said[0].lower()}{said[1:]}"


def floor(name: str) -> str:
    """What is delegated, in words; the code where the table has it no more."""
    found = [one.why for one in ranks.floors() if one.name == name]
    return found[-1] if found else name
