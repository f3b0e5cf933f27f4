"""Two notifications of one incident: linked as its reviews, or one of them closed as the same."""

from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.intake.models import STAGE_MOVES, Notification
from portal.people.models import Board
from portal.reviews.models import Membership, MembershipRole, Review, StandDown


def of_the_incident(*, gate: Gate) -> list[Any]:
    """Other reviews of this incident in which the person takes part: code names and kinds."""
    here = sa.select(Review.incident_id).where(Review.id == gate.domain).scalar_subquery()
    query = (
        sa.select(Review.id, Review.code_name, Review.kind, Board.name)
        .outerjoin(Board, Board.id == Review.board_id)
        .where(Review.incident_id == here, Review.id != gate.domain, _takes_part(gate))
        .order_by(Review.code_name)
    )
    return list(gate.connection.execute(query))


def _takes_part(gate: Gate, *roles: Role) -> sa.ColumnElement[bool]:
    """That the person takes part and is kept from neither the review nor its board's material."""
    facts = [
        ~stood_down(gate.actor.person),
        Membership.review_id == Review.id,
        Membership.person_id == gate.actor.person,
        Membership.starts_at <= gate.now,
        Membership.ends_at > gate.now,
    ]
    if roles:
        facts += [MembershipRole.membership_id == Membership.id, MembershipRole.role.in_(roles)]
    return sa.exists().where(*facts)


def stood_down(person: str) -> sa.ColumnElement[bool]:
    """That somebody is kept from a review, or from its board's material (rule 2)."""
    return sa.exists().where(
        StandDown.review_id == Review.id,
        StandDown.person_id == person,
        sa.or_(StandDown.scope == "review", StandDown.what == BOARD),
        StandDown.lifted_at.is_(None),
    )


def link(*, code_name: str, same: bool, why: str, gate: Gate) -> None:
    """Say that another review is of the same incident, or that this notification is the same as
    that one and goes no further. Both keep all that was told.

    Raises Absent; Refused for a review that the person does not keep for a board.
    """
    query = sa.select(Notification).where(Notification.review_id == gate.domain)
    row = gate.session.execute(query).scalar_one_or_none()
    if row is None:
        gate.deny(Act.LINK_INCIDENT, outcome="absent")
    gate.check(Act.LINK_INCIDENT, row, Notification.shape)
    keeps = _takes_part(gate, Role.BOARD_OFFICE, Role.COORDINATOR)
    named = sa.select(Review).where(Review.code_name == code_name.strip(), keeps)
    other = gate.session.execute(named).scalar_one_or_none()
    if other is None or other.id == gate.domain:
        raise Refused("Give the code name of another review in which you act for the board.")
    stage = "same" if same else "linked"
    if stage not in STAGE_MOVES[row.stage]:
        raise Refused("That has been said of this notification already.")
    reason = gate.reason(why, BOARD)
    gate.session.flush()
    row.stage, row.same_as, row.reason = stage, other.id if same else "", reason
    here = gate.session.execute(sa.select(Review).where(Review.id == gate.domain)).scalar_one()
    if here.incident_id != other.incident_id:
        move = sa.update(Review).where(Review.incident_id == here.incident_id)
        gate.session.execute(move.values(incident_id=other.incident_id))
    gate.record(Act.LINK_INCIDENT, BOARD, {stage: (row.id, other.id)}, reason=reason)
