"""What each kind of contribution is called in a review: an IMR is internal in some kinds of review
and individual in others (policies/kinds.csv).
"""

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.reviews.kinds import kinds
from portal.reviews.models import Review

KINDS = {
    "imr": "",
    "information_report": "Information report",
    "chronology": "Chronology",
    "overview": "Overview report",
}


def called(*, gate: Gate) -> dict[str, str]:
    """By kind its name in the gate's review, such as "Individual management review (IMR)"."""
    query = sa.select(Review.kind).where(Review.id == gate.domain)
    return {**KINDS, "imr": kinds()[gate.connection.execute(query).scalar_one()].imr}


def short(*, gate: Gate) -> dict[str, str]:
    """The same without the abbreviation, for lists of many."""
    return {kind: name.removesuffix(" (IMR)") for kind, name in called(gate=gate).items()}


def plain(name: str) -> str:
    """As it stands within a sentence: "internal management review"."""
    return f"{name[0].lower()}{name[1:]}".removesuffix(" (IMR)")
