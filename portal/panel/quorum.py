"""Who must be there (policies/quorum.csv) and what keeps somebody from a part in a review
(policies/independence.csv), by kind of review and day.

A panel that is not quorate is told so and never stopped: who meets decides what to do about it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.panel.models import GROUNDS
from portal.people.models import AGENCY_KINDS
from portal.reviews.models import REVIEW_KINDS

QUORUM = "kind,seat,number,words,from,until,source,status,why"
INDEPENDENCE = "kind,capacity,ground,from,until,source,status,why"
SEATS = ("chair", "lay_adviser", *AGENCY_KINDS)
BARRED = {
    "author": "write this review",
    "countersigner": "sign it off",
    "chair": "chair this review",
    "overview_author": "write the overview report",
}
"""What the rules ask independence for, as what such a person cannot do."""
EVERY = "every"


@dataclass(frozen=True, slots=True)
class Need:
    """One seat that must be filled for a panel to be quorate."""

    kind: str
    seat: str
    number: int
    words: str
    since: date
    until: date
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An interest that keeps somebody from a part."""

    kind: str
    capacity: str
    ground: str
    since: date
    until: date
    source: str
    status: str
    why: str


@cache
def needs() -> tuple[Need, ...]:
    """Every row. Raises TableWrong for a kind or a seat that is not known."""
    return tuple(_need(row) for row in dated("quorum.csv", QUORUM))


def _need(row: dict[str, str]) -> Need:
    since, until = window(row)
    number = int(row["number"])
    if row["kind"] not in REVIEW_KINDS or row["seat"] not in SEATS or number < 1:
        raise TableWrong(f"quorum.csv: {row['kind']}, {row['seat']} is not known")
    told = row["source"], row["status"]
    return Need(row["kind"], row["seat"], number, row["words"], since, until, *told)


@cache
def bars() -> tuple[Bar, ...]:
    """Every row. Raises TableWrong for a kind, a part or an interest that is not known."""
    return tuple(_bar(row) for row in dated("independence.csv", INDEPENDENCE))


def _bar(row: dict[str, str]) -> Bar:
    since, until = window(row)
    kinds = {EVERY, *REVIEW_KINDS}
    known = row["kind"] in kinds and row["capacity"] in BARRED and row["ground"] in GROUNDS
    if not known:
        raise TableWrong(f"independence.csv: {row['kind']}, {row['capacity']} is not known")
    told = row["source"], row["status"], row["why"]
    return Bar(row["kind"], row["capacity"], row["ground"], since, until, *told)


def barred(*, kind: str, capacity: str, on: date) -> dict[str, Bar]:
    """By interest the row that keeps whoever has it from a part, in a kind of review on a day."""
    return {
        one.ground: one
        for one in bars()
        if one.kind in {EVERY, kind} and one.capacity == capacity and one.since <= on < one.until
    }


@dataclass(frozen=True, slots=True)
class Filled:
    """A seat that is needed, and how many are there for it."""

    need: Need
    there: int

    @property
    def missing(self) -> bool:
        return self.there < self.need.number


def quorum(*, kind: str, on: date, seats: Mapping[str, Collection[str]]) -> list[Filled]:
    """Each needed seat of a kind on a day; `seats` gives whose memberships are there, by seat."""
    return [
        Filled(one, len(set(seats.get(one.seat, ()))))
        for one in needs()
        if one.kind == kind and one.since <= on < one.until
    ]
