"""Who read which version, as an index beside the ledger: for "who has read this" and what is new.

Nothing here is evidence. Each row is made from entries alone, by the keeper a moment later, and can
be made again from them (a test does): one row for each version, membership and reason, however
often it was read, so that no page's cost grows with how much is read. What is younger than the
index is read from the ledger itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Moment, reading, writing
from portal.gate.checkpoints import Checkpoint, Cover
from portal.gate.ledger import Entry, Head, Told, reading_of
from portal.gate.policy import Act

INDEXED = (Act.READ_SECTION, Act.EXPORT_RECORD)
"""The acts that an owner's record tells of."""
OPENED = ("allowed", "done")
BATCH = 500
"""Entries that are taken at a time."""


def _key(length: int = 60) -> Any:
    return mapped_column(sa.String(length), primary_key=True)


class Reading(Base):
    """That a membership did this with a version, under one rule or release, and how often.

    A page may make several entries of one moment: they are one time.
    """

    __tablename__ = "reading"
    stream: Mapped[str] = _key(65)
    version_id: Mapped[str] = _key(32)
    member: Mapped[str] = _key(32)
    actor: Mapped[str] = _key(32)
    act: Mapped[str] = _key()
    outcome: Mapped[str] = _key()
    ref: Mapped[str] = _key()
    purpose: Mapped[str] = _key()
    times: Mapped[int]
    first_at: Mapped[Moment]
    last_at: Mapped[Moment]
    last_seq: Mapped[int]
    __table_args__ = (sa.Index("ix_reading_member", "member", "version_id"),)


class ReadingMark(Base):
    """Up to which entry a stream is in the index."""

    __tablename__ = "reading_mark"
    stream: Mapped[str] = mapped_column(sa.String(65), primary_key=True)
    seq: Mapped[int]


@dataclass(slots=True)
class Read:
    """A row of the index without its stream."""

    version_id: str
    member: str
    actor: str
    act: str
    outcome: str
    ref: str
    purpose: str
    times: int
    first_at: datetime
    last_at: datetime
    last_seq: int

    @property
    def key(self) -> tuple[str, ...]:
        named = (self.version_id, self.member, self.actor, self.act)
        return (*named, self.outcome, self.ref, self.purpose)


_NAMES = [one.name for one in fields(Read)]
_FIELDS = [getattr(Reading, name) for name in _NAMES]
_KEYS = [one.name for one in Reading.__table__.primary_key]


def catch_up(engine: Engine, after: int | None = None) -> int:
    """Bring the index up to the heads of the streams that checkpoints after that number cover.

    Of all streams where there is no number. The answer is the newest checkpoint's own.
    """
    behind = sa.select(Head.stream).where(Head.stream.contains(":"))
    if after is not None:
        covered = sa.select(Cover.stream).where(Cover.number > after)
        behind = behind.where(Head.stream.in_(covered))
    newest = sa.select(sa.func.coalesce(sa.func.max(Checkpoint.number), 0))
    with reading(engine) as connection:
        number = int(connection.execute(newest).scalar_one())
        streams = [] if number == after else list(connection.execute(behind).scalars())
    for stream in sorted(streams):
        while _take(engine, stream):
            pass
    return number


def _take(engine: Engine, stream: str) -> bool:
    """Index the next entries of a stream; whether there may be more."""
    with writing(engine) as connection:
        after = _marked(connection, stream)
        head = sa.select(Head.seq).where(Head.stream == stream)
        upto = min(after + BATCH, int(connection.execute(head).scalar_one()))
        if upto <= after:
            return False
        entries = _entries(stream).where(Entry.seq > after, Entry.seq <= upto)
        found = _summed(connection.execute(entries.order_by(Entry.seq)))
        if found:
            rows = [
                {"stream": stream, **{f: getattr(one, f) for f in _NAMES}} for one in found.values()
            ]
            connection.execute(_adding(connection), rows)
        mark = sa.update(ReadingMark).where(ReadingMark.stream == stream)
        connection.execute(mark.values(seq=upto))
    return True


def _marked(connection: Connection, stream: str) -> int:
    """The stream's mark, locked: of two processes that catch up, one waits for the other."""
    begun = _insert(connection, ReadingMark).values(stream=stream, seq=0)
    connection.execute(begun.on_conflict_do_nothing())
    mark = sa.select(ReadingMark.seq).where(ReadingMark.stream == stream)
    return int(connection.execute(mark.with_for_update()).scalar_one())


