"""Working days: the table against the Act's own rules, and counting across its holidays."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clocks.working_days import after, bank_holidays, between, is_working
from portal.web.dates import due, typed_day

A_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday, after Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    x = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + x - 7 * ((a + 11 * h + 22 * x) // 451) + 114, 31)
    return date(year, month, day + 1)


def first_monday(year: int, month: int) -> date:
    day = date(year, month, 1)
    return day + A_DAY * (-day.weekday() % 7)


def last_monday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - A_DAY * day.weekday()


def by_the_act(year: int) -> Iterator[date]:
    """Schedule 1 of the Act of 1971 and the substitutes: the next free working day."""
    yield from (easter(year) - 2 * A_DAY, easter(year) + A_DAY)
    yield from (first_monday(year, 5), last_monday(year, 5), last_monday(year, 8))
    taken: set[date] = set()
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        later = (day + A_DAY * n for n in range(9))
        free = next(d for d in later if d.weekday() < 5 and d not in taken)
        taken.add(free)
        yield free


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2028])
def test_the_table_is_what_the_act_gives(year: int) -> None:
    assert {day for day in bank_holidays() if day.year == year} == set(by_the_act(year))


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 3, date(2026, 11, 25)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_so_many_working_days_after(day: date, days: int, then: date) -> None:
    assert after(day, days) == then
    assert between(day, then) == days
    assert not days or is_working(then)


def test_nothing_is_counted_backwards() -> None:
    assert between(date(2026, 11, 25), date(2026, 11, 20)) == 0


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 25), "in 3 working days, Wednesday 25 November"),
        (date(2026, 11, 23), "in 1 working day, Monday 23 November"),
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "late since yesterday"),
        (date(2026, 11, 18), "late since Wednesday 18 November"),
        (date(2027, 1, 4), "in 28 working days, Monday 4 January 2027"),
        (date(2025, 12, 31), "late since Wednesday 31 December 2025"),
        (None, "no date set"),
    ],
)
def test_when_it_is_due_in_words(day: date | None, words: str) -> None:
    assert due(day, date(2026, 11, 22)) == words


def test_a_day_that_only_a_weekend_parts_from_today_is_named_by_itself() -> None:
    assert due(date(2026, 11, 22), date(2026, 11, 21)) == "tomorrow, Sunday 22 November"
    assert due(date(2026, 11, 22), date(2026, 11, 20)) == "Sunday 22 November"


@given(st.dates(date(2021, 1, 1), date(2030, 12, 31)), st.integers(-40, 900))
def test_counting_is_as_a_walk_counts(earlier: date, days: int) -> None:
    later = earlier + A_DAY * days
    assert between(earlier, later) == sum(
        is_working(earlier + A_DAY * n) for n in range(1, days + 1)
    )


@pytest.mark.parametrize(
    "typed",
    ["17/5/2026", "17.5.2026", "17 5 2026", "17 May 2026", "17 may 2026", "Sunday 17 May 2026",
     "2026-05-17", " 17-05-2026 ", "17 Sept 2026"],
)  # fmt: skip
def test_a_day_is_taken_as_people_type_it_or_copy_it(typed: str) -> None:
    assert typed_day(typed) == date(2026, 9 if "Sept" in typed else 5, 17)


@pytest.mark.parametrize(
    "typed",
    ["17.5.26", "5/17/2026", "31 June 2026", "17 Mai 2026", "17 xyz 2026", "2026-5-17",
     "2026-13-01", "May 2026", "", "Sunday", "Monday  ", "١٧/٥/٢٠٢٦", "0/0/2026", "17/5/9999"],
)  # fmt: skip
def test_what_is_no_day_is_none(typed: str) -> None:
    assert typed_day(typed) is None
