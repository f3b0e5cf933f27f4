"""Fourteen ways to falsify the ledger, each by somebody who owns the database; all found by name.

The ledger of a test has two streams, OURS with eight entries and THEIRS with five. Checkpoints
cover six and four of them, two witnesses hold the checkpoints, a journal knows of the rest.
"""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.gate import audit
from portal.gate.ledger import chain
from tests.gate.fixtures import ground
from tests.gate.ground import OURS, REVIEW, THEIRS, Ground
from tests.gate.tampering import (
    Run,
    edit,
    hash_of,
    head_at,
    insert,
    make_room,
    put,
    rechain,
    remake,
    remove,
    roll_back,
    told,
    unguarded,
)

pytestmark = pytest.mark.slow

__all__ = ["ground"]
HERE, THERE = f"{REVIEW}:{OURS}", f"{REVIEW}:{THEIRS}"
NOBODY = "f" * 32


@pytest.fixture
def ledger(ground: Ground) -> Ground:
    for round_ in range(3):
        ground.write(f"ours {round_}", f"ours again {round_}")
        if round_ < 2:
            ground.write(f"theirs {round_}", f"theirs again {round_}", owner=THEIRS)
        ground.checkpoint()
    ground.write("ours, not covered", "ours, not covered either")
    ground.write("theirs, not covered", owner=THEIRS)
    assert ground.findings() == []
    result = ground.verify()
    assert (result.entries, result.checkpoints, result.uncovered) == (13, 3, 3)
    return ground


def test_a_sound_ledger_has_no_findings(ledger: Ground) -> None:
    ledger.checkpoint()
    result = ledger.verify()
    assert (result.findings, result.uncovered) == ([], 0)


def edited(run: Run) -> None:
    edit(run, HERE, 3, actor=NOBODY)


def edited_with_its_hash(run: Run) -> None:
    entry = edit(run, HERE, 3, actor=NOBODY)
    put(run, HERE, 3, hash=chain(hash_of(run, HERE, 2), entry))


def edited_and_rechained(run: Run) -> None:
    edit(run, HERE, 3, actor=NOBODY)
    rechain(run, HERE)


def deleted(run: Run) -> None:
    remove(run, HERE, 3)


def deleted_and_rechained(run: Run) -> None:
    remove(run, HERE, 3)
    rechain(run, HERE)


def tail_dropped(run: Run) -> None:
    for seq in (8, 7, 6, 5):
        remove(run, HERE, seq)
    head_at(run, HERE, 4)


def stream_dropped(run: Run) -> None:
    for table in ("ledger_entry", "ledger_cover", "ledger_head"):
        run(f"delete from {table} where stream = :s", s=THERE)


def swapped(run: Run) -> None:
    one, two = (hash_of(run, HERE, seq) for seq in (3, 4))
    first, second = (audit.canonical(told(run, HERE, seq)) for seq in (3, 4))
    put(run, HERE, 3, entry=second, hash=two)
    put(run, HERE, 4, entry=first, hash=one)


def swapped_and_rechained(run: Run) -> None:
    first, second = (audit.canonical(told(run, HERE, seq)) for seq in (3, 4))
    put(run, HERE, 3, entry=second)
    put(run, HERE, 4, entry=first)
    rechain(run, HERE)


def backdated(run: Run) -> None:
    entry = told(run, HERE, 3) | {"actor": NOBODY}
    make_room(run, HERE, 3)
    insert(run, HERE, 3, entry)
    rechain(run, HERE)


def signed_with_another_key(run: Run) -> None:
    edited_and_rechained(run)
    remake(run, Ed25519PrivateKey.generate().sign)


def uncovered_deleted(run: Run) -> None:
    remove(run, HERE, 8)
    head_at(run, HERE, 7)


def moved(run: Run) -> None:
    entry = told(run, HERE, 3)
    remove(run, HERE, 3)
    rechain(run, HERE)
    make_room(run, THERE, 3)
    insert(run, THERE, 3, entry | {"stream": THERE})
    rechain(run, THERE)


def moved_as_it_was(run: Run) -> None:
    run("update ledger_entry set stream = :t, seq = 6 where stream = :s and seq = 3",
        s=HERE, t=THERE)  # fmt: skip
    run("update ledger_head set seq = 6 where stream = :t", t=THERE)


