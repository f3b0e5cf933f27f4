"""A review, the memberships through which people take part, and the people in the case."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Word, key, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.policy import REVIEW_ROLES
from portal.gate.sealed import Sealed, header, sealed

REVIEW_KINDS = {
    "mappa_scr": "MAPPA serious case review",
    "dhr": "Domestic homicide review",
    "cspr": "Child safeguarding practice review",
    "sar": "Safeguarding adults review",
    "other": "Review",
}
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
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
    opened_at: Mapped[Moment]
    __table_args__ = (one_of("kind", REVIEW_KINDS), one_of("marking", MARKINGS))


class Membership(Base):
    """One person's part in a review, on behalf of one body, for a time (release rule 1)."""

    __tablename__ = "membership"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    person_id: Mapped[Id] = refer("person.id", index=True)
    body: Mapped[Id]
    """An agency's id, or "board"."""
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    __table_args__ = (sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),)


class MembershipRole(Base):
    """Several roles within one membership add up."""

    __tablename__ = "membership_role"
    membership_id: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("membership.id", ondelete="RESTRICT"), primary_key=True
    )
    role: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    __table_args__ = (one_of("role", REVIEW_ROLES),)


class Subject(SealedRow, Base):
    """Somebody in the case: the person who harmed, a victim, a child. All of it is sealed."""

    __tablename__ = "subject"
    shape: ClassVar[Shape] = {"case": lambda _: "", "all": lambda _: ""}
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
