"""What must happen every second, in a thread of each serving process: the keeper's round."""

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.db import moment, reading, writing
from portal.gate import checkpoints, readings, sessions
from portal.gate.vault import Vault
from portal.gate.versions import unsettled

log = logging.getLogger("portal.keeper")
ROUND = 0.5
"""Seconds between rounds, so that no entry waits a whole second for its checkpoint."""
SLOW_ROUNDS = 120
"""Every so many rounds the sweep of old sessions is due."""


Sweep = Callable[[Connection, datetime], None]
"""Removes what can matter to nobody any more."""


class Keeper:
    """Checkpoints, witnesses, journals, pending policy, the index of readings, and old sessions."""

    def __init__(
        self,
        vault: Vault,
        witnesses: Sequence[Path],
        journal: Path,
        sweeps: Sequence[Sweep] = (),
    ) -> None:
        self._vault, self._witnesses, self._journal = vault, witnesses, journal
        self._sweeps = (sessions.sweep, *sweeps)
        self._stop, self._away = threading.Event(), set[Path]()
        self._indexed: int | None = None
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        self.wake()
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)
        with contextlib.suppress(sa.exc.SQLAlchemyError, OSError):
            self.round()

    def wake(self) -> None:
        """Once, before serving: the clock, and what a process that died has left."""
        newest = self._vault.latest_checkpoint()
        if newest:
            behind = self._vault.clock.not_before(moment(json.loads(newest)["at"]))
            if behind > timedelta(seconds=5):
                log.critical("the system clock is %s behind the ledger; set it right", behind)
        checkpoints.make_checkpoint(
            self._vault.engine, self._vault.ring.provider, self._vault.clock.now()
        )
        for left in checkpoints.abandoned(self._journal):
            self._checked(left)

    def _run(self) -> None:
        count = 0
        while not self._stop.wait(ROUND):
            count += 1
            try:
                self.round()
                if count % SLOW_ROUNDS == 0:
                    self._sweep()
            except (sa.exc.SQLAlchemyError, OSError) as error:
                log.error("the keeper's round failed: %s", type(error).__name__)  # noqa: TRY400

    def round(self) -> None:
        vault = self._vault
        full = vault.journal.turn()
        checkpoints.make_checkpoint(vault.engine, vault.ring.provider, vault.clock.now())
        for journal in full:
            self._checked(journal)
        for witness in self._witnesses:
            self._hand_over(witness)
        with reading(vault.engine) as connection:
            waiting = unsettled(connection)
        for domain in waiting:
            vault.settle(domain)
        self._indexed = readings.catch_up(vault.engine, self._indexed)

    def _hand_over(self, witness: Path) -> None:
        """A witness that is away keeps nobody else waiting, and gets what it missed later."""
        try:
            checkpoints.hand_over(self._vault.engine, witness)
            self._away.discard(witness)
        except OSError as error:
            if witness not in self._away:
                log.error("witness %s is away: %s", witness, type(error).__name__)  # noqa: TRY400
            self._away.add(witness)

    def _checked(self, journal: Path) -> None:
        for lost in checkpoints.check_journal(self._vault.engine, journal):
            log.critical("the ledger was tampered with: %s", lost)
            if journal.suffix != ".alarm":
                with contextlib.suppress(FileNotFoundError):
                    journal.rename(journal.with_name(journal.name + ".alarm"))

    def _sweep(self) -> None:
        with writing(self._vault.engine) as connection:
            for sweep in self._sweeps:
                sweep(connection, self._vault.clock.now())
