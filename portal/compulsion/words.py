"""How notices, claims and bundles are told on a page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.compulsion.models import CLAIMS, DECISIONS
from portal.compulsion.powers import power_of
from portal.web.dates import day, due, in_words

DONE = {
    "registered": "The notice is registered, and the owner of each document was told.",
    "withdrawn": "It is recorded that the notice was withdrawn. Nothing is to be done for it.",
    "claimed": "Your claim is recorded. Nothing of what it is about is given until it is decided.",
    "nothing": "It is recorded that your organisation claims nothing. Nothing was released by it.",
    "decided": "The decision is recorded, and what can be given is worked out anew.",
    "made": "The bundle is made. Look through it, print it, and record when it was served.",
    "served": "It is recorded that the bundle was served.",
}
"""What has just happened, by the code that the address carries."""
OVERRIDES = (
    "A court, a coroner or an inquiry that compels disclosure overrides what the review agreement "
    "and the release schedules say, and the record says so. The portal opens nothing to anybody "
    "because of it: what belongs to another owner is released by that owner, or demanded of it."
)


def called(notice: Any) -> str:
    """Such as "A coroner's notice to produce, received on Tuesday 3 November 2026"."""
    power = power_of(notice.power, notice.received_on)
    named = power.power if power else "A notice"
    return f"{named}, received on {in_words(notice.received_on)}"


def law(notice: Any) -> str:
    power = power_of(notice.power, notice.received_on)
    return f"{power.source} ({power.status})" if power else "No row of the table of powers"


def stands(notice: Any, on: date, *, served: bool) -> str:
    """How far it has come, in a few words."""
    if notice.withdrawn_on is not None:
        return f"Withdrawn on {in_words(notice.withdrawn_on)}"
    return "Served" if served else f"Due {due(notice.due_on, on)}"


def document(kind: str, owner: str, names: Mapping[str, str]) -> str:
    """`names` is of reviews.titles."""
    return f"{names.get(kind, kind)} of {owner}"


def claim(row: Any) -> str:
    """A claim as the addressee may know it: what kind, about what, and what became of it."""
    one = f"section {row.place}" if row.place else "one section of it"
    about = "the whole document" if row.section_id is None else one
    said = f"{CLAIMS[row.kind]}, about {about}, made on {day(row.made_at)}"
    if row.decision is None:
        return f"{said}. Not decided yet"
    return f"{said}. {DECISIONS[row.decision]}, on {in_words(row.decided_on)}"
