"""How proceedings, agreements and what waits for them are told, and what their forms ask."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.proceedings.models import INVESTIGATION, PERMITS, permitted
from portal.web.dates import day_and_time, in_words

Field = dict[str, Any]
DONE = {
    "investigation": "It is recorded. What must wait for the investigation is worked out anew.",
    "agreement": "The agreement is recorded. It alone holds now; earlier ones stay on record.",
    "ended": "The agreement has ended. It permits nothing any more, and stays on record.",
}
"""What has just happened, by the code that the address carries."""


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


def form(
    heading: str,
    sentence: str,
    button: str,
    back: str,
    fields: list[Field],
    *,
    grave: bool = False,
    why_not: str = "",
) -> dict[str, object]:
    """The values of proceedings/form.html."""
    return {
        "heading": heading,
        "sentence": sentence,
        "button": button,
        "back": back,
        "fields": fields,
        "grave": grave,
        "why_not": why_not,
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
