"""Dated rules: how long somebody has, on whose word, and since when (policies/dates.csv).

The rows are read strictly, and the newest that holds on a day is the one that counts on it.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from portal import place

LONDON = ZoneInfo("Europe/London")
STATUSES = ("statute", "guidance", "custom", "to be verified")
OPEN = "open"


class RuleMissing(LookupError):
    """No row of dates.csv holds on that day, or a row cannot be read."""


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
    """Every row. Raises RuleMissing for one that cannot be read."""
    text = (place.policies() / "dates.csv").read_text("utf-8")
    return tuple(_rule(row) for row in csv.DictReader(text.splitlines(), strict=True))


def _rule(row: dict[str, str]) -> Rule:
    until = date.max if row["until"] == OPEN else date.fromisoformat(row["until"])
    since, days = date.fromisoformat(row["from"]), int(row["days"])
    if row["status"] not in STATUSES or days < 1 or since >= until:
        raise RuleMissing(f"dates.csv: {row['name']} is no rule")
    return Rule(row["name"], days, since, until, row["source"], row["status"], row["why"])


def rule_on(name: str, on: date) -> Rule:
    """Raises RuleMissing."""
    found = [r for r in rules() if r.name == name and r.since <= on < r.until]
    if not found:
        raise RuleMissing(f"no rule called {name} holds on that day")
    return max(found, key=lambda r: r.since)
