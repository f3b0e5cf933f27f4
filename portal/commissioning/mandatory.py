"""What a review of a kind must have: dated rows of policies/mandatory.csv, and how each stands."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tables import TableWrong, dated, window
from portal.commissioning.models import Waiver
from portal.contributions.models import ASKED_FOR, Request, State
from portal.documents.models import Document
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.people.models import AGENCY_KINDS, Agency
from portal.reviews.models import REVIEW_KINDS, Review

HEADER = "kind,agency_kind,contribution,from,until,source,status,why"


@dataclass(frozen=True, slots=True)
class Must:
    """That reviews of a kind have a contribution of an agency of a kind."""

    kind: str
    agency_kind: str
    contribution: str
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def code(self) -> str:
        return f"{self.agency_kind}:{self.contribution}"


@cache
def musts() -> tuple[Must, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    return tuple(map(_must, dated("mandatory.csv", HEADER)))


def _must(row: dict[str, str]) -> Must:
    since, until = window(row)
    listed = {"kind": REVIEW_KINDS, "agency_kind": AGENCY_KINDS, "contribution": ASKED_FOR}
    odd = [row[column] for column, known in listed.items() if row[column] not in known]
    if odd:
        raise TableWrong(f"mandatory.csv: {odd[0]} is on no list")
    told = row["kind"], row["agency_kind"], row["contribution"], since, until
    return Must(*told, row["source"], row["status"], row["why"])


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that a review must have: missing, in hand, waived or there."""

    must: Must
    asked: bool
    there: bool
    waiver: Any
    """The waiver that stands, unopened; or None."""
    known: bool = True
    """Whether she who asks may learn how far it has come."""

    @property
    def missing(self) -> bool:
        """Until it is handed over or waived (row A007)."""
        return self.known and not self.there and self.waiver is None


def standing(*, gate: Gate) -> list[Standing]:
    """What this review must have by the rows of the day on which it was opened.

    It opens nothing. That a contribution was asked for or handed over is told to those who stand
    for the board (rule 15), and to its own agency's side of its own; the others learn it by a
    release alone (rule 16). What the table asks for, and what was waived, is told to everybody.
    """
    review = sa.select(Review.kind, Review.opened_at).where(Review.id == gate.domain)
    kind, opened_at = gate.connection.execute(review).one()
    on = today(opened_at)
    wanted = [one for one in musts() if one.kind == kind and one.since <= on < one.until]
    if not wanted:
        return []
    board = gate.may(Act.READ_CONTRIBUTION).allowed
    mine = set(gate.owners_for(Act.READ_CONTRIBUTION))
    known = [row for row in _requests(gate) if board or row.owner_id in mine]
    requests = [(f"{row.kind}:{row.contribution}", row.handed_over_at) for row in known]
    theirs = _kinds_of(mine, gate)
    waivers = {w.code: w for w in _standing_waivers(gate)}
    return [
        Standing(
            must,
            asked=any(code == must.code for code, _ in requests),
            there=any(code == must.code and at is not None for code, at in requests),
            waiver=waivers.get(must.code),
            known=board or must.agency_kind in theirs,
        )
        for must in wanted
    ]


def _kinds_of(agencies: set[str], gate: Gate) -> set[str]:
    query = sa.select(Agency.kind).where(Agency.id.in_(agencies))
    return set(gate.connection.execute(query).scalars())


def _requests(gate: Gate) -> list[Any]:
    """Of each request whose, for what, and when what answers it was handed over."""
    query = (
        sa.select(
            Request.owner_id,
            Agency.kind,
            Request.kind.label("contribution"),
            Document.handed_over_at,
        )
        .select_from(Request)
        .join(Agency, Agency.id == Request.owner_id)
        .outerjoin(Document, Document.id == Request.document_id)
        .where(Request.review_id == gate.domain, Request.state != State.WITHDRAWN)
    )
    return list(gate.connection.execute(query))


def _standing_waivers(gate: Gate) -> list[Any]:
    of = Waiver.__table__.c
    code = (of.agency_kind + ":" + of.contribution).label("code")
    here = sa.select(Waiver.__table__, code).where(
        of.review_id == gate.domain, of.taken_back_at.is_(None)
    )
    return list(gate.connection.execute(here))
