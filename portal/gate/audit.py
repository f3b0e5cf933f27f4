"""Verifying the ledger whole, and exporting an owner's own streams for somebody else to verify.

What the database says is held against itself, against the signatures, and against what lies outside
it: the witnesses' copies of the checkpoints, and the journals of what no checkpoint covers yet.
deploy/verify_ledger.py verifies an export and shares no code with this.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.engine import Connection, Engine

from portal.db import reading, stamp
from portal.gate.checkpoints import NONE_BEFORE, Checkpoint, Cover, read_journal
from portal.gate.ledger import FIRST, Entry, Head, canonical, chain, label, leaf, stream_of

FORMAT = "portal ledger export"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: where, and what in one sentence."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    streams: int
    entries: int
    checkpoints: int
    uncovered: int
    """Entries that only the journals vouch for, being younger than the last checkpoint."""
    until: str
    """The moment of the newest checkpoint, as `stamp` writes it; empty before the first."""
    findings: list[Finding]


@dataclass(slots=True)
class _Stream:
    """A stream as far as it was followed: its hashes by number, to be held against leaves."""

    blind: bytes
    hashes: list[bytes]


def verify(
    engine: Engine, public: bytes, witnesses: Iterable[Path] = (), journals: Iterable[Path] = ()
) -> Verified:
    """Everything that can be known to be wrong. The findings are empty when nothing is.

    The portal may be serving: what lies outside is read first, so that the database has it too.
    """
    findings: list[Finding] = []
    outside = [(w.name, _lines(w)) for w in witnesses]
    seen = [line for journal in journals for line in read_journal(journal)]
    with reading(engine) as connection:
        heads_now = _heads(connection)
        streams = {h.stream: _follow(connection, h, findings) for h in heads_now}
        findings += _strangers(connection, set(streams))
        findings += _overstated(connection, heads_now)
        told = _checkpoints(connection, public, streams, findings)
        entries = sum(len(s.hashes) for s in streams.values())
        heads = sa.select(sa.func.coalesce(sa.func.sum(Head.seq - Head.covered), 0))
        uncovered = int(connection.execute(heads).scalar_one())
    for name, lines in outside:
        findings += _against_witness(name, lines, told, public)
    findings += _against_journals(seen, streams)
    until = str((_object(told[-1]) or {}).get("at", "")) if told else ""
    return Verified(len(streams), entries, len(told), uncovered, until, findings)


def _lines(witness: Path) -> list[str] | None:
    try:
        return witness.read_text("ascii", "replace").splitlines()
    except OSError:
        return None


def _heads(connection: Connection) -> list[Any]:
    return list(connection.execute(sa.select(Head.__table__).order_by(Head.stream)))


def _follow(connection: Connection, head: Any, findings: list[Finding]) -> _Stream:
    """One stream from its first entry; findings name the entry at which it stops being sound."""
    hashes: list[bytes] = []
    previous, broken = FIRST, False
    query = sa.select(Entry.__table__).where(Entry.stream == head.stream)
    for row in connection.execute(query.order_by(Entry.seq).execution_options(yield_per=1000)):
        where = f"stream {head.stream}, entry {row.seq}"
        if row.seq != len(hashes) + 1 and not broken:
            findings.append(Finding(where, f"entry {len(hashes) + 1} is missing before it"))
            broken = True
        if not broken and (why := _unsound(row, head.stream, previous)):
            findings.append(Finding(where, why))
            broken = True
        previous = bytes(row.hash)
        hashes.append(previous)
    if not broken and (head.seq != len(hashes) or bytes(head.hash) != previous):
        what = f"the stream ends at entry {len(hashes)} and its head says {head.seq}"
        findings.append(Finding(f"stream {head.stream}", what))
    return _Stream(bytes(head.blind), hashes)


def _unsound(row: Any, stream: str, previous: bytes) -> str:
    told = _object(row.entry)
    if told is None:
        return "it is not an entry"
    if canonical(told) != row.entry or (told.get("stream"), told.get("seq")) != (stream, row.seq):
        return "it was written for another place"
    if (told.get("act"), told.get("actor")) != (row.act, row.actor):
        return "the columns beside it say something else"
    if chain(previous, row.entry) != bytes(row.hash):
        return "it was altered, or does not follow the entry before it"
    return ""


def _object(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _strangers(connection: Connection, known: set[str]) -> Iterator[Finding]:
    """Streams that entries or checkpoints speak of and that have no head."""
    named = sa.union(sa.select(Entry.stream), sa.select(Cover.stream))
    for stream in connection.execute(named).scalars():
        if stream not in known:
            yield Finding(f"stream {stream}", "the stream was removed")


def _overstated(connection: Connection, heads: list[Any]) -> Iterator[Finding]:
    """Heads that claim more than their checkpoints cover, by which entries would escape them."""
    reach = sa.select(Cover.stream, sa.func.max(Cover.seq)).group_by(Cover.stream)
    covered: dict[str, int] = {row[0]: row[1] for row in connection.execute(reach)}
    for head in heads:
        if head.covered != covered.get(head.stream, 0):
            what = f"its head says that checkpoints cover {head.covered} entries, and they do not"
            yield Finding(f"stream {head.stream}", what)


def _checkpoints(
    connection: Connection, public: bytes, streams: dict[str, _Stream], findings: list[Finding]
) -> list[str]:
    """The checkpoints' texts in order, each held against the streams that it covers."""
    covers: dict[int, list[Any]] = defaultdict(list)
    for cover in connection.execute(sa.select(Cover.__table__)):
        covers[cover.number].append(cover)
    told: list[str] = []
    previous = NONE_BEFORE
    for row in connection.execute(sa.select(Checkpoint.__table__).order_by(Checkpoint.number)):
        where = f"checkpoint {row.number}"
        if not _signed(row.told, row.signature, public):
            findings.append(Finding(where, "its signature is not the portal's"))
        findings += _in_its_place(row, len(told) + 1, previous)
        findings += _leaves(row, covers[row.number], streams)
        previous = hashlib.sha256(row.told.encode()).hexdigest()
        told.append(row.told)
    return told


