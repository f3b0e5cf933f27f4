"""Policy versions: made whole, never changed, certified where they widen, and closed when in doubt."""

import hashlib
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import new_id, reading, writing
from portal.gate import versions
from portal.gate.certify import NotCertified
from portal.gate.index import Index, Page, PolicyWrong
from portal.gate.keeper import Keeper
from portal.gate.policy import ALWAYS, NEVER, Act, Line, Link, law
from portal.gate.versions import Domain, PolicyRow, Snapshot, unsettled
from tests.build import World, release
from tests.grounds import Ground
from tests.policy.asking import denies, who_may
from tests.policy.test_release_rules import OWNERS_SIDE, PROBATION, end

pytestmark = pytest.mark.slow

READ = Act.READ_SECTION


def snapshots(world: World) -> dict[int, Any]:
    table = Snapshot.__table__
    here = sa.select(table).where(table.c.domain == world.review)
    with reading(world.vault.engine) as connection:
        return {row.version: row for row in connection.execute(here)}


def current(world: World) -> int:
    with reading(world.vault.engine) as connection:
        query = sa.select(Domain.policy_version).where(Domain.id == world.review)
        return int(connection.execute(query).scalar_one())


def waiting(world: World) -> bool:
    with reading(world.vault.engine) as connection:
        return world.review in unsettled(connection)


def whole(world: World) -> None:
    """The current snapshot holds the law and exactly the rows that stand and do not wait."""
    with reading(world.vault.engine) as connection:
        held = versions.read_snapshot(connection, world.review, current(world))
        rows = versions._rows(connection, world.review, pending=False)
    made = versions._compiled(law(), world.review, rows)
    for ours, theirs in ((held.lines, made.lines), (held.links, made.links)):
        assert set(ours) == set(theirs)
        assert len(ours) == len(theirs)


def keeper(world: World) -> Keeper:
    return Keeper(world.vault, world.settings.witnesses, world.settings.journal)


# One change, one snapshot


def test_each_change_makes_one_new_snapshot_and_touches_no_other(either: Ground) -> None:
    world = either.world
    before, at = snapshots(world), current(world)
    release(world, "second", ["Practice"])
    end(world, "second")
    with world.act("chair") as gate:
        gate.allow(denies(world, "lay", "all"), ref="stood_down:lay")
    after = snapshots(world)
    assert current(world) == at + 3
    assert set(after) == {*before, at + 1, at + 2, at + 3}
    assert {n: after[n] for n in before} == before
    assert [after[at + n].certified_at is not None for n in (1, 2, 3)] == [True, False, False]
    for row in after.values():
        assert hashlib.sha256(row.rows).hexdigest() == row.digest
    whole(world)


def test_all_eight_fields_come_back_as_they_went(either: Ground) -> None:
    """A store that drops a column drops the effect, the window or the reason: ours has them all."""
    world = either.world
    line = Line(
        "keyed:role:chair", "ver:77", READ, "2026-01-02T03:04:05.000006Z",
        "2099-08-09T10:11:12.000013Z", "allow", "release:14",
    )  # fmt: skip
    deny = Line(f"u:{new_id()}", "sec:15", READ, ALWAYS, NEVER, "deny", "stood_down:16")
    link = Link("m:18", "body:19", "2026-01-02T03:04:05.000020Z", "2099-08-09T10:11:12.000021Z")
    with world.act("chair") as gate:
        gate.allow([line, link], ref=line.ref)
        gate.allow([deny], ref=deny.ref)
    with reading(either.process().engine) as connection:
        held = versions.read_snapshot(connection, world.review, current(world))
    assert {line, deny} <= set(held.lines)
    assert link in held.links


def test_a_row_that_gives_another_reason_than_the_one_that_ends_it_is_refused(
    world: World,
) -> None:
    row = Line("keyed:role:chair", "ver:1", READ, ALWAYS, NEVER, "allow", "release:1")
    with pytest.raises(PolicyWrong), world.act("chair") as gate:
        gate.allow([row], ref="release:2")


@pytest.mark.parametrize("eft", ["Deny", "DENY", " deny", "denied", "", "allow "])
def test_misspelt_eft_is_refused_by_the_database_too(either: Ground, eft: str) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        by_hand(either.world, eft=eft)


@pytest.mark.parametrize("sub", ["role:chair", "m:1", "chair", ":x", ""])
def test_a_deny_for_anybody_but_a_person_is_refused_by_the_database_too(
    either: Ground, sub: str
) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        by_hand(either.world, sub=sub)


def by_hand(world: World, **changed: Any) -> None:
    plain = {"id": new_id(), "domain": world.review, "kind": "p", "sub": "u:1", "obj": "all",
             "act": READ, "nbf": ALWAYS, "exp": NEVER, "eft": "deny", "ref": "hand"}  # fmt: skip
    with writing(world.vault.engine) as connection:
        connection.execute(sa.insert(PolicyRow.__table__).values({**plain, **changed}))


