"""Writes tests/vectors/envelope.json: envelopes with everything that went into them.

The portal takes each nonce from the system and lets nobody choose one. These envelopes are
therefore built by hand, from the description at the head of portal/gate/envelope.py and from
nothing else; the key, the key's id and the nonces are published here and worth nothing.

    python -m tests.gate.vectors
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE = Path(__file__).resolve().parent.parent / "vectors" / "envelope.json"
KEY = bytes(range(32))
KEY_ID = bytes(range(0xA0, 0xB0))
CASE = {
    "review": "0190a1b2c3d4e5f60718293a4b5c6d7e",
    "owner": "0190aaaabbbbccccddddeeeeffff0001",
    "kind": "section_version",
    "row": "0190ffffeeeeddddccccbbbbaaaa0002",
    "field": "words",
    "version": 1,
}
DIRECTORY = {"review": "", "owner": "portal", "kind": "person", "field": "name", "version": 7}
WORDS = {
    "empty": "",
    "one letter": "a",
    "Welsh": "Gŵyl y dŵr: tŷ, ŷd, Llŷr, ysgrifennŵr, llwynŵn",
    "Punjabi": "ਸਮੀਖਿਆ ਪੈਨਲ ਨੇ ਰਿਪੋਰਟ ਪੜ੍ਹੀ।",
    "Arabic": "قرأت اللجنة التقرير \u200fكاملًا\u200e ٢٠٢٥",
    "emoji": "👩🏽\u200d⚖️ 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f 🙂",
    "NUL": "before\0after\0",
    "private use": "\ue000\uf8ff\U000f0000\U0010fffd",
    "not characters": "\ufffe\uffff\U0001ffff",
    "not normalised": "e\u0301 \u00e9 \u212b \ufb01",
    "ends like padding": "\u0080\u0080",
    "line ends": "\r\n\n\r\u2028\ufeff",
    "254 bytes": "x" * 254,
    "255 bytes": "x" * 255,
    "256 bytes": "x" * 256,
    "257 bytes": "x" * 257,
    "511 bytes, two each and one": "é" * 255 + "x",
    "10,000 characters": "ŵ🙂ਪ s" * 2000,
}


def part(text: bytes) -> bytes:
    return len(text).to_bytes(2, "big") + text


def built(name: str, words: str, place: dict[str, Any]) -> dict[str, Any]:
    """One envelope, by hand. Its nonce comes from its name."""
    nonce = hashlib.sha256(name.encode()).digest()[:12]
    told = [place[p].encode() for p in ("review", "owner", "kind", "field", "row")]
    bound = b"P1" + KEY_ID + b"".join(map(part, [*told, place["version"].to_bytes(8, "big")]))
    plain = words.encode() + b"\x80"
    plain += b"\0" * (-len(plain) % 256)
    envelope = b"P1" + KEY_ID + nonce + AESGCM(KEY).encrypt(nonce, plain, bound)
    return {"name": name, "place": place, "words": words, "envelope": envelope.hex()}


def file() -> str:
    vectors = [built(name, words, CASE) for name, words in WORDS.items()]
    vectors += [
        built("of the directory", "Amina Rahman", CASE | DIRECTORY),
        built("a late version", "Words", CASE | {"version": 2**63 - 1}),
    ]
    told = {"format": "P1", "key": KEY.hex(), "key_id": KEY_ID.hex(), "vectors": vectors}
    return json.dumps(told, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(file(), encoding="ascii")
