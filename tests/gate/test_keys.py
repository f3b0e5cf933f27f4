"""Data keys: one for each scope, lost with nothing but a shredding, and then everywhere at once."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading, writing
from portal.gate import rotation
from portal.gate.envelope import EnvelopeBroken
from portal.gate.gate import Reason
from portal.gate.keyfile import KeysWrong
from portal.gate.keys import PORTAL, Keyring, KeyState, Shredded, Use, make_key
from portal.gate.sealed import Place
from portal.gate.versions import Domain
from tests.gate.ground import OURS, REVIEW, THEIRS, Ground, epoch_of, together

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def place(name: str, owner: str = OURS) -> Place:
    return Place(REVIEW, owner, "reason", name * 32, "words", 1)


def test_a_scope_has_a_key_of_its_own(ground: Ground) -> None:
    ground.write("ours")
    ground.write("theirs", owner=THEIRS)
    keys = ground.data_keys(domain=REVIEW, use=Use.SEAL)
    assert {key.owner_id for key in keys} == {OURS, THEIRS}
    assert len({bytes(key.wrapped) for key in keys}) == 2
    assert ground.words() == ["ours", "theirs"]


def seal_alone(ground: Ground, number: int) -> bytes:
    """As an act does: the domain locked, then a key made where there is none."""
    ring = Keyring(ground.provider)
    with writing(ground.engine) as connection:
        locked = sa.select(Domain.key_epoch).where(Domain.id == REVIEW)
        epoch = connection.execute(locked.with_for_update(key_share=True)).scalar_one()
        keys = ring.at(connection, REVIEW, epoch, writing=True)
        return keys.seal("words", place(str(number)), now=NOW)._envelope


def test_eight_who_begin_a_scope_at_once_share_its_key(ground: Ground) -> None:
    told = together(*[lambda n=n: seal_alone(ground, n) for n in range(8)])
    (key,) = ground.data_keys(domain=REVIEW, use=Use.SEAL)
    assert {envelope[2:18].hex() for envelope in told} == {key.id}


def test_the_database_holds_a_scope_to_one_active_key(ground: Ground) -> None:
    """Even where nobody took a lock first."""

    def make() -> str:
        with writing(ground.engine) as connection:
            return make_key(connection, ground.provider, REVIEW, OURS, Use.SEAL, now=NOW)

    told = together(*[make] * 8)
    assert [type(one) for one in told].count(sa.exc.IntegrityError) == 7
    assert len(ground.data_keys(domain=REVIEW, use=Use.SEAL)) == 1


@pytest.mark.parametrize("column", ["domain", "owner_id", "id", "use"])
def test_a_wrapped_key_moved_to_another_scope_does_not_unwrap(ground: Ground, column: str) -> None:
    ground.write("ours")
    moved = {"domain": PORTAL, "owner_id": THEIRS, "id": "9" * 32, "use": "index"}[column]
    statement = f'update data_key set "{column}" = :moved where domain = :d and "use" = :u'
    ground.raw(statement, moved=moved, d=REVIEW, u="seal")
    where = PORTAL if column == "domain" else REVIEW
    with pytest.raises(KeysWrong), reading(ground.engine) as connection:
        Keyring(ground.provider).at(connection, where, 0)


class Unmade(Exception):
    pass


def test_words_are_never_sealed_with_a_key_that_a_rollback_unmade(ground: Ground) -> None:
    """The hazard of keeping, in the process, a key whose transaction did not commit."""
    made = []

    def fail() -> None:
        with ground.act() as gate:
            gate.reason("never written", OURS)
            made.extend(active(gate.connection))
            raise Unmade

    with pytest.raises(Unmade):
        fail()
    assert len(made) == 1
    assert ground.data_keys(domain=REVIEW) == []
    ground.write("written")
    assert [key.id for key in ground.data_keys(domain=REVIEW)] != made
    assert ground.words() == ["written"]
    assert ground.words(ground.second()) == ["written"]


def test_an_index_key_that_a_rollback_unmade_finds_nothing_later(ground: Ground) -> None:
    unmade = []

    def fail() -> None:
        with ground.act() as gate:
            unmade.append(gate.blind(OURS, "subject.last_name", "ashby"))
            raise Unmade

    with pytest.raises(Unmade):
        fail()
    with ground.act() as gate:
        made = gate.blind(OURS, "subject.last_name", "ashby")
    assert made not in unmade
    with ground.act(ground.second()) as gate:
        assert gate.blind(OURS, "subject.last_name", "ashby") == made


def active(connection: Any) -> list[str]:
    query = "select id from data_key where domain = :d and state = 'active'"
    return list(connection.execute(sa.text(query), {"d": REVIEW}).scalars())


def test_another_process_follows_a_key_made_since_it_looked(ground: Ground) -> None:
    other = ground.second()
    assert ground.words(other) == []
    ground.write("new")
    assert ground.words(other) == ["new"]
    ground.write("newer", vault=other)
    assert ground.words() == ["new", "newer"]
    assert len(ground.data_keys(domain=REVIEW)) == 1


# Shredding


def test_shredded_in_one_process_nothing_opens_in_another(ground: Ground) -> None:
    serving = ground.second()
    ground.write("ours")
    ground.write("theirs", owner=THEIRS)
    assert ground.words(serving) == ["ours", "theirs"]
    assert rotation.shred(ground.engine, REVIEW, now=NOW) == 2
    for vault in (serving, ground.vault, ground.second()):
        with pytest.raises(Shredded):
            ground.words(vault)
    assert {key.state for key in ground.data_keys(domain=REVIEW)} == {KeyState.SHREDDED}
    assert {(key.wrapped, key.kek) for key in ground.data_keys(domain=REVIEW)} == {(None, None)}


def test_nothing_is_sealed_again_where_keys_were_shredded(ground: Ground) -> None:
    """A new key would keep words that were meant to be gone, and nobody would notice."""
    serving = ground.second()
    ground.write("ours", vault=serving)
    ground.write("theirs", owner=THEIRS)
    rotation.shred(ground.engine, REVIEW, now=NOW, owner=OURS)
    for vault in (serving, ground.vault, ground.second()):
        with pytest.raises(Shredded):
            ground.write("again", vault=vault)
    ground.write("still theirs", owner=THEIRS)
    assert {key.state for key in ground.data_keys(domain=REVIEW) if key.owner_id == OURS} == {
        KeyState.SHREDDED
    }


def test_what_is_shredded_is_not_in_the_ledger_as_read(ground: Ground) -> None:
    ground.write("ours")
    rotation.shred(ground.engine, REVIEW, now=NOW)
    before = ground.raw("select count(*) from ledger_entry")[0][0]
    with pytest.raises(Shredded):
        ground.words()
    assert ground.raw("select count(*) from ledger_entry")[0][0] == before


def test_one_owners_words_are_shredded_alone(ground: Ground) -> None:
    serving = ground.second()
    ours, theirs = ground.write("ours") + ground.write("theirs", owner=THEIRS)
    ground.words(serving)
    assert rotation.shred(ground.engine, REVIEW, now=NOW, owner=OURS) == 1
    with serving.read("", REVIEW) as gate:
        rows = {row.id: row for row in gate.connection.execute(sa.select(Reason.__table__))}
        keys = gate._keys
        words = Place(REVIEW, THEIRS, "reason", theirs, "words", 1)
        assert keys.open(rows[theirs].words, words) == "theirs"
        with pytest.raises(Shredded):
            keys.open(rows[ours].words, Place(REVIEW, OURS, "reason", ours, "words", 1))


def test_a_request_begun_before_a_shredding_reads_what_was(ground: Ground) -> None:
    """Its snapshot is of the moment before; the next request is of the moment after."""
    serving = ground.second()
    ground.write("ours")
    ground.words(serving)
    with reading(serving.engine) as connection:
        keys = serving.ring.at(connection, REVIEW, epoch_of(connection, REVIEW))
        (row,) = connection.execute(sa.select(Reason.__table__)).all()
        rotation.shred(ground.engine, REVIEW, now=NOW)
        assert keys.open_rows("reason", "words", [row]) == ["ours"]
    with pytest.raises(Shredded):
        ground.words(serving)


def test_the_portals_own_keys_and_strangers_are_not_shredded(ground: Ground) -> None:
    with pytest.raises(ValueError, match="not shredded"):
        rotation.shred(ground.engine, PORTAL, now=NOW)
    with pytest.raises(LookupError):
        rotation.shred(ground.engine, "9" * 32, now=NOW)


def test_shredding_is_on_record(ground: Ground) -> None:
    ground.write("ours")
    rotation.shred(ground.engine, REVIEW, now=NOW)
    ((entry,),) = ground.raw("select entry from ledger_entry where act = 'shred'")
    assert f'"things":{{"":["{REVIEW}"]}}' in entry
    ground.checkpoint()
    assert ground.findings() == []


def test_a_key_id_of_no_key_is_a_broken_envelope(ground: Ground) -> None:
    ground.write("ours")
    if ground.engine.dialect.name == "sqlite":
        ground.raw(
            "update reason set words = cast(x'5031' || zeroblob(16) || substr(words, 19) as blob)"
        )
    else:
        ground.raw("update reason set words = overlay(words placing '\\x00'::bytea from 3)")
    with pytest.raises(EnvelopeBroken):
        ground.words()


# Blind indexes


def blinds(ground: Ground) -> dict[tuple[str, str, str], str | None]:
    with ground.act() as gate:
        return {
            (owner, column, words): gate.blind(owner, column, words)
            for owner in (OURS, THEIRS)
            for column in ("subject.last_name", "subject.reference")
            for words in ("ashby", "ashbý", "")
        }


def test_a_blind_index_is_equal_within_one_owner_and_column_only(ground: Ground) -> None:
    first = blinds(ground)
    assert len(set(first.values())) == len(first)
    assert all(value and len(value) == 32 for value in first.values())
    assert blinds(ground) == first
    with ground.act(ground.second()) as gate:
        assert (
            gate.blind(OURS, "subject.last_name", "ashby")
            == first[OURS, "subject.last_name", "ashby"]
        )


def test_in_a_reading_an_owner_without_a_key_has_no_index(ground: Ground) -> None:
    with ground.vault.read("", REVIEW) as gate:
        assert gate.blind(OURS, "subject.last_name", "ashby") is None
    assert ground.data_keys(domain=REVIEW) == []


def test_a_rotation_leaves_the_blind_indexes_as_they_were(ground: Ground) -> None:
    first = blinds(ground)
    ground.write("ours")
    rotation.renew(ground.engine, ground.vault.ring, REVIEW, OURS, now=NOW)
    list(rotation.reseal(ground.engine, ground.vault.ring, REVIEW, OURS))
    assert blinds(ground) == first
