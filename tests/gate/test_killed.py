"""A process killed between decision and answer: no words without an entry, no entry lost."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gate.dying import AFTER
from tests.gate.ground import OURS, Ground

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def start(ground: Ground, where: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.gate.dying", str(ground.folder), ground.url, where]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def dies(ground: Ground, where: str) -> list[str]:
    """What the process had told when it was killed, at the line that it was made for."""
    child = start(ground, where)
    said, _ = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    return said.splitlines()


def entries(ground: Ground, act: str) -> list[dict[str, object]]:
    query = "select entry from ledger_entry where stream = :s and act = :a order by seq"
    return [json.loads(row.entry) for row in ground.raw(query, s=ground.stream, a=act)]


def reasons(ground: Ground) -> set[str]:
    return {row.id for row in ground.raw("select id from reason")}


def in_order(ground: Ground) -> None:
    """The ledger is sound, and the next process reads and writes."""
    ground.checkpoint()
    assert ground.findings() == []
    ground.write("afterwards")
    assert ground.words()[-1] == "afterwards"


@pytest.mark.parametrize(
    ("where", "unanswered"), [("unrecorded", 0), ("uncommitted", 0), ("unanswered", 1)]
)
def test_no_words_leave_without_an_entry(ground: Ground, where: str, unanswered: int) -> None:
    ground.write("some", "words")
    told = dies(ground, f"read-{where}")
    assert told == ["some words"] * AFTER
    assert len(entries(ground, "read_section")) == AFTER + unanswered
    in_order(ground)


@pytest.mark.parametrize(("where", "unanswered"), [("uncommitted", 0), ("unanswered", 1)])
def test_an_act_is_whole_with_its_entry_or_was_never_begun(
    ground: Ground, where: str, unanswered: int
) -> None:
    told = dies(ground, f"write-{where}")
    assert len(told) == AFTER
    written = [entry["reason"] for entry in entries(ground, "write_section")]
    assert written[:AFTER] == told
    assert len(written) == AFTER + unanswered
    assert reasons(ground) == set(written)
    assert len(ground.data_keys(owner_id=OURS)) == 1
    in_order(ground)


@pytest.mark.parametrize("job", ["read", "write"])
def test_killed_from_outside_all_that_was_told_is_there(ground: Ground, job: str) -> None:
    """Two processes at once, killed wherever they happen to be."""
    ground.write("some", "words")
    before = len(entries(ground, "write_section"))
    children = [start(ground, f"{job}-anywhere") for _ in range(2)]
    told: list[str] = []
    for number, child in enumerate(children):
        assert child.stdout
        told += [child.stdout.readline() for _ in range(6)]
        time.sleep(0.003 * number)
        child.kill()
        told += child.stdout.readlines()
        child.wait()
        child.stdout.close()
    if job == "read":
        assert len(entries(ground, "read_section")) >= len([line for line in told if "\n" in line])
    else:
        written = {str(entry["reason"]) for entry in entries(ground, "write_section")}
        assert {line.strip() for line in told if len(line) == 33} <= written
        assert len(entries(ground, "write_section")) - before >= len(told) - 2
        assert reasons(ground) == written
    in_order(ground)
