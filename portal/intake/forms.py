"""What may be asked of the intake, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db import ID
from portal.intake.deciding import Decided
from portal.intake.eligibility import GROUNDS
from portal.intake.facts import CHOICES, DAYS, LABELS, LEVELS, TOLD_YES_NO, YES_NO, Facts
from portal.intake.looking import Looked
from portal.intake.models import FORMS, HAPPENED, LOOKS, NOTICE_TO, OUTCOMES
from portal.intake.models import LEVELS as REVIEW_LEVELS
from portal.intake.notifying import Told
from portal.intake.offences import named
from portal.reviews.kinds import kinds
from portal.web.dates import typed_day
from portal.web.page import Wrong, text

NO_DAY = "Enter the day as a real date, such as 17/5/2026, or leave it empty."
LEVEL_LINES = ("1", "2", "3")
OLDEST = 130
MOST_OF_A_LOOK = 20_000
"""Characters in each part of a first look."""


def notification(fields: Mapping[str, str]) -> Told:
    """Raises Wrong."""
    wrong = []
    beside = fields.get("beside", "")
    if not ID.fullmatch(fields.get("board", "")):
        wrong += Wrong.one("board", "Choose which board you notify.").errors
    if fields.get("happened") not in HAPPENED:
        wrong += Wrong.one("happened", "Choose what happened.").errors
    if beside and not ID.fullmatch(beside):
        wrong += Wrong.one("board", "Load the page again from the review of the incident.").errors
    if wrong:
        raise Wrong(wrong)
    return Told(fields["board"], fields["happened"], beside)


def account(fields: Mapping[str, str]) -> str:
    return text(fields, "words", "Say what happened, as far as you know it.")


@dataclass(frozen=True, slots=True)
class Particulars:
    facts: Facts
    nominated: bool


def particulars(fields: Mapping[str, str]) -> Particulars:
    """Raises Wrong with every field that cannot be taken. What is left empty is not known."""
    wrong: list[dict[str, str]] = []
    told: dict[str, Any] = {name: _chosen(fields, name, wrong) for name in CHOICES}
    told |= {name: _yes_no(fields, name, wrong) for name in TOLD_YES_NO}
    told |= {name: _day(fields, name, wrong) for name in DAYS}
    told["offence"] = _offence(fields, wrong)
    told["victim_age"] = _age(fields, wrong)
    told["levels"] = _levels(fields, wrong)
    if wrong:
        raise Wrong(wrong)
    return Particulars(Facts(**told), fields.get("nominated") == "yes")


def _chosen(fields: Mapping[str, str], name: str, wrong: list[dict[str, str]]) -> str | None:
    value = fields.get(name, "")
    if value in {"", "unknown"}:
        return None
    if value not in CHOICES[name]:
        wrong += Wrong.one(name, f"Choose one of the answers: {LABELS[name].lower()}.").errors
    return value


def _yes_no(fields: Mapping[str, str], name: str, wrong: list[dict[str, str]]) -> bool | None:
    value = fields.get(name, "")
    if value in {"", "unknown"}:
        return None
    if value not in YES_NO:
        wrong += Wrong.one(name, "Choose yes, no or not known.").errors
    return value == "yes"


def _day(fields: Mapping[str, str], name: str, wrong: list[dict[str, str]]) -> date | None:
    said = fields.get(name, "").strip()
    on = typed_day(said) if said else None
    if said and on is None:
        wrong += Wrong.one(name, NO_DAY).errors
    return on


def _offence(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> str | None:
    code = fields.get("offence", "")
    if code and code not in named():
        wrong += Wrong.one("offence", "Choose an offence from the list.").errors
    return code or None


def _age(fields: Mapping[str, str], wrong: list[dict[str, str]]) -> int | None:
    said = fields.get("victim_age", "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 4 and int(said) <= OLDEST):
        sentence = f"Enter the age in whole years, from 0 to {OLDEST}, or leave it empty."
        wrong += Wrong.one("victim_age", sentence).errors
        return None
    return int(said)


def _levels(
    fields: Mapping[str, str], wrong: list[dict[str, str]]
) -> tuple[tuple[str, date], ...] | None:
    """Each level with its first day; none at all is not known."""
    told = []
    for line in LEVEL_LINES:
        level, on = fields.get(f"level_{line}", ""), _day(fields, f"since_{line}", wrong)
        if not level and on is None:
            continue
        if level not in LEVELS or on is None:
            wrong += Wrong.one(f"level_{line}", "Give both the level and its first day.").errors
            continue
        told.append((level, on))
    return tuple(sorted(told, key=lambda one: one[1])) or None


def typed(facts: Facts) -> dict[str, str]:
    """The facts as the form's fields show them again."""
    said: dict[str, str] = {}
    for name in LABELS:
        value = getattr(facts, name)
        if name in DAYS and value is not None:
            said[name] = f"{value.day}/{value.month}/{value.year}"
        elif isinstance(value, bool):
            said[name] = "yes" if value else "no"
        elif name != "levels" and value is not None:
            said[name] = str(value)
    for line, (level, on) in zip(LEVEL_LINES, (facts.levels or ())[-3:], strict=False):
        said[f"level_{line}"], said[f"since_{line}"] = level, f"{on.day}/{on.month}/{on.year}"
    return said


