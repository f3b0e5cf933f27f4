"""A process that is killed at a chosen line: what it had told by then is on its output.

    python -m tests.gate.dying FOLDER URL WHERE

It reads, or writes, for ever, and tells each answer only when the gate would let it leave.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.checkpoints import Journal
from portal.gate.ledger import Fact, Receipt
from portal.gate.policy import Act
from portal.gate.vault import Vault
from tests.gate.ground import OURS, REVIEW, TOKEN, WHO, open_vault, opened

AFTER = 3
"""So many answers leave before the process dies."""
PAUSE = 0.005


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class UnrecordedVault(Vault):
    """Dies when it has decided and opened, before anything is recorded."""

    def _record(self, facts: Iterable[Fact], *rest: Any) -> None:
        facts = list(facts)
        if facts:
            count(self)
        super()._record(facts, *rest)


class DyingJournal(Journal):
    """Dies when the entry is committed, before the answer leaves."""

    def note(self, receipts: Iterable[Receipt]) -> None:
        receipts = list(receipts)
        if receipts:
            count(self)
        super().note(receipts)


seen: dict[int, int] = {}


def count(what: object) -> None:
    seen[id(what)] = seen.get(id(what), 0) + 1
    if seen[id(what)] > AFTER:
        die()


def before_commit(vault: Vault) -> Vault:
    """Dies with the entry appended and not committed."""

    def inserted(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        if statement.upper().startswith("INSERT INTO LEDGER_ENTRY"):
            count(vault)

    sa.event.listen(vault.engine, "after_cursor_execute", inserted)
    return vault


def made(where: str, folder: Path, url: str) -> Vault:
    plain = open_vault(folder, url)
    parts = plain.engine, plain.ring
    match where:
        case "unrecorded":
            return UnrecordedVault(*parts, plain.journal)
        case "uncommitted":
            return before_commit(plain)
        case "unanswered":
            return Vault(*parts, DyingJournal(folder / "journal"))
    return plain


def read(vault: Vault) -> None:
    while not time.sleep(PAUSE):
        with vault.read(TOKEN, REVIEW) as gate:
            words = opened(gate)
        print(" ".join(words), flush=True)


def write(vault: Vault) -> None:
    while not time.sleep(PAUSE):
        with vault.act("", REVIEW, actor=WHO) as gate:
            name = gate.reason(f"words {new_id()}", OURS)
            gate.record(Act.WRITE_SECTION, OURS, {"law:R4": (name,)}, reason=name)
        print(name, flush=True)


if __name__ == "__main__":
    job, at = sys.argv[3].split("-")
    {"read": read, "write": write}[job](made(at, Path(sys.argv[1]), sys.argv[2]))
