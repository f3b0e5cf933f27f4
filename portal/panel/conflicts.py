"""Interests in a case: declared, recorded and decided on, and what they keep somebody from.

The board's office decides whether somebody stays. What independence.csv bars stays barred even
for who stays, until the interest is found to be a mistake.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.documents.models import Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.panel.acts import not_shredded
from portal.panel.models import GROUNDS, NONE, OUTCOMES, Appointment, Declaration
from portal.panel.quorum import BARRED, barred
from portal.people.models import Agency, Person
from portal.reviews import parts, stand_downs
from portal.reviews.models import Membership, MembershipRole, Review

HOW = {
    "managed": "managed the person whose case it is",
    "line": "are in the line management of the case",
    "agency": "work for an agency whose part is reviewed",
    "other": "have an interest in the case",
}


def declarations(*, gate: Gate, member: str = "") -> list[Any]:
    """What stands, of one membership or of the whole review, in the order of saying."""
    table = Declaration.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.ended_at.is_(None))
    if member:
        here = here.where(table.c.membership_id == member)
    return list(gate.connection.execute(here.order_by(table.c.said_at, table.c.id)))


def declare(*, ground: str, words: str, gate: Gate) -> Declaration:
    """Say for oneself that there is no interest in the case, or which.

    Raises Absent; Refused for the same again, and for "none" where an interest stands.
    """
    made = _made(gate.actor.member, ground, gate)
    gate.check(Act.DECLARE_INTEREST, made, Declaration.shape)
    standing = {row.ground for row in declarations(gate=gate, member=gate.actor.member)}
    if ground == NONE and standing - {NONE}:
        raise Refused(
            "An interest of yours is on record. Ask the board's office to say that it was a "
            "mistake."
        )
    return _kept(made, words, standing, gate)


def record(*, member: Membership, ground: str, words: str, gate: Gate) -> Declaration:
    """An office puts somebody else's interest on record. Raises Absent, Refused."""
    gate.check(Act.RECORD_CONFLICT, member, Membership.shape)
    made = _made(member.id, ground, gate)
    if member.person_id == gate.actor.person:
        raise Refused("Declare your own interests yourself, on the page of the panel.")
    if ground == NONE:
        raise Refused("Choose what the interest is.")
    standing = {row.ground for row in declarations(gate=gate, member=member.id)}
    return _kept(made, words, standing, gate)


def _made(member: str, ground: str, gate: Gate) -> Declaration:
    return Declaration(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        membership_id=member,
        ground=ground,
        said_by=gate.actor.member,
        said_at=gate.now,
    )


def _kept(made: Declaration, words: str, standing: set[str], gate: Gate) -> Declaration:
    not_shredded(gate)
    if made.ground not in {*GROUNDS, NONE}:
        raise Refused("Choose what the interest is.")
    if made.ground in standing:
        raise Refused("That is on record already.")
    none = (Declaration.membership_id == made.membership_id, Declaration.ground == NONE)
    gate.session.execute(
        sa.update(Declaration)
        .where(*none, Declaration.ended_at.is_(None))
        .values(ended_at=gate.now)
    )
    if made.ground != NONE:
        gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def decide(*, declaration: Declaration, outcome: str, why: str, gate: Gate) -> None:
    """The board's office says what follows, and that is done at once.

    Raises Absent; Refused for oneself, for "none", for what is decided or cannot be done.
    """
    gate.check(Act.DECIDE_CONFLICT, declaration, Declaration.shape)
    not_shredded(gate)
    member = _member(declaration, gate)
    if member.person_id == gate.actor.person:
        raise Refused("Nobody decides on their own interest. Another officer of the board does.")
    if declaration.ground == NONE or outcome not in OUTCOMES:
        raise Refused("Choose what follows from the interest.")
    if declaration.outcome not in {None, "accepted"} or declaration.ended_at:
        raise Refused("This has been decided already.")
    if declaration.outcome == outcome:
        raise Refused("This has been decided so already.")
    if outcome == "stood_down":
        scope = {"scope": "review", "what": ""}
        stand_downs.stand_down(person=member.person_id, **scope, why=why, gate=gate)
    if outcome == "refused":
        parts.leave(member=member, ends=gate.now, why=why, gate=gate)
    if outcome in {"stood_down", "refused"}:
        ended = [member.id]
        if outcome == "stood_down":
            ended += [row.id for row in other_parts(member=member.id, gate=gate)]
        _end_appointments(ended, gate)
    gate.seal(declaration, why=why)
    declaration.outcome, declaration.decided_by = outcome, gate.actor.member
    declaration.decided_at = gate.now
    if outcome == "mistaken":
        declaration.ended_at = gate.now
    gate.session.flush()


