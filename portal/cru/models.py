"""A referral to the NPCC Central Referral Unit (CRU), and all that was said of it.

Nothing here is ever changed or deleted: a correction is a new row that names the row it corrects,
and both are shown. NPCC: National Police Chiefs' Council.
"""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.cru.topics import topics
from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

CHANNELS = {
    "system": "The unit's own case system",
    "secure_mail": "Secure email",
    "phone": "By telephone, followed in writing",
}
ENTRIES = {
    "sent": "Sent",
    "received": "Receipt confirmed",
    "chased": "Asked again",
    "advice": "Advice came",
    "without": "Goes on without it",
}
"""What happens to a referral or a consultation, each on a day."""
SIDES = {"advice": "Advised", "decision": "Decided by the force"}
STANDS = {
    "applies": "It applies",
    "part": "It applies to a part",
    "not": "It does not apply",
}
FIELDS = {
    "name": "The applicant's name",
    "address": "The applicant's address for the answer",
}
"""What of an applicant a pack can hold, where there is a policing purpose."""
ANSWERS = {
    "open": "The force does not object to disclosing its material",
    "part": "The force asks that some of it be withheld",
    "closed": "The force asks that all of it be withheld",
}
_OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
_ONE_THING = "(referral_id is null) <> (consultation_id is null)"


class Consultation(SealedRow, Base):
    """An authority that is no force asks the force whose review material a request touches. The
    row is the force's; it knows neither the applicant nor more of the request than this.
    """

    __tablename__ = "consultation"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id", index=True)
    asker_id: Mapped[Id] = refer("agency.id")
    told: Mapped[Sealed] = sealed()
    """What the force was told, blind to the applicant."""
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    __table_args__ = (
        header("told"),
        sa.UniqueConstraint("request_id", "owner_id"),
        sa.Index("ix_consultation_review_id", "review_id", "owner_id"),
    )


class ConsultationAnswer(SealedRow, Base):
    """What the force says. The row is the asking authority's, which reads it; the newest counts."""

    __tablename__ = "consultation_answer"
    shape: ClassVar[Shape] = _OWNED
    consultation_id: Mapped[Id] = refer("consultation.id")
    position: Mapped[int]
    answer: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    answered_by: Mapped[Id] = refer("membership.id")
    answered_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("answer", ANSWERS),
        sa.UniqueConstraint("consultation_id", "position"),
    )


class CruReferral(SealedRow, Base):
    """A force's referral of its own request, or of one about which it was consulted."""

    __tablename__ = "cru_referral"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id | None] = refer("information_request.id", nullable=True, index=True)
    consultation_id: Mapped[Id | None] = refer("consultation.id", nullable=True, index=True)
    number: Mapped[int]
    topic: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    """Why it must be referred, or why advice is asked for."""
    pack: Mapped[Sealed] = sealed()
    """The text that goes to the unit, as it was generated."""
    named: Mapped[bool]
    """Whether the pack holds anything of the applicant."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        header("pack"),
        one_of("topic", {one.code for one in topics()}),
        sa.CheckConstraint("(request_id is null) <> (consultation_id is null)", name="of_one"),
        sa.UniqueConstraint("request_id", "number"),
        sa.UniqueConstraint("consultation_id", "number"),
        sa.Index("ix_cru_referral_review_id", "review_id", "owner_id"),
    )


class CruEntry(SealedRow, Base):
    """Something that happened to a referral, or that the asker did about a consultation."""

    __tablename__ = "cru_entry"
    shape: ClassVar[Shape] = _OWNED
    referral_id: Mapped[Id | None] = refer("cru_referral.id", nullable=True, index=True)
    consultation_id: Mapped[Id | None] = refer("consultation.id", nullable=True, index=True)
    what: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    channel: Mapped[str | None] = mapped_column(sa.String(60))
    struck: Mapped[bool] = mapped_column(default=False)
    """It corrects an entry that should not have been made."""
    corrects_id: Mapped[Id | None] = refer("cru_entry.id", nullable=True)
    words: Mapped[Sealed | None] = sealed(null=True)
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("what", ENTRIES),
        one_of("channel", CHANNELS),
        sa.CheckConstraint(_ONE_THING, name="of_one"),
        sa.CheckConstraint("corrects_id is not null or not struck", name="strikes_something"),
        sa.UniqueConstraint("corrects_id"),
    )


class CruPosition(SealedRow, Base):
    """What the unit advised, or the force decided, of one exemption."""

    __tablename__ = "cru_position"
    shape: ClassVar[Shape] = _OWNED
    referral_id: Mapped[Id] = refer("cru_referral.id", index=True)
    side: Mapped[Word]
    section: Mapped[Word]
    stand: Mapped[Word]
    struck: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[Id | None] = refer("cru_position.id", nullable=True)
    words: Mapped[Sealed] = sealed()
    """The evidence of prejudice, or the force's reasons."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("side", SIDES),
        one_of("stand", STANDS),
        sa.CheckConstraint("corrects_id is not null or not struck", name="strikes_something"),
        sa.UniqueConstraint("corrects_id"),
    )


class CruField(SealedRow, Base):
    """That a pack is to hold something of the applicant, and what a second person said of it."""

    __tablename__ = "cru_field"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("information_request.id")
    what: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    """The policing purpose."""
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    agreed: Mapped[bool | None]
    settled_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("what", FIELDS),
        sa.CheckConstraint("(agreed is null) = (settled_by is null)", name="settled_by_one"),
        sa.CheckConstraint("(agreed is null) = (settled_at is null)", name="settled_at_once"),
        sa.Index(
            "uq_cru_field_standing",
            "request_id",
            "what",
            unique=True,
            sqlite_where=sa.text("agreed is null"),
            postgresql_where=sa.text("agreed is null"),
        ),
    )
