"""How the criminal investigation stands, and what prosecutors and investigators agree to."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import BOARD
from portal.gate.sealed import Sealed, header, sealed

INVESTIGATION = {
    "none": "There is no criminal investigation",
    "under_investigation": "The police are investigating",
    "charged": "Somebody is charged",
    "concluded": "The investigation and what followed from it are concluded",
}
LIVE = frozenset({"under_investigation", "charged"})
"""While one of these holds, what the agreement governs waits for it."""
AGREED_BY = {
    "cps": "Crown Prosecution Service (CPS)",
    "sio": "Senior investigating officer (SIO)",
    "both": "The CPS and the SIO",
}
PERMITS = {
    "interviews": "Interviews with people who may be witnesses",
    "circulation": "Circulation to anybody who takes no part in the review",
    "publication": "Publication",
}
"""What waits for an agreement until the investigation is concluded."""


def _standing(name: str, *columns: str, while_: str) -> sa.Index:
    """Of one kind only one row stands at a time."""
    where = sa.text(while_)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Investigation(Guarded, Base):
    """How the criminal investigation stood from a day on. A later row takes its place; it stays."""

    __tablename__ = "investigation"
    shape: ClassVar[Shape] = {"case": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    state: Mapped[Word]
    since: Mapped[date] = mapped_column(sa.Date)
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("state", INVESTIGATION),
        _standing("uq_investigation_standing", "review_id", while_="replaced_at is null"),
        sa.Index("ix_investigation_review_id", "review_id"),
    )


class CpsAgreement(SealedRow, Base):
    """What the CPS or the SIO agreed to, and under which conditions. All who take part read it.

    A newer one takes its place, also one that permits less; nothing erases it.
    """

    __tablename__ = "cps_agreement"
    shape: ClassVar[Shape] = {
        "review": lambda _: "",
        "case": lambda _: "",
        "owner": lambda row: row.owner_id,
    }
    agreed_by: Mapped[Word]
    agreed_on: Mapped[date] = mapped_column(sa.Date)
    name: Mapped[Sealed] = sealed()
    """Who agreed, by name and office."""
    conditions: Mapped[Sealed | None] = sealed(null=True)
    interviews: Mapped[bool]
    circulation: Mapped[bool]
    publication: Mapped[bool]
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced: Mapped[bool] = mapped_column(default=False)
    """Whether it ended because a newer one was recorded."""
    __table_args__ = (
        header("name"),
        header("conditions"),
        one_of("agreed_by", AGREED_BY),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        _standing("uq_cps_agreement_standing", "review_id", while_="ended_at is null"),
        sa.Index("ix_cps_agreement_review_id", "review_id"),
    )


def permitted(agreement: Any) -> list[str]:
    """Which of PERMITS an agreement permits, in their order."""
    return [what for what in PERMITS if getattr(agreement, what)]


# The register of what runs beside the review

KINDS = {
    "criminal": "Criminal case",
    "cps": "Decision of the Crown Prosecution Service (CPS)",
    "iopc": "Investigation by the Independent Office for Police Conduct (IOPC)",
    "standards": "Investigation by professional standards",
    "inquest": "Coroner's inquest",
    "inspection": "Inspection",
    "audit": "Audit",
    "ombudsman": "Investigation by the Prisons and Probation Ombudsman (PPO)",
    "review": "Another review",
    "civil": "Civil case",
    "other": "Other proceedings",
}
BODIES = {
    "police": "Police",
    "cps": "Crown Prosecution Service (CPS)",
    "court": "Court",
    "coroner": "Coroner",
    "iopc": "Independent Office for Police Conduct (IOPC)",
    "standards": "A force's professional standards department",
    "opcc": "Office of the Police and Crime Commissioner (OPCC)",
    "hmicfrs": "HM Inspectorate of Constabulary and Fire & Rescue Services (HMICFRS)",
    "hmip": "HM Inspectorate of Probation",
    "prisons": "HM Inspectorate of Prisons",
    "ofsted": "Ofsted",
    "cqc": "Care Quality Commission (CQC)",
    "hmpps": "HM Prison and Probation Service (HMPPS)",
    "ppo": "Prisons and Probation Ombudsman (PPO)",
    "nhs": "NHS England",
    "partnership": "Another board or partnership",
    "inquiry": "A public inquiry",
    "other": "Another body",
}
DATES = {
    "hearing": "Hearing",
    "meeting": "Meeting",
    "decision": "Decision expected",
    "report_due": "Report due",
    "other": "Other date",
}
ASKED = {
    "information": "Information",
    "document": "A document",
    "attendance": "That somebody attends",
    "prevent": "A report to prevent future deaths, which must be answered",
    "other": "Something else",
}
OUTCOMES = {
    "result": "Result",
    "conduct": "Conduct outcome",
    "finding": "Finding",
}
LINES = {kind: OUTCOMES[kind] for kind in ("result", "conduct")}
"""What is entered as one line. Findings are entered as several, and corrected."""
SOURCES = {
    "narrative": "Narrative conclusion of an inquest",
    "prevent": "Report to prevent future deaths",
    "investigation": "Report of an investigation",
    "inspection": "Report of an inspection or audit",
    "judgment": "Judgment or sentencing remarks",
    "other": "Another paper",
}
"""In what a finding was given."""
OF_THE_CASE: Shape = {"case": lambda _: "", "owner": lambda row: row.owner_id}


class Proceeding(SealedRow, Base):
    """One process beside the review: whose, which, since when. Its words are for those who answer
    for the review and for the agencies, not for everybody.
    """

    __tablename__ = "proceeding"
    shape: ClassVar[Shape] = OF_THE_CASE
    kind: Mapped[Word]
    body: Mapped[Word]
    opened_on: Mapped[date] = mapped_column(sa.Date)
    reference: Mapped[Sealed | None] = sealed(null=True)
    scope: Mapped[Sealed | None] = sealed(null=True)
    """What it looks at."""
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    closed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("reference"),
        header("scope"),
        one_of("kind", KINDS),
        one_of("body", BODIES),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed_by_somebody"),
        sa.CheckConstraint("closed_on is null or opened_on <= closed_on", name="closed_after"),
        sa.Index("ix_proceeding_review_id", "review_id"),
    )


class ProceedingDate(Guarded, Base):
    """A day to come in one of them. Everybody in the review sees it; a dropped one stays."""

    __tablename__ = "proceeding_date"
    shape: ClassVar[Shape] = {"case": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    proceeding_id: Mapped[Id] = refer("proceeding.id")
    what: Mapped[Word]
    falls_on: Mapped[date] = mapped_column(sa.Date)
    set_by: Mapped[Id] = refer("membership.id")
    set_at: Mapped[Moment]
    dropped_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("what", DATES),
        sa.CheckConstraint(
            "(dropped_at is null) = (dropped_by is null)", name="dropped_by_somebody"
        ),
        sa.Index("ix_proceeding_date_review_id", "review_id"),
    )


class OutsideRequest(SealedRow, Base):
    """What those who run one of them ask of the review, by when, and how it was answered."""

    __tablename__ = "outside_request"
    shape: ClassVar[Shape] = OF_THE_CASE
    proceeding_id: Mapped[Id] = refer("proceeding.id")
    kind: Mapped[Word]
    received_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    words: Mapped[Sealed] = sealed()
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    answer: Mapped[Sealed | None] = sealed(null=True)
    answered_on: Mapped[date | None] = mapped_column(sa.Date)
    answered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("words"),
        header("answer"),
        one_of("kind", ASKED),
        sa.CheckConstraint(
            "(answered_on is null) = (answered_by is null)", name="answered_by_somebody"
        ),
        sa.Index("ix_outside_request_review_id", "review_id"),
    )


class Outcome(SealedRow, Base):
    """One line of what came of it: its result, a conduct outcome, or one finding of many. A line
    that is shared is read by everybody in the review, without the report that it is from.

    A finding keeps its number when a correction takes its place: of one number one row stands, and
    none where it was taken out.
    """

    __tablename__ = "proceeding_outcome"
    shape: ClassVar[Shape] = {
        "case": lambda _: "",
        "review": lambda row: "" if row.shared else None,
        "owner": lambda row: row.owner_id,
    }
    proceeding_id: Mapped[Id] = refer("proceeding.id")
    kind: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    paragraph: Mapped[str] = mapped_column(sa.String(60), server_default=sa.text("''"))
    """The number of the paragraph of the terms of reference on which it bears, if it is said."""
    shared: Mapped[bool]
    entered_by: Mapped[Id] = refer("membership.id")
    entered_at: Mapped[Moment]
    number: Mapped[int] = mapped_column(server_default=sa.text("0"))
    """A finding's place among those of its proceedings, from 1 on; 0 for anything else."""
    source: Mapped[str] = mapped_column(sa.String(60), server_default=sa.text("''"))
    """A code of SOURCES, or nothing where nobody has said it."""
    given_on: Mapped[date | None] = mapped_column(sa.Date)
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced_by: Mapped[Id | None]
    """The membership that corrected it or took it out."""
    __table_args__ = (
        header("words"),
        one_of("kind", OUTCOMES),
        one_of("source", ("", *SOURCES)),
        sa.CheckConstraint(
            "(replaced_at is null) = (replaced_by is null)", name="replaced_by_somebody"
        ),
        _standing(
            "uq_proceeding_outcome_standing",
            "proceeding_id",
            "number",
            while_="replaced_at is null and number > 0",
        ),
        sa.Index("ix_proceeding_outcome_review_id", "review_id"),
    )


