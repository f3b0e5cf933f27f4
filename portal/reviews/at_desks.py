"""A desk's second key, and what a desk gives in reviews.

An administrator proposes who stands for a body, and somebody else accepts it before it gives
anything: who stands for the body already, or where nobody does another administrator. Only the
portal's very first desk, while there is nobody who could accept it, holds on one word; the record
says so. What a desk gave in a review ends with the desk.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import ID
from portal.directory import acts as directory
from portal.directory import desks
from portal.gate import versions
from portal.gate.gate import Gate, Refused
from portal.gate.ledger import Fact, stream_of
from portal.gate.policy import BOARD, Act, Role
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account
from portal.people.models import Agency, Board, Desk, Person
from portal.reviews import parts
from portal.reviews.models import Membership, MembershipRole, Review

SEATED_AS = {Role.BOARD_CHAIR: Role.BOARD_OFFICE, Role.COORDINATOR: Role.COORDINATOR}
"""By part at a board's desk the part in a review."""

# Two keys


def propose(*, told: desks.Seat, gate: Gate) -> Desk:
    """An administrator's word for somebody; it waits for another's, but for the portal's first.

    Raises Absent, or Refused with the sentence to show.
    """
    desk = desks.put_up(told=told, gate=gate)
    if first_of_all(gate=gate) and not answerers(desk=desk, gate=gate):
        desks.stand(desk=desk, gate=gate)
        gate.record(Act.KEEP_DIRECTORY, PORTAL, {f"desk-alone:{told.role}": (desk.id, told.body)})
    return desk


def first_of_all(*, gate: Gate) -> bool:
    """Whether no desk has ever stood in this portal."""
    return not directory.there(gate, Desk.accepted_at.is_not(None))


def answerers(*, desk: Any, gate: Gate) -> set[str]:
    """Who can accept it, people's ids: who stands for the body, or else another administrator."""
    own, others = able(body=desk.body, never={desk.person_id, desk.appointed_by}, gate=gate)
    return own or others


def able(*, body: str, never: set[str], gate: Gate) -> tuple[set[str], set[str]]:
    """Who stands for the body, and who keeps the directory, but for these and the suspended."""
    away = sa.select(Account.person_id).where(Account.suspended_at.is_not(None))
    gone = never | set(gate.connection.execute(away).scalars())
    return _own(body, gate) - gone, _administrators(gate) - gone


def _own(body: str, gate: Gate) -> set[str]:
    """Who decides for a board now, or holds an agency's senior office in any review."""
    chairs = {
        row.person_id for row in desks.desks(body=body, gate=gate) if row.role == Role.BOARD_CHAIR
    }
    offices = sa.select(Membership.person_id).where(
        Membership.body == body,
        Membership.starts_at <= gate.now,
        Membership.ends_at > gate.now,
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role == Role.SENIOR_OFFICE,
    )
    return chairs | set(gate.connection.execute(offices).scalars())


def _administrators(gate: Gate) -> set[str]:
    told = directory.appointments(gate=gate)
    return {one.person for one in told if one.role is Role.ADMINISTRATOR and one.ended_at is None}


def waits(*, gate: Gate) -> list[tuple[Task, str]]:
    """What waits for the signed-in person outside any review, each with the body's name."""
    mine = [
        row
        for row in desks.waiting(gate=gate)
        if gate.actor.person in answerers(desk=row, gate=gate)
    ]
    what = "Accept or refuse who is to stand for a body"
    return [
        (Task(what, f"/desks/{row.id}", None), body_of(desk=row, gate=gate).name) for row in mine
    ]


def body_of(*, desk: Any, gate: Gate) -> Any:
    """The body's name, and whether it is a board: public words."""
    tables = [(Agency.__table__, False), (Board.__table__, True)]
    each = [
        sa.select(table.c.name, sa.literal(board).label("board")).where(table.c.id == desk.body)
        for table, board in tables
    ]
    return gate.connection.execute(sa.union_all(*each)).one()


def asked(*, name: str, gate: Gate) -> Any:
    """A desk for whoever answers for it, or keeps the directory. Raises Absent for others."""
    gate.check(Act.ANSWER_DESK)
    query = sa.select(Desk if gate.acting is not None else Desk.__table__).where(Desk.id == name)
    found: Any = None
    if ID.fullmatch(name) and gate.acting is not None:
        found = gate.session.execute(query).scalar_one_or_none()
    elif ID.fullmatch(name):
        found = gate.connection.execute(query).first()
    if found is None or not _knows(found, gate):
        gate.deny(Act.ANSWER_DESK, outcome="absent")
    return found


def _knows(desk: Any, gate: Gate) -> bool:
    keeps = gate.may(Act.KEEP_DIRECTORY).allowed
    return keeps or gate.actor.person in answerers(desk=desk, gate=gate)


def not_yours(*, desk: Any, gate: Gate) -> str:
    """Why it is not, or no more, this person's to answer; nothing where it is."""
    person = gate.actor.person
    if desk.accepted_at is not None or desk.ended_at is not None:
        return "This has been answered already. Nothing more is needed from you."
    if person == desk.person_id:
        return "Nobody accepts their own appointment. Somebody else does."
    if person == desk.appointed_by:
        return "You proposed this. Somebody else accepts it."
    if person not in answerers(desk=desk, gate=gate):
        return "Who stands for the body already answers this, and no administrator."
    return ""


