"""Many at once: nothing stale, nothing half-loaded, and nothing after its ending, on both databases."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.contributions import acts as contributions
from portal.db import collided, reading
from portal.documents import acts as documents
from portal.documents import words
from portal.documents.models import Document, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import ALWAYS, NEVER, Act, Line
from portal.gate.vault import Vault
from portal.schedules import acts as schedules
from portal.schedules.models import Proposal
from portal.schedules.preview import preview
from tests.build import World, propose, release
from tests.commissions import begin, commission, go
from tests.grounds import Ground
from tests.policy.asking import denies, reading_as, reads, titles, version, who_may
from tests.policy.test_release_rules import OWNERS_SIDE, PROBATION, end
from tests.policy.test_versions import current, keeper, waiting, whole

pytestmark = pytest.mark.slow

READ = Act.READ_SECTION


def again(deed: Callable[[], Any], tries: int = 8) -> Any:
    """As the portal's own requests do: an act that met another is done again."""
    for left in range(tries - 1, -1, -1):
        try:
            return deed()
        except sa.exc.DBAPIError as error:
            if not left or not collided(error):
                raise
    raise AssertionError("not reached")


@contextmanager
def beside(deed: Callable[[], None]) -> Iterator[None]:
    """Something done over and over in another thread meanwhile; its error, if any, is raised."""
    over, failed = threading.Event(), []

    def run() -> None:
        try:
            while not over.is_set():
                deed()
        except BaseException as error:  # noqa: BLE001 - raised below, in the test
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]


# Signings and endings at once


@pytest.mark.slow
def test_eight_threads_sign_and_end_and_the_right_rows_stand(either: Ground) -> None:
    world, others = either.world, [either.process() for _ in range(2)]
    practice, methods = world.versions["Practice"], world.versions["Methods"]
    people = ["lay", "chair", "board", "probation_panel"] * 2

    def one(number: int) -> None:
        vault = [world.vault, *others][number % 3]
        name = practice if number < 4 else methods
        ref = f"release:race{number}"
        sub = f"keyed:member:{world.members[people[number]]}"
        line = Line(sub, f"ver:{name}", READ, ALWAYS, NEVER, "allow", ref)
        again(lambda: add(vault, line))
        if number % 2:
            again(lambda: drop(vault, ref))

    def add(vault: Vault, line: Line) -> None:
        with vault.act("", world.review, actor=world.actor("senior")) as gate:
            gate.allow([line], ref=line.ref)

    def drop(vault: Vault, ref: str) -> None:
        with vault.act("", world.review, actor=world.actor("senior")) as gate:
            assert gate.end(ref=ref) == 1

    before = current(world)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    keeper(world).round()
    assert not waiting(world)
    for vault in (world.vault, *others):
        assert who_may(world, READ, "Practice", vault=vault) == {*OWNERS_SIDE, "lay", "board"}
        assert who_may(world, READ, "Methods", vault=vault) == {*OWNERS_SIDE, "lay", "board"}
    assert current(world) > before + 4
    whole(world)


def at_once(world: World, other: Vault, who: str, deed: Callable[[Gate], Any]) -> list[str]:
    """What four who act at the same moment in two processes are told, the one that did it last."""

    def acts(vault: Vault) -> str:
        with vault.act("", world.review, actor=world.actor(who)) as gate:
            return f"~ {deed(gate)}"

    def one(vault: Vault) -> str:
        try:
            return str(again(lambda: acts(vault)))
        except Refused as why:
            return str(why)

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(one, [world.vault, other] * 2))


def test_two_officers_of_one_body_sign_at_once_and_one_signature_stands(either: Ground) -> None:
    world, other = either.world, either.process()
    propose(world, "second")
    with reading_as(world, "senior") as gate:
        terms = agreements.newest(gate=gate)
    assert terms is not None

    def signs(gate: Gate) -> str:
        seen = {"agreement": terms.id, "digest": terms.digest}
        return agreements.sign_agreement(**seen, gate=gate).body

    told = at_once(world, other, "senior", signs)
    assert told == [*[agreements.SIGNED] * 3, f"~ {world.agencies['Westmarch Police']}"]
    with reading_as(world, "senior") as gate:
        held = agreements.signatures(agreement=terms.id, gate=gate)
    assert set(held) == {world.agencies["Westmarch Police"]}


