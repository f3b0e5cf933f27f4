"""What is known of a case, as codes: what the rules of eligibility ask, and nothing besides.

A fact that nobody has told is None. Unknown is never taken for no.
"""

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

Levels = tuple[tuple[str, date], ...]

YES_NO = {"yes": "Yes", "no": "No"}
CHOICES: dict[str, dict[str, str]] = {
    "charge": {
        "stands": "Charged, and the charge stands",
        "dropped": "Charged, and the charge was dropped",
        "none": "Not charged",
    },
    "form": {
        "complete": "The offence itself",
        "attempt": "Attempt",
        "conspiracy": "Conspiracy",
        "aiding": "Aiding",
        "abetting": "Abetting",
        "counselling": "Counselling",
        "procuring": "Procuring",
        "inciting": "Inciting",
        "attempt_to_aid": "Attempt to aid or abet",
    },
    "outcome": {
        "pending": "Proceedings go on",
        "convicted": "Convicted of this offence",
        "convicted_other": "Convicted of another offence",
        "acquitted": "Acquitted",
        "discontinued": "Dropped or discontinued",
    },
    "category": {
        "1": "Category 1: registered sexual offender",
        "2": "Category 2: mainly violent offender",
        "3": "Category 3: other dangerous offender",
        "0": "No category",
    },
    "sfo_class": {"automatic": "Automatic", "conditional": "Conditional"},
    "highest_risk": {
        "low": "Low",
        "medium": "Medium",
        "high": "High",
        "very_high": "Very high",
    },
    "relation": {
        "partner": "Partner or former partner",
        "relative": "Relative",
        "household": "Member of the same household",
        "other": "None of these",
    },
    "abuse": {"known": "Known", "suspected": "Suspected", "no": "Neither"},
    "nation": {"england": "England", "wales": "Wales"},
}
"""By fact what can be said of it, besides that it is not known."""
CHOICES["current_risk"] = CHOICES["highest_risk"]
LEVELS = {"0": "Not managed", "1": "Level 1", "2": "Level 2", "3": "Level 3"}


@dataclass(frozen=True, slots=True)
class Facts:
    """One case as far as it is known. Ages are whole years; days are those of London."""

    charge: str | None = None
    offence: str | None = None
    form: str | None = None
    charged_on: date | None = None
    happened_on: date | None = None
    outcome: str | None = None
    firearm: bool | None = None
    penetration: bool | None = None
    endangering: bool | None = None
    involves_murder: bool | None = None
    sfo_class: str | None = None
    born: date | None = None
    youth_caution: bool | None = None
    disposed_on: date | None = None
    registered: bool | None = None
    category: str | None = None
    levels: Levels | None = None
    """From when which level; before the first and at "0" the person was not managed."""
    supervised: bool | None = None
    supervision_ended: date | None = None
    highest_risk: str | None = None
    """At any time during supervision; the rules ask for this and not for the risk now."""
    current_risk: str | None = None
    mental_health: bool | None = None
    mental_health_on: date | None = None
    victim_age: int | None = None
    died: bool | None = None
    homicide: bool | None = None
    suicide: bool | None = None
    seriously_harmed: bool | None = None
    abuse: str | None = None
    relation: str | None = None
    care_needs: bool | None = None
    concern: bool | None = None
    offensive_weapon: bool | None = None
    other_review: bool | None = None
    nation: str | None = None


LABELS = {
    "charge": "Charge",
    "offence": "Offence",
    "form": "Form of the offence",
    "charged_on": "Day of the charge",
    "happened_on": "Day of the offence, the death or the incident",
    "outcome": "Outcome of the charge",
    "firearm": "A firearm or an imitation firearm was used",
    "penetration": "Penetration is involved",
    "endangering": "Life was meant or recklessly left to be endangered",
    "involves_murder": "The offence involves murder",
    "sfo_class": "Automatic or conditional, on the list in force",
    "born": "Date of birth of the person charged",
    "youth_caution": "Youth caution for the offence",
    "disposed_on": "Day of the caution",
    "registered": "Registered sex offender",
    "category": "Category under multi-agency public protection arrangements (MAPPA)",
    "levels": "MAPPA levels, with the days on which they changed",
    "supervised": "Under probation supervision on that day",
    "supervision_ended": "Day on which supervision ended",
    "highest_risk": "Highest risk of serious harm at any time under supervision",
    "current_risk": "Risk of serious harm now",
    "mental_health": "In touch with mental-health services before",
    "mental_health_on": "Last contact with mental-health services before",
    "victim_age": "Age of the person harmed",
    "died": "The person harmed has died",
    "homicide": "Somebody else killed them",
    "suicide": "It appears to be suicide",
    "seriously_harmed": "Seriously harmed",
    "abuse": "Violence, abuse or neglect, known or suspected",
    "relation": "What the suspected person was to the person harmed",
    "care_needs": "Needs for care and support",
    "concern": "Concern about how agencies worked together",
    "offensive_weapon": "An offensive weapon was used",
    "other_review": "Another statutory review applies",
    "nation": "Where it happened",
}
"""Each fact as pages name it."""
DAYS = ("charged_on", "happened_on", "born", "disposed_on", "supervision_ended", "mental_health_on")
TOLD_YES_NO = tuple(
    name for name in LABELS
    if name not in CHOICES and name not in DAYS and name not in {"offence", "victim_age", "levels"}
)  # fmt: skip


def written(facts: Facts) -> str:
    """As text to be sealed; what is not known is left out."""
    told: dict[str, Any] = {f.name: getattr(facts, f.name) for f in fields(facts)}
    if facts.levels is not None:
        told["levels"] = [[level, on.isoformat()] for level, on in facts.levels]
    days = {name: told[name].isoformat() for name in DAYS if told[name] is not None}
    return json.dumps({k: v for k, v in {**told, **days}.items() if v is not None}, sort_keys=True)


def read(text: str) -> Facts:
    """What `written` made."""
    told = json.loads(text)
    for name in DAYS:
        if name in told:
            told[name] = date.fromisoformat(told[name])
    if "levels" in told:
        told["levels"] = tuple((level, date.fromisoformat(on)) for level, on in told["levels"])
    return Facts(**told)


def changed(before: Facts, after: Facts) -> list[str]:
    """The names of the facts that differ, in the order of the form."""
    return [name for name in LABELS if getattr(before, name) != getattr(after, name)]


def level_on(facts: Facts, on: date | None) -> str | None:
    """The level that held on a day; "0" where there was none. None where it is not known."""
    if facts.levels is None or on is None:
        return None
    held = [(since, level) for level, since in facts.levels if since <= on]
    return max(held)[1] if held else "0"


def age_on(born: date | None, on: date | None) -> int | None:
    """Whole years: on 1 March of other years for who was born on 29 February."""
    if born is None or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
