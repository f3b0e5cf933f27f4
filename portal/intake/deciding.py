"""What the board decides about an incident: dated, with its reason, replaced only by a new one."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.intake import acts
from portal.intake.models import AssessmentResult, BoardDecision
from portal.people.models import Board
from portal.reviews.kinds import kinds
from portal.reviews.models import Review
from portal.timetable import acts as timetable
from portal.timetable.models import EVENTS

DECIDES = {
    "smb": {"mappa_scr"},
    "csp": {"dhr", "dardr", "owhr"},
    "partners": {"cspr"},
    "sab": {"sar"},
    "regional": {"susr"},
    "nhs": {"mhhr"},
    "probation": {"sfo"},
    "force": {"pimr"},
}
"""Which kinds of review each kind of board commissions; any other board decides on every kind but
those that are one board's alone.
"""
ALONE = {"mappa_scr"}
"""Commissioned by the Strategic Management Board alone."""

ANOTHER = (
    "This review is commissioned as one of another kind already. Notify the board beside it: that "
    "opens another review of the same incident."
)


@dataclass(frozen=True, slots=True)
class Decided:
    kind: str
    outcome: str
    grounds: tuple[str, ...]
    why: str
    level: str = ""
    form: str = ""
    high_profile: bool = False


def board(*, gate: Gate) -> Any:
    """The board of this review, or None where it has none in the directory."""
    query = (
        sa.select(Board.__table__)
        .join(Review, Review.board_id == Board.id)
        .where(Review.id == gate.domain)
    )
    return gate.connection.execute(query).first()


def decidable(*, gate: Gate) -> list[str]:
    """The kinds of review on which this review's board can decide, in the table's order."""
    row = board(gate=gate)
    mine = DECIDES.get(row.kind if row else "", set(kinds()) - ALONE)
    if row is None:
        mine = mine | {timetable.kind_of(gate)}
    return [code for code in kinds() if code in mine]


def decisions(*, gate: Gate) -> list[Any]:
    """Every decision, the oldest first, replaced ones too. It opens no reason."""
    table = BoardDecision.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.decided_at, table.c.id)))


def why(*, rows: list[Any], gate: Gate) -> dict[str, str]:
    """By id the reasons of decisions, recorded as read."""
    told = gate.open_many(BoardDecision, rows, "words", act=Act.READ_ASSESSMENT) if rows else []
    return {row.id: text for row, text in told}


def decide(*, told: Decided, gate: Gate) -> BoardDecision:
    """The board's own decision on one kind of review, dated and with its reason; an earlier one
    stays on record. To commission makes this review one of that kind.

    Raises Absent; Refused without an assessment, for another board's kind, one that is not in
    force, or a discretionary review without a ground.
    """
    last = acts.assessments(gate=gate)[-1:]
    made = BoardDecision(
        id=new_id(), review_id=gate.domain, owner_id=BOARD, row_version=1, kind=told.kind,
        outcome=told.outcome, grounds=" ".join(told.grounds), level=told.level, form=told.form,
        high_profile=told.high_profile, decided_by=gate.actor.member, decided_at=gate.now,
    )  # fmt: skip
    gate.check(Act.DECIDE_REVIEW, made, BoardDecision.shape)
    acts.still_open(gate)
    if not last:
        raise Refused("Enter the particulars first: a decision rests on what is known.")
    if told.kind not in decidable(gate=gate):
        raise Refused("This board does not decide on that kind of review. Notify the board of it.")
    made.assessment_id = last[0].id
    made.result = _result(last[0].id, told.kind, gate)
    _fits(told, made.result, gate)
    if told.outcome == "commission" and (_commissioned(gate) or told.kind) != told.kind:
        raise Refused(ANOTHER)
    standing = BoardDecision.review_id == gate.domain, BoardDecision.kind == told.kind
    gate.session.execute(
        sa.update(BoardDecision)
        .where(*standing, BoardDecision.replaced_at.is_(None))
        .values(replaced_at=gate.now)
    )
    gate.seal(made, words=told.why)
    gate.session.add(made)
    gate.session.flush()
    if told.outcome == "commission":
        change = sa.update(Review).where(Review.id == gate.domain)
        gate.connection.execute(change.values(kind=told.kind))
    _mark_decided(told, gate)
    return made


def _commissioned(gate: Gate) -> str:
    """The kind that this review was commissioned as, where it was."""
    told = [one for one in decisions(gate=gate) if one.replaced_at is None]
    return next((one.kind for one in told if one.outcome == "commission"), "")


def _result(assessment: str, kind: str, gate: Gate) -> str:
    query = sa.select(AssessmentResult.result).where(
        AssessmentResult.assessment_id == assessment, AssessmentResult.kind == kind
    )
    return str(gate.connection.execute(query).scalar_one())


def _fits(told: Decided, result: str, gate: Gate) -> None:
    commissions = told.outcome == "commission"
    if commissions and not kinds()[told.kind].holds(today(gate.now)):
        raise Refused("No review of this kind is opened now: its rule is not in force.")
    if commissions and result == "none":
        raise Refused(
            "By the rules no review of this kind is available here. Correct the particulars if "
            "they are wrong."
        )
    if commissions and result == "discretionary" and not told.grounds:
        raise Refused("A discretionary review needs at least one ground.")
    if told.level and told.kind != "cspr":
        raise Refused("Only a child safeguarding practice review is local or national.")
    if told.form and told.kind != "other":
        raise Refused("Only the child practice review of Wales was concise or extended.")


def _mark_decided(told: Decided, gate: Gate) -> None:
    """The clock that waits for a decision ends with it: an early look leaves it running."""
    kind, on = timetable.kind_of(gate), today(gate.now)
    if told.outcome == "early_look" or "decided" not in EVENTS[kind]:
        return
    if timetable.happened(gate=gate).get("decided") != on:
        timetable.enter(event="decided", on=on, gate=gate)
