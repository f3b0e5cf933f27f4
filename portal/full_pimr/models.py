"""Who conducts a full PIMR, the standard of practice, CPIA flags, and what the lead endorsed.

The words of its sheets are versions beside those of the form (portal.pimr.models.Filled).
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, key, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.pimr.models import OWN


class Author(Guarded, Base):
    """Whom the lead has named to conduct the full PIMR; one stands at a time."""

    __tablename__ = "pimr_author"
    shape: ClassVar[Shape] = OWN
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id] = refer("agency.id")
    membership_id: Mapped[Id] = refer("membership.id")
    named_by: Mapped[Id] = refer("membership.id")
    named_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.Index(
            "uq_pimr_author_standing",
            "review_id",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


class Standard(SealedRow, Base):
    """One version of what a senior officer says of the standard of practice."""

    __tablename__ = "pimr_standard"
    shape: ClassVar[Shape] = OWN
    number: Mapped[int]
    words: Mapped[Sealed] = sealed()
    """A JSON object (portal.pimr.filling)."""
    rank: Mapped[Id] = refer("rank_held.id")
    """On which it rests."""
    assessed_by: Mapped[Id] = refer("membership.id")
    assessed_at: Mapped[Moment]
    __table_args__ = (header("words"), sa.UniqueConstraint("review_id", "number"))


class Conduct(Guarded, Base):
    """That professional standards is told that a matter of conduct arises, and its receipt. Nothing
    of the matter stands here: it is told outside the review.
    """

    __tablename__ = "pimr_conduct"
    shape: ClassVar[Shape] = OWN
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id] = refer("agency.id")
    standard_id: Mapped[Id] = refer("pimr_standard.id", unique=True)
    """The assessment that says so."""
    told_by: Mapped[Id] = refer("membership.id")
    told_at: Mapped[Moment]
    received_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    received_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.CheckConstraint("(received_by is null) = (received_at is null)", name="received_whole"),
    )


class Flag(Guarded, Base):
    """The notice to the disclosure officer that a document was marked under the CPIA, and her
    receipt. What was said stands with the mark (portal.proceedings.models.Relevance).
    """

    __tablename__ = "pimr_flag"
    shape: ClassVar[Shape] = OWN
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id] = refer("agency.id")
    relevance_id: Mapped[Id] = refer("relevance.id", unique=True)
    received_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    received_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.CheckConstraint("(received_by is null) = (received_at is null)", name="received_whole"),
    )


class Endorsement(SealedRow, Base):
    """That the lead endorsed the report as it stood: which versions, and a digest of their words.

    Later words do not carry it.
    """

    __tablename__ = "pimr_endorsement"
    shape: ClassVar[Shape] = OWN
    number: Mapped[int]
    document_id: Mapped[Id] = refer("document.id")
    endorsed_on: Mapped[date] = mapped_column(sa.Date)
    rank: Mapped[Id] = refer("rank_held.id")
    words: Mapped[Sealed] = sealed()
    """A JSON object: the ids of the versions in their order, and the SHA-256 of their words."""
    endorsed_by: Mapped[Id] = refer("membership.id")
    endorsed_at: Mapped[Moment]
    __table_args__ = (header("words"), sa.UniqueConstraint("review_id", "number"))
