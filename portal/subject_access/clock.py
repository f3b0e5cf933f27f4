"""The time for answering, as one turn after another. Pure.

A month runs from the day of receipt to the day of the same number (policies/clocks.csv, SAR-1 and
SAR-3). Where the applicant is asked who she is, it begins on the day on which that came; the days
from a question about what is meant to its answer, with both of these days, are left out. The
health records of the dead have days instead, of which the first is that of the application itself,
and no more time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.clocks.limits import Limit, limits
from portal.clocks.reckoning import Pause, last_day
from portal.clocks.working_days import A_DAY
from portal.redaction.access_laws import Law
from portal.requests.clock import Turn

TURNS = frozenset({"registered", "identity_asked", "identity_shown", "clarification", "clarified",
                   "extended"})  # fmt: skip


def row(code: str, on: date) -> Limit | None:
    """The row that holds on a day, or None where the law then had no such rule."""
    found = [r for r in limits() if r.code == code and r.in_force and r.since <= on < r.until]
    return found[0] if found else None


def ends(code: str, begun: date, pauses: Iterable[Pause] = ()) -> date | None:
    """The last day of a clock; None while it stands. Days are counted with the first of them."""
    one = row(code, begun)
    if one is None:
        return None
    first = begun if one.unit == "months" else begun - A_DAY
    return last_day(first, one.number, one.unit, list(pauses))


@dataclass(slots=True)
class _Running:
    """Where the clock stands after one step after another."""

    law: Law
    begun: date
    code: str
    waits_identity: bool = False
    asked_on: date | None = None
    pauses: list[Pause] = field(default_factory=list)

    def due(self, code: str = "") -> date | None:
        if self.waits_identity or self.asked_on:
            return None
        return ends(code or self.code, self.begun, self.pauses)

    def takes(self, move: Any) -> bool:
        """Whether a step changes the time, and change it."""
        at: date = move.happened_on
        match move.what:
            case "identity_asked" if self._in_time(at):
                self.waits_identity = True
            case "identity_shown" if self.waits_identity:
                self.waits_identity, self.begun = False, at
            case "clarification" if self._pauses(at):
                self.asked_on = at
            case "clarified" if self.asked_on:
                self.pauses.append(Pause(self.asked_on, at + A_DAY))
                self.asked_on = None
            case "extended":
                self.code = self.law.extended
            case _:
                return False
        return True

    def _in_time(self, on: date) -> bool:
        """Asked too late, nothing begins anew."""
        if self.waits_identity or self.asked_on:
            return False
        last = ends(self.law.ask_within or self.code, self.begun, self.pauses)
        return last is None or on <= last

    def _pauses(self, on: date) -> bool:
        due = self.due()
        return bool(due and on <= due and self.law.clarified and row(self.law.clarified, on))


def turns(law: Law, received_on: date, moves: Iterable[Any], *, recent: bool = False) -> list[Turn]:
    """Every turn, oldest first; the last one says what holds now. `recent` is for a health record
    that was all made in the forty days before.
    """
    first = f"{law.clock}R" if recent and row(f"{law.clock}R", received_on) else law.clock
    now = _Running(law, received_on, first)
    told = [Turn("received", received_on, now.due(), first)]
    rules = {"identity_asked": law.identity, "identity_shown": law.identity,
             "clarification": law.clarified, "clarified": law.clarified,
             "extended": law.extended}  # fmt: skip
    return told + [
        Turn(move.what, move.happened_on, now.due(), rules[move.what])
        for move in moves
        if now.takes(move)
    ]


def first_month(told: Iterable[Turn]) -> date | None:
    """The last day without more time: by then the applicant is told that more is taken."""
    return [one for one in told if one.what != "extended"][-1].due


def longer(law: Law, received_on: date, moves: Iterable[Any]) -> date | None:
    """The last day with the two further months; None where the law has none."""
    now = _Running(law, received_on, law.clock)
    for move in moves:
        now.takes(move)
    return now.due(law.extended) if law.extended and row(law.extended, now.begun) else None
