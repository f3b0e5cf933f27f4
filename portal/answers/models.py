"""The answer to a request, the review of it, the complaint about it, and the disclosure log.

Nothing here is ever deleted: an answer that is given up stays, and so does what took its place.
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.answers.answered import AnswerRow, rules
from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

OUTCOMES = {
    "whole": "Given whole",
    "part": "Given in part",
    "refused": "Refused",
    "neither": "Neither confirmed nor denied",
    "not_held": "Not held",
    "redirected": "Not held here: told who holds it",
}
GIVEN = frozenset({"whole", "part"})
"""Outcomes with which words of the review leave."""
REFUSES = frozenset({"part", "refused", "neither"})
"""Outcomes of which a refusal notice tells (section 17)."""
CHANNELS = {
    "post": "By post",
    "secure_mail": "By secure email, sent by a person",
    "collected": "Handed over",
    "site": "Through the site by which it was asked",
}
REVIEW_MOVES = {
    "asked": {"taken"},
    "taken": {"decided"},
    "decided": {"told"},
    "told": set(),
}
REVIEW_STAGES = {
    "asked": "Asked for: nobody has taken it on yet",
    "taken": "Being decided",
    "decided": "Decided, and the applicant is not told yet",
    "told": "The applicant was told",
}
FINDINGS = {
    "upheld": "Upheld: it stays as it is",
    "varied": "Varied: it stays taken out, under another exemption",
    "withdrawn": "Withdrawn: it is to be given",
}
WHOLE = "whole"
"""In place of a passage's id: the decision on the request as a whole."""
ICO_ENTRIES = {
    "asked": "The Commissioner asked",
    "answered": "Answered to the Commissioner",
    "notice": "Decision notice served",
    "finding": "The notice's finding on an exemption",
    "step": "A step that the notice orders",
    "appeal": "Appeal to the First-tier Tribunal",
    "tribunal": "The tribunal's decision",
}
DATED = frozenset({"asked", "step"})
"""Entries with a day by which something is to be done."""
ICO_STANDS = {
    "upheld": "The authority was right to rely on it",
    "part": "Right for a part of it",
    "not_upheld": "The authority was not right to rely on it",
}
_OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}


def _once(name: str, *columns: str, while_: str) -> sa.Index:
    where = sa.text(while_)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class FoiAnswer(AnswerRow, Base):
    """What the authority answers. A withdrawn exemption leads to another, after the review."""

    __tablename__ = "foi_answer"
    request_id: Mapped[Id] = refer("information_request.id")
    after_review: Mapped[bool]
    """Whether it gives what an internal review withdrew from the first."""
    notice: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (
        header("notice"),
        *rules(OUTCOMES, CHANNELS),
        _once("uq_foi_answer_standing", "request_id", "after_review", while_="stage <> 'dropped'"),
        sa.Index("ix_foi_answer_review_id", "review_id", "owner_id"),
    )


class InternalReview(SealedRow, Base):
    """The applicant wants the answer looked at again, by somebody else (section 45 Code)."""

    __tablename__ = "internal_review"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id")
    asked_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    stage: Mapped[Word] = mapped_column(default="asked")
    words: Mapped[Sealed] = sealed()
    """What the applicant says."""
    why_late: Mapped[Sealed | None] = sealed(null=True)
    """Why it is done although it was asked for too late."""
    notice: Mapped[Sealed | None] = sealed(null=True)
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    taken_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    taken_at: Mapped[datetime | None] = mapped_column(Utc)
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    told_on: Mapped[date | None] = mapped_column(sa.Date)
    channel: Mapped[str | None] = mapped_column(sa.String(60))
    told_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("words"),
        header("why_late"),
        header("notice"),
        one_of("stage", REVIEW_MOVES),
        one_of("channel", CHANNELS),
        sa.CheckConstraint("(taken_by is null) = (stage = 'asked')", name="taken_by_one"),
        sa.CheckConstraint("(taken_by is null) = (taken_at is null)", name="taken_once"),
        sa.CheckConstraint("(notice is null) = (decided_at is null)", name="decided_with_notice"),
        sa.CheckConstraint("(told_on is not null) = (stage = 'told')", name="told_on_a_day"),
        sa.CheckConstraint("(told_on is null) = (told_by is null)", name="told_by_one"),
        sa.UniqueConstraint("request_id"),
        sa.Index("ix_internal_review_review_id", "review_id", "owner_id"),
    )


