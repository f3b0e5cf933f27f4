"""Opening a review, who takes part in it, and the people in the case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.gate import versions
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.people.models import Agency, Board, BoardTitle, Person
from portal.people.names import names
from portal.reviews import code_names
from portal.reviews.kinds import kinds
from portal.reviews.models import (
    AS_AGREED,
    Membership,
    MembershipRole,
    Office,
    Review,
    Subject,
)


def open_review(
    *,
    kind: str,
    marking: str,
    handling: str = AS_AGREED,
    gate: Gate,
    code_name: str = "",
    board: str = "",
) -> Review:
    """A review and its empty policy domain, under a code name that no review has had.

    The name is drawn by chance; only demonstrations and tests give one. Raises Absent, or Refused
    for a kind that is not in force and a board that is not there.
    """
    gate.check(Act.KEEP_DIRECTORY)
    told = {"kind": kind, "marking": marking, "handling": handling}
    return begin(**told, gate=gate, code_name=code_name, board=board)


def begin(
    *,
    kind: str,
    marking: str,
    handling: str = AS_AGREED,
    gate: Gate,
    code_name: str = "",
    board: str = "",
) -> Review:
    """As `open_review`, for an act that has decided that this person may. Raises Refused."""
    if not kinds()[kind].holds(today(gate.now)):
        raise Refused("No review of this kind is opened now: its rule is not in force.")
    stands = sa.select(sa.exists().where(Board.id == board, Board.closed_at.is_(None)))
    if board and not gate.connection.execute(stands).scalar_one():
        raise Refused("Choose a board that is not closed.")
    name = new_id()
    review = Review(
        id=name,
        board_id=board,
        incident_id=name,
        code_name=code_name or _fresh_name(gate),
        kind=kind,
        marking=marking,
        handling=handling,
        opened_at=gate.now,
    )
    gate.session.add(review)
    versions.open_domain(gate.session, review.id)
    gate.widened.add(review.id)
    return review


def _fresh_name(gate: Gate) -> str:
    taken = set(gate.connection.execute(sa.select(Review.code_name)).scalars())
    for _ in range(1000):
        name = code_names.drawn()
        if name not in taken:
            return name
    raise Refused("No code name is left. Ask whoever runs the portal for a longer list.")


def of_board(review: Any) -> sa.ColumnElement[bool]:
    """How a review's board calls its kind, joined by."""
    return sa.and_(BoardTitle.board_id == review.board_id, BoardTitle.kind == review.kind)


def frame(*, gate: Gate) -> Any:
    """What stands around every page of a review, in one query."""
    asked = {"review": gate.domain, "member": gate.actor.member}
    row = gate.connection.execute(_FRAME, asked).first()
    if row is None:
        raise Absent
    return row


_FRAME = (
    sa.select(
        Review.code_name, Review.kind, Review.marking, Review.handling, Review.opened_at,
        sa.func.coalesce(Agency.name, Board.name).label("name"), Membership.body, Review.board_id,
        Review.closed_at,
        Board.name.label("board"), BoardTitle.title,
    )
    .select_from(Review)
    .outerjoin(Board, Board.id == Review.board_id)
    .outerjoin(BoardTitle, of_board(Review))
    .outerjoin(Membership, Membership.id == sa.bindparam("member"))
    .outerjoin(Agency, Agency.id == Membership.body)
    .where(Review.id == sa.bindparam("review"))
)  # fmt: skip
_BOARD = (
    sa.select(Board.name)
    .join(Review, Review.board_id == Board.id)
    .where(Review.id == sa.bindparam("review"))
)
_OWNERS = (
    sa.select(Agency.id, Agency.name, _BOARD.scalar_subquery().label("board"))
    .join(Membership, Membership.body == Agency.id)
    .where(Membership.review_id == sa.bindparam("review"))
    .distinct()
    .order_by(Agency.name)
)
"""Both kept: a query costs more to make than to ask."""


def my_reviews(*, gate: Gate) -> list[Any]:
    """The signed-in person's memberships that stand, with each review's code name and kind."""
    query = (
        sa.select(
            Membership.id,
            Membership.body,
            Membership.review_id,
            Review.code_name,
            Review.kind,
            BoardTitle.title,
            sa.func.coalesce(Agency.name, Board.name).label("name"),
            MembershipRole.role,
        )
        .join(Review, Review.id == Membership.review_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .outerjoin(Agency, Agency.id == Membership.body)
        .outerjoin(Board, Board.id == Review.board_id)
        .outerjoin(BoardTitle, of_board(Review))
        .where(
            Membership.person_id == gate.actor.person,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
        )
        .order_by(Review.code_name, Membership.id, MembershipRole.role)
    )
    return list(gate.connection.execute(query))


def members(*, gate: Gate, review: str = "") -> list[Any]:
    """Every membership of a review, those that have ended too, with a row for each role."""
    query = (
        sa.select(
            Membership.id,
            Membership.person_id,
            Membership.body,
            Membership.starts_at,
            Membership.ends_at,
            sa.func.coalesce(Agency.name, Board.name).label("agency"),
            MembershipRole.role,
            Office.standing,
        )
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Review, Review.id == Membership.review_id)
        .outerjoin(Agency, Agency.id == Membership.body)
        .outerjoin(Board, Board.id == Review.board_id)
        .outerjoin(Office, Office.membership_id == Membership.id)
        .where(Membership.review_id == (review or gate.domain))
        .order_by(Membership.id, MembershipRole.role)
    )
    return list(gate.connection.execute(query))


