"""The envelope: AES-256-GCM, bound to its place, padded, with the id of its key in the clear.

    "P1" | key id, 16 bytes | nonce, 12 bytes | ciphertext and tag

The plaintext is UTF-8, one byte 0x80, then zeros up to a multiple of 256 bytes, so that the length
of a name or a passage shows only in steps. The additional data is the first 18 bytes of the
envelope and then, each with its length as two bytes, big end first: review, owner, kind, field,
row, and the version as eight bytes. tests/vectors/envelope.json holds examples for other readers.
"""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.gate.sealed import MAGIC, STEP, Place, Sealed

HEAD = len(MAGIC) + 16
BODY = HEAD + 12
END = b"\x80"
"""Closes the words, before the zeros."""
_ID_LENGTH = (32).to_bytes(2, "big")


class EnvelopeBroken(Exception):
    """An envelope does not open: altered, moved, played back, or of another format or key."""


def _part(text: bytes) -> bytes:
    return len(text).to_bytes(2, "big") + text


@lru_cache(maxsize=4096)
def _common(review: str, owner: str, kind: str, field: str) -> bytes:
    """The part of the additional data that a page's rows share."""
    return b"".join(_part(p.encode()) for p in (review, owner, kind, field))


@lru_cache(maxsize=1024)
def _version(number: int) -> bytes:
    return _part(number.to_bytes(8, "big"))


def _bound_to(place: Place, head: bytes) -> bytes:
    common = _common(place.review, place.owner, place.kind, place.field)
    return head + common + _part(place.row.encode()) + _version(place.version)


def seal(words: str, place: Place, *, key_id: bytes, key: AESGCM) -> Sealed:
    """Raises UnicodeEncodeError for half a surrogate pair, which no form lets through."""
    plain = words.encode() + END
    plain += bytes(-len(plain) % STEP)
    head = MAGIC + key_id
    nonce = os.urandom(12)
    return Sealed(head + nonce + key.encrypt(nonce, plain, _bound_to(place, head)))


def key_id_of(envelope: Sealed) -> bytes:
    raw = envelope._envelope  # noqa: SLF001 - the strongroom may look at the outside
    if raw[:2] != MAGIC or len(raw) < BODY + STEP:
        raise EnvelopeBroken("not an envelope of this format")
    return raw[2:HEAD]


def open_one(envelope: Sealed, place: Place, *, key: AESGCM) -> str:
    """The words, exactly. Raises EnvelopeBroken."""
    raw = envelope._envelope  # noqa: SLF001
    try:
        plain = key.decrypt(raw[HEAD:BODY], raw[BODY:], _bound_to(place, raw[:HEAD]))
        return plain[: plain.rindex(END)].decode()
    except (InvalidTag, ValueError) as wrong:
        raise EnvelopeBroken(f"{place.kind}.{place.field} does not open in its place") from wrong


def open_rows(
    kind: str, field: str, review: str, rows: Sequence[Any], cipher: Callable[[bytes], AESGCM]
) -> list[str]:
    """As `open_one` for one field of many rows of one review, what they share computed once.

    Each row has the columns of SealedRow; `cipher` gives the key for a key id. Raises
    EnvelopeBroken where one row does not open: a page is whole or it is not there.
    """
    if not rows:
        return []
    opened: list[str] = []
    told, decrypt = opened.append, cipher(key_id_of(getattr(rows[0], field))).decrypt
    mark, nonce, body = slice(HEAD), slice(HEAD, BODY), slice(BODY, None)
    owner, head, common = None, b"", b""
    number, version = None, b""
    try:
        for row in rows:
            raw = getattr(row, field)._envelope  # noqa: SLF001
            if row.owner_id != owner or raw[mark] != head:
                owner, head = row.owner_id, raw[mark]
                decrypt = cipher(key_id_of(getattr(row, field))).decrypt
                common = head + _common(review, owner, kind, field) + _ID_LENGTH
            if row.row_version != number:
                number, version = row.row_version, _version(row.row_version)
            bound = common + row.id.encode() + version
            # In one go: a name for what lies between would keep it while the next is opened.
            told(decrypt(raw[nonce], raw[body], bound).rpartition(END)[0].decode())
    except (InvalidTag, ValueError) as wrong:
        raise EnvelopeBroken(f"{kind}.{field} does not open in its place") from wrong
    # Words without a marked end would come out empty: what is empty is opened by itself.
    if not all(opened):
        for row in [row for row, words in zip(rows, opened, strict=True) if not words]:
            sealed = getattr(row, field)
            place = Place(review, row.owner_id, kind, row.id, field, row.row_version)
            open_one(sealed, place, key=cipher(key_id_of(sealed)))
    return opened
