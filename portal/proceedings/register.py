"""The register of what runs beside a review: whose, its days, what it asks and what came of it."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.limits import deadlines
from portal.clocks.reckoning import last_day
from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD
from portal.proceedings.acts import checked
from portal.proceedings.models import (
    ASKED,
    BODIES,
    DATES,
    KINDS,
    LINES,
    Outcome,
    OutsideRequest,
    Proceeding,
    ProceedingDate,
)
from portal.timetable.acts import not_to_come

OVER = "These proceedings are closed. Register them anew where they have begun again."


def every(model: Any, *, gate: Gate) -> list[Any]:
    """Every row of one of the register's tables in this review, oldest first, unopened."""
    table = model.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.id)))


def came(*, gate: Gate) -> list[Any]:
    """What came of each of them and holds now, unopened: findings in their order, after the lines
    that have none.
    """
    rows = [row for row in every(Outcome, gate=gate) if row.replaced_at is None]
    return sorted(rows, key=lambda row: (row.proceeding_id, row.number, row.id))


def begin(
    *, kind: str, body: str, opened_on: date, reference: str = "", scope: str = "", gate: Gate
) -> Proceeding:
    """Register a process. Raises Absent; Refused for a day to come or what is on no list."""
    made = Proceeding(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        kind=kind,
        body=body,
        opened_on=opened_on,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )
    checked(made, gate)
    if kind not in KINDS or body not in BODIES:
        raise Refused("Choose one of the kinds and one of the bodies.")
    not_to_come(opened_on, gate)
    _sealed(made, gate, reference=reference, scope=scope)
    return made


def _sealed(made: Any, gate: Gate, **words: str) -> None:
    told = {field: text for field, text in words.items() if text}
    if told:
        gate.seal(made, **told)
    gate.session.add(made)
    gate.session.flush()


def _open(proceeding: Any) -> None:
    if proceeding.closed_on is not None:
        raise Refused(OVER)


def close(*, proceeding: Proceeding, on: date, gate: Gate) -> None:
    """Its days to come fall away; what is not answered stays to be answered.

    Raises Absent; Refused where it is closed, or for a day before it was opened or to come.
    """
    checked(proceeding, gate)
    _open(proceeding)
    not_to_come(on, gate)
    if on < proceeding.opened_on:
        raise Refused("The day must not be before the one on which they were opened.")
    proceeding.closed_on, proceeding.closed_by = on, gate.actor.member


def set_date(*, proceeding: Any, what: str, on: date, gate: Gate) -> ProceedingDate:
    """A day to come. Raises Absent; Refused for a day gone by, or one that is set already."""
    made = ProceedingDate(
        id=new_id(),
        review_id=gate.domain,
        proceeding_id=proceeding.id,
        what=what,
        falls_on=on,
        set_by=gate.actor.member,
        set_at=gate.now,
    )
    checked(made, gate)
    _open(proceeding)
    if what not in DATES:
        raise Refused("Choose what is to happen.")
    if on < today(gate.now):
        raise Refused("The day must be today or later.")
    if too_far(on, gate.now):
        raise Refused("The day must be within ten years.")
    if any((d.what, d.falls_on) == (what, on) for d in dates(proceeding.id, gate=gate)):
        raise Refused("That day is set already.")
    gate.session.add(made)
    gate.session.flush()
    return made


def dates(proceeding: str = "", *, gate: Gate) -> list[Any]:
    """Days that stand, of one or of all that are not closed, in their order."""
    at, of = ProceedingDate.__table__.c, Proceeding.__table__.c
    query = (
        sa.select(ProceedingDate.__table__, of.kind, of.body)
        .join(Proceeding, Proceeding.id == ProceedingDate.proceeding_id)
        .where(at.review_id == gate.domain, at.dropped_at.is_(None), of.closed_on.is_(None))
    )
    if proceeding:
        query = query.where(at.proceeding_id == proceeding)
    return list(gate.connection.execute(query.order_by(at.falls_on, at.id)))


def drop_date(*, dropped: ProceedingDate, gate: Gate) -> None:
    """Raises Absent, or Refused where it was dropped already."""
    checked(dropped, gate)
    if dropped.dropped_at is not None:
        raise Refused("That day has been taken out already.")
    dropped.dropped_at, dropped.dropped_by = gate.now, gate.actor.member


def prevention_due(received: date) -> date:
    """The last day for answering a report to prevent future deaths (clock PFD-1)."""
    limit = next(one for one in deadlines("coroner") if one.code == "PFD-1")
    due = last_day(received, limit.number, limit.unit)
    if due is None:
        raise LookupError("clocks.csv gives PFD-1 no time")
    return due


def asked(
    *, proceeding: Any, kind: str, received_on: date, due_on: date | None, words: str, gate: Gate
) -> OutsideRequest:
    """What they ask of the review. A report to prevent future deaths is due by its clock, unless
    the coroner has given another day.

    Raises Absent; Refused without a day for anything else, or for one before it was received.
    """
    if due_on is None and kind == "prevent":
        due_on = prevention_due(received_on)
    made = OutsideRequest(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        proceeding_id=proceeding.id,
        kind=kind,
        received_on=received_on,
        due_on=due_on,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )
    checked(made, gate)
    _open(proceeding)
    if kind not in ASKED:
        raise Refused("Choose what they ask for.")
    not_to_come(received_on, gate)
    if due_on is None:
        raise Refused("Enter the day by which they want it.")
    if due_on < received_on or too_far(due_on, gate.now):
        raise Refused("The last day must be on or after the day on which it came.")
    _sealed(made, gate, words=words)
    return made


def answer(*, request: OutsideRequest, on: date, words: str, gate: Gate) -> None:
    """Raises Absent; Refused where it is answered, or for a day before it came or to come."""
    checked(request, gate)
    if request.answered_on is not None:
        raise Refused("This has been answered already.")
    not_to_come(on, gate)
    if on < request.received_on:
        raise Refused("The day must not be before the one on which it came.")
    request.answered_on, request.answered_by = on, gate.actor.member
    if words:
        gate.seal(request, answer=words)


def came_of_it(
    *, proceeding: Any, kind: str, words: str, shared: bool, paragraph: str = "", gate: Gate
) -> Outcome:
    """One line of the outcome, also after it is closed. It may bear on a paragraph of what the
    review is asked to find out. Findings have acts of their own (findings.py).

    Raises Absent, or Refused for what is on no list.
    """
    checked(proceeding, gate)
    if kind not in LINES:
        raise Refused("Choose what it is.")
    made = Outcome(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        proceeding_id=proceeding.id,
        kind=kind,
        paragraph=paragraph,
        shared=shared,
        entered_by=gate.actor.member,
        entered_at=gate.now,
    )
    _sealed(made, gate, words=words)
    return made
