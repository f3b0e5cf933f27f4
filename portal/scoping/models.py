"""A scoping question to one agency, its answers, and what was done to get one."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

KNOWN, NOT_KNOWN = "known", "not_known"
ANSWERS = (KNOWN, NOT_KNOWN)
STEPS = ("chased", "escalated", "withdrawn")

_SHAPE: Shape = {"owner": lambda row: row.owner_id, "review": lambda _: "", "all": lambda _: ""}
"""Those who ask see all of it; an agency sees its own."""


class Scoping(SealedRow, Base):
    """Whether one agency, the row's owner, knows the people in the case. Asked once at a time."""

    __tablename__ = "scoping"
    shape: ClassVar[Shape] = _SHAPE
    due_on: Mapped[date] = mapped_column(sa.Date)
    """The last day on which an answer is in time."""
    note: Mapped[Sealed | None] = sealed(null=True)
    """What was asked besides; open to the agency's people and to those who ask."""
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    chased_at: Mapped[datetime | None] = mapped_column(Utc)
    escalated_at: Mapped[datetime | None] = mapped_column(Utc)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("note"),
        sa.Index(
            "uq_scoping_standing",
            "review_id",
            "owner_id",
            unique=True,
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        ),
        sa.Index("ix_scoping_review_id", "review_id"),
    )


class ScopingAnswer(SealedRow, Base):
    """What an agency answered. A correction is a new row; the old one stays."""

    __tablename__ = "scoping_answer"
    shape: ClassVar[Shape] = _SHAPE
    scoping_id: Mapped[Id] = refer("scoping.id", index=True)
    answer: Mapped[Word]
    secured: Mapped[bool] = mapped_column(default=False)
    """Whether the records are secured; when and by whom is sealed."""
    words: Mapped[Sealed | None] = sealed(null=True)
    """What it said besides, as JSON (told.py): none of a nil return in one click."""
    answered_by: Mapped[Id] = refer("membership.id")
    answered_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("answer", ANSWERS),
        sa.CheckConstraint("answer = 'not_known' or words is not null", name="known_is_told"),
        sa.Index(
            "uq_scoping_answer_standing",
            "scoping_id",
            unique=True,
            sqlite_where=sa.text("replaced_at is null"),
            postgresql_where=sa.text("replaced_at is null"),
        ),
    )

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        return sa.select(cls.__table__).order_by(cls.answered_at, cls.id)


class ScopingStep(SealedRow, Base):
    """A reminder, an escalation to a chief officer, or that the question was taken back."""

    __tablename__ = "scoping_step"
    shape: ClassVar[Shape] = _SHAPE
    scoping_id: Mapped[Id] = refer("scoping.id", index=True)
    what: Mapped[Word]
    taken_by: Mapped[Id] = refer("membership.id")
    taken_at: Mapped[Moment]
    officer: Mapped[Sealed | None] = sealed(null=True)
    """To whom it was escalated: name and office."""
    words: Mapped[Sealed | None] = sealed(null=True)
    """What is said to that officer, or why it was taken back."""
    __table_args__ = (
        header("officer"),
        header("words"),
        one_of("what", STEPS),
        sa.CheckConstraint("(what = 'escalated') = (officer is not null)", name="officer_named"),
        sa.CheckConstraint("what = 'chased' or words is not null", name="said_why"),
    )
