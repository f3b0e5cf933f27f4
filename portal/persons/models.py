"""The register of the people in a case: who is known, in whose words, and who is one person.

An entry belongs to the body that enters it. Nothing of it is deleted: each change is a new version
of its words, and an entry that should not be used any more is closed.
"""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

ROLES = {
    "child": "Child",
    "adult": "Adult",
    "victim": "Victim",
    "perpetrator": "Perpetrator",
    "professional": "Professional",
}
"""The word of a person's label, which a number follows: "Child 1"."""
DECEASED = {"yes": "Has died", "no": "Is alive", "unknown": "Not known"}
JOIN_MOVES = {
    "proposed": {"agreed", "refused", "taken_back"},
    "agreed": {"ended"},
    "refused": set(),
    "taken_back": set(),
    "ended": set(),
}
"""How far two bodies have come with saying that their entries are of one person."""
OPEN_JOINS = frozenset(state for state, moves in JOIN_MOVES.items() if moves)


def _open_to_redactors(row: Any) -> str | None:
    return "" if row.shown and row.closed_at is None else None


_SHAPE: Shape = {"owner": lambda row: row.owner_id, "review": _open_to_redactors}
"""An entry that its owner has shown has the review's own name too, until it is closed."""


class KnownPerson(Guarded, Base):
    """Somebody in the case as one body knows them. Plain: what a label needs, and nothing more."""

    __tablename__ = "known_person"
    shape: ClassVar[Shape] = _SHAPE
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id]
    """An agency's id, or "board"."""
    role: Mapped[Word]
    number: Mapped[int]
    """Of the label: no two of one role in a review have the same."""
    deceased: Mapped[Word]
    shown: Mapped[bool] = mapped_column(default=False)
    """Whether all who redact in this review see it; each decision is a PersonShowing."""
    entered_by: Mapped[Id] = refer("membership.id")
    entered_at: Mapped[Moment]
    closed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_why: Mapped[Id | None] = refer("reason.id", nullable=True)
    __table_args__ = (
        one_of("role", ROLES),
        one_of("deceased", DECEASED),
        sa.CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed_by_somebody"),
        sa.UniqueConstraint("review_id", "role", "number"),
    )


class PersonWords(SealedRow, Base):
    """One version of what is known of somebody: names, dates, addresses, references, relations."""

    __tablename__ = "person_words"
    shape: ClassVar[Shape] = _SHAPE
    person_id: Mapped[Id] = refer("known_person.id")
    number: Mapped[int]
    role: Mapped[Word]
    deceased: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    """A JSON object (portal.persons.told)."""
    written_by: Mapped[Id] = refer("membership.id")
    written_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("role", ROLES),
        one_of("deceased", DECEASED),
        sa.UniqueConstraint("person_id", "number"),
        sa.Index("ix_person_words_review_id", "review_id"),
    )

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of, person = cls.__table__, KnownPerson.__table__
        query = sa.select(of, person.c.shown, person.c.closed_at)
        return query.join(person, person.c.id == of.c.person_id)


class PersonShowing(SealedRow, Base):
    """The owner's decision that all who redact here see an entry, or no longer, and why."""

    __tablename__ = "person_showing"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    person_id: Mapped[Id] = refer("known_person.id", index=True)
    shown: Mapped[bool]
    words: Mapped[Sealed] = sealed()
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    __table_args__ = (header("words"),)


class PersonJoin(Guarded, Base):
    """That two bodies' entries are of one person: one proposes it, the other agrees."""

    __tablename__ = "person_join"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id", index=True)
    owner_id: Mapped[Id]
    """Who answers: the owner of the second entry."""
    first_id: Mapped[Id] = refer("known_person.id")
    """Of who proposes it."""
    second_id: Mapped[Id] = refer("known_person.id")
    pair: Mapped[str] = mapped_column(sa.String(65))
    """Both ids in their order: two entries have one such proposal at a time."""
    state: Mapped[Word]
    proposed_by: Mapped[Id] = refer("membership.id")
    proposed_at: Mapped[Moment]
    settled_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("state", JOIN_MOVES),
        sa.CheckConstraint("first_id <> second_id", name="joins_two"),
        sa.CheckConstraint("(state = 'proposed') = (settled_at is null)", name="settled_once"),
        sa.CheckConstraint("(settled_at is null) = (settled_by is null)", name="settled_by_one"),
        sa.Index(
            "uq_person_join_open",
            "pair",
            unique=True,
            sqlite_where=sa.text("state in ('proposed', 'agreed')"),
            postgresql_where=sa.text("state in ('proposed', 'agreed')"),
        ),
    )
