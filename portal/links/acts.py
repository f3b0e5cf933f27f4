"""Linking two reviews of one incident: proposed by one board, answered by the other, ended."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import new_id
from portal.gate.gate import Gate, Reason, Refused
from portal.gate.policy import BOARD, Act
from portal.links.models import LINK_MOVES, OPEN, ReviewLink
from portal.reviews.models import Membership, Review

SAY = "Say whether this review is linked to another"
DESTROYED = "The papers of this review were destroyed, so nothing is linked to it."


def incident_of(review: str, gate: Gate) -> str:
    of = sa.select(Review.incident_id).where(Review.id == review)
    return gate.connection.execute(of).scalar_one() or review


def linked(*, gate: Gate) -> list[Any]:
    """The other reviews of this one's incident: for asking which of them the reader may know of."""
    mine = incident_of(gate.domain, gate)
    query = sa.select(Review.id, Review.code_name, Review.kind).where(
        Review.incident_id == mine, Review.id != gate.domain
    )
    return list(gate.connection.execute(query.order_by(Review.code_name)))


def others(*, gate: Gate) -> list[Any]:
    """Reviews in which the person who acts has a part, and which are not of this incident."""
    mine = incident_of(gate.domain, gate)
    query = (
        sa.select(Review.id, Review.code_name, Review.kind)
        .join(Membership, Membership.review_id == Review.id)
        .where(
            Membership.person_id == gate.actor.person,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
            Review.incident_id != mine,
            Review.id != gate.domain,
        )
        .distinct()
    )
    return list(gate.connection.execute(query.order_by(Review.code_name)))


def proposals(*, gate: Gate, states: Iterable[str] = OPEN) -> list[Any]:
    """Links of this review, proposed from either side, each with the other's name and kind."""
    return [_told(row, gate) for row in _rows(gate, states)]


def _rows(gate: Gate, states: Iterable[str]) -> list[Any]:
    table = ReviewLink.__table__
    here = sa.or_(table.c.review_id == gate.domain, table.c.other_id == gate.domain)
    query = sa.select(table).where(here, table.c.state.in_(list(states)))
    return list(gate.connection.execute(query.order_by(table.c.proposed_at, table.c.id)))


def _told(row: Any, gate: Gate) -> Any:
    asks = row.other_id == gate.domain
    other = row.review_id if asks else row.other_id
    named = sa.select(Review.code_name, Review.kind).where(Review.id == other)
    return row, asks, other, gate.connection.execute(named).one()


def reason(*, name: str, gate: Gate) -> str:
    """Why, where it was said here: open to those who may link this review, and recorded."""
    table = Reason.__table__
    here = sa.select(table).where(table.c.id == name, table.c.review_id == gate.domain)
    rows = list(gate.connection.execute(here))
    told = gate.open_many(Reason, rows, "words", act=Act.LINK_REVIEWS)
    return told[0][1] if told else ""


def propose(*, there: Gate, why: str, gate: Gate) -> ReviewLink:
    """Say that this review and the one of `there` are of one incident; their board answers.

    She who proposes may link in both. Raises Absent; Refused where they are linked, or one waits.
    """
    gate.check(Act.LINK_REVIEWS)
    there.check(Act.LINK_REVIEWS)
    if gate.shredded or there.shredded:
        raise Refused(DESTROYED)
    if incident_of(gate.domain, gate) == incident_of(there.domain, gate):
        raise Refused("These two reviews are linked already.")
    pair = ":".join(sorted((gate.domain, there.domain)))
    open_now = sa.select(ReviewLink.id).where(ReviewLink.pair == pair, ReviewLink.state.in_(OPEN))
    if gate.connection.execute(open_now).first():
        raise Refused("A link of these two reviews waits for an answer already.")
    made = ReviewLink(
        id=new_id(), review_id=gate.domain, other_id=there.domain, pair=pair, state="proposed",
        proposed_by=gate.actor.member, proposed_at=gate.now, why=gate.reason(why, BOARD),
        other_why=there.reason(why, BOARD),
    )  # fmt: skip
    gate.session.flush()
    gate.session.add(made)
    gate.session.flush()
    return made


