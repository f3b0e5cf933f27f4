"""A notice that compels, the material that it demands, its owners' claims, and the bundles."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.compulsion.powers import powers
from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

CLAIMS = {
    "representations": "Representations: it cannot or need not be given",
    "immunity": "Public-interest immunity",
    "privilege": "Legal professional privilege",
}
DECISIONS = {
    "upheld": "Upheld: it is not given",
    "refused": "Refused: it must be given",
    "taken_back": "Taken back by its owner",
}
SERVED = {
    "hand": "By hand",
    "secure_mail": "By secure email",
    "post": "By recorded post",
    "portal": "Through the court's own portal",
}
_OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}


class Notice(SealedRow, Base):
    """What somebody with the power to compel demands, and of whom: the addressee owns the row."""

    __tablename__ = "notice"
    shape: ClassVar[Shape] = _OWNED
    power: Mapped[Word]
    received_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    demander: Mapped[Sealed] = sealed()
    words: Mapped[Sealed] = sealed()
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    withdrawn_on: Mapped[date | None] = mapped_column(sa.Date)
    withdrawn_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("demander"),
        header("words"),
        one_of("power", sorted({one.code for one in powers()})),
        sa.CheckConstraint("received_on <= due_on", name="due_after_it_came"),
        sa.CheckConstraint(
            "(withdrawn_on is null) = (withdrawn_by is null)", name="withdrawn_by_somebody"
        ),
        sa.Index("ix_notice_review_id", "review_id", "owner_id"),
    )


class NoticeMaterial(SealedRow, Base):
    """A document that a notice demands, and what its owner, whose row it is, was told of it."""

    __tablename__ = "notice_material"
    shape: ClassVar[Shape] = _OWNED
    notice_id: Mapped[Id] = refer("notice.id", index=True)
    document_id: Mapped[Id] = refer("document.id")
    told: Mapped[Sealed] = sealed()
    """Who demands what, in the addressee's words."""
    told_at: Mapped[Moment]
    nothing_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    """Who said for the owner that it claims nothing."""
    nothing_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("told"),
        sa.UniqueConstraint("notice_id", "document_id"),
        sa.CheckConstraint("(nothing_at is null) = (nothing_by is null)", name="nothing_by_one"),
        sa.Index("ix_notice_material_review_id", "review_id", "owner_id"),
    )


class NoticeClaim(SealedRow, Base):
    """An owner's claim against giving a document, or one section of it, and what became of it.

    Its words are the owner's alone: they go to whoever decides on it, and not by the addressee.
    """

    __tablename__ = "notice_claim"
    shape: ClassVar[Shape] = {**_OWNED, "sec": lambda row: row.section_id}
    material_id: Mapped[Id] = refer("notice_material.id", index=True)
    section_id: Mapped[Id | None] = refer("section.id", nullable=True)
    """None where it is about the whole document."""
    kind: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    decision: Mapped[str | None] = mapped_column(sa.String(60))
    decided_on: Mapped[date | None] = mapped_column(sa.Date)
    recorded_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("words"),
        one_of("kind", CLAIMS),
        one_of("decision", DECISIONS),
        sa.CheckConstraint("(decision is null) = (recorded_by is null)", name="decided_by_one"),
        sa.CheckConstraint("(decision is null) = (decided_on is null)", name="decided_on_a_day"),
    )


class Bundle(SealedRow, Base):
    """What was put together for one notice: which versions, on which pages, and to whom it went."""

    __tablename__ = "bundle"
    shape: ClassVar[Shape] = _OWNED
    notice_id: Mapped[Id] = refer("notice.id")
    number: Mapped[int]
    contents: Mapped[Sealed] = sealed()
    """A JSON list of entries (bundles.py)."""
    sections: Mapped[int]
    pages: Mapped[int]
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    served_on: Mapped[date | None] = mapped_column(sa.Date)
    served_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    served_how: Mapped[str | None] = mapped_column(sa.String(60))
    served_to: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (
        header("contents"),
        header("served_to"),
        one_of("served_how", SERVED),
        sa.UniqueConstraint("notice_id", "number"),
        sa.CheckConstraint("(served_on is null) = (served_by is null)", name="served_by_somebody"),
        sa.Index("ix_bundle_review_id", "review_id"),
    )
