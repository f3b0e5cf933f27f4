"""Envelopes open in their place, whole and under their key, and nowhere else."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from portal.db import new_id
from portal.gate import envelope
from portal.gate.envelope import EnvelopeBroken
from portal.gate.sealed import Place, Sealed
from tests.gate import vectors

PUBLISHED = json.loads(vectors.FILE.read_text(encoding="ascii"))
VECTORS = PUBLISHED["vectors"]
KEY_ID, KEY = bytes(16), AESGCM(bytes(range(32)))
PLACE = Place("a" * 32, "b" * 32, "section_version", "c" * 32, "words", 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=900)


# A second implementation, from the format's description alone


def second_reader(raw: bytes, place: dict[str, Any], keys: dict[bytes, bytes]) -> str:
    """Read an envelope as somebody would who has the description and a library for AES-GCM."""
    found = re.fullmatch(rb"(?s)(P1)(.{16})(.{12})(.+)", raw)
    if not found:
        raise ValueError("not an envelope")
    mark, key_id, nonce, sealed = found.groups()
    bound = bytearray(mark + key_id)
    for name in ("review", "owner", "kind", "field", "row"):
        value = place[name].encode("utf-8")
        bound += bytes(divmod(len(value), 256)) + value
    bound += b"\x00\x08"
    for shift in range(56, -8, -8):
        bound.append(place["version"] >> shift & 0xFF)
    padded = AESGCM(keys[key_id]).decrypt(nonce, sealed, bytes(bound))
    if len(padded) % 256:
        raise ValueError("not padded")
    end = len(padded) - 1
    while padded[end] == 0:
        end -= 1
    if padded[end] != 0x80:
        raise ValueError("not padded")
    return padded[:end].decode("utf-8")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_two_readers_read_what_was_published(vector: dict[str, Any]) -> None:
    raw, place = bytes.fromhex(vector["envelope"]), vector["place"]
    key_id, key = bytes.fromhex(PUBLISHED["key_id"]), bytes.fromhex(PUBLISHED["key"])
    assert second_reader(raw, place, {key_id: key}) == vector["words"]
    assert envelope.key_id_of(Sealed(raw)) == key_id
    assert envelope.open_one(Sealed(raw), Place(**place), key=AESGCM(key)) == vector["words"]


def test_the_published_file_is_what_its_maker_makes() -> None:
    assert vectors.FILE.read_text(encoding="ascii") == vectors.file()


@given(TEXT)
def test_any_text_comes_back_from_both_readers(words: str) -> None:
    sealed = envelope.seal(words, PLACE, key_id=KEY_ID, key=KEY)
    assert envelope.open_one(sealed, PLACE, key=KEY) == words
    place = {name: getattr(PLACE, name) for name in PLACE.__slots__}
    assert second_reader(sealed._envelope, place, {KEY_ID: bytes(range(32))}) == words


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        envelope.seal("\ud83d", PLACE, key_id=KEY_ID, key=KEY)


# Moved, altered, cut


MOVED = {
    "another review": replace(PLACE, review="d" * 32),
    "no review": replace(PLACE, review=""),
    "another owner": replace(PLACE, owner="d" * 32),
    "another kind": replace(PLACE, kind="reason"),
    "another row": replace(PLACE, row="d" * 32),
    "another field": replace(PLACE, field="title"),
    "a later version": replace(PLACE, version=2),
    "an earlier version": replace(PLACE, version=0),
    "review and owner exchanged": replace(PLACE, review=PLACE.owner, owner=PLACE.review),
    "a border moved": replace(PLACE, kind="section_versionw", field="ords"),
}


def ways_to_open(sealed: Sealed, place: Place, key: AESGCM = KEY) -> list[Callable[[], Any]]:
    row = SimpleNamespace(
        **{place.field: sealed}, owner_id=place.owner, id=place.row, row_version=place.version
    )
    right = SimpleNamespace(
        **{place.field: envelope.seal("fine", place, key_id=KEY_ID, key=key)},
        owner_id=place.owner,
        id=place.row,
        row_version=place.version,
    )

    def many(*rows: Any) -> list[str]:
        return envelope.open_rows(place.kind, place.field, place.review, rows, lambda _: key)

    return [
        lambda: envelope.open_one(sealed, place, key=key),
        lambda: many(row),
        lambda: many(right, row),
        lambda: many(row, right),
    ]


def refused(sealed: Sealed, place: Place = PLACE, key: AESGCM = KEY) -> None:
    for way in ways_to_open(sealed, place, key):
        with pytest.raises(EnvelopeBroken):
            way()


@pytest.mark.parametrize("place", MOVED.values(), ids=MOVED.keys())
def test_moved_it_does_not_open(place: Place) -> None:
    refused(envelope.seal("words", PLACE, key_id=KEY_ID, key=KEY), place)


def test_under_another_key_it_does_not_open() -> None:
    sealed = envelope.seal("words", PLACE, key_id=KEY_ID, key=KEY)
    refused(sealed, key=AESGCM(bytes(32)))


def test_with_any_bit_turned_it_does_not_open() -> None:
    raw = envelope.seal("words", PLACE, key_id=KEY_ID, key=KEY)._envelope
    regions = {"mark": 0, "key id": 2, "nonce": 18, "ciphertext": 30, "padding": 60, "tag": 286}
    for at in {*regions.values(), *(end - 1 for end in regions.values() if end), len(raw) - 1}:
        for bit in (1, 128):
            turned = bytearray(raw)
            turned[at] ^= bit
            refused(Sealed(bytes(turned)))


def test_cut_or_lengthened_it_does_not_open() -> None:
    raw = envelope.seal("w" * 300, PLACE, key_id=KEY_ID, key=KEY)._envelope
    lengths = [0, 1, 2, 17, 18, 19, 25, 26, 29, 30, 31, 46, 302, len(raw) - 256, len(raw) - 1]
    for length in lengths:
        refused(Sealed(raw[:length]))
    refused(Sealed(raw + b"\0"))
    refused(Sealed(raw[:30] + raw[46:]))


def test_the_outside_tells_an_odd_envelope() -> None:
    raw = envelope.seal("words", PLACE, key_id=KEY_ID, key=KEY)._envelope
    for odd in (b"", b"P1", raw[:285], b"P2" + raw[2:], b"p1" + raw[2:]):
        with pytest.raises(EnvelopeBroken):
            envelope.key_id_of(Sealed(odd))


# Padding


@pytest.mark.parametrize(
    ("size", "steps"), [(0, 1), (1, 1), (254, 1), (255, 1), (256, 2), (257, 2), (511, 2), (512, 3)]
)
def test_the_length_shows_in_steps_only(size: int, steps: int) -> None:
    sealed = envelope.seal("x" * size, PLACE, key_id=KEY_ID, key=KEY)
    assert len(sealed._envelope) == 2 + 16 + 12 + 256 * steps + 16


@given(TEXT)
def test_every_length_is_a_step(words: str) -> None:
    raw = envelope.seal(words, PLACE, key_id=KEY_ID, key=KEY)._envelope
    assert (len(raw) - 46) % 256 == 0
    assert len(raw) - 46 - len(words.encode()) in range(1, 257)


def test_the_same_words_are_never_sealed_alike() -> None:
    made = {envelope.seal("", PLACE, key_id=KEY_ID, key=KEY)._envelope[18:] for _ in range(500)}
    assert len(made) == len({raw[:12] for raw in made}) == 500


# Many at once


def a_row(keys: dict[bytes, AESGCM], dice: random.Random) -> tuple[Any, Place, str]:
    owner, key_id = dice.choice(["b" * 32, "e" * 32, "portal"]), dice.choice(list(keys))
    place = Place("a" * 32, owner, "section_version", new_id(), "words", dice.choice([1, 2, 2**40]))
    words = dice.choice(list(vectors.WORDS.values()))
    sealed = envelope.seal(words, place, key_id=key_id, key=keys[key_id])
    row = SimpleNamespace(id=place.row, owner_id=owner, row_version=place.version, words=sealed)
    return row, place, words


def test_many_rows_open_as_each_alone() -> None:
    dice = random.Random(7)
    keys = {bytes([n]) * 16: AESGCM(bytes([n]) * 32) for n in range(3)}
    made = [a_row(keys, dice) for _ in range(300)]
    rows = [row for row, _, _ in made]
    told = envelope.open_rows("section_version", "words", "a" * 32, rows, keys.__getitem__)
    alone = [
        envelope.open_one(r.words, place, key=keys[envelope.key_id_of(r.words)])
        for r, place, _ in made
    ]
    assert told == alone == [words for _, _, words in made]


def test_one_broken_row_closes_the_page() -> None:
    dice = random.Random(8)
    keys = {b"k" * 16: KEY}
    rows = [a_row(keys, dice)[0] for _ in range(20)]
    rows[3].words, rows[4].words = rows[4].words, rows[3].words
    with pytest.raises(EnvelopeBroken):
        envelope.open_rows("section_version", "words", "a" * 32, rows, keys.__getitem__)


@pytest.mark.parametrize("plain", [bytes(256), b"words" + bytes(251), "\u00e0".encode() * 128])
def test_words_whose_end_nothing_marks_do_not_open(plain: bytes) -> None:
    """Only who holds the key could make one; alone and in a page it is as broken as any other."""
    place = Place("a" * 32, "b" * 32, "section_version", new_id(), "words", 1)
    head = envelope.MAGIC + b"k" * 16
    body = KEY.encrypt(b"n" * 12, plain, envelope._bound_to(place, head))
    sealed = envelope.Sealed(head + b"n" * 12 + body)
    row = SimpleNamespace(id=place.row, owner_id=place.owner, row_version=1, words=sealed)
    with pytest.raises(EnvelopeBroken):
        envelope.open_one(sealed, place, key=KEY)
    with pytest.raises(EnvelopeBroken):
        envelope.open_rows("section_version", "words", "a" * 32, [row], lambda _: KEY)
