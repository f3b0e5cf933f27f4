"""Notifications, the facts of a case as they were judged, referrals, and what the board decided."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.intake.eligibility import RESULTS
from portal.reviews.models import REVIEW_KINDS

HAPPENED = {
    "charge": "Somebody was charged with a serious offence",
    "death": "A homicide, or another death",
    "child": "A serious incident to a child",
    "adult": "A serious incident to an adult",
}
OUTCOMES = {
    "commission": "Commission the review",
    "not": "Do not commission it",
    "early_look": "Take an early look first",
}
LEVELS = {"": "Does not apply", "local": "Local", "national": "National"}
FORMS = {"": "Does not apply", "concise": "Concise", "extended": "Extended"}


class Notification(SealedRow, Base):
    """That somebody told a board of an incident, which opened this review."""

    __tablename__ = "notification"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    board_id: Mapped[Id] = refer("board.id")
    happened: Mapped[Word]
    words: Mapped[Sealed | None] = sealed(null=True)
    """What happened, as who notified tells it; told inside the review, after it is opened."""
    notified_by: Mapped[Id] = refer("person.id", index=True)
    notified_at: Mapped[Moment]
    form_n: Mapped[Id | None] = refer("attachment.id", nullable=True)
    """MAPPA Form N, where it was attached: the board's."""
    __table_args__ = (
        header("words"),
        one_of("happened", HAPPENED),
        sa.UniqueConstraint("review_id"),
    )


class Assessment(SealedRow, Base):
    """The facts of a case as somebody gave them, and what the rules said then. It never changes:
    a change of facts is a new row.
    """

    __tablename__ = "assessment"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    position: Mapped[int]
    words: Mapped[Sealed] = sealed()
    """The facts, as portal.intake.facts writes them."""
    told: Mapped[Sealed] = sealed()
    """What the rules said, with the reasons of that day."""
    nominated: Mapped[bool]
    """Whether who gave the facts expects significant national interest."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        header("told"),
        sa.UniqueConstraint("review_id", "position"),
    )


class AssessmentResult(Base):
    """What the rules said about one kind of review, and by which rows."""

    __tablename__ = "assessment_result"
    assessment_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("assessment.id", ondelete="RESTRICT"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    result: Mapped[Word]
    rules: Mapped[str] = mapped_column(sa.String(400))
    """Codes of rows with the day from which each holds."""
    __table_args__ = (one_of("kind", REVIEW_KINDS), one_of("result", RESULTS))


class ReviewReferral(Guarded, Base):
    """That a rule refers the case to the board. Nothing deletes it; a decision answers it."""

    __tablename__ = "review_referral"
    shape: ClassVar[Shape] = {"review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    kind: Mapped[Word]
    assessment_id: Mapped[Id] = refer("assessment.id")
    made_at: Mapped[Moment]
    __table_args__ = (sa.UniqueConstraint("review_id", "kind"), one_of("kind", REVIEW_KINDS))


class BoardDecision(SealedRow, Base):
    """What the board decided about one kind of review, and why. Only a new one takes its place."""

    __tablename__ = "board_decision"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    kind: Mapped[Word]
    outcome: Mapped[Word]
    result: Mapped[Word]
    """What the rules said when it was decided."""
    assessment_id: Mapped[Id] = refer("assessment.id")
    grounds: Mapped[str] = mapped_column(sa.String(200), default="")
    level: Mapped[str] = mapped_column(sa.String(60), default="")
    form: Mapped[str] = mapped_column(sa.String(60), default="")
    high_profile: Mapped[bool]
    words: Mapped[Sealed] = sealed()
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("kind", REVIEW_KINDS),
        one_of("outcome", OUTCOMES),
        one_of("result", RESULTS),
        one_of("level", LEVELS),
        one_of("form", FORMS),
        sa.Index("ix_board_decision_review_id", "review_id"),
        sa.Index(
            "uq_board_decision_standing",
            "review_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("replaced_at is null"),
            postgresql_where=sa.text("replaced_at is null"),
        ),
    )


LOOKS = {
    "early": {
        "full_now": "A full review now, before any conviction",
        "full_after": "A full review after the proceedings, if there is a conviction",
        "none": "No full review; what was found is acted on",
    },
    "rapid": {
        "local": "A local review",
        "national": "A national review",
        "none": "No further review",
    },
}
"""By kind of first look what it can come to."""
NOTICE_TO = {
    "partnership": "The local safeguarding partners",
    "national_panel": "The national Child Safeguarding Practice Review Panel",
    "secretary_of_state": "The Secretary of State",
    "ofsted": "Ofsted",
}
"""Who is told of a serious incident to a child."""


class FirstLook(SealedRow, Base):
    """An early look of probation, or a rapid review of safeguarding partners: short, soon, and what
    it comes to decides the next step. A newer one takes its place; the older stays.
    """

    __tablename__ = "first_look"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    position: Mapped[int]
    look: Mapped[Word]
    outcome: Mapped[Word]
    found: Mapped[Sealed] = sealed()
    """The condensed report; of a rapid review the facts that were gathered."""
    at_once: Mapped[Sealed] = sealed()
    """The immediate action plan."""
    better: Mapped[Sealed] = sealed()
    """What could be improved."""
    words: Mapped[Sealed] = sealed()
    """Why it comes to that."""
    high_profile: Mapped[bool]
    sent_by: Mapped[Id] = refer("membership.id")
    sent_at: Mapped[Moment]
    __table_args__ = (
        header("found"),
        header("at_once"),
        header("better"),
        header("words"),
        one_of("look", LOOKS),
        one_of("outcome", sorted({code for told in LOOKS.values() for code in told})),
        sa.UniqueConstraint("review_id", "position"),
    )


class IncidentNotice(Guarded, Base):
    """That somebody outside was told of a serious incident to a child, and on which day. A
    correction is a new row; the old one stays.
    """

    __tablename__ = "incident_notice"
    shape: ClassVar[Shape] = {"review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    sent_to: Mapped[Word]
    sent_on: Mapped[date] = mapped_column(sa.Date)
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("sent_to", NOTICE_TO),
        sa.Index("ix_incident_notice_review_id", "review_id"),
        sa.Index(
            "uq_incident_notice_standing",
            "review_id",
            "sent_to",
            unique=True,
            sqlite_where=sa.text("replaced_at is null"),
            postgresql_where=sa.text("replaced_at is null"),
        ),
    )
