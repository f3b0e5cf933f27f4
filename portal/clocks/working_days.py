"""Working days in England and Wales.

Source of the bank holidays: Banking and Financial Dealings Act 1971, schedule 1, with Good Friday,
Christmas Day and the substitute days as GOV.UK lists them at gov.uk/bank-holidays. A holiday made
by proclamation is added here when it is published; after the table's last year only Saturdays and
Sundays are known to be free.
"""

from datetime import date, timedelta

_TABLE = """
2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2028: 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
"""
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(f"{line[:4]}-{day}")
    for line in _TABLE.strip().splitlines()
    for day in line[5:].split()
)
A_DAY = timedelta(days=1)


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def after(day: date, working_days: int) -> date:
    """The day that is so many working days after `day`, which itself does not count."""
    while working_days:
        day += A_DAY
        working_days -= is_working(day)
    return day


def between(earlier: date, later: date) -> int:
    """How many working days come after `earlier`, up to and with `later`; none where it is past."""
    days = (later - earlier).days
    return sum(is_working(earlier + A_DAY * n) for n in range(1, days + 1))
