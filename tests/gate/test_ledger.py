"""The ledger's writer: chained, contiguous under many hands, and never changed."""

import hashlib
import json
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading, writing
from portal.gate.ledger import Entry, Fact, Head, Receipt, append, canonical, reading_of
from portal.gate.versions import Snapshot
from tests.gate.ground import OURS, PERSON, REVIEW, THEIRS, Ground, together

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
GUARDED = ("ledger_entry", "ledger_checkpoint", "ledger_cover", "policy_snapshot")


def fact(stream: str, **values: Any) -> Fact:
    told = {"act": "read_section", "actor": PERSON, "member": "m", "outcome": "allowed", "at": NOW}
    return Fact(stream=stream, things={"law:R4": ("1" * 32,)}, **{**told, **values})


def append_alone(ground: Ground, *facts: Fact) -> list[Receipt]:
    with writing(ground.engine) as connection:
        return append(connection, facts)


def entries(ground: Ground, stream: str) -> list[Any]:
    query = sa.select(Entry.__table__).where(Entry.stream == stream).order_by(Entry.seq)
    with reading(ground.engine) as connection:
        return list(connection.execute(query))


def follows(rows: list[Any]) -> bool:
    """The chain as its description has it, written out once more."""
    previous = bytes(32)
    for number, row in enumerate(rows, 1):
        told = json.loads(row.entry)
        previous = hashlib.sha256(previous + row.entry.encode("ascii")).digest()
        if (row.seq, told["seq"], bytes(row.hash)) != (number, number, previous):
            return False
    return True


def test_entries_are_chained_and_the_head_is_the_newest(ground: Ground) -> None:
    for _ in range(3):
        append_alone(ground, fact("s"), fact("s"), fact("t"))
    assert [len(entries(ground, s)) for s in "st"] == [6, 3]
    assert follows(entries(ground, "s"))
    assert follows(entries(ground, "t"))
    with reading(ground.engine) as connection:
        heads = {h.stream: h for h in connection.execute(sa.select(Head.__table__))}
    assert (heads["s"].seq, bytes(heads["s"].hash)) == (6, bytes(entries(ground, "s")[-1].hash))
    assert heads["s"].blind != heads["t"].blind
    assert len(heads["s"].blind) == 32


def test_more_entries_than_one_statement_takes(ground: Ground) -> None:
    """In one stream and in many: an import or the closing of a large review records so many."""
    append_alone(ground, *[fact("s") for _ in range(1_203)])
    append_alone(ground, *[fact(f"t{n}") for n in range(1_101)])
    assert follows(entries(ground, "s"))
    assert len(entries(ground, "s")) == 1_203
    with reading(ground.engine) as connection:
        many = sa.select(Head.seq).where(Head.stream.like("t%"))
        assert connection.execute(many).scalars().all() == [1] * 1_101


def test_an_entry_is_canonical_and_tells_what_it_was_given(ground: Ground) -> None:
    given = fact("s", purpose="review", reason="2" * 32, version=7)
    append_alone(ground, given)
    (row,) = entries(ground, "s")
    assert row.entry == canonical(json.loads(row.entry))
    assert row.entry.isascii()
    assert (row.act, row.actor) == ("read_section", PERSON)
    told = reading_of(row.entry)
    assert (told.act, told.actor, told.at, told.purpose) == (given.act, PERSON, NOW, "review")
    assert (told.ref_of("1" * 32), told.ref_of("3" * 32)) == ("law:R4", "")
    assert json.loads(row.entry) == {
        "act": "read_section",
        "actor": PERSON,
        "at": "2026-01-05T09:30:00.000000Z",
        "member": "m",
        "outcome": "allowed",
        "purpose": "review",
        "reason": "2" * 32,
        "seq": 1,
        "stream": "s",
        "things": {"law:R4": ["1" * 32]},
        "v": 1,
        "version": 7,
    }


def test_a_receipt_names_the_newest_entry_of_each_stream(ground: Ground) -> None:
    receipts = append_alone(ground, fact("s"), fact("t"), fact("s"))
    found = {r.stream: (r.seq, r.hash) for r in receipts}
    newest = {s: entries(ground, s)[-1] for s in "st"}
    assert found == {s: (row.seq, bytes(row.hash).hex()) for s, row in newest.items()}
    assert append_alone(ground) == []


def test_eight_writers_on_one_stream(ground: Ground) -> None:
    def write() -> None:
        for _ in range(12):
            append_alone(ground, fact("s"))

    assert together(*[write] * 8) == [None] * 8
    rows = entries(ground, "s")
    assert len(rows) == 96
    assert follows(rows)
    ground.checkpoint()
    assert ground.findings() == []


