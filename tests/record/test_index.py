"""The index of readings: what it says is what the ledger says, whoever makes it and when."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading, writing
from portal.documents import acts as documents
from portal.gate import readings
from portal.gate.keeper import Keeper
from portal.gate.ledger import Entry, stream_of
from portal.gate.readings import Reading, ReadingMark
from tests.build import World
from tests.grounds import Ground
from tests.policy.asking import raw, reading_as


def read(world: World, who: str, times: int = 1) -> None:
    for _ in range(times):
        with reading_as(world, who) as gate:
            documents.read(gate=gate)


def told(world: World) -> Counter[tuple[str, ...]]:
    """Straight from the entries, by nobody's code: at how many moments each thing was done."""
    moments: set[tuple[str, ...]] = set()
    with reading(world.vault.engine) as connection:
        for stream, text in connection.execute(sa.select(Entry.stream, Entry.entry)):
            e = json.loads(text)
            if ":" in stream and e["act"] in {"read_section", "export_record"}:
                for ref, ids in e["things"].items():
                    for name in set(ids):
                        who = (stream, name, e["member"], e["actor"])
                        moments.add((*who, e["act"], e["outcome"], ref, e["purpose"], e["at"]))
    return Counter(one[:-1] for one in moments)


def indexed(world: World) -> dict[tuple[Any, ...], int]:
    table = Reading.__table__
    with reading(world.vault.engine) as connection:
        rows = connection.execute(sa.select(table)).all()
    names = [c.name for c in table.primary_key]
    return {tuple(getattr(row, name) for name in names): row.times for row in rows}


def test_the_index_says_what_the_ledger_says(either: Ground) -> None:
    world = either.world
    for who, times in (("probation_panel", 3), ("chair", 2), ("author", 1)):
        read(world, who, times)
    readings.catch_up(world.vault.engine)
    assert indexed(world) == told(world) != {}
    read(world, "probation_panel", 2)
    readings.catch_up(world.vault.engine)
    assert indexed(world) == told(world)


def test_made_again_from_nothing_it_is_the_same(world: World) -> None:
    read(world, "probation_panel", 4)
    readings.catch_up(world.vault.engine)
    before = indexed(world)
    assert before == told(world) != {}
    with writing(world.vault.engine) as connection:
        connection.execute(sa.delete(Reading))
        connection.execute(sa.delete(ReadingMark))
    assert indexed(world) == {}
    readings.catch_up(world.vault.engine)
    assert indexed(world) == before


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_however_little_is_taken_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(readings, "BATCH", batch)
    read(world, "probation_panel", 3)
    readings.catch_up(world.vault.engine)
    assert indexed(world) == told(world) != {}


def test_what_is_younger_than_the_index_is_told_too(world: World) -> None:
    stream = stream_of(world.review, world.agencies["Westmarch Police"])
    context = [world.versions["Context"]]

    def times() -> int:
        with reading(world.vault.engine) as connection:
            found = readings.of_versions(connection, stream, context)
        return sum(one.times for one in found if one.member == world.members["probation_panel"])

    assert times() == 0
    read(world, "probation_panel")
    assert times() == 1
    readings.catch_up(world.vault.engine)
    assert times() == 1
    read(world, "probation_panel")
    assert times() == 2
    readings.catch_up(world.vault.engine)
    assert times() == 2


def test_the_keeper_brings_it_up(world: World) -> None:
    keeper = Keeper(world.vault, (), world.settings.journal)
    read(world, "chair", 2)
    keeper.round()
    assert indexed(world) == told(world) != {}
    read(world, "chair")
    keeper.round()
    assert indexed(world) == told(world)


def test_many_readings_make_few_rows(world: World) -> None:
    readings.catch_up(world.vault.engine)
    read(world, "probation_panel")
    readings.catch_up(world.vault.engine)
    before = indexed(world)
    read(world, "probation_panel", 20)
    readings.catch_up(world.vault.engine)
    after = indexed(world)
    assert after.keys() == before.keys() != set()
    assert sum(after.values()) - sum(before.values()) == 20 * 2, "two sections, twenty times"


def test_it_is_asked_by_index_and_never_scans_the_ledger(world: World) -> None:
    plans = {
        "select * from reading where stream = 's' and version_id in ('a', 'b')": "autoindex_reading",
        "select * from reading where member = 'm' and first_at <= 'z'": "ix_reading_member",
        "select * from ledger_entry where stream = 's' and seq < 9 order by seq desc limit 5":
            "autoindex_ledger_entry",
    }  # fmt: skip
    for query, index in plans.items():
        plan = " ".join(row[3] for row in raw(world, f"explain query plan {query}"))
        assert "SCAN" not in plan, query
        assert "SEARCH" in plan, query
        assert index in plan, plan


def test_what_was_seen_before_a_moment(world: World) -> None:
    read(world, "chair")
    readings.catch_up(world.vault.engine)
    now, member = world.vault.clock.now(), world.members["chair"]
    with reading(world.vault.engine) as connection:
        assert readings.seen_before(connection, member, now) == {world.versions["Context"]}
        assert readings.seen_before(connection, member, now - timedelta(hours=1)) == set()
        assert readings.seen_before(connection, world.members["lay"], now) == set()
