"""Notifying a board: any person opens a review for it, and seats those who stand for the board."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tables import dated, window
from portal.db import new_id
from portal.directory import desks
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Role
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account
from portal.intake.models import HAPPENED, Notification
from portal.links import acts as links
from portal.people.models import Board, Person
from portal.reviews import acts as reviews
from portal.reviews import at_desks, parts
from portal.reviews.models import Membership, MembershipRole, Review, StandDown

KIND_OF = {
    "smb": "mappa_scr",
    "csp": "dhr",
    "partners": "cspr",
    "sab": "sar",
    "regional": "susr",
    "nhs": "mhhr",
    "probation": "sfo",
    "force": "pimr",
    "other": "other",
}
"""By kind of board what kind of review it is until the board has decided."""
LINKS = (Role.BOARD_OFFICE, Role.COORDINATOR, Role.CHAIR)
"""Who may link a review (policies/roles.csv)."""
MARKING = "OFFICIAL-SENSITIVE"
NOTIFIER_STAYS = timedelta(days=365)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What was notified to whom, and of which incident where that is known already."""

    board: str
    happened: str
    beside: str = ""
    """A review of the same incident in which the person takes part for the board."""


def most_in_a_day(on: date) -> int:
    """How many notifications one person makes in a day at most (policies/intake_limits.csv)."""
    rows = dated("intake_limits.csv", "name,number,from,until,source,status,why")
    held = [row for row in rows if window(row)[0] <= on < window(row)[1]]
    return max(int(row["number"]) for row in held if row["name"] == "notifications_in_a_day")


def boards(*, gate: Gate) -> list[Any]:
    """Boards that can be notified: those that are not closed. Names of public bodies."""
    return [row for row in desks.boards(gate=gate) if row.closed_at is None]


def mine(*, gate: Gate) -> list[Any]:
    """What this person has notified, the newest first: code names and codes alone."""
    query = (
        sa.select(
            Notification.review_id, Notification.happened, Notification.notified_at,
            Review.code_name, Board.name,
        )
        .join(Review, Review.id == Notification.review_id)
        .join(Board, Board.id == Notification.board_id)
        .where(Notification.notified_by == gate.actor.person)
        .order_by(Notification.notified_at.desc(), Notification.id)
    )  # fmt: skip
    return list(gate.connection.execute(query))


def notify(*, told: Told, gate: Gate) -> str:
    """Open a review of the board's for an incident; the review's id.

    The words about it are told inside the review. Raises Absent; Refused for a board that cannot
    act here, or for more notifications than one person makes in a day.
    """
    gate.check(Act.NOTIFY)
    board = next((row for row in boards(gate=gate) if row.id == told.board), None)
    if board is None or told.happened not in HAPPENED:
        raise Refused("Choose a board that is not closed, and what happened.")
    _not_too_many(gate)
    standing = desks.desks(body=board.id, gate=gate)
    if not any(row.role == Role.BOARD_CHAIR for row in standing):
        raise Refused(
            "Nobody decides for this board in the portal yet. Tell the board by telephone, and ask "
            "an administrator to appoint somebody."
        )
    review = reviews.begin(kind=KIND_OF[board.kind], marking=MARKING, gate=gate, board=board.id)
    asks = _who_asks(told.beside, gate) if told.beside else ""
    gate.session.flush()
    if asks:
        links.notified(beside=told.beside, member=asks, review=review.id, gate=gate)
    seated = _seat_the_board(review.id, standing, gate)
    made = _received(review.id, told, gate)
    if gate.actor.person not in seated:
        _seat_who_notified(review.id, made, gate)
    gate.record(Act.NOTIFY, PORTAL, {"review": (review.id,)})
    return review.id


def _not_too_many(gate: Gate) -> None:
    """Nobody floods a board."""
    most = most_in_a_day(today(gate.now))
    since = sa.select(sa.func.count()).where(
        Notification.notified_by == gate.actor.person,
        Notification.notified_at > gate.now - A_DAY,
    )
    if gate.connection.execute(since).scalar_one() >= most:
        raise Refused(
            "You have sent as many notifications today as one person can. Telephone the board."
        )


def _who_asks(beside: str, gate: Gate) -> str:
    """The membership that acts for the board there. Raises Refused for who has none."""
    query = (
        sa.select(Membership.id)
        .join(Review, Review.id == Membership.review_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Review.id == beside,
            Membership.person_id == gate.actor.person,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
            MembershipRole.role.in_(LINKS),
            ~_stood_down(gate.actor.person),
        )
    )
    found = gate.connection.execute(query).scalars().first()
    if found is None:
        raise Refused("You do not act for the board in that review, so it cannot be linked.")
    return str(found)


def _stood_down(person: str) -> sa.ColumnElement[bool]:
    """That somebody is kept from a review, or from its board's material (rule 2)."""
    return sa.exists().where(
        StandDown.review_id == Review.id,
        StandDown.person_id == person,
        sa.or_(StandDown.scope == "review", StandDown.what == BOARD),
        StandDown.lifted_at.is_(None),
    )


def _received(review: str, told: Told, gate: Gate) -> Notification:
    who = gate.connection.execute(
        sa.select(Person.agency_id).where(Person.id == gate.actor.person)
    ).scalar_one_or_none()
    made = Notification(
        id=new_id(),
        review_id=review,
        owner_id=who or BOARD,
        row_version=1,
        board_id=told.board,
        happened=told.happened,
        notified_by=gate.actor.person,
        notified_at=gate.now,
    )
    gate.session.add(made)
    gate.session.flush()
    return made


def _seat_the_board(review: str, standing: list[Any], gate: Gate) -> set[str]:
    """Everybody who stands for the board takes part for it at once, by each desk for as long as
    that desk stands.
    """
    away = sa.select(Account.person_id).where(Account.suspended_at.is_not(None))
    suspended = set(gate.connection.execute(away).scalars())
    here = [row for row in standing if row.person_id not in suspended]
    for row in here:
        at_desks.take_part(desk=row, review=review, gate=gate)
    return {row.person_id for row in here}


def _seat_who_notified(review: str, made: Notification, gate: Gate) -> None:
    parts.seat(
        review_id=review,
        person_id=gate.actor.person,
        body=made.owner_id,
        roles=[Role.NOTIFIER],
        starts=gate.now,
        ends=gate.now + NOTIFIER_STAYS,
        standing="",
        gate=gate,
    )
