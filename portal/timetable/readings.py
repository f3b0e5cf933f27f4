"""Which reading of a source counts in a review, where the table of clocks has several.

The table says which is in force. Whoever keeps the timetable can choose another one for this
review, with the reason; all readings stay beside each other on the timetable, and none is hidden.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.limits import Limit, deadlines, limits, other_readings
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.timetable.models import ReadingChoice

NOT_OFFERED = "Choose one of the readings on this page."


def key_of(limit: Limit) -> str:
    """What tells one row of a clock from its others."""
    return f"{limit.begins} {limit.number} {limit.unit} {limit.since.isoformat()}"


def readings(limit: Limit) -> list[Limit]:
    """Every row of the same clock, in the table's order."""
    return [row for row in limits() if (row.code, row.kind) == (limit.code, limit.kind)]


def offered(kind: str) -> dict[str, list[Limit]]:
    """By code the readings of each deadline of a kind of review that has another one."""
    several = {row.code: readings(row) for row in deadlines(kind) if other_readings(row)}
    told = {
        code: [row for row in rows if row.sense == "deadline" and row.unit != "none"]
        for code, rows in several.items()
    }
    return {code: rows for code, rows in told.items() if len(rows) > 1}


def choices(*, gate: Gate) -> dict[str, Any]:
    """By code the choice that holds, unopened."""
    of = ReadingChoice.__table__.c
    query = sa.select(ReadingChoice.__table__).where(of.review_id == gate.domain)
    rows = gate.connection.execute(query.order_by(of.chosen_at, of.id))
    return {row.code: row for row in rows}


def of_kind(kind: str, *, gate: Gate) -> list[Limit]:
    """The deadlines of a kind of review as they count in this one, in the table's order."""
    chosen = {
        code: row
        for code, choice in choices(gate=gate).items()
        for row in offered(kind).get(code, [])
        if key_of(row) == choice.reading and not row.in_force
    }
    told = []
    for row in deadlines(kind):
        counts = chosen.get(row.code, row)
        if counts not in told:
            told.append(counts)
    return told


def beside(limit: Limit, begun: date | None) -> list[Limit]:
    """The readings that do not count where this one does: none for other days than the clock's."""
    on = begun or limit.since
    return [row for row in readings(limit) if row != limit and row.since <= on < row.until]


def choose(*, kind: str, code: str, reading: str, why: str, gate: Gate) -> ReadingChoice:
    """From now on that clock is counted so in this review. Raises Absent; Refused for what is not
    offered, and for the reading that counts already.
    """
    made = ReadingChoice(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        code=code,
        reading=reading,
        chosen_by=gate.actor.member,
        chosen_at=gate.now,
    )
    gate.check(Act.KEEP_TIMETABLE, made, ReadingChoice.shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so its timetable is closed.")
    if reading not in {key_of(row) for row in offered(kind).get(code, [])}:
        raise Refused(NOT_OFFERED)
    if any(row.code == code and key_of(row) == reading for row in of_kind(kind, gate=gate)):
        raise Refused("That clock is counted so already.")
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made