def _in_its_place(row: Any, number: int, previous: str) -> Iterator[Finding]:
    where, told = f"checkpoint {row.number}", _object(row.told) or {}
    if row.number != number or told.get("number") != number:
        yield Finding(where, f"checkpoint {number} is missing before it")
    elif told.get("previous") != previous:
        yield Finding(where, "it does not follow the checkpoint before it")


def _leaves(row: Any, covers: list[Any], streams: dict[str, _Stream]) -> Iterator[Finding]:
    """Whether each stream still holds what the checkpoint said it had come to."""
    try:
        said: dict[str, str] = dict((_object(row.told) or {}).get("leaves", ()))
    except (TypeError, ValueError):
        said = {}
    for cover in covers:
        stream = streams.get(cover.stream)
        if stream is None:
            continue
        value = said.pop(label(stream.blind, row.number), None)
        where = f"stream {cover.stream}, entry {cover.seq}"
        if cover.seq > len(stream.hashes):
            what = f"it is gone: the stream was cut short after checkpoint {row.number}"
            yield Finding(where, what)
        elif value != leaf(stream.blind, row.number, cover.seq, stream.hashes[cover.seq - 1]):
            yield Finding(where, f"it is not what checkpoint {row.number} was signed for")
    if said:
        what = f"{len(said)} of its streams cannot be found any more"
        yield Finding(f"checkpoint {row.number}", what)


def _signed(told: str, signature: str, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), told.encode())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _against_witness(
    name: str, lines: list[str] | None, told: list[str], public: bytes
) -> Iterator[Finding]:
    """A witness holds what was: whatever it has and the database has not was taken back."""
    if lines is None:
        yield Finding(f"witness {name}", "it cannot be found or read")
        return
    for line, after in pairwise([*lines, ""]):
        try:
            held = json.loads(line)
            text, signature = held["checkpoint"], held["signature"]
            number = json.loads(text)["number"]
        except (ValueError, KeyError, TypeError):
            if not line or not after.startswith(line):  # torn by a stop, and then given again
                yield Finding(f"witness {name}", "a line of it is torn")
            continue
        where = f"checkpoint {number}"
        if not _signed(text, signature, public):
            yield Finding(where, f"witness {name} holds it with a wrong signature")
        elif number > len(told):
            yield Finding(where, "a witness has it and the database was rolled back before it")
        elif told[number - 1] != text:
            yield Finding(where, "a witness was given another one: the ledger was rewritten")


def _against_journals(
    seen: Iterable[tuple[str, int, str]], streams: dict[str, _Stream]
) -> Iterator[Finding]:
    for stream, seq, digest in seen:
        hashes = streams[stream].hashes if stream in streams else []
        if seq > len(hashes) or hashes[seq - 1].hex() != digest:
            what = "the journal saw it appended and it is gone or another"
            yield Finding(f"stream {stream}, entry {seq}", what)


def export(
    engine: Engine, public: bytes, owner: str, *, now: datetime, review: str = ""
) -> Iterator[str]:
    """An owner's own streams with all checkpoints, one JSON object a line, as
    deploy/verify_ledger.py reads them; one review's alone where it is named. Other owners' streams
    stay blinded in it.
    """
    with reading(engine) as connection:
        mine = [h for h in _heads(connection) if owner in h.stream.split(":")[-1:]]
        if review:
            mine = [h for h in mine if h.stream == stream_of(review, owner)]
        yield canonical(
            {
                "format": FORMAT,
                "v": 1,
                "made_at": stamp(now),
                "owner": owner,
                "public_key": public.hex(),
                "streams": [{"stream": h.stream, "blind": bytes(h.blind).hex()} for h in mine],
            }
        )
        names = [h.stream for h in mine]
        entries = sa.select(Entry.entry, Entry.hash).where(Entry.stream.in_(names))
        number = 0
        for row in connection.execute(entries.order_by(Entry.stream, Entry.seq)):
            number += 1
            yield canonical({"entry": row.entry, "hash": bytes(row.hash).hex()})
        covers: dict[int, dict[str, int]] = defaultdict(dict)
        for cover in connection.execute(sa.select(Cover.__table__).where(Cover.stream.in_(names))):
            covers[cover.number][cover.stream] = cover.seq
        made = 0
        for row in connection.execute(sa.select(Checkpoint.__table__).order_by(Checkpoint.number)):
            made += 1
            told = {"checkpoint": row.told, "signature": row.signature}
            yield canonical({**told, "covers": covers[row.number]})
        yield canonical({"end": True, "entries": number, "checkpoints": made})
