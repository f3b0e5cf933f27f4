"""Keeping the panel: the ranks of those who take part, and what an officer delegates."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.panel import ranks
from portal.panel.models import HELD, UNITS, Delegation, Rank
from portal.reviews.models import Membership
from portal.reviews.words import Member

SHREDDED = "The papers of this review were destroyed, so its panel is closed."

NOT_A_COLLEAGUE = "Choose a colleague who takes part for the same body as you."


def not_shredded(gate: Gate) -> None:
    """Raises Refused where nothing is kept any more."""
    if gate.shredded:
        raise Refused(SHREDDED)


def stands(ends_at: datetime, gate: Gate) -> None:
    """Raises Refused for somebody whose part is over."""
    if ends_at <= gate.now:
        raise Refused("This person's part in the review has ended.")


def state_rank(
    *,
    member: Membership,
    code: str,
    held: str,
    unit: str,
    since: date,
    until: date | None,
    gate: Gate,
) -> Rank:
    """Put on record which rank somebody holds; one held in the same way before it is ended.

    Raises Absent; Refused for one's own, a rank of no table, or days that cannot be.
    """
    made = Rank(
        id=new_id(),
        review_id=gate.domain,
        owner_id=member.body,
        membership_id=member.id,
        code=code,
        held=held,
        unit=unit,
        starts_on=since,
        ends_on=until,
        stated_by=gate.actor.member,
        stated_at=gate.now,
    )
    gate.check(Act.STATE_RANK, made, Rank.shape)
    not_shredded(gate)
    stands(member.ends_at, gate)
    if member.person_id == gate.actor.person:
        raise Refused("Nobody states their own rank. Another officer of your office does.")
    if code not in ranks.grades() or held not in HELD or unit not in UNITS:
        raise Refused("Choose one of the ranks of the table.")
    _days(made, gate)
    _replaced(made, gate)
    gate.session.add(made)
    gate.session.flush()
    return made


def _days(made: Rank, gate: Gate) -> None:
    if too_far(made.starts_on, gate.now) or (made.ends_on and too_far(made.ends_on, gate.now)):
        raise Refused("The days must be within ten years.")
    if made.held != "substantive" and made.ends_on is None:
        raise Refused("An acting or temporary rank has a last day. Enter it.")
    if made.ends_on and made.ends_on < made.starts_on:
        raise Refused("The last day must not be before the first.")


def _replaced(made: Rank, gate: Gate) -> None:
    """Ends what was on record as held in the same way. Raises Refused for the same again."""
    here = sa.select(Rank).where(
        Rank.membership_id == made.membership_id, Rank.held == made.held, Rank.ended_at.is_(None)
    )
    for row in gate.session.execute(here).scalars():
        said = [(one.code, one.unit, one.starts_on, one.ends_on) for one in (row, made)]
        if said[0] == said[1]:
            raise Refused("That is on record already.")
        row.ended_by, row.ended_at = gate.actor.member, gate.now
    gate.session.flush()


def end_rank(*, rank: Rank, gate: Gate) -> None:
    """It counts no more from now on; that it stood stays on record. Raises Absent, Refused."""
    gate.check(Act.STATE_RANK, rank, Rank.shape)
    if rank.ended_at is not None:
        raise Refused("This has been taken off the record already.")
    rank.ended_by, rank.ended_at = gate.actor.member, gate.now


def delegate(*, floor: str, to: Member, until: date, why: str, gate: Gate) -> Delegation:
    """Let somebody do until a day what asks for one's own rank.

    Raises Absent; Refused for who does not hold that rank herself, for oneself, and for a day gone
    by. What was delegated is not delegated on: only a rank of one's own counts.
    """
    made = Delegation(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.body,
        row_version=1,
        floor=floor,
        given_to=to.id,
        given_by=gate.actor.member,
        given_at=gate.now,
        ends_on=until,
    )
    gate.check(Act.DELEGATE_RANK, made, Delegation.shape)
    not_shredded(gate)
    stands(to.ends, gate)
    if floor not in {one.name for one in ranks.floors()}:
        raise Refused("Choose one of the things that ask for a rank.")
    if to.person_id == gate.actor.person or to.body != gate.body:
        raise Refused(NOT_A_COLLEAGUE)
    held = ranks.require(floor=floor, gate=gate)
    if held.delegation:
        raise Refused("This was delegated to you, and cannot be delegated on.")
    if until < today(gate.now) or too_far(until, gate.now):
        raise Refused("The last day must be today or later, and within ten years.")
    if any(
        row.given_by == gate.actor.member
        for row in ranks.delegations(gate=gate, floor=floor, to=to.id)
    ):
        raise Refused("You have delegated that to this person already. End that first.")
    _lapsed(made, gate)
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def _lapsed(made: Delegation, gate: Gate) -> None:
    """One whose last day is over makes room for a new one."""
    same = (
        Delegation.given_to == made.given_to,
        Delegation.given_by == made.given_by,
        Delegation.floor == made.floor,
        Delegation.ended_at.is_(None),
    )
    gone = {"ended_by": gate.actor.member, "ended_at": gate.now}
    gate.session.execute(sa.update(Delegation).where(*same).values(**gone))


def end_delegation(*, delegation: Delegation, gate: Gate) -> None:
    """The officer takes it back. Raises Absent; Refused for somebody else's or one that ended."""
    gate.check(Act.DELEGATE_RANK, delegation, Delegation.shape)
    if delegation.given_by != gate.actor.member:
        raise Refused("Only the officer who delegated this takes it back.")
    if delegation.ended_at is not None:
        raise Refused("This has been taken back already.")
    delegation.ended_by, delegation.ended_at = gate.actor.member, gate.now


def reasons(*, rows: list[Any], gate: Gate) -> dict[str, str]:
    """By id why something was delegated: opened and recorded, for all who take part."""
    opened = gate.open_many(Delegation, rows, "words", act=Act.READ_REVIEW) if rows else []
    return {row.id: text for row, text in opened}
