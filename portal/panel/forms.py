"""What may be asked of a panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.panel import ranks
from portal.panel.models import HELD, UNITS
from portal.people.forms import refuse
from portal.web.dates import typed_day
from portal.web.page import no_fields, text

nothing = no_fields
REAL_DAY = "as a real date, such as 17/5/2027."


@dataclass(frozen=True, slots=True)
class Stated:
    code: str
    held: str
    unit: str
    since: date
    until: date | None


def rank(fields: Mapping[str, str]) -> Stated:
    """Which rank somebody holds, how, and on which days. Raises Wrong."""
    since, until = typed_day(fields.get("since", "")), typed_day(fields.get("until", ""))
    told_until = bool(fields.get("until", "").strip())
    held = fields.get("held", "")
    needs_end = held in {"acting", "temporary"} and not told_until
    refuse(
        rank="" if fields.get("rank") in ranks.grades() else "Choose the rank.",
        held="" if held in HELD else "Choose how the rank is held.",
        unit="" if fields.get("unit") in UNITS else "Choose the unit.",
        since="" if since else f"Enter the first day {REAL_DAY}",
        until=(
            f"Enter the last day {REAL_DAY} An acting or temporary rank has one."
            if needs_end
            else f"Enter the last day {REAL_DAY}"
            if told_until and not until
            else ""
        ),
    )
    return Stated(fields["rank"], held, fields["unit"], since or date.max, until)


@dataclass(frozen=True, slots=True)
class Given:
    floor: str
    to: str
    until: date
    why: str


def delegation(fields: Mapping[str, str]) -> Given:
    """What an officer lets a colleague do, until when and why. Raises Wrong."""
    until, to = typed_day(fields.get("until", "")), fields.get("to", "")
    floors = {one.name for one in ranks.floors()}
    refuse(
        floor="" if fields.get("floor") in floors else "Choose what you delegate.",
        to="" if ID.fullmatch(to) else "Choose the colleague.",
        until="" if until else f"Enter the last day {REAL_DAY}",
        why="" if fields.get("why", "").strip() else "Say why you delegate it.",
    )
    return Given(fields["floor"], to, until or date.max, text(fields, "why"))
