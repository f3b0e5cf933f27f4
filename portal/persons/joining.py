"""That two bodies' entries are of one person: proposed by one, agreed to by the other."""

from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.persons.models import JOIN_MOVES, OPEN_JOINS, KnownPerson, PersonJoin

CLOSED = "This entry is closed. Enter the person anew where it is needed again."
SETTLED = "Somebody has settled that already. Look at the entry again."
NOT_SHOWN = (
    "Show your entry to all who redact in this review first: the other organisation must see whom "
    "you mean."
)


def propose(*, first: KnownPerson, second: Any, gate: Gate) -> PersonJoin:
    """Say that another body's entry is of the same person; that body answers.

    Raises Absent; Refused where an entry is closed or not shown, or it is proposed already.
    """
    gate.check(Act.KEEP_PERSON, first, KnownPerson.shape)
    gate.check(Act.READ_PERSON, second, KnownPerson.shape)
    if first.closed_at is not None:
        raise Refused(CLOSED)
    if second.owner_id == first.owner_id or second.closed_at is not None:
        raise Refused("Choose an open entry of another organisation.")
    if not first.shown:
        raise Refused(NOT_SHOWN)
    pair = " ".join(sorted((first.id, second.id)))
    if any(join.pair == pair and join.state in OPEN_JOINS for join in joins(gate=gate)):
        raise Refused("That has been proposed already.")
    made = PersonJoin(
        id=new_id(),
        review_id=gate.domain,
        owner_id=second.owner_id,
        first_id=first.id,
        second_id=second.id,
        pair=pair,
        state="proposed",
        proposed_by=gate.actor.member,
        proposed_at=gate.now,
    )
    gate.session.add(made)
    gate.session.flush()
    return made


def answer(*, join: PersonJoin, to: str, gate: Gate) -> None:
    """The second entry's owner says whether it is the same person: "agreed" or "refused".

    Raises Absent; Refused where that is settled, or an entry is closed or not shown any more.
    """
    gate.check(Act.KEEP_PERSON, join, PersonJoin.shape)
    if join.state != "proposed" or to not in {"agreed", "refused"}:
        raise Refused(SETTLED)
    both = [one_of(name, gate) for name in (join.first_id, join.second_id)]
    if to == "agreed" and any(one.closed_at or not one.shown for one in both):
        raise Refused("Both entries must be open and shown to all who redact in this review.")
    _settle(join, to, gate)


def end(*, name: str, gate: Gate) -> None:
    """The proposer takes it back before it is answered; after that either body ends it.

    Raises Absent; Refused where there is nothing to end.
    """
    join = gate.session.execute(
        sa.select(PersonJoin).where(PersonJoin.id == name, PersonJoin.review_id == gate.domain)
    ).scalar_one_or_none()
    if join is None:
        gate.deny(Act.KEEP_PERSON, outcome="absent")
    side(join=join, gate=gate)
    to = "taken_back" if join.state == "proposed" else "ended"
    if to not in JOIN_MOVES[join.state]:
        raise Refused(SETTLED)
    _settle(join, to, gate)


def side(*, join: Any, gate: Gate) -> None:
    """Whether the actor keeps one of the entries from whose side it is ended. Raises Absent."""
    sides = [one_of(join.first_id, gate)]
    if join.state != "proposed":
        sides.append(one_of(join.second_id, gate))
    mine = [one for one in sides if gate.may(Act.KEEP_PERSON, one, KnownPerson.shape).allowed]
    gate.check(Act.KEEP_PERSON, (mine or sides)[0], KnownPerson.shape)


def _settle(join: PersonJoin, to: str, gate: Gate) -> None:
    join.state, join.settled_by, join.settled_at = to, gate.actor.member, gate.now
    gate.session.flush()


def one_of(name: str, gate: Gate) -> Any:
    """One entry of this review, unopened, for what its label needs."""
    of = KnownPerson.__table__
    wanted = sa.select(of).where(of.c.id == name, of.c.review_id == gate.domain)
    return gate.connection.execute(wanted).one()


def joins(*, gate: Gate) -> list[Any]:
    """Every proposal that two entries are of one person, oldest first."""
    of = PersonJoin.__table__
    here = sa.select(of).where(of.c.review_id == gate.domain).order_by(of.c.id)
    return list(gate.connection.execute(here))


def roots(*, gate: Gate) -> dict[str, str]:
    """For each entry that is joined with others, the one of them that was entered first."""
    found: dict[str, str] = {}
    for join in joins(gate=gate):
        if join.state == "agreed":
            group = {join.first_id, join.second_id}
            heads = {found.get(one, one) for one in group}
            group |= heads | {one for one, head in found.items() if head in heads}
            found |= dict.fromkeys(group, min(group))
    return found
