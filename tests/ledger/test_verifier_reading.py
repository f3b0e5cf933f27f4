"""The standalone verifier takes any file for what it is, and RFC 8032 at its word."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.ledger.exports import (
    AGENCY,
    PORTAL_KEY,
    PUBLIC,
    REVIEW,
    ROOT,
    Check,
    Ledger,
    Line,
    canonical,
    ten_entries,
    verification,
    verifier,
)

__all__ = ["ten_entries", "verification"]

# --- Files that are no exports, or no whole ones.


def replaced(place: int, **fields: object) -> Callable[[list[Line]], list[Line]]:
    def change(lines: list[Line]) -> list[Line]:
        lines[place] |= fields
        return lines

    return change


UNUSABLE: dict[str, Callable[[list[Line]], list[Line]]] = {
    "no head": lambda lines: lines[1:],
    "two heads": lambda lines: [lines[0], *lines],
    "no end": lambda lines: lines[:-1],
    "more after the end": lambda lines: [*lines, lines[1]],
    "entry after checkpoint": lambda lines: [*lines[:-1], lines[1], lines[-1]],
    "unknown line": lambda lines: [lines[0], {"entries": 1}, *lines[1:]],
    "one field more": replaced(1, more=1),
    "another format": replaced(0, format="portal ledger", v=1),
    "another version": replaced(0, v=2),
    "no time": replaced(0, made_at="yesterday"),
    "time of the wrong kind": replaced(0, made_at=5),
    "key of the wrong kind": replaced(0, public_key=5),
    "short key": replaced(0, public_key="ab"),
    "weak key": replaced(0, public_key="01" + "00" * 31),
    "streams of the wrong kind": replaced(0, streams={"a": 1}),
    "stream of the wrong kind": replaced(0, streams=["a"]),
    "stream twice": replaced(0, streams=[{"stream": "a", "blind": "ab" * 32}] * 2),
    "blind twice": replaced(0, streams=[{"stream": name, "blind": "ab" * 32} for name in "ab"]),
    "no blind": replaced(0, streams=[{"stream": "a", "blind": ""}]),
    "hash of the wrong kind": replaced(1, hash=7),
    "hash that is no number": replaced(1, hash="zz"),
    "checkpoint of the wrong kind": replaced(-2, checkpoint=7),
    "signature of the wrong kind": replaced(-2, signature=None),
    "covers of the wrong kind": replaced(-2, covers=[]),
    "covers no number": replaced(-2, covers={REVIEW: "8"}),
    "covers a number below nought": replaced(-2, covers={REVIEW: -8}),
    "covers more than any ledger": replaced(-2, covers={REVIEW: 2**64}),
}


@pytest.mark.parametrize("change", UNUSABLE.values(), ids=UNUSABLE)
def test_unusable(ledger: Ledger, check: Check, change: Callable[..., list[Line]]) -> None:
    verdict = check(change(ledger.export().lines()), key="")
    assert verdict.code == 2
    assert verdict.text.startswith("UNUSABLE: ")
    assert len(verdict.text.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x00\xff\xfe",
        b"null\n",
        b"[1]\n",
        b'"portal ledger export"\n',
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"end": true, "end": true}\n',
        b'{"v": NaN}\n',
        b'{"v": ' + b"9" * 5000 + b"}\n",
        b"\xef\xbb\xbf{}\n",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_garbage(check: Check, content: bytes) -> None:
    verdict = check(content)
    assert verdict.code == 2
    assert len(verdict.text.splitlines()) == 1


def test_a_key_that_stands_twice(ledger: Ledger, check: Check) -> None:
    text = "".join(json.dumps(line) + "\n" for line in ledger.export().lines())
    verdict = check(text.replace('"end": true', '"end": true, "end": true'))
    assert (verdict.code, verdict.text.count("a key stands twice")) == (2, 1)


def test_torn_anywhere(ledger: Ledger, check: Check) -> None:
    whole = "".join(json.dumps(line) + "\n" for line in ledger.export().lines()).encode()
    for length in range(0, len(whole) - 1, 997):
        assert check(whole[:length]).code == 2


def test_a_line_too_long(ledger: Ledger, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "LONGEST", 4000)
    lines = ledger.export().lines()
    lines[1]["hash"] = "ab" * 4000
    verdict = check(lines)
    assert (verdict.code, verdict.text.count("line 2: too long")) == (2, 1)


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        assert verifier.main([str(path)]) == 2
        assert capsys.readouterr().out.startswith("UNUSABLE: ")


@pytest.mark.parametrize(
    "option",
    [
        ("--public-key", "zz"),
        ("--public-key", PUBLIC[2:]),
        ("--witness", "/nothing/there"),
        ("--earlier", "/nothing/there"),
        ("--journal", "/nothing/there"),
        ("--receipt", "a 1"),
        ("--receipt", "a one " + "ab" * 32),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_used(ledger: Ledger, check: Check, option: tuple[str, str]) -> None:
    assert check(ledger.export(), *option, key="").code == 2


ODD: dict[str, Callable[[str], str]] = {
    "a key twice": lambda text: text.replace("{", '{"act":"read a section",', 1),
    "a space": lambda text: text.replace(":", ": ", 1),
    "another order": lambda text: json.dumps(
        dict(reversed(json.loads(text).items())), separators=(",", ":")
    ),
    "not ASCII": lambda text: text.replace("learning", "lärning"),
    "an escape too many": lambda text: text.replace("learning", "\\u006cearning"),
    "half a character": lambda text: text.replace("learning", "\ud800"),
    "a field more": lambda text: canonical(json.loads(text) | {"name": "x"}),
    "a field less": lambda text: canonical(
        {key: value for key, value in json.loads(text).items() if key != "act"}
    ),
    "another version": lambda text: canonical(json.loads(text) | {"v": 2}),
    "number of the wrong kind": lambda text: canonical(json.loads(text) | {"seq": "5"}),
    "number that is a truth": lambda text: canonical(json.loads(text) | {"seq": True}),
    "number with a fraction": lambda text: text.replace('"seq":5', '"seq":5.0'),
    "number out of range": lambda text: canonical(json.loads(text) | {"seq": 2**70}),
    "stream of the wrong kind": lambda text: canonical(json.loads(text) | {"stream": [1]}),
    "no time": lambda text: canonical(json.loads(text) | {"at": "noon"}),
    "no object": lambda text: "[]",
    "nothing": lambda text: "",
    "too deep": lambda text: "[" * 100_000,
}


def test_an_entry_that_is_no_text(ledger: Ledger, check: Check) -> None:
    assert check(replaced(1, entry={})(ledger.export().lines())).names(AGENCY, 1)


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_an_entry_out_of_form(ledger: Ledger, check: Check, change: Callable[..., str]) -> None:
    """Even where its hash is right: there is one form only."""
    export = ledger.export()
    text = change(export.entries[REVIEW][4][0])
    digest = hashlib.sha256(
        bytes.fromhex(export.entries[REVIEW][3][1]) + text.encode(errors="surrogatepass")
    )
    export.entries[REVIEW][4] = (text, digest.hexdigest())
    verdict = check(export)
    assert verdict.code == 1
    assert f"line 16, after stream {REVIEW}, entry 4: no proper entry" in verdict.findings[0]
    assert verdict.names(REVIEW, 5)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "5"},
        {"number": 2**70},
        {"at": 5},
        {"v": 2},
        {"leaves": 5},
        {"leaves": [5]},
        {"leaves": [["a", "b", "c"]]},
        {"leaves": [[["a"], "b"]]},
        {"more": 1},
    ],
    ids=str,
)
def test_a_checkpoint_out_of_form(ledger: Ledger, check: Check, fields: Line) -> None:
    export = ledger.export()
    text = canonical(json.loads(export.checkpoints[4][0]) | fields)
    export.checkpoints[4][:2] = [text, PORTAL_KEY.sign(text.encode()).hex()]
    verdict = check(export)
    assert verdict.code == 1
    assert ", checkpoint 5: no proper one" in verdict.findings[0]


def test_numbers_that_leap_do_not_keep_the_verifier_busy(ledger: Ledger, check: Check) -> None:
    export = ledger.export()
    bodies = export.bodies(REVIEW)
    bodies[4]["outcome"] = "refused"
    export.rechain(REVIEW, bodies)
    last = bodies[-1] | {"seq": 2**62}
    export.entries[REVIEW].append((canonical(last), "ab" * 32))
    verdict = check(export, witness=ledger.checkpoints)
    assert f"entries 11 to {2**62 - 1}: missing" in verdict.text


def test_nothing_in_a_file_moves_the_cursor(ledger: Ledger, check: Check) -> None:
    lines = ledger.export().lines()
    lines[0]["owner"] = "\x1b[2J\nSOUND.\u202e\ud800"
    verdict = check(lines)
    assert not set(verdict.text) - set(map(chr, range(32, 127))) - {"\n"}
    assert verdict.text.count("\nSOUND.") == 1


@settings(max_examples=60)
@given(place=some.integers(0, 10**6), byte=some.integers(1, 255))
def test_no_byte_can_be_changed(place: int, byte: int, tmp_path_factory: Any) -> None:
    """Any single byte of entries, hashes and checkpoints: noticed, and never a traceback."""
    made = Ledger()
    for turn in range(3):
        made.write(REVIEW, actor=f"018f-{turn}")
        made.sign()
    lines = [json.dumps(line).encode() + b"\n" for line in made.export().lines()]
    head, rest = lines[0], bytearray(b"".join(lines[1:]))
    rest[place % len(rest)] ^= byte
    same = [json.loads(line) for line in lines[1:]]
    path = tmp_path_factory.mktemp("changed") / "export"
    path.write_bytes(head + rest)
    code = verifier.main([str(path), "--public-key", PUBLIC])
    try:
        means_the_same = [json.loads(line) for line in bytes(rest).splitlines()] == same
    except ValueError:
        means_the_same = False
    assert (code == 0) == means_the_same or b'"blank"' in rest


# --- Signatures.

VECTORS = json.loads((ROOT / "tests" / "vectors" / "ed25519.json").read_text())


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    verdict: bool = verifier.is_signed(verifier.point(public), message, signature.hex())
    return verdict


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors_of_rfc_8032(vector: dict[str, str]) -> None:
    names = ("public", "message", "signature")
    public, message, signature = (bytes.fromhex(vector[name]) for name in names)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"\0", signature)
    for place in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not is_signed(public, message, bytes(changed))
    scalar = int.from_bytes(signature[32:], "little") + verifier.ORDER
    assert not is_signed(public, message, signature[:32] + scalar.to_bytes(32, "little"))
    assert not is_signed(public, message, signature + b"\0")
    assert not is_signed(public, message, signature[:-1])
    assert not is_signed(public, message, b"")


@settings(max_examples=40)
@given(message=some.binary(max_size=200), bit=some.integers(-200, 511))
def test_signatures_as_another_library_sees_them(message: bytes, bit: int) -> None:
    signature = int.from_bytes(PORTAL_KEY.sign(message), "big") ^ (1 << bit if bit >= 0 else 0)
    raw, public = signature.to_bytes(64, "big"), bytes.fromhex(PUBLIC)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
        theirs = True
    except InvalidSignature:
        theirs = False
    assert is_signed(public, message, raw) == theirs == (bit < 0)


@pytest.mark.parametrize("y", [1, verifier.P - 1, verifier.P, verifier.P + 1, 2, 2**255 + 1])
def test_keys_that_are_refused(y: int) -> None:
    """The two weakest points, numbers beyond the field, and what is no point at all."""
    with pytest.raises(ValueError, match="no public key"):
        verifier.point(y.to_bytes(32, "little"))
