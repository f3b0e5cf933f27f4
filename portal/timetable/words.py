"""How clocks, events and the rows of the table are told on a page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.clocks.limits import SENSES, Limit
from portal.timetable import models
from portal.timetable.models import EVENTS
from portal.timetable.standing import AWAITED, TO_DO, Clock
from portal.web.dates import due as due_words
from portal.web.dates import in_words
from portal.web.draw import counted

KINDS = {
    "pimr": "Police internal management review (PIMR)",
    "mappa_scr": "MAPPA serious case review (SCR)",
    "sfo": "Serious further offence review (SFO)",
    "dhr": "Domestic homicide review (DHR)",
    "dardr": "Domestic abuse related death review (DARDR)",
    "cspr": "Child safeguarding practice review (CSPR)",
    "victim_contact": "Victim contact",
    "foi": "Freedom of information request (FOI)",
    "subject_access": "Subject access request",
    "mappa_request": "Request for data to a MAPPA area",
    "cru": "Central Referral Unit (CRU)",
    "coroner": "Coroner's report to prevent future deaths",
}
"""Each kind of thing that the table has clocks for, in its order."""
STOPS = [
    {"id": name, "text": said, "hint": ""}
    for name, said in models.GROUNDS.items()
    if name in models.STOPS
]
GROUNDS = [{"id": name, "text": said, "hint": ""} for name, said in models.GROUNDS.items()]
DONE = {
    "recorded": "The day is recorded, and the clocks that rest on it are worked out again.",
    "set": "The day is set. It holds for every clock that ends with this, until you set another.",
    "paused": "The clock is paused. You start it again further down, under Pauses.",
    "worked": "The days of work are recorded.",
    "read": "The clock is counted so from now on. The other readings stay beside it.",
    "started": "The clock runs again. Its last day is later by the days of the pause.",
}
"""What has just happened on the timetable, and what comes next."""
STATES = {
    "waits": ("Not begun", "govuk-tag--grey"),
    "runs": ("Running", "govuk-tag--blue"),
    "late": ("Overdue", "govuk-tag--red"),
    "stands": ("Paused", "govuk-tag--yellow"),
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
    if clock.stands:
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
    said = TO_DO.get(clock.event) or AWAITED.get(clock.event) or EVENTS[kind][clock.event]
    if alone or clock.rule is None:
        return said
    begins = EVENTS[kind][clock.rule.begins]
    return f"{said}, counted from: {begins[0].lower()}{begins[1:]}"


def due(clock: Clock, on: date) -> str:
    """By when, as people say it."""
    if clock.due is None:
        if clock.begun and not clock.ruled:
            return "No row of the table holds for the day on which it began"
        return "No day while the clock is paused" if clock.stands else ""
    if clock.ended is not None:
        return in_words(clock.due)
    said = due_words(clock.due, on)
    said = said[0].upper() + said[1:]
    return f"{said}. The day that was set holds, paused or not" if clock.stands else said


def ended(clock: Clock) -> str:
    """When it was done, and how late: also where a day was set past the rule's."""
    if clock.ended is None:
        return ""
    told = in_words(clock.ended)
    if clock.due and clock.ended > clock.due:
        return f"{told}, {_days(clock.ended, clock.due)} late"
    if clock.reckoned and clock.ended > clock.reckoned:
        late = _days(clock.ended, clock.reckoned)
        return f"{told}, in time by the day that was set; {late} after the rule's"
    return told


def _days(later: date, earlier: date) -> str:
    return counted((later - earlier).days, "day")


def elapsed(clock: Clock, on: date) -> str:
    """How long it has taken, or takes so far."""
    if clock.begun is None or clock.begun > on:
        return ""
    said = _days(clock.ended or on, clock.begun)
    return f"It took {said}" if clock.ended else f"So far {said}"


def reading(limit: Limit, due: date | None, kind: str, clock: Clock) -> str:
    """What another reading of the source would give, such as "5 months at the latest (...): by
    Monday 2 March 2026".
    """
    said = rule(limit)
    if clock.rule and limit.begins != clock.rule.begins:
        begins = EVENTS[kind][limit.begins]
        said += f", counted from: {begins[0].lower()}{begins[1:]}"
    return f"{said}: by {in_words(due)}" if due else said


def worked(limit: Limit, row: Any) -> str:
    """Days of work against what is allowed."""
    if row is None:
        return "Not recorded yet"
    more = row.days - limit.number
    if more > 0:
        return f"{counted(row.days, 'day')} worked, {more} more than that"
    return f"{counted(row.days, 'day')} worked"


def rule(limit: Limit) -> str:
    """Such as "10 days at the latest (guidance: MAPPA Guidance 2012)"."""
    return f"{how_long(limit)} ({limit.status}: {limit.source})"


def how_long(limit: Limit) -> str:
    """Such as "10 days at the latest"."""
    said = SENSES[limit.sense].format(limit.words) if limit.unit != "none" else limit.words
    return said[0].upper() + said[1:]


def row(limit: Limit) -> dict[str, Any]:
    """A row of the table as the page of all clocks shows it."""
    until = f" until {in_words(limit.until)}" if limit.until != date.max else ""
    return {
        "code": limit.code,
        "why": limit.why,
        "limit": how_long(limit),
        "begins": spoken(limit.kind, limit.begins),
        "ends": spoken(limit.kind, limit.ends),
        "status": limit.status.capitalize(),
        "source": limit.source,
        "force": "In force" if limit.in_force else "Another reading, not in force",
        "since": f"For what began from {in_words(limit.since)}{until}",
    }


def counted_from(kind: str, limit: Limit) -> str:
    """Such as "3 months at the latest, counted from: the day of the charge"."""
    begins = spoken(kind, limit.begins)
    return f"{how_long(limit)}, counted from: {begins[0].lower()}{begins[1:]}"


def why_so(limit: Limit, *, counts: bool) -> str:
    """Where a reading comes from, and whether the table or a person has put it in force."""
    told = f"{limit.source} ({limit.status}). {limit.why}."
    if counts:
        return f"{told} It counts now."
    return f"{told} In force by the table." if limit.in_force else told


def spoken(kind: str, event: str) -> str:
    """What begins or ends a clock, also of kinds that the portal holds no review of."""
    told = EVENTS.get(kind, {}).get(event)
    return told or event.replace("_", " ").capitalize()
