"""The standalone verifier finds every kind of tampering, and says where it was done."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.exports import (
    AGENCY,
    FORGED_KEY,
    PUBLIC,
    REVIEW,
    SCRIPT,
    STRANGER,
    Check,
    Ledger,
    canonical,
    chained,
    stamp,
    ten_entries,
    verification,
)

__all__ = ["ten_entries", "verification"]

# --- A sound export.


def test_sound(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    receipt = f"{REVIEW} 10 {export.entries[REVIEW][9][1]}"
    verdict = check(
        export,
        "--receipt",
        receipt,
        witness=ledger.checkpoints,
        earlier=export,
        journal=receipt + "\n",
    )
    assert verdict.findings == []
    assert (verdict.code, verdict.text.splitlines()[-1]) == (0, "SOUND.")
    assert "Checked 20 entries in 2 streams" in verdict.text
    assert "Verified 8 signatures." in verdict.text
    assert (
        f"Note: stream {AGENCY}, entries 9 to 10: not yet covered by a checkpoint" in verdict.text
    )
    assert STRANGER not in verdict.text


def test_it_runs_on_the_standard_library_alone(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text("".join(json.dumps(line) + "\n" for line in ledger.export().lines()))
    words = [sys.executable, "-I", "-S", str(SCRIPT), str(path)]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "the key is the export's own word" in run.stdout
    assert "without a witness" in run.stdout


@pytest.mark.parametrize("entries", [0, 1])
def test_a_young_ledger_is_sound(entries: int, check: Check) -> None:
    young = Ledger()
    for _ in range(entries):
        young.write(REVIEW)
    assert check(young.export()).code == 0
    young.sign()
    assert check(young.export(), witness=young.checkpoints).code == 0


def test_a_witness_may_be_behind_or_hold_what_came_after(ledger: Ledger, check: Check) -> None:
    export, old = ledger.export(), copy.deepcopy(ledger.checkpoints[:3])
    assert check(export, witness=old).findings == []
    ledger.second += 60
    ledger.write(REVIEW)
    ledger.sign()
    verdict = check(export, witness=ledger.checkpoints)
    assert verdict.findings == []
    assert "Note: checkpoint 9: younger than the export says it is itself" in verdict.text


def test_other_things_than_letters_in_words_are_sound(check: Check) -> None:
    made = Ledger()
    made.write(REVIEW, purpose='Ł "quoted" \\ \u2028 \U0001f9ed')
    made.sign()
    assert check(made.export()).code == 0


# --- The fourteen kinds of tampering. Entry 5 of the review's stream is the one that is attacked.


@pytest.mark.parametrize("seq", [1, 2, 5, 8])
def test_01_an_entry_edited(ledger: Ledger, check: Check, seq: int) -> None:
    export = ledger.export()
    text, digest = export.entries[REVIEW][seq - 1]
    export.entries[REVIEW][seq - 1] = (text.replace("allowed", "refused"), digest)
    verdict = check(export)
    assert verdict.code == 1
    assert len(verdict.findings) == 1
    assert verdict.names(REVIEW, seq)


@pytest.mark.parametrize("seq", [1, 2, 5, 8])
def test_02_an_entry_edited_and_its_hash_made_anew(ledger: Ledger, check: Check, seq: int) -> None:
    export = ledger.export()
    text = export.entries[REVIEW][seq - 1][0].replace("allowed", "refused")
    before = export.entries[REVIEW][seq - 2][1] if seq > 1 else "00" * 32
    export.entries[REVIEW][seq - 1] = (text, chained(before, text))
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, seq)
    assert {verdict.names(AGENCY, each) for each in range(1, 11)} == {False}


@pytest.mark.parametrize("seq", [1, 2, 5, 8])
def test_03_an_entry_edited_and_the_chain_made_anew(ledger: Ledger, check: Check, seq: int) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    bodies[seq - 1]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.findings == [
        (
            f"stream {REVIEW}, entry {seq}: not what checkpoint {seq} of the export signed: "
            "changed, removed or put in."
        )
    ]


@pytest.mark.parametrize("seq", [1, 2, 5, 8])
def test_04_an_entry_deleted(ledger: Ledger, check: Check, seq: int) -> None:
    export = ledger.export()
    del export.entries[REVIEW][seq - 1]
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.findings == [f"stream {REVIEW}, entry {seq}: missing before entry {seq + 1}."]


@pytest.mark.parametrize("seq", [1, 2, 5, 7])
def test_05_an_entry_deleted_and_the_rest_renumbered(
    ledger: Ledger, check: Check, seq: int
) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    del bodies[seq - 1]
    export.rechain(REVIEW, bodies)
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, seq)
    assert len(verdict.findings) == 1


@pytest.mark.parametrize("left", [1, 4, 7])
def test_06_the_tail_dropped(ledger: Ledger, check: Check, left: int) -> None:
    export = ledger.export()
    del export.entries[REVIEW][left:]
    verdict = check(export)
    assert verdict.code == 1
    place = f"entries {left + 1} to 8" if left < 7 else "entry 8"
    assert [finding.split(": ")[0] for finding in verdict.findings] == [f"stream {REVIEW}, {place}"]


def test_07_a_stream_dropped(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    del export.entries[REVIEW]
    assert check(export).findings[0].startswith(f"stream {REVIEW}, entries 1 to 8: missing")
    del export.blinds[REVIEW]
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.findings[0].startswith(f"stream {REVIEW}: stands in checkpoint 1")


def test_07_a_stream_dropped_with_every_trace(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    known = f"{REVIEW} 3 {export.entries[REVIEW][2][1]}"
    earlier = copy.deepcopy(export)
    del export.entries[REVIEW], export.blinds[REVIEW]
    for checkpoint in export.checkpoints:
        checkpoint[2] = {AGENCY: checkpoint[2][AGENCY]}
    verdict = check(export, earlier=earlier)
    assert verdict.code == 1
    assert len(verdict.findings) == 1
    assert re.match(f"stream {REVIEW}: stands in .*earlier, but not in the", verdict.findings[0])
    assert check(export, "--receipt", known).findings == [
        f"stream {REVIEW}: stands in a receipt, but not in the head of the export."
    ]


def test_08_two_entries_swapped(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    entries = export.entries[REVIEW]
    entries[4], entries[5] = entries[5], entries[4]
    verdict = check(export)
    assert verdict.code == 1
    assert f"stream {REVIEW}, entry 5: stands after entry 6: swapped, moved or put in." in (
        verdict.findings
    )


def test_08_two_entries_swapped_and_rechained(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    bodies[4], bodies[5] = bodies[5], bodies[4]
    export.rechain(REVIEW, bodies)
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 5)


@pytest.mark.parametrize("rechain", [True, False])
def test_09_an_entry_put_in_and_backdated(ledger: Ledger, check: Check, *, rechain: bool) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    late = bodies[4] | {"actor": "018f-nobody"}
    if rechain:
        export.rechain(REVIEW, [*bodies[:4], late, *bodies[4:]])
    else:
        before = export.entries[REVIEW][3][1]
        export.entries[REVIEW].insert(4, (canonical(late), chained(before, canonical(late))))
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 5)


@pytest.mark.parametrize("number", [1, 5, 8])
def test_10_a_checkpoint_signed_with_a_forged_key(
    ledger: Ledger, check: Check, number: int
) -> None:
    export = ledger.export()
    forged = FORGED_KEY.sign(export.checkpoints[number - 1][0].encode()).hex()
    export.checkpoints[number - 1][1] = forged
    for key in (PUBLIC, ""):
        verdict = check(export, key=key)
        assert verdict.findings == [
            f"checkpoint {number}: its signature was not made with the key."
        ]


def test_10_a_whole_ledger_signed_with_a_forged_key(ledger: Ledger, check: Check) -> None:
    forged = Ledger(key=FORGED_KEY, entries=ledger.entries)
    forged.sign()
    assert check(forged.export(), key="").code == 0
    verdict = check(forged.export())
    assert [finding.split(":")[0] for finding in verdict.findings] == ["public key", "checkpoint 1"]
    verdict = check(forged.export(), key="", witness=ledger.checkpoints)
    assert "witness, line 1: its signature was not made with the key" in verdict.findings[0]


def test_11_put_back_to_an_older_state(ledger: Ledger, check: Check) -> None:
    old = Ledger(
        entries={stream: entries[:5] for stream, entries in ledger.entries.items()},
        checkpoints=ledger.checkpoints[:5],
    ).export()
    old.made_at = stamp(ledger.second + 1)
    assert check(old).code == 0
    verdict = check(old, witness=ledger.checkpoints)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 6)
    assert verdict.names(AGENCY, 6)
    assert verdict.findings[-1].startswith("checkpoint 6: not here: the export is older than its")
    assert verdict.findings[-1].endswith("witness; 3 in all).")


@pytest.mark.parametrize("copies", [slice(None), slice(6, 7)], ids=["all", "one"])
def test_12_written_anew_with_the_real_key(ledger: Ledger, check: Check, copies: slice) -> None:
    anew = Ledger(second=0)
    for turn in range(10):
        for stream in anew.entries:
            actor = "018f-nobody" if (stream, turn) == (REVIEW, 4) else f"018f-{turn}"
            anew.write(stream, actor=actor)
        if turn < 8:
            anew.sign()
    assert check(anew.export()).code == 0
    verdict = check(anew.export(), witness=ledger.checkpoints[copies])
    assert verdict.code == 1
    first = 5 if copies == slice(None) else 7
    assert verdict.findings[-1].startswith(f"checkpoint {first}: not as the witness knows it")
    assert not any(f"stream {AGENCY}," in finding for finding in verdict.findings)
    if copies == slice(None):
        assert verdict.names(REVIEW, 5)


def test_12_an_older_export_serves_as_a_witness(ledger: Ledger, check: Check) -> None:
    earlier = ledger.export()
    anew = copy.deepcopy(ledger)
    anew.entries[REVIEW][4]["actor"] = "018f-nobody"
    anew.checkpoints, anew.covered = [], {}
    anew.sign()
    assert check(anew.export()).code == 0
    verdict = check(anew.export(), earlier=earlier)
    assert verdict.names(REVIEW, 5)
    assert not verdict.names(REVIEW, 4)
    assert "written anew" in verdict.text


@pytest.mark.parametrize("seq", [9, 10])
def test_13_an_entry_deleted_before_it_was_covered(ledger: Ledger, check: Check, seq: int) -> None:
    export = ledger.export()
    known = f"{REVIEW} {seq} {export.entries[REVIEW][seq - 1][1]}"
    bodies = export.bodies(REVIEW)
    del bodies[seq - 1]
    export.rechain(REVIEW, bodies)
    assert check(export).code == 0
    for verdict in (check(export, "--receipt", known), check(export, journal=known + "\n")):
        assert verdict.code == 1
        assert verdict.names(REVIEW, seq)


@pytest.mark.parametrize("to", [AGENCY, REVIEW])
def test_14_an_entry_moved_into_another_stream(ledger: Ledger, check: Check, to: str) -> None:
    export = ledger.export()
    out = REVIEW if to == AGENCY else AGENCY
    export.entries[to].insert(3, export.entries[out].pop(4))
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(out, 5)
    among = f"Finding: stream {out}, entry 5: stands among the entries of another stream"
    assert among in verdict.text


@pytest.mark.parametrize("place", [3, 10])
def test_14_an_entry_moved_and_both_streams_rechained(
    ledger: Ledger, check: Check, place: int
) -> None:
    export = ledger.export()
    ours, theirs = export.bodies(REVIEW), export.bodies(AGENCY)
    theirs.insert(place, ours.pop(4))
    export.rechain(REVIEW, ours)
    export.rechain(AGENCY, theirs)
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 5)
    assert place == 10 or verdict.names(AGENCY, 4)