def accept(*, name: str, gate: Gate) -> list[Membership]:
    """The second key: the desk stands. The parts in open reviews that are taken over by it.

    Raises Absent; Refused for who may not, for what is over or answered, and where who proposed it
    or who is appointed cannot act.
    """
    desk: Desk = asked(name=name, gate=gate)
    _answerable(desk, gate)
    desks.stand(desk=desk, gate=gate)
    things = {f"desk:{desk.role}": (desk.id, desk.body)}
    gate.record(Act.ANSWER_DESK, _stream(desk, gate), things)
    return _take_over(desk, gate) if desk.role == Role.BOARD_CHAIR else []


def _stream(desk: Desk, gate: Gate) -> str:
    """The agency of whoever is appointed reads in its own stream what becomes of its people."""
    of = sa.select(Person.owner_id).where(Person.id == desk.person_id)
    return str(gate.connection.execute(of).scalar_one())


def _answerable(desk: Desk, gate: Gate) -> None:
    why_not = not_yours(desk=desk, gate=gate)
    if why_not:
        raise Refused(why_not)
    if desk.ends_at <= gate.now:
        raise Refused("The time of this appointment is over. Refuse it, and have it proposed anew.")
    if _suspended(desk.person_id, gate):
        raise Refused("The account of whoever is appointed is suspended, so it cannot begin.")
    keeps = desk.appointed_by == "console" or desk.appointed_by in _administrators(gate)
    if not keeps or _suspended(desk.appointed_by, gate):
        raise Refused(
            "Whoever proposed this is suspended or no administrator any more. Refuse it, and have "
            "another administrator propose it anew."
        )


def _suspended(person: str, gate: Gate) -> bool:
    return directory.there(gate, Account.person_id == person, Account.suspended_at.is_not(None))


def refuse(*, name: str, why: str, gate: Gate) -> None:
    """It is over and gave nothing; the words are sealed. Raises Absent, Refused as `accept`."""
    desk: Desk = asked(name=name, gate=gate)
    why_not = not_yours(desk=desk, gate=gate)
    if why_not:
        raise Refused(why_not)
    desk.refusal = gate.reason(why, PORTAL)
    gate.session.flush()
    desk.ended_at, desk.ended_by = gate.now, gate.actor.person
    things = {"desk-refused": (desk.id, desk.body)}
    gate.record(Act.ANSWER_DESK, _stream(desk, gate), things, reason=desk.refusal)


# In reviews


def take_part(*, desk: Any, review: str, gate: Gate) -> Membership:
    """What a board's desk gives in one review, for as long as it stands."""
    member = parts.seat(
        review_id=review,
        person_id=desk.person_id,
        body=BOARD,
        roles=[SEATED_AS[Role(desk.role)]],
        starts=max(gate.now, desk.starts_at),
        ends=desk.ends_at,
        standing=desk.standing if desk.role == Role.BOARD_CHAIR else "",
        gate=gate,
    )
    member.desk_id = desk.id
    gate.session.flush()
    return member


def _take_over(desk: Desk, gate: Gate) -> list[Membership]:
    """Open reviews of the board's whose office came by a desk, and in which none stands now."""
    by_desk = sa.exists().where(
        Membership.review_id == Review.id,
        Membership.desk_id.is_not(None),
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role == Role.BOARD_OFFICE,
    )
    query = sa.select(Review.id).where(
        Review.board_id == desk.body,
        Review.closed_at.is_(None),
        by_desk,
        ~sa.exists().where(*parts.standing_office(Review.id, BOARD, gate)),
    )
    made = []
    for review in sorted(gate.connection.execute(query).scalars()):
        made.append(take_part(desk=desk, review=review, gate=gate))
        _note(review, Act.CONFIRM_MEMBER, made[-1].id, gate)
    return made


def end(*, desk: str, gate: Gate) -> None:
    """End a desk, and with it the parts in reviews that it gave; all of it with one commit.

    What is proposed only is taken back. Raises Absent, Refused.
    """
    desks.unseat(desk=desk, gate=gate)
    given = Membership.desk_id == desk, Membership.ends_at > gate.now
    query = sa.select(Membership).where(*given).order_by(Membership.review_id, Membership.id)
    for member in gate.session.execute(query).scalars().all():
        for ref in (f"member:{member.id}", f"key:{BOARD}"):
            sub = f"m:{member.id}"
            versions.end(gate.session, member.review_id, now=gate.now, ref=ref, sub=sub)
        member.ends_at = max(gate.now, member.starts_at + timedelta(microseconds=1))
        _note(member.review_id, Act.END_MEMBERSHIP, member.id, gate)


def _note(review: str, act: Act, name: str, gate: Gate) -> None:
    """In the review's own record, whose board sees who came and went."""
    stream, who = stream_of(review, BOARD), gate.actor.person
    gate.facts.append(Fact(stream, act, who, "", "done", gate.now, {"member": (name,)}))