def test_cross_product_removal_ends_what_was_named_and_nothing_else(either: Ground) -> None:
    """Ending alice/1 and bob/2 must leave alice/2 and bob/1, here and in every other process."""
    world = either.world
    people = {"alice": world.people["author"], "bob": world.people["manager"]}
    rows = [Line(f"u:{p}", f"sec:{s}", READ, ALWAYS, NEVER, "deny", f"x:{who}")
            for who, p in people.items() for s in "12"]  # fmt: skip
    with world.act("chair") as gate:
        for line in rows:
            gate.allow([line], ref=line.ref)
    with world.act("chair") as gate:
        assert gate.end(ref="x:alice", obj="sec:1") == 1
        assert gate.end(ref="x:bob", obj="sec:2") == 1
    for vault in (world.vault, either.process()):
        with vault.read("", world.review) as gate:
            held = [line for line in gate.index.lines if line.eft == "deny"]
    assert {(x.ref, x.obj) for x in held} == {("x:alice", "sec:2"), ("x:bob", "sec:1")}
    whole(world)


def test_natural_filter_a_review_is_loaded_whole_and_alone(either: Ground) -> None:
    """Lines and links of one domain come together; none of another's, and none without a name."""
    world = either.world
    with reading(world.vault.engine) as connection:
        for name in ("", "portal", world.review.upper(), f"{world.review} ", "%", new_id()):
            assert not [
                r
                for r in versions._rows(connection, name, pending=True)
                if r.domain == world.review
            ]
        here = versions._rows(connection, world.review, pending=True)
    assert {row.kind for row in here} == {"p", "g"}
    for odd in (world.review.upper(), f"{world.review} ", world.review.replace("0", "\uff10")):
        with world.vault.read("", odd) as gate:
            assert gate.domain != world.review, "an odd spelling is no review, on either database"


# An ending waits for nothing


