"""Boards, and who stands for a board or an agency outside any review: its desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.db import ID, new_id, stamp
from portal.directory.acts import there
from portal.gate.gate import Gate, Refused
from portal.gate.policy import DESK_ROLES, Act, Link, Role
from portal.gate.sealed import PORTAL
from portal.people.models import STANDINGS, Agency, Board, Desk, Person


def boards(*, gate: Gate) -> list[Any]:
    """Every board by name, closed ones too."""
    table = Board.__table__
    return list(gate.connection.execute(sa.select(table).order_by(table.c.name)))


def add_board(*, name: str, kind: str, gate: Gate) -> str:
    """A body that commissions reviews; its id. Raises Absent, or Refused for a name taken."""
    gate.check(Act.KEEP_DIRECTORY)
    if there(gate, Board.name == name):
        raise Refused("There is a board of that name already.")
    board = Board(id=new_id(), name=name, kind=kind)
    gate.session.add(board)
    gate.session.flush()
    return board.id


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody is to do for a body outside any review, and from when until when."""

    person: str
    body: str
    role: Role
    starts: datetime
    ends: datetime
    standing: str = "holder"


def put_up(*, told: Seat, gate: Gate) -> Desk:
    """Propose somebody for a body's desk, which gives nothing until `stand`. Raises Absent, or
    Refused with the sentence to show.
    """
    person: Person = gate.find(Person, told.person, Act.KEEP_DIRECTORY)
    if person.id == gate.actor.person:
        raise Refused("You cannot appoint yourself to a desk. Ask another administrator.")
    _fit(told, gate)
    desk = Desk(
        id=new_id(), person_id=person.id, body=told.body, role=told.role, standing=told.standing,
        starts_at=told.starts, ends_at=told.ends, appointed_by=gate.actor.person or "console",
    )  # fmt: skip
    gate.session.add(desk)
    gate.session.flush()
    things = {f"desk-proposed:{told.role}": (desk.id, told.body)}
    gate.record(Act.KEEP_DIRECTORY, person.owner_id, things)
    return desk


def stand(*, desk: Desk, gate: Gate) -> None:
    """From now on, or from its first day on, it gives what it gives. Who may say so is decided in
    `reviews.at_desks`, which knows the body's offices.
    """
    desk.accepted_by, desk.accepted_at = gate.actor.person or "console", gate.now
    gate.session.flush()
    window = stamp(max(desk.starts_at, gate.now)), stamp(desk.ends_at)
    link = Link(f"u:{desk.person_id}", f"team:{desk.role}:{desk.body}", *window)
    gate.allow([link], ref=f"desk:{desk.id}", domain=PORTAL)


def _fit(told: Seat, gate: Gate) -> None:
    """Raises Refused where that person cannot have that part for that body then."""
    board = there(gate, Board.id == told.body, Board.closed_at.is_(None))
    agency = there(gate, Agency.id == told.body, Agency.closed_at.is_(None))
    if told.role not in DESK_ROLES or told.standing not in STANDINGS:
        raise Refused("Choose what the person is to do, and how they hold it.")
    if not board and (told.role is Role.BOARD_CHAIR or not agency):
        raise Refused("Choose a board that is not closed. Only a co-ordinator can be an agency's.")
    if told.starts >= told.ends or told.ends <= gate.now:
        raise Refused("The last day must be after the first, and not in the past.")
    held = Desk.person_id == told.person, Desk.body == told.body, Desk.role == told.role
    ended = sa.update(Desk).where(*held, Desk.ended_at.is_(None), Desk.ends_at <= gate.now)
    gate.session.execute(ended.values(ended_at=Desk.ends_at, ended_by=Desk.appointed_by))
    if there(gate, *held, Desk.ended_at.is_(None)):
        raise Refused(
            "This person has that part for that body already, or is proposed. End that first."
        )


def desk(*, name: str, gate: Gate) -> Any:
    """One part at a body's desk, by its id. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    here = sa.select(Desk.__table__).where(Desk.id == name)
    found = gate.connection.execute(here).first() if ID.fullmatch(name) else None
    if found is None:
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    return found


def unseat(*, desk: str, gate: Gate) -> None:
    """End a part at a body's desk from the next request on, or take its proposal back; what it
    gave in reviews ends with `reviews.at_desks.end`. Raises Absent, Refused.
    """
    gate.check(Act.KEEP_DIRECTORY)
    if not ID.fullmatch(desk) or not there(gate, Desk.id == desk):
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    standing = sa.update(Desk).where(Desk.id == desk, Desk.ended_at.is_(None))
    by = gate.actor.person or "console"
    if not gate.connection.execute(standing.values(ended_at=gate.now, ended_by=by)).rowcount:
        raise Refused("That has ended already.")
    gate.end(ref=f"desk:{desk}")
    gate.record(Act.KEEP_DIRECTORY, PORTAL, {"desk-ended": (desk,)})


def desks(*, body: str, gate: Gate) -> list[Any]:
    """Who stands for a body now, with how: no words, and no act of itself."""
    table = Desk.__table__
    standing = (
        table.c.ended_at.is_(None),
        table.c.accepted_at.is_not(None),
        table.c.starts_at <= gate.now,
        table.c.ends_at > gate.now,
    )
    query = sa.select(table).where(table.c.body == body, *standing).order_by(table.c.id)
    return list(gate.connection.execute(query))


def waiting(*, gate: Gate, body: str = "") -> list[Any]:
    """The desks that are proposed and wait for their second key, of one body or of all."""
    table = Desk.__table__
    asked = table.c.ended_at.is_(None), table.c.accepted_at.is_(None), table.c.ends_at > gate.now
    query = sa.select(table).where(*asked).order_by(table.c.id)
    return list(gate.connection.execute(query.where(table.c.body == body) if body else query))
