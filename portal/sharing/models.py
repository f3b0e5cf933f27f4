"""Release schedules: the owner's key."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded
from portal.gate.index import Shape

RECIPIENTS = ("member", "role", "body")


class Release(Guarded, Base):
    """A release schedule: some versions, to one recipient, for a purpose, for a time."""

    __tablename__ = "release"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
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