# What may be disclosed later, and what may not be published yet

DISCLOSURE = {
    "criminal": "Criminal proceedings",
    "appeal": "An appeal",
    "disciplinary": "Disciplinary proceedings",
    "civil": "Civil proceedings",
}
HOLDS = {
    "proceedings": "Criminal proceedings",
    "inquest": "A coroner's inquest or another inquiry",
    "civil": "Civil proceedings",
    "conduct": "Conduct or disciplinary proceedings",
    "family": "Wish of the family",
    "other": "Another reason",
}


class DisclosureStatus(Guarded, Base):
    """That the review's words may have to be disclosed in proceedings of a kind, since a day."""

    __tablename__ = "disclosure_status"
    shape: ClassVar[Shape] = {"case": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    kind: Mapped[Word]
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("kind", DISCLOSURE),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        _standing("uq_disclosure_status_standing", "review_id", "kind", while_="ended_at is null"),
    )


class Relevance(SealedRow, Base):
    """Whether a document's owner takes it to be relevant to a criminal case (CPIA 1996), and why.
    The newest holds; the others stay.
    """

    __tablename__ = "relevance"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
    document_id: Mapped[Id] = refer("document.id")
    relevant: Mapped[bool]
    note: Mapped[Sealed | None] = sealed(null=True)
    marked_by: Mapped[Id] = refer("membership.id")
    marked_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("note"),
        _standing("uq_relevance_standing", "document_id", while_="replaced_at is null"),
    )


