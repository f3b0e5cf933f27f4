"""How proceedings, agreements and what waits for them are told, and what their forms ask."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from portal.proceedings.models import (
    ASKED,
    BODIES,
    DATES,
    INVESTIGATION,
    KINDS,
    OUTCOMES,
    PERMITS,
    SOURCES,
    permitted,
)
from portal.reviews import acts as reviews
from portal.web.dates import day, day_and_time, due, in_words
from portal.web.draw import counted
from portal.web.page import Ask

Field = dict[str, Any]
DONE = {
    "investigation": "It is recorded. What must wait for the investigation is worked out anew.",
    "agreement": "The agreement is recorded. It alone holds now; earlier ones stay on record.",
    "ended": "The agreement has ended. It permits nothing any more, and stays on record.",
}
"""What has just happened, by the code that the address carries."""
DONE |= {
    "registered": "It is in the register. Add its next dates and what it asks of the review.",
    "date": "The day is set. Everybody in the review sees it here and on the timetable.",
    "dropped": "The day is taken out. That it was set stays on record.",
    "asked": "It is recorded. It waits among the tasks of the chair and the board's office.",
    "answered": "The answer is recorded, and nothing waits for it any more.",
    "outcome": "The line is entered.",
    "closed": "They are closed. Days that were still to come have fallen away.",
    "status": "It is recorded. Whoever writes for this review is told so beside the text.",
    "held": "The hold is placed. Looking at it again waits among your tasks by its day.",
    "lifted": "The hold is lifted. What the CPS has not agreed to still waits.",
    "marked": "It is recorded. The disclosure officer's schedule says it from now on.",
}


DONE |= {
    "found": "The findings are entered. Say next what of this review meets each of them.",
    "corrected": "The correction holds from now on. What it replaced stays on record below.",
    "out": "The finding is taken out. It stays on record below.",
    "meets": "It is entered. Several sections can meet one finding.",
    "meets-ended": "It holds no longer, and stays on record below.",
}


def by_whom(ask: Ask) -> Callable[[str], str]:
    """How somebody who recorded something is called, by her membership."""
    members = {row.id: row.person_id for row in reviews.members(gate=ask.gate)}
    names = reviews.called(gate=ask.gate, person_ids=set(members.values()), agency=False)
    gone = "somebody who takes part no more"
    return lambda member: names.get(members.get(member, ""), gone)


def options(of: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": name, "text": said, "hint": ""} for name, said in of.items()]


def field(
    drawn_as: str,
    name: str,
    label: str,
    hint: str = "",
    of: Mapping[str, str] | list[dict[str, str]] | None = None,
) -> Field:
    """One field of a form, as templates/parts/fields.html draws it."""
    listed = options(of) if isinstance(of, Mapping) else of or []
    return {"drawn_as": drawn_as, "name": name, "label": label, "hint": hint, "options": listed}


def unseen(name: str, value: str) -> Field:
    """What a form brings back without showing it, such as what somebody looked at who signs; its
    label is the value. It is drawn anew each time, whatever came back before.
    """
    return field("hidden", name, value)


def form(
    heading: str,
    sentence: str,
    button: str,
    back: str,
    fields: list[Field],
    *,
    grave: bool = False,
    why_not: str = "",
    given: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The values of proceedings/form.html; `given` is what stands in the fields at first."""
    return {
        "heading": heading,
        "sentence": sentence,
        "button": button,
        "back": back,
        "fields": fields,
        "grave": grave,
        "why_not": why_not,
        "given": given or {},
    }


def stood(row: Any, who: str) -> str:
    """Such as "Somebody is charged, from Tuesday 3 November 2026 on. Recorded by ... on ..."."""
    said = f"{INVESTIGATION[row.state]}, from {in_words(row.since)} on"
    return f"{said}. Recorded by {who} on {day_and_time(row.recorded_at)}."


def permits(row: Any) -> str:
    """What an agreement permits, in one line."""
    told = [PERMITS[what] for what in permitted(row)]
    return (
        "; ".join([told[0], *(one[0].lower() + one[1:] for one in told[1:])])
        if told
        else ("Nothing of what waits for it")
    )


def agreed_on(on: date) -> str:
    return f"Agreed on {in_words(on)}"


def called(row: Any) -> str:
    """Such as "Coroner's inquest: Coroner"."""
    return f"{KINDS[row.kind]}: {BODIES[row.body]}"


def since(row: Any) -> str:
    """Since when they run, or when they were closed."""
    if row.closed_on:
        return f"Closed on {in_words(row.closed_on)}"
    return f"Since {in_words(row.opened_on)}"


def dated(row: Any) -> dict[str, str]:
    """A day to come, for the register and for the timetable."""
    return {"what": f"{DATES[row.what]}. {called(row)}", "on": in_words(row.falls_on)}


def request(row: Any, on: date) -> str:
    """What was asked, since when and by when, or how it ended."""
    came = f"{ASKED[row.kind]}: asked on {in_words(row.received_on)}"
    if row.answered_on is not None:
        return f"{came}, answered on {in_words(row.answered_on)}"
    return f"{came}, due {due(row.due_on, on)}"


def outcome(row: Any) -> str:
    if row.paragraph:
        return f"{OUTCOMES[row.kind]}, on paragraph {row.paragraph} of the terms of reference"
    return OUTCOMES[row.kind]


def given(row: Any) -> str:
    """In what and on which day a finding was given, and on what of the review it bears."""
    told = SOURCES.get(row.source, "It is not recorded in what it was given")
    if row.given_on is not None:
        told += f", {in_words(row.given_on)}"
    if row.paragraph:
        told += f". On paragraph {row.paragraph} of the terms of reference"
    return told


def found(all_: int, unmet: int) -> str:
    """How many findings there are, and of how many nothing is entered that meets them."""
    if not all_:
        return "None is entered."
    if unmet:
        return (
            f"{counted(all_, 'finding')}. Nothing in this review that you may read meets "
            f"{unmet:,} of them yet."
        )
    return (
        f"{counted(all_, 'finding')}. For each it is entered what in this review meets it, or that "
        "nothing does."
    )


HEADS = ["Reference", "Owner", "Kind", "Date", "Relevant (CPIA 1996)"]
"""CPIA: Criminal Procedure and Investigations Act."""


def scheduled(row: Any, owner: str, mark: Any, names: Mapping[str, str]) -> list[str]:
    """A row of the schedule: the reference is made of the document's id, and tells nothing.
    `names` is of reviews.titles.
    """
    if row.handed_over_at is not None:
        when = f"Handed to the panel on {day(row.handed_over_at)}"
    else:
        when = f"Begun on {day(row.begun_at)}" if row.begun_at else "Not begun"
    told = "Its owner has not said" if mark is None else "Yes" if mark.relevant else "No"
    kind = names.get(row.kind, row.kind.replace("_", " ").capitalize())
    return [row.id[-6:].upper(), owner, kind, when, told]
