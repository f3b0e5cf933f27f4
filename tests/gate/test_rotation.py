"""Keys are changed while others read and write; interrupted, the change is taken up again."""

import itertools
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import acting, writing
from portal.gate import rotation, sessions
from portal.gate.gate import Reason
from portal.gate.keyfile import KeyFile
from portal.gate.keys import PORTAL, KeyState, Use
from portal.gate.vault import Vault
from portal.gate.versions import Domain
from tests.gate.ground import OURS, REVIEW, THEIRS, TOKEN, WHO, Ground, together

pytestmark = pytest.mark.slow

MANY_WRITERS = pytest.mark.parametrize("ground", ["postgresql"], indirect=True)
"""SQLite has one writer at a time: there nobody can come between."""
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few rows are many batches."""
    monkeypatch.setattr(rotation, "BATCH", 5)


def filled(ground: Ground, count: int, owner: str = OURS) -> list[str]:
    """That many rows, sealed in one act."""
    words = [f"words {n} of {owner[0]}" for n in range(count)]
    with ground.act() as gate:
        for text in words:
            gate.reason(text, owner)
    return words


def renew(ground: Ground, owner: str = OURS, domain: str = REVIEW) -> None:
    rotation.renew(ground.engine, ground.vault.ring, domain, owner, now=NOW)


def reseal(ground: Ground, owner: str = OURS, domain: str = REVIEW) -> Iterator[int]:
    """As a process that has just begun does it."""
    return rotation.reseal(ground.engine, ground.second().ring, domain, owner)


def key_ids(ground: Ground) -> set[str]:
    """The ids of the keys that seal the reasons now."""
    outside = sa.func.substr(sa.type_coerce(Reason.__table__.c.words, sa.LargeBinary), 3, 16)
    with writing(ground.engine) as connection:
        return {bytes(name).hex() for name in connection.execute(sa.select(outside)).scalars()}


def states(ground: Ground, owner: str = OURS, domain: str = REVIEW) -> list[str]:
    return [k.state for k in ground.data_keys(domain=domain, owner_id=owner, use=Use.SEAL)]


def test_a_rotation_reseals_all_and_shreds_the_old_key(ground: Ground) -> None:
    words = filled(ground, 23)
    filled(ground, 3, THEIRS)
    (old,) = ground.data_keys(domain=REVIEW, owner_id=OURS)
    (other,) = ground.data_keys(domain=REVIEW, owner_id=THEIRS)
    renew(ground)
    assert ground.words()[:23] == words
    assert list(reseal(ground)) == [5, 5, 5, 5, 3]
    assert key_ids(ground) & {old.id} == set()
    assert other.id in key_ids(ground)
    assert sorted(states(ground)) == [KeyState.ACTIVE, KeyState.SHREDDED]
    assert ground.words()[:23] == words
    assert ground.words(ground.second())[:23] == words
    assert rotation.status(ground.engine).shredded == 1


def test_a_retired_key_opens_and_seals_nothing_new(ground: Ground) -> None:
    filled(ground, 3)
    renew(ground)
    (old,) = ground.data_keys(state=KeyState.RETIRED)
    (new,) = ground.data_keys(state=KeyState.ACTIVE, domain=REVIEW)
    ground.write("later", vault=ground.second())
    assert key_ids(ground) == {old.id, new.id}
    assert ground.words()[-1] == "later"


def test_a_rotation_that_was_broken_off_is_taken_up_again(ground: Ground) -> None:
    words = filled(ground, 23)
    renew(ground)
    first = reseal(ground)
    assert next(first) == 5
    first.close()
    assert len(key_ids(ground)) == 2
    assert ground.words() == words
    assert sum(reseal(ground)) == 18
    assert sum(reseal(ground)) == 0
    assert sorted(states(ground)) == [KeyState.ACTIVE, KeyState.SHREDDED]
    assert ground.words() == words


def test_a_rotation_broken_off_before_the_shredding_is_finished(ground: Ground) -> None:
    words = filled(ground, 7)
    renew(ground)
    first = reseal(ground)
    assert [next(first), next(first)] == [5, 2]
    first.close()
    assert KeyState.RETIRED in states(ground)
    assert list(reseal(ground)) == []
    assert sorted(states(ground)) == [KeyState.ACTIVE, KeyState.SHREDDED]
    assert ground.words() == words


def test_two_rotations_at_once_lose_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second retires the key that the first was sealing with, just before the first shreds."""
    words, real, second = filled(ground, 7), rotation._shred_idle, []

    def shred_idle(*args: Any) -> bool:
        if not second:
            second.append(renew(ground))
        return real(*args)

    monkeypatch.setattr(rotation, "_shred_idle", shred_idle)
    renew(ground)
    assert list(reseal(ground)) == [5, 2, 5, 2]
    assert ground.words() == words
    assert sorted(states(ground)) == [KeyState.ACTIVE, *[KeyState.SHREDDED] * 2]
    assert ground.words(ground.second()) == words


