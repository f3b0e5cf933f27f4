"""Checkpoints, witnesses and journals: what makes a change of the ledger show."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.gate import checkpoints, keeper
from portal.gate.checkpoints import Journal, abandoned, check_journal, hand_over, last_given
from portal.gate.keeper import Keeper
from portal.gate.ledger import Receipt, label, leaf
from tests.gate.ground import REVIEW, THEIRS, Ground, together
from tests.gate.tampering import unguarded

pytestmark = pytest.mark.slow

PATIENCE = 20.0
"""Seconds within which something must have happened, on the slowest machine."""


def a_keeper(ground: Ground) -> Keeper:
    return Keeper(ground.vault, ground.witnesses, ground.journal)


def numbers(witness: Path) -> list[int]:
    told = [json.loads(line)["checkpoint"] for line in witness.read_text().splitlines()]
    return [json.loads(text)["number"] for text in told]


def test_a_checkpoint_signs_what_all_streams_had_come_to(ground: Ground) -> None:
    ground.write("ours")
    ground.write("theirs", owner=THEIRS)
    ground.checkpoint()
    ((told, signature),) = ground.raw("select told, signature from ledger_checkpoint")
    public = Ed25519PublicKey.from_public_bytes(ground.provider.public())
    public.verify(bytes.fromhex(signature), told.encode())
    made = json.loads(told)
    heads = ground.raw("select stream, seq, hash, blind from ledger_head")
    assert made["leaves"] == sorted(
        [label(bytes(h.blind), 1), leaf(bytes(h.blind), 1, h.seq, bytes(h.hash))] for h in heads
    )
    assert (made["number"], made["previous"], made["v"]) == (1, "0" * 64, 1)
    assert REVIEW not in told


def test_a_checkpoint_names_only_what_moved(ground: Ground) -> None:
    ground.write("ours")
    ground.checkpoint()
    ground.checkpoint()
    assert ground.raw("select count(*) from ledger_checkpoint")[0][0] == 1
    ground.write("theirs", owner=THEIRS)
    ground.checkpoint()
    (_, (told,)) = ground.raw("select told from ledger_checkpoint order by number")
    assert len(json.loads(told)["leaves"]) == 1


def test_a_stream_is_called_otherwise_in_each_checkpoint(ground: Ground) -> None:
    for _ in range(3):
        ground.write("ours")
        ground.checkpoint()
    told = ground.raw("select told from ledger_checkpoint order by number")
    leaves = [json.loads(row.told)["leaves"][0] for row in told]
    assert len({name for name, _ in leaves}) == len({value for _, value in leaves}) == 3


def test_eight_keepers_make_one_chain(ground: Ground) -> None:
    def work() -> None:
        for _ in range(4):
            ground.write("words")
            now = datetime.now(UTC)
            checkpoints.make_checkpoint(ground.engine, ground.provider, now)

    assert together(*[work] * 8) == [None] * 8
    ground.checkpoint()
    result = ground.verify()
    assert (result.findings, result.uncovered, result.entries) == ([], 0, 32)


def test_the_keeper_covers_every_entry_by_itself(ground: Ground) -> None:
    """A round begins every half a second; nobody but the keeper asks for one here."""
    assert keeper.ROUND <= 0.5
    kept = a_keeper(ground)
    kept.start()
    try:
        for number in range(2):
            ground.write("words")
            until = time.monotonic() + PATIENCE
            while ground.raw("select sum(seq - covered) from ledger_head")[0][0]:
                assert time.monotonic() < until
                time.sleep(0.02)
            assert ground.raw("select count(*) from ledger_checkpoint")[0][0] == number + 1
    finally:
        kept.stop()
    assert [numbers(witness) for witness in ground.witnesses] == [[1, 2]] * 2
    assert ground.findings() == []


def test_a_witness_that_was_away_gets_all_that_it_missed(ground: Ground) -> None:
    here, away = ground.witnesses
    for number in range(1, 6):
        ground.write("words")
        ground.checkpoint()
        if number == 2:
            away.rename(away.with_name("elsewhere"))
            away.mkdir()  # what cannot be written to
            with pytest.raises(IsADirectoryError):
                hand_over(ground.engine, away)
            away.rmdir()
            away.with_name("elsewhere").rename(away)
    assert numbers(here) == numbers(away) == [1, 2, 3, 4, 5]
    assert hand_over(ground.engine, away) == 0


@pytest.mark.parametrize("order", [0, 1])
def test_a_witness_that_is_away_stops_nothing_else(
    ground: Ground, caplog: pytest.LogCaptureFixture, order: int
) -> None:
    """Whichever comes first in the settings. It is said once, not twice a second."""
    away, here = ground.witnesses[order], ground.witnesses[1 - order]
    away.mkdir()
    kept = a_keeper(ground)
    for _ in range(2):
        ground.write("words")
        kept.round()
    assert numbers(here) == [1, 2]
    assert caplog.text.count("is away: IsADirectoryError") == 1
    assert any("cannot be found or read" in finding for finding in ground.findings())
    away.rmdir()
    kept.round()
    assert numbers(away) == [1, 2]
    assert ground.findings() == []


def test_a_line_torn_by_a_stop_is_given_again(ground: Ground) -> None:
    torn, whole = ground.witnesses
    for _ in range(3):
        ground.write("words")
        ground.checkpoint()
    torn.write_bytes(torn.read_bytes()[:-40])
    assert last_given(torn) == 2
    hand_over(ground.engine, torn)
    assert torn.read_text().splitlines()[-1] == whole.read_text().splitlines()[-1]
    assert ground.findings() == []


def test_a_witness_with_long_lines_is_read_to_its_last_whole_one(tmp_path: Path) -> None:
    """A checkpoint over very many streams is longer than any one reading of the file's end."""
    witness = tmp_path / "witness"
    told = json.dumps({"number": 7, "leaves": ["x" * 2_500_000]})
    line = checkpoints.line_of(told, "00")
    witness.write_text(f"{line}\n{line[:1_200_000]}")
    assert last_given(witness) == 7
    assert last_given(tmp_path / "none") == 0


