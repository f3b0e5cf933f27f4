"""The one clock. It never goes back, so that what has ended stays ended."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock


def _system() -> datetime:
    return datetime.now(UTC)


class Clock:
    """The system's time, or where that was set back, what has passed since it was right."""

    def __init__(
        self,
        system: Callable[[], datetime] = _system,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._system, self._passed, self._lock = system, passed, Lock()
        self._anchor, self._at = system(), passed()

    def now(self) -> datetime:
        with self._lock:
            told = self._system()
            least = self._anchor + timedelta(seconds=self._passed() - self._at)
            if told >= least:
                self._anchor, self._at = told, self._passed()
                return told
            return least

    def not_before(self, moment: datetime) -> timedelta:
        """Never tell a time before `moment`, the ledger's newest checkpoint; how far it lies ahead.

        A positive answer means that the system's clock is behind what was already recorded.
        """
        with self._lock:
            passed = self._passed()
            if moment > self._anchor + timedelta(seconds=passed - self._at):
                self._anchor, self._at = moment, passed
            return moment - self._system()
