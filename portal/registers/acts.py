"""Reading the register of one body: a page of its reviews, how old they are, and all of it.

Nothing here reads more rows than it shows, whatever the number of reviews. Counts are taken from
counters, less what this reader must not know of: reviews from which she is stood down.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import islice, pairwise
from typing import Any, ClassVar

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.contributions.models import MOVES, Request, State
from portal.db import plain_rows, stamp
from portal.gate.gate import Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import Act
from portal.people.models import Agency, Board
from portal.registers.models import RegisterDay, RegisterRow, RegisterTotal
from portal.registers.sight import kept_from, known_owner
from portal.reviews.models import Membership, Review

SHOWN = 50
MOST = 20_000
"""Rows in one file: more is taken by kind or by year."""
BANDS = (30, 90, 180)
"""The last day of each band of age, in days since the review was opened."""
AWAITED = [state for state in State if State.WITHDRAWN in MOVES[state] and state != State.NIL]
"""Of a contribution that the agency still owes."""
ROW, TOTAL, DAY = RegisterRow.__table__, RegisterTotal.__table__, RegisterDay.__table__


@dataclass(frozen=True, slots=True)
class Body:
    """An agency or a board, whose register is its own record."""

    id: str
    name: str
    board: bool
    owner_id: str
    before: tuple[str, ...] = ()
    """Bodies whose papers it answers for since they closed."""
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id, *self.before)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows: of one kind, of a state ("open", "late", "closed"), of a year, of a board."""

    kind: str = ""
    state: str = ""
    year: int = 0
    board: str = ""

    @property
    def late(self) -> bool:
        return self.state == "late"


def bodies(*, gate: Gate) -> list[Body]:
    """Those whose register the person may read, by name."""
    found = gate.owners_for(Act.READ_REGISTER)
    told: list[Body] = []
    for model in (Agency, Board):
        table = model.__table__
        standing = table.c.id.in_(found), table.c.closed_at.is_(None)
        rows = gate.connection.execute(sa.select(table.c.id, table.c.name).where(*standing))
        told += [
            Body(row.id, row.name, model is Board, row.id, _before(model, row.id, gate))
            for row in rows
        ]
    return sorted(told, key=lambda body: body.name)


def _before(model: Any, name: str, gate: Gate) -> tuple[str, ...]:
    """The bodies that it succeeds, through any number of hands."""
    table, found, edge = model.__table__, list[str](), [name]
    while edge:
        query = sa.select(table.c.id).where(table.c.successor_id.in_(edge))
        edge = list(gate.connection.execute(query).scalars())
        found += edge
    return tuple(found)


def body(*, name: str, gate: Gate) -> Body:
    """The body whose register this is; the look is recorded. Raises Absent."""
    found = next((one for one in bodies(gate=gate) if one.id == name), None)
    if found is None:
        gate.deny(Act.READ_REGISTER, outcome="absent")
    gate.check(Act.READ_REGISTER, found, Body.shape)
    return found


# A page


def rows(*, of: Body, sought: Sought, after: tuple[date, str] | None, gate: Gate) -> list[Any]:
    """The next rows, SHOWN at most and one more where there are more; newest review first, or
    where only late ones are sought the latest first.
    """
    return list(islice(_all(of, sought, after, SHOWN + 1, gate), SHOWN + 1))


def _all(
    of: Body, sought: Sought, after: tuple[date, str] | None, many: int, gate: Gate
) -> Iterator[Any]:
    """In order, `many` at most: a short look in each part of the index, put together."""
    hidden = kept_from(of=of, gate=gate)
    parts = [
        _part(part, sought, after, many + len(hidden), gate) for part in _parts(of, sought, gate)
    ]
    ordered = merge(*parts, key=(_by_due if sought.late else _by_age), reverse=not sought.late)
    return (row for row in ordered if row.review_id not in hidden)


def _by_age(row: Any) -> tuple[date, str]:
    return row.opened_on, row.review_id


def _by_due(row: Any) -> tuple[date, str]:
    return row.due_on, row.review_id


def _parts(of: Body, sought: Sought, gate: Gate) -> list[tuple[str, str, str]]:
    """Body, kind and state of each part of the index that holds any row that is sought."""
    states = {"": ("open", "closed"), "late": ("open",)}.get(sought.state, (sought.state,))
    query = sa.select(TOTAL.c.body, TOTAL.c.kind, TOTAL.c.state).where(
        TOTAL.c.body.in_(of.ids), TOTAL.c.state.in_(states), TOTAL.c.rows > 0
    )
    if sought.kind:
        query = query.where(TOTAL.c.kind == sought.kind)
    return [(name, kind, state) for name, kind, state in gate.connection.execute(query)]


