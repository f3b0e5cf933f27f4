"""What a new agreement begins from: policies/agreements.csv, a dated table by kind of review.

Each row says where its words come from: statute, guidance, custom, or still to be verified. Nothing
here binds anybody; the board edits it, and only what is signed holds.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from portal import place
from portal.agreements.words import Terms

PARTS = ("purpose", "paragraph", "gateway", "regime", "confidence", "handling", "review_after")
STATUSES = ("statute", "guidance", "custom", "to be verified")


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
    """Raises ValueError for a row that cannot be understood."""
    text = (place.policies() / "agreements.csv").read_text("utf-8")
    return tuple(_row(told) for told in csv.DictReader(text.splitlines(), strict=True))


def _row(told: dict[str, str]) -> Row:
    row = Row(**{**told, "since": date.fromisoformat(told["since"])})  # type: ignore[arg-type]
    if row.part not in PARTS or row.status not in STATUSES or not row.source:
        raise ValueError(f"agreements.csv: {row.part} {row.code} of {row.review}")
    return row


def of(kind: str, part: str) -> list[Row]:
    """The rows for a kind of review: those for any, then its own."""
    return [row for row in rows() if row.part == part and row.review in {kind, "any"}]


def template(kind: str, now: datetime) -> Terms:
    """The agreement that a review of this kind would begin from."""
    return Terms(
        purposes=_pairs(of(kind, "purpose")),
        paragraphs=_pairs(of(kind, "paragraph")),
        gateway=of(kind, "gateway")[0].words,
        regime=_pairs(of(kind, "regime")),
        confidence=of(kind, "confidence")[0].words,
        handling=tuple(row.words for row in of(kind, "handling")),
        review_at=now + timedelta(days=int(of(kind, "review_after")[0].code)),
    )


def _pairs(found: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    return tuple((row.code, row.words) for row in found)
