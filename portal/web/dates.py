"""Moments in words, as people in England and Wales read them."""

import calendar
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


_TYPED = re.compile(
    r"(\d{1,2})[\s./-]+(\d{1,2}|[a-z]{3,9})[\s./,-]+(\d{4})", re.ASCII | re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def typed_day(text: str) -> date | None:
    """A day as people type it or copy it from a page, such as 17/5/2026, "Sunday 17 May 2026" or
    2026-05-17; None for what is no real day.
    """
    words = text.strip()
    if " " in words and words.partition(" ")[0].casefold() in _WEEKDAYS:
        words = words.partition(" ")[2]
    iso, told = _ISO.fullmatch(words), _TYPED.fullmatch(words)
    parts = (iso[3], iso[2], iso[1]) if iso else told.groups() if told else None
    try:
        day = date(int(parts[2]), _month(parts[1]), int(parts[0])) if parts else None
    except ValueError:
        return None
    return day if day and 1800 <= day.year < 9000 else None


_MONTHS = [name.casefold() for name in calendar.month_name]
_WEEKDAYS = frozenset(name.casefold() for name in calendar.day_name)


def _month(word: str) -> int:
    """By number, by name or by its first letters. Raises ValueError for no month."""
    if word.isdigit():
        return int(word)
    found = [n for n, name in enumerate(_MONTHS) if n and name.startswith(word.casefold())]
    return found[0] if found else 0


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
