"""Moments in words, as people in England and Wales read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from portal.gate.policy import NEVER

LONDON = ZoneInfo("Europe/London")


def day(moment: datetime) -> str:
    """Such as "3 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def day_and_time(moment: datetime) -> str:
    """Such as "3 November 2026 at 2:05pm"."""
    local = moment.astimezone(LONDON)
    return f"{day(moment)} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def until(stamped: str, moment: datetime) -> str:
    return "No end" if stamped == NEVER else day(moment)
