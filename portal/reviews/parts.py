"""Who takes part: asked for by an administrator, confirmed by an office, and ended early.

An administrator keeps the directory and must not, by making up a colleague, reach the words of a
body. So whoever is to act for a body waits for an office of that body to say yes. Of its first
office, and where it has had one and none stands any more, the board's office says so; only what is
set up before the board's office stands is taken on the administrator's word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.db import ID, new_id, stamp
from portal.directory.succession import answering
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Link, Role
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account
from portal.people.models import Agency, Person
from portal.reviews.kinds import kinds
from portal.reviews.models import (
    ASKED_MOVES,
    Asked,
    Joining,
    JoiningRole,
    Membership,
    MembershipRole,
    Office,
    Parting,
    Review,
    StandDown,
)

TWICE = "Everybody who takes part is a member. Choose what she does besides."
OFFICES = frozenset({Role.SENIOR_OFFICE, Role.BOARD_OFFICE})


def office_of(body: str) -> Role:
    """The role whose holder answers for a body."""
    return Role.BOARD_OFFICE if body == BOARD else Role.SENIOR_OFFICE


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody is to do in a review, for whom, and from when until when."""

    person: str
    body: str
    roles: tuple[Role, ...]
    starts: datetime
    ends: datetime
    standing: str = ""


def seat(
    *,
    review_id: str,
    person_id: str,
    body: str,
    roles: Iterable[Role],
    starts: datetime,
    ends: datetime,
    standing: str,
    gate: Gate,
    name: str = "",
) -> Membership:
    """A membership on behalf of one body, for a time (rule 1), once that has been decided.

    Raises Refused for the role that everybody has: it would stand there twice.
    """
    roles = list(roles)
    if Role.MEMBER in roles:
        raise Refused(TWICE)
    member = Membership(
        id=name or new_id(),
        review_id=review_id,
        person_id=person_id,
        body=body,
        starts_at=starts,
        ends_at=ends,
    )
    gate.session.add(member)
    gate.session.flush()
    gate.session.add_all(MembershipRole(membership_id=member.id, role=r) for r in roles)
    if standing:
        gate.session.add(Office(membership_id=member.id, standing=standing))
    gate.allow(links_of(member, roles), ref=f"member:{member.id}", domain=review_id)
    return member


def links_of(member: Membership, roles: Iterable[str]) -> list[Link]:
    """What a membership belongs to for as long as it stands. Who only notified is no member."""
    roles = list(roles)
    groups = [f"u:{member.person_id}"]
    if roles != [Role.NOTIFIER]:
        groups += [f"role:{Role.MEMBER}", f"body:{member.body}"]
    for role in roles:
        groups += [f"role:{role}", f"team:{role}:{member.body}"]
    window = stamp(member.starts_at), stamp(member.ends_at)
    return [Link(f"m:{member.id}", group, *window) for group in groups]


# Asking


def ask(*, review: str, part: Part, gate: Gate) -> Membership | Joining:
    """An administrator proposes that somebody takes part. A body's first office does so at once,
    before the board's office stands; everybody else waits until an office has confirmed it.

    Raises Absent, or Refused with the sentence to show.
    """
    gate.check(Act.KEEP_DIRECTORY)
    person = _fit(review, part, gate)
    had_one = _there(gate, *_offices(review, part.body))
    if office_of(part.body) in part.roles and not had_one:
        if part.body != BOARD and person.agency_id not in answering(part.body, gate):
            raise Refused("The first senior office of an agency is one of the agency's own people.")
        if not office_stands(review=review, body=BOARD, gate=gate):
            return _seat(review, part, gate)
    row = Joining(
        id=new_id(),
        review_id=review,
        owner_id=_who_answers(review, part, gate, had_one=had_one),
        person_id=part.person,
        body=part.body,
        starts_at=part.starts,
        ends_at=part.ends,
        standing=part.standing or None,
        asked_by=gate.actor.person,
        asked_at=gate.now,
    )
    gate.session.add(row)
    gate.session.flush()
    gate.session.add_all(JoiningRole(joining_id=row.id, role=role) for role in part.roles)
    gate.record(Act.KEEP_DIRECTORY, _stream(part.body), {"joining": (row.id,)})
    return row


def _seat(review: str, part: Part, gate: Gate, name: str = "") -> Membership:
    return seat(
        review_id=review,
        person_id=part.person,
        body=part.body,
        roles=part.roles,
        starts=part.starts,
        ends=part.ends,
        standing=part.standing,
        gate=gate,
        name=name,
    )


def _stream(body: str) -> str:
    """In whose stream of the portal's own ledger it stands."""
    return PORTAL if body == BOARD else body


