"""Checkpoints: at least every second, what all streams had come to, signed, and given away.

A checkpoint is canonical JSON: {"at", "leaves", "number", "previous", "v": 1}. `leaves` names each
stream that moved since the last checkpoint, as [label, leaf] pairs in order of label; both are
blinded with the stream's own secret (ledger.py), so that a checkpoint tells an owner about her own
streams and nobody about another's. `previous` is the SHA-256 of the checkpoint before (64 zeros
for the first), `signature` an Ed25519 signature over the bytes. Witnesses outside the database get
every checkpoint as a line; between checkpoints a journal beside the process lists what it appended.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, reading, stamp, writing
from portal.gate.keyfile import KeyProvider
from portal.gate.ledger import Entry, Head, Receipt, canonical, label, leaf

NONE_BEFORE = "0" * 64
KEEPER_LOCK = 7_405_011
"""PostgreSQL's advisory lock for whoever makes the next checkpoint."""


class Checkpoint(Base):
    __tablename__ = "ledger_checkpoint"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.String(64))
    signature: Mapped[str] = mapped_column(sa.String(128))


class Cover(Base):
    """Which entry of which stream a checkpoint covers: the key to its blinded leaves."""

    __tablename__ = "ledger_cover"
    number: Mapped[int] = mapped_column(
        sa.ForeignKey("ledger_checkpoint.number", ondelete="RESTRICT"), primary_key=True
    )
    stream: Mapped[str] = mapped_column(sa.String(65), primary_key=True)
    seq: Mapped[int]


def make_checkpoint(engine: Engine, provider: KeyProvider, now: datetime) -> int | None:
    """Sign what moved since the last checkpoint; its number, or None when nothing had moved."""
    with writing(engine) as connection:
        if not _alone(connection):
            return None
        moved = connection.execute(
            sa.select(Head.stream, Head.seq, Head.hash, Head.blind)
            .where(Head.seq > Head.covered)
            .order_by(Head.stream)
        ).all()
        if not moved:
            return None
        last = connection.execute(
            sa.select(Checkpoint.number, Checkpoint.hash)
            .order_by(Checkpoint.number.desc())
            .limit(1)
        ).first()
        number = last.number + 1 if last else 1
        told = canonical(
            {
                "at": stamp(now),
                "leaves": sorted(
                    [
                        label(bytes(m.blind), number),
                        leaf(bytes(m.blind), number, m.seq, bytes(m.hash)),
                    ]
                    for m in moved
                ),
                "number": number,
                "previous": last.hash if last else NONE_BEFORE,
                "v": 1,
            }
        )
        _keep(connection, number, told, provider.sign(told.encode()).hex(), moved)
    return number


