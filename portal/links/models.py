"""That two reviews are of one incident, and what was brought from one into the other."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded
from portal.gate.index import Shape
from portal.gate.policy import BOARD

LINK_MOVES = {
    "proposed": {"standing", "refused", "taken_back"},
    "standing": {"ended"},
    "refused": set(),
    "taken_back": set(),
    "ended": set(),
}
"""How far a link has come. It gives nobody a part in the other review."""
OPEN = frozenset(state for state, moves in LINK_MOVES.items() if moves)
WHAT = ("person", "day", "section")
"""What can be brought over."""


class ReviewLink(Guarded, Base):
    """One review's board proposes it, and the other's says yes; where one board holds both, its
    office or co-ordinator says it at once. Each side has its own words why.
    """

    __tablename__ = "review_link"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    """Whose board proposes it."""
    other_id: Mapped[Id] = refer("review.id", index=True)
    pair: Mapped[str] = mapped_column(sa.String(65))
    """Both ids in their order: two reviews have one link at a time, whoever proposes it."""
    state: Mapped[Word]
    proposed_by: Mapped[Id] = refer("membership.id")
    proposed_at: Mapped[Moment]
    why: Mapped[Id | None] = refer("reason.id", nullable=True)
    """Sealed in the proposing review; None where the notification of the other one proposed it."""
    other_why: Mapped[Id | None] = refer("reason.id", nullable=True)
    """The same words, sealed in the other one."""
    same_id: Mapped[Id | None] = refer("review.id", nullable=True)
    """Which of the two goes no further while it stands: its notification is the other's again."""
    answered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    end_why: Mapped[Id | None] = refer("reason.id", nullable=True)
    """Sealed in the review whose board ended it."""
    __table_args__ = (
        one_of("state", LINK_MOVES),
        sa.CheckConstraint("review_id <> other_id", name="links_two"),
        sa.CheckConstraint("same_id in (review_id, other_id)", name="same_is_one_of_the_two"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_when_ended"),
        sa.Index(
            "uq_review_link_open",
            "pair",
            unique=True,
            sqlite_where=sa.text("state in ('proposed', 'standing')"),
            postgresql_where=sa.text("state in ('proposed', 'standing')"),
        ),
    )


class Carried(Base):
    """That something here was brought from a linked review: from what, by whom, when."""

    __tablename__ = "carried"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    what: Mapped[Word]
    thing_id: Mapped[Id]
    """The person, the recorded day, or the section, as it stands here."""
    from_review: Mapped[Id] = refer("review.id")
    from_thing: Mapped[Id]
    """The person, the recorded day, or the version of a section, there."""
    from_number: Mapped[int]
    """Of a section's version; otherwise 0."""
    signed_at: Mapped[datetime | None] = mapped_column(Utc)
    """When that version was signed off."""
    carried_by: Mapped[Id] = refer("membership.id")
    carried_at: Mapped[Moment]
    __table_args__ = (
        one_of("what", WHAT),
        sa.CheckConstraint("review_id <> from_review", name="comes_from_elsewhere"),
        sa.CheckConstraint(
            "(what = 'section') = (signed_at is not null)", name="section_is_approved"
        ),
        sa.UniqueConstraint("review_id", "what", "from_thing"),
        sa.Index("ix_carried_thing", "review_id", "thing_id"),
    )
