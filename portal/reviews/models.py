"""A review, the memberships through which people take part, and the people in the case."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import REVIEW_ROLES
from portal.gate.sealed import Sealed, header, sealed
from portal.people.models import STANDINGS

REVIEW_KINDS = (
    "mappa_scr", "pimr", "sfo", "dhr", "dardr", "cspr", "sar", "mhhr", "susr", "owhr", "other",
)  # fmt: skip
"""What policies/kinds.csv describes; the database knows no other."""
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
"""At least OFFICIAL; what is SECRET is not held here."""
AS_AGREED = "as_agreed"
HANDLINGS = {
    AS_AGREED: "Handle as the review agreement says",
    "part_takers": "For those who take part in this review: do not copy or pass on",
    "portal_only": "Read in the portal only: no copies on paper or elsewhere",
}
"""The handling instruction that stands with the marking."""
SUBJECT_ROLES = {
    "perpetrator": "Person who caused the harm",
    "victim": "Victim",
    "child": "Child in the family",
    "family": "Family member",
    "other": "Other person",
}


class Review(Base):
    __tablename__ = "review"
    id: Mapped[Id] = key()
    code_name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    """Plain and random, so that a home page opens nothing and tells nothing."""
    kind: Mapped[Word]
    marking: Mapped[Word]
    handling: Mapped[str | None] = mapped_column(sa.String(60))
    """One of HANDLINGS; None where the review agreement alone says it."""
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    board_id: Mapped[Id] = mapped_column(server_default=sa.text("''"), index=True)
    """The board that commissions it; empty where that is not in the directory."""
    incident_id: Mapped[Id] = mapped_column(server_default=sa.text("''"), index=True)
    """The same for all reviews of one incident; of a lone review its own id."""
    __table_args__ = (
        one_of("kind", REVIEW_KINDS),
        one_of("marking", MARKINGS),
        one_of("handling", HANDLINGS),
    )


class Membership(Guarded, Base):
    """One person's part in a review, on behalf of one body, for a time (release rule 1)."""

    __tablename__ = "membership"
    shape: ClassVar[Shape] = {"owner": lambda row: row.body, "review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    person_id: Mapped[Id] = refer("person.id", index=True)
    body: Mapped[Id]
    """An agency's id, or "board"."""
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    desk_id: Mapped[Id | None] = mapped_column(index=True)
    """The desk that gave this part, and with which it ends; None where an office confirmed it."""
    __table_args__ = (sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),)


class MembershipRole(Base):
    """Several roles within one membership add up."""

    __tablename__ = "membership_role"
    membership_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("membership.id", ondelete="RESTRICT"), primary_key=True
    )
    role: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    __table_args__ = (one_of("role", REVIEW_ROLES),)


class Office(Base):
    """How a membership that holds an office comes to hold it."""

    __tablename__ = "office"
    membership_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("membership.id", ondelete="RESTRICT"), primary_key=True
    )
    standing: Mapped[Word]
    __table_args__ = (one_of("standing", STANDINGS),)


class Parting(Base):
    """That a membership was ended before its time; its own `ends_at` says when it ends."""

    __tablename__ = "parting"
    membership_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("membership.id", ondelete="RESTRICT"), primary_key=True
    )
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    reason: Mapped[Id] = refer("reason.id")


class Asked(StrEnum):
    """How far a part that somebody is asked to take has come."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


ASKED_MOVES = {
    Asked.WAITING: {Asked.CONFIRMED, Asked.REFUSED, Asked.TAKEN_BACK},
    Asked.CONFIRMED: set(),
    Asked.REFUSED: set(),
    Asked.TAKEN_BACK: set(),
}


class Joining(Guarded, Base):
    """A part that an administrator proposes. It gives nothing until an office confirms it; then
    there is a membership of the same id.
    """

    __tablename__ = "joining"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    """The body whose office answers: its own, or the board where none of its own stands."""
    person_id: Mapped[Id] = refer("person.id", index=True)
    body: Mapped[Id]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    standing: Mapped[str | None] = mapped_column(sa.String(60))
    stage: Mapped[Word] = mapped_column(default=Asked.WAITING)
    asked_by: Mapped[Id]
    """The administrator's id, or "console"."""
    asked_at: Mapped[Moment]
    answered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    """Why it was refused."""
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        one_of("standing", STANDINGS),
        one_of("stage", Asked),
    )


