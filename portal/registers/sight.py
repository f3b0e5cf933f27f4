"""What a reader of registers must not be told: reviews and owners from which she is stood down."""

from typing import Any

import sqlalchemy as sa

from portal.contributions.models import Request
from portal.gate.gate import Gate
from portal.gate.policy import BOARD
from portal.reviews.models import StandDown


def kept_from(*, of: Any, gate: Gate) -> set[str]:
    """Reviews in which the reader is stood down, or kept from this body's material (rule 2)."""
    owners = [BOARD] if of.board else list(of.ids)
    narrow = sa.and_(StandDown.scope == "owner", StandDown.what.in_(owners))
    query = sa.select(StandDown.review_id).where(
        *_standing(gate), sa.or_(StandDown.scope == "review", narrow)
    )
    return set(gate.connection.execute(query).scalars())


def known_owner(gate: Gate) -> sa.ColumnElement[bool]:
    """Of requests for contributions: that the reader is not kept from what that agency owns."""
    return ~sa.exists().where(
        *_standing(gate),
        StandDown.review_id == Request.review_id,
        StandDown.scope == "owner",
        StandDown.what == Request.owner_id,
    )


def _standing(gate: Gate) -> tuple[sa.ColumnElement[bool], ...]:
    return StandDown.person_id == gate.actor.person, StandDown.lifted_at.is_(None)
