"""Exports of a ledger, to be tampered with: built from the description of the format alone.

Nothing here is shared with the portal's writer, nor with the verifier.
"""

import hashlib
import hmac
import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "verify_ledger.py"
spec = importlib.util.spec_from_file_location("verify_ledger", SCRIPT)
assert spec is not None
assert spec.loader is not None
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)

AGENCY, REVIEW, STRANGER = "westmarch", "heron:westmarch", "heron:eastmarch"
PORTAL_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FORGED_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = PORTAL_KEY.public_key().public_bytes_raw().hex()
Entry = dict[str, Any]
Line = dict[str, Any]


def canonical(body: object) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def stamp(second: int) -> str:
    return f"2031-05-06T{9 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000000Z"


def chained(before: str, text: str) -> str:
    return hashlib.sha256(bytes.fromhex(before) + text.encode("ascii")).hexdigest()


def rechained(entries: list[Entry]) -> list[tuple[str, str]]:
    """Texts with their hashes, as a ledger of just these entries would have them."""
    found, before = [], "00" * 32
    for entry in entries:
        before = chained(before, canonical(entry))
        found.append((canonical(entry), before))
    return found


@dataclass
class Ledger:
    """A small ledger of two streams of ours and one of a stranger."""

    key: Ed25519PrivateKey = PORTAL_KEY
    entries: dict[str, list[Entry]] = field(
        default_factory=lambda: {AGENCY: [], REVIEW: [], STRANGER: []}
    )
    checkpoints: list[tuple[str, str, dict[str, int]]] = field(default_factory=list)
    covered: dict[str, int] = field(default_factory=dict)
    second: int = 0

    def blind(self, stream: str) -> bytes:
        return hashlib.sha256(b"blind of " + stream.encode()).digest()

    def write(self, stream: str, **others: object) -> None:
        self.second += 1
        entry = {
            "act": "read a section",
            "actor": "018f-person",
            "at": stamp(self.second),
            "member": "018f-member",
            "outcome": "allowed",
            "purpose": "learning",
            "reason": "",
            "seq": len(self.entries[stream]) + 1,
            "stream": stream,
            "things": {"clause 4": ["018f-section"], "clause 11": ["018f-one", "018f-two"]},
            "v": 1,
            "version": 7,
        }
        self.entries[stream].append(entry | others)

    def sign(self) -> None:
        """A checkpoint over the streams that have moved."""
        number = len(self.checkpoints) + 1
        leaves, covers = [], {}
        for stream, entries in self.entries.items():
            if len(entries) == self.covered.get(stream, 0):
                continue
            self.covered[stream] = covers[stream] = len(entries)
            n, seq = number.to_bytes(8, "big"), len(entries).to_bytes(8, "big")
            head = bytes.fromhex(rechained(entries)[-1][1])
            label = hmac.new(self.blind(stream), b"label" + n, "sha256").hexdigest()
            leaf = hmac.new(self.blind(stream), b"leaf" + n + seq + head, "sha256").hexdigest()
            leaves.append([label, leaf])
        before = self.checkpoints[-1][0].encode() if self.checkpoints else None
        body = {
            "at": stamp(self.second),
            "leaves": sorted(leaves),
            "number": number,
            "previous": hashlib.sha256(before).hexdigest() if before else "0" * 64,
            "v": 1,
        }
        text = canonical(body)
        covers.pop(STRANGER, None)
        self.checkpoints.append((text, self.key.sign(text.encode()).hex(), covers))

    def export(self) -> "Export":
        return Export(
            {stream: rechained(self.entries[stream]) for stream in (AGENCY, REVIEW)},
            {stream: self.blind(stream).hex() for stream in (AGENCY, REVIEW)},
            [[*each] for each in self.checkpoints],
            key=self.key.public_key().public_bytes_raw().hex(),
            made_at=stamp(self.second + 1),
        )


@dataclass
class Export:
    """What stands in an export file, open to every change."""

    entries: dict[str, list[tuple[str, str]]]
    blinds: dict[str, str]
    checkpoints: list[list[Any]]
    key: str
    made_at: str

    def lines(self) -> list[Line]:
        streams = [{"stream": name, "blind": blind} for name, blind in self.blinds.items()]
        head = {"format": "portal ledger export", "v": 1, "made_at": self.made_at}
        head |= {"owner": "westmarch", "public_key": self.key, "streams": streams}
        entries = [{"entry": t, "hash": h} for all_ in self.entries.values() for t, h in all_]
        checkpoints = [
            {"checkpoint": text, "signature": signature, "covers": covers}
            for text, signature, covers in self.checkpoints
        ]
        end = {"end": True, "entries": len(entries), "checkpoints": len(checkpoints)}
        return [head, *entries, *checkpoints, end]

    def bodies(self, stream: str) -> list[Entry]:
        return [json.loads(text) for text, _ in self.entries[stream]]

    def rechain(self, stream: str, bodies: list[Entry]) -> None:
        """Give the stream these entries, numbered and chained as if nothing had happened."""
        for seq, body in enumerate(bodies, 1):
            body |= {"seq": seq, "stream": stream}
        self.entries[stream] = rechained(bodies)


@pytest.fixture(name="ledger")
def ten_entries() -> Ledger:
    """Ten entries in each stream; a checkpoint after each of the first eight."""
    made = Ledger()
    for turn in range(10):
        for stream in made.entries:
            made.write(stream, actor=f"018f-{turn}")
        if turn < 8:
            made.sign()
    return made


@dataclass(frozen=True)
class Verdict:
    code: int
    text: str

    @property
    def findings(self) -> list[str]:
        return re.findall(r"^Finding: (.*)$", self.text, re.MULTILINE)

    def names(self, stream: str, seq: int) -> bool:
        """Does a finding begin with this entry, or with a few that it is among?"""
        for finding in self.findings:
            place = re.match(r"stream (.+?), entr(?:y|ies) (\d+)(?: to (\d+))?: ", finding)
            if place and place[1] == stream:
                first, last = int(place[2]), int(place[3] or place[2])
                if first <= seq <= last <= first + 2:
                    return True
        return False


Check = Callable[..., Verdict]


@pytest.fixture(name="check")
def verification(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    def run(
        export: Export | str | bytes | list[Line],
        *options: str,
        witness: list[Any] | None = None,
        earlier: Export | None = None,
        journal: str | None = None,
        key: str = PUBLIC,
    ) -> Verdict:
        words = [put("export", export), *options]
        if key:
            words += ["--public-key", key]
        if witness is not None:
            copies = [{"checkpoint": each[0], "signature": each[1]} for each in witness]
            words += ["--witness", put("witness", copies)]
        if earlier is not None:
            words += ["--earlier", put("earlier", earlier)]
        if journal is not None:
            words += ["--journal", put("journal", journal)]
        code = verifier.main(words)
        return Verdict(code, capsys.readouterr().out)

    def put(name: str, content: Export | str | bytes | list[Line]) -> str:
        if isinstance(content, Export):
            content = content.lines()
        if isinstance(content, list):
            content = "".join(json.dumps(line) + "\n" for line in content)
        if isinstance(content, str):
            content = content.encode()
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return run
