"""How the form, its desks, its steps and its dispatches are told on a page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.clocks.rules import today
from portal.pimr.dispatches import answer_due
from portal.pimr.models import CHANNELS, OFFICES, State
from portal.pimr.sheets import Stage
from portal.web.dates import day_and_time, in_words
from portal.web.draw import counted

WHO = {
    "commissioning": "the commissioning detective inspector",
    "supervising": "the supervising officer",
    "inspecting": "the team inspector",
    "deciding": "the force public protection lead",
    "acknowledging": "the force public protection lead",
    "returned": "the supervising officer",
    "closed": "nobody",
}
STATES = {
    State.SUPERVISING: ("With the supervising officer", "govuk-tag--blue"),
    State.INSPECTING: ("With the team inspector", "govuk-tag--blue"),
    State.DECIDING: ("With the force public protection lead", "govuk-tag--blue"),
    State.ACKNOWLEDGING: ("Waits for HMPPS-PPU", "govuk-tag--yellow"),
    State.RETURNED: ("ViSOR record to be updated", "govuk-tag--yellow"),
    State.CLOSED: ("Closed loop", "govuk-tag--green"),
}
DONE = {
    "commissioned": "The initial review is commissioned. The supervising officer sees it among "
    "what waits.",
    "saved": "The stage is saved. You can go on with it until you hand the form on.",
    "named": "The person is entered for the whole review. Nobody types it again.",
    "attached": "Form N is kept with this form, sealed.",
    "received": "It is recorded that the form came to you. Its stages are open to you now.",
    "handed_on": "The form is handed on and its earlier stages are locked. Whoever has it next "
    "sees it among what waits.",
    "sent_back": "The form is sent back with your reason. What you filled stays as it is.",
    "updated": "The ViSOR record is updated and the loop is closed.",
    "sent": "It is recorded as sent. The portal tells you when no answer comes.",
    "acknowledged": "It is recorded that the office acknowledged it.",
    "chased": "It is recorded that you asked again. Its time runs anew.",
}
STEPS = {
    "commissioned": "Commissioned",
    "received": "Received",
    "handed_on": "Handed on",
    "sent_back": "Sent back",
    "returned": "Returned",
    "updated": "ViSOR record updated",
}
NEXT = {
    State.SUPERVISING: "the team inspector or chief inspector",
    State.INSPECTING: "the force public protection lead (superintendent or above)",
    State.DECIDING: "the two national offices or back to the supervising officer, as you decided",
    State.ACKNOWLEDGING: "the supervising officer, who updates the ViSOR record",
}


def who_fills(stage: Stage) -> str:
    """Such as "the team inspector, an inspector or above"."""
    return f"{WHO[stage.desk]}, {stage.floor_words}"


def reading(stage: Stage) -> str:
    """Another reading of the source, which is not in force."""
    return f"{who_fills(stage)} ({stage.source})"


def step(row: Any, name: str) -> dict[str, str]:
    """A step as an event of a timeline, without the reason that may stand with it."""
    moment = day_and_time(row.taken_at)
    given = row.given_on
    other = given is not None and given != today(row.taken_at)
    return {
        "title": f"{STEPS[row.what]}: {WHO[row.desk]}"
        if row.what != "commissioned"
        else "Commissioned",
        "by": name,
        "when": moment,
        "moment": row.taken_at.isoformat(),
        "text": f"Entered as done on {in_words(given)}." if other else "",
    }


def dispatch(row: Any, now: date) -> dict[str, str]:
    """Where a dispatch stands, in words."""
    if row.sent_on is None:
        waits = (now - today(row.due_since)).days
        since = f"Due for {counted(waits, 'day')}" if waits else "Due since today"
        return {"state": since, "colour": "govuk-tag--red" if waits else "govuk-tag--yellow"}
    how = f"Sent on {in_words(row.sent_on)} by {CHANNELS[row.channel].lower()}"
    if row.channel == "hand":
        how = f"Sent on {in_words(row.sent_on)} by hand"
    if row.acknowledged_on is not None:
        return {
            "state": "Acknowledged",
            "colour": "govuk-tag--green",
            "how": f"{how}. Acknowledged on {in_words(row.acknowledged_on)}.",
        }
    if row.office == "force":
        return {"state": "Circulated", "colour": "govuk-tag--green", "how": f"{how}."}
    days = (now - row.sent_on).days
    late = (answer_due(row, now) or now) < now
    chased = f" You asked again on {day_and_time(row.chased_at)}." if row.chased_at else ""
    return {
        "state": f"No answer for {counted(days, 'day')}",
        "colour": "govuk-tag--red" if late else "govuk-tag--yellow",
        "how": f"{how}.{chased}",
    }


def office(row: Any) -> str:
    return OFFICES[row.office]


def side_by_side(said: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    """Both answers to whether the case requires further scrutiny, with whose they are."""
    told = []
    for sheet, code, whose in (
        ("stage_3", "scrutiny_3", "Team inspector (stage 3)"),
        ("stage_4", "scrutiny_4", "Force public protection lead (stage 4)"),
    ):
        answers = said.get(sheet, {})
        told.append(
            {
                "whose": whose,
                "answer": {"yes": "Yes", "no": "No"}.get(answers.get(code, ""), "Not answered yet"),
                "why": answers.get(f"{code}_note", ""),
            }
        )
    return told
