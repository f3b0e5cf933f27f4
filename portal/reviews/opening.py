"""Reviews as who keeps the directory sees them: names, kinds and parts, and no word of any case."""

from typing import Any

import sqlalchemy as sa

from portal.db import ID
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.reviews.models import Asked, Joining, Membership, Review


def every(*, gate: Gate) -> list[Any]:
    """All reviews, newest first. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    table = Review.__table__
    return list(gate.connection.execute(sa.select(table).order_by(table.c.id.desc())))


def one(*, name: str, gate: Gate) -> Any:
    """Raises Absent where there is no such review."""
    return _named(Review.__table__, name, gate)


def waiting(*, name: str, gate: Gate) -> Any:
    """A part that waits for an answer. Raises Absent."""
    row = _named(Joining.__table__, name, gate)
    if row.stage != Asked.WAITING:
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    return row


def _named(table: Any, name: str, gate: Gate) -> Any:
    gate.check(Act.KEEP_DIRECTORY)
    found = sa.select(table).where(table.c.id == name)
    row = gate.connection.execute(found).first() if ID.fullmatch(name) else None
    if row is None:
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    return row


def parts_of(*, person: str, gate: Gate) -> list[str]:
    """The code names of the reviews in which somebody takes part now. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    query = (
        sa.select(Review.code_name)
        .join(Membership, Membership.review_id == Review.id)
        .where(Membership.person_id == person, Membership.ends_at > gate.now)
        .distinct()
        .order_by(Review.code_name)
    )
    return list(gate.connection.execute(query).scalars())
