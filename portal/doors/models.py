"""Drop-off links, what came in from those who have no account, and letters that sign."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

PURPOSES = {
    "scoping": "Answer to the scoping request",
    "information_report": "Information report",
    "chronology": "Chronology",
    "imr": "Management review (IMR)",
    "other": "Another paper",
}
"""What somebody can be asked to send through one link, or what came by another way."""
WAYS = {
    "post": "By post",
    "email": "By email",
    "hand": "On paper, by hand",
    "telephone": "By telephone",
}
"""How it came to whoever enters it on behalf of somebody else."""
LETTER_WAYS = {way: said for way, said in WAYS.items() if way != "telephone"}
"""How a letter that signs comes: on paper, or as an email."""
LINK = "link"
KINDS = ("pdf", "word", "old_word", "png", "jpeg", "tiff", "text")
"""Kinds of file that are taken from outside: of those that are kept, the ones that hold no
program and that a reader of documents or pictures shows.
"""
SECURED = {
    "yes": "Yes, and nobody can change or destroy them",
    "no": "Not yet",
    "unknown": "I do not know",
}


class Door(SealedRow, Base):
    """A one-time drop-off link for one organisation and purpose. Of its secrets it holds hashes."""

    __tablename__ = "door"
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "review": lambda _: "",
        "portal": lambda _: "",
        "all": lambda _: "",
    }
    """Whoever holds link and code is nobody: the portal's law lets her send, and only that."""
    organisation: Mapped[Sealed] = sealed()
    ring: Mapped[Sealed] = sealed()
    """Whom to ring with a question, as the receipt says it."""
    agency_id: Mapped[Id | None] = refer("agency.id", nullable=True)
    """Where the organisation stands in the directory."""
    purpose: Mapped[Word]
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    until: Mapped[Moment]
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    """Of link and code together, so that the few codes there are cannot be tried on a copy."""
    tries: Mapped[int] = mapped_column(default=0)
    """Codes that were tried since the last right one."""
    pass_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Of what a browser holds once the code was right."""
    pass_until: Mapped[datetime | None] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    sent_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    """Of the form that was taken, so that the same one sent twice leads to the same receipt."""
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("organisation"),
        header("ring"),
        one_of("purpose", PURPOSES),
        sa.CheckConstraint("tries >= 0", name="tries_counted"),
        sa.CheckConstraint("made_at < until", name="closes_after_it_opens"),
        sa.CheckConstraint("(pass_hash is null) = (pass_until is null)", name="entered_for_a_time"),
        sa.CheckConstraint("(used_at is null) = (sent_hash = '')", name="used_by_a_form"),
        sa.CheckConstraint("(revoked_at is null) = (revoked_by is null)", name="revoked_by_one"),
        sa.Index("ix_door_review_id", "review_id"),
    )


class Settled(StrEnum):
    """What became of something that came in."""

    WAITS = "waits"
    KEPT = "kept"
    NOTED = "noted"
    DECLINED = "declined"


SETTLED_MOVES = {
    Settled.WAITS: {Settled.KEPT, Settled.NOTED, Settled.DECLINED},
    Settled.NOTED: {Settled.KEPT, Settled.DECLINED},
    Settled.KEPT: set(),
    Settled.DECLINED: set(),
}


class Arrival(SealedRow, Base):
    """What came in for a body: through a link, or entered by one of its people for somebody else.

    Once it is kept with a contribution its words and bytes stand there and no more here.
    """

    __tablename__ = "arrival"
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "sec": lambda row: row.section_id,
        "all": lambda _: "",
    }
    door_id: Mapped[Id | None] = refer("door.id", nullable=True, unique=True)
    way: Mapped[Word]
    purpose: Mapped[Word]
    sender: Mapped[Sealed] = sealed()
    """From whom: a name, with the organisation where it came through no link."""
    part: Mapped[Sealed] = sealed()
    """In what role they send it."""
    words: Mapped[Sealed | None] = sealed(null=True)
    words_digest: Mapped[Sealed | None] = sealed(null=True)
    """SHA-256 of the words in UTF-8, in hex."""
    file_name: Mapped[Sealed | None] = sealed(null=True)
    file_digest: Mapped[Sealed | None] = sealed(null=True)
    """SHA-256 of the file's bytes, in hex."""
    file_kind: Mapped[str | None] = mapped_column(sa.String(60))
    file_size: Mapped[int] = mapped_column(default=0)
    """In bytes."""
    secured: Mapped[Word]
    """Whether their own records are secured, as they say."""
    received_on: Mapped[date] = mapped_column(sa.Date)
    authorised: Mapped[Sealed | None] = sealed(null=True)
    """Who said that it may be entered; of what was entered on behalf of somebody."""
    entered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    arrived_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default=Settled.WAITS)
    settled_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    why: Mapped[Sealed | None] = sealed(null=True)
    """Why it was not kept."""
    attachment_id: Mapped[Id | None] = refer("attachment.id", nullable=True)
    section_id: Mapped[Id | None] = refer("section.id", nullable=True)
    __table_args__ = (
        *(header(name) for name in (
            "sender", "part", "words", "words_digest", "file_name", "file_digest", "authorised",
            "why",
        )),
        one_of("way", [LINK, *WAYS]),
        one_of("purpose", PURPOSES),
        one_of("secured", SECURED),
        one_of("state", Settled),
        sa.CheckConstraint("(way = 'link') = (door_id is not null)", name="link_has_a_door"),
        sa.CheckConstraint("(way = 'link') = (entered_by is null)", name="entered_by_somebody"),
        sa.CheckConstraint("(way = 'link') = (authorised is null)", name="authorised_by_somebody"),
        sa.CheckConstraint("(state = 'waits') = (settled_at is null)", name="settled_at_a_time"),
        sa.CheckConstraint("(settled_at is null) = (settled_by is null)", name="settled_by_one"),
        sa.CheckConstraint("(state = 'declined') = (why is not null)", name="declined_with_why"),
        sa.CheckConstraint("(file_kind is null) = (file_size = 0)", name="file_has_bytes"),
        sa.Index("ix_arrival_review_id", "review_id"),
        sa.Index("ix_arrival_section_id", "section_id"),
    )  # fmt: skip


