"""The standalone verifier is not talked out of a finding by what the export says of itself."""

import json

import pytest

from tests.ledger.exports import (
    AGENCY,
    FORGED_KEY,
    PORTAL_KEY,
    REVIEW,
    STRANGER,
    Check,
    Ledger,
    canonical,
    chained,
    ten_entries,
    verification,
    verifier,
)

__all__ = ["ten_entries", "verification"]


def test_sparse_checkpoints_name_the_entries_between(check: Check) -> None:
    sparse = Ledger()
    for turn in range(12):
        sparse.write(REVIEW)
        if turn % 3 == 2:
            sparse.sign()
    export = sparse.export()
    bodies = export.bodies(REVIEW)
    bodies[4]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    assert check(export).findings[0].startswith(f"stream {REVIEW}, entries 4 to 6: not what")


def test_two_places_in_one_stream_are_both_named(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    for seq in (3, 6):
        text = export.entries[REVIEW][seq - 1][0].replace("allowed", "refused")
        export.entries[REVIEW][seq - 1] = (text, chained(export.entries[REVIEW][seq - 2][1], text))
    verdict = check(export)
    assert verdict.names(REVIEW, 3)
    assert verdict.names(REVIEW, 6)


def test_covers_left_out(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    bodies[4]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    for checkpoint in export.checkpoints[4:]:
        checkpoint[2] = {AGENCY: checkpoint[2][AGENCY]}
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 5)


def test_covers_of_nothing_do_not_hide_a_head(check: Check) -> None:
    """As many covers as there are heads, and none of them for the stream that was attacked."""
    made = Ledger(entries={AGENCY: [], REVIEW: []})
    for _ in range(2):
        made.write(REVIEW)
        made.sign()
    export = made.export()
    bodies = export.bodies(REVIEW)
    bodies[1]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    export.checkpoints[1][2] = {AGENCY: 0}
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 2)


