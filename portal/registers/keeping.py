"""Keeping the registers: after every act, and each minute for what ends by itself.

A row is made from the review's own tables and nothing else, so that no act need know of registers
and none can forget them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from portal import place
from portal.clocks.rules import today
from portal.db import plain_rows
from portal.gate.gate import Gate
from portal.gate.policy import BOARD
from portal.gate.sealed import PORTAL
from portal.registers.models import RegisterDay, RegisterRow, RegisterTotal
from portal.reviews.models import Membership, Review
from portal.timetable import standing as timetable

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
AT_ONCE = 200
"""Rows that one round of the sweep looks at, so that it holds no lock for long."""
TABLE: Any = RegisterRow.__table__
_OF = sa.select(TABLE).where(TABLE.c.review_id == sa.bindparam("review"))
_REVIEW = sa.select(Review.board_id, Review.kind, Review.opened_at, Review.closed_at).where(
    Review.id == sa.bindparam("review")
)
_LOCKED = _REVIEW.with_for_update(key_share=True)
"""First of all: of two acts that let somebody into a review the second waits for the first."""
_PARTS = (
    sa.select(
        Membership.body,
        sa.func.min(Membership.starts_at).label("since"),
        sa.func.max(Membership.ends_at).label("until"),
    )
    .where(Membership.review_id == sa.bindparam("review"), Membership.body != BOARD)
    .group_by(Membership.body)
)


@dataclass(frozen=True, slots=True)
class _Here:
    """What the timetable asks of a gate: where to look. It opens and decides nothing."""

    connection: Connection
    domain: str


def after(gate: Gate) -> None:
    """What every act ends with: the rows of the reviews that it was in, wrote a record in, or let
    somebody into.
    """
    recorded = {fact.stream.partition(":")[0] for fact in gate.facts if ":" in fact.stream}
    for review in sorted({gate.domain, *gate.widened, *recorded} - {PORTAL}):
        keep(gate.connection, review, gate.now)


def keep(connection: Connection, review: str, now: datetime) -> None:
    """Put right what the registers say of one review."""
    of = {"review": review}
    found = connection.execute(_LOCKED, of).first()
    held = {row.body: row for row in plain_rows(connection.execute(_OF, of))}
    true = {values["body"]: values for values in _true(connection, review, found, now)}
    for body in sorted({*held, *true}):
        before, row = held.get(body), true.get(body)
        if row is None:
            connection.execute(sa.delete(TABLE).where(*_is(body, review)))
        elif before is None:
            connection.execute(sa.insert(TABLE).values(row))
        elif before._asdict() != row:
            connection.execute(sa.update(TABLE).where(*_is(body, review)).values(row))
        else:
            continue
        if before is not None and before.reckoned:
            _count(connection, before._asdict(), -1)
        _count(connection, row, 1)


def _is(body: str, review: str) -> tuple[sa.ColumnElement[bool], ...]:
    return TABLE.c.body == body, TABLE.c.review_id == review


def _true(
    connection: Connection, review: str, found: Any, now: datetime
) -> Iterable[dict[str, Any]]:
    """The rows as they must be."""
    if found is None:
        return
    due = None if found.closed_at else next_due(connection, review)
    parts = [(p.body, p.since, p.until) for p in connection.execute(_PARTS, {"review": review})]
    if found.board_id:
        parts.append((found.board_id, found.opened_at, NEVER))
    for body, since, until in parts:
        state = "ended" if until <= now else "closed" if found.closed_at else "open"
        yield {
            "body": body,
            "review_id": review,
            "board_id": found.board_id,
            "kind": found.kind,
            "state": state,
            "opened_on": today(found.opened_at),
            "due_on": due if state == "open" else None,
            "since": since,
            "until": until,
            "reckoned": tables(),
        }


def next_due(connection: Connection, review: str) -> date | None:
    """The first day by which something of an open review is due, as its timetable reckons it."""
    clocks = timetable.clocks(gate=cast("Gate", _Here(connection, review)))
    return min((clock.due for clock in clocks if clock.runs and clock.due), default=None)


@cache
def tables() -> str:
    """Another word whenever a table changes that due days rest on."""
    names = ("clocks.csv", "bank_holidays.csv")
    told = b"\0".join((place.policies() / name).read_bytes() for name in names)
    return hashlib.sha256(told).hexdigest()[:16]


def _count(connection: Connection, row: dict[str, Any] | None, by: int) -> None:
    """A row as yet reckoned under no table was never counted."""
    if row is None:
        return
    which = {name: row[name] for name in ("body", "kind", "state")}
    _add(connection, RegisterTotal.__table__, which, by)
    if row["state"] == "open":
        which = {name: row[name] for name in ("body", "kind", "opened_on")}
        _add(connection, RegisterDay.__table__, which, by)


def _add(connection: Connection, table: Any, which: dict[str, Any], by: int) -> None:
    """In one statement, so that two acts at once lose neither's."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    made = kind.insert(table).values(**which, rows=by)
    more = made.on_conflict_do_update(
        index_elements=list(which), set_={"rows": table.c.rows + made.excluded.rows}
    )
    connection.execute(more)


def sweep(connection: Connection, now: datetime) -> None:
    """Parts that have ended by themselves, and due days that were reckoned under older tables."""
    for state in ("open", "closed"):
        over = sa.select(TABLE.c.review_id).where(TABLE.c.state == state, TABLE.c.until <= now)
        _again(connection, over.order_by(TABLE.c.until), now)
    for other in (TABLE.c.reckoned < tables(), TABLE.c.reckoned > tables()):
        _again(connection, sa.select(TABLE.c.review_id).where(other), now)


def _again(connection: Connection, which: sa.Select[Any], now: datetime) -> None:
    for review in sorted(set(connection.execute(which.limit(AT_ONCE)).scalars())):
        keep(connection, review, now)