class ReviewedPassage(SealedRow, Base):
    """What the internal review decides of one passage, or of the decision as a whole."""

    __tablename__ = "reviewed_passage"
    shape: ClassVar[Shape] = _OWNED
    internal_review_id: Mapped[Id] = refer("internal_review.id")
    passage: Mapped[Id]
    """The passage's id, or WHOLE."""
    finding: Mapped[Word]
    codes: Mapped[str] = mapped_column(sa.String(200), default="")
    """Of a varied one: codes of policies/exemptions.csv with a space between."""
    words: Mapped[Sealed] = sealed()
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("finding", FINDINGS),
        sa.CheckConstraint("(finding = 'varied') = (codes <> '')", name="varied_to_another"),
        _once(
            "uq_reviewed_passage_standing",
            "internal_review_id",
            "passage",
            while_="replaced_at is null",
        ),
    )


class IcoComplaint(SealedRow, Base):
    """The applicant has complained to the Information Commissioner's Office (ICO)."""

    __tablename__ = "ico_complaint"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id")
    heard_on: Mapped[date] = mapped_column(sa.Date)
    reference: Mapped[Sealed] = sealed()
    words: Mapped[Sealed] = sealed()
    """What the complaint is about."""
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    closed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("reference"),
        header("words"),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed_by_one"),
        _once("uq_ico_complaint_standing", "request_id", while_="closed_on is null"),
        sa.Index("ix_ico_complaint_review_id", "review_id", "owner_id"),
    )


class IcoEntry(SealedRow, Base):
    """What was asked, answered, found and ordered, and what the tribunal said."""

    __tablename__ = "ico_entry"
    shape: ClassVar[Shape] = _OWNED
    ico_complaint_id: Mapped[Id] = refer("ico_complaint.id")
    position: Mapped[int]
    what: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    code: Mapped[str | None] = mapped_column(sa.String(60))
    """Of a finding: the exemption."""
    stand: Mapped[str | None] = mapped_column(sa.String(60))
    words: Mapped[Sealed] = sealed()
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    done_on: Mapped[date | None] = mapped_column(sa.Date)
    done_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("words"),
        one_of("what", ICO_ENTRIES),
        one_of("stand", ICO_STANDS),
        sa.CheckConstraint("(what in ('asked', 'step')) = (due_on is not null)", name="due_on"),
        sa.CheckConstraint("(what = 'finding') = (code is not null)", name="finds_on_one"),
        sa.CheckConstraint("(what = 'finding') = (stand is not null)", name="finds_something"),
        sa.CheckConstraint("(done_on is null) = (done_by is null)", name="done_by_one"),
        sa.UniqueConstraint("ico_complaint_id", "position"),
    )


class LogEntry(SealedRow, Base):
    """One answered request in the disclosure log, in general words; never who asked."""

    __tablename__ = "disclosure_log_entry"
    shape: ClassVar[Shape] = _OWNED
    foi_answer_id: Mapped[Id] = refer("foi_answer.id")
    words: Mapped[Sealed] = sealed()
    codes: Mapped[str] = mapped_column(sa.String(1000), default="")
    """The exemptions relied on, with a space between."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        _once("uq_disclosure_log_entry_standing", "foi_answer_id", while_="replaced_at is null"),
        sa.Index("ix_disclosure_log_entry_review_id", "review_id", "owner_id"),
    )