def test_covers_made_up(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    ledger.sign()
    text = json.loads(ledger.checkpoints[-1][0])
    text["leaves"] = []
    signature = PORTAL_KEY.sign(canonical(text).encode()).hex()
    export.checkpoints.append([canonical(text), signature, {REVIEW: 10}])
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.findings[0].startswith(f"stream {REVIEW}, entries 9 to 10: not what")


def test_covers_that_do_not_rise(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    export.checkpoints[5][2] = {AGENCY: 6, REVIEW: 5}
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.names(REVIEW, 5)
    assert "checkpoint 6" in verdict.findings[0]


def test_a_blind_exchanged_to_hide_a_stream_from_its_checkpoints(check: Check) -> None:
    old = Ledger()
    for _ in range(3):
        old.write(REVIEW)
        old.sign()
    old.second += 3000
    old.write(AGENCY)
    old.sign()
    export = old.export()
    bodies = export.bodies(REVIEW)
    bodies[1]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    export.blinds[REVIEW] = "ab" * 32
    for checkpoint in export.checkpoints:
        checkpoint[2].pop(REVIEW, None)
    verdict = check(export)
    assert verdict.code == 1
    assert verdict.findings[0].startswith(f"stream {REVIEW}, entries 1 to 3: not covered by")
    assert check(export, earlier=old.export()).names(REVIEW, 2)


def test_a_head_signed_twice(check: Check) -> None:
    """A checkpoint that covers nothing new says that the stream stood still, or was put back."""
    made = Ledger()
    for _ in range(2):
        made.write(REVIEW)
        made.sign()
    made.covered.clear()
    made.sign()
    assert check(made.export()).names(REVIEW, 2)


def test_an_entry_twice(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    export.entries[REVIEW].insert(5, export.entries[REVIEW][4])
    assert check(export).findings == [f"stream {REVIEW}, entry 5: a second entry of this number."]


@pytest.mark.parametrize("number", [1, 4, 8])
def test_a_checkpoint_edited_or_dropped(ledger: Ledger, check: Check, number: int) -> None:
    export = ledger.export()
    text = export.checkpoints[number - 1][0]
    export.checkpoints[number - 1][0] = text.replace('"at":"2031', '"at":"2030')
    verdict = check(export)
    assert f"checkpoint {number}: its signature was not made with the key." in verdict.findings
    assert number == 8 or any(
        each.startswith(f"checkpoint {number + 1}: does not follow") for each in verdict.findings
    )
    export = ledger.export()
    del export.checkpoints[number - 1]
    if number < 8:
        verdict = check(export)
        assert verdict.findings[0].startswith(f"checkpoint {number + 1}: stands after checkpoint")
    verdict = check(export, witness=ledger.checkpoints)
    assert verdict.code == 1


def test_a_checkpoint_with_two_faces(ledger: Ledger, check: Check) -> None:
    """Its heads in another order, or a label twice: a text that could be read in two ways."""
    for change in (lambda all_: all_[::-1], lambda all_: [*all_, all_[-1]]):
        export = ledger.export()
        body = json.loads(export.checkpoints[7][0])
        body["leaves"] = change(body["leaves"])
        text = canonical(body)
        export.checkpoints[7][:2] = [text, PORTAL_KEY.sign(text.encode()).hex()]
        verdict = check(export)
        assert verdict.code == 1
        assert ", checkpoint 8: no proper one: its heads are out of order" in verdict.text


def test_another_key_than_the_pinned_one(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    export.key = FORGED_KEY.public_key().public_bytes_raw().hex()
    assert check(export).findings == [
        "public key: the export names another than the one given to this check."
    ]


def test_the_last_line_counts(ledger: Ledger, check: Check) -> None:
    lines = ledger.export().lines()
    lines[-1]["entries"] += 1
    verdict = check(lines)
    assert verdict.code == 1
    assert "does not count as many" in verdict.findings[0]


def test_a_receipt_for_an_entry_that_reads_otherwise(ledger: Ledger, check: Check) -> None:
    verdict = check(ledger.export(), "--receipt", f"{REVIEW} 10 {'ab' * 32}")
    assert verdict.findings == [
        f"stream {REVIEW}, entry 10: is known to a receipt, and reads otherwise here."
    ]


def test_a_journal_may_be_torn_and_know_of_other_owners(ledger: Ledger, check: Check) -> None:
    verdict = check(ledger.export(), journal=f"{STRANGER} 4 {'ab' * 32}\n{REVIEW} 1 abab")
    assert verdict.code == 0
    assert verdict.text.count("left out") == 1
    assert "journal, line 2: left out" in verdict.text


def test_a_journal_knows_a_stream_that_is_gone(ledger: Ledger, check: Check) -> None:
    verdict = check(ledger.export(), journal=f"otter:westmarch 4 {'ab' * 32}\n")
    assert verdict.findings[0].startswith("stream otter:westmarch: stands in ")


def test_what_a_witness_holds_is_not_trusted(ledger: Ledger, check: Check) -> None:
    forged = FORGED_KEY.sign(ledger.checkpoints[2][0].encode()).hex()
    verdict = check(ledger.export(), witness=[(ledger.checkpoints[2][0], forged)])
    assert "witness, line 1: its signature was not made with the key" in verdict.findings[0]
    assert check(ledger.export(), witness=[]).code == 2
    verdict = check(ledger.export(), witness=[("{}", ""), ledger.checkpoints[0][:2]])
    assert verdict.code == 0
    assert "witness, line 1: left out" in verdict.text


def test_many_signatures(ledger: Ledger, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many only the last is verified, and the reader is told so."""
    monkeypatch.setattr(verifier, "SIGNATURES", 3)
    export = ledger.export()
    assert "Verified 4 signatures." in check(export).text
    export.checkpoints[5][1] = "ab" * 64
    assert check(export).code == 0
    assert "--every-signature" in check(export).text
    assert check(export, "--every-signature").findings == [
        "checkpoint 6: its signature was not made with the key."
    ]
    export.checkpoints[7][1] = "ab" * 64
    assert check(export).findings == ["checkpoint 8: its signature was not made with the key."]
