"""An owner's export: accepted by the script that shares no code, and silent about others."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.gate import audit
from portal.gate.keys import PORTAL
from tests.gate.ground import OURS, REVIEW, THEIRS, Ground
from tests.gate.tampering import edit, rechain, roll_back, unguarded

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "verify_ledger.py"
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def filled(ground: Ground) -> None:
    for turn in range(3):
        ground.write(f"ours {turn}")
        ground.write(f"theirs {turn}", owner=THEIRS)
        ground.words()
        ground.checkpoint()


def exported(ground: Ground, owner: str = OURS) -> list[str]:
    public = ground.provider.public()
    return list(audit.export(ground.engine, public, owner, now=datetime.now(UTC)))


def checked(ground: Ground, lines: list[str], *more: str) -> tuple[int, str]:
    path = ground.folder / "export"
    path.write_text("".join(f"{line}\n" for line in lines))
    key = ["--public-key", ground.provider.public().hex()]
    words = [sys.executable, "-I", str(SCRIPT), str(path), *key, *more]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def everything(ground: Ground) -> list[str]:
    witnesses = [part for w in ground.witnesses for part in ("--witness", str(w))]
    return [*witnesses, "--journal", str(ground.vault.journal.path), "--every-signature"]


def test_an_export_is_sound_to_a_stranger(ground: Ground) -> None:
    filled(ground)
    ground.write("not covered yet")
    lines = exported(ground)
    code, said = checked(ground, lines, *everything(ground))
    assert (code, said.splitlines()[-1]) == (0, "SOUND."), said
    assert "Checked 7 entries" in said


def test_an_older_export_is_the_beginning_of_a_newer_one(ground: Ground) -> None:
    ground.write("ours")
    ground.checkpoint()
    older = ground.folder / "older"
    older.write_text("".join(f"{line}\n" for line in exported(ground)))
    filled(ground)
    code, said = checked(ground, exported(ground), "--earlier", str(older))
    assert code == 0, said


def test_tampering_shows_in_the_export_too(ground: Ground) -> None:
    filled(ground)
    with unguarded(ground) as run:
        edit(run, ground.stream, 2, actor="f" * 32)
        rechain(run, ground.stream)
    code, said = checked(ground, exported(ground))
    assert code == 1
    assert f"stream {ground.stream}, entr" in said


def test_a_ledger_put_back_shows_against_a_witness(ground: Ground) -> None:
    filled(ground)
    with unguarded(ground) as run:
        roll_back(run, 2)
    lines = exported(ground)
    assert checked(ground, lines)[0] == 0
    code, said = checked(ground, lines, "--witness", str(ground.witnesses[0]))
    assert code == 1
    assert "checkpoint 3" in said


def test_an_export_tells_nothing_of_another_owner(ground: Ground) -> None:
    filled(ground)
    text = "\n".join(exported(ground))
    streams = {s.stream: bytes(s.blind).hex() for s in ground.raw("select * from ledger_head")}
    assert THEIRS not in text
    for stream, blind in streams.items():
        mine = stream == ground.stream
        assert (stream in text, blind in text) == (mine, mine)
    hidden = ground.raw("select entry, hash from ledger_entry where stream = :s",
                        s=f"{REVIEW}:{THEIRS}")  # fmt: skip
    for row in hidden:
        assert bytes(row.hash).hex() not in text
        assert json.dumps(row.entry) not in text
    for other in ground.data_keys():
        assert other.id not in text


def told(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_every_owner_has_the_same_checkpoints_and_other_entries(ground: Ground) -> None:
    filled(ground)
    ours, theirs, portals = (told(exported(ground, o)) for o in (OURS, THEIRS, PORTAL))
    signed = [[line["checkpoint"] for line in of if "checkpoint" in line]
              for of in (ours, theirs, portals)]  # fmt: skip
    assert signed[0] == signed[1] == signed[2]
    kept = [{line["hash"] for line in of if "entry" in line} for of in (ours, theirs, portals)]
    assert not kept[0] & kept[1]
    assert kept[0]
    assert kept[1]
    assert [line["streams"] for line in (ours[0], theirs[0])] != [[], []]


def test_an_owner_who_only_shares_an_ending_gets_nothing(ground: Ground) -> None:
    """A part of an id is no id."""
    filled(ground)
    for owner in ("", OURS[1:], REVIEW, "stranger", f"{REVIEW}:{OURS}"):
        lines = exported(ground, owner)
        assert not [line for line in told(lines) if "entry" in line]
        assert OURS not in "\n".join(lines[1:])