def test_two_managers_and_two_officers_at_once_and_each_thing_is_signed_once(
    either: Ground,
) -> None:
    world, other = either.world, either.process()
    asked = commission(world)
    document = begin(world, asked, [("chronology", "Timeline")])
    go(world, asked, "author", contributions.submit)

    def signs_off(gate: Gate) -> int:
        found = gate.find(Document, document, Act.SIGN_OFF)
        return contributions.sign_off(document=found, seen=[world.versions["Timeline"]], gate=gate)

    told = at_once(world, other, "manager", signs_off)
    assert told == [*[contributions.steps.MOVED_ON] * 3, "~ 0"]
    key, practice = f"member:{world.members['lay']}", version(world, "Practice").section_id
    with world.act("senior") as gate:
        made = schedules.begin(to=[key], gate=gate)
        plan = {"cells": {key: [practice]}, "purpose": "review", "paragraph": "1", "why": "x"}
        schedules.replan(proposal=made, gate=gate, **plan)
        seen = preview(plan=schedules.plan_of(proposal=made, gate=gate), gate=gate).seen

    def signs(gate: Gate) -> str:
        found = gate.find(Proposal, made.id, Act.PROPOSE_RELEASE)
        return schedules.sign(proposal=found, seen=seen, gate=gate).owner_id

    told = at_once(world, other, "senior", signs)
    signed = "This schedule has been signed already."
    assert told == [*[signed] * 3, f"~ {world.agencies['Westmarch Police']}"]
    assert "lay" in who_may(world, READ, "Practice")
    whole(world)


def test_half_loaded_state_is_never_seen_while_versions_change(either: Ground) -> None:
    """Eight threads ask while rows come and go: each answer is one of the whole versions' answers."""
    world, others = either.world, cycle([either.world.vault, either.process()])
    seen: list[tuple[str, frozenset[str]]] = []

    def ask(number: int) -> None:
        who = ("author", "probation_panel", "chair", "lay")[number % 4]
        told = titles(world, reads(world, who, vault=next(others)))
        seen.append((who, frozenset(told)))

    def change() -> None:
        with world.act("chair") as gate:
            gate.allow(denies(world, "lay", "all", [READ]), ref="stood_down:lay")
        with world.act("chair") as gate:
            gate.end(ref="stood_down:lay")

    with beside(change), ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(64)))
    every = frozenset(world.versions)
    assert set(seen) == {
        ("author", every),
        ("probation_panel", frozenset({"Context", "Chronology"})),
        ("chair", frozenset({"Context"})),
        ("lay", frozenset()),
    }
    whole(world)


# Nothing stale


def stale(either: Ground, checks: int) -> int:
    """Changes by either process in turn, each followed by a request to both: how many were wrong."""
    world = either.world
    vaults = [world.vault, either.process()]
    wrong = asked = turn = 0
    down = False
    while asked < checks:
        acts = vaults[turn % 2]
        with acts.act("", world.review, actor=world.actor("chair")) as gate:
            if down:
                assert gate.end(ref="stood_down:probation_panel")
            else:
                gate.allow(
                    denies(world, "probation_panel", "all", [READ]),
                    ref="stood_down:probation_panel",
                )
        down, turn = not down, turn + 1
        for vault in vaults:
            wrong += bool(decided(world, vault)) == down
            asked += 1
    return wrong


def decided(world: World, vault: Vault) -> int:
    with reading_as(world, "probation_panel", vault=vault) as gate:
        rows = gate.connection.execute(documents.candidates(), {"review": gate.domain}).all()
        return sum(gate.readable(READ, rows, Version.shape))


def test_none_of_200_next_requests_is_decided_by_what_was(either: Ground) -> None:
    assert stale(either, 200) == 0


