"""How a review and the people in it are called on a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, SPOKEN, Act, Role
from portal.people.models import STANDINGS, Person
from portal.reviews import acts, parts
from portal.reviews.kinds import kinds
from portal.reviews.models import AS_AGREED, HANDLINGS
from portal.web.dates import today
from portal.web.draw import counted
from portal.web.page import Ask

BOARD_WORDS = "The commissioning board"


@dataclass(slots=True)
class Member:
    id: str
    person_id: str
    body: str
    agency: str
    roles: str
    starts: datetime
    ends: datetime


def framed(ask: Ask) -> Any:
    """Set the page's marking and for whom the person acts; the review's own row."""
    row = acts.frame(gate=ask.gate)
    ask.marking, ask.handling = row.marking, HANDLINGS[row.handling or AS_AGREED]
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
            roles_and_standing([r.role for r in several], several[0].standing),
            several[0].starts_at,
            several[0].ends_at,
        )
        for name, several in found.items()
    }


def standing(gate: Gate) -> list[Member]:
    """Whose part in this review has not ended."""
    members = role_words(acts.members(gate=gate)).values()
    return [one for one in members if one.ends > gate.now]


def who(member: str, gate: Gate, gone: str = "somebody who takes part no more") -> str:
    """Whose membership it is, by name, also of one that has ended."""
    people = {row.id: row.person_id for row in acts.members(gate=gate)}
    if member not in people:
        return gone
    return acts.called(gate=gate, person_ids={people[member]}, agency=False)[people[member]]


def who_is(person: str, gate: Gate) -> list[dict[str, str]]:
    """Name, agency and e-mail address: people of one name differ in one of them."""
    row = acts.in_directory(person=person, gate=gate)
    return [
        {"key": "Name", "value": gate.open_directory(Person, row, "name")},
        {"key": "Works for", "value": row.agency or "No agency"},
        {"key": "Email address", "value": gate.open_directory(Person, row, "email")},
    ]


def people_in(memberships: Iterable[str], members: Mapping[str, Member]) -> str:
    """Such as "11 people in 3 agencies and on the board": persons, however many parts each has."""
    found = [members[name] for name in memberships if name in members]
    if not found:
        return "nobody yet"
    bodies = {one.body for one in found}
    agencies = bodies - {BOARD}
    where = [f"in {counted(len(agencies), 'agency', 'agencies')}"] if agencies else []
    where += ["on the board"] if BOARD in bodies else []
    people = counted(len({one.person_id for one in found}), "person", "people")
    return " ".join([people, " and ".join(where)]).strip()


def keeps_parts(gate: Gate) -> bool:
    """Whether the acting member holds an office that says who takes part."""
    return bool(gate.owners_for(Act.CONFIRM_MEMBER) or gate.owners_for(Act.STAND_DOWN))


def roles_and_standing(roles: Iterable[str], standing: str | None) -> str:
    """Such as "Senior office (deputy)": how somebody holds an office stands with it (rule 3)."""
    told = spoken(Role(role) for role in roles)
    return f"{told} ({STANDINGS[standing].lower()})" if standing else told


def waits(*, gate: Gate) -> list[Task]:
    """Parts that the acting member's office is asked to confirm."""
    owners = set(gate.owners_for(Act.CONFIRM_MEMBER))
    rows = [row for row in parts.asked_for(review=gate.domain, gate=gate) if row.owner_id in owners]
    rows = list({row.id: row for row in rows if row.person_id != gate.actor.person}.values())
    names = acts.called(gate=gate, person_ids={row.person_id for row in rows}, agency=False)
    base = f"/reviews/{gate.domain}/joinings"
    return [
        Task(
            f"Say whether {names[row.person_id]} takes part for {row.agency or 'the board'}",
            f"{base}/{row.id}",
            today(row.starts_at),
            "Say whether somebody takes part",
        )
        for row in rows
    ]


def acting_as(member: Member | None) -> str:
    if member is None:
        return "Nobody in this review"
    return f"{member.roles} for {member.agency or 'the commissioning board'}"


def in_sentence(body: str) -> str:
    """A body's name where it does not begin the sentence."""
    return "the commissioning board" if body == BOARD_WORDS else body


def kind_words(kind: str, own: str | None = None) -> str:
    """The table's title of a kind, or its board's own."""
    return own or kinds()[kind].title


DONE = {
    "confirmed": "You have confirmed it. The person takes part from the first day on, and sees "
    "what that part gives.",
    "refused": "You have refused it. The person was not let in. The administrator sees that it was "
    "refused, not why.",
    "ended": "The end is set. From that moment on the person sees nothing of the review in this "
    "part. What was read and signed stays on record.",
    "stood-down": "It holds from their next click on. Your office can let the person in again.",
    "let-in": "The person is let in again, as far as nothing else keeps them away.",
}
"""What has just happened, by the code that the address carries."""
