"""Exact search for a person across one's own reviews, through each review's blind index.

Each review has keys of its own, so that the same name has another digest in each: what is sought is
digested anew for each review in which the seeker takes part and may search. So the cost grows with
her reviews and never with the portal's, and nobody learns of a review by searching.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.reviews import acts as reviews
from portal.reviews.models import Subject


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: in which review, under which code name, and in which part of the case."""

    review: str
    name: str
    subject: str
    part: str
    opens: bool


def gates(*, gate: Gate, vault: Vault, token: str) -> Iterator[tuple[Gate, Any]]:
    """The gate of each review in which she may search now, a membership taken: one of several."""
    seen: set[str] = set()
    for mine in reviews.my_reviews(gate=gate):
        if mine.review_id in seen:
            continue
        found = vault.beside(gate, token, mine.review_id)
        if found is None or found.shredded:
            continue
        found.actor = replace(gate.actor, member=mine.id)
        if mine.id in found.seats and found.may(Act.FIND_SUBJECT).allowed:
            seen.add(mine.review_id)
            yield found, mine


def find(*, wanted: dict[str, str], gate: Gate, vault: Vault, token: str) -> list[Hit]:
    """By code name; each owner's stream in each review says that she searched, not what for."""
    told = [
        Hit(mine.review_id, mine.code_name, row.id, row.part, opens(found, row))
        for found, mine in gates(gate=gate, vault=vault, token=token)
        for row in reviews.find_subjects(wanted=wanted, gate=found)
    ]
    return sorted(told, key=lambda hit: (hit.name, hit.part, hit.subject))


def opens(gate: Gate, row: Any) -> bool:
    """Whether she may open the person's entry, in the membership that she would act in there."""
    return len(gate.seats) == 1 and gate.may(Act.READ_SUBJECT, row, Subject.shape).allowed
