"""A request to one authority, every step of it, what it touches, and what finding it would cost."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

CAME = {
    "email": "By email",
    "post": "By post",
    "form": "By the authority's own form",
    "site": "Through a website that makes requests",
    "media": "Through social media",
    "transfer": "Sent on by another authority",
}
HELD = {
    "own": "For the authority's own purposes",
    "behalf": "On behalf of another, so that it is not held for the Act",
}


class Stage(StrEnum):
    OPEN = "open"
    CLARIFYING = "clarifying"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


MOVES = {
    Stage.OPEN: {Stage.CLARIFYING, Stage.TRANSFERRED, Stage.WITHDRAWN, Stage.ANSWERED},
    Stage.CLARIFYING: {Stage.OPEN, Stage.TRANSFERRED, Stage.WITHDRAWN},
    Stage.TRANSFERRED: set(),
    Stage.WITHDRAWN: set(),
    Stage.ANSWERED: set(),
}
STAGES = {
    Stage.OPEN: "Being worked on",
    Stage.CLARIFYING: "Waiting for the applicant to clarify it",
    Stage.TRANSFERRED: "Sent on to another authority",
    Stage.WITHDRAWN: "Withdrawn by the applicant",
    Stage.ANSWERED: "Answered",
}
STEPS = {
    "registered": "Registered",
    "holding": "Holding letter sent",
    "clarification": "Clarification asked for",
    "clarified": "Clarified: the time begins afresh",
    "extended": "More time to weigh the public interest",
    "offered": "Told who holds it, and offered to send the request on",
    "transferred": "Sent on to another authority",
    "kept": "The applicant does not want it sent on",
    "neither": "Decided: neither confirm nor deny",
    "vexatious": "Decided: vexatious",
    "repeated": "Decided: repeated",
    "costly": "Decided: over the cost limit",
    "set_aside": "A decision set aside",
    "related": "Found to be related to another request",
    "withdrawn": "Withdrawn by the applicant",
    "answered": "Answered",
}
"""What can happen to a request. Every step is kept: a later one takes its place, not its row."""
AS_A_WHOLE = {"costly": "s.12(1)", "vexatious": "s.14(1)", "repeated": "s.14(2)"}
"""The code (policies/exemptions.csv) by which a request is refused as a whole."""
DECISIONS = ("neither", *AS_A_WHOLE)
_OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}


class InformationRequest(SealedRow, Base):
    """What somebody asked of one authority, which owns the row."""

    __tablename__ = "information_request"
    shape: ClassVar[Shape] = _OWNED
    reference: Mapped[Word]
    """Random, so that it tells nothing to whom it is shown."""
    received_on: Mapped[date] = mapped_column(sa.Date)
    came: Mapped[Word]
    stage: Mapped[Word] = mapped_column(default=Stage.OPEN)
    applicant: Mapped[Sealed] = sealed()
    address: Mapped[Sealed] = sealed()
    """Where the answer goes, as it was given."""
    words: Mapped[Sealed] = sealed()
    from_id: Mapped[Id | None] = refer("information_request.id", nullable=True)
    """The other authority's request of which this is what was sent on."""
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    __table_args__ = (
        header("applicant"),
        header("address"),
        header("words"),
        one_of("came", CAME),
        one_of("stage", Stage),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("from_id"),
        sa.Index("ix_information_request_review_id", "review_id", "owner_id"),
    )


class RequestMove(SealedRow, Base):
    """One step of a request: never changed, and the newest of its kind counts."""

    __tablename__ = "request_move"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id", index=True)
    position: Mapped[int]
    what: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    """The new last day, of an extension."""
    section: Mapped[str | None] = mapped_column(sa.String(60))
    """The exemption that it names."""
    agency_id: Mapped[Id | None] = refer("agency.id", nullable=True)
    other_id: Mapped[Id | None] = refer("information_request.id", nullable=True)
    words: Mapped[Sealed | None] = sealed(null=True)
    """Why, or the letter as it was sent."""
    taken_by: Mapped[Id] = refer("membership.id")
    taken_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("what", STEPS),
        sa.UniqueConstraint("request_id", "position"),
        sa.CheckConstraint("(due_on is null) = (what <> 'extended')", name="extended_to_a_day"),
    )


class RequestCost(SealedRow, Base):
    """An estimate under section 12: minutes of each activity that the regulations let count."""

    __tablename__ = "request_cost"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id")
    position: Mapped[int]
    determining: Mapped[int]
    locating: Mapped[int]
    retrieving: Mapped[int]
    extracting: Mapped[int]
    words: Mapped[Sealed] = sealed()
    """How it was reckoned, such as from a sample."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        sa.UniqueConstraint("request_id", "position"),
        sa.CheckConstraint(
            "determining >= 0 and locating >= 0 and retrieving >= 0 and extracting >= 0",
            name="none_below_zero",
        ),
    )


class RequestMaterial(SealedRow, Base):
    """What a request touches: a document here or one section of it, or papers kept elsewhere."""

    __tablename__ = "request_material"
    shape: ClassVar[Shape] = {**_OWNED, "sec": lambda row: row.section_id}
    request_id: Mapped[Id] = refer("information_request.id", index=True)
    document_id: Mapped[Id | None] = refer("document.id", nullable=True)
    section_id: Mapped[Id | None] = refer("section.id", nullable=True)
    held: Mapped[Word]
    agency_id: Mapped[Id | None] = refer("agency.id", nullable=True)
    """On whose behalf it is held, or whose force's review it is."""
    police: Mapped[bool]
    """Whether somebody said that it is police review material; what the portal itself can tell is
    reckoned anew each time (material.py).
    """
    note: Mapped[Sealed | None] = sealed(null=True)
    added_by: Mapped[Id] = refer("membership.id")
    added_at: Mapped[Moment]
    taken_off_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    taken_off_at: Mapped[datetime | None] = mapped_column(Utc)
    why_off: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (
        header("note"),
        header("why_off"),
        one_of("held", HELD),
        sa.CheckConstraint("section_id is null or document_id is not null", name="section_of_one"),
        sa.CheckConstraint("document_id is not null or note is not null", name="says_what_it_is"),
        sa.CheckConstraint("held <> 'behalf' or agency_id is not null", name="behalf_of_one"),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_by is null)", name="taken_off_by_somebody"
        ),
        sa.CheckConstraint("(taken_off_at is null) = (why_off is null)", name="taken_off_why"),
    )