def test_eight_writers_on_many_streams_in_every_order(ground: Ground) -> None:
    """New streams and old, named in orders that would wait for each other."""
    names = [f"stream {n}" for n in range(6)]

    def write(turn: int) -> None:
        for number in range(6):
            mixed = names[turn % 6 :] + names[: turn % 6]
            chosen = mixed[: 2 + number % 4]
            append_alone(ground, *[fact(s) for s in (chosen if turn % 2 else chosen[::-1])])

    assert together(*[lambda n=n: write(n) for n in range(8)]) == [None] * 8
    for name in names:
        assert follows(entries(ground, name))
    ground.checkpoint()
    assert ground.findings() == []


@pytest.mark.parametrize("ground", ["postgresql"], indirect=True)
def test_a_checkpoint_takes_the_heads_in_the_writers_order(ground: Ground) -> None:
    """A writer holds the first head and then wants the second; neither waits for the other."""
    append_alone(ground, fact("second"))
    append_alone(ground, fact("first"))
    held, order = threading.Event(), []

    def write() -> None:
        with writing(ground.engine) as connection:
            append(connection, [fact("first")])
            held.set()
            time.sleep(0.2)
            append(connection, [fact("second")])
            order.append("writer")

    def mark() -> None:
        held.wait(10)
        ground.checkpoint()
        order.append("checkpoint")

    assert together(write, mark) == [None, None]
    assert order == ["writer", "checkpoint"]
    ground.checkpoint()
    assert ground.findings() == []


def test_what_is_rolled_back_leaves_nothing(ground: Ground) -> None:
    append_alone(ground, fact("s"))
    with ground.engine.connect() as connection, connection.begin() as transaction:
        append(connection, [fact("s"), fact("new")])
        transaction.rollback()
    append_alone(ground, fact("s"))
    assert len(entries(ground, "s")) == 2
    assert follows(entries(ground, "s"))
    assert entries(ground, "new") == []


# What the database itself refuses


def filled(ground: Ground) -> None:
    ground.write("ours", "more")
    ground.checkpoint()
    with reading(ground.engine) as connection:
        assert connection.execute(sa.select(Snapshot.version)).first()


CHANGES = [
    *(f"update {table} set {column} = {column}" for table, column in
      zip(GUARDED, ("act", "told", "seq", "digest"), strict=True)),
    *(f"delete from {table}" for table in (*GUARDED, "ledger_head")),
]  # fmt: skip


def refused(ground: Ground, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"never changed|only moves forward"):
        ground.raw(statement)


def test_the_database_refuses_to_change_what_was_written(ground: Ground) -> None:
    filled(ground)
    for statement in CHANGES:
        refused(ground, statement)
    ground.checkpoint()
    assert ground.findings() == []


@pytest.mark.parametrize("ground", ["postgresql"], indirect=True)
def test_the_database_refuses_to_empty_a_table(ground: Ground) -> None:
    filled(ground)
    for table in (*GUARDED, "ledger_head"):
        refused(ground, f"truncate {table} cascade")


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)
def test_the_database_refuses_to_put_a_row_in_another_ones_place(ground: Ground) -> None:
    filled(ground)
    for table in (*GUARDED, "ledger_head"):
        refused(ground, f"insert or replace into {table} select * from {table}")


def test_a_head_only_moves_forward(ground: Ground) -> None:
    filled(ground)
    for change in (
        "seq = seq - 1",
        "covered = covered - 1",
        "stream = 'another'",
        "blind = hash",
    ):
        refused(ground, f"update ledger_head set {change}")
    assert ground.raw("update ledger_head set seq = seq") > 0


def test_two_entries_never_share_a_number(ground: Ground) -> None:
    filled(ground)
    columns = "stream, seq, entry, hash, act, actor"
    with pytest.raises(sa.exc.DBAPIError):
        ground.raw(f"insert into ledger_entry ({columns}) select {columns} from ledger_entry")


# What goes into which stream


def test_an_act_is_recorded_in_its_owners_stream_alone(ground: Ground) -> None:
    ground.write("ours")
    ground.write("theirs", "theirs again", owner=THEIRS)
    assert len(entries(ground, f"{REVIEW}:{OURS}")) == 1
    assert len(entries(ground, f"{REVIEW}:{THEIRS}")) == 2
    ground.words()
    ours, theirs = (entries(ground, f"{REVIEW}:{o}") for o in (OURS, THEIRS))
    assert [json.loads(r.entry)["act"] for r in ours] == ["write_section", "read_section"]
    things = json.loads(theirs[-1].entry)["things"]
    assert {len(ids) for ids in things.values()} == {2}


def test_no_entry_holds_words(ground: Ground) -> None:
    ground.write("Plainly visible", owner=OURS)
    ground.words()
    with reading(ground.engine) as connection:
        told = list(connection.execute(sa.select(Entry.entry)).scalars())
    assert told
    assert not [entry for entry in told if "Plainly" in entry or "Amina" in entry]
