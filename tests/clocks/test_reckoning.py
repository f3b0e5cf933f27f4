"""Deadlines and pauses, against a calendar that is walked day by day and knows nothing of ours."""

import calendar
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clocks.reckoning import Pause, last_day, months_on
from portal.clocks.working_days import bank_holidays

A_DAY = timedelta(days=1)
DAYS = st.dates(date(2022, 1, 1), date(2028, 6, 30))


@st.composite
def pauses(draw: st.DrawFn, near: date) -> list[Pause]:
    """Up to three closed pauses, which may overlap or lie in each other."""
    told = []
    for _ in range(draw(st.integers(0, 3))):
        since = near + A_DAY * draw(st.integers(-20, 90))
        told.append(Pause(since, since + A_DAY * draw(st.integers(1, 60))))
    return told


@given(st.data(), DAYS, st.integers(1, 60), st.sampled_from(["calendar_days", "working_days"]))
def test_days_are_counted_as_a_walk_counts_them(
    data: st.DataObject, begun: date, number: int, unit: str
) -> None:
    stood = data.draw(pauses(begun))
    due = last_day(begun, number, unit, stood)
    assert due is not None
    away = {p.since + A_DAY * n for p in stood if p.until for n in range((p.until - p.since).days)}
    walked = [begun + A_DAY * n for n in range(1, (due - begun).days + 1)]
    if unit == "working_days":
        walked = [d for d in walked if calendar.day_name[d.weekday()] not in {"Saturday", "Sunday"}]
        walked = [d for d in walked if d not in bank_holidays()]
    counted = [d for d in walked if d not in away]
    assert len(counted) == number
    assert counted[-1] == due, "the last day counts, so that it is a day on which it can be done"


@given(st.data(), DAYS, st.integers(1, 14))
def test_months_end_on_the_same_number_and_later_by_each_paused_day(
    data: st.DataObject, begun: date, number: int
) -> None:
    plain = last_day(begun, number, "months")
    assert plain is not None
    months = (plain.year - begun.year) * 12 + plain.month - begun.month
    assert months == number
    assert plain.day == min(begun.day, calendar.monthrange(plain.year, plain.month)[1])
    stood = data.draw(pauses(begun))
    due = last_day(begun, number, "months", stood)
    assert due is not None
    away = {p.since + A_DAY * n for p in stood if p.until for n in range((p.until - p.since).days)}
    inside = [d for d in away if begun < d <= due]
    assert due == plain + A_DAY * len(inside)


@pytest.mark.parametrize(
    ("begun", "number", "unit", "due"),
    [
        (date(2026, 12, 24), 10, "working_days", date(2027, 1, 12)),
        (date(2026, 12, 18), 10, "calendar_days", date(2026, 12, 28)),
        (date(2023, 5, 5), 1, "working_days", date(2023, 5, 9)),
        (date(2022, 9, 16), 1, "working_days", date(2022, 9, 20)),
        (date(2024, 1, 31), 1, "months", date(2024, 2, 29)),
        (date(2027, 1, 31), 1, "months", date(2027, 2, 28)),
        (date(2024, 2, 29), 12, "months", date(2025, 2, 28)),
        (date(2026, 10, 24), 1, "calendar_days", date(2026, 10, 25)),
        (date(2026, 10, 24), 8, "weeks", date(2026, 12, 19)),
    ],
    ids=[
        "Christmas", "days run through it", "the coronation", "the Queen's funeral",
        "29 February", "no 29 February", "a year after it", "the clocks go back", "weeks",
    ],
)  # fmt: skip
def test_days_that_are_easily_wrong(begun: date, number: int, unit: str, due: date) -> None:
    assert last_day(begun, number, unit) == due


def test_a_pause_inside_a_pause_counts_once() -> None:
    begun = date(2026, 3, 2)
    outer = Pause(date(2026, 3, 5), date(2026, 3, 25))
    inner = Pause(date(2026, 3, 10), date(2026, 3, 12))
    for unit, number in (("calendar_days", 10), ("working_days", 10), ("months", 1)):
        alone = last_day(begun, number, unit, [outer])
        assert last_day(begun, number, unit, [outer, inner]) == alone
        assert last_day(begun, number, unit, [inner, outer]) == alone


def test_a_clock_that_stands_has_no_last_day_and_one_that_was_over_before_has() -> None:
    begun = date(2026, 3, 2)
    for unit, number in (("calendar_days", 10), ("working_days", 10), ("months", 1)):
        due = last_day(begun, number, unit)
        assert due is not None
        assert last_day(begun, number, unit, [Pause(due)]) is None
        assert last_day(begun, number, unit, [Pause(due + A_DAY)]) == due
    assert last_day(begun, 0, "none") is None


def test_the_day_is_that_of_london_when_summer_ends() -> None:
    from datetime import UTC, datetime

    from portal.clocks.rules import today

    before = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert today(before) == date(2026, 10, 25), "half past midnight, summer time"
    assert today(before + timedelta(hours=24)) == date(2026, 10, 25), "half past eleven, after it"
    assert before.astimezone(ZoneInfo("Europe/London")).utcoffset() == timedelta(hours=1)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_months_add_up_where_no_month_is_too_short(day: date, one: int, other: int) -> None:
    day = day.replace(day=min(day.day, 28))
    assert months_on(months_on(day, one), other) == months_on(day, one + other)
