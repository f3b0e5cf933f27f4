"""Agencies, accounts and what slows a guesser down."""

import unicodedata
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
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
    __table_args__ = (one_of("kind", AGENCY_KINDS),)


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