def _part(
    part: tuple[str, str, str],
    sought: Sought,
    after: tuple[date, str] | None,
    many: int,
    gate: Gate,
) -> list[Any]:
    (name, kind, state), of = part, ROW.c
    # Said so that no index is chosen for it: these leave out hardly a row, and order none.
    now, (since, until) = stamp(gate.now), (sa.cast(c, sa.String) for c in (of.since, of.until))
    stands = since <= now, until > now
    where = [of.body == name, of.kind == kind, *stands]
    if sought.board:
        where.append(of.board_id == sought.board)
    if sought.late:
        where.append(of.due_on < today(gate.now))
        order: list[Any] = [of.due_on, of.review_id]
    else:
        where.append(of.state == state)
        order = [of.opened_on.desc(), of.review_id.desc()]
    if sought.year:
        # One bound above, however far one has read, so that the index begins there.
        over = date(sought.year + 1, 1, 1), ""
        after = min(after, over) if after else over
        where.append(of.opened_on >= date(sought.year, 1, 1))
    if after:
        last = sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        late, key = sa.tuple_(of.due_on, of.review_id), sa.tuple_(of.opened_on, of.review_id)
        where.append(late > last if sought.late else key < last)
    query = sa.select(ROW).where(*where).order_by(*order).limit(many)
    return plain_rows(gate.connection.execute(query))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page of rows shows beside them, by review."""

    names: dict[str, str]
    outstanding: Counter[str]
    mine: set[str]
    """Those in which the reader takes part, and can open."""


def beside(*, of: Body, found: Sequence[Any], gate: Gate) -> Beside:
    """For rows that the reader was given: code names, and contributions that are still owed."""
    names: dict[str, str] = {}
    owed: Counter[str] = Counter()
    mine: set[str] = set()
    for start in range(0, len(found), 500):
        ids = [row.review_id for row in found[start : start + 500]]
        run = gate.connection.execute
        named = sa.select(Review.id, Review.code_name).where(Review.id.in_(ids))
        names |= {row.id: row.code_name for row in run(named)}
        asked = sa.select(Request.review_id, sa.func.count()).where(
            Request.review_id.in_(ids), Request.state.in_(AWAITED), known_owner(gate)
        )
        if not of.board:
            asked = asked.where(Request.owner_id.in_(of.ids))
        for name, many in run(asked.group_by(Request.review_id)):
            owed[name] += many
        part = sa.select(Membership.review_id).where(
            Membership.review_id.in_(ids),
            Membership.person_id == gate.actor.person,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
        )
        mine |= set(run(part).scalars())
    return Beside(names, owed, mine)


def kinds_of(*, of: Body, gate: Gate) -> set[str]:
    """The kinds of review that the body has or has had."""
    every = sa.select(TOTAL.c.kind, sa.func.sum(TOTAL.c.rows)).where(TOTAL.c.body.in_(of.ids))
    rows = gate.connection.execute(every.group_by(TOTAL.c.kind))
    found = Counter({kind: int(many) for kind, many in rows})
    if hidden := kept_from(of=of, gate=gate):
        these = ROW.c.body.in_(of.ids), ROW.c.review_id.in_(hidden)
        found.subtract(gate.connection.execute(sa.select(ROW.c.kind).where(*these)).scalars())
    return {kind for kind, many in found.items() if many > 0}


# How old they are


def ages(*, of: Body, kind: str, gate: Gate) -> list[int]:
    """How many open reviews there are in each band of age, the oldest band last."""
    now, run = today(gate.now), gate.connection.execute
    firsts = [now - timedelta(days=last) for last in BANDS]
    within = [sa.func.sum(sa.case((DAY.c.opened_on >= first, DAY.c.rows), else_=0))
              for first in firsts]  # fmt: skip
    recent = sa.select(*within).where(*_of(DAY, of, kind), DAY.c.opened_on >= firsts[-1])
    every = sa.select(sa.func.sum(TOTAL.c.rows)).where(
        *_of(TOTAL, of, kind), TOTAL.c.state == "open"
    )
    # As many as are no older than each band's last day, and all; then what each band has of these.
    upto = [int(n or 0) for n in (*run(recent).one(), run(every).scalar())]
    told = [n - before for before, n in pairwise([0, *upto])]
    for on in _not_shown(of, kind, gate):
        told[_band((now - on).days)] -= 1
    return told


def _of(table: Any, of: Body, kind: str) -> list[sa.ColumnElement[bool]]:
    mine = [table.c.body.in_(of.ids)]
    return [*mine, table.c.kind == kind] if kind else mine


def _band(days: int) -> int:
    return next((number for number, last in enumerate(BANDS) if days <= last), len(BANDS))


def _not_shown(of: Body, kind: str, gate: Gate) -> Iterable[date]:
    """Of rows that are counted as open: those that end before the sweep, begin later, or are of
    reviews from which the reader is kept. Hardly ever any.
    """
    c, here = ROW.c, [*_of(ROW, of, kind), ROW.c.state == "open"]
    hidden = kept_from(of=of, gate=gate)
    reasons = [c.until <= gate.now, c.since > gate.now]
    if hidden:
        reasons.append(c.review_id.in_(hidden))
    found = {
        (row.body, row.review_id): row.opened_on
        for reason in reasons
        for row in gate.connection.execute(sa.select(ROW).where(*here, reason))
    }
    return found.values()


# All of it


def export(*, of: Body, sought: Sought, gate: Gate) -> list[Any]:
    """Every row that is sought, for a file; the taking is recorded. Raises Absent, or Refused
    where there are more than MOST.
    """
    gate.check(Act.EXPORT_REGISTER, of, Body.shape)
    found = list(islice(_all(of, sought, None, MOST + 1, gate), MOST + 1))
    if len(found) > MOST:
        raise Refused(
            f"There are more than {MOST:,} reviews in this file. Choose one kind or one year."
        )
    return found
