"""A request to one agency, the steps that were taken on it, and what was decided about sharing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.documents.models import Document, Section, Version
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.policy import SHAREABLE
from portal.gate.sealed import Sealed, header, sealed

ASKED_FOR = ("imr", "information_report", "chronology")
"""Kinds of document that an agency can be asked for."""


class State(StrEnum):
    """How far a contribution has come."""

    ASKED = "asked"
    BEGUN = "begun"
    WITH_MANAGER = "with_manager"
    SENT_BACK = "sent_back"
    SIGNED_OFF = "signed_off"
    WITH_PANEL = "with_panel"
    QUERIED = "queried"
    ACCEPTED = "accepted"
    NIL = "nil"
    WITHDRAWN = "withdrawn"


MOVES = {
    State.ASKED: {State.BEGUN, State.NIL, State.WITHDRAWN},
    State.BEGUN: {State.WITH_MANAGER, State.NIL, State.WITHDRAWN},
    State.WITH_MANAGER: {State.SENT_BACK, State.SIGNED_OFF, State.WITHDRAWN},
    State.SENT_BACK: {State.WITH_MANAGER, State.WITHDRAWN},
    State.SIGNED_OFF: {State.WITH_PANEL, State.WITH_MANAGER, State.WITHDRAWN},
    State.WITH_PANEL: {State.QUERIED, State.ACCEPTED, State.WITH_MANAGER},
    State.QUERIED: {State.ACCEPTED, State.WITH_MANAGER},
    State.ACCEPTED: {State.WITH_MANAGER},
    State.NIL: {State.BEGUN, State.WITHDRAWN},
    State.WITHDRAWN: set(),
}
"""The way of a contribution. New words take it back to the manager, also after acceptance."""


class Request(SealedRow, Base):
    """The commission of one kind of contribution to one agency, which is the row's owner."""

    __tablename__ = "request"
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "review": lambda _: "",
        "all": lambda _: "",
    }
    kind: Mapped[Word]
    state: Mapped[Word] = mapped_column(default=State.ASKED)
    moved_at: Mapped[Moment]
    due_on: Mapped[date] = mapped_column(sa.Date)
    """The last day on which it is in time."""
    note: Mapped[Sealed | None] = sealed(null=True)
    """The covering note, open to the agency's people and to those who ask."""
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    chased_at: Mapped[datetime | None] = mapped_column(Utc)
    document_id: Mapped[Id | None] = refer("document.id", nullable=True, unique=True)
    __table_args__ = (
        header("note"),
        one_of("kind", ASKED_FOR),
        one_of("state", State),
        sa.Index("ix_request_review_id", "review_id"),
        sa.Index(
            "uq_request_standing",
            "review_id",
            "owner_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        ),
    )

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        """With the moment at which what answers it was first handed over."""
        joined = sa.outerjoin(cls.__table__, Document, Document.id == cls.document_id)
        return sa.select(cls.__table__, Document.handed_over_at).select_from(joined)


TOLD = frozenset({"asked", "chased", "date_changed", "withdrawn", "begun", "nil", "queried"})
"""Steps whose words both sides read; those of the others are the owner's side's own."""
SEEN = TOLD | {"handed_over", "accepted", "reopened"}
"""Steps that those who ask see at all."""
STEPS = SEEN | {"submitted", "sent_back", "signed_off", "section_withdrawn"}


def _both(row: Any) -> bool:
    return row.what in TOLD


class RequestStep(SealedRow, Base):
    """One step on a request: who took it, when, and what was said with it."""

    __tablename__ = "request_step"
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id if _both(row) else None,
        "review": lambda row: "" if _both(row) else None,
        "words": lambda row: None if _both(row) else f"{row.owner_id}:{SHAREABLE}",
        "all": lambda _: "",
    }
    request_id: Mapped[Id] = refer("request.id", index=True)
    what: Mapped[Word]
    taken_by: Mapped[Id] = refer("membership.id")
    taken_at: Mapped[Moment]
    words: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (header("words"), one_of("what", STEPS))


class Remark(SealedRow, Base):
    """What was said about one section with a step: for those who may read that section's drafts.

    It follows the section: into another class, and away where covert words are removed.
    """

    __tablename__ = "remark"
    shape: ClassVar[Shape] = {
        name: Version.shape[name] for name in ("sec", "owner", "words", "authored", "all")
    }
    step_id: Mapped[Id] = refer("request_step.id", index=True)
    version_id: Mapped[Id] = refer("section_version.id", index=True)
    """The version that it was said about."""
    words: Mapped[Sealed] = sealed()
    __table_args__ = (header("words"),)

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of, at = Version.__table__.c, Section.__table__.c
        joined = sa.join(cls.__table__, Version.__table__, of.id == cls.version_id)
        joined = joined.join(Section.__table__, at.id == of.section_id)
        joined = joined.join(RequestStep.__table__, RequestStep.id == cls.step_id)
        extra = (of.section_id, at.section_class, at.author, at.document_id)
        query = sa.select(cls.__table__, *extra, RequestStep.taken_at).select_from(joined)
        return query.order_by(at.position, cls.id)


class Decision(SealedRow, Base):
    """What the owner's senior office has decided about sharing one signed-off version."""

    __tablename__ = "share_decision"
    shape: ClassVar[Shape] = {
        "sec": lambda row: row.section_id,
        "owner": lambda row: row.owner_id,
        "all": lambda _: "",
    }
    request_id: Mapped[Id] = refer("request.id", index=True)
    version_id: Mapped[Id] = refer("section_version.id")
    share: Mapped[bool]
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    why: Mapped[Sealed | None] = sealed(null=True)
    """Why it is not shared."""
    __table_args__ = (
        header("why"),
        sa.CheckConstraint("share or why is not null", name="refusal_has_a_reason"),
    )

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of = Version.__table__.c
        joined = sa.join(cls.__table__, Version.__table__, of.id == cls.__table__.c.version_id)
        return sa.select(cls.__table__, of.section_id).select_from(joined)


class Heading(Base):
    """A section's first version as the template made it: a title, and no words to sign off."""

    __tablename__ = "template_heading"
    version_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("section_version.id", ondelete="RESTRICT"), primary_key=True
    )
    review_id: Mapped[Id] = refer("review.id", index=True)
