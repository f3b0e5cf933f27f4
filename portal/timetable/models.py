"""What has happened in a review, when its clocks stood, and deadlines that a person has set."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import BOARD
from portal.gate.sealed import Sealed, header, sealed

EVENTS: dict[str, dict[str, str]] = {
    "mappa_scr": {
        "charge": "The person was charged",
        "form_complete": "Section 9 of form N (notification of a serious case) was complete",
        "form_sent": "Form N was sent to the board's chair and the co-ordinator",
        "notified": "The Strategic Management Board's (SMB) chair was notified of the charge",
        "decided": "The SMB chair decided whether there is to be a review",
        "agencies_told": "The agencies were told",
        "panel_met": "The panel first met",
        "report": "The review's report was ready",
        "overview": "The overview report was ready",
    },
    "dhr": {
        "notified": "The Community Safety Partnership was notified of the death",
        "decided": "The Community Safety Partnership decided",
        "overview": "The overview report was ready",
        "quality_letter": "The Home Office's quality letter came",
    },
    "cspr": {
        "aware": "The local authority became aware",
        "notified": "The serious incident notification was sent",
        "rapid_review": "The rapid review was sent",
        "panel_reply": "The national panel replied",
        "decided": "A review was decided on",
        "published": "The report was published",
    },
    "sar": {
        "notified": "The Safeguarding Adults Board was notified",
        "decided": "The board decided",
        "report": "The report was ready",
        "published": "The report was published",
    },
    "pimr": {
        "charge": "The person was charged",
        "identified": "The further offences were identified",
        "received": "The inspector received the initial review",
        "sent_on": "The inspector sent the form to the force public protection lead",
        "no_review": "The lead endorsed that no further review is needed",
        "decided": "The lead decided whether there is to be a full review",
        "report": "The full review's report was ready",
    },
    "sfo": {
        "offence": "The further offence came to notice",
        "charge": "The person was charged",
        "first_hearing": "The first court hearing",
        "identified": "The serious further offence was identified",
        "notified": "HM Prison and Probation Service's national team was notified",
        "early_look": "The early look was sent",
        "begun": "The review was begun",
        "report": "The review and its action plan were submitted",
        "feedback": "Feedback on the review's quality came",
        "evidence": "The evidence was sent to HM Inspectorate of Probation",
        "fieldwork": "The inspectorate's fieldwork began",
    },
    "dardr": {
        "notified": "The Community Safety Partnership was notified of the death",
        "decided": "The Community Safety Partnership decided",
        "overview": "The overview report was ready",
        "quality_letter": "The Home Office's quality letter came",
    },
    "mhhr": {
        "notified": "NHS England's region was notified of the homicide",
        "decided": "NHS England's region decided",
        "report": "The report was ready",
        "published": "The report was published",
    },
    "susr": {
        "notified": "The Regional Safeguarding Board was notified",
        "decided": "The board decided",
        "report": "The report was ready",
        "published": "The report was published",
    },
    "owhr": {
        "notified": "The review partners were notified of the death",
        "decided": "The review partners decided",
        "report": "The report was ready",
        "published": "The report was published",
    },
    "other": {
        "decided": "The review was decided on",
        "report": "The report was ready",
        "published": "The report was published",
    },
}
"""By kind of review what can be recorded, in the order in which it happens. The database keeps no
list of these: they grow with the table of clocks.
"""
GROUNDS = {
    "proceedings": "Criminal proceedings, or advice of the Crown Prosecution Service (CPS)",
    "inquest": "A coroner's inquest or another inquiry",
    "complexity": "Complexity of the case",
    "demands": "Competing demands on those who do the work",
    "family": "Wish of the family",
    "other": "Another reason",
}
"""Why a clock stands or something is due on another day, for counting; words say the rest."""
STOPS = frozenset({"proceedings", "inquest"})
"""Advice of the CPS or similar alone stops a clock. For another reason another day is set."""


class Milestone(Guarded, Base):
    """That something happened on a day. A correction is a new row; the old one stays."""

    __tablename__ = "milestone"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    event: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.Index(
            "uq_milestone_standing",
            "review_id",
            "event",
            unique=True,
            sqlite_where=sa.text("replaced_at is null"),
            postgresql_where=sa.text("replaced_at is null"),
        ),
        sa.Index("ix_milestone_review_id", "review_id"),
    )


class ClockPause(SealedRow, Base):
    """Days that do not count, for one clock or for all, and why. All who take part read it."""

    __tablename__ = "clock_pause"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    code: Mapped[str] = mapped_column(sa.String(60), default="")
    """Of policies/clocks.csv; empty for every clock of the review."""
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date | None] = mapped_column(sa.Date)
    """The day on which the clock runs on, which counts again."""
    ground: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    set_by: Mapped[Id] = refer("membership.id")
    set_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("ground", GROUNDS),
        sa.CheckConstraint("(ends_on is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.CheckConstraint("ends_on is null or starts_on < ends_on", name="ends_after_it_starts"),
        sa.Index("ix_clock_pause_review_id", "review_id"),
    )


class Deadline(SealedRow, Base):
    """A day that a person has set for something, and why. The newest holds; the others stay."""

    __tablename__ = "deadline"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    event: Mapped[Word]
    due_on: Mapped[date] = mapped_column(sa.Date)
    ground: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    set_by: Mapped[Id] = refer("membership.id")
    set_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("ground", GROUNDS),
        sa.Index("ix_deadline_review_id", "review_id"),
    )


class ReadingChoice(SealedRow, Base):
    """By which reading of its source a clock of this review is counted, and why. The newest holds;
    the others stay.
    """

    __tablename__ = "reading_choice"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    code: Mapped[Word]
    """Of policies/clocks.csv."""
    reading: Mapped[str] = mapped_column(sa.String(80))
    """Which of its rows (readings.py)."""
    words: Mapped[Sealed] = sealed()
    chosen_by: Mapped[Id] = refer("membership.id")
    chosen_at: Mapped[Moment]
    __table_args__ = (header("words"), sa.Index("ix_reading_choice_review_id", "review_id"))


class Effort(Guarded, Base):
    """How many days somebody has worked on what the table allows days of work for. The newest
    holds; the others stay.
    """

    __tablename__ = "effort"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    code: Mapped[Word]
    """Of policies/clocks.csv."""
    days: Mapped[int]
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    __table_args__ = (
        sa.CheckConstraint("days between 1 and 999", name="days_are_some"),
        sa.Index("ix_effort_review_id", "review_id"),
    )
