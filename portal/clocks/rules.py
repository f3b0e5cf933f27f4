"""How long somebody has, on whose word, and since when (policies/dates.csv): of the rows that hold
on a day the newest counts on it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from portal.clocks.tables import TableWrong, dated, window

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    days: int
    since: date
    until: date
    source: str
    status: str
    why: str


def today(now: datetime) -> date:
    """The day it is where the reviews are."""
    return now.astimezone(LONDON).date()


@cache
def rules() -> tuple[Rule, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    return tuple(map(_rule, dated("dates.csv", "name,days,from,until,source,status,why")))


def _rule(row: dict[str, str]) -> Rule:
    since, until = window(row)
    days = int(row["days"])
    if days < 1:
        raise TableWrong(f"dates.csv: {row['name']} has no days")
    return Rule(row["name"], days, since, until, row["source"], row["status"], row["why"])


def too_far(on: date, now: datetime) -> bool:
    """Whether a day, past or to come, can only be a slip of the pen."""
    return abs((on - today(now)).days) > rule_on("due_within_at_most", today(now)).days


def rule_on(name: str, on: date) -> Rule:
    """Raises TableWrong for no such row on that day."""
    found = [r for r in rules() if r.name == name and r.since <= on < r.until]
    if not found:
        raise TableWrong(f"dates.csv has no {name} on {on}")
    return max(found, key=lambda r: r.since)