ALTERED = "it was altered, or does not follow the entry before it"
ROLLED_BACK = "a witness has it and the database was rolled back before it"
REWRITTEN = "a witness was given another one: the ledger was rewritten"
JOURNAL = "the journal saw it appended and it is gone or another"


def unlike(number: int) -> str:
    return f"it is not what checkpoint {number} was signed for"


TAMPERING: dict[str, tuple[Callable[[Run], None], list[str]]] = {
    "1 edit": (edited, [f"stream {HERE}, entry 3: {ALTERED}"]),
    "2 edit with its hash": (
        edited_with_its_hash,
        [f"stream {HERE}, entry 4: {ALTERED}"],
    ),
    "3 edit, chained again": (
        edited_and_rechained,
        [f"stream {HERE}, entry 4: {unlike(2)}", f"stream {HERE}, entry 6: {unlike(3)}"],
    ),
    "4 delete": (deleted, [f"stream {HERE}, entry 4: entry 3 is missing before it"]),
    "5 delete, numbered and chained again": (
        deleted_and_rechained,
        [f"stream {HERE}, entry 4: {unlike(2)}", f"stream {HERE}, entry 6: {unlike(3)}"],
    ),
    "6 the tail of a stream": (
        tail_dropped,
        [f"stream {HERE}, entry 6: it is gone: the stream was cut short after checkpoint 3"],
    ),
    "7 a whole stream": (
        stream_dropped,
        [
            "checkpoint 1: 1 of its streams cannot be found any more",
            "checkpoint 2: 1 of its streams cannot be found any more",
            f"stream {THERE}, entry 5: {JOURNAL}",
        ],
    ),
    "8 swap": (swapped, [f"stream {HERE}, entry 3: it was written for another place"]),
    "8 swap, chained again": (swapped_and_rechained, [f"stream {HERE}, entry 4: {unlike(2)}"]),
    "9 a backdated entry": (backdated, [f"stream {HERE}, entry 4: {unlike(2)}"]),
    "10 signed with another key": (
        signed_with_another_key,
        [f"checkpoint {n}: its signature is not the portal's" for n in (1, 2, 3)],
    ),
    "11 rolled back to an older checkpoint": (
        lambda run: roll_back(run, 2),
        [f"checkpoint 3: {ROLLED_BACK}"],
    ),
    "13 an entry that no checkpoint covers": (
        uncovered_deleted,
        [f"stream {HERE}, entry 8: {JOURNAL}"],
    ),
    "14 moved to another stream": (
        moved,
        [f"stream {HERE}, entry 4: {unlike(2)}", f"stream {THERE}, entry 4: {unlike(2)}"],
    ),
    "14 moved as it was": (
        moved_as_it_was,
        [
            f"stream {HERE}, entry 4: entry 3 is missing before it",
            f"stream {THERE}, entry 6: it was written for another place",
        ],
    ),
}


