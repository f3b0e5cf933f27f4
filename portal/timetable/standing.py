"""How each clock of a review stands: when it began, when it is due, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.clocks.limits import Limit, of_sense
from portal.clocks.reckoning import Pause, last_day, months_on
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.timetable import acts, readings
from portal.timetable.models import EVENTS

TO_DO = {
    "form_sent": "Send form N on",
    "decided": "Decide whether there is to be a review",
    "agencies_told": "Tell the agencies that there is a review",
    "panel_met": "Hold the panel's first meeting",
    "report": "Finish the review's report",
    "overview": "Finish the overview report",
    "notified": "Send the notification",
    "rapid_review": "Send the rapid review",
    "published": "Publish the report",
    "sent_on": "Send the form to the force public protection lead",
    "no_review": "Endorse that no further review is needed, if that is so",
    "early_look": "Send the early look",
}
"""What a running clock asks the keepers of the timetable to do."""
AWAITED = {
    "quality_letter": "The Home Office's quality letter",
    "panel_reply": "The national panel's reply",
    "fieldwork": "The fieldwork of HM Inspectorate of Probation",
    "feedback": "Feedback on the review's quality",
}
"""What others do, and a clock tells by when."""
INSTEAD = {"no_review": "decided"}
"""What ends a clock too, though it waits for something else: a decision the other way."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of a review. Without a rule it is one that a person has set."""

    event: str
    rule: Limit | None
    begun: date | None
    ended: date | None
    reckoned: date | None
    """The last day by the rule, with its pauses; None too where no row holds for its first day."""
    ruled: bool = True
    """Whether the table has a row for the day on which it began."""
    own: Any = None
    """The newest deadline that a person has set for this event, or None."""
    stands: bool = False
    pauses: tuple[Pause, ...] = ()

    @property
    def due(self) -> date | None:
        """The last day that is in time: as a person has set it, or else by the rule."""
        return self.own.due_on if self.own is not None else self.reckoned

    @property
    def runs(self) -> bool:
        """Whether something is still to come by a day that is known."""
        return self.ended is None and self.due is not None

    def late(self, on: date) -> bool:
        """Whether the last day has gone by without the event, or before it."""
        return self.due is not None and (self.ended or on) > self.due


def clocks(*, gate: Gate) -> list[Clock]:
    """Those that the table holds for the review's kind and for their day, then own deadlines."""
    kind, known = acts.kind_of(gate), acts.happened(gate=gate)
    own = {row.event: row for row in acts.own_deadlines(gate=gate)}
    stood = acts.pauses(gate=gate)
    told = [
        _clock(limit, known, own, stood, ruled=_holds(limit, known.get(limit.begins)))
        for limit in _of_their_days(readings.of_kind(kind, gate=gate), known)
    ]
    by_rule = {clock.event for clock in told}
    told += [
        Clock(event, None, None, known.get(event), None, own=own[event])
        for event in EVENTS[kind]
        if event in own and event not in by_rule
    ]
    return told


def _of_their_days(rows: Sequence[Limit], known: Mapping[str, date]) -> list[Limit]:
    """Of each clock the row that holds for the day on which it began, or else its newest one: a
    clock never goes away because of a day.
    """
    told: dict[str, Limit] = {}
    for row in sorted(rows, key=lambda row: row.since):
        if row.code not in told or _holds(row, known.get(row.begins)):
            told[row.code] = row
    return [told[code] for code in dict.fromkeys(row.code for row in rows)]


def _holds(limit: Limit, on: date | None) -> bool:
    return on is None or limit.since <= on < limit.until


def _clock(
    limit: Limit,
    known: Mapping[str, date],
    own: Mapping[str, Any],
    stood: Sequence[Any],
    *,
    ruled: bool,
) -> Clock:
    begun = known.get(limit.begins)
    ended = known.get(limit.ends) or known.get(INSTEAD.get(limit.ends, ""))
    mine = tuple(Pause(row.starts_on, row.ends_on) for row in stood if row.code in {"", limit.code})
    reckoned = last_day(begun, limit.number, limit.unit, mine) if begun and ruled else None
    stands = begun is not None and ended is None and any(one.until is None for one in mine)
    theirs = own.get(limit.ends)
    return Clock(limit.ends, limit, begun, ended, reckoned, ruled, theirs, stands, mine)


def otherwise(clock: Clock, known: Mapping[str, date]) -> list[tuple[Limit, date | None]]:
    """By each reading that does not count here, the last day; None where it cannot be said yet."""
    told = []
    for limit in readings.beside(clock.rule, clock.begun) if clock.rule else []:
        begun = known.get(limit.begins)
        due = last_day(begun, limit.number, limit.unit, clock.pauses) if begun else None
        told.append((limit, due))
    return told


def kept_until(*, gate: Gate) -> list[tuple[Limit, date | None]]:
    """What is kept for at least so long, with the first day on which it may go."""
    known = acts.happened(gate=gate)
    return [
        (limit, months_on(known[limit.begins], limit.number) if limit.begins in known else None)
        for limit in of_sense(acts.kind_of(gate), "at_least")
    ]


def waits(*, gate: Gate) -> list[Task]:
    """What the keepers of the timetable have to do by a day. It opens nothing."""
    if not gate.may(Act.KEEP_TIMETABLE).allowed:
        return []
    href = f"/reviews/{gate.domain}/timetable"
    first: dict[str, date] = {}
    for clock in clocks(gate=gate):
        if clock.runs and clock.due and clock.event in TO_DO:
            first[clock.event] = min(clock.due, first.get(clock.event, clock.due))
    return [Task(TO_DO[event], href, due, TO_DO[event]) for event, due in first.items()]
