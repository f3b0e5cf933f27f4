"""What of the form waits for whom, and where it is found from the review's own page."""

from datetime import date

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.pimr import acts
from portal.pimr.dispatches import answer_due, dispatches
from portal.pimr.models import MATTERS, OWN, State
from portal.reviews.models import Review
from portal.timetable import acts as timetable
from portal.timetable import standing
from portal.web.dates import today

BY = {State.SUPERVISING: "received", State.INSPECTING: "sent_on", State.DECIDING: "decided"}
"""The event by whose day a desk's work is due."""
SHORT = {"npl": "the national policing lead's staff officer", "ppu": "HMPPS-PPU"}


def is_pimr(gate: Gate) -> bool:
    kind = sa.select(Review.kind).where(Review.id == gate.domain)
    return bool(gate.connection.execute(kind).scalar_one() == "pimr")


def waits(*, gate: Gate) -> list[Task]:
    """What waits for the membership that acts. It opens nothing."""
    form, base = acts.form_of(gate=gate), f"/reviews/{gate.domain}/pimr"
    if form is None:
        if gate.may(Act.COMMISSION_PIMR).allowed and is_pimr(gate):
            return [Task("Commission the initial review", base, None)]
        return []
    if not gate.may(Act.READ_PIMR, form, OWN).allowed:
        return []
    here = f"{base}/{form.id}"
    return [*_in_hand(form, here, gate), *_national(form, here, gate)]


def _in_hand(form: object, here: str, gate: Gate) -> list[Task]:
    state = form.state  # type: ignore[attr-defined]
    if state == State.RETURNED:
        mine = gate.may(Act.WRITE_PIMR, form, OWN).allowed
        return (
            [Task("Update the ViSOR record and record it", f"{here}/updated", None)] if mine else []
        )
    if not acts.in_hand(form=form, gate=gate) or state == State.ACKNOWLEDGING:
        return []
    due = _due(state, gate)
    if form.received_at is None:  # type: ignore[attr-defined]
        what = "Record that the reoffending review form has come to you"
        return [Task(what, f"{here}/receive", due)]
    return [Task("Fill in the reoffending review form and hand it on", here, due)]


def _due(state: str, gate: Gate) -> date | None:
    """By the commissioner's own day, or by the clock."""
    event = BY[State(state)]
    own = [row.due_on for row in timetable.own_deadlines(gate=gate) if row.event == event]
    if own:
        last: date = own[-1]
        return last
    clocks = [clock for clock in standing.clocks(gate=gate) if clock.event == event]
    return min((clock.due for clock in clocks if clock.due), default=None)


def _national(form: object, here: str, gate: Gate) -> list[Task]:
    if not gate.may(Act.DECIDE_PIMR, form, OWN).allowed:
        return []
    told, now = [], today(gate.now)
    rows = dispatches(gate=gate)
    for row in rows:
        where = f"/reviews/{gate.domain}/pimr-dispatches/{row.id}"
        matter, office = MATTERS[row.matter].lower(), SHORT.get(row.office, "your force")
        due = answer_due(row, now)
        if row.sent_on is None:
            told.append(Task(f"Send {matter} to {office}", f"{where}/send", now))
        elif due is not None and due < now:
            told.append(Task(f"Chase {office} about {matter}", f"{where}/chase", due))
    closes = form.state == State.ACKNOWLEDGING and any(  # type: ignore[attr-defined]
        row.office == "ppu" and row.acknowledged_on for row in rows
    )
    if closes:
        told.append(Task("Complete stage 5 and close the loop", here, None))
    return told


def links_of(gate: Gate) -> list[dict[str, str]]:
    """From the review's own page."""
    form = acts.form_of(gate=gate)
    base = f"/reviews/{gate.domain}/pimr"
    if form is None:
        may = gate.may(Act.COMMISSION_PIMR).allowed and is_pimr(gate)
        return [{"text": "Commission the initial review", "href": base}] if may else []
    if not gate.may(Act.READ_PIMR, form, OWN).allowed:
        return []
    return [{"text": "Reoffending review form (PIMR)", "href": f"{base}/{form.id}"}]
