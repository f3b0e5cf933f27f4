"""Keeping a review's timetable: what happened, when clocks stand, and other deadlines."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.limits import of_sense
from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import BOARD, Act
from portal.reviews.kinds import kinds
from portal.reviews.models import Review
from portal.timetable import readings
from portal.timetable.models import EVENTS, STOPS, ClockPause, Deadline, Effort, Milestone


def not_to_come(on: date, gate: Gate) -> None:
    """Raises Refused for a day that is not past, or too long past to be meant."""
    if on > today(gate.now):
        raise Refused("The day must be today or earlier.")
    if too_far(on, gate.now):
        raise Refused("The day must be within the last ten years.")


def kind_of(gate: Gate) -> str:
    kind = sa.select(Review.kind).where(Review.id == gate.domain)
    return str(gate.connection.execute(kind).scalar_one())


def happened(*, gate: Gate) -> dict[str, date]:
    """By event the day on which it happened, of what is recorded."""
    return {row.event: row.happened_on for row in milestones(gate=gate) if not row.replaced_at}


def milestones(*, gate: Gate) -> list[Any]:
    """Every recorded day, in the order of recording, corrected ones too."""
    table = Milestone.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def record(*, event: str, on: date, gate: Gate) -> Milestone:
    """Say when something happened, or correct it; clocks that rest on it are reckoned anew.

    Raises Absent; Refused for another kind's event, a day to come, the day that is recorded, one
    that would end a clock before it began, and anything before the charge where that begins it.
    """
    made = _day(event, on, gate)
    _checked(made, Milestone.shape, gate)
    _charge_first(event, gate)
    return _stand(made, gate)


def enter(*, event: str, on: date, gate: Gate) -> Milestone:
    """As `record`, for an act that has decided that this person may. Raises Refused."""
    return _stand(_day(event, on, gate), gate)


def _day(event: str, on: date, gate: Gate) -> Milestone:
    return Milestone(
        id=new_id(),
        review_id=gate.domain,
        event=event,
        happened_on=on,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )


def _stand(made: Milestone, gate: Gate) -> Milestone:
    event, on, kind = made.event, made.happened_on, kind_of(gate)
    if event not in EVENTS[kind]:
        raise Refused("Choose one of the events of this kind of review.")
    not_to_come(on, gate)
    known = happened(gate=gate)
    if known.get(event) == on:
        raise Refused("That day is recorded already.")
    _in_order(kind, {**known, event: on}, gate)
    return _stands(made, gate)


def _charge_first(event: str, gate: Gate) -> None:
    """The timetable of a kind that begins with a charge (policies/kinds.csv) starts with its day,
    unless an intake without one has started it. Raises Refused.
    """
    kind, order = kind_of(gate), list(EVENTS[kind_of(gate)])
    if kinds()[kind].begins != "charge" or event not in order:
        return
    from_it = order[order.index("charge") :]
    if event in from_it[1:] and not any(one in from_it for one in happened(gate=gate)):
        raise Refused(
            "This kind of review begins with a charge. Record the day of the charge first."
        )


def note(*, event: str, on: date, gate: Gate) -> None:
    """A day that follows from a deed of another room, which has been decided and recorded there.

    What is recorded so already stays. Raises Refused where it would end a clock before it began.
    """
    known = happened(gate=gate)
    if known.get(event) == on:
        return
    _in_order(kind_of(gate), {**known, event: on}, gate)
    _stands(
        Milestone(
            id=new_id(),
            review_id=gate.domain,
            event=event,
            happened_on=on,
            recorded_by=gate.actor.member,
            recorded_at=gate.now,
        ),
        gate,
    )


def _stands(made: Milestone, gate: Gate) -> Milestone:
    """It takes the place of what was recorded before."""
    standing = Milestone.review_id == gate.domain, Milestone.event == made.event
    gate.session.execute(
        sa.update(Milestone)
        .where(*standing, Milestone.replaced_at.is_(None))
        .values(replaced_at=gate.now)
    )
    gate.session.add(made)
    gate.session.flush()
    return made


def _checked(made: Any, shape: Shape, gate: Gate) -> None:
    """Decided and recorded for the very row: who is stood down from the board keeps none."""
    gate.check(Act.KEEP_TIMETABLE, made, shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so its timetable is closed.")


def _in_order(kind: str, known: dict[str, date], gate: Gate) -> None:
    for limit in readings.of_kind(kind, gate=gate):
        begun, ended = known.get(limit.begins), known.get(limit.ends)
        if begun and ended and ended < begun:
            first, second = EVENTS[kind][limit.begins], EVENTS[kind][limit.ends]
            raise Refused(
                f'Then "{second}" would come before "{first}". Correct the other day first.'
            )


def pauses(*, gate: Gate) -> list[Any]:
    """Every pause, in the order of their beginnings, past ones too. It opens none."""
    table = ClockPause.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.starts_on, table.c.id)))


def pause(*, code: str, since: date, ground: str, why: str, gate: Gate) -> ClockPause:
    """From that day on one clock stands, or with no code all of them, until somebody runs it on.

    Raises Absent; Refused for a clock of another kind, a day to come, or a clock that stands so.
    """
    made = ClockPause(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        code=code,
        starts_on=since,
        ground=ground,
        set_by=gate.actor.member,
        set_at=gate.now,
    )
    _checked(made, ClockPause.shape, gate)
    if ground not in STOPS:
        raise Refused(
            "Only the advice of the Crown Prosecution Service (CPS) or the like stops a clock. For "
            "another reason, set another day."
        )
    if code and code not in {limit.code for limit in readings.of_kind(kind_of(gate), gate=gate)}:
        raise Refused("Choose one of the clocks of this review, or all of them.")
    if since > today(gate.now):
        raise Refused("The day must be today or earlier.")
    mine = [row for row in pauses(gate=gate) if row.code == code]
    if any(row.ends_on is None for row in mine):
        raise Refused("That clock is paused already. Start it again first.")
    if any(since < row.ends_on for row in mine):
        raise Refused("That clock was paused on that day already. Give a day after that pause.")
    if code:
        _runs(code, since, gate)
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def _runs(code: str, since: date, gate: Gate) -> None:
    """Whether that clock runs, and ran on that day. Raises Refused."""
    limit = next(row for row in readings.of_kind(kind_of(gate), gate=gate) if row.code == code)
    known = happened(gate=gate)
    if limit.begins not in known or limit.ends in known:
        raise Refused("That clock does not run: it has not begun, or what it waits for is done.")
    if since < known[limit.begins]:
        raise Refused("The day must not be before the day on which the clock began.")


def run_on(*, paused: ClockPause, on: date, gate: Gate) -> None:
    """The clock runs on from that day, which counts again. Raises Absent, Refused."""
    gate.check(Act.KEEP_TIMETABLE, paused, ClockPause.shape)
    if paused.ends_on is not None:
        raise Refused("This clock has been started again already.")
    if not paused.starts_on < on <= today(gate.now):
        raise Refused("The day must be after the first day of the pause, and no later than today.")
    paused.ends_on, paused.ended_by, paused.ended_at = on, gate.actor.member, gate.now


def own_deadlines(*, gate: Gate) -> list[Any]:
    """Every deadline that a person has set, in the order of setting. It opens no reason."""
    table = Deadline.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.set_at, table.c.id)))


def set_deadline(*, event: str, on: date, ground: str, why: str, gate: Gate) -> Deadline:
    """Another day for something that is still to come, with the reason; the rule stays beside it.

    Raises Absent; Refused for another kind's event, one that has happened, or a day gone by.
    """
    made = Deadline(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        event=event,
        due_on=on,
        ground=ground,
        set_by=gate.actor.member,
        set_at=gate.now,
    )
    _checked(made, Deadline.shape, gate)
    if event not in EVENTS[kind_of(gate)]:
        raise Refused("Choose one of the events of this kind of review.")
    if event in happened(gate=gate):
        raise Refused("That has happened already, so nothing is due.")
    if on < today(gate.now):
        raise Refused("The day must be today or later.")
    if too_far(on, gate.now):
        raise Refused("The day must be within ten years.")
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def efforts(*, gate: Gate) -> dict[str, Any]:
    """By code the newest record of days that were worked."""
    table = Effort.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    rows = gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id))
    return {row.code: row for row in rows}


def spend(*, code: str, days: int, gate: Gate) -> Effort:
    """Say how many days have been worked in all; what was said before stays on record.

    Raises Absent; Refused for a code that allows no days of work, and for days out of reason.
    """
    made = Effort(
        id=new_id(),
        review_id=gate.domain,
        code=code,
        days=days,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )
    _checked(made, Effort.shape, gate)
    if code not in {limit.code for limit in of_sense(kind_of(gate), "effort")}:
        raise Refused("The table allows no days of work for this kind of review.")
    if not 1 <= days <= 999:
        raise Refused("Enter the days as a whole number from 1 to 999.")
    gate.session.add(made)
    gate.session.flush()
    return made


def reasons(*, model: Any, rows: list[Any], gate: Gate) -> dict[str, str]:
    """By id why clocks stand or deadlines were set: opened and recorded, for all who take part but
    those who are stood down from the board.
    """
    opened = gate.open_many(model, rows, "words", act=Act.READ_REVIEW) if rows else []
    return {row.id: text for row, text in opened}
