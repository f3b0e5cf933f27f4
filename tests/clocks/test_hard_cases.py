"""Days on which clocks are easily wrong, against calendars that know nothing of ours."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clocks import working_days
from portal.clocks.limits import UNITS, limits, of_sense
from portal.clocks.reckoning import Pause, last_day, months_on
from portal.clocks.rules import today
from portal.reviews.kinds import kinds
from portal.timetable.models import EVENTS
from portal.timetable.words import KINDS

A_DAY = timedelta(days=1)
CHRISTMAS = st.dates(date(2024, 12, 10), date(2025, 1, 10))
LEAP = st.dates(date(2023, 11, 20), date(2024, 3, 10))
ANY = st.dates(date(2022, 1, 1), date(2028, 3, 1))
COUNTED = st.sampled_from(["calendar_days", "working_days", "weeks", "months"])


def free(day: date, extra: frozenset[date] = frozenset()) -> bool:
    named = calendar.day_abbr[calendar.weekday(day.year, day.month, day.day)]
    return named in {"Sat", "Sun"} or day in working_days.bank_holidays() or day in extra


@given(CHRISTMAS, st.integers(1, 30))
def test_over_christmas_each_day_but_weekends_and_its_holidays_counts(
    begun: date, number: int
) -> None:
    due = last_day(begun, number, "working_days")
    assert due is not None
    between = [begun + A_DAY * n for n in range(1, (due - begun).days + 1)]
    assert sum(not free(day) for day in between) == number
    assert not free(due)
    for day in (date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)):
        assert free(day)


def test_a_bank_holiday_for_one_year_moves_the_clocks_that_run_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is a row of the table and no change of the code."""
    begun, once = date(2026, 6, 10), date(2026, 6, 16)
    before = {unit: last_day(begun, 10, unit) for unit in ("working_days", "calendar_days")}
    rows = {**working_days.bank_holidays(), once: "A holiday of this year alone"}
    monkeypatch.setattr(working_days, "bank_holidays", lambda: rows)
    after = {unit: last_day(begun, 10, unit) for unit in before}
    assert before["working_days"] == date(2026, 6, 24)
    assert after["working_days"] == date(2026, 6, 25)
    assert after["calendar_days"] == before["calendar_days"]
    assert working_days.between(begun, date(2026, 6, 25)) == 10
    assert last_day(once, 1, "working_days") == date(2026, 6, 17)
    assert not working_days.is_working(once)


@given(LEAP, st.integers(1, 400))
def test_29_february_is_a_day_as_any_other(begun: date, number: int) -> None:
    due = last_day(begun, number, "calendar_days")
    assert due is not None
    assert due.toordinal() - begun.toordinal() == number


@given(st.integers(1, 240))
def test_months_from_29_february_end_on_it_where_there_is_one(number: int) -> None:
    due = months_on(date(2024, 2, 29), number)
    last = calendar.monthrange(due.year, due.month)[1]
    assert due.day == min(29, last)
    assert (due.year - 2024) * 12 + due.month - 2 == number


@given(st.integers(2023, 2037), st.integers(-180, 180))
def test_a_day_has_23_or_25_hours_and_is_one_day(year: int, minutes: int) -> None:
    """Around both changes of the hour in London, the day that counts is the one of its clocks."""
    london = ZoneInfo("Europe/London")
    for month in (3, 10):
        last = max(w[calendar.SUNDAY] for w in calendar.monthcalendar(year, month))
        change = datetime(year, month, last, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        assert today(change) == change.astimezone(london).date()
        day = date(year, month, last)
        assert last_day(day - A_DAY, 1, "calendar_days") == day
        assert last_day(day, 1, "calendar_days") == day + A_DAY
        midnight = datetime(year, month, last, tzinfo=london).astimezone(UTC)
        assert today(midnight) == day
        assert today(midnight - timedelta(seconds=1)) == day - A_DAY


@st.composite
def stood(draw: st.DrawFn, begun: date) -> list[Pause]:
    told = []
    for _ in range(draw(st.integers(1, 5))):
        since = begun + A_DAY * draw(st.integers(-10, 60))
        told.append(Pause(since, since + A_DAY * draw(st.integers(1, 40))))
    return told


@given(st.data(), ANY, st.integers(1, 20), COUNTED)
def test_overlapping_pauses_count_as_the_days_that_they_cover(
    data: st.DataObject, begun: date, number: int, unit: str
) -> None:
    """Pauses of one clock and of all clocks, one in the other or one over the other's end."""
    pauses = data.draw(stood(begun))
    number = number if unit != "months" else 1 + number % 12
    away = {p.since + A_DAY * n for p in pauses if p.until for n in range((p.until - p.since).days)}
    apart = [Pause(day, day + A_DAY) for day in sorted(away)]
    due = last_day(begun, number, unit, pauses)
    assert due == last_day(begun, number, unit, apart)
    assert due == last_day(begun, number, unit, list(reversed(pauses)))
    assert due == last_day(begun, number, unit, [*pauses, *pauses])
    assert due is not None
    inside = [p for p in pauses if p.until and p.until - p.since > 2 * A_DAY]
    within = [Pause(p.since + A_DAY, p.until - A_DAY) for p in inside if p.until]
    assert due == last_day(begun, number, unit, [*pauses, *within])
    assert due >= last_day(begun, number, unit)  # type: ignore[operator]


@given(st.data(), ANY, st.integers(1, 20), COUNTED)
def test_a_pause_that_goes_on_has_no_last_day_until_it_ends(
    data: st.DataObject, begun: date, number: int, unit: str
) -> None:
    pauses = data.draw(stood(begun))
    due = last_day(begun, number, unit, pauses)
    assert due is not None
    assert last_day(begun, number, unit, [*pauses, Pause(begun)]) is None
    assert last_day(begun, number, unit, [*pauses, Pause(due + A_DAY)]) == due
    assert last_day(begun, number, unit, [Pause(due)]) is None or due > (
        last_day(begun, number, unit) or due
    )


def test_every_row_of_a_kind_of_review_has_its_events_and_its_unit() -> None:
    """A clock whose events cannot be recorded would stand still for ever."""
    assert set(EVENTS) == set(kinds())
    lost = [
        f"{row.code} of {row.kind}: {event}"
        for row in limits()
        if row.kind in EVENTS and row.sense != "window"
        for event in ([row.begins] if row.sense == "at_least" else [row.begins, row.ends])
        if event not in EVENTS[row.kind]
    ]
    assert lost == []
    assert {row.unit for row in limits()} <= set(UNITS)
    assert {row.kind for row in limits()} <= set(KINDS)
    assert [row.code for row in of_sense("sfo", "effort")] == ["SFO-5"]
