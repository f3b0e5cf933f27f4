"""Opening 200 bodies of 2 KB, against AES-GCM alone with the same additional data, decoded."""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.db import reading
from portal.documents.models import Version
from portal.gate import envelope
from portal.gate.gate import place_of
from tests.bench.case import build
from tests.bench.figure import Figure, each, in_turns, note

ROUNDS, TIMES = 30, 20


def opening(folder: Path) -> Iterator[Figure]:
    case = build(folder, f"sqlite:///{folder / 'opening.db'}")
    with reading(case.vault.engine) as connection:
        rows = case.rows(connection)
        keys = case.vault.ring.at(connection, case.review, 0)
    texts = envelope.open_rows("section_version", "words", case.review, rows, keys.cipher)
    bare = AESGCM(AESGCM.generate_key(256))
    blobs = []
    for row, text in zip(rows, texts, strict=True):
        nonce, place = os.urandom(12), place_of(Version, row, "words")
        bound = envelope._bound_to(place, row.words._envelope[: envelope.HEAD])
        blobs.append((nonce + bare.encrypt(nonce, text.encode(), bound), bound))

    def ours() -> list[str]:
        return envelope.open_rows("section_version", "words", case.review, rows, keys.cipher)

    def reference() -> list[str]:
        return [bare.decrypt(blob[:12], blob[12:], bound).decode() for blob, bound in blobs]

    if ours() != reference():
        raise RuntimeError("the two do not open the same words")
    turns = in_turns(lambda: each(ours, TIMES), lambda: each(reference, TIMES), ROUNDS)
    note(f"open: {turns.ours * 1e6:.0f} us against {turns.reference * 1e6:.0f} us")
    yield Figure("open", turns.ours * 1000, turns.reference * 1000, turns.ratio, 1.5, "ms of CPU")