def _fit(review: str, part: Part, gate: Gate) -> Any:
    """The person, where this part can be proposed at all."""
    if Role.MEMBER in part.roles:
        raise Refused(TWICE)
    if part.person == gate.actor.person:
        raise Refused("You cannot add yourself to a review. Ask another administrator.")
    person = _found(part.person, gate)
    if person is None or not _there(gate, Review.id == review):
        raise Refused("There is no such person or review any more. Load the page again.")
    if person.suspended_at is not None:
        raise Refused("This person's account is suspended. Let them in again first.")
    if Role.LAY_ADVISER in part.roles:
        _has_lay_advisers(review, gate)
    if part.body != BOARD and not _there(gate, Agency.id == part.body):
        raise Refused("There is no such agency any more. Load the page again.")
    has_one = (
        Membership.review_id == review,
        Membership.person_id == part.person,
        Membership.body == part.body,
        Membership.ends_at > max(gate.now, part.starts),
        Membership.starts_at < part.ends,
    )
    if _there(gate, *has_one):
        raise Refused(
            "This person takes part for them already. Choose a first day after that part's last, "
            "or have that part ended first."
        )
    waits = (
        Joining.review_id == review,
        Joining.person_id == part.person,
        Joining.body == part.body,
        Joining.stage == Asked.WAITING,
    )
    if _there(gate, *waits):
        raise Refused("This person is already proposed for them, and waits to be confirmed.")
    return person


def _has_lay_advisers(review: str, gate: Gate) -> None:
    kind = gate.connection.execute(sa.select(Review.kind).where(Review.id == review)).scalar_one()
    if not kinds()[kind].lay_adviser:
        raise Refused(f"There are no lay advisers in a {kinds()[kind].short}. Choose another role.")


def _found(person: str, gate: Gate) -> Any:
    query = (
        sa.select(Person.id, Person.agency_id, Account.suspended_at)
        .join(Account, Account.person_id == Person.id)
        .where(Person.id == person)
    )
    return gate.connection.execute(query).first()


def _there(gate: Gate, *facts: sa.ColumnElement[bool]) -> bool:
    return bool(gate.connection.execute(sa.select(sa.exists().where(*facts))).scalar_one())


def _offices(review: Any, body: str) -> list[sa.ColumnElement[bool]]:
    """Memberships that hold, held or will hold the body's office in a review."""
    return [
        Membership.review_id == review,
        Membership.body == body,
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role == office_of(body),
    ]


def office_stands(*, review: str, body: str, gate: Gate, but: str = "") -> bool:
    """Whether somebody else than `but` can answer for the body now or once her part begins."""
    return _there(gate, *standing_office(review, body, gate), Membership.person_id != but)


def standing_office(review: Any, body: str, gate: Gate) -> list[sa.ColumnElement[bool]]:
    """Memberships that hold or will hold the body's office and can act; of a review or a column."""
    kept_away = sa.exists().where(
        StandDown.review_id == review,
        StandDown.person_id == Membership.person_id,
        StandDown.scope == "review",
        StandDown.lifted_at.is_(None),
    )
    return [
        *_offices(review, body),
        Membership.ends_at > gate.now,
        Account.person_id == Membership.person_id,
        Account.suspended_at.is_(None),
        ~kept_away,
    ]


def _who_answers(review: str, part: Part, gate: Gate, *, had_one: bool) -> str:
    """The body's own office, also one that is yet to come; the board's of its first office, and
    where none is left.
    """
    own = office_stands(review=review, body=part.body, gate=gate, but=part.person)
    lacking = had_one or office_of(part.body) in part.roles
    return BOARD if lacking and not own else part.body


def take_back(*, joining: str, gate: Gate) -> str:
    """The administrator proposes it no more; the review's id. Raises Absent, Refused."""
    gate.check(Act.KEEP_DIRECTORY)
    query = sa.select(Joining).where(Joining.id == joining)
    row = gate.session.execute(query).scalar_one_or_none() if ID.fullmatch(joining) else None
    if row is None:
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    _unanswered(row)
    row.stage, row.answered_at = Asked.TAKEN_BACK, gate.now
    gate.record(Act.KEEP_DIRECTORY, _stream(row.body), {"taken-back": (row.id,)})
    return row.review_id


# Answering


def confirm(*, joining: Joining, gate: Gate) -> Membership:
    """An office takes responsibility for somebody: the part begins, at once or on its day.

    Raises Refused for what has been answered or is over, and for oneself.
    """
    _answerable(joining, gate)
    roles = tuple(Role(role) for role in roles_of(joining=joining.id, gate=gate))
    part = Part(
        person=joining.person_id,
        body=joining.body,
        roles=roles,
        starts=max(joining.starts_at, gate.now),
        ends=joining.ends_at,
        standing=joining.standing or "",
    )
    member = _seat(gate.domain, part, gate, joining.id)
    _answer(joining, Asked.CONFIRMED, gate)
    gate.record(Act.CONFIRM_MEMBER, joining.owner_id, {"member": (member.id,)})
    return member


