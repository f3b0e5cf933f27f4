"""The form's way from desk to desk: received, handed on complete, sent back, returned, closed."""

from datetime import date

from portal.clocks.rules import today
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Role
from portal.panel.ranks import counting, on_record, require, words_of
from portal.pimr.acts import (
    ELSEWHERE,
    at_hand,
    incomplete,
    newest,
    step,
    steps,
    still_open,
)
from portal.pimr.dispatches import become_due, dispatches, goes_national
from portal.pimr.models import OWN, PIMR_MOVES, Form, State
from portal.pimr.sheets import Stage, at_desk, fields_of
from portal.timetable import acts as timetable


def receive(*, form: Form, on: date, gate: Gate) -> None:
    """Whoever has the form next says that it has come, and on which day. Raises Absent, Refused."""
    _, act = at_hand(form, gate)
    if form.received_at is not None:
        raise Refused("That the form has come is recorded already.")
    _day(form, on, gate)
    form.received_at = gate.now
    if form.state == State.INSPECTING:
        timetable.note(event="received", on=on, gate=gate)
    step(form, "received", form.state, act, gate, on=on)


def hand_on(*, form: Form, on: date, gate: Gate) -> None:
    """From this desk to the next, complete, at the rank that it needs; its stages are locked.

    `on` is the day on which it was handed on, as the person says; the moment is kept beside it.
    Raises Absent, Refused.
    """
    stages, act = at_hand(form, gate)
    if form.received_at is None:
        raise Refused("Record first that the form has come to you.")
    if incomplete(form=form, sheets=stages, gate=gate):
        raise Refused("Something is missing. The list above says what, and leads to each.")
    held = require(floor=stages[0].floor, gate=gate)
    said = {stage.code: newest(form=form, gate=gate)[stage.code][1] for stage in stages}
    _as_on_record(form, stages, said, gate)
    _somebody_else(form, stages[0].role, gate)
    _day(form, on, gate)
    was = form.state
    _consequences(form, was, on, {k: v for part in said.values() for k, v in part.items()}, gate)
    form.moved_at = gate.now
    form.received_at = gate.now if form.state == State.ACKNOWLEDGING else None
    step(form, "handed_on", was, act, gate, on=on, rank=held.rank)


def _as_on_record(
    form: Form, stages: list[Stage], said: dict[str, dict[str, str]], gate: Gate
) -> None:
    """The rank that a stage states is one that its officer holds today on record."""
    mine = counting(on_record(gate=gate, member=gate.actor.member), today(gate.now))
    for stage in stages:
        for field in fields_of(stage.code, form.opened_on):
            stated = said[stage.code].get(field.names.get("rank", ""), "")
            if field.kind == "person" and stated not in {row.code for row in mine}:
                held = words_of(mine[0]) if mine else "none"
                raise Refused(
                    f"The rank in the form is not the one on record ({held.lower()}). Change the "
                    "form, or have the rank on record put right on the page of the panel."
                )


def _consequences(form: Form, was: str, on: date, said: dict[str, str], gate: Gate) -> None:
    """The next desk, and the days that the review's clocks rest on."""

    def note(event: str, day: str) -> None:
        timetable.note(event=event, on=date.fromisoformat(day), gate=gate)

    match was:
        case State.SUPERVISING:
            note("charge", said["charge_on"])
            note("identified", said["notified_on"])
            to = State.INSPECTING
        case State.INSPECTING:
            note("sent_on", on.isoformat())
            to = State.DECIDING
        case State.DECIDING:
            form.decision, form.learning = said["decision"], said["learning"] == "yes"
            note("decided", said["decided_on"])
            if form.decision == "none":
                note("no_review", said["decided_on"])
            to = State.ACKNOWLEDGING if goes_national(form) else State.RETURNED
            if goes_national(form):
                become_due(form=form, matter="form", gate=gate)
        case _:
            _acknowledged(gate)
            to = State.RETURNED
    if to not in PIMR_MOVES[State(was)]:
        raise Refused(ELSEWHERE)
    form.state = to


def _acknowledged(gate: Gate) -> None:
    rows = [row for row in dispatches(gate=gate) if row.matter == "form"]
    if any(row.sent_on is None for row in rows):
        raise Refused("Send the form to both national offices first, and record it.")
    if any(row.office == "ppu" and row.acknowledged_on is None for row in rows):
        raise Refused(
            "HMPPS-PPU has not acknowledged the form yet. Chase it, or record that it did."
        )


def _somebody_else(form: Form, role: Role, gate: Gate) -> None:
    """Nobody examines what she has handed on herself at a desk of another role (rule 4)."""
    for row in steps(gate=gate):
        own = row.what == "handed_on" and row.person_id == gate.actor.person
        if own and at_desk(row.desk, form.opened_on)[0].role != role:
            raise Refused("You handed the form on to this desk yourself. A colleague takes it on.")


def _day(form: Form, on: date, gate: Gate) -> None:
    timetable.not_to_come(on, gate)
    before = [row for row in steps(gate=gate) if row.what in {"handed_on", "received"}]
    if form.state != State.SUPERVISING and before and on < before[-1].given_on:
        raise Refused("The day must not be before the day of the step before it.")


def send_back(*, form: Form, why: str, gate: Gate) -> None:
    """To the desk before, with the reason; what was filled here stays. Raises Absent, Refused."""
    _, act = at_hand(form, gate)
    was = State(form.state)
    if was not in {State.INSPECTING, State.DECIDING}:
        raise Refused("From this desk the form goes on, and not back.")
    form.state = State.SUPERVISING if was == State.INSPECTING else State.INSPECTING
    form.moved_at = form.received_at = gate.now
    step(form, "sent_back", was, act, gate, words=why)


def updated(*, form: Form, on: date, gate: Gate) -> None:
    """The ViSOR record is updated, so the loop is closed. Raises Absent, Refused."""
    still_open(gate)
    gate.check(Act.WRITE_PIMR, form, OWN)
    if State.CLOSED not in PIMR_MOVES[State(form.state)]:
        raise Refused("The form has not come back to the supervising officer, or it is closed.")
    _day(form, on, gate)
    step(form, "updated", form.state, Act.WRITE_PIMR, gate, on=on)
    form.state, form.moved_at, form.received_at = State.CLOSED, gate.now, gate.now