def test_none_of_4000_next_requests_is_decided_by_what_was(either: Ground) -> None:
    """Half of them on each database."""
    assert stale(either, 2_000) == 0


def test_releases_signed_and_ended_in_one_process_are_seen_in_the_next_request_of_another(
    either: Ground,
) -> None:
    world, other = either.world, either.process()
    for _ in range(25):
        release(world, "again", ["Practice"])
        assert who_may(world, READ, "Practice", vault=other) == OWNERS_SIDE | PROBATION
        end(world, "again")
        assert who_may(world, READ, "Practice", vault=other) == OWNERS_SIDE


def test_a_stale_decision_would_be_counted(either: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a process kept the first version that it ever saw."""
    from portal.gate.versions import Versions

    first: dict[str, Any] = {}
    fresh = Versions.index

    def kept(self: Versions, connection: Any, domain: str, version: int) -> Any:
        return first.setdefault(domain, fresh(self, connection, domain, version))

    monkeypatch.setattr(Versions, "index", kept)
    assert stale(either, 8) > 0


# Readers racing an ending


def ended_and_rewritten(world: World) -> None:
    """The release ends; afterwards the very row that it named is given other words."""
    end(world, "first")
    with world.act("author") as gate:
        row = gate.session.get(Version, world.versions["Chronology"])
        gate.seal(row, words=words.dump("Afterwards", []))


def test_none_of_200_readers_racing_an_ending_sees_words_written_after_it(either: Ground) -> None:
    world, vaults = either.world, cycle([either.world.vault, either.process()])
    go, told = threading.Barrier(9), []

    def reader(_: int) -> None:
        go.wait(30)
        for _ in range(25):
            found = reads(world, "probation_panel", vault=next(vaults))
            row = found.get(world.versions["Chronology"])
            told.append(row["title"] if row else None)

    with ThreadPoolExecutor(8) as pool:
        waits = [pool.submit(reader, n) for n in range(8)]
        go.wait(30)
        ended_and_rewritten(world)
        for one in waits:
            one.result()
    assert len(told) == 200
    assert "Afterwards" not in told
    assert reads(world, "author")[world.versions["Chronology"]]["title"] == "Afterwards"
    assert world.versions["Chronology"] not in reads(world, "probation_panel")


def _read_late(gate: Gate) -> list[str]:
    return [told["title"] for _, told in documents.read(gate=gate)]


def test_a_reader_who_began_before_the_ending_sees_the_words_of_before(either: Ground) -> None:
    """Decision and words are of one moment: what was decided before is read as it was before."""
    world = either.world
    with reading_as(world, "probation_panel") as gate:
        ended_and_rewritten(world)
        late = _read_late(gate)
    assert len(late) == 2
    assert "Afterwards" not in late
    with reading_as(world, "probation_panel") as gate:
        assert _read_late(gate) == []


def test_a_reader_who_decided_at_one_moment_and_read_at_another_would_be_seen(
    either: Ground,
) -> None:
    """The same with the words read in a second transaction: the race that must not be."""
    world = either.world
    with reading_as(world, "probation_panel") as gate:
        ended_and_rewritten(world)
        with reading(world.vault.engine) as second:
            gate.connection = second
            assert "Afterwards" in _read_late(gate)


def test_random_changes_from_many_threads_leave_a_sound_version(either: Ground) -> None:
    """Standing down, lifting, and from another domain's act: the last version holds what stands."""
    world, dice = either.world, Random(5)
    people = ["lay", "chair", "author", "senior"]
    plan = [(dice.choice(people), dice.random() < 0.6, dice.random() < 0.3) for _ in range(24)]

    def one(told: tuple[str, bool, bool]) -> None:
        who, down, abroad = told
        domain = "portal" if abroad and down else world.review

        def deed() -> None:
            with world.vault.act("", domain, actor=world.actor("chair")) as gate:
                if down:
                    rows = denies(world, who, "all", [READ])
                    gate.allow(rows, ref=f"stood_down:{who}", domain=world.review)
                else:
                    gate.end(ref=f"stood_down:{who}")

        again(deed)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, plan))
    whole(world)
    assert not waiting(world)
