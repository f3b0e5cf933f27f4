"""How requests, their clocks and what they touch are told on a page."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.requests.clock import Turn, rule
from portal.requests.costs import AN_HOUR, Reckoned
from portal.requests.models import STAGES, STEPS, Stage
from portal.web.dates import due, in_words

DONE = {
    "registered": "The request is registered. Its last day is below. Say next what it touches.",
    "holding": "The holding letter is recorded. Print it and send it; the portal sends nothing.",
    "clarification": "The letter is recorded, and the clock stands until the applicant answers.",
    "clarified": "It is recorded. The time has begun afresh on that day.",
    "extended": "The notice is recorded. Print it and send it. The new last day holds from now on.",
    "offered": "The letter is recorded. Print it and send it, and record what the applicant says.",
    "kept": "It is recorded. The request stays with you.",
    "transferred": "The request is with the other authority, whose time has begun.",
    "decided": "The decision is recorded. It stands until it is set aside.",
    "set-aside": "The decision is set aside. It stays on record.",
    "related": "It is recorded. Each request is answered by itself.",
    "withdrawn": "It is recorded that the applicant has withdrawn the request.",
    "cost": "The estimate is recorded. Earlier ones stay below it.",
    "touched": "It is on the list.",
    "off": "It is taken off the list, and stays below with your reason.",
}
"""What has just happened, by the code that the address carries."""
LETTERS = frozenset({"holding", "clarification", "extended", "offered"})
"""Steps whose words are a letter."""


def stands(row: Any, last: date | None, on: date) -> str:
    """Such as "Being worked on. To be answered in 3 working days, Monday 30 November"."""
    said = STAGES[Stage(row.stage)]
    if row.stage != Stage.OPEN or last is None:
        return said
    return f"{said}. To be answered {due(last, on)}"


def turn(one: Turn) -> list[str]:
    """A row of the table of its time: what, which day, the last day, and on whose word."""
    what = {"received": "Received"}.get(one.what) or STEPS[one.what]
    row = rule(one.rule, one.on)
    last = in_words(one.due) if one.due else "The clock stands"
    return [what, in_words(one.on), last, f"{row.words}: {row.source} ({row.status})"]


HEADS = ["What happened", "On which day", "Last day from then on", "Rule"]


def hours(minutes: int) -> str:
    """Such as "1.5 hours"."""
    number = f"{minutes / AN_HOUR:.2f}".rstrip("0").rstrip(".")
    return f"{number} hour{'' if minutes == AN_HOUR else 's'}"


def cost(told: Reckoned) -> str:
    """Such as "18.5 hours, £462.50: over the limit of £450"."""
    said = "over" if told.over else "within"
    return f"{hours(told.minutes)}, £{told.pence / 100:,.2f}: {said} the limit of £{told.limit}"


def step(row: Any, named: Mapping[str, str]) -> str:
    """A step of the history in one line; `named` is of agencies and of other requests."""
    said = f"{STEPS[row.what]}, {in_words(row.happened_on)}"
    if row.due_on:
        said += f". New last day: {in_words(row.due_on)}"
    more = [named[x] for x in (row.agency_id, row.other_id) if x in named]
    if row.what in {"neither", "extended"}:
        more.append(row.section)
    if row.what == "set_aside":
        more.append(STEPS[row.section])
    return f"{said}. {', '.join(more)}" if more else said


def among(names: Iterable[str]) -> str:
    return " and ".join(names)
