"""Asking agencies whether they know the people in a case, answering, chasing and escalating."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import rule_on, today, too_far
from portal.contributions.acts import in_time
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.people.models import Agency
from portal.scoping import told
from portal.scoping.models import KNOWN, NOT_KNOWN, Scoping, ScopingAnswer, ScopingStep
from portal.scoping.told import Told

TAKEN_BACK = "This question was taken back, so nothing more is needed from your agency."
SHREDDED = "The papers of this review were destroyed, so nobody asks or answers any more."

# Those who ask


def ask(
    *, agencies: Collection[str], due_on: date, note: str = "", gate: Gate
) -> tuple[list[str], int]:
    """Ask several agencies at once, also ones that take no part in the review yet.

    The ids of the questions, and how many agencies somebody had asked meanwhile and were left as
    they are. Raises Absent; Refused for no agency, an unknown one, or a day that has passed.
    """
    gate.check(Act.SCOPE_AGENCIES)
    _not_shredded(gate)
    wanted = set(agencies)
    there = set(
        gate.connection.execute(sa.select(Agency.id).where(Agency.id.in_(wanted))).scalars()
    )
    if not wanted or there != wanted:
        raise Refused("Choose at least one agency of the list. Load the page again if it is old.")
    in_time(due_on, gate)
    fresh = wanted - {row.owner_id for row in standing(gate=gate)}
    if not fresh:
        raise Refused("All of these agencies have been asked already, so nothing was sent.")
    made = [_question(agency, due_on, note, gate) for agency in sorted(fresh)]
    gate.session.add_all(made)
    gate.session.flush()
    return [row.id for row in made], len(wanted) - len(fresh)


def _not_shredded(gate: Gate) -> None:
    if gate.shredded:
        raise Refused(SHREDDED)


def _question(agency: str, due_on: date, note: str, gate: Gate) -> Scoping:
    row = Scoping(
        id=new_id(),
        review_id=gate.domain,
        owner_id=agency,
        row_version=1,
        due_on=due_on,
        asked_by=gate.actor.member,
        asked_at=gate.now,
    )
    gate.check(Act.SCOPE_AGENCIES, row, Scoping.shape)
    if note:
        gate.seal(row, note=note)
    return row


def standing(*, gate: Gate) -> list[Any]:
    """Every question of the review that was not taken back. It decides and opens nothing."""
    of = Scoping.__table__.c
    here = sa.select(Scoping.__table__).where(
        of.review_id == gate.domain, of.withdrawn_at.is_(None)
    )
    return list(gate.connection.execute(here.order_by(of.asked_at, of.id)))


def unanswered(*, gate: Gate) -> list[Any]:
    """Of those the ones without an answer."""
    of = ScopingAnswer.__table__.c
    done = sa.select(of.scoping_id).where(of.review_id == gate.domain)
    answered = set(gate.connection.execute(done).scalars())
    return [row for row in standing(gate=gate) if row.id not in answered]


def overdue(*, gate: Gate) -> list[Any]:
    """Of those the ones whose day has gone by."""
    on = today(gate.now)
    return [row for row in unanswered(gate=gate) if row.due_on < on]


def to_press(*, gate: Gate) -> list[Any]:
    """Of those that are overdue the ones that the reader may press, one by one."""
    rows = overdue(gate=gate)
    may = gate.readable(Act.SCOPE_AGENCIES, rows, Scoping.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def to_chase(*, gate: Gate) -> list[Any]:
    """Of those the ones nobody was reminded of today."""
    on = today(gate.now)
    return [r for r in to_press(gate=gate) if r.chased_at is None or today(r.chased_at) < on]


def chase_all(*, gate: Gate) -> int:
    """Remind every agency whose answer is overdue, once a day; how many. Raises Absent, Refused."""
    gate.check(Act.SCOPE_AGENCIES)
    _not_shredded(gate)
    late = [row.id for row in to_chase(gate=gate)]
    if not late:
        raise Refused("No answer is overdue that was not asked for again today.")
    rows = gate.session.execute(sa.select(Scoping).where(Scoping.id.in_(late))).scalars().all()
    for row in rows:
        gate.check(Act.SCOPE_AGENCIES, row, Scoping.shape)
        row.chased_at = gate.now
        _step(row, "chased", gate)
    return len(rows)


def may_escalate(row: Any, gate: Gate) -> date:
    """The first day on which an overdue question may go to a chief officer."""
    days = rule_on("escalated_after", today(gate.now)).days
    return date.fromordinal(row.due_on.toordinal() + days)


def escalate(*, scoping: Scoping, officer: str, words: str, gate: Gate) -> None:
    """Put an overdue question before a named chief officer, with what is said to them.

    It sends nothing: who escalates does, and the portal keeps that it was done. Raises Absent;
    Refused before its day (policies/dates.csv, escalated_after) or where nothing is awaited.
    """
    gate.check(Act.SCOPE_AGENCIES, scoping, Scoping.shape)
    _awaited(scoping, gate)
    if today(gate.now) < may_escalate(scoping, gate):
        raise Refused("It is too early for that. Remind the agency first.")
    scoping.escalated_at = gate.now
    _step(scoping, "escalated", gate, officer=officer, words=words)


def withdraw(*, scoping: Scoping, why: str, gate: Gate) -> None:
    """Take a question back, such as one to an agency that became part of another, which can then be
    asked instead. What was answered stays. Raises Absent, Refused.
    """
    gate.check(Act.SCOPE_AGENCIES, scoping, Scoping.shape)
    if scoping.withdrawn_at is not None:
        raise Refused("This question was taken back already.")
    scoping.withdrawn_at = gate.now
    _step(scoping, "withdrawn", gate, words=why)


def _awaited(scoping: Any, gate: Gate) -> None:
    if scoping.withdrawn_at is not None or answer_of(scoping=scoping.id, gate=gate) is not None:
        raise Refused("Nothing is awaited from this agency now.")


def _step(row: Scoping, what: str, gate: Gate, **words: str) -> None:
    step = ScopingStep(
        id=new_id(),
        review_id=gate.domain,
        owner_id=row.owner_id,
        row_version=1,
        scoping_id=row.id,
        what=what,
        taken_by=gate.actor.member,
        taken_at=gate.now,
    )
    if words:
        gate.seal(step, **words)
    gate.session.add(step)
    gate.session.flush()
    gate.record(Act.SCOPE_AGENCIES, row.owner_id, {what: (row.id, step.id)})


# Those who answer


def answer_of(*, scoping: str, gate: Gate) -> Any:
    """The answer that holds, or None; unopened."""
    of = ScopingAnswer.__table__.c
    here = sa.select(ScopingAnswer.__table__).where(
        of.scoping_id == scoping, of.review_id == gate.domain, of.replaced_at.is_(None)
    )
    return gate.connection.execute(here).first()


def answer(*, scoping: Scoping, known: bool, said: Told | None = None, gate: Gate) -> ScopingAnswer:
    """Answer for one's agency, or correct its answer: the old one stays on record.

    A nil return needs no words, and corrects nothing. Raises Absent; Refused where the question was
    taken back, for a nil return where there is an answer, or for records secured on a day to come.
    """
    gate.check(Act.ANSWER_SCOPING, scoping, Scoping.shape)
    _not_shredded(gate)
    if scoping.withdrawn_at is not None:
        raise Refused(TAKEN_BACK)
    before = answer_of(scoping=scoping.id, gate=gate)
    if before is not None and said is None:
        raise Refused("Your agency has answered this already. Open the answer to change it.")
    on = said.secured_on if said else None
    if on is not None and (on > today(gate.now) or too_far(on, gate.now)):
        raise Refused("The day on which records were secured must be within the last ten years.")
    gate.session.execute(
        sa.update(ScopingAnswer)
        .where(ScopingAnswer.scoping_id == scoping.id, ScopingAnswer.replaced_at.is_(None))
        .values(replaced_at=gate.now)
    )
    made = ScopingAnswer(
        id=new_id(),
        review_id=gate.domain,
        owner_id=scoping.owner_id,
        row_version=1,
        scoping_id=scoping.id,
        answer=KNOWN if known else NOT_KNOWN,
        secured=on is not None,
        answered_by=gate.actor.member,
        answered_at=gate.now,
    )
    if said is not None:
        gate.seal(made, words=told.dump(said))
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.ANSWER_SCOPING, scoping.owner_id, {made.answer: (scoping.id, made.id)})
    return made
