"""How a review and the people in it are called on a page."""

from dataclasses import dataclass
from typing import Any

from portal.gate.policy import SPOKEN, Role
from portal.reviews import acts
from portal.reviews.models import REVIEW_KINDS
from portal.web.page import Ask


@dataclass(slots=True)
class Member:
    id: str
    person_id: str
    body: str
    agency: str
    roles: str


def framed(ask: Ask) -> Any:
    """Set the page's marking and for whom the person acts; the review's own row."""
    row = acts.frame(gate=ask.gate)
    ask.marking = row.marking
    held = [g.removeprefix("role:") for g in ask.gate.groups if g.startswith("role:")]
    roles = spoken(Role(r) for r in held if r not in {"member", "anyone", "signed_in"})
    ask.acting = f"{roles} for {row.name or 'the commissioning board'}" if roles else ""
    return row


def spoken(roles: Any) -> str:
    """Such as "Author and panel member"."""
    words = [SPOKEN[role] for role in roles]
    lowered = words[:1] + [w[0].lower() + w[1:] for w in words[1:]]
    return " and ".join(lowered)


def role_words(rows: list[Any]) -> dict[str, Member]:
    """One Member for each membership, its roles in words."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return {
        name: Member(
            name,
            several[0].person_id,
            several[0].body,
            several[0].agency or "",
            spoken(Role(r.role) for r in several),
        )
        for name, several in found.items()
    }


def acting_as(member: Member | None) -> str:
    if member is None:
        return "Nobody in this review"
    return f"{member.roles} for {member.agency or 'the commissioning board'}"


def kind_words(kind: str) -> str:
    return REVIEW_KINDS[kind]
