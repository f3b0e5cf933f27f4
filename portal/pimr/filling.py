"""What somebody has typed into a sheet of the form: read, found wanting, and told to a reader.

Answers are kept as one flat object of texts for each version of a sheet: the name of a part to what
was said. Days are kept as 2026-05-17, agencies as their ids with a space between.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from portal.clocks.limits import limits
from portal.clocks.reckoning import months_on
from portal.clocks.rules import today, too_far
from portal.db import ID
from portal.pimr.sheets import CHOICES, YES_NO, Field, named, rank_names
from portal.web.dates import in_words, typed_day
from portal.web.page import LONGEST, Wrong, text

Answers = Mapping[str, str]
LINE = 200
"""Characters of a name, a telephone number, an address, a level."""
TELEPHONE = frozenset("0123456789 +()-ext.")


def load(words: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(words)
    return told


def dump(answers: Answers) -> str:
    told = {name: said for name, said in answers.items() if said}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def typed(
    fields: Sequence[Field],
    given: Mapping[str, str],
    *,
    now: datetime,
    choices: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, str]:
    """What was typed, as far as it goes; empty parts are no mistake here.

    `choices` has the options of fields of kind "choice", by the field's code. Raises Wrong with
    every part that cannot be taken.
    """
    told: dict[str, str] = {}
    wrong: list[dict[str, str]] = []
    for field in fields:
        options = {**CHOICES, "choice": (choices or {}).get(field.code, {})}.get(field.kind, {})
        for part, name in field.names.items():
            try:
                told[name] = _part(field, part, given, options, now)
            except Wrong as error:
                wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return {name: said for name, said in told.items() if said}


def _part(
    field: Field,
    part: str,
    given: Mapping[str, str],
    options: Mapping[str, str],
    now: datetime,
) -> str:
    """One part of one answer, as it is kept. Raises Wrong."""
    name = field.names[part]
    if part == "ids":
        return _ticked(field, given)
    if part == "on" or field.kind == "date":
        return _day(given, name, now)
    if part == "rank":
        options = rank_names()
    if options and part in {"", "rank"}:
        return _one_of(given, name, options)
    if part in {"telephone", "email"}:
        return _telephone(given, name) if part == "telephone" else _email(given, name)
    short = field.kind in {"person", "contact", "line"} or part in {"old", "new"}
    return text(given, name, most=LINE if short else LONGEST)


def _ticked(field: Field, given: Mapping[str, str]) -> str:
    """The ids of the boxes that are ticked, in an order of their own."""
    start = f"{field.names['ids']}_"
    ticked = (said for at, said in given.items() if at == f"{start}{said}" and ID.fullmatch(said))
    return " ".join(sorted(ticked))


def _day(given: Mapping[str, str], name: str, now: datetime) -> str:
    said = given.get(name, "").strip()
    if not said:
        return ""
    on = typed_day(said)
    if on is None:
        raise Wrong.one(name, "Enter the day as a real date, such as 17/5/2026.")
    if on > today(now):
        raise Wrong.one(name, "The day must be today or earlier.")
    if too_far(on, now):
        raise Wrong.one(name, "The day must be within the last ten years.")
    return on.isoformat()


def _one_of(given: Mapping[str, str], name: str, options: Collection[str]) -> str:
    said = given.get(name, "")
    if said and said not in options:
        raise Wrong.one(name, "Choose one of the list.")
    return said


def _telephone(given: Mapping[str, str], name: str) -> str:
    said = text(given, name, most=LINE)
    if not set(said.casefold()) <= TELEPHONE:
        raise Wrong.one(name, "Enter a telephone number, such as 01632 960 001.")
    return said


def _email(given: Mapping[str, str], name: str) -> str:
    said = text(given, name, most=LINE)
    if said and ("@" not in said[1:-1] or " " in said):
        raise Wrong.one(name, "Enter an email address, such as name@police.example.")
    return said


# What is missing

SAY = {
    "": "Answer: {}",
    "note": "Explain your answer: {}",
    "name": "Enter the name: {}",
    "rank": "Choose the rank: {}",
    "telephone": "Enter the telephone number: {}",
    "email": "Enter the email address: {}",
    "on": "Enter the day of the change: {}",
    "old": "Enter the level before the change: {}",
    "new": "Enter the level after the change: {}",
}
FURTHER = frozenset({"on", "old", "new"})


def missing(fields: Sequence[Field], answers: Answers) -> list[dict[str, str]]:
    """Each part without which a sheet is not complete, with the sentence that says so."""
    found = []
    for field in fields:
        answer = answers.get(field.code, "")
        for part, name in field.names.items():
            if answers.get(name) or not _is_needed(field, part, answer):
                continue
            found.append({"field": name, "sentence": SAY[part].format(field.label.rstrip("?"))})
    return found


def _is_needed(field: Field, part: str, answer: str) -> bool:
    if part == "note":
        return field.must_explain(answer)
    if part in FURTHER:
        return answer == "yes"
    return field.needed and part != "ids"


# How an answer is told


def told(field: Field, answers: Answers, agencies: Mapping[str, str]) -> list[str]:
    """An answer in lines to be read; none where nothing has been said."""
    said = [
        _line(field, part, answers.get(name, ""), agencies) for part, name in field.names.items()
    ]
    return [line for line in said if line]


HEADS = {
    "rank": "Rank",
    "telephone": "Telephone",
    "email": "Email",
    "on": "Changed on",
    "old": "From",
    "new": "To",
    "ids": "Agencies",
}


def _line(field: Field, part: str, said: str, agencies: Mapping[str, str]) -> str:
    if not said:
        return ""
    if part == "ids":
        said = ", ".join(agencies.get(one, "An agency that is not listed") for one in said.split())
    elif part == "rank":
        said = rank_names().get(said, said)
    elif part == "on" or field.kind == "date":
        said = in_words(date.fromisoformat(said))
    elif part == "" and field.kind in CHOICES:
        said = CHOICES[field.kind][said]
    return f"{HEADS[part]}: {said}" if part in HEADS else said


def shown(fields: Sequence[Field], answers: Answers) -> dict[str, str]:
    """The answers as the form's own fields hold them, to be changed."""
    days = {n for f in fields for p, n in f.names.items() if p == "on" or f.kind == "date"}
    values = {name: answers.get(name, "") for name in named(fields)}
    for name in days:
        if values[name]:
            on = date.fromisoformat(values[name])
            values[name] = f"{on.day}/{on.month}/{on.year}"
    for field in fields:
        if field.kind == "agencies":
            for one in answers.get(field.names["ids"], "").split():
                values[f"{field.names['ids']}_{one}"] = one
    return values


