"""Commissioning letters, their receipts, and waivers of what a review must have."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.contributions.models import ASKED_FOR, Request
from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.people.models import AGENCY_KINDS


class Letter(SealedRow, Base):
    """What the letter of a request says besides the request. The newest holds; others stay."""

    __tablename__ = "commission_letter"
    shape: ClassVar[Shape] = Request.shape
    request_id: Mapped[Id] = refer("request.id")
    number: Mapped[int]
    """From 1. A request whose letter nobody has written yet has the letter 0, without words."""
    words: Mapped[Sealed] = sealed()
    """Lines of enquiry and whom to ask, as JSON (letters.py)."""
    written_by: Mapped[Id] = refer("membership.id")
    written_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        sa.UniqueConstraint("request_id", "number"),
        sa.CheckConstraint("number > 0", name="counted_from_one"),
    )


class Receipt(Guarded, Base):
    """That somebody of the agency acknowledged one letter."""

    __tablename__ = "request_receipt"
    shape: ClassVar[Shape] = Request.shape
    id: Mapped[Id] = mapped_column(primary_key=True)
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    request_id: Mapped[Id] = refer("request.id")
    number: Mapped[int]
    """The letter's; 0 for the request alone."""
    received_by: Mapped[Id] = refer("membership.id")
    received_at: Mapped[Moment]
    __table_args__ = (sa.UniqueConstraint("request_id", "number"),)


class Waiver(SealedRow, Base):
    """That a review goes without a contribution that it must have, and why. The board's."""

    __tablename__ = "waiver"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    agency_kind: Mapped[Word]
    contribution: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    waived_by: Mapped[Id] = refer("membership.id")
    waived_at: Mapped[Moment]
    taken_back_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    taken_back_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("agency_kind", AGENCY_KINDS),
        one_of("contribution", ASKED_FOR),
        sa.CheckConstraint(
            "(taken_back_at is null) = (taken_back_by is null)", name="taken_back_by_somebody"
        ),
        sa.Index(
            "uq_waiver_standing",
            "review_id",
            "agency_kind",
            "contribution",
            unique=True,
            sqlite_where=sa.text("taken_back_at is null"),
            postgresql_where=sa.text("taken_back_at is null"),
        ),
    )
