"""Signatures on the review agreement."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, key, refer


class Signature(Base):
    """A body's signature on the agreement. A withdrawal may follow it; nothing erases it."""

    __tablename__ = "signature"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    body: Mapped[Id]
    signed_by: Mapped[Id] = refer("membership.id")
    signed_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.Index(
            "uq_signature_standing",
            "review_id",
            "body",
            unique=True,
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        ),
    )
