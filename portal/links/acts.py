"""Linking two reviews of one incident: proposed by one board, answered by the other, ended."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import new_id
from portal.gate.gate import Gate, Reason, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.links.models import LINK_MOVES, OPEN, ReviewLink
from portal.people.models import Board
from portal.reviews.models import Membership, Review

SAY = "Say whether this review is linked to another"
ALONE = {f"role:{Role.COORDINATOR}", f"role:{Role.BOARD_OFFICE}"}
DESTROYED = "The papers of this review were destroyed, so nothing is linked to it."


def incident_of(review: str, gate: Gate) -> str:
    of = sa.select(Review.incident_id).where(Review.id == review)
    return gate.connection.execute(of).scalar_one() or review


def linked(*, gate: Gate) -> list[Any]:
    """The other reviews of this one's incident: for asking which of them the reader may know of."""
    mine = incident_of(gate.domain, gate)
    query = (
        sa.select(Review.id, Review.code_name, Review.kind, Board.name)
        .outerjoin(Board, Board.id == Review.board_id)
        .where(Review.incident_id == mine, Review.id != gate.domain)
    )
    return list(gate.connection.execute(query.order_by(Review.code_name)))


def others(*, gate: Gate) -> list[Any]:
    """Other reviews in which the person who acts has a part, each with whether it is linked."""
    mine = incident_of(gate.domain, gate)
    query = (
        sa.select(
            Review.id, Review.code_name, Review.kind, (Review.incident_id == mine).label("linked")
        )
        .join(Membership, Membership.review_id == Review.id)
        .where(
            Membership.person_id == gate.actor.person,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
            Review.id != gate.domain,
        )
        .distinct()
    )  # fmt: skip
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


def reasons(*, names: Iterable[str], gate: Gate) -> dict[str, str]:
    """By id why, of what was said here: open to those who may link this review, and recorded."""
    table = Reason.__table__
    here = sa.select(table).where(table.c.id.in_(list(names)), table.c.review_id == gate.domain)
    rows = list(gate.connection.execute(here))
    told = gate.open_many(Reason, rows, "words", act=Act.LINK_REVIEWS) if rows else []
    return {row.id: words for row, words in told}


def may_link(gate: Gate) -> bool:
    """Whether she who acts may link this review; who is stood down from the board's may not."""
    return gate.may(Act.LINK_REVIEWS, None, ReviewLink.shape).allowed


def alone(there: Gate, gate: Gate) -> bool:
    """Whether her word is enough: one board holds both reviews, and she is its co-ordinator or
    holds its office in both. Otherwise somebody else answers, in the other review.
    """
    held = {gate.domain: "", there.domain: ""}
    query = sa.select(Review.id, Review.board_id).where(Review.id.in_(held))
    held.update((row.id, row.board_id) for row in gate.connection.execute(query))
    one = held[gate.domain] and held[gate.domain] == held[there.domain]
    return bool(one) and all(ALONE & set(side.groups) for side in (there, gate))


def propose(*, there: Gate, same: bool, why: str, gate: Gate) -> ReviewLink:
    """Say that this review and the one of `there` are of one incident. Their board answers, unless
    her word is enough (see `alone`). With `same` this review's notification is theirs told again:
    it goes no further while the link stands.

    She who proposes may link in both. Raises Absent; Refused where that has been said, or waits.
    """
    made = ReviewLink(
        id=new_id(), review_id=gate.domain, other_id=there.domain, state="proposed",
        pair=pair_of(gate.domain, there.domain), proposed_by=gate.actor.member,
        proposed_at=gate.now, same_id=gate.domain if same else None,
    )  # fmt: skip
    gate.check(Act.LINK_REVIEWS, made, ReviewLink.shape)
    there.check(Act.LINK_REVIEWS, made, ReviewLink.shape)
    if gate.shredded or there.shredded:
        raise Refused(DESTROYED)
    open_now = _open_now(made.pair, gate)
    if open_now is not None and open_now.state == "proposed":
        raise Refused("A link of these two reviews waits for an answer already.")
    of_one = incident_of(gate.domain, gate) == incident_of(there.domain, gate)
    if of_one and not same:
        raise Refused("These two reviews are linked already.")
    if goes_no_further(gate=gate):
        raise Refused("This notification goes no further already: that has been said.")
    if same and goes_no_further(gate=there):
        raise Refused("The other notification goes no further itself, so this one goes on.")
    made.why, made.other_why = gate.reason(why, BOARD), there.reason(why, BOARD)
    gate.session.flush()
    if open_now is not None:
        _set_aside(open_now, made.why, gate)
    gate.session.add(made)
    if of_one or alone(there, gate):
        _stands(made, gate)
    gate.session.flush()
    return made


