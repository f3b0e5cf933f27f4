"""The envelope: AES-256-GCM, bound to its place, padded, with the id of its key in the clear.

    "P1" | key id, 16 bytes | nonce, 12 bytes | ciphertext and tag

The plaintext is UTF-8, one byte 0x80, then zeros up to a multiple of 256 bytes, so that the length
of a name or a passage shows only in steps. The additional data is the first 18 bytes of the
envelope and then, each with its length as two bytes, big end first: review, owner, kind, field,
row, and the version as eight bytes. tests/vectors/envelope.json holds examples for other readers.
"""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.gate.sealed import MAGIC, STEP, Place, Sealed

HEAD = len(MAGIC) + 16
BODY = HEAD + 12
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
    plain = words.encode() + b"\x80"
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
    except (InvalidTag, ValueError) as wrong:
        raise EnvelopeBroken(f"{place.kind}.{place.field} does not open in its place") from wrong
    return plain[: plain.rindex(b"\x80")].decode()


def open_rows(
    kind: str, field: str, review: str, rows: Iterable[Any], cipher: Callable[[bytes], AESGCM]
) -> list[str]:
    """As `open_one` for one field of many rows of one review, what they share computed once.

    Each row has the columns of SealedRow; `cipher` gives the key for a key id. Raises
    EnvelopeBroken where one row does not open: a page is whole or it is not there.
    """
    opened: list[str] = []
    told = opened.append
    columns = attrgetter(field, "owner_id", "row_version", "id")
    owner, head, common, decrypt = None, b"-", b"", None
    number, version = None, b""
    try:
        for sealed, row_owner, row_version, row_id in map(columns, rows):
            raw = sealed._envelope  # noqa: SLF001
            if row_owner != owner or decrypt is None or not raw.startswith(head):
                owner, head = row_owner, raw[:HEAD]
                decrypt = cipher(key_id_of(sealed)).decrypt
                common = head + _common(review, owner, kind, field) + _ID_LENGTH
            if row_version != number:
                number, version = row_version, _version(row_version)
            bound = common + row_id.encode() + version
            words, end, _ = decrypt(raw[HEAD:BODY], raw[BODY:], bound).rpartition(b"\x80")
            if not end:
                raise ValueError("nothing says where the words end")  # noqa: TRY301
            told(words.decode())
    except (InvalidTag, ValueError) as wrong:
        raise EnvelopeBroken(f"{kind}.{field} does not open in its place") from wrong
    return opened
