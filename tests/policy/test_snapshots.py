"""Snapshots that are damaged, gone, or made under another law; and a process that holds few."""

import json
import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import place
from portal.db import reading, writing
from portal.gate import versions
from portal.gate.index import PolicyWrong
from portal.gate.policy import ALWAYS, NEVER, Act, read_law
from portal.gate.versions import Snapshot, Versions
from tests.build import World
from tests.grounds import Ground
from tests.policy.asking import raw, reads, titles, who_may
from tests.policy.test_release_rules import OWNERS_SIDE
from tests.policy.test_versions import READ, current, snapshots

# Snapshots that are damaged or gone


SPOILT = {
    "altered": lambda row: {"rows": row.rows[:-1] + bytes([row.rows[-1] ^ 1])},
    "cut short": lambda row: {"rows": row.rows[: len(row.rows) // 2]},
    "emptied": lambda row: {"rows": b""},
    "exchanged": lambda row: {"rows": zlib.compress(b'{"lines": [], "links": []}')},
    "of another digest": lambda row: {"digest": "0" * 64},
    "wider": lambda row: {"rows": _with_a_line(row.rows)},
}


def unguarded(world: World) -> None:
    """As only somebody can who owns the database."""
    if world.vault.engine.dialect.name == "sqlite":
        raw(world, "drop trigger policy_snapshot_no_update")
    else:
        raw(world, "alter table policy_snapshot disable trigger all")


def _with_a_line(rows: bytes) -> bytes:
    told = json.loads(zlib.decompress(rows))
    told["lines"].append(
        ["role:member", "words:a:shareable", READ, ALWAYS, NEVER, "allow", "law:R4"]
    )
    return zlib.compress(json.dumps(told).encode())


@pytest.mark.parametrize("how", SPOILT)
def test_a_damaged_snapshot_is_closed(either: Ground, how: str) -> None:
    world, table = either.world, Snapshot.__table__
    row = snapshots(world)[current(world)]
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        raw(world, "update policy_snapshot set digest = 'x'")
    unguarded(world)
    with writing(world.vault.engine) as connection:
        mine = (table.c.domain == row.domain, table.c.version == row.version)
        connection.execute(sa.update(table).where(*mine).values(SPOILT[how](row)))
    with pytest.raises(PolicyWrong):
        reads(world, "author", vault=either.process())


def test_a_missing_snapshot_is_closed_and_other_reviews_are_not(either: Ground) -> None:
    world = either.world
    raw(world, "update domain set policy_version = 99 where id = :d", d=world.review)
    with pytest.raises(PolicyWrong):
        reads(world, "author")
    with world.vault.read(world.sign_in("author")) as gate:
        assert gate.may(Act.OWN_AFFAIRS).allowed


def test_a_review_without_a_version_is_closed(either: Ground) -> None:
    world = either.world
    raw(world, "update domain set policy_version = 0 where id = :d", d=world.review)
    assert reads(world, "author") == {}


# The law changes; few versions are held


@pytest.fixture
def another_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lawyer of an agency reads its shareable words, from now on."""
    folder = tmp_path / "law"
    folder.mkdir()
    for file in ("model.conf", "roles.csv", "classes.csv"):
        (folder / file).write_text((place.policies() / file).read_text("utf-8"), "utf-8")
    with (folder / "roles.csv").open("a", encoding="utf-8") as roles:
        roles.write("R4,agency_lawyer,read_section,own shareable,A new row\n")
    told = read_law(folder)
    monkeypatch.setattr(versions, "law", lambda: told)


def test_a_new_law_makes_a_new_version_of_each_review(world: World, another_law: None) -> None:
    at = current(world)
    assert who_may(world, READ, "Practice") == OWNERS_SIDE
    world.vault.settle(world.review)
    assert current(world) == at + 1
    assert who_may(world, READ, "Practice") == {*OWNERS_SIDE, "lawyer"}
    world.vault.settle(world.review)
    assert current(world) == at + 1, "once"


def test_a_process_that_holds_one_version_at_a_time_answers_the_same(world: World) -> None:
    narrow = Versions(room=1)
    with reading(world.vault.engine) as connection:
        for version in [*range(1, current(world) + 1)] * 2:
            held = narrow.index(connection, world.review, version)
            fresh = versions.read_snapshot(connection, world.review, version)
            assert (held.lines, held.links) == (fresh.lines, fresh.links)
    assert len(narrow._held) == 1
    assert titles(world, reads(world, "chair")) == {"Context"}