def pair_of(one: str, other: str) -> str:
    return ":".join(sorted((one, other)))


def _open_now(pair: str, gate: Gate) -> ReviewLink | None:
    query = sa.select(ReviewLink).where(ReviewLink.pair == pair, ReviewLink.state.in_(OPEN))
    return gate.session.execute(query.with_for_update()).scalar_one_or_none()


def _set_aside(link: ReviewLink, why: str, gate: Gate) -> None:
    """A link that stands gives way to one that says more of the same two."""
    link.state, link.ended_by, link.ended_at = "ended", gate.actor.member, gate.now
    link.end_why = why
    gate.session.flush()


def _stands(link: ReviewLink, gate: Gate) -> None:
    """From now on the two reviews, and what each is linked to, are of one incident."""
    link.state = "standing"
    link.answered_by, link.answered_at = gate.actor.member, gate.now
    theirs, mine = incident_of(link.other_id, gate), incident_of(link.review_id, gate)
    _move([Review.incident_id == theirs], mine, gate)
    things = {"link-standing": (link.id, link.review_id, link.other_id)}
    gate.record(Act.LINK_REVIEWS, BOARD, things, reason=link.why or "")


def notified(*, beside: str, member: str, review: str, gate: Gate) -> None:
    """A link that follows from a notification, which has been decided on and recorded: who acts for
    the board of `beside`, as that member, has notified a board of the same incident. It stands at
    once where the same board holds both; otherwise the notified board answers.
    """
    query = sa.select(Review.board_id).where(Review.id.in_([beside, review]))
    boards = list(gate.connection.execute(query).scalars())
    made = ReviewLink(
        id=new_id(), review_id=beside, other_id=review, pair=pair_of(beside, review),
        state="proposed", proposed_by=member, proposed_at=gate.now,
    )  # fmt: skip
    gate.session.add(made)
    if boards[0] and boards[0] == boards[1]:
        made.state, made.answered_by, made.answered_at = "standing", member, gate.now
        _move([Review.id == review], incident_of(beside, gate), gate)
    gate.session.flush()


def stand(*, gate: Gate) -> bool:
    """Whether this review is linked to any other."""
    return any(True for _ in _rows(gate, {"standing"}))


def goes_no_further(*, gate: Gate) -> bool:
    """Whether a link that stands says that this review's notification is another's told again."""
    here = ReviewLink.same_id == gate.domain, ReviewLink.state == "standing"
    return gate.connection.execute(sa.select(ReviewLink.id).where(*here)).first() is not None


def found(*, name: str, gate: Gate) -> ReviewLink:
    """A link of this review by its id, to be changed by whoever may link here. Raises Absent."""
    here = sa.or_(ReviewLink.review_id == gate.domain, ReviewLink.other_id == gate.domain)
    query = sa.select(ReviewLink).where(ReviewLink.id == name, here)
    row = gate.session.execute(query.with_for_update()).scalar_one_or_none()
    if row is None or not may_link(gate):
        gate.deny(Act.LINK_REVIEWS, outcome="absent")
    return row


def answer(*, link: ReviewLink, yes: bool, gate: Gate) -> None:
    """The other board's word: from yes on the two reviews, and what each is linked to, are of one
    incident. Raises Absent for the side that asked, Refused for what was answered.
    """
    gate.check(Act.LINK_REVIEWS, link, ReviewLink.shape)
    if link.other_id != gate.domain:
        gate.deny(Act.LINK_REVIEWS)
    _moves(link, "standing" if yes else "refused")
    if yes and gate.shredded:
        raise Refused(DESTROYED)
    proposer = sa.select(Membership.person_id).where(Membership.id == link.proposed_by)
    if gate.connection.execute(proposer).scalar_one() == gate.actor.person:
        raise Refused("You proposed this link. Somebody else on this board must answer it.")
    if yes:
        _stands(link, gate)
        return
    link.state, link.answered_by, link.answered_at = "refused", gate.actor.member, gate.now
    gate.record(Act.LINK_REVIEWS, BOARD, {"link-refused": (link.id,)})


def take_back(*, link: ReviewLink, gate: Gate) -> None:
    """The side that asked asks no more. Raises Absent for the other, Refused once answered."""
    gate.check(Act.LINK_REVIEWS, link, ReviewLink.shape)
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
    gate.check(Act.LINK_REVIEWS, None, ReviewLink.shape)
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
    if not may_link(gate):
        return []
    asked = [row for row in _rows(gate, {"proposed"}) if row.other_id == gate.domain]
    return [Task(SAY, f"/reviews/{gate.domain}/links/{row.id}/answer", None, SAY) for row in asked]