def found(*, name: str, gate: Gate) -> ReviewLink:
    """A link of this review by its id, to be changed by whoever may link here. Raises Absent."""
    here = sa.or_(ReviewLink.review_id == gate.domain, ReviewLink.other_id == gate.domain)
    query = sa.select(ReviewLink).where(ReviewLink.id == name, here)
    row = gate.session.execute(query.with_for_update()).scalar_one_or_none()
    if row is None or not gate.may(Act.LINK_REVIEWS).allowed:
        gate.deny(Act.LINK_REVIEWS, outcome="absent")
    return row


def answer(*, link: ReviewLink, yes: bool, gate: Gate) -> None:
    """The other board's word: from yes on the two reviews, and what each is linked to, are of one
    incident. Raises Absent for the side that asked, Refused for what was answered.
    """
    gate.check(Act.LINK_REVIEWS)
    if link.other_id != gate.domain:
        gate.deny(Act.LINK_REVIEWS)
    _moves(link, "standing" if yes else "refused")
    if yes and gate.shredded:
        raise Refused(DESTROYED)
    proposer = sa.select(Membership.person_id).where(Membership.id == link.proposed_by)
    if gate.connection.execute(proposer).scalar_one() == gate.actor.person:
        raise Refused("You proposed this link. Somebody else on this board must answer it.")
    link.state = "standing" if yes else "refused"
    link.answered_by, link.answered_at = gate.actor.member, gate.now
    if yes:
        theirs, mine = incident_of(link.review_id, gate), incident_of(gate.domain, gate)
        _move([Review.incident_id == mine], theirs, gate)
    gate.record(Act.LINK_REVIEWS, BOARD, {f"link-{link.state}": (link.id,)})


def take_back(*, link: ReviewLink, gate: Gate) -> None:
    """The side that asked asks no more. Raises Absent for the other, Refused once answered."""
    gate.check(Act.LINK_REVIEWS)
    if link.review_id != gate.domain:
        gate.deny(Act.LINK_REVIEWS)
    _moves(link, "taken_back")
    link.state = "taken_back"
    link.answered_by, link.answered_at = gate.actor.member, gate.now
    gate.record(Act.LINK_REVIEWS, BOARD, {"link-taken_back": (link.id,)})


def end(*, why: str, gate: Gate) -> None:
    """This review is of its own incident from now on: every link of it ends. What was brought over
    stays where it is, with where it is from. Raises Absent, Refused.
    """
    gate.check(Act.LINK_REVIEWS)
    left = [row.id for row in linked(gate=gate)]
    if not left:
        raise Refused("This review is linked to no other.")
    told = gate.reason(why, BOARD)
    gate.session.flush()
    here = sa.or_(ReviewLink.review_id == gate.domain, ReviewLink.other_id == gate.domain)
    query = sa.select(ReviewLink).where(here, ReviewLink.state == "standing")
    for link in gate.session.execute(query.with_for_update()).scalars():
        link.state, link.ended_by, link.ended_at = "ended", gate.actor.member, gate.now
        link.end_why = told
    if incident_of(gate.domain, gate) == gate.domain:
        _move([Review.id.in_(left)], min(left), gate)
    _move([Review.id == gate.domain], gate.domain, gate)
    gate.record(Act.LINK_REVIEWS, BOARD, {"link-ended": (gate.domain,)}, reason=told)


def _moves(link: ReviewLink, to: str) -> None:
    if to not in LINK_MOVES[link.state]:
        raise Refused("This link has been answered, taken back or ended already.")


def _move(which: list[Any], incident: str, gate: Gate) -> None:
    gate.session.flush()
    change = sa.update(Review).where(*which).values(incident_id=incident)
    gate.session.execute(change.execution_options(synchronize_session=False))


def waits(*, gate: Gate) -> list[Task]:
    """Links that another board proposes and this one has not answered. It opens nothing."""
    if not gate.may(Act.LINK_REVIEWS).allowed:
        return []
    asked = [row for row in _rows(gate, {"proposed"}) if row.other_id == gate.domain]
    return [Task(SAY, f"/reviews/{gate.domain}/links/{row.id}/answer", None, SAY) for row in asked]
