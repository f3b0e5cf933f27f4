"""How clocks, events and the rows of the table are told on a page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.clocks.limits import SENSES, Limit
from portal.timetable import models
from portal.timetable.models import EVENTS
from portal.timetable.standing import TO_DO, Clock
from portal.web.dates import due as due_words
from portal.web.dates import in_words

KINDS = {
    "pimr": "Police internal management review (PIMR)",
    "mappa_scr": "MAPPA serious case review (SCR)",
    "sfo": "Serious further offence review (SFO)",
    "dhr": "Domestic homicide review (DHR)",
    "cspr": "Child safeguarding practice review (CSPR)",
    "victim_contact": "Victim contact",
    "foi": "Freedom of information request (FOI)",
    "subject_access": "Subject access request",
    "mappa_request": "Request for data to a MAPPA area",
    "cru": "Central Referral Unit (CRU)",
    "coroner": "Coroner's report to prevent future deaths",
}
"""Each kind of thing that the table has clocks for, in its order."""
GROUNDS = [{"id": name, "text": said, "hint": ""} for name, said in models.GROUNDS.items()]
STATES = {
    "waits": ("Not begun", "govuk-tag--grey"),
    "runs": ("Running", "govuk-tag--blue"),
    "late": ("Overdue", "govuk-tag--red"),
    "stands": ("Standing", "govuk-tag--yellow"),
    "in_time": ("In time", "govuk-tag--green"),
    "was_late": ("Late", "govuk-tag--orange"),
    "ended": ("Done", "govuk-tag--green"),
}


def ground(name: str) -> str:
    return models.GROUNDS[name]


def state(clock: Clock, on: date) -> str:
    """Of a clock on a day: a key of STATES."""
    if clock.ended is not None:
        if clock.due is None:
            return "ended"
        return "was_late" if clock.late(on) else "in_time"
    if clock.stands and clock.own is None:
        return "stands"
    if clock.due is None:
        return "waits"
    return "late" if clock.late(on) else "runs"


def names(clocks: Sequence[Clock], kind: str) -> list[str]:
    """What is to happen, as something to do or as it will be said; of two clocks for one thing also
    from when each is counted.
    """
    ends = Counter(clock.event for clock in clocks)
    return [_name(clock, kind, alone=ends[clock.event] == 1) for clock in clocks]


def _name(clock: Clock, kind: str, *, alone: bool) -> str:
    said = TO_DO.get(clock.event, EVENTS[kind][clock.event])
    if alone or clock.rule is None:
        return said
    begins = EVENTS[kind][clock.rule.begins]
    return f"{said}, counted from: {begins[0].lower()}{begins[1:]}"


def due(clock: Clock, on: date) -> str:
    """By when, as people say it."""
    if clock.due is None:
        return "" if not clock.stands else "No day while the clock stands"
    if clock.ended is not None:
        return in_words(clock.due)
    said = due_words(clock.due, on)
    return said[0].upper() + said[1:]


def ended(clock: Clock) -> str:
    if clock.ended is None:
        return ""
    over = (clock.ended - clock.due).days if clock.due else 0
    more = f", {over} {'day' if over == 1 else 'days'} late" if over > 0 else ""
    return f"{in_words(clock.ended)}{more}"


def rule(limit: Limit) -> str:
    """Such as "10 days at the latest (guidance: MAPPA Guidance 2012)"."""
    return f"{how_long(limit)} ({limit.status}: {limit.source})"


def how_long(limit: Limit) -> str:
    """Such as "10 days at the latest"."""
    said = limit.words[0].upper() + limit.words[1:]
    return said if limit.unit == "none" else f"{said} {SENSES[limit.sense]}"


def row(limit: Limit) -> dict[str, Any]:
    """A row of the table as the page of all clocks shows it."""
    until = f" until {in_words(limit.until)}" if limit.until != date.max else ""
    return {
        "code": limit.code,
        "why": limit.why,
        "limit": how_long(limit),
        "begins": _spoken(limit.kind, limit.begins),
        "ends": _spoken(limit.kind, limit.ends),
        "status": limit.status.capitalize(),
        "source": limit.source,
        "force": "In force" if limit.in_force else "Another reading, not in force",
        "since": f"For what began from {in_words(limit.since)}{until}",
    }


def _spoken(kind: str, event: str) -> str:
    """What begins or ends a clock, also of kinds that the portal holds no review of."""
    told = EVENTS.get(kind, {}).get(event)
    return told or event.replace("_", " ").capitalize()
