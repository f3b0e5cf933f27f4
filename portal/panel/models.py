"""Ranks that officers hold while they take part in a review, and what they have delegated."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

HELD = {"substantive": "Substantive", "acting": "Acting", "temporary": "Temporary"}
"""How a rank is held. Acting and temporary ranks have a last day, and count until it is over."""
UNITS = {
    "none": "No particular unit",
    "mosovo": "The unit that manages sexual and violent offenders (MOSOVO)",
    "review_team": "The force's review team",
}


class Rank(Guarded, Base):
    """A rank or grade that somebody holds for some days. What was wrong is ended, not changed."""

    __tablename__ = "rank_held"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    """The body for which the officer takes part."""
    membership_id: Mapped[Id] = refer("membership.id")
    code: Mapped[Word]
    """Of policies/ranks.csv."""
    held: Mapped[Word]
    unit: Mapped[Word]
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date | None] = mapped_column(sa.Date)
    """The last day on which it counts; empty for one that goes on."""
    stated_by: Mapped[Id] = refer("membership.id")
    stated_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("held", HELD),
        one_of("unit", UNITS),
        sa.CheckConstraint("ends_on is null or starts_on <= ends_on", name="ends_after_it_starts"),
        sa.CheckConstraint("held = 'substantive' or ends_on is not null", name="acting_has_an_end"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index(
            "uq_rank_held_standing",
            "membership_id",
            "held",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


class Delegation(SealedRow, Base):
    """That a named officer lets another do what asks for the officer's own rank, and why."""

    __tablename__ = "delegation"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    floor: Mapped[Word]
    """Of policies/rank_floors.csv."""
    given_to: Mapped[Id] = refer("membership.id")
    given_by: Mapped[Id] = refer("membership.id")
    given_at: Mapped[Moment]
    ends_on: Mapped[date] = mapped_column(sa.Date)
    words: Mapped[Sealed] = sealed()
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        sa.CheckConstraint("given_to <> given_by", name="to_somebody_else"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index("ix_delegation_review_id", "review_id"),
        sa.Index(
            "uq_delegation_standing",
            "given_to",
            "given_by",
            "floor",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )
