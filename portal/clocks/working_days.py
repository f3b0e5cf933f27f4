"""Working days in England and Wales: neither a Saturday, a Sunday nor a bank holiday.

The bank holidays are rows (policies/bank_holidays.csv), those of one year alone among them. After
the table's last year only Saturdays and Sundays are known to be free.
"""

from datetime import date, timedelta
from functools import cache

from portal.clocks.tables import dated

A_DAY = timedelta(days=1)


@cache
def bank_holidays() -> dict[date, str]:
    """Each with its name. Raises TableWrong where the table cannot be read."""
    rows = dated("bank_holidays.csv", "day,name,source,status")
    return {date.fromisoformat(row["day"]): row["name"] for row in rows}


def known_until() -> int:
    """The last year whose bank holidays are known."""
    return max(day.year for day in bank_holidays())


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


def after(day: date, working_days: int) -> date:
    """The day that is so many working days after `day`, which itself does not count."""
    while working_days:
        day += A_DAY
        working_days -= is_working(day)
    return day


def between(earlier: date, later: date) -> int:
    """How many working days come after `earlier`, up to and with `later`; none where it is past."""
    weeks, rest = divmod(max((later - earlier).days, 0), 7)
    weekdays = weeks * 5 + sum((later - A_DAY * n).weekday() < 5 for n in range(rest))
    free = [day for day in bank_holidays() if earlier < day <= later and day.weekday() < 5]
    return weekdays - len(free)
