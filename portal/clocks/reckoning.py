"""The arithmetic of a clock: the last day that is in time, and the days that do not count.

The day on which a clock begins does not count. A month ends on the day of the same number, or on
the month's last day where there is none. A pause is from its first day until before the day on
which the clock runs on; days in a pause do not count, whichever pause they are in, and a clock that
is counted in months ends so many days later.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.clocks.working_days import A_DAY, is_working


@dataclass(frozen=True, slots=True)
class Pause:
    since: date
    until: date | None = None
    """The day on which the clock runs on; None while it stands."""

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def last_day(begun: date, number: int, unit: str, pauses: Sequence[Pause] = ()) -> date | None:
    """The last day that is in time; None where the clock stands, or where no time is set."""
    if unit == "none":
        return None
    if unit == "months":
        return _moved(begun, months_on(begun, number), pauses)
    if unit == "weeks":
        number, unit = number * 7, "calendar_days"
    return _counted(begun, number, pauses, working=unit == "working_days")


def _counted(begun: date, number: int, pauses: Sequence[Pause], *, working: bool) -> date | None:
    day = begun
    while number:
        day += A_DAY
        if _stands(day, pauses):
            return None
        number -= not _paused(day, pauses) and (is_working(day) or not working)
    return day


def _moved(begun: date, due: date, pauses: Sequence[Pause]) -> date | None:
    """Later by each paused day after the beginning: also by those that only now come before it."""
    day = begun
    while day < due:
        day += A_DAY
        if _stands(day, pauses):
            return None
        due += A_DAY * _paused(day, pauses)
    return due


def _stands(day: date, pauses: Iterable[Pause]) -> bool:
    return any(pause.until is None and pause.holds(day) for pause in pauses)


def _paused(day: date, pauses: Iterable[Pause]) -> bool:
    return any(pause.holds(day) for pause in pauses)


def months_on(day: date, number: int) -> date:
    """The day of the same number so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
