"""How long a section is kept, by kind of owner and class (policies/retention.csv).

Owners keep for different times, so that what is due is due by section. Nothing is destroyed here:
what is due is listed for its owner, and what is under legal hold is not due.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.clocks.reckoning import months_on
from portal.clocks.rules import today
from portal.clocks.tables import TableWrong, dated, window
from portal.custody.acts import known, standing_hold
from portal.documents.models import KIND_OF, Document, Section
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act
from portal.people.models import AGENCY_KINDS, Agency
from portal.reviews.models import Review

HEADER = "owner,section_class,number,unit,from,until,source,status,why"
ANY = "any"
MONTHS = {"years": 12, "months": 1}


@dataclass(frozen=True, slots=True)
class Term:
    """One row: for how long after a review is closed an owner keeps sections of a class."""

    owner: str
    section_class: str
    number: int
    unit: str
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def words(self) -> str:
        """Such as "10 years after the review is closed"."""
        unit = self.unit if self.number != 1 else self.unit.removesuffix("s")
        return f"{self.number} {unit} after the review is closed"

    def ends(self, closed_on: date) -> date:
        """The last day on which it is kept."""
        return months_on(closed_on, self.number * MONTHS[self.unit])


@cache
def terms() -> tuple[Term, ...]:
    """Every row. Raises TableWrong."""
    return tuple(map(_term, dated("retention.csv", HEADER)))


def _term(row: Mapping[str, str]) -> Term:
    since, until = window(row)
    owners, classes = {ANY, BOARD, *AGENCY_KINDS}, {ANY, *KIND_OF}
    fits = row["owner"] in owners and row["section_class"] in classes and row["unit"] in MONTHS
    if not fits or int(row["number"]) < 1:
        raise TableWrong(f"retention.csv: {row['owner']} {row['section_class']} is no row")
    return Term(
        row["owner"], row["section_class"], int(row["number"]), row["unit"], since, until,
        row["source"], row["status"], row["why"],
    )  # fmt: skip


def term_of(owner: str, section_class: str, on: date) -> Term:
    """The row that holds for what an owner of a kind keeps, of a review closed on a day: a class's
    own before the owner's general one, and either before those of all. Raises TableWrong.
    """
    held = [one for one in terms() if one.since <= on < one.until]
    for kinds in ((owner, section_class), (ANY, section_class), (owner, ANY), (ANY, ANY)):
        found = [one for one in held if (one.owner, one.section_class) == kinds]
        if found:
            return max(found, key=lambda one: one.since)
    raise TableWrong("retention.csv has no row for that day")


def owner_kind(owner: str, gate: Gate) -> str:
    """A kind of agency, or "board"."""
    kind = sa.select(Agency.kind).where(Agency.id == owner)
    return gate.connection.execute(kind).scalar_one_or_none() or BOARD


def kept_by(owner: str, gate: Gate) -> list[tuple[str, Term]]:
    """What an owner keeps for how long: by class where one differs from the rest ("any")."""
    kind, on = owner_kind(owner, gate), today(gate.now)
    rest = term_of(kind, ANY, on)
    told = [(name, term_of(kind, name, on)) for name in KIND_OF if name != "covert"]
    return [(ANY, rest), *((name, term) for name, term in told if term != rest)]


def due(*, owner: str, gate: Gate) -> list[tuple[Any, Term, date]]:
    """The owner's sections whose time is over, each with its row and its last day: none of a review
    that is open, nor of an owner whose material is under legal hold, nor one that is closed to
    the reader in person.
    """
    if owner not in gate.owners_for(Act.KEEP_HOLD):
        return []
    closed_at = sa.select(Review.closed_at).where(Review.id == gate.domain)
    closed = gate.connection.execute(closed_at).scalar_one()
    if closed is None or standing_hold(owner=owner, gate=gate) is not None:
        return []
    query = (
        sa.select(Section.id, Section.position, Section.section_class, Document.kind)
        .join(Document, Document.id == Section.document_id)
        .where(Section.review_id == gate.domain, Section.owner_id == owner)
        .order_by(Document.id, Section.position)
    )
    kind, on = owner_kind(owner, gate), today(closed)
    told = [
        (row, term, term.ends(on))
        for row in known(list(gate.connection.execute(query)), gate)
        if KIND_OF[row.section_class] != "covert"
        for term in [term_of(kind, row.section_class, on)]
    ]
    return [one for one in told if one[2] < today(gate.now)]
