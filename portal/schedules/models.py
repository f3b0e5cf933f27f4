"""What a senior office is about to sign, and what it lets be known of what it withholds."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.sharing.models import OWNED

TELLINGS = ("panel", "chair")
"""Told to the panel: that something is withheld. Told to the chair: that it is not counted."""


class Proposal(SealedRow, Base):
    """A schedule in the making, kept between its pages so that nothing is lost."""

    __tablename__ = "proposal"
    shape: ClassVar[Shape] = OWNED
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    plan: Mapped[Sealed] = sealed()
    """A JSON object, as in acts.Plan."""
    signed_as: Mapped[Id | None] = refer("schedule.id", nullable=True)
    __table_args__ = (header("plan"), sa.Index("ix_proposal_owner", "review_id", "owner_id"))


class Telling(SealedRow, Base):
    """What an owner's senior office says of what it does not show (rules 15 and 16)."""

    __tablename__ = "telling"
    shape: ClassVar[Shape] = {**OWNED, "review": lambda _: ""}
    told_to: Mapped[Word]
    note: Mapped[Sealed | None] = sealed(null=True)
    """To the chair, in writing."""
    told_by: Mapped[Id] = refer("membership.id")
    told_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("note"),
        one_of("told_to", TELLINGS),
        sa.CheckConstraint("told_to <> 'chair' or note is not null", name="in_writing"),
        sa.Index(
            "uq_telling_standing",
            "review_id",
            "owner_id",
            "told_to",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )
