"""What somebody can do who owns the database: first he takes its guards away."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.db import writing
from portal.gate.checkpoints import NONE_BEFORE
from portal.gate.ledger import canonical, chain, label, leaf
from tests.gate.ground import Ground

Run = Callable[..., Any]
ON_SQLITE = "select name, tbl_name from sqlite_master where type = 'trigger'"
ON_POSTGRESQL = "select tgname, tgrelid::regclass::text from pg_trigger where not tgisinternal"


@contextmanager
def unguarded(ground: Ground) -> Iterator[Run]:
    """The database as its owner has it: statements, with no trigger in the way any more."""
    with writing(ground.engine) as connection:
        sqlite = connection.dialect.name == "sqlite"
        for name, table in connection.execute(
            sa.text(ON_SQLITE if sqlite else ON_POSTGRESQL)
        ).all():
            connection.execute(sa.text(f"drop trigger {name}{'' if sqlite else f' on {table}'}"))

        def run(statement: str, **values: Any) -> Any:
            done = connection.execute(sa.text(statement), values)
            return done.all() if done.returns_rows else done.rowcount

        yield run


def told(run: Run, stream: str, seq: int) -> dict[str, Any]:
    """What an entry says."""
    where = "where stream = :s and seq = :q"
    ((entry,),) = run(f"select entry from ledger_entry {where}", s=stream, q=seq)
    found: dict[str, Any] = json.loads(entry)
    return found


def hash_of(run: Run, stream: str, seq: int) -> bytes:
    where = "where stream = :s and seq = :q"
    rows = run(f"select hash from ledger_entry {where}", s=stream, q=seq)
    return bytes(rows[0][0]) if rows else bytes(32)


def put(run: Run, stream: str, seq: int, /, **values: Any) -> None:
    """Other columns into an entry's row."""
    named = ", ".join(f"{name} = :{name}" for name in values)
    run(
        f"update ledger_entry set {named} where stream = :s and seq = :q", **values, s=stream, q=seq
    )


def edit(run: Run, stream: str, seq: int, **said: Any) -> str:
    """Let an entry say something else, and the columns beside it too; the text it then has."""
    new = told(run, stream, seq) | said
    put(run, stream, seq, entry=canonical(new), act=new["act"], actor=new["actor"])
    return canonical(new)


def remove(run: Run, stream: str, seq: int) -> None:
    run("delete from ledger_entry where stream = :s and seq = :q", s=stream, q=seq)


def rechain(run: Run, stream: str) -> None:
    """Number and chain a stream afresh, and let its head say so: all but the checkpoints fits."""
    rows = run("select seq, entry from ledger_entry where stream = :s order by seq", s=stream)
    previous = bytes(32)
    for number, row in enumerate(rows, 1):
        entry = canonical(json.loads(row.entry) | {"seq": number, "stream": stream})
        previous = chain(previous, entry)
        put(run, stream, row.seq, seq=number, entry=entry, hash=previous)
    head_at(run, stream, len(rows))


def head_at(run: Run, stream: str, seq: int) -> None:
    """Let the head say that this is the newest entry."""
    covered = "case when covered > :q then :q else covered end"
    run(
        f"update ledger_head set seq = :q, hash = :h, covered = {covered} where stream = :s",
        s=stream, q=seq, h=hash_of(run, stream, seq),
    )  # fmt: skip


def make_room(run: Run, stream: str, seq: int) -> None:
    """Move the entries from this number on up by one, the last one first."""
    rows = run("select seq from ledger_entry where stream = :s and seq >= :q order by seq desc",
               s=stream, q=seq)  # fmt: skip
    for (number,) in rows:
        put(run, stream, number, seq=number + 1)


def insert(run: Run, stream: str, seq: int, entry: dict[str, Any]) -> None:
    run(
        "insert into ledger_entry (stream, seq, entry, hash, act, actor)"
        " values (:s, :q, :e, :h, :act, :actor)",
        s=stream, q=seq, e=canonical(entry), h=bytes(32), act=entry["act"], actor=entry["actor"],
    )  # fmt: skip


def roll_back(run: Run, number: int) -> None:
    """The ledger as it was at an older checkpoint, as from a backup."""
    covers = run(
        "select stream, max(seq) as seq from ledger_cover where number <= :n group by stream",
        n=number,
    )
    for cover in covers:
        run("delete from ledger_entry where stream = :s and seq > :q", s=cover.stream, q=cover.seq)
        head_at(run, cover.stream, cover.seq)
    run("delete from ledger_cover where number > :n", n=number)
    run("delete from ledger_checkpoint where number > :n", n=number)


def remake(run: Run, sign: Callable[[bytes], bytes]) -> None:
    """Make all checkpoints anew, from what the streams hold now."""
    covers = defaultdict(list)
    for cover in run("select number, stream, seq from ledger_cover"):
        covers[cover.number].append((cover.stream, cover.seq))
    blinds = {h.stream: bytes(h.blind) for h in run("select stream, blind from ledger_head")}
    previous = NONE_BEFORE
    for row in run("select number, told from ledger_checkpoint order by number"):
        leaves = sorted(
            [label(blinds[s], row.number), leaf(blinds[s], row.number, q, hash_of(run, s, q))]
            for s, q in covers[row.number]
        )
        text = canonical(json.loads(row.told) | {"leaves": leaves, "previous": previous})
        previous = hashlib.sha256(text.encode()).hexdigest()
        run(
            "update ledger_checkpoint set told = :t, hash = :h, signature = :g where number = :n",
            n=row.number, t=text, h=previous, g=sign(text.encode()).hex(),
        )  # fmt: skip
