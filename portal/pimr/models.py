"""The form of one review, every version of its answers, its steps and its national dispatches."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

OWN: Shape = {"owner": lambda row: row.owner_id, "review": lambda _: "", "all": lambda _: ""}
"""The form is its force's own record; the review's name is for whoever commissioned it."""


class State(StrEnum):
    """Who has the form in hand; the first four are the desks of policies/pimr_stages.csv."""

    SUPERVISING = "supervising"
    INSPECTING = "inspecting"
    DECIDING = "deciding"
    ACKNOWLEDGING = "acknowledging"
    RETURNED = "returned"
    CLOSED = "closed"


PIMR_MOVES = {
    State.SUPERVISING: {State.INSPECTING},
    State.INSPECTING: {State.DECIDING, State.SUPERVISING},
    State.DECIDING: {State.ACKNOWLEDGING, State.RETURNED, State.INSPECTING},
    State.ACKNOWLEDGING: {State.RETURNED},
    State.RETURNED: {State.CLOSED},
    State.CLOSED: set(),
}
"""The form goes forward desk by desk; the inspector and the lead can send it back one desk."""


class Form(Guarded, Base):
    """The reoffending review form of a review: one, of one force."""

    __tablename__ = "pimr_form"
    shape: ClassVar[Shape] = OWN
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", unique=True)
    owner_id: Mapped[Id] = refer("agency.id")
    """The force."""
    state: Mapped[Word] = mapped_column(default=State.SUPERVISING)
    moved_at: Mapped[Moment]
    received_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the desk that has it now said that it had come; the first desk is told so at once."""
    opened_on: Mapped[date] = mapped_column(sa.Date)
    """Which rows of the dated tables hold for it."""
    rank: Mapped[Id] = refer("rank_held.id")
    """On which the commissioning of it rests."""
    decision: Mapped[Word] = mapped_column(default="")
    """What the lead decided, for registers and clocks: "full", "none", or nothing yet."""
    learning: Mapped[bool | None]
    form_n: Mapped[Id | None] = refer("attachment.id", nullable=True)
    papers: Mapped[Id | None] = refer("document.id", nullable=True)
    """Beside which its files are kept."""
    commissioned_by: Mapped[Id] = refer("membership.id")
    __table_args__ = (
        one_of("state", State),
        one_of("decision", ("", "full", "none")),
        sa.CheckConstraint("(decision = '') = (learning is null)", name="decided_whole"),
    )


class Filled(SealedRow, Base):
    """One version of what a sheet of the form says; the newest counts, the others stay."""

    __tablename__ = "pimr_filled"
    shape: ClassVar[Shape] = OWN
    sheet: Mapped[Word]
    item: Mapped[Id]
    """The same for all versions of one thing; of a stage the form's own id."""
    number: Mapped[int]
    words: Mapped[Sealed] = sealed()
    """A JSON object (filling.py)."""
    written_by: Mapped[Id] = refer("membership.id")
    written_at: Mapped[Moment]
    __table_args__ = (header("words"), sa.UniqueConstraint("review_id", "item", "sheet", "number"))


STEPS = ("commissioned", "received", "handed_on", "sent_back", "returned", "updated")


class Step(SealedRow, Base):
    """A move of the form: who made it, when, on which day as they say, and why."""

    __tablename__ = "pimr_step"
    shape: ClassVar[Shape] = OWN
    what: Mapped[Word]
    desk: Mapped[Word]
    """Whose desk the form was on."""
    taken_by: Mapped[Id] = refer("membership.id")
    taken_at: Mapped[Moment]
    given_on: Mapped[date | None] = mapped_column(sa.Date)
    rank: Mapped[Id | None] = refer("rank_held.id", nullable=True)
    """On which it rests, where it asks for one."""
    words: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (
        header("words"),
        one_of("what", STEPS),
        sa.Index("ix_pimr_step_review_id", "review_id"),
    )


OFFICES = {
    "npl": "Staff officer of the national policing lead (NPL) for the management of sexual and "
    "violent offenders",
    "ppu": "HM Prison and Probation Service Public Protection Unit (HMPPS-PPU)",
    "force": "In the force",
}
CHANNELS = {"email": "Secure email", "post": "Post", "hand": "By hand"}
MATTERS = {"form": "The reoffending review form", "report": "The full PIMR report"}


class Dispatch(SealedRow, Base):
    """That the form or the report goes to an office: due, then sent, then acknowledged."""

    __tablename__ = "pimr_dispatch"
    shape: ClassVar[Shape] = OWN
    matter: Mapped[Word]
    office: Mapped[Word]
    due_since: Mapped[Moment]
    sent_on: Mapped[date | None] = mapped_column(sa.Date)
    channel: Mapped[str | None] = mapped_column(sa.String(60))
    sent_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    acknowledged_on: Mapped[date | None] = mapped_column(sa.Date)
    acknowledged_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    chased_at: Mapped[datetime | None] = mapped_column(Utc)
    words: Mapped[Sealed | None] = sealed(null=True)
    """To whom it went, and why where that is a choice."""
    __table_args__ = (
        header("words"),
        one_of("matter", MATTERS),
        one_of("office", OFFICES),
        one_of("channel", CHANNELS),
        sa.CheckConstraint(
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null)",
            name="sent_by_somebody",
        ),
        sa.CheckConstraint("acknowledged_on is null or sent_on is not null", name="sent_first"),
        sa.UniqueConstraint("review_id", "matter", "office"),
    )