class JoiningRole(Base):
    __tablename__ = "joining_role"
    joining_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("joining.id", ondelete="RESTRICT"), primary_key=True
    )
    role: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    __table_args__ = (one_of("role", REVIEW_ROLES),)


class Meeting(Guarded, Base):
    """A day on which the panel meets. Past and cancelled ones are kept."""

    __tablename__ = "meeting"
    shape: ClassVar[Shape] = {"review": lambda _: ""}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    meets_on: Mapped[date] = mapped_column(sa.Date)
    set_by: Mapped[Id] = refer("membership.id")
    set_at: Mapped[Moment]
    cancelled_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.CheckConstraint(
            "(cancelled_at is null) = (cancelled_by is null)", name="cancelled_by_somebody"
        ),
        sa.Index(
            "uq_meeting_standing",
            "review_id",
            "meets_on",
            unique=True,
            sqlite_where=sa.text("cancelled_at is null"),
            postgresql_where=sa.text("cancelled_at is null"),
        ),
    )


SCOPES = ("review", "owner", "section")


class StandDown(Guarded, Base):
    """Somebody kept from a review, from one owner's material or from one section, because of a
    conflict (release rule 2). Whose office stood her down lets her in again.
    """

    __tablename__ = "stand_down"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    """The body whose office decided it."""
    person_id: Mapped[Id] = refer("person.id")
    scope: Mapped[Word]
    what: Mapped[Id] = mapped_column(default="")
    """An owner's or a section's id; empty for the whole review."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    reason: Mapped[Id] = refer("reason.id")
    lifted_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    lifted_at: Mapped[datetime | None] = mapped_column(Utc)
    lift_reason: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        one_of("scope", SCOPES),
        sa.Index("ix_stand_down_person_id", "person_id"),
        sa.CheckConstraint("(scope = 'review') = (what = '')", name="what_is_named"),
        sa.CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted_by_somebody"),
        sa.Index(
            "uq_stand_down_standing",
            "review_id",
            "owner_id",
            "person_id",
            "scope",
            "what",
            unique=True,
            sqlite_where=sa.text("lifted_at is null"),
            postgresql_where=sa.text("lifted_at is null"),
        ),
    )


class Subject(SealedRow, Base):
    """Somebody in the case: the person who harmed, a victim, a child. All of it is sealed."""

    __tablename__ = "subject"
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "case": lambda _: "",
        "all": lambda _: "",
    }
    position: Mapped[int]
    part: Mapped[Word]
    last_name: Mapped[Sealed] = sealed()
    first_name: Mapped[Sealed] = sealed()
    date_of_birth: Mapped[Sealed | None] = sealed(null=True)
    reference: Mapped[Sealed | None] = sealed(null=True)
    """A ViSOR or MAPPS reference."""
    last_name_index: Mapped[Id | None]
    date_of_birth_index: Mapped[Id | None]
    reference_index: Mapped[Id | None]
    __table_args__ = (
        header("last_name"),
        header("first_name"),
        header("date_of_birth"),
        header("reference"),
        one_of("part", SUBJECT_ROLES),
        sa.UniqueConstraint("review_id", "position"),
        sa.Index("ix_subject_last_name", "review_id", "last_name_index"),
        sa.Index("ix_subject_date_of_birth", "review_id", "date_of_birth_index"),
        sa.Index("ix_subject_reference", "review_id", "reference_index"),
    )
