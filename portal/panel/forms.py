"""What may be asked of a panel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.panel import ranks
from portal.panel.appointing import Letter
from portal.panel.models import CAPACITIES, GROUNDS, HELD, NONE, OUTCOMES, PARTED, SAID, UNITS
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


def letter(fields: Mapping[str, str]) -> Letter:
    """What a letter of appointment says. Raises Wrong."""
    told = {name: typed_day(fields.get(name, "")) for name in ("letter_on", "since", "until")}
    capacity, instead_of = fields.get("capacity", ""), fields.get("instead_of", "")
    stands_in = capacity == "substitute"
    refuse(
        capacity="" if capacity in CAPACITIES else "Choose as what this person is appointed.",
        instead_of=""
        if ID.fullmatch(instead_of) or not stands_in
        else "Choose for whom they stand in.",
        letter_on="" if told["letter_on"] else f"Enter the day of the letter {REAL_DAY}",
        since="" if told["since"] else f"Enter the first day {REAL_DAY}",
        until="" if told["until"] else f"Enter the last day {REAL_DAY} Every appointment has one.",
    )
    days = {name: day or date.max for name, day in told.items()}
    why = text(fields, "why")
    return Letter(capacity, **days, instead_of=instead_of if stands_in else "", why=why)


@dataclass(frozen=True, slots=True)
class Because:
    what: str
    why: str


def _because(fields: Mapping[str, str], name: str, listed: Iterable[str], missing: str) -> Because:
    refuse(
        **{name: "" if fields.get(name, "") in listed else missing},
        why="" if fields.get("why", "").strip() else "Say why. It is kept sealed.",
    )
    return Because(fields[name], text(fields, "why"))


def ending(fields: Mapping[str, str]) -> Because:
    return _because(fields, "ground", PARTED, "Choose why it ends.")


def decision(fields: Mapping[str, str]) -> Because:
    return _because(fields, "outcome", OUTCOMES, "Choose what follows from it.")


def recorded(fields: Mapping[str, str]) -> Because:
    return _because(fields, "ground", GROUNDS, "Choose what the interest is.")


def declaration(fields: Mapping[str, str]) -> Because:
    """No interest in the case, or which and what about it. Raises Wrong."""
    if fields.get("ground") == NONE:
        return Because(NONE, "")
    return _because(fields, "ground", GROUNDS, "Choose whether you are involved in the case.")


def resignation(fields: Mapping[str, str]) -> str:
    return text(fields, "why", "Say why. It is kept sealed for the board's office.")


def attendance(fields: Mapping[str, str]) -> frozenset[str]:
    """The memberships whose boxes were ticked."""
    ticked = {n.removeprefix("there_"): v for n, v in fields.items() if n.startswith("there_")}
    return frozenset(name for name, value in ticked.items() if value == name and ID.fullmatch(name))


def challenge(fields: Mapping[str, str]) -> Because:
    refuse(
        said="" if fields.get("said") in SAID else "Choose whether it asks for an answer.",
        why="" if fields.get("why", "").strip() else "Write what you put to the panel.",
    )
    return Because(fields["said"], text(fields, "why"))


def reply(fields: Mapping[str, str]) -> str:
    return text(fields, "why", "Write what the panel answers.")
