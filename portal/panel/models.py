"""Who sits on a panel and how they came to it: ranks, appointments, interests, and who met."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import Role
from portal.gate.sealed import Sealed, header, sealed

HELD = {"substantive": "Substantive", "acting": "Acting", "temporary": "Temporary"}
"""How a rank is held. Acting and temporary ranks have a last day, and count until it is over."""
UNITS = {
    "none": "No particular unit",
    "mosovo": "The unit that manages sexual and violent offenders (MOSOVO)",
    "review_team": "The force's review team",
}


class Rank(Guarded, Base):
    """A rank or grade that somebody holds for some days. What was wrong is ended, not changed."""

    __tablename__ = "rank_held"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    """The body for which the officer takes part."""
    membership_id: Mapped[Id] = refer("membership.id")
    code: Mapped[Word]
    """Of policies/ranks.csv."""
    held: Mapped[Word]
    unit: Mapped[Word]
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date | None] = mapped_column(sa.Date)
    """The last day on which it counts; empty for one that goes on."""
    stated_by: Mapped[Id] = refer("membership.id")
    stated_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("held", HELD),
        one_of("unit", UNITS),
        sa.CheckConstraint("ends_on is null or starts_on <= ends_on", name="ends_after_it_starts"),
        sa.CheckConstraint("held = 'substantive' or ends_on is not null", name="acting_has_an_end"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index(
            "uq_rank_held_standing",
            "membership_id",
            "held",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


class Delegation(SealedRow, Base):
    """That a named officer lets another do what asks for the officer's own rank, and why."""

    __tablename__ = "delegation"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    floor: Mapped[Word]
    """Of policies/rank_floors.csv."""
    given_to: Mapped[Id] = refer("membership.id")
    given_by: Mapped[Id] = refer("membership.id")
    given_at: Mapped[Moment]
    ends_on: Mapped[date] = mapped_column(sa.Date)
    words: Mapped[Sealed] = sealed()
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        sa.CheckConstraint("given_to <> given_by", name="to_somebody_else"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index("ix_delegation_review_id", "review_id"),
        sa.Index(
            "uq_delegation_standing",
            "given_to",
            "given_by",
            "floor",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


CAPACITIES: dict[str, tuple[str, frozenset[Role]]] = {
    "chair": ("Chair", frozenset({Role.CHAIR})),
    "lead": ("Lead of the review", frozenset({Role.CHAIR})),
    "author": ("Author", frozenset({Role.AUTHOR})),
    "lay_adviser": ("Lay adviser", frozenset({Role.LAY_ADVISER})),
    "member": ("Member of the panel", frozenset({Role.PANEL_MEMBER})),
    "observer": ("Observer", frozenset()),
    "substitute": ("Substitute", frozenset()),
}
"""As what somebody is appointed, with the roles one of which the membership must have."""
APPOINTERS = ("board", "minister", "agency")
"""Who appointed: the board's office; the Minister, and the board assigns; an agency its own."""
PARTED = {
    "resigned": "They resigned",
    "replaced": "Somebody else takes their place",
    "merged": "Their agency became part of another",
    "conflict": "A conflict of interest",
    "other": "Another reason",
}
GROUNDS = {
    "managed": "They managed the person whose case it is, or made decisions about that person",
    "line": "They are, or were then, in the line management of the case",
    "agency": "They work for an agency whose part is reviewed, where independence is asked for",
    "other": "Another interest in the case or in somebody in it",
}
NONE = "none"
OUTCOMES = {
    "accepted": "They stay",
    "stood_down": "They are stood down from the review",
    "refused": "This part of theirs in the review ends",
    "mistaken": "It was said or recorded by mistake",
}
SAID = {"challenge": "Challenge", "view": "Own view"}


def _once(name: str, *columns: str) -> sa.Index:
    """Only one of these stands at a time."""
    standing = sa.text("ended_at is null")
    return sa.Index(name, *columns, unique=True, sqlite_where=standing, postgresql_where=standing)


class Appointment(SealedRow, Base):
    """As what somebody was appointed to the panel, by whom, and from when until when."""

    __tablename__ = "appointment"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    membership_id: Mapped[Id] = refer("membership.id")
    capacity: Mapped[Word]
    appointed_by: Mapped[Word]
    instead_of: Mapped[Id] = mapped_column(default="")
    """Whose substitute it is: a membership's id, or empty."""
    outside: Mapped[bool] = mapped_column(sa.Boolean)
    """An author from outside the body whose contribution it is; then the words say why."""
    words: Mapped[Sealed | None] = sealed(null=True)
    letter_on: Mapped[date] = mapped_column(sa.Date)
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date] = mapped_column(sa.Date)
    """The last day; one that was ended early has its last day in `ended_at`."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    ground: Mapped[str | None] = mapped_column(sa.String(60))
    reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        header("words"),
        one_of("capacity", CAPACITIES),
        one_of("appointed_by", APPOINTERS),
        one_of("ground", PARTED),
        sa.CheckConstraint("starts_on <= ends_on", name="ends_after_it_starts"),
        sa.CheckConstraint("(capacity = 'substitute') = (instead_of <> '')", name="for_somebody"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.Index("ix_appointment_review_id", "review_id"),
        _once("uq_appointment_standing", "membership_id", "capacity", "instead_of"),
    )


class Declaration(SealedRow, Base):
    """An interest in the case, or that there is none: declared by oneself or recorded by an office.

    The board's office decides on each interest; it never goes away by another declaration.
    """

    __tablename__ = "declaration"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    membership_id: Mapped[Id] = refer("membership.id")
    ground: Mapped[Word]
    words: Mapped[Sealed | None] = sealed(null=True)
    said_by: Mapped[Id] = refer("membership.id")
    said_at: Mapped[Moment]
    outcome: Mapped[str | None] = mapped_column(sa.String(60))
    why: Mapped[Sealed | None] = sealed(null=True)
    decided_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    """When an interest took the place of "none", or was found to be a mistake."""
    __table_args__ = (
        header("words"),
        header("why"),
        one_of("ground", [*GROUNDS, NONE]),
        one_of("outcome", OUTCOMES),
        sa.CheckConstraint("(ground = 'none') = (words is null)", name="words_of_an_interest"),
        sa.CheckConstraint("(decided_at is null) = (decided_by is null)", name="decided_by_whom"),
        sa.CheckConstraint("(decided_at is null) = (outcome is null)", name="decided_somehow"),
        sa.Index("ix_declaration_review_id", "review_id"),
        _once("uq_declaration_standing", "membership_id", "ground"),
    )


class Attendance(Guarded, Base):
    """That somebody was at a meeting of the panel, and in whose place. Corrections are kept."""

    __tablename__ = "attendance"
    shape: ClassVar[Shape] = {"review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    meeting_id: Mapped[Id] = refer("meeting.id")
    membership_id: Mapped[Id] = refer("membership.id")
    instead_of: Mapped[Id] = mapped_column(default="")
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (_once("uq_attendance_standing", "meeting_id", "membership_id"),)


class Challenge(SealedRow, Base):
    """What a lay adviser put to a meeting: a challenge that is answered, or a view of her own."""

    __tablename__ = "challenge"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "review": lambda _: ""}
    meeting_id: Mapped[Id] = refer("meeting.id")
    said: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    said_by: Mapped[Id] = refer("membership.id")
    said_at: Mapped[Moment]
    answer: Mapped[Sealed | None] = sealed(null=True)
    answered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        header("answer"),
        one_of("said", SAID),
        sa.CheckConstraint("(answered_at is null) = (answer is null)", name="answered_in_words"),
        sa.Index("ix_challenge_review_id", "review_id"),
    )
