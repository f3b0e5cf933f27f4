"""The time for answering, as one turn after another: received, clarified, extended.

The day of receipt is day 0 (policies/clocks.csv, FOI-1). While a clarification is waited for the
clock stands, and it begins afresh on the day on which that comes (FOI-1C). Nothing else stops it:
no referral, no consultation and nobody's silence. Working days are those of England and Wales; the
Act leaves out the bank holidays of every part of the United Kingdom (section 10(6)), so that its
own last day can be later than the one reckoned here and never earlier.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.clocks.limits import Limit, limits
from portal.clocks.reckoning import last_day
from portal.clocks.tables import TableWrong

TURNS = ("clarification", "clarified", "extended")


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of the last day; `due` is None while the clock stands."""

    what: str
    on: date
    due: date | None
    rule: str
    """The code of the row that says so."""


def rule(code: str, on: date) -> Limit:
    """The row of policies/clocks.csv that holds on a day. Raises TableWrong for none."""
    found = [r for r in limits() if r.code == code and r.in_force and r.since <= on < r.until]
    if not found:
        raise TableWrong(f"clocks.csv has no {code} on {on}")
    return found[0]


def counted(code: str, begun: date) -> date | None:
    """The last day of a clock that began on a day."""
    row = rule(code, begun)
    return last_day(begun, row.number, row.unit)


def turns(received_on: date, moves: Iterable[Any]) -> list[Turn]:
    """Every turn, oldest first; the last one says what holds now."""
    told = [Turn("received", received_on, counted("FOI-1", received_on), "FOI-1")]
    for one in moves:
        if one.what == "clarification":
            told.append(Turn(one.what, one.happened_on, None, "FOI-1C"))
        elif one.what == "clarified":
            due = counted("FOI-1C", one.happened_on)
            told.append(Turn(one.what, one.happened_on, due, "FOI-1C"))
        elif one.what == "extended":
            told.append(Turn(one.what, one.happened_on, one.due_on, "FOI-2"))
    return told


def notice_by(told: Iterable[Turn]) -> date | None:
    """The last day of the twenty, within which a notice of more time is in time."""
    return [one for one in told if one.what != "extended"][-1].due


def customary(told: Iterable[Turn]) -> date | None:
    """Until when more time to weigh the public interest usually lasts (FOI-2)."""
    due = notice_by(told)
    return None if due is None else counted("FOI-2", due)
