"""Making drop-off links and closing them: for one organisation, one purpose, and a time."""

import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.doors.limits import number_on
from portal.doors.models import PURPOSES, Arrival, Door, closed
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.gate.sessions import hash_of, new_token
from portal.people.models import Agency
from portal.reviews import acts as reviews

FIGURES = 8
MOST_OPEN = 200
"""Links of one review that are open at a time, so that nothing grows without bound."""
DESTROYED = "The papers of this review were destroyed, so nothing more is taken in for it."


def code_hash(link: str, code: str) -> str:
    """Of both together: whoever has a copy of the records and not the link tries codes in vain."""
    return hash_of(f"{link}\n{code}")


def make(
    *, owner: str, organisation: str, agency: str, purpose: str, ring: str, gate: Gate
) -> tuple[Door, str, str]:
    """A link for one organisation, with what opens it; neither is ever to be had again.

    `owner` is the body whose people take in what comes. Raises Absent; Refused where nobody of it
    could, for no purpose of the list, or where too many links are open.
    """
    door = Door(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        agency_id=agency or None,
        purpose=purpose,
        made_by=gate.actor.member,
        made_at=gate.now,
        until=gate.now + timedelta(days=number_on("open", today(gate.now))),
        tries=0,
        sent_hash="",
    )
    gate.check(Act.KEEP_DOOR, door, Door.shape)
    _fit(door, gate)
    link, code = new_token(), f"{secrets.randbelow(10**FIGURES):0{FIGURES}d}"
    door.link_hash, door.code_hash = hash_of(link), code_hash(link, code)
    gate.seal(door, organisation=organisation, ring=ring)
    gate.session.add(door)
    gate.session.flush()
    return door, link, code


def _fit(door: Door, gate: Gate) -> None:
    if gate.shredded:
        raise Refused(DESTROYED)
    if door.purpose not in PURPOSES:
        raise Refused("Choose what they are to send.")
    if door.owner_id not in bodies(gate=gate):
        raise Refused(
            "Nobody takes part for that body who could take in what comes. Choose another body, or "
            "have somebody confirmed for it first."
        )
    there = sa.select(sa.exists().where(Agency.id == door.agency_id))
    if door.agency_id and not gate.connection.execute(there).scalar_one():
        raise Refused("There is no such agency in the directory.")
    if sum(not closed(row, gate.now) for row in _every(gate)) >= MOST_OPEN:
        raise Refused("Too many links of this review are open. Close those that are not needed.")


def bodies(*, gate: Gate) -> dict[str, str]:
    """The bodies for which this member may make a link, by id, with their names: there must be
    somebody who can take in what comes.
    """
    told = {}
    for body, name in reviews.owners(gate=gate).items():
        here = Door(owner_id=body, review_id=gate.domain)
        if not gate.may(Act.KEEP_DOOR, here, Door.shape).allowed:
            continue
        if gate.who_may(Act.TAKE_IN, Arrival(owner_id=body), Arrival.shape):
            told[body] = name
    return told


def makes(*, gate: Gate) -> bool:
    """Whether this member makes links at all: for any body, or for her own."""
    return gate.may(Act.KEEP_DOOR).allowed or bool(gate.owners_for(Act.KEEP_DOOR))


def doors(*, gate: Gate) -> list[tuple[Any, str]]:
    """The links that this member keeps, the newest first, each with its organisation's name."""
    if not makes(gate=gate):
        return []
    return gate.open_many(Door, _every(gate), "organisation", act=Act.KEEP_DOOR)


def _every(gate: Gate) -> list[Any]:
    table = Door.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.made_at.desc(), table.c.id)))


def state(*, door: Any, gate: Gate) -> str:
    """Empty while it is open; else "used", "revoked", "expired", "guessed" or "maker"."""
    if why := closed(door, gate.now):
        return why
    if door.tries >= number_on("tries", today(gate.now)):
        return "guessed"
    return "" if maker_stands(door, gate) else "maker"


def maker_stands(door: Any, gate: Gate) -> bool:
    """Whether whoever made it still may: a link does not outlive its maker's part in the review."""
    return door.made_by in {name for name, _ in gate.who_may(Act.KEEP_DOOR, door, Door.shape)}


def revoke(*, door: Door, gate: Gate) -> None:
    """Nothing comes through it any more, also of what is being typed. Raises Absent, Refused."""
    gate.check(Act.KEEP_DOOR, door, Door.shape)
    if closed(door, gate.now):
        raise Refused("This link is closed already: it was used, it was revoked, or it has ended.")
    door.revoked_at, door.revoked_by = gate.now, gate.actor.member
    door.pass_hash, door.pass_until = None, None


def organisation_of(*, door: Any, gate: Gate) -> str:
    """Its name, opened and recorded. Raises Absent."""
    return gate.open(door, "organisation", act=Act.KEEP_DOOR, model=Door)["organisation"]
