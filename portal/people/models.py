"""Agencies, accounts and what slows a guesser down."""

import unicodedata
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.policy import DESK_ROLES
from portal.gate.sealed import Sealed, header, sealed

AGENCY_KINDS = (
    "police",
    "probation",
    "prison",
    "children",
    "health",
    "council",
    "safeguarding",
    "voluntary",
    "other",
)


def findable(email: str) -> str:
    """One spelling for all the ways to write an e-mail address; only its keyed digest is kept."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    return unicodedata.normalize("NFKC", folded)


class Agency(Base):
    __tablename__ = "agency"
    id: Mapped[Id] = key()
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """The public body's own name; no person's."""
    kind: Mapped[Word]
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    successor_id: Mapped[Id | None] = mapped_column(index=True)
    """Into which it was merged: who answers for its papers since then."""
    __table_args__ = (
        one_of("kind", AGENCY_KINDS),
        sa.CheckConstraint("(closed_at is null) = (successor_id is null)", name="has_a_successor"),
        sa.CheckConstraint("successor_id <> id", name="succeeds_itself_never"),
    )


BOARD_KINDS = ("smb", "csp", "partners", "sab", "regional", "nhs", "probation", "force", "other")
STANDINGS = {
    "holder": "Holder of the office",
    "deputy": "Deputy",
    "on_call": "On-call officer",
}
"""How somebody comes to sign for an office: all three are equal (release rule 3)."""


class Board(Base):
    """A body that commissions reviews. It is closed, never removed: its papers outlive it."""

    __tablename__ = "board"
    id: Mapped[Id] = key()
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """The public body's own name; no person's."""
    kind: Mapped[Word]
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    successor_id: Mapped[Id | None] = refer("board.id", nullable=True, index=True)
    """Who answers for its papers since then."""
    __table_args__ = (
        one_of("kind", BOARD_KINDS),
        sa.CheckConstraint("(closed_at is null) = (successor_id is null)", name="has_a_successor"),
        sa.CheckConstraint("successor_id <> id", name="succeeds_itself_never"),
    )


class BoardTitle(Base):
    """What a board itself calls one kind of review, where that differs from the table's title."""

    __tablename__ = "board_title"
    board_id: Mapped[str] = refer("board.id", primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(60))
    """Public words, no person's."""


class Desk(Base):
    """A standing part for one body outside any review: keeping its register, or deciding for it."""

    __tablename__ = "desk"
    id: Mapped[Id] = key()
    person_id: Mapped[Id] = refer("person.id", index=True)
    body: Mapped[Id] = mapped_column(index=True)
    """A board's or an agency's id."""
    role: Mapped[Word]
    standing: Mapped[Word]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    appointed_by: Mapped[Id]
    """Who proposed it: the administrator's id, or "console"."""
    accepted_by: Mapped[Id | None]
    """Whose second key it is. The proposer's own id where it was the first desk of the portal."""
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    """Until then it gives nothing."""
    refusal: Mapped[Id | None] = refer("reason.id", nullable=True)
    """Why it was refused."""
    ended_by: Mapped[Id | None]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("role", DESK_ROLES),
        one_of("standing", STANDINGS),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.CheckConstraint(
            "(accepted_at is null) = (accepted_by is null)", name="accepted_by_somebody"
        ),
        sa.Index(
            "uq_desk_standing",
            "person_id",
            "body",
            "role",
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


class Person(SealedRow, Base):
    """Somebody with an account. `owner_id` is her agency, or "portal" for those of no agency."""

    __tablename__ = "person"
    shape: ClassVar[Shape] = {"portal": lambda _: ""}
    agency_id: Mapped[Id | None] = refer("agency.id", nullable=True)
    name: Mapped[Sealed] = sealed()
    email: Mapped[Sealed] = sealed()
    email_index: Mapped[Id] = mapped_column(unique=True)
    password: Mapped[str] = mapped_column(sa.String(200), default="")
    """An Argon2id hash; empty until the person has enrolled."""
    totp: Mapped[Sealed | None] = sealed(null=True)
    totp_used: Mapped[int] = mapped_column(default=0)
    """The last time step whose code was taken: a code counts once."""
    enrol_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    enrol_until: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (header("name"), header("email"), header("totp"))


class Delay(Base):
    """Failures of one pair: an account, and where the attempts come from. Never a lock."""

    __tablename__ = "delay"
    pair: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Moment] = mapped_column(index=True)


class KnownBrowser(Base):
    """A browser in which a person has signed in: there she has a budget of failures of her own.

    Several people may share a browser, and with it the cookie that it is known by.
    """

    __tablename__ = "known_browser"
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    seen_at: Mapped[Moment]