def _insert(connection: Connection, model: Any) -> Any:
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return made(model)


def _adding(connection: Connection) -> Any:
    insert = _insert(connection, Reading)
    new = insert.excluded
    later = {"last_at": new.last_at, "last_seq": new.last_seq}
    same = sa.case((Reading.last_at == new.first_at, 1), else_=0)
    added = {"times": Reading.times + new.times - same, **later}
    return insert.on_conflict_do_update(index_elements=_KEYS, set_=added)


def _entries(stream: str) -> Any:
    return sa.select(Entry.seq, Entry.entry).where(Entry.stream == stream, Entry.act.in_(INDEXED))


def _summed(
    entries: Iterable[Any], found: dict[tuple[str, ...], Read] | None = None
) -> dict[tuple[str, ...], Read]:
    """Entries of one stream in their order, added to the rows that were found before."""
    found = {} if found is None else found
    for row in entries:
        for one in _reads(reading_of(row.entry), row.seq):
            known = found.setdefault(one.key, one)
            if known is not one:
                known.times += one.last_at != known.last_at
                known.last_at, known.last_seq = one.last_at, one.last_seq
    return found


def _reads(told: Told, seq: int) -> Iterator[Read]:
    for ref, ids in told.things.items():
        for name in dict.fromkeys(ids):
            yield Read(
                name, told.member, told.actor, told.act, told.outcome, ref, told.purpose,
                1, told.at, told.at, seq,
            )  # fmt: skip


def of_versions(connection: Connection, stream: str, version_ids: Iterable[str]) -> list[Read]:
    """All that was done with these versions, the newest first; the newest entries included."""
    wanted = set(version_ids)
    rows = connection.execute(
        sa.select(*_FIELDS).where(Reading.stream == stream, Reading.version_id.in_(wanted))
    )
    found = {one.key: one for one in (Read(*row) for row in rows)}
    _summed(_young(connection, stream), found)
    told = [one for one in found.values() if one.version_id in wanted]
    return sorted(told, key=lambda one: one.last_seq, reverse=True)


def _young(connection: Connection, stream: str) -> Iterable[Any]:
    """The entries that the index does not hold yet."""
    mark = sa.select(ReadingMark.seq).where(ReadingMark.stream == stream).scalar_subquery()
    after = Entry.seq > sa.func.coalesce(mark, 0)
    return connection.execute(_entries(stream).where(after).order_by(Entry.seq))


def read_under(connection: Connection, stream: str, *, member: str, ref: str) -> set[str]:
    """The versions that a membership ever read under this rule or release."""
    query = sa.select(Reading.version_id).where(
        Reading.stream == stream,
        Reading.member == member,
        Reading.ref == ref,
        Reading.outcome.in_(OPENED),
    )
    return set(connection.execute(query).scalars()) | {
        one.version_id
        for one in _summed(_young(connection, stream)).values()
        if one.member == member and one.ref == ref and one.outcome in OPENED
    }


_SEEN = (
    sa.select(Reading.version_id)
    .where(
        Reading.member == sa.bindparam("member"),
        Reading.act == Act.READ_SECTION,
        Reading.outcome.in_(OPENED),
        Reading.first_at <= sa.bindparam("moment"),
    )
    .distinct()
)
"""Kept: a query costs more to make than to ask."""


def seen_before(connection: Connection, member: str, moment: datetime) -> set[str]:
    """The versions that a membership had read by then: at most as many as there are versions."""
    return set(connection.execute(_SEEN, {"member": member, "moment": moment}).scalars())


def last_read(connection: Connection, member: str) -> datetime | None:
    """When a membership last read anything."""
    newest = sa.select(sa.func.max(Reading.last_at)).where(
        Reading.member == member, Reading.act == Act.READ_SECTION, Reading.outcome.in_(OPENED)
    )
    told: datetime | None = connection.execute(newest).scalar_one()
    return told


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of an owner's record."""

    seq: int
    told: Told


def record(
    connection: Connection, stream: str, *, before: int = 0, person: str = "", most: int = 50
) -> list[Line]:
    """The record's entries, the newest first, those before one number; one more than `most`."""
    query = _entries(stream)
    if before:
        query = query.where(Entry.seq < before)
    if person:
        query = query.where(Entry.actor == person)
    rows = connection.execute(query.order_by(Entry.seq.desc()).limit(most + 1))
    return [Line(row.seq, reading_of(row.entry)) for row in rows]