def test_hands_that_give_at_once_give_each_checkpoint_once(ground: Ground) -> None:
    witness = ground.witnesses[0]
    for _ in range(5):
        ground.write("words")
        checkpoints.make_checkpoint(ground.engine, ground.provider, datetime.now(UTC))
    together(*[lambda: hand_over(ground.engine, witness)] * 8)
    assert numbers(witness) == [1, 2, 3, 4, 5]


# Journals


def test_the_journal_knows_of_an_entry_before_the_answer_leaves(ground: Ground) -> None:
    ground.write("words")
    ((seq, digest),) = ground.raw("select seq, hash from ledger_entry where stream = :s",
                                  s=ground.stream)  # fmt: skip
    assert ground.vault.journal.path.read_text() == f"{ground.stream} {seq} {bytes(digest).hex()}\n"
    assert ground.vault.journal.path.stat().st_mode & 0o777 == 0o600


def test_a_journal_goes_when_all_of_it_is_covered(ground: Ground) -> None:
    ground.write("words")
    (full,) = ground.vault.journal.turn()
    assert check_journal(ground.engine, full) == []
    assert full.exists(), "no checkpoint covers it yet"
    ground.checkpoint()
    assert check_journal(ground.engine, full) == []
    assert not full.exists()
    assert check_journal(ground.engine, full) == []


def test_what_could_not_be_checked_is_not_forgotten(ground: Ground) -> None:
    """The database was away for a round: the journal of before is still there afterwards."""
    kept = a_keeper(ground)
    ground.write("words")
    engine = kept._vault.engine
    away = sa.create_engine("sqlite:////nowhere/at/all.db")
    object.__setattr__(kept._vault, "engine", away)
    for _ in range(3):
        with pytest.raises(sa.exc.OperationalError):
            kept.round()
    away.dispose()
    object.__setattr__(kept._vault, "engine", engine)
    ground.write("later words")
    seen = "".join(full.read_text() for full in ground.vault.journal.turn())
    assert len(seen.splitlines()) == 2
    kept.round()
    assert ground.vault.journal.turn() == []


def test_a_round_finds_what_was_removed_before_any_checkpoint(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    ground.write("kept")
    ground.checkpoint()
    ground.write("removed")
    with unguarded(ground) as database:
        database("delete from ledger_entry where stream = :s and seq = 2", s=ground.stream)
        previous = "select hash from ledger_entry where stream = :s and seq = 1"
        database(f"update ledger_head set seq = 1, hash = ({previous}) where stream = :s",
                 s=ground.stream)  # fmt: skip
    kept = a_keeper(ground)
    with caplog.at_level(logging.CRITICAL):
        kept.round()
    assert f"the ledger was tampered with: {ground.stream} lost entry 2" in caplog.text
    (alarm,) = ground.folder.glob("journal.*.alarm")
    kept.round()
    kept.wake()
    assert [alarm] == list(ground.folder.glob("journal.*.alarm*"))
    assert any("entry 2" in finding for finding in ground.findings())


def test_a_living_process_s_journal_is_not_abandoned(ground: Ground) -> None:
    assert abandoned(ground.journal) == []
    other = ground.second()
    assert abandoned(ground.journal) == []
    other.journal.close()
    assert abandoned(ground.journal) == [other.journal.path]
    other.journal._file = other.journal._open()


CHILD = """
import sys, time
from pathlib import Path
from portal.gate.checkpoints import Journal
from portal.gate.ledger import Receipt
journal = Journal(Path(sys.argv[1]))
journal.note([Receipt(sys.argv[2], int(sys.argv[3]), sys.argv[4])])
print(journal.path, flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_the_journal_of_a_killed_process_is_checked_by_the_next(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    """A process appended, wrote it down and was killed; then the entry was removed."""
    gone = Receipt(ground.stream, 1, "7" * 64)
    arguments = [str(ground.journal), gone.stream, str(gone.seq), gone.hash]
    child = subprocess.Popen([sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE)
    assert child.stdout
    path = Path(child.stdout.readline().decode().strip())
    assert abandoned(ground.journal) == []
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert abandoned(ground.journal) == [path]
    with caplog.at_level(logging.CRITICAL):
        a_keeper(ground).wake()
    assert f"tampered with: {gone.stream} lost entry 1" in caplog.text
    assert path.with_name(path.name + ".alarm").exists()


def test_a_killed_process_s_journal_that_is_in_order_goes(ground: Ground) -> None:
    other = ground.second()
    ground.write("words", vault=other)
    other.journal.close()
    assert abandoned(ground.journal)
    a_keeper(ground).wake()
    assert abandoned(ground.journal) == []
    other.journal._file = other.journal._open()


def test_a_torn_line_of_a_journal_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.1"
    path.write_bytes(f"s 1 {'a' * 64}\ns 2 {'b' * 63}".encode() + b"\xff\n\n")
    assert checkpoints.read_journal(path) == [("s", 1, "a" * 64)]


def test_journals_of_one_process_are_apart(tmp_path: Path) -> None:
    journals = [Journal(tmp_path / "journal") for _ in range(3)]
    assert len({journal.path for journal in journals}) == 3
    for journal in journals:
        assert journal.turn() == []
        journal.close()