@MANY_WRITERS
def test_a_row_written_meanwhile_is_not_put_back(ground: Ground) -> None:
    """Whoever seals without the domain's lock, as an enrolment does, may meet the rotation."""
    filled(ground, 1)
    renew(ground)
    real, met = ground.vault.ring.at, threading.Event()

    def at(*args: Any, **kw: Any) -> Any:
        if not met.is_set():
            met.set()
            rewrite(ground)
        return real(*args, **kw)

    ring = ground.second().ring
    ring.at = at  # type: ignore[method-assign] # the moment between reading a row and writing it
    where = {"model": Reason, "field": "words"}
    assert rotation._reseal_some(ground.engine, ring, REVIEW, OURS, **where) == 1
    assert met.is_set()
    assert ground.words() == ["other words"]


@MANY_WRITERS
def test_an_act_that_seals_without_the_lock_holds_a_rotation_off(ground: Ground) -> None:
    """As enrolling and signing in do: else its words would be sealed with a key that is shredded."""
    filled(ground, 3)
    begun, go_on = threading.Event(), threading.Event()
    serving, order = ground.second(), []

    def act() -> None:
        with serving.act("", REVIEW, locked=False, actor=WHO) as gate:
            gate.reason("sealed meanwhile", OURS)
            gate.session.flush()
            begun.set()
            go_on.wait(10)
            order.append("act")

    def rotate() -> None:
        begun.wait(10)
        threading.Timer(0.2, go_on.set).start()
        renew(ground)
        order.append("rotation")
        list(reseal(ground))

    assert together(act, rotate) == [None, None]
    assert order == ["act", "rotation"]
    assert ground.words()[-1] == "sealed meanwhile"


def rewrite(ground: Ground) -> None:
    with acting(ground.engine) as session:
        row = session.execute(sa.select(Reason)).scalar_one()
        gate = ground.second().ring.at(session.connection(), REVIEW, 10**6, writing=True)
        row.row_version += 1
        place = rotation.place_of(Reason, row, "words")
        row.words = gate.seal("other words", place, now=NOW)


# While others serve


