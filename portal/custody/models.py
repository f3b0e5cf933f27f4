"""Legal holds, and the removal of words that the portal must not hold."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, key, refer


class Hold(Base):
    """A body's legal hold on its own material in a review. It may be lifted; nothing erases it."""

    __tablename__ = "hold"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id]
    placed_by: Mapped[Id] = refer("membership.id")
    placed_at: Mapped[Moment]
    reason: Mapped[Id] = refer("reason.id")
    lifted_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    lifted_at: Mapped[datetime | None] = mapped_column(Utc)
    lift_reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        sa.CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted_by_somebody"),
        sa.Index(
            "uq_hold_standing",
            "review_id",
            "owner_id",
            unique=True,
            sqlite_where=sa.text("lifted_at is null"),
            postgresql_where=sa.text("lifted_at is null"),
        ),
    )


class Taken(Base):
    """What two officers of its owner take out (release rule 5): one asks, another does it."""

    __abstract__ = True
    thing: Mapped[str]
    review_id: Mapped[Id] = refer("review.id")
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    done_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    done_at: Mapped[datetime | None] = mapped_column(Utc)


def _by_two() -> tuple[sa.CheckConstraint, sa.CheckConstraint]:
    return (
        sa.CheckConstraint("(done_at is null) = (done_by is null)", name="done_by_somebody"),
        sa.CheckConstraint("done_by <> asked_by", name="done_by_another"),
    )


class Removal(Taken, Base):
    """The words of one section."""

    __tablename__ = "removal"
    __table_args__ = _by_two()
    thing: Mapped[str] = mapped_column(
        "section_id",
        sa.String(32),
        sa.ForeignKey("section.id", ondelete="RESTRICT"),
        primary_key=True,
    )


class FileRemoval(Taken, Base):
    """The name and the bytes of one attachment."""

    __tablename__ = "file_removal"
    __table_args__ = _by_two()
    thing: Mapped[str] = mapped_column(
        "attachment_id",
        sa.String(32),
        sa.ForeignKey("attachment.id", ondelete="RESTRICT"),
        primary_key=True,
    )
