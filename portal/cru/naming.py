"""Letting a pack hold something of the applicant: a policing purpose, and a second person."""

from typing import Any

import sqlalchemy as sa

from portal.cru.blind import found, strings_of
from portal.cru.models import FIELDS, CruField, CruReferral
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.requests import acts as requests
from portal.requests.acts import checked
from portal.reviews.models import Membership


def ask_to_name(*, request: Any, what: str, purpose: str, gate: Gate) -> CruField:
    """Say for which policing purpose the unit is to know it. Raises Absent, Refused."""
    checked(request, gate)
    if what not in FIELDS:
        raise Refused("Choose what the unit is to know of the applicant.")
    there = unspent(request=request, gate=gate)
    if any(row.what == what and row.agreed is not False for row in there):
        raise Refused("That is asked for or agreed to already.")
    made = CruField(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        what=what,
        asked_by=gate.actor.member,
        asked_at=gate.now,
    )
    gate.seal(made, words=purpose)
    gate.session.add(made)
    gate.session.flush()
    return made


def settle(*, field: CruField, agreed: bool, gate: Gate) -> None:
    """A second person agrees or does not. Raises Absent; Refused for who asked, and twice."""
    checked(field, gate, Act.AGREE_FOI)
    if field.agreed is not None:
        raise Refused("This was answered already.")
    asked = sa.select(Membership.person_id).where(Membership.id == field.asked_by)
    if gate.session.execute(asked).scalar_one() == gate.actor.person:
        raise Refused("You asked for it yourself. A second person decides.")
    field.agreed, field.settled_by, field.settled_at = agreed, gate.actor.member, gate.now
    gate.session.flush()


def fields(*, request: Any, gate: Gate) -> list[Any]:
    """All that was asked for, oldest first, unopened."""
    of = CruField.__table__.c
    query = sa.select(CruField.__table__).where(of.request_id == request.id)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def unspent(*, request: Any, gate: Gate) -> list[Any]:
    """As `fields`, without those on whose agreement a referral was made: a purpose holds for one
    referral, and for the next one it is weighed anew.
    """
    of = CruReferral.__table__.c
    query = sa.select(sa.func.max(of.made_at)).where(of.request_id == request.id)
    last = gate.connection.execute(query).scalar_one()
    return [
        row
        for row in fields(request=request, gate=gate)
        if not (row.agreed and last is not None and row.settled_at <= last)
    ]


def agreed_fields(*, request: Any, gate: Gate) -> list[str]:
    """What a second person has agreed that the next pack holds; nothing, unless somebody has."""
    said = {row.what for row in unspent(request=request, gate=gate) if row.agreed}
    return [what for what in FIELDS if what in said]


def waiting(*, gate: Gate) -> list[Any]:
    """Those that wait for the actor's word: not those that she asked for herself."""
    of, member = CruField.__table__.c, Membership.__table__.c
    query = sa.select(CruField.__table__).join(Membership, member.id == of.asked_by)
    owners = gate.owners_for(Act.AGREE_FOI)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(owners), of.agreed.is_(None))
    mine = here.where(member.person_id != gate.actor.person).order_by(of.id)
    return plain_rows(gate.connection.execute(mine))


def tells_of(*, words: str, gate: Gate) -> bool:
    """Whether words that another body is to read say who made a request to this one: each request
    that the actor reads is opened and recorded.
    """
    rows = requests.requests(gate=gate) if words.strip() else []
    told = [requests.words_of(request=row, gate=gate) for row in rows]
    return any(found(words, strings_of(one["applicant"], one["address"])) for one in told)
