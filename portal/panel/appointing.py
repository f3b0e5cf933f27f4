"""How people come to a panel and leave it: letters of appointment, substitutes, resignations."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.panel.acts import not_shredded, stands
from portal.panel.models import CAPACITIES, PARTED, Appointment
from portal.people.models import Person
from portal.reviews.kinds import kinds
from portal.reviews.models import Membership, MembershipRole, Review


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter of appointment says."""

    capacity: str
    letter_on: date
    since: date
    until: date
    instead_of: str = ""
    why: str = ""
    """Why an author comes from outside the body; empty for one who does not."""


def appointments(*, gate: Gate) -> list[Any]:
    """Every appointment, ended ones too, in the order of making. It opens none."""
    table = Appointment.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.made_at, table.c.id)))


def appoint(*, member: Membership, letter: Letter, gate: Gate) -> Appointment:
    """Put on record as what somebody was appointed, for a time.

    Raises Absent; Refused for a capacity that the part or the kind of review does not have, days
    that cannot be, and an author from outside without a reason.
    """
    gate.check(Act.APPOINT_PANEL, member, Membership.shape)
    not_shredded(gate)
    stands(member.ends_at, gate)
    _fit_for(member, letter, gate)
    made = Appointment(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.body,
        row_version=1,
        membership_id=member.id,
        capacity=letter.capacity,
        appointed_by=_appointer(letter, gate),
        instead_of=letter.instead_of,
        outside=bool(letter.why),
        letter_on=letter.letter_on,
        starts_on=letter.since,
        ends_on=letter.until,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    if letter.why:
        gate.seal(made, words=letter.why)
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.APPOINT_PANEL, gate.body, {"appointed": (made.id,)})
    return made


def _appointer(letter: Letter, gate: Gate) -> str:
    if gate.body != BOARD:
        return "agency"
    return "minister" if letter.capacity == "lay_adviser" else "board"


def _fit_for(member: Membership, letter: Letter, gate: Gate) -> None:
    if letter.capacity not in CAPACITIES:
        raise Refused("Choose as what this person is appointed.")
    kind = gate.connection.execute(
        sa.select(Review.kind).where(Review.id == gate.domain)
    ).scalar_one()
    if letter.capacity == "lay_adviser" and not kinds()[kind].lay_adviser:
        raise Refused(f"There are no lay advisers in a {kinds()[kind].short}.")
    here = sa.select(MembershipRole.role).where(MembershipRole.membership_id == member.id)
    roles = {Role(role) for role in gate.connection.execute(here).scalars()}
    asked = CAPACITIES[letter.capacity][1]
    if asked and not asked & roles:
        raise Refused("Their part in the review does not have that role. Choose another capacity.")
    if letter.since > letter.until:
        raise Refused("The last day must not be before the first.")
    if any(too_far(on, gate.now) for on in (letter.letter_on, letter.since, letter.until)):
        raise Refused("The days must be within ten years.")
    _substitute(member, letter, gate)
    if letter.capacity == "author" and member.body != BOARD:
        _from_outside(member, letter, gate)
    standing = [row for row in appointments(gate=gate) if row.ended_at is None]
    if any(
        (row.membership_id, row.capacity, row.instead_of)
        == (member.id, letter.capacity, letter.instead_of)
        for row in standing
    ):
        raise Refused("They have been appointed so already. End that appointment first.")


def _substitute(member: Membership, letter: Letter, gate: Gate) -> None:
    """Somebody stands in for a colleague of the same body. There may be several substitutes."""
    if letter.capacity != "substitute":
        if letter.instead_of:
            raise Refused("Only a substitute stands in for somebody.")
        return
    body = sa.select(Membership.body).where(
        Membership.id == letter.instead_of,
        Membership.review_id == gate.domain,
        Membership.id != member.id,
    )
    if gate.connection.execute(body).scalar_one_or_none() != member.body:
        raise Refused("Choose for whom they stand in: somebody of the same body.")


def _from_outside(member: Membership, letter: Letter, gate: Gate) -> None:
    home = sa.select(Person.agency_id).where(Person.id == member.person_id)
    outside = gate.connection.execute(home).scalar_one() != member.body
    if outside and not letter.why:
        raise Refused("This author works for another body. Say why the author is from outside.")
    if letter.why and not outside:
        raise Refused("This author works for the body itself, so leave the reason empty.")


def end_appointment(*, appointment: Appointment, ground: str, why: str, gate: Gate) -> None:
    """It ends now; the part in the review goes on until its office ends that. Raises Refused."""
    gate.check(Act.APPOINT_PANEL, appointment, Appointment.shape)
    if appointment.ended_at is not None:
        raise Refused("This appointment has ended already.")
    if ground not in PARTED:
        raise Refused("Choose why it ends.")
    _end(appointment, ground, why, gate)


def resign(*, why: str, gate: Gate) -> None:
    """The acting member gives up every appointment she has in this part.

    Raises Absent; Refused where none stands.
    """
    gate.check(Act.RESIGN_PART)
    here = sa.select(Appointment).where(
        Appointment.membership_id == gate.actor.member, Appointment.ended_at.is_(None)
    )
    rows = list(gate.session.execute(here).scalars())
    if not rows:
        raise Refused("No appointment of yours is on record here. Tell the board's office.")
    for row in rows:
        _end(row, "resigned", why, gate)


def _end(row: Appointment, ground: str, why: str, gate: Gate) -> None:
    row.reason = gate.reason(why, row.owner_id)
    gate.session.flush()
    row.ground, row.ended_by, row.ended_at = ground, gate.actor.member, gate.now
    gate.session.flush()
    things = {"appointment-ended": (row.id,)}
    gate.record(Act.RESIGN_PART, row.owner_id, things, reason=row.reason)


def outside_words(*, rows: list[Any], gate: Gate) -> dict[str, str]:
    """By id why an author comes from outside: for all who take part."""
    told = [row for row in rows if row.words is not None]
    opened = gate.open_many(Appointment, told, "words", act=Act.READ_REVIEW) if told else []
    return {row.id: text for row, text in opened}
