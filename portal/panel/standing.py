"""How a panel stands: who sits on it, what is missing of it, and what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act, Role
from portal.panel import appointing, conflicts, quorum, sittings
from portal.panel.models import NONE
from portal.people.models import Agency
from portal.reviews import acts as reviews
from portal.reviews.models import StandDown

DECLARES = frozenset(
    {Role.CHAIR, Role.LAY_ADVISER, Role.AUTHOR, Role.PANEL_MEMBER, Role.SENIOR_MANAGER}
)
"""Whose independence the review rests on: these say whether they are involved in the case."""
ON_PANEL = frozenset({Role.CHAIR, Role.LAY_ADVISER, Role.PANEL_MEMBER})


@dataclass(slots=True)
class Seat:
    """One membership with what the panel's page says of it."""

    id: str
    person_id: str
    body: str
    agency: str
    agency_kind: str
    roles: set[Role]
    office: str
    starts_at: Any
    ends_at: Any
    appointments: list[Any] = field(default_factory=list)
    declared: list[Any] = field(default_factory=list)
    away: bool = False

    @property
    def declares(self) -> bool:
        return bool(self.roles & DECLARES)

    @property
    def letters(self) -> list[Any]:
        """Appointments that were not ended."""
        return [row for row in self.appointments if row.ended_at is None]

    @property
    def seat(self) -> str:
        """Of policies/quorum.csv: which one somebody fills; empty for none."""
        if Role.CHAIR in self.roles:
            return "chair"
        if Role.LAY_ADVISER in self.roles:
            return "lay_adviser"
        principal = not any(row.capacity in {"substitute", "observer"} for row in self.letters)
        return self.agency_kind if Role.PANEL_MEMBER in self.roles and principal else ""

    def sits(self, now: datetime) -> bool:
        """Whether somebody holds that seat: with a letter on record, for as long as that holds."""
        on = today(now)
        appointed = any(row.starts_on <= on <= row.ends_on for row in self.letters)
        stands = self.starts_at <= now < self.ends_at and not self.away
        return stands and bool(self.seat) and (appointed or not self.appointments)


def seats(*, gate: Gate) -> dict[str, Seat]:
    """Every membership of the review by id, ended ones too."""
    found: dict[str, Seat] = {}
    named = gate.connection.execute(sa.select(Agency.id, Agency.kind))
    kinds = {row.id: row.kind for row in named}
    for row in reviews.members(gate=gate):
        one = found.get(row.id) or Seat(
            row.id, row.person_id, row.body, row.agency or "", kinds.get(row.body, ""), set(),
            row.standing or "", row.starts_at, row.ends_at,
        )  # fmt: skip
        one.roles.add(Role(row.role))
        found[row.id] = one
    for made in appointing.appointments(gate=gate):
        found[made.membership_id].appointments.append(made)
    for said in conflicts.declarations(gate=gate):
        found[said.membership_id].declared.append(said)
    away = sa.select(StandDown.person_id).where(
        StandDown.review_id == gate.domain,
        StandDown.scope == "review",
        StandDown.lifted_at.is_(None),
    )
    gone = set(gate.connection.execute(away).scalars())
    for one in found.values():
        one.away = one.person_id in gone
    return found


def ordered(found: Iterable[Seat]) -> list[Seat]:
    """Who leads first, then the rest of the panel, who writes and signs off, and everybody else."""
    order = (Role.CHAIR, Role.LAY_ADVISER, Role.PANEL_MEMBER, Role.AUTHOR, Role.SENIOR_MANAGER)
    first = {role: number for number, role in enumerate(order)}
    return sorted(
        found, key=lambda one: (min(first.get(role, len(order)) for role in one.roles), one.id)
    )


def of_panel(*, kind: str, now: datetime, found: Iterable[Seat]) -> list[quorum.Filled]:
    """Which seats of the panel are filled now."""
    by_seat: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.sits(now):
            by_seat[one.seat].add(one.id)
    return quorum.quorum(kind=kind, on=today(now), seats=by_seat)


def of_meeting(
    *, kind: str, on: date, there: Iterable[Any], found: dict[str, Seat]
) -> list[quorum.Filled]:
    """Which seats were filled at a meeting; a substitute fills the seat of who was absent."""
    by_seat: dict[str, set[str]] = defaultdict(set)
    for row in there:
        name = row.instead_of or row.membership_id
        by_seat[found[name].seat].add(name)
    return quorum.quorum(kind=kind, on=on, seats=by_seat)


def has_chair(found: Iterable[Seat], now: datetime) -> bool:
    return any(one.seat == "chair" and one.sits(now) for one in found)


def open_conflicts(one: Seat) -> list[Any]:
    return [row for row in one.declared if row.ground != NONE and row.outcome is None]


def waits(*, gate: Gate) -> list[Task]:
    """Declarations, decisions on interests, a missing chair, appointments to put on record, and
    challenges to answer. It opens nothing.
    """
    base = f"/reviews/{gate.domain}/panel"
    told = []
    mine = {group.removeprefix("role:") for group in gate.groups if group.startswith("role:")}
    if mine & DECLARES and not conflicts.declarations(gate=gate, member=gate.actor.member):
        told.append(Task("Declare whether you are involved in the case", f"{base}/declare", None))
    if BOARD in gate.owners_for(Act.DECIDE_CONFLICT):
        found = seats(gate=gate).values()
        told += _of_the_board([s for s in found if s.ends_at > gate.now], base, gate)
    if gate.may(Act.ANSWER_CHALLENGE).allowed:
        told += [
            Task("Answer a lay adviser's challenge", f"{base}/challenges/{row.id}/answer", None)
            for row in sittings.challenges(gate=gate)
            if row.said == "challenge" and row.answered_at is None
        ]
    return told


def _of_the_board(standing: list[Seat], base: str, gate: Gate) -> list[Task]:
    told = [
        Task("Decide on an interest in the case", f"{base}/declarations/{row.id}", None)
        for one in standing
        for row in open_conflicts(one)
        if one.person_id != gate.actor.person
    ]
    if not has_chair(standing, gate.now):
        told.append(Task("Appoint a chair: the review has none", base, None))
    kind = str(reviews.frame(gate=gate).kind)
    if conflicts.found_in(kind=kind, gate=gate):
        told.append(Task("Look at the independence of who leads or writes", base, None))
    if any(one.roles & ON_PANEL and not one.appointments for one in standing):
        told.append(Task("Record how people came to the panel", base, None))
    return told
