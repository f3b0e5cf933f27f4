"""From scoping to contributions: those who know the people are asked for what they know."""

from collections.abc import Collection
from datetime import date

from portal.contributions import acts as contributions
from portal.contributions import standing as requests
from portal.contributions.models import State
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.scoping import standing
from portal.scoping.standing import Line


def asked_already(*, kind: str, gate: Gate) -> set[str]:
    """The agencies that are asked for that kind of contribution now."""
    rows = requests.requests(gate=gate)
    return {r.owner_id for r in rows if r.kind == kind and r.state != State.WITHDRAWN}


def ask_those_who_know(
    *, agencies: Collection[str], kind: str, due_on: date, gate: Gate
) -> tuple[int, int]:
    """Ask each of these for a contribution, with the time that it told of in the covering note.

    How many were asked, and how many were left because they had been. Raises Absent; Refused for an
    agency that does not know the people, and as `contributions.acts.ask` does: then for nobody.
    """
    gate.check(Act.ASK_AGENCY)
    known = {line.scoping.owner_id: line for line in standing.known(gate=gate)}
    if not set(agencies) <= set(known):
        raise Refused("Choose among the agencies that know somebody in the case.")
    left = set(agencies) & asked_already(kind=kind, gate=gate)
    fresh = sorted(set(agencies) - left)
    if not fresh:
        raise Refused("All of these have been asked for this already.")
    for agency in fresh:
        contributions.ask(
            agency_id=agency, kind=kind, due_on=due_on, note=note(known[agency]), gate=gate
        )
    return len(fresh), len(left)


def note(line: Line) -> str:
    """The covering note: the time that the agency itself has told of."""
    said = line.said
    return (
        "Your agency answered the scoping question: it knows somebody in the case. "
        f"First contact: {said.first}. Last contact: {said.last}. Services: {said.services}. "
        "Please cover that time, and say what else you looked for."
    )
