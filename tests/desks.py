"""Seating somebody at a body's desk with both keys, which no single act can."""

from datetime import datetime

from portal.directory import acts as directory
from portal.directory import desks
from portal.gate.gate import Actor
from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from portal.reviews import at_desks
from tests.build import YEAR, World

SECOND = "second_keeper"
"""Another administrator, who is of no cast; made where the second key is nobody else's."""


def second_keeper(world: World) -> str:
    """Her id; from now on `world.act` knows her."""
    if SECOND not in world.people:
        with world.vault.act("", actor=CONSOLE) as gate:
            told = {"agency_id": None, "name": "Rosa Quill", "email": "second@example.org"}
            world.people[SECOND], _ = directory.add_person(**told, gate=gate)
            person = world.people[SECOND]
            directory.appoint(person_id=person, role=Role.ADMINISTRATOR, gate=gate)
    return world.people[SECOND]


def proposed(
    world: World,
    who: str,
    body: str,
    role: Role = Role.COORDINATOR,
    *,
    by: str = "administrator",
    starts: datetime | None = None,
    ends: datetime | None = None,
    standing: str = "holder",
) -> str:
    """One key alone; the desk's id."""
    with world.act(by, "portal") as gate:
        since = starts or gate.now
        told = desks.Seat(
            world.people[who], body, role, since, ends or gate.now + YEAR, standing=standing
        )
        return at_desks.propose(told=told, gate=gate).id


def seated(
    world: World,
    who: str,
    body: str,
    role: Role = Role.COORDINATOR,
    *,
    starts: datetime | None = None,
    ends: datetime | None = None,
    standing: str = "holder",
) -> str:
    """Both keys: an administrator proposes, and whoever that waits for accepts; the desk's id."""
    when = {"starts": starts, "ends": ends}
    desk = proposed(world, who, body, role, standing=standing, **when)
    with world.act("administrator", "portal") as gate:
        row = at_desks.asked(name=desk, gate=gate)
        if row.accepted_at is not None:
            return desk
        able = at_desks.answerers(desk=row, gate=gate)
    accepted(world, desk, min(able) if able else second_keeper(world))
    return desk


def accepted(world: World, desk: str, person: str) -> None:
    actor = Actor(person, "", ("role:anyone", "role:signed_in"))
    with world.vault.act("", "portal", actor=actor) as gate:
        at_desks.accept(name=desk, gate=gate)
