"""The review agreement's texts, and the signatures on them."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, key, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed


class Agreement(SealedRow, Base):
    """One text of a review's agreement, never changed; an amendment is a new one. The board's.

    The text in force is the highest that came into force; a higher one waits for its signatures.
    """

    __tablename__ = "agreement"
    shape: ClassVar[Shape] = {"review": lambda _: "", "all": lambda _: ""}
    number: Mapped[int]
    words: Mapped[Sealed] = sealed()
    """What it says (words.py)."""
    proposed_by: Mapped[Id] = refer("membership.id")
    proposed_at: Mapped[Moment]
    in_force_at: Mapped[datetime | None] = mapped_column(Utc)
    review_at: Mapped[Moment]
    """By when the parties look at it again."""
    __table_args__ = (header("words"), sa.UniqueConstraint("review_id", "number"))


class Signature(Base):
    """A body's signature on one text. A withdrawal may follow it; nothing erases it."""

    __tablename__ = "signature"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    agreement_id: Mapped[Id | None] = refer("agreement.id", nullable=True)
    """None: from before the portal held the agreement's words. Such a one stands for nothing."""
    body: Mapped[Id]
    signed_by: Mapped[Id] = refer("membership.id")
    signed_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    withdrawn_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    withdrawal_reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn_by_somebody"
        ),
        sa.Index(
            "uq_signature_standing",
            "agreement_id",
            "body",
            unique=True,
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        ),
    )
