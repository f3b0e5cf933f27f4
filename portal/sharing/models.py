"""Release schedules: the owner's key."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

RECIPIENTS = ("member", "role", "body")
OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}


class Schedule(SealedRow, Base):
    """One signing by an owner's senior office; it makes one release for each recipient."""

    __tablename__ = "schedule"
    shape: ClassVar[Shape] = OWNED
    agreement_id: Mapped[Id]
    """The text of the review agreement that was in force when it was signed."""
    purpose: Mapped[Word]
    paragraph: Mapped[Word]
    """The paragraph of the terms of reference, by its number in that text."""
    told: Mapped[Sealed] = sealed()
    """A JSON object: why, and by each release the hash of the content that was looked through."""
    signed_by: Mapped[Id] = refer("membership.id")
    signed_at: Mapped[Moment]
    __table_args__ = (header("told"), sa.Index("ix_schedule_owner", "review_id", "owner_id"))


class Release(Guarded, Base):
    """A release schedule: some versions, to one recipient, for a purpose, for a time."""

    __tablename__ = "release"
    shape: ClassVar[Shape] = OWNED
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id]
    number: Mapped[int]
    """The clause that this release is, within the review: how people and the ledger cite it."""
    to_kind: Mapped[Word]
    to_name: Mapped[Id]
    """A membership's id, a role, or a body, as `to_kind` says."""
    purpose: Mapped[Word]
    signed_by: Mapped[Id] = refer("membership.id")
    signed_at: Mapped[Moment]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the owner ends it sooner than agreed: a moment that has come, or a day to come."""
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    end_reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        one_of("to_kind", RECIPIENTS),
        sa.UniqueConstraint("review_id", "number"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index("ix_release_owner", "review_id", "owner_id"),
    )


class ReleaseRow(Base):
    """One version that a release names."""

    __tablename__ = "release_row"
    release_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True
    )
    version_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("section_version.id", ondelete="RESTRICT"), primary_key=True
    )


class ScheduleRelease(Base):
    """Which schedule a release was signed in; an urgent disclosure has none."""

    __tablename__ = "schedule_release"
    release_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True
    )
    schedule_id: Mapped[Id] = refer("schedule.id", index=True)


class Correction(Base):
    """Newer words that took the place of released ones, in the same release (rule 9)."""

    __tablename__ = "correction"
    release_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True
    )
    version_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("section_version.id", ondelete="RESTRICT"), primary_key=True
    )
    instead_of: Mapped[Id] = refer("section_version.id")
    sent_by: Mapped[Id] = refer("membership.id")
    sent_at: Mapped[Moment]


class Urgent(Base):
    """What makes a release an urgent disclosure: who must countersign it, and by when (rule 11)."""

    __tablename__ = "urgent"
    release_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True
    )
    reason: Mapped[Id] = refer("reason.id")
    countersign_by: Mapped[Moment]
    countersigned_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    countersigned_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.CheckConstraint(
            "(countersigned_at is null) = (countersigned_by is null)", name="by_somebody"
        ),
    )