def decision(fields: Mapping[str, str]) -> Decided:
    """Raises Wrong with every field that cannot be taken."""
    wrong = []
    kind, outcome = fields.get("kind", ""), fields.get("outcome", "")
    level, form = fields.get("level", ""), fields.get("form", "")
    if kind not in kinds():
        wrong += Wrong.one("kind", "Choose which review you decide on.").errors
    if outcome not in OUTCOMES:
        wrong += Wrong.one("outcome", "Choose what you decide.").errors
    if fields.get("high_profile") not in YES_NO:
        wrong += Wrong.one("high_profile", "Say whether national interest is expected.").errors
    if level not in REVIEW_LEVELS or form not in FORMS:
        wrong += Wrong.one("level", "Choose one of the answers.").errors
    words = ""
    try:
        words = text(fields, "why", "Say why: the decision is kept with its reason.")
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    grounds = tuple(name for name in GROUNDS if fields.get(f"grounds_{name}") == name)
    return Decided(kind, outcome, grounds, words, level, form, fields["high_profile"] == "yes")


def looked(fields: Mapping[str, str]) -> Looked:
    """Raises Wrong with every field that cannot be taken."""
    asked = {
        "found": "Say what was found.",
        "at_once": "Say what is done at once, or that nothing is needed.",
        "better": "Say what could be better, or that nothing was found.",
        "why": "Say why it comes to that.",
    }
    wrong: list[dict[str, str]] = []
    said: dict[str, str] = {}
    for name, sentence in asked.items():
        try:
            said[name] = text(fields, name, sentence, MOST_OF_A_LOOK)
        except Wrong as error:
            wrong += error.errors
    outcome = fields.get("outcome", "")
    if not any(outcome in told for told in LOOKS.values()):
        wrong += Wrong.one("outcome", "Choose what it comes to.").errors
    if fields.get("high_profile") not in YES_NO:
        wrong += Wrong.one("high_profile", "Say whether national interest is expected.").errors
    if wrong:
        raise Wrong(wrong)
    return Looked(outcome, **said, high_profile=fields["high_profile"] == "yes")


@dataclass(frozen=True, slots=True)
class Noticed:
    to: str
    on: date


def notice(fields: Mapping[str, str]) -> Noticed:
    """Raises Wrong."""
    on = typed_day(fields.get("on", ""))
    wrong = []
    if fields.get("to") not in NOTICE_TO:
        wrong += Wrong.one("to", "Choose who was told.").errors
    if on is None:
        wrong += Wrong.one("on", "Enter the day as a real date, such as 17/5/2026.").errors
    if on is None or wrong:
        raise Wrong(wrong)
    return Noticed(fields["to"], on)