WHAT_IS_SENT = {"report": "The report", "published": "The published report"}


class ReportSent(Guarded, Base):
    """That the report, or what was published of it, was sent to somebody outside on a day. A
    correction is a new row; the old one stays.
    """

    __tablename__ = "report_sent"
    shape: ClassVar[Shape] = {"case": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    recipient: Mapped[Word]
    """A code of policies/recipients.csv."""
    what: Mapped[Word]
    sent_on: Mapped[date] = mapped_column(sa.Date)
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("what", WHAT_IS_SENT),
        _standing(
            "uq_report_sent_standing", "review_id", "recipient", while_="replaced_at is null"
        ),
        sa.Index("ix_report_sent_review_id", "review_id"),
    )


class PublicationHold(SealedRow, Base):
    """That nothing is published until somebody has looked again, by a day, and why."""

    __tablename__ = "publication_hold"
    shape: ClassVar[Shape] = OF_THE_CASE
    ground: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    review_on: Mapped[date] = mapped_column(sa.Date)
    placed_by: Mapped[Id] = refer("membership.id")
    placed_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    why_ended: Mapped[Sealed | None] = sealed(null=True)
    """Why it was lifted; empty where a newer day took its place."""
    __table_args__ = (
        header("words"),
        header("why_ended"),
        one_of("ground", HOLDS),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        _standing("uq_publication_hold_standing", "review_id", while_="ended_at is null"),
    )