def refuse(*, joining: Joining, why: str, gate: Gate) -> None:
    """An office says no; its words are sealed for its own side. Raises Refused as `confirm`."""
    _unanswered(joining)
    joining.reason = gate.reason(why, joining.owner_id)
    gate.session.flush()
    _answer(joining, Asked.REFUSED, gate)
    things = {"not-confirmed": (joining.id,)}
    gate.record(Act.CONFIRM_MEMBER, joining.owner_id, things, reason=joining.reason)


def _answer(joining: Joining, stage: Asked, gate: Gate) -> None:
    joining.stage, joining.answered_at = stage, gate.now
    joining.answered_by = gate.actor.member


def _unanswered(joining: Joining) -> None:
    if not ASKED_MOVES[Asked(joining.stage)]:
        raise Refused("This has been answered already. Nothing more is needed from you.")


def _answerable(joining: Joining, gate: Gate) -> None:
    _unanswered(joining)
    if joining.person_id == gate.actor.person:
        raise Refused("Nobody confirms their own part. Another officer does.")
    if joining.ends_at <= gate.now:
        raise Refused("The time for this part is over. Ask the administrator to propose it anew.")
    person = _found(joining.person_id, gate)
    if person is None or person.suspended_at is not None:
        raise Refused("This person's account is suspended, so the part cannot begin.")
    theirs = joining.body != joining.owner_id
    if theirs and office_stands(
        review=gate.domain, body=joining.body, gate=gate, but=joining.person_id
    ):
        raise Refused(
            "Their own office can answer now. Refuse this, and ask the administrator to propose "
            "it anew."
        )


def roles_of(*, joining: str, gate: Gate) -> list[str]:
    query = sa.select(JoiningRole.role).where(JoiningRole.joining_id == joining)
    return list(gate.connection.execute(query.order_by(JoiningRole.role)).scalars())


def asked_for(*, review: str, gate: Gate) -> list[Any]:
    """Parts of a review that wait for an answer, oldest first, with a row for each role."""
    query = (
        sa.select(Joining.__table__, Agency.name.label("agency"), JoiningRole.role)
        .join(JoiningRole, JoiningRole.joining_id == Joining.id)
        .outerjoin(Agency, Agency.id == Joining.body)
        .where(Joining.review_id == review, Joining.stage == Asked.WAITING)
        .order_by(Joining.id, JoiningRole.role)
    )
    return list(gate.connection.execute(query))


# Leaving


def leave(*, member: Membership, ends: datetime, why: str, gate: Gate) -> list[str]:
    """End a part before its time: at once, or at a moment still to come. The roles it has.

    What it reached through an agreement ends at once too; for a part that goes on for a while the
    page hands the key again. Where the keys were destroyed no words are kept. Raises Refused.
    """
    if member.ends_at <= gate.now:
        raise Refused("This part has ended already.")
    if ends >= member.ends_at:
        raise Refused("Choose a day before the one on which this part ends by itself.")
    roles = _roles(member.id, gate)
    _not_the_last(member, roles, gate)
    reason = "" if gate.shredded else gate.reason(why, gate.body)
    gate.session.flush()
    member.ends_at = max(ends, gate.now, member.starts_at + timedelta(microseconds=1))
    if reason:
        who = {"decided_by": gate.actor.member, "decided_at": gate.now}
        gate.session.merge(Parting(membership_id=member.id, reason=reason, **who))
    gate.end(ref=f"member:{member.id}")
    gate.end(ref=f"key:{member.body}", sub=f"m:{member.id}")
    if ends > gate.now:
        gate.allow(links_of(member, roles), ref=f"member:{member.id}")
    gate.record(Act.END_MEMBERSHIP, member.body, {"member": (member.id,)}, reason=reason)
    return roles


def _not_the_last(member: Membership, roles: list[str], gate: Gate) -> None:
    """The board keeps an office, and ends no agency's only one: who comes next would be its choice.
    An agency may end its own.
    """
    if office_of(member.body) not in roles or (member.body == gate.body and gate.body != BOARD):
        return
    if not office_stands(review=gate.domain, body=member.body, gate=gate, but=member.person_id):
        raise Refused(
            "This is the only board office that can act. Have another confirmed first."
            if member.body == BOARD
            else "This is the only senior office of that agency. It ends this part itself, or has "
            "another officer confirmed first."
        )


def _roles(member: str, gate: Gate) -> list[str]:
    query = sa.select(MembershipRole.role).where(MembershipRole.membership_id == member)
    return list(gate.connection.execute(query.order_by(MembershipRole.role)).scalars())