# The window before the charge (clock PIMR-W)


def level_window(charged: date) -> tuple[date, date] | None:
    """From which day until the charge a change of level counts; None where no row holds."""
    rows = [r for r in limits() if r.code == "PIMR-W" and r.since <= charged < r.until]
    if not rows or rows[0].unit != "months":
        return None
    return months_on(charged, -rows[0].number), charged


def in_window(answers: Answers, charged: str) -> str:
    """What the window says of the change of level that was entered, in a sentence."""
    span = level_window(date.fromisoformat(charged)) if charged else None
    if span is None:
        return "The window is worked out when stage 1 has the date of the charge."
    since, until = span
    window = f"the window from {in_words(since)} to {in_words(until)}"
    if answers.get("level_change") != "yes" or not answers.get("level_change_on"):
        return f"Counts what changed in {window}."
    inside = since <= date.fromisoformat(answers["level_change_on"]) <= until
    return f"This change is {'inside' if inside else 'outside'} {window}."


def apart(before: Answers, after: Answers) -> str:
    """Whether the two answers about further scrutiny differ, in a sentence; empty until both are
    given.
    """
    one, two = before.get("scrutiny_3", ""), after.get("scrutiny_4", "")
    if not one or not two:
        return ""
    if one == two:
        return f"Both answered: {YES_NO[one].lower()}. Their reasons are their own."
    return f"They differ: stage 3 answered {YES_NO[one].lower()}, stage 4 {YES_NO[two].lower()}."