def _member(declaration: Declaration, gate: Gate) -> Membership:
    here = sa.select(Membership).where(Membership.id == declaration.membership_id)
    return gate.session.execute(here).scalar_one()


def other_parts(*, member: str, gate: Gate) -> list[Any]:
    """What else the same person is in this review now or soon: memberships, each with whom it is
    for. An end that is decided for one of them leaves these (rule 1); standing down closes all.
    """
    whose = sa.select(Membership.person_id).where(Membership.id == member).scalar_subquery()
    query = (
        sa.select(Membership.id, Agency.name)
        .outerjoin(Agency, Agency.id == Membership.body)
        .where(
            Membership.review_id == gate.domain,
            Membership.person_id == whose,
            Membership.id != member,
            Membership.ends_at > gate.now,
        )
        .order_by(Membership.id)
    )
    return list(gate.connection.execute(query))


def _end_appointments(members: list[str], gate: Gate) -> None:
    gone = {"ended_by": gate.actor.member, "ended_at": gate.now, "ground": "conflict"}
    here = Appointment.membership_id.in_(members), Appointment.ended_at.is_(None)
    gate.session.execute(sa.update(Appointment).where(*here).values(**gone))


# What an interest keeps somebody from


def why_not(*, capacity: str, gate: Gate) -> str:
    """Why the person who acts cannot be author or countersigner here, whichever of her parts, ended
    ones too, the interest was told of; empty where nothing bars it.
    """
    parts_of_hers = sa.select(Membership.id).where(
        Membership.review_id == gate.domain, Membership.person_id == gate.actor.person
    )
    hers = set(gate.connection.execute(parts_of_hers).scalars())
    rows = {row.ground for row in declarations(gate=gate) if row.membership_id in hers}
    kind = sa.select(Review.kind).where(Review.id == gate.domain)
    told = str(gate.connection.execute(kind).scalar_one())
    bars = barred(kind=told, capacity=capacity, on=today(gate.now))
    found = next((ground for ground in GROUNDS if ground in rows and ground in bars), "")
    if not found:
        return ""
    return (
        f"It is on record that you {HOW[found]}, so you cannot {BARRED[capacity]}. Somebody "
        "outside the case does. Ask your senior office."
    )


def found_in(*, kind: str, gate: Gate) -> dict[str, str]:
    """Memberships of the board's people whose own agency takes part, where that is barred: by id
    the agency. One that was decided on, or is on record, is not found again.
    """
    on = today(gate.now)
    roles = {
        role: capacity
        for role, capacity in ((Role.CHAIR, "chair"), (Role.AUTHOR, "overview_author"))
        if "agency" in barred(kind=kind, capacity=capacity, on=on)
    }
    theirs = sa.select(Membership.body).where(Membership.review_id == gate.domain)
    said = sa.select(Declaration.membership_id).where(
        Declaration.review_id == gate.domain, Declaration.ground == "agency"
    )
    query = (
        sa.select(Membership.id, Person.agency_id)
        .join(Person, Person.id == Membership.person_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.review_id == gate.domain,
            Membership.body == BOARD,
            Membership.ends_at > gate.now,
            MembershipRole.role.in_(roles),
            Person.agency_id.in_(theirs),
            Membership.id.not_in(said),
        )
    )
    return {row.id: row.agency_id for row in gate.connection.execute(query)}


def signed_before(*, member: str, said_at: datetime, gate: Gate) -> int:
    """How many versions somebody had signed off before an interest was on record."""
    of, person = Version.__table__.c, sa.select(Membership.person_id)
    here = sa.select(sa.func.count()).where(
        of.review_id == gate.domain,
        of.signed_by == person.where(Membership.id == member).scalar_subquery(),
        of.signed_at < said_at,
    )
    return int(gate.connection.execute(here).scalar_one())


def words_of(*, rows: list[Any], field: str, gate: Gate) -> dict[str, str]:
    """By id what was said, or why it was decided so: opened, for the board's office."""
    told = [row for row in rows if getattr(row, field) is not None]
    opened = gate.open_many(Declaration, told, field, act=Act.DECIDE_CONFLICT) if told else []
    return {row.id: text for row, text in opened}
