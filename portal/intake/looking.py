"""The first look at an incident, soon and short, and who outside was told of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.intake import acts
from portal.intake.models import LOOKS, FirstLook, IncidentNotice
from portal.timetable import acts as timetable
from portal.timetable.models import EVENTS

FIELDS = ("found", "at_once", "better", "words")
RAPID = {"cspr"}
"""Kinds of review that begin with a rapid review; any other may begin with an early look."""
ENDS = {"early": "early_look", "rapid": "rapid_review"}
"""The event of the timetable that a first look is."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look found, what is done at once, what could be better, and what it comes to."""

    outcome: str
    found: str
    at_once: str
    better: str
    why: str
    high_profile: bool


def kind_here(*, gate: Gate) -> str:
    """Which first look the kind of review has: "early" or "rapid"."""
    return "rapid" if timetable.kind_of(gate) in RAPID else "early"


def looks(*, gate: Gate) -> list[Any]:
    """Every first look, the newest first. It opens nothing."""
    table = FirstLook.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.position.desc())))


def opened(*, rows: list[Any], gate: Gate) -> dict[str, dict[str, str]]:
    """By id the words of first looks, recorded as read."""
    told: dict[str, dict[str, str]] = {row.id: {} for row in rows}
    for field in FIELDS:
        for row, text in gate.open_many(FirstLook, rows, field, act=Act.READ_FIRST_LOOK):
            told[row.id][field] = text
    return told


def send(*, told: Looked, gate: Gate) -> FirstLook:
    """Put a first look before the board. What it comes to waits there to be decided on.

    Raises Absent; Refused for an outcome of another kind of look.
    """
    look = kind_here(gate=gate)
    highest = sa.select(sa.func.coalesce(sa.func.max(FirstLook.position), 0))
    here = highest.where(FirstLook.review_id == gate.domain)
    made = FirstLook(
        id=new_id(), review_id=gate.domain, owner_id=BOARD, row_version=1,
        position=1 + gate.connection.execute(here).scalar_one(), look=look, outcome=told.outcome,
        high_profile=told.high_profile, sent_by=gate.actor.member, sent_at=gate.now,
    )  # fmt: skip
    gate.check(Act.WRITE_FIRST_LOOK, made, FirstLook.shape)
    acts.still_open(gate)
    if told.outcome not in LOOKS[look]:
        raise Refused("Choose one of the answers on this page.")
    gate.seal(made, found=told.found, at_once=told.at_once, better=told.better, words=told.why)
    gate.session.add(made)
    gate.session.flush()
    _reached(ENDS[look], today(gate.now), gate)
    return made


def _reached(event: str, on: date, gate: Gate) -> None:
    """The clock that waits for it ends with the first one; a later one does not run it on."""
    if event in EVENTS[timetable.kind_of(gate)] and event not in timetable.happened(gate=gate):
        timetable.enter(event=event, on=on, gate=gate)


def notices(*, gate: Gate) -> list[Any]:
    """Who was told of it on which day, in the order of recording, corrected days too."""
    table = IncidentNotice.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def note(*, to: str, on: date, gate: Gate) -> IncidentNotice:
    """Record that somebody outside was told, or correct the day. Raises Absent, Refused."""
    made = IncidentNotice(
        id=new_id(), review_id=gate.domain, sent_to=to, sent_on=on,
        recorded_by=gate.actor.member, recorded_at=gate.now,
    )  # fmt: skip
    gate.check(Act.KEEP_NOTICES, made, IncidentNotice.shape)
    acts.still_open(gate)
    if on > today(gate.now) or too_far(on, gate.now):
        raise Refused("The day must be today or earlier, and within the last ten years.")
    standing = IncidentNotice.review_id == gate.domain, IncidentNotice.sent_to == to
    gate.session.execute(
        sa.update(IncidentNotice)
        .where(*standing, IncidentNotice.replaced_at.is_(None))
        .values(replaced_at=gate.now)
    )
    gate.session.add(made)
    gate.session.flush()
    if to == "national_panel":
        _reached("notified", on, gate)
    return made