def called(*, gate: Gate, person_ids: Iterable[str], agency: bool = True) -> dict[str, str]:
    """People in the directory by name, and agency where no column beside it says so."""
    return names(gate=gate, person_ids=list(person_ids), agency=agency)


def owners(*, gate: Gate) -> dict[str, str]:
    """The bodies that take part, by id, with their names."""
    rows = gate.connection.execute(_OWNERS, {"review": gate.domain}).all()
    board = rows[0].board if rows else body_name(body=BOARD, gate=gate)
    return {**{row.id: row.name for row in rows}, BOARD: board or "The commissioning board"}


def body_name(*, body: str, gate: Gate) -> str:
    """A body's own name, whether or not anybody takes part for it yet; the board's too, where it
    is in the directory.
    """
    named = _BOARD if body == BOARD else sa.select(Agency.name).where(Agency.id == body)
    found = gate.connection.execute(named, {"review": gate.domain})
    return found.scalar_one_or_none() or "The commissioning board"


def in_directory(*, person: str, gate: Gate) -> Any:
    """Somebody's row in the directory, whose name and e-mail address open without an entry."""
    query = (
        sa.select(Person.__table__, Agency.name.label("agency"))
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(Person.id == person)
    )
    return gate.connection.execute(query).one()


# The people in the case


def name_subject(
    *,
    part: str,
    last_name: str,
    first_name: str,
    born: date | None,
    reference: str,
    gate: Gate,
) -> Subject:
    """Enter somebody in the case; every field is sealed, and three can be found again exactly.

    The entry belongs to the body for which the person acts. Raises Absent.
    """
    gate.check(Act.NAME_PEOPLE)
    owner = gate.body
    highest = sa.select(sa.func.coalesce(sa.func.max(Subject.position), 0))
    here = highest.where(Subject.review_id == gate.domain)
    subject = Subject(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        position=int(gate.session.execute(here).scalar_one()) + 1,
        part=part,
    )
    plain = {"last_name": last_name, "first_name": first_name}
    if born:
        plain["date_of_birth"] = born.isoformat()
    if reference:
        plain["reference"] = reference
    gate.seal(subject, **plain)
    for column in {"last_name", "date_of_birth", "reference"} & set(plain):
        setattr(subject, f"{column}_index", _blind(gate, owner, column, plain[column]))
    gate.session.add(subject)
    gate.session.flush()
    gate.record(Act.NAME_PEOPLE, owner, {"subject": (subject.id,)})
    return subject


def _blind(gate: Gate, owner: str, column: str, words: str) -> str | None:
    """Exact but for case and space: "O'Neill " and "o'neill" are the same name to a searcher."""
    return gate.blind(owner, f"subject.{column}", " ".join(words.casefold().split()))


def find_subjects(*, wanted: dict[str, str], gate: Gate) -> list[Any]:
    """Exact look-up through the blind indexes, within this review; the search itself is recorded.

    `wanted` maps last_name, date_of_birth or reference to the words sought. Raises Absent.
    """
    gate.check(Act.FIND_SUBJECT)
    table = Subject.__table__
    owned = gate.connection.execute(
        sa.select(table.c.owner_id).where(table.c.review_id == gate.domain).distinct()
    ).scalars()
    either = []
    for owner in owned:
        gate.record(Act.FIND_SUBJECT, owner, {"search": (gate.domain,)})
        blind = {c: _blind(gate, owner, c, words) for c, words in wanted.items()}
        if all(blind.values()):
            same = [table.c[f"{column}_index"] == value for column, value in blind.items()]
            either.append(sa.and_(table.c.owner_id == owner, *same))
    if not either or not wanted:
        return []
    here = sa.and_(table.c.review_id == gate.domain, sa.or_(*either))
    query = sa.select(table).where(here).order_by(table.c.position)
    found = open_to(Act.FIND_SUBJECT, gate.connection.execute(query), gate)
    for row in found:
        gate.record(Act.FIND_SUBJECT, row.owner_id, {"subject": (row.id,)})
    return found


def open_to(act: Act, rows: Iterable[Any], gate: Gate) -> list[Any]:
    """Those people of the case whom nothing keeps from the reader (rule 2)."""
    rows = list(rows)
    may = gate.readable(act, rows, Subject.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]
