"""What the pages of the form show: each stage to be filled or read, and the form as a whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.contributions import standing as contributions
from portal.gate.gate import Absent
from portal.gate.policy import Act
from portal.importing.models import Attachment
from portal.people.models import Agency
from portal.pimr import acts, filling, words
from portal.pimr.dispatches import dispatches
from portal.pimr.models import MATTERS, OWN, Dispatch, State, Step
from portal.pimr.sheets import (
    CHOICES,
    DESKS,
    STAGES,
    Field,
    Stage,
    fields_of,
    other_readings,
    rank_names,
    stage_of,
    stages,
)
from portal.proceedings.acts import permits
from portal.reviews import acts as reviews
from portal.reviews.models import Subject
from portal.timetable import standing
from portal.web.dates import day_and_time, in_words, today
from portal.web.page import Ask, Values

CLOSED = "Closed to you"
Said = Mapping[str, dict[str, str]]


def here(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/pimr/{ask.thing.id}"


def agency_names(ask: Ask) -> dict[str, str]:
    rows = ask.gate.connection.execute(sa.select(Agency.id, Agency.name).order_by(Agency.name))
    return {row.id: row.name for row in rows}


def answers(ask: Ask) -> dict[str, dict[str, str]]:
    """By sheet what it says: opened and recorded."""
    told = acts.newest(form=ask.thing, gate=ask.gate)
    return {sheet: said for sheet, (_, said) in told.items()}


def person(ask: Ask) -> list[dict[str, str]]:
    """The registered sex offender as the case has the person: entered once."""
    row = acts.subject(gate=ask.gate)
    keys = {
        "last_name": "Last name",
        "first_name": "First name",
        "date_of_birth": "Date of birth",
        "reference": "ViSOR or MAPPS reference",
    }
    if row is None:
        return []
    if not ask.gate.may(Act.READ_SUBJECT, row, Subject.shape).allowed:
        return [{"key": said, "value": CLOSED} for said in keys.values()]
    held = [name for name in keys if getattr(row, name) is not None]
    told = ask.gate.open(row, *held, act=Act.READ_SUBJECT, model=Subject)
    if "date_of_birth" in told:
        told["date_of_birth"] = in_words(date.fromisoformat(told["date_of_birth"]))
    return [{"key": said, "value": told.get(name, "Not known")} for name, said in keys.items()]


def handed_on(ask: Ask) -> dict[str, Any]:
    """By desk the last time that the form was handed on from it."""
    rows = acts.steps(gate=ask.gate)
    return {row.desk: row for row in rows if row.what == "handed_on"}


def rows(ask: Ask, sheet: str, said: Said, agencies: Mapping[str, str]) -> list[dict[str, Any]]:
    """One sheet to be read: each field with its lines, in the source's order."""
    told = []
    for field in fields_of(sheet, ask.thing.opened_on):
        lines = _lines(ask, field, said, agencies)
        told.append(
            {
                "label": field.label,
                "lines": lines,
                "beyond": "" if _of_form(field) else field.source,
            }
        )
    return told


def _of_form(field: Field) -> bool:
    return field.source.startswith("Reoffending review form")


def _lines(ask: Ask, field: Field, said: Said, agencies: Mapping[str, str]) -> list[str]:
    own = said.get(field.sheet, {})
    if field.kind == "subject":
        return [f"{row['key']}: {row['value']}" for row in person(ask)]
    if field.kind == "file":
        return ["Attached"] if ask.thing.form_n else []
    if field.kind == "hand_off":
        row = handed_on(ask).get(stage_of(field.sheet, ask.thing.opened_on).desk)
        if row is None:
            return []
        return [in_words(row.given_on), f"Recorded {day_and_time(row.taken_at)}"]
    lines = filling.told(field, own, agencies)
    if field.kind == "level_change" and own.get("level_change"):
        lines.append(filling.in_window(own, said.get("stage_1", {}).get("charge_on", "")))
    return lines


def entries(ask: Ask, fields: tuple[Field, ...], said: Said) -> list[dict[str, Any]]:
    """One sheet to be filled: what each field of the page is made of."""
    others = [
        {"id": one, "text": name, "hint": ""}
        for one, name in agency_names(ask).items()
        if one != ask.thing.owner_id
    ]
    return [
        {
            "draws": field.kind,
            "label": field.label,
            "hint": _hint(ask, field, said),
            "names": field.names,
            "code": field.code,
            "options": options(CHOICES.get(field.kind, {})),
            "note": _note(field),
            "others": others if field.kind == "agencies" else [],
        }
        for field in fields
    ]