@pytest.mark.parametrize(("tamper", "named"), TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found_by_name(
    ledger: Ground, tamper: Callable[[Run], None], named: list[str]
) -> None:
    with unguarded(ledger) as run:
        tamper(run)
    found = ledger.findings()
    assert set(named) <= set(found)


def rewritten(ledger: Ground) -> None:
    with unguarded(ledger) as run:
        edited_and_rechained(run)
        remake(run, ledger.provider.sign)


def test_12_a_rewriting_with_the_real_key_is_found_by_name(ledger: Ground) -> None:
    rewritten(ledger)
    found = ledger.findings()
    assert {f"checkpoint {n}: {REWRITTEN}" for n in (2, 3)} <= set(found)
    assert f"checkpoint 1: {REWRITTEN}" not in found


def alone(ledger: Ground) -> list[audit.Finding]:
    """What the database and the key tell by themselves."""
    return audit.verify(ledger.engine, ledger.provider.public()).findings


def test_what_only_a_witness_knows_the_database_does_not_tell(ledger: Ground) -> None:
    """Why checkpoints leave the database: these two would not be found in it."""
    rewritten(ledger)
    assert alone(ledger) == []
    with unguarded(ledger) as run:
        roll_back(run, 2)
    assert alone(ledger) == []
    ledger.witnesses[0].unlink()
    assert f"checkpoint 3: {ROLLED_BACK}" in ledger.findings()


def test_what_only_a_journal_knows_the_database_does_not_tell(ledger: Ground) -> None:
    with unguarded(ledger) as run:
        uncovered_deleted(run)
    assert alone(ledger) == []
    found = audit.verify(ledger.engine, ledger.provider.public(), ledger.witnesses).findings
    assert found == []
    assert ledger.findings() == [f"stream {HERE}, entry 8: {JOURNAL}"]


def test_one_edit_makes_one_finding_and_no_false_ones(ledger: Ground) -> None:
    """Alarms are read by people: each says something that is true."""
    with unguarded(ledger) as run:
        edited(run)
    assert ledger.findings() == [f"stream {HERE}, entry 3: {ALTERED}"]


# Quieter ways, which would let later tampering through


def escapes_checkpoints(run: Run) -> None:
    """A head that claims to be covered is covered by no later checkpoint."""
    run("update ledger_head set covered = 1000 where stream = :s", s=HERE)


def other_secret(run: Run) -> None:
    run("update ledger_head set blind = :b where stream = :s", b=bytes(32), s=HERE)


def covers_gone(run: Run) -> None:
    run("delete from ledger_cover where stream = :s", s=HERE)


def checkpoint_gone(run: Run) -> None:
    run("delete from ledger_cover where number = 2")
    run("delete from ledger_checkpoint where number = 2")


def columns_changed(run: Run) -> None:
    """What a page looks entries up by would then miss this one."""
    put(run, HERE, 3, actor=NOBODY)


def head_ahead(run: Run) -> None:
    run("update ledger_head set seq = seq + 1 where stream = :s", s=HERE)


QUIETER: dict[str, tuple[Callable[[Run], None], str]] = {
    "a head that escapes checkpoints": (
        escapes_checkpoints,
        f"stream {HERE}: its head says that checkpoints cover 1000 entries, and they do not",
    ),
    "another secret": (other_secret, f"stream {HERE}, entry 2: {unlike(1)}"),
    "covers removed": (covers_gone, "checkpoint 1: 1 of its streams cannot be found any more"),
    "a checkpoint removed": (
        checkpoint_gone,
        "checkpoint 3: checkpoint 2 is missing before it",
    ),
    "the columns of an entry": (
        columns_changed,
        f"stream {HERE}, entry 3: the columns beside it say something else",
    ),
    "a head ahead of its stream": (
        head_ahead,
        f"stream {HERE}: the stream ends at entry 8 and its head says 9",
    ),
}


@pytest.mark.parametrize(("tamper", "named"), QUIETER.values(), ids=QUIETER.keys())
def test_quieter_tampering_is_found_by_name(
    ledger: Ground, tamper: Callable[[Run], None], named: str
) -> None:
    with unguarded(ledger) as run:
        tamper(run)
    assert named in ledger.findings()


NONSENSE = ["", "[]", "null", "7", '"words"', "{}", '{"seq":3}', "{", "\u00e9"]


def test_nonsense_is_a_finding_and_stops_nothing(ledger: Ground) -> None:
    for text in NONSENSE:
        with unguarded(ledger) as run:
            put(run, HERE, 3, entry=text)
            run("update ledger_checkpoint set told = :t, signature = :g where number = 2",
                t=text, g=text)  # fmt: skip
        for witness, added in zip(ledger.witnesses, (text, "\udc80"), strict=True):
            with witness.open("a", errors="surrogateescape") as out:
                out.write(f"{added}\n")
        found = ledger.findings()
        assert [f for f in found if f.startswith(f"stream {HERE}, entry 3: ")]
        assert "checkpoint 2: its signature is not the portal's" in found
        assert "witness witness.two: a line of it is torn" in found


def test_a_ledger_that_is_written_while_it_is_verified_is_sound(ledger: Ground) -> None:
    """What lies outside is read first, so that nothing in it is newer than the database."""

    class Late(list[object]):
        """A list of journals that is looked at when more has been written."""

        def __iter__(self):  # type: ignore[no-untyped-def]
            ledger.write("meanwhile")
            ledger.checkpoint()
            return iter(sorted(ledger.folder.glob("journal.*")))

    public = ledger.provider.public()
    assert audit.verify(ledger.engine, public, ledger.witnesses, Late()).findings == []