class ArrivalPiece(SealedRow, Base):
    """Part of a file's bytes, in base64, until the file is kept with a contribution."""

    __tablename__ = "arrival_piece"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
    arrival_id: Mapped[Id] = refer("arrival.id")
    position: Mapped[int]
    body: Mapped[Sealed] = sealed()
    __table_args__ = (header("body"), sa.UniqueConstraint("arrival_id", "position"))


CONCERNS = {
    "agreement": "The review agreement",
    "schedule": "A release schedule",
}
"""What a letter off the portal can be said to sign."""


class Letter(SealedRow, Base):
    """A letter in which a chief officer signs something. It is evidence and turns no key."""

    __tablename__ = "letter"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
    arrival_id: Mapped[Id] = refer("arrival.id", unique=True)
    about: Mapped[Id]
    """The body whose chief officer signed it; the row's owner keeps it, which may be the board."""
    concerns: Mapped[Word]
    agreement_id: Mapped[Id | None] = refer("agreement.id", nullable=True)
    attested_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    attested_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("concerns", CONCERNS),
        sa.CheckConstraint(
            "(concerns = 'agreement') = (agreement_id is not null)", name="names_the_agreement"
        ),
        sa.CheckConstraint("(attested_at is null) = (attested_by is null)", name="attested_by_one"),
        sa.Index("ix_letter_review_id", "review_id"),
    )


def closed(row: Any, now: datetime) -> str:
    """Why a link of this row takes nothing any more, of what the row itself tells; or nothing."""
    if row.used_at is not None:
        return "used"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.until <= now else ""
