"""The days on which the panel meets: set and cancelled by the chair or the board's office."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.reviews.models import Meeting


def every(*, gate: Gate) -> list[Any]:
    """All meetings of the review, the earliest first, past and cancelled ones too."""
    table = Meeting.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.meets_on, table.c.id)))


def following(*, gate: Gate) -> date | None:
    """The day of the next meeting, today's included; None where none is set."""
    days = [row.meets_on for row in every(gate=gate) if row.cancelled_at is None]
    return next((day for day in days if day >= today(gate.now)), None)


def convene(*, on: date, gate: Gate) -> Meeting:
    """The panel meets on that day. Raises Absent, or Refused for a day that cannot be."""
    gate.check(Act.SET_MEETING)
    if on < today(gate.now):
        raise Refused("The day must be today or later.")
    if too_far(on, gate.now):
        raise Refused("The day must be within ten years.")
    if any(row.meets_on == on and row.cancelled_at is None for row in every(gate=gate)):
        raise Refused("The panel meets on that day already.")
    meeting = Meeting(
        id=new_id(),
        review_id=gate.domain,
        meets_on=on,
        set_by=gate.actor.member,
        set_at=gate.now,
    )
    gate.session.add(meeting)
    gate.session.flush()
    return meeting


def cancel(*, meeting: Meeting, gate: Gate) -> None:
    """It does not take place. Raises Absent, or Refused for one that is past or cancelled."""
    gate.check(Act.SET_MEETING, meeting, Meeting.shape)
    if meeting.cancelled_at or meeting.meets_on < today(gate.now):
        raise Refused("This meeting has taken place or was cancelled already.")
    meeting.cancelled_by, meeting.cancelled_at = gate.actor.member, gate.now