class Busy:
    """Readers and writers, each a process of its own, until they are told to stop."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.stop, self.written, self.read = ground, threading.Event(), [], 0
        self._lock = threading.Lock()

    def write(self, name: str, vault: Vault) -> None:
        for number in itertools.count():
            if self.stop.wait(0.02):
                return
            words = f"{name} {number}"
            self.ground.write(words, vault=vault)
            with self._lock:
                self.written.append(words)

    def look(self, vault: Vault) -> None:
        while not self.stop.wait(0.01):
            before = set(self.written)
            found = self.ground.words(vault)
            assert before <= set(found), "words that were written are not there"
            with self._lock:
                self.read += 1

    def run(self, meanwhile: Any) -> list[Any]:
        def job() -> None:
            try:
                meanwhile()
            finally:
                self.stop.set()

        vaults = [self.ground.second() for _ in range(4)]
        return together(
            lambda: self.write("one", vaults[0]),
            lambda: self.write("two", vaults[1]),
            lambda: self.look(vaults[2]),
            lambda: self.look(vaults[3]),
            job,
        )


@pytest.mark.slow
def test_rotated_while_four_read_and_write_nothing_is_lost(ground: Ground) -> None:
    """Broken off in the middle and taken up by another process; nobody meets an error."""
    filled(ground, 23)
    busy = Busy(ground)

    def rotate() -> None:
        for _ in range(2):
            renew(ground)
            first = reseal(ground)
            next(first)
            first.close()
            for _ in reseal(ground):
                pass

    assert busy.run(rotate) == [None] * 5
    assert busy.written
    assert busy.read
    everything = ground.words(ground.second())
    assert len(everything) == 23 + len(busy.written)
    (active,) = ground.data_keys(domain=REVIEW, state=KeyState.ACTIVE)
    assert key_ids(ground) == {active.id}
    assert sorted(states(ground)) == [KeyState.ACTIVE, *[KeyState.SHREDDED] * 2]
    ground.checkpoint()
    assert ground.findings() == []


@pytest.mark.slow
def test_the_key_encryption_key_is_rotated_while_four_read_and_write(ground: Ground) -> None:
    filled(ground, 5)
    busy = Busy(ground)

    def rotate() -> None:
        file = KeyFile(ground.provider.path)
        for _ in range(5):
            rotation.rotate_kek(ground.engine, file)
            rotation.forget_keks(ground.engine, file)

    assert busy.run(rotate) == [None] * 5
    assert busy.written
    assert len(ground.words(ground.second())) == 5 + len(busy.written)
    file = KeyFile(ground.provider.path)
    assert rotation.status(ground.engine).keks.keys() <= file.held()


# The key-encryption key


class Stopping(KeyFile):
    """A provider whose process ends after some wrappings."""

    def __init__(self, file: KeyFile, left: int) -> None:
        super().__init__(file.path)
        self.left = left

    def wrap(self, plain: bytes, *, bound: bytes) -> tuple[str, bytes]:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().wrap(plain, bound=bound)


def test_a_rotation_of_the_key_encryption_key_is_taken_up_again(ground: Ground) -> None:
    for owner in range(17):
        ground.write(f"words of {owner}", owner=f"{owner:032x}")
    keys, old = len(ground.data_keys()), ground.provider.current()
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_kek(ground.engine, Stopping(ground.provider, 12))
    new = KeyFile(ground.provider.path).current()
    assert rotation.status(ground.engine).keks == {new: 10, old: keys - 10}
    assert rotation.forget_keks(ground.engine, KeyFile(ground.provider.path)) == set()
    file = KeyFile(ground.provider.path)
    assert rotation.rotate_kek(ground.engine, file, fresh=False) == keys - 10
    assert rotation.status(ground.engine).keks == {new: keys}
    assert rotation.forget_keks(ground.engine, file) == {old}
    assert KeyFile(ground.provider.path).held() == {new}
    with ground.keys() as held:
        assert len(held._held.ciphers) == 17


@MANY_WRITERS
def test_idle_keys_are_not_forgotten_while_an_act_wraps_with_one(ground: Ground) -> None:
    """The act began before; what it wraps is committed before anything is forgotten."""
    begun, go_on = threading.Event(), threading.Event()
    stale = ground.second()

    def act() -> None:
        with ground.act(stale) as gate:
            gate.reason("words of a new owner", "9" * 32)
            begun.set()
            go_on.wait(10)

    def forget() -> None:
        begun.wait(10)
        file = KeyFile(ground.provider.path)
        threading.Timer(0.2, go_on.set).start()
        rotation.rotate_kek(ground.engine, file)
        rotation.forget_keks(ground.engine, file)

    assert together(act, forget) == [None, None]
    held = KeyFile(ground.provider.path).held()
    assert {key.kek for key in ground.data_keys()} <= held


# The portal's own


def test_a_rotation_of_the_portals_own_key_signs_everybody_out(ground: Ground) -> None:
    ground.words()
    renew(ground, PORTAL, PORTAL)
    with ground.vault.read(TOKEN) as gate:
        assert gate.greeting(sessions.place_of(sessions.hash_of(TOKEN))) == "Amina Rahman"
    list(reseal(ground, PORTAL, PORTAL))
    with ground.vault.read(TOKEN) as gate:
        assert not gate.actor.person
    assert sorted(states(ground, PORTAL, PORTAL)) == [KeyState.ACTIVE, KeyState.SHREDDED]


def test_every_scope_is_found(ground: Ground) -> None:
    ground.write("ours")
    ground.write("theirs", owner=THEIRS)
    assert rotation.scopes(ground.engine) == [(REVIEW, OURS), (REVIEW, THEIRS), (PORTAL, PORTAL)]
    rotation.shred(ground.engine, REVIEW, now=NOW)
    assert rotation.scopes(ground.engine) == [(PORTAL, PORTAL)]


def test_every_rotation_moves_the_epoch_on(ground: Ground) -> None:
    def epoch() -> int:
        query = sa.select(Domain.key_epoch).where(Domain.id == REVIEW)
        with writing(ground.engine) as connection:
            return int(connection.execute(query).scalar_one())

    filled(ground, 1)
    seen = [epoch()]
    for step in (lambda: renew(ground), lambda: list(reseal(ground))):
        step()
        seen.append(epoch())
    rotation.shred(ground.engine, REVIEW, now=NOW)
    seen.append(epoch())
    assert seen == sorted(set(seen))
