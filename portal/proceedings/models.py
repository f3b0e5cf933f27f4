"""How the criminal investigation stands, and what prosecutors and investigators agree to."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import BOARD
from portal.gate.sealed import Sealed, header, sealed

INVESTIGATION = {
    "none": "There is no criminal investigation",
    "under_investigation": "The police are investigating",
    "charged": "Somebody is charged",
    "concluded": "The investigation and what followed from it are concluded",
}
LIVE = frozenset({"under_investigation", "charged"})
"""While one of these holds, what the agreement governs waits for it."""
AGREED_BY = {
    "cps": "Crown Prosecution Service (CPS)",
    "sio": "Senior investigating officer (SIO)",
    "both": "The CPS and the SIO",
}
PERMITS = {
    "interviews": "Interviews with people who may be witnesses",
    "circulation": "Circulation to anybody who takes no part in the review",
    "publication": "Publication",
}
"""What waits for an agreement until the investigation is concluded."""


def _standing(name: str, *columns: str, while_: str) -> sa.Index:
    """Of one kind only one row stands at a time."""
    where = sa.text(while_)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Investigation(Guarded, Base):
    """How the criminal investigation stood from a day on. A later row takes its place; it stays."""

    __tablename__ = "investigation"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda _: BOARD}
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    state: Mapped[Word]
    since: Mapped[date] = mapped_column(sa.Date)
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("state", INVESTIGATION),
        _standing("uq_investigation_standing", "review_id", while_="replaced_at is null"),
        sa.Index("ix_investigation_review_id", "review_id"),
    )


class CpsAgreement(SealedRow, Base):
    """What the CPS or the SIO agreed to, and under which conditions. All who take part read it.

    A newer one takes its place, also one that permits less; nothing erases it.
    """

    __tablename__ = "cps_agreement"
    shape: ClassVar[Shape] = {"review": lambda _: "", "owner": lambda row: row.owner_id}
    agreed_by: Mapped[Word]
    agreed_on: Mapped[date] = mapped_column(sa.Date)
    name: Mapped[Sealed] = sealed()
    """Who agreed, by name and office."""
    conditions: Mapped[Sealed | None] = sealed(null=True)
    interviews: Mapped[bool]
    circulation: Mapped[bool]
    publication: Mapped[bool]
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced: Mapped[bool] = mapped_column(default=False)
    """Whether it ended because a newer one was recorded."""
    __table_args__ = (
        header("name"),
        header("conditions"),
        one_of("agreed_by", AGREED_BY),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        _standing("uq_cps_agreement_standing", "review_id", while_="ended_at is null"),
        sa.Index("ix_cps_agreement_review_id", "review_id"),
    )


def permitted(agreement: Any) -> list[str]:
    """Which of PERMITS an agreement permits, in their order."""
    return [what for what in PERMITS if getattr(agreement, what)]