def test_an_ending_commits_while_a_signing_is_being_certified(
    either: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = either.world
    inside, go_on, asked = threading.Event(), threading.Event(), []
    certify = versions.certify

    def slowly(*args: Any, **kw: Any) -> int:
        asked.append(1)
        inside.set()
        assert go_on.wait(30)
        return certify(*args, **kw)

    monkeypatch.setattr(versions, "certify", slowly)
    signing = threading.Thread(target=release, args=(world, "second", ["Practice"]))
    signing.start()
    try:
        assert inside.wait(30)
        assert signing.is_alive()
        end(world, "first")
        assert who_may(world, READ, "Chronology") == OWNERS_SIDE, "ended, and nobody was asked"
        assert who_may(world, READ, "Practice") == OWNERS_SIDE, "not certified yet: not open"
        assert asked == [1]
    finally:
        go_on.set()
        signing.join()
    assert len(asked) == 2, "the review had moved on, so Casbin was asked again"
    assert who_may(world, READ, "Practice") == OWNERS_SIDE | PROBATION
    assert who_may(world, READ, "Chronology") == OWNERS_SIDE, "and what had ended stayed ended"
    whole(world)


def ends_and_fails(world: World) -> None:
    with world.act("senior") as gate:
        assert gate.end(ref=f"release:{world.releases['first']}") == 2
        raise ZeroDivisionError


def test_an_ending_is_seen_from_its_commit_on_and_not_before(either: Ground) -> None:
    world, other = either.world, either.process()
    with pytest.raises(ZeroDivisionError):
        ends_and_fails(world)
    assert who_may(world, READ, "Chronology", vault=other) > PROBATION
    at = current(world)
    end(world, "first")
    assert current(world) == at + 1
    assert who_may(world, READ, "Chronology", vault=other) == OWNERS_SIDE


# What widens is certified, or stays closed


class OpensTooMuch(Index):
    """A wrong index: whatever is asked about is open to whoever may read anything."""

    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        page = super().page(sub, act, now, extra)
        return Page({k: Everything(v) for k, v in page.allow.items()}, {})


class Everything(dict[str, Line]):
    def get(self, key: str, default: Any = None) -> Any:
        return next(iter(self.values()), default)


class ForgetsThePerson(Index):
    def closure(self, sub: str, now: str, extra: Iterable[str] = ()) -> list[str]:
        return [n for n in super().closure(sub, now, extra) if not n.startswith("u:")]


def test_a_deny_is_lifted_only_when_casbin_agrees(
    usual_ground: Ground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, other = usual_ground.world, usual_ground.process()
    with world.act("chair") as gate:
        gate.allow(denies(world, "probation_panel", "all"), ref="stood_down:probation_panel")
    stood_down = (OWNERS_SIDE | PROBATION) - {"probation_panel"}
    assert who_may(world, READ, "Chronology", vault=other) == stood_down
    monkeypatch.setattr(versions, "certify", _disagrees)
    with world.act("chair") as gate:
        assert gate.end(ref="stood_down:probation_panel")
    assert "is not certified and stays closed" in caplog.text
    assert who_may(world, READ, "Chronology", vault=other) == stood_down
    monkeypatch.undo()
    keeper(world).round()
    assert who_may(world, READ, "Chronology", vault=other) == OWNERS_SIDE | PROBATION


def _disagrees(*_: object) -> None:
    raise NotCertified("Casbin says otherwise")


@pytest.mark.parametrize("wrong", [OpensTooMuch, ForgetsThePerson])
def test_a_signing_whose_certification_disagrees_stays_closed(
    usual_ground: Ground,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wrong: Any,
) -> None:
    world, other = usual_ground.world, usual_ground.process()
    with world.act("chair") as gate:
        gate.allow(denies(world, "probation_panel", "all"), ref="stood_down:probation_panel")
    at = current(world)
    monkeypatch.setattr(versions, "Index", wrong)
    release(world, "second", ["Practice"])
    assert "is not certified and stays closed" in caplog.text
    assert current(world) == at
    assert waiting(world)
    with pytest.raises(NotCertified):
        versions.settle(world.vault.engine, world.review, now=datetime.now(UTC))
    monkeypatch.undo()
    assert who_may(world, READ, "Practice", vault=other) == OWNERS_SIDE
    end(world, "first")
    assert who_may(world, READ, "Chronology", vault=other) == OWNERS_SIDE, "endings go on"
    keeper(world).round()
    told = who_may(world, READ, "Practice", vault=other)
    assert told == (OWNERS_SIDE | PROBATION) - {"probation_panel"}
    assert not waiting(world)


def test_one_row_that_is_not_sound_holds_up_its_review_and_not_the_keeper(
    either: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    world = either.world
    by_hand(world, obj="everything", eft="allow")
    with caplog.at_level(logging.CRITICAL):
        keeper(world).round()
        release(world, "second", ["Practice"])
    assert caplog.text.count("is not certified and stays closed") == 2
    assert who_may(world, READ, "Practice") == OWNERS_SIDE
    end(world, "first")
    assert who_may(world, READ, "Chronology") == OWNERS_SIDE


def test_what_ended_before_it_was_certified_never_opens(either: Ground) -> None:
    world = either.world
    with world.act("chair") as gate:
        line = Line("keyed:role:chair", f"ver:{world.versions['Practice']}", READ, ALWAYS, NEVER,
                    "allow", "release:late")  # fmt: skip
        gate.allow([line], ref=line.ref)
        gate.widened.clear()
    with world.act("chair") as gate:
        assert gate.end(ref="release:late") == 1
    keeper(world).round()
    assert who_may(world, READ, "Practice") == OWNERS_SIDE
    whole(world)


# A process that dies


def test_what_a_dead_process_left_waiting_the_keeper_settles(either: Ground) -> None:
    world, other = either.world, either.process()
    with world.act("chair") as gate:
        line = Line("keyed:role:chair", f"ver:{world.versions['Practice']}", READ, ALWAYS, NEVER,
                    "allow", "release:left")  # fmt: skip
        gate.allow([line], ref=line.ref)
        gate.widened.clear()  # it died before it could settle
    assert waiting(world)
    assert who_may(world, READ, "Practice", vault=other) == OWNERS_SIDE
    keeper(world).round()
    assert not waiting(world)
    assert who_may(world, READ, "Practice", vault=other) == {*OWNERS_SIDE, "chair"}


DIES = """
import os, signal, sys
from portal.app import open_vault
from portal.gate import vault
from portal.gate.gate import Actor
from portal.gate.policy import ALWAYS, NEVER, Line
from tests.build import settings_in
from pathlib import Path
folder, url, review, version, person = sys.argv[1:]
held = open_vault(settings_in(Path(folder), url))
vault.Vault.settle = lambda self, domain: os.kill(os.getpid(), signal.SIGKILL)
with held.act("", review, actor=Actor(person, "", ())) as gate:
    line = Line("keyed:role:chair", f"ver:{version}", "read_section", ALWAYS, NEVER, "allow", "release:x")
    gate.allow([line], ref=line.ref)
"""


@pytest.mark.slow
def test_a_process_killed_between_act_and_certification_leaves_nothing_open(
    either: Ground,
) -> None:
    world = either.world
    folder, url = world.settings.key_file.parent, world.settings.database_url
    told = [str(folder), url, world.review, world.versions["Practice"], world.people["chair"]]
    root = Path(__file__).resolve().parents[2]
    died = subprocess.run([sys.executable, "-c", DIES, *told], cwd=root, check=False)
    assert died.returncode == -signal.SIGKILL
    assert waiting(world)
    assert who_may(world, READ, "Practice") == OWNERS_SIDE
    keeper(world).round()
    assert who_may(world, READ, "Practice") == {*OWNERS_SIDE, "chair"}
