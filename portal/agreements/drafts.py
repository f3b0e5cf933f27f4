"""What a new agreement begins from: policies/agreements.csv, a dated table by kind of review.

Each row says where its words come from: statute, guidance, custom, or still to be verified. Nothing
here binds anybody; the board edits it, and only what is signed holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from portal.agreements.words import Terms
from portal.clocks.rules import today
from portal.clocks.tables import TableWrong, dated

PARTS = ("purpose", "paragraph", "gateway", "regime", "confidence", "handling", "review_after")


@dataclass(frozen=True, slots=True)
class Row:
    """`review` is a kind of review, or "any"; `code` is a purpose's code, a number or a name."""

    review: str
    part: str
    code: str
    words: str
    status: str
    source: str
    since: date


@cache
def rows() -> tuple[Row, ...]:
    """Raises TableWrong for a row that cannot be understood."""
    return tuple(map(_row, dated("agreements.csv", "review,part,code,words,status,source,since")))


def _row(told: dict[str, str]) -> Row:
    row = Row(**{**told, "since": date.fromisoformat(told["since"])})  # type: ignore[arg-type]
    if row.part not in PARTS:
        raise TableWrong(f"agreements.csv: {row.part} {row.code} of {row.review}")
    return row


def of(kind: str, part: str, on: date) -> list[Row]:
    """The rows that hold on that day for a kind of review: those for any, then its own."""
    told = [row for row in rows() if row.part == part and row.since <= on]
    return [row for row in told if row.review in {kind, "any"}]


def statutes() -> list[Row]:
    """Every gateway that names one, by kind of review: a body may share under another's too."""
    return [row for row in rows() if row.part == "gateway" and row.review != "other"]


def template(kind: str, now: datetime) -> Terms:
    """The agreement that a review of this kind would begin from."""
    on = today(now)

    def told(part: str) -> list[Row]:
        return of(kind, part, on)

    return Terms(
        purposes=_pairs(told("purpose")),
        paragraphs=_pairs(told("paragraph")),
        gateway=told("gateway")[0].words,
        regime=_pairs(told("regime")),
        confidence=told("confidence")[0].words,
        handling=tuple(row.words for row in told("handling")),
        review_at=now + timedelta(days=int(told("review_after")[0].code)),
    )


def _pairs(found: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    return tuple((row.code, row.words) for row in found)