def options(told: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": code, "text": text, "hint": ""} for code, text in told.items()]


def rank_options() -> list[dict[str, str]]:
    return [{"id": code, "text": name} for code, name in rank_names().items()]


def _hint(ask: Ask, field: Field, said: Said) -> str:
    if field.kind == "level_change":
        return filling.in_window({}, said.get("stage_1", {}).get("charge_on", ""))
    if field.code == "form_n" and ask.thing.form_n:
        return "A file is attached."
    return field.hint


def _note(field: Field) -> str:
    if "always" in field.explain:
        return "Explain the reasons"
    if field.kind == "agencies":
        return "Describe their involvement"
    if "yes" in field.explain:
        return "If yes, say what"
    return "If not, or if you do not know, explain"


def filled_state(stage: Stage, form: Any, said: Said, lacking: Mapping[str, int]) -> str:
    """How far a stage has come, in words."""
    if form.state not in DESKS or DESKS.index(stage.desk) < DESKS.index(form.state):
        return "Locked" if said.get(stage.code) else "Not needed"
    if stage.desk != form.state:
        return "Not yet"
    if not said.get(stage.code):
        return "Not started"
    return "In progress" if lacking.get(stage.code) else "Complete"


def _stage(
    stage: Stage, form: Any, base: str, said: Said, lacking: Mapping[str, int]
) -> dict[str, object]:
    who = stage.desk, stage.floor
    others = [one for one in other_readings(stage.code) if (one.desk, one.floor) != who]
    return {
        "title": stage.title,
        "who": words.who_fills(stage),
        "state": filled_state(stage, form, said, lacking),
        "href": f"{base}/{stage.code.replace('_', '-')}",
        "others": [words.reading(one) for one in others],
    }


def whole(ask: Ask) -> Values:
    """The form's own page."""
    form, gate, base = ask.thing, ask.gate, here(ask)
    said = answers(ask)
    lacks = acts.incomplete(form=form, sheets=acts.desk_of(form), gate=gate)
    lacking = {one["sheet"]: 1 for one in lacks}
    mine = acts.in_hand(form=form, gate=gate)
    state, colour = words.STATES[State(form.state)]
    return {
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "state": state,
        "colour": colour,
        "stages": [_stage(stage, form, base, said, lacking) for stage in stages(form.opened_on)],
        "person": person(ask),
        "both": words.side_by_side(said),
        "apart": filling.apart(said.get("stage_3", {}), said.get("stage_4", {})),
        "decision": _decision(form),
        "report": _report(ask),
        "dispatches": _dispatches(ask),
        "steps": _steps(ask),
        "moves": _moves(ask, mine=mine),
        "asked": _agencies(ask, said),
        "links": _links(ask),
        "lacks": len(lacks) if mine else 0,
    }


def _decision(form: Any) -> str:
    if not form.decision:
        return ""
    learning = "Key learning is identified." if form.learning else "No key learning is identified."
    return f"{CHOICES['decision'][form.decision]}. {learning}"


def _report(ask: Ask) -> str:
    """By when the full report is due, and that the prosecutors' agreement comes first."""
    if ask.thing.decision != "full":
        return ""
    clocks = [c for c in standing.clocks(gate=ask.gate) if c.event == "report"]
    clock = next(iter(clocks), None)
    if clock is None or (clock.due is None and not clock.stands):
        return ""
    when = "paused: no day is reckoned" if clock.due is None else in_words(clock.due)
    own = (
        " This day was set by the commissioning office; the timetable says why."
        if clock.own
        else ""
    )
    bars = permits("circulation", gate=ask.gate)
    subject = "This is subject to what the Crown Prosecution Service (CPS) agrees."
    return " ".join(f"The full report is due: {when}.{own} {subject} {bars}".split())


def _moves(ask: Ask, *, mine: bool) -> list[dict[str, str]]:
    """What whoever has the form in hand can do with it as a whole."""
    form, base, gate = ask.thing, here(ask), ask.gate
    moves = []
    if mine and form.received_at is None:
        return [{"text": "Record that the form has come to you", "href": f"{base}/receive"}]
    if mine:
        moves.append({"text": "Hand the form on", "href": f"{base}/hand-on"})
    if mine and form.state in {State.INSPECTING, State.DECIDING}:
        moves.append({"text": "Send it back", "href": f"{base}/send-back"})
    if form.state == State.RETURNED and gate.may(Act.WRITE_PIMR, form, OWN).allowed:
        moves.append({"text": "Record that the ViSOR record is updated", "href": f"{base}/updated"})
    return moves


def _links(ask: Ask) -> list[dict[str, str]]:
    base = here(ask)
    full = [{"text": "The full PIMR", "href": f"{base}/full"}]
    return [
        *(full if ask.thing.decision == "full" else []),
        {"text": "Read or print the whole form", "href": f"{base}/print"},
        {"text": "Dates of the form, for a chronology", "href": f"{base}/chronology"},
        {"text": "Earlier reviews of the same person", "href": f"{base}/earlier"},
        {"text": "Every version of the stages", "href": f"{base}/versions"},
        {"text": "Schedule of documents, for disclosure", "href": f"{base}/schedule"},
        {"text": "Keep the evidence for the decision as a file", "href": f"{base}/evidence"},
    ]


def _steps(ask: Ask) -> list[dict[str, str]]:
    found = acts.steps(gate=ask.gate)
    names = reviews.called(gate=ask.gate, person_ids={row.person_id for row in found}, agency=False)
    spoken = [row for row in found if row.words is not None]
    why = ask.gate.open_many(Step, spoken, "words", act=Act.READ_PIMR) if spoken else []
    reasons = {row.id: text for row, text in why}
    told = []
    for row in reversed(found):
        one = words.step(row, names[row.person_id])
        told.append({**one, "text": reasons.get(row.id, one["text"])})
    return told


def _dispatches(ask: Ask) -> list[dict[str, str]]:
    found, gate, now = dispatches(gate=ask.gate), ask.gate, today(ask.now)
    named = [row for row in found if row.words is not None]
    to = {row.id: t for row, t in gate.open_many(Dispatch, named, "words", act=Act.READ_PIMR)}
    sends = gate.may(Act.DECIDE_PIMR, ask.thing, OWN).allowed
    told = []
    for row in found:
        base = f"/reviews/{gate.domain}/pimr-dispatches/{row.id}"
        step = (
            "" if not sends or row.acknowledged_on else "send" if row.sent_on is None else "answer"
        )
        own = row.office == "force"
        step = "" if own and step == "answer" else step
        how = words.dispatch(row, now)
        told.append(
            {
                "office": words.office(row),
                "matter": MATTERS[row.matter],
                "how": "",
                **how,
                "to": "" if own else to.get(row.id, ""),
                "why": to.get(row.id, "") if own else "",
                "send": f"{base}/send" if step == "send" else "",
                "acknowledge": f"{base}/acknowledge" if step == "answer" else "",
                "chase": f"{base}/chase" if step == "answer" else "",
            }
        )
    return told


def _agencies(ask: Ask, said: Said) -> list[dict[str, str]]:
    """The agencies that stage 2 names: whom to ask, and how far that has come."""
    wanted = said.get("stage_2", {}).get("agencies_ids", "").split()
    asked = {row.owner_id: row for row in contributions.requests(gate=ask.gate)}
    names, asks = agency_names(ask), ask.gate.may(Act.ASK_AGENCY).allowed
    return [
        {
            "name": names.get(one, CLOSED),
            "state": "Asked" if one in asked else "Not asked yet",
            "href": f"/reviews/{ask.gate.domain}/requests/new" if asks and one not in asked else "",
        }
        for one in wanted
    ]


def printed(ask: Ask) -> Values:
    """The whole form to be read or printed, in the source's order."""
    said, agencies = answers(ask), agency_names(ask)
    return {
        "sheets": [
            {
                "title": stage_of(code, ask.thing.opened_on).title,
                "rows": rows(ask, code, said, agencies),
            }
            for code in STAGES
        ],
        "both": words.side_by_side(said),
        "apart": filling.apart(said.get("stage_3", {}), said.get("stage_4", {})),
        "blank": False,
    }


def form_n_name(ask: Ask) -> str:
    """The name of the file that is attached, where the reader may open it."""
    if not ask.thing.form_n:
        return ""
    try:
        row = ask.gate.find(Attachment, ask.thing.form_n, Act.READ_ATTACHMENT, noted=False)
    except Absent:
        return ""
    return ask.gate.open(row, "name", act=Act.READ_ATTACHMENT, model=Attachment)["name"]
