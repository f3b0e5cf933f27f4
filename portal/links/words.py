"""How links and what was brought over are told, to those who may know of the other review."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.links import acts, carrying
from portal.links.beside import seated
from portal.reviews import words as reviews
from portal.reviews.models import Review
from portal.web.dates import day
from portal.web.page import Ask

STATES = {
    "proposed": "Waits for an answer",
    "standing": "Linked",
    "refused": "Refused",
    "taken_back": "Taken back",
    "ended": "Ended",
}
HOW = [
    {"id": "linked", "text": "They are about one incident; each may become a review"},
    {"id": "same", "text": "They are the same notification; this one goes no further"},
]
NOTIFIED = "The other board's side notified this one of the same incident."
DONE = {
    "proposed": "The link is proposed. The other board answers it in its own review.",
    "linked": "The reviews are linked. Whoever takes part in both can bring over what both need.",
    "refused": "The link is refused. The other board sees that.",
    "taken_back": "The link is proposed no more.",
    "ended": "This review is linked to no other now. What was brought over stays.",
    "people": "The people are entered in this review too.",
    "days": "The days are recorded in this review too.",
}


def origins(ask: Ask, things: Collection[str]) -> dict[str, str]:
    """By what stands here, such as "Brought over from Hawthorn 41 on 3 March 2026 by Amina Rahman:
    version 3, signed off on 1 March 2026". Who takes no part there does not learn its name.
    """
    found = carrying.origins(things=things, gate=ask.gate) if things else {}
    known = {one: _name(ask, one) for one in {row.from_review for row in found.values()}}
    return {thing: _origin(ask, row, known[row.from_review]) for thing, row in found.items()}


def _origin(ask: Ask, row: Any, name: str) -> str:
    said = f"Brought over from {name} on {day(row.carried_at)} by {who(ask, row.carried_by)}"
    if row.signed_at is not None:
        said += f": version {row.from_number}, signed off on {day(row.signed_at)}"
    return said


def _name(ask: Ask, review: str) -> str:
    if seated(ask, review) is None:
        return "approved words of another time"
    named = sa.select(Review.code_name).where(Review.id == review)
    return str(ask.gate.connection.execute(named).scalar_one())


def who(ask: Ask, member: str) -> str:
    """A member of this review by name."""
    return reviews.who(member, ask.gate, gone="somebody of the other board")


def offer(row: Any, there: Gate, gate: Gate) -> str:
    """Of a review that can be linked: its kind, and who has to agree."""
    kind = reviews.kind_words(row.kind)
    if row.linked:
        return f"{kind}. Linked already: say here only that this is the same notification."
    if acts.alone(there, gate):
        return f"{kind}. The same board holds both, so your word is enough."
    return f"{kind}. Somebody else answers there, for its board."


def proposer(ask: Ask, row: Any, *, asked: bool) -> str:
    return "the other board" if asked else who(ask, row.proposed_by)


def same(row: Any, other: str, here: str) -> str:
    """Which of two goes no further, where the link says so."""
    if not row.same_id:
        return ""
    if row.same_id == here:
        return f"This notification is that of {other} told again; it goes no further here."
    return f"The notification of {other} is this one told again; it goes no further there."