def _alone(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    lock = sa.select(sa.func.pg_try_advisory_xact_lock(KEEPER_LOCK))
    return bool(connection.execute(lock).scalar_one())


def _keep(
    connection: Connection,
    number: int,
    told: str,
    signature: str,
    moved: Iterable[Any],
) -> None:
    digest = hashlib.sha256(told.encode()).hexdigest()
    connection.execute(
        sa.insert(Checkpoint).values(number=number, told=told, hash=digest, signature=signature)
    )
    covers = [{"number": number, "stream": m.stream, "seq": m.seq} for m in moved]
    connection.execute(sa.insert(Cover), covers)
    mark = sa.update(Head).where(Head.stream == sa.bindparam("s")).values(covered=sa.bindparam("q"))
    connection.execute(mark, [{"s": c["stream"], "q": c["seq"]} for c in covers])


def line_of(told: str, signature: str) -> str:
    return json.dumps({"checkpoint": told, "signature": signature}, separators=(",", ":"))


def hand_over(engine: Engine, witness: Path) -> int:
    """Give the witness every checkpoint that it does not have yet; how many that were.

    Raises OSError where the witness cannot be written.
    """
    given = last_given(witness)
    with reading(engine) as connection:
        new = connection.execute(
            sa.select(Checkpoint.told, Checkpoint.signature)
            .where(Checkpoint.number > given)
            .order_by(Checkpoint.number)
        ).all()
    if new:
        text = "".join(line_of(c.told, c.signature) + "\n" for c in new)
        witness.parent.mkdir(parents=True, exist_ok=True)
        with witness.open("a", encoding="ascii") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if last_given(witness) == given:
                out.write(text if _whole(witness) else "\n" + text)
                out.flush()
                os.fsync(out.fileno())
    return len(new)


def _whole(witness: Path) -> bool:
    """Whether the last line is: a machine that stopped while writing leaves a torn one."""
    with witness.open("rb") as held:
        if held.seek(0, os.SEEK_END):
            held.seek(-1, os.SEEK_END)
        return held.read(1) in {b"", b"\n"}


def last_given(witness: Path) -> int:
    """The number of the newest whole checkpoint that a witness holds; 0 for none."""
    with contextlib.suppress(FileNotFoundError), witness.open("rb") as held:
        size, tail = held.seek(0, os.SEEK_END), 0
        while tail < size:
            tail = min(size, max(1_000_000, 8 * tail))
            held.seek(size - tail)
            for line in reversed(held.read().splitlines()):
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    return int(json.loads(json.loads(line)["checkpoint"])["number"])
    return 0


class Journal:
    """What this process appended since the last checkpoint, in a file no database role can write.

    Each line is "stream seq hash". Written after the commit and before the answer leaves.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(3).hex()}")
        self._lock, self._turns = threading.Lock(), 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._open()

    def _open(self) -> int:
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def note(self, receipts: Iterable[Receipt]) -> None:
        text = "".join(f"{r.stream} {r.seq} {r.hash}\n" for r in receipts)
        left = text.encode("ascii")
        with self._lock:
            while left:
                left = left[os.write(self._file, left) :]

    def turn(self) -> list[Path]:
        """Begin a new file where there are lines in this one; all that are full and not yet gone.

        Whoever takes them checks them, which removes what checkpoints cover (check_journal).
        """
        with self._lock:
            if os.fstat(self._file).st_size:
                self._turns += 1
                self.path.rename(self.path.with_name(f"{self.path.name}.{self._turns}.full"))
                os.close(self._file)
                self._file = self._open()
        return sorted(self.path.parent.glob(f"{self.path.name}.*.full"))

    def close(self) -> None:
        """Once more does nothing."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1


def check_journal(engine: Engine, path: Path) -> list[str]:
    """The streams that lost what the journal saw appended.

    With none lost, and all of it covered by checkpoints, the file goes.
    """
    newest = {stream: (seq, digest) for stream, seq, digest in read_journal(path)}
    lost, covered = [], True
    with reading(engine) as connection:
        for stream, (seq, digest) in newest.items():
            found = connection.execute(
                sa.select(Entry.hash, Head.covered)
                .join(Head, Head.stream == Entry.stream)
                .where(Entry.stream == stream, Entry.seq == seq)
            ).first()
            if found is None or bytes(found.hash).hex() != digest:
                lost.append(f"{stream} lost entry {seq}")
            covered = covered and found is not None and found.covered >= seq
    if covered and not lost:
        path.unlink(missing_ok=True)
    return lost


def read_journal(path: Path) -> list[tuple[str, int, str]]:
    """Its whole lines: stream, number and hash. Empty where it has gone, all of it covered."""
    with contextlib.suppress(FileNotFoundError):
        whole = re.compile(r"(\S+) ([0-9]+) ([0-9a-f]{64})")
        told = map(whole.fullmatch, path.read_text("ascii", "replace").splitlines())
        return [(line[1], int(line[2]), line[3]) for line in told if line]
    return []


def abandoned(journal: Path) -> list[Path]:
    """Journals of processes that are gone: nobody holds their lock."""
    found = []
    for path in sorted(journal.parent.glob(f"{journal.name}.*")):
        with contextlib.suppress(OSError), path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(path)
    return found
