"""Moments in words, as people in England and Wales read them."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.clocks import working_days

LONDON = ZoneInfo("Europe/London")


def day(moment: datetime) -> str:
    """Such as "3 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def day_and_time(moment: datetime) -> str:
    """Such as "3 November 2026 at 2:05pm"."""
    local = moment.astimezone(LONDON)
    return f"{day(moment)} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def in_words(on: date) -> str:
    """Such as "Wednesday 25 November 2026"."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def today(moment: datetime) -> date:
    """The day that it is in England and Wales at that moment."""
    return moment.astimezone(LONDON).date()


def start_of(on: date) -> datetime:
    """The first moment of a day in England and Wales."""
    return datetime.combine(on, time(), LONDON)


def end_of(on: date) -> datetime:
    """The last moment of a day in England and Wales: what ends then ends "on" that day in words."""
    return start_of(on + timedelta(days=1)) - timedelta(microseconds=1)


_TYPED = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})", re.ASCII)


def typed_day(text: str) -> date | None:
    """A day as people type it, such as 17/5/2026; None for what is no real day."""
    told = _TYPED.fullmatch(text.strip())
    try:
        day = date(int(told[3]), int(told[2]), int(told[1])) if told else None
    except ValueError:
        return None
    return day if day and 1800 <= day.year < 9000 else None


def day_in(fields: Mapping[str, str], of: str = "") -> date | None:
    """The day in the three fields of one date, or None where there is no such day."""
    return typed_day(" ".join(fields.get(f"{of}{part}", "") for part in ("day", "month", "year")))


def due(on: date | None, now: date) -> str:
    """When something is due, such as "in 3 working days, Wednesday 25 November"."""
    if on is None:
        return "no date set"
    if on == now:
        return "today"
    named = f"{on:%A} {on.day} {on:%B}" + (f" {on.year}" if on.year != now.year else "")
    away = (on - now).days
    if away < 0:
        return "late since " + ("yesterday" if away == -1 else named)
    days = working_days.between(now, on)
    if not days:
        return f"tomorrow, {named}" if away == 1 else named
    return f"in {days} working day{'' if days == 1 else 's'}, {named}"
