"""The ledger: who did, read or was refused what, chained so that nobody can rewrite it unseen.

A stream belongs to a review and an owning agency, to an agency, or to the portal. An entry is
canonical JSON (sorted keys, no spaces, ASCII); its hash is SHA-256 over the stream's previous hash
(32 zero bytes for the first) and the entry's bytes. Entries hold acts, ids, codes and the ids of
sealed reasons: never words. Rows are inserted and never changed; the database refuses more.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Word, moment, stamp

FIRST = bytes(32)
OUTCOMES = ("allowed", "done", "refused", "absent")


class Head(Base):
    """A stream's newest entry. The only ledger row that moves, and only forward."""

    __tablename__ = "ledger_head"
    stream: Mapped[str] = mapped_column(sa.String(65), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    covered: Mapped[int] = mapped_column(default=0)
    """The newest entry that a checkpoint covers."""
    blind: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    """The stream's own secret, by which its owner and nobody else finds it in a checkpoint."""
    __table_args__ = (
        sa.Index(
            "ix_ledger_head_uncovered",
            "stream",
            sqlite_where=sa.text("seq > covered"),
            postgresql_where=sa.text("seq > covered"),
        ),
    )


class Entry(Base):
    __tablename__ = "ledger_entry"
    stream: Mapped[str] = mapped_column(sa.String(65), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    act: Mapped[Word]
    actor: Mapped[Id]
    __table_args__ = (sa.Index("ix_ledger_entry_actor", "stream", "actor", "act"),)


def stream_of(review: str, owner: str) -> str:
    """The stream's name: "review:owner", or the owner alone for what belongs to no review."""
    return f"{review}:{owner}" if review else owner


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to record, before it has its place in a stream."""

    stream: str
    act: str
    actor: str
    member: str
    outcome: str
    """One of OUTCOMES."""
    at: datetime
    things: Mapping[str, tuple[str, ...]]
    """The ids concerned, by the rule or clause that decided."""
    version: int = 0
    purpose: str = ""
    reason: str = ""
    """The id of a sealed reason."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an entry's author takes away: enough to show later that the entry is gone."""

    stream: str
    seq: int
    hash: str


def canonical(entry: Mapping[str, object]) -> str:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def chain(previous: bytes, entry: str) -> bytes:
    return hashlib.sha256(previous + entry.encode("ascii")).digest()


def append(connection: Connection, facts: Iterable[Fact]) -> list[Receipt]:
    """Append the facts: three statements, however many streams, for up to BATCH facts.

    Call it last in a transaction and once: it holds the streams' heads, locked in their order so
    that two appenders never wait for each other, until the commit.
    """
    facts = list(facts)
    if not facts:
        return []
    heads = _take(connection, sorted({fact.stream for fact in facts}))
    rows: list[dict[str, object]] = []
    for fact in facts:
        seq, previous = heads[fact.stream]
        entry = _entry(fact, seq + 1)
        digest = chain(previous, entry)
        heads[fact.stream] = seq + 1, digest
        rows.append(
            {
                "stream": fact.stream,
                "seq": seq + 1,
                "entry": entry,
                "hash": digest,
                "act": fact.act,
                "actor": fact.actor,
            }
        )
    for some in _batches(rows):
        connection.execute(_insert(len(some)), _numbered(some))
    moved: list[dict[str, object]] = [
        {"s": stream, "q": seq, "h": digest} for stream, (seq, digest) in heads.items()
    ]
    for some in _batches(moved):
        connection.execute(_move(len(some)), _numbered(some))
    return [Receipt(stream, seq, digest.hex()) for stream, (seq, digest) in heads.items()]


def _entry(fact: Fact, seq: int) -> str:
    return canonical(
        {
            "act": fact.act,
            "actor": fact.actor,
            "at": stamp(fact.at),
            "member": fact.member,
            "outcome": fact.outcome,
            "purpose": fact.purpose,
            "reason": fact.reason,
            "seq": seq,
            "stream": fact.stream,
            "things": fact.things,
            "v": 1,
            "version": fact.version,
        }
    )


_there = Head.__table__.alias("there")
_AS_MANY = (
    sa.select(sa.func.count())
    .select_from(_there)
    .where(_there.c.stream.in_(sa.bindparam("streams", expanding=True)))
    .scalar_subquery()
)
_HEADS = (
    sa.select(Head.stream, Head.seq, Head.hash)
    .where(
        Head.stream.in_(sa.bindparam("streams", expanding=True)),
        sa.bindparam("many") == _AS_MANY,
    )
    .order_by(Head.stream)
    .with_for_update(of=Head, key_share=True)
)
"""All heads or none: who must begin a stream first holds no other one's while waiting for it."""


BATCH = 500
"""Rows of one statement: a database takes so many thousand values and no more."""


def _batches(rows: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]


def _numbered(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    return {f"{name}{n}": value for n, row in enumerate(rows) for name, value in row.items()}


def _rows(count: int, names: Iterable[str]) -> str:
    """Such as "(:s0, :q0), (:s1, :q1)"."""
    return ", ".join(f"({', '.join(f':{name}{n}' for name in names)})" for n in range(count))


_COLUMNS = ("stream", "seq", "entry", "hash", "act", "actor")


@lru_cache(maxsize=64)
def _insert(count: int) -> sa.TextClause:
    """One statement for so many entries: one for each costs a page as much as all its decisions."""
    told = f"insert into ledger_entry ({', '.join(_COLUMNS)}) values {_rows(count, _COLUMNS)}"  # noqa: S608 - names of our own
    return sa.text(told)


@lru_cache(maxsize=64)
def _move(count: int) -> sa.TextClause:
    """VALUES has columns of these names on both databases."""
    told = f"""
        update ledger_head set seq = moved.column2, hash = moved.column3
        from (values {_rows(count, "sqh")}) as moved where ledger_head.stream = moved.column1
    """  # noqa: S608 - names of our own
    return sa.text(told)


def _take(connection: Connection, streams: list[str]) -> dict[str, tuple[int, bytes]]:
    """Each stream's newest number and hash, its head locked until the commit."""
    wanted = {"streams": streams, "many": len(streams)}
    rows = connection.execute(_HEADS, wanted).all()
    if not rows:
        for stream in streams:
            _begin(connection, stream)
        rows = connection.execute(_HEADS, wanted).all()
    return {row.stream: (row.seq, bytes(row.hash)) for row in rows}


def _begin(connection: Connection, stream: str) -> None:
    """A new stream; harmless where another process has just begun it (SQLite has one writer)."""
    values = {"stream": stream, "seq": 0, "hash": FIRST, "covered": 0, "blind": os.urandom(32)}
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(Head).values(values).on_conflict_do_nothing())
        return
    there = sa.select(Head.stream).where(Head.stream == stream)
    if connection.execute(there).first() is None:
        connection.execute(sa.insert(Head).values(values))


@dataclass(frozen=True, slots=True)
class Told:
    """An entry read back, for "who has read this"."""

    act: str
    actor: str
    member: str
    outcome: str
    purpose: str
    at: datetime
    things: Mapping[str, list[str]]

    def ref_of(self, thing: str) -> str:
        """The rule or clause under which this thing was read; empty where it was refused."""
        return next((ref for ref, ids in self.things.items() if thing in ids), "")


def reading_of(entry: str) -> Told:
    e = json.loads(entry)
    kept = (e["act"], e["actor"], e["member"], e["outcome"], e["purpose"])
    return Told(*kept, moment(e["at"]), e["things"])


def label(blind: bytes, number: int) -> str:
    """How a stream is called in checkpoint `number`: only who holds its secret can tell."""
    return hmac.digest(blind, b"label" + number.to_bytes(8, "big"), "sha256").hex()


def leaf(blind: bytes, number: int, seq: int, digest: bytes) -> str:
    """What checkpoint `number` says of a stream: blinded number and hash of its newest entry."""
    message = b"leaf" + number.to_bytes(8, "big") + seq.to_bytes(8, "big") + digest
    return hmac.digest(blind, message, "sha256").hex()
