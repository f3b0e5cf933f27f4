"""How scoping questions and their answers are told on a page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.directory.words import KIND_WORDS
from portal.scoping.standing import Line
from portal.scoping.told import Told
from portal.web.dates import day, due, in_words, typed_day
from portal.web.draw import counted

STATES = {
    "known": ("Knows them", "govuk-tag--green"),
    "not_known": ("Does not know them", "govuk-tag--grey"),
    "late": ("Overdue", "govuk-tag--red"),
    "awaited": ("Awaited", "govuk-tag--blue"),
}
STEPS = {
    "chased": "Asked again",
    "escalated": "Put before a chief officer",
    "withdrawn": "Took the question back",
}
DONE = {
    "asked": "The agencies have been asked. Their people find the question on their first page.",
    "some_asked": "The agencies have been asked, but for those that somebody had asked meanwhile.",
    "chased": "The reminders are on record, and on the first pages of the agencies' people.",
    "escalated": "It is on record. Now speak or write to the chief officer: the portal sends "
    "nothing.",
    "withdrawn": "The question has been taken back. If another agency has its work now, ask that "
    "one.",
    "not_known": "Your answer has been given: your agency does not know them. If you like, say "
    "where you looked. If something is found later, change the answer.",
    "answered": "Your answer has been given. You can change it here; the old one stays on record.",
    "requested": "They have been asked. Each has a covering note with the time it told of.",
    "some_requested": "They have been asked, but for those that had been asked for this already.",
}
NOBODY = (
    "Nobody from this agency takes part in the review, so nobody sees the question. Ask the "
    "portal's administrator to add its senior office and an author, and ring the agency meanwhile."
)


def counts(lines: Sequence[Line]) -> list[dict[str, str]]:
    """What the grid tells at a glance."""
    told = Counter(line.state for line in lines)
    answered = told["known"] + told["not_known"]
    open_records = sum(line.state == "known" and not line.answer.secured for line in lines)
    unseen = sum(line.answer is None and not line.agency.people for line in lines)
    return [
        {"key": "Asked", "value": counted(len(lines), "agency", "agencies")},
        {"key": "Answered", "value": f"{answered} of {len(lines)}"},
        {"key": "Know somebody in the case", "value": str(told["known"])},
        {"key": "Do not know them", "value": str(told["not_known"])},
        {"key": "Overdue", "value": str(told["late"])},
        {"key": "Know them, records not secured", "value": str(open_records)},
        {"key": "Nobody there sees the question yet", "value": str(unseen)},
    ]


def when(said: str) -> str:
    """A day in words where it is one; else what the agency said."""
    on = typed_day(said)
    return in_words(on) if on else said


def typed(said: str) -> str:
    """As the form shows it again: a day as people type it."""
    on = typed_day(said)
    return f"{on.day}/{on.month}/{on.year}" if on else said


def contacts(said: Told) -> str:
    """The first and the last contact in one line."""
    if not said.first:
        return ""
    return f"First: {when(said.first)}. Last: {when(said.last)}."


def records(line_answer: Any, said: Told) -> str:
    """Whether records are secured, when and by whom."""
    if line_answer is None or line_answer.answer != "known":
        return ""
    if not line_answer.secured or said.secured_on is None:
        return "Not secured yet"
    return f"Secured on {in_words(said.secured_on)} by: {said.secured_by}"


def due_words(line: Line, on: date) -> str:
    """By when an answer is due, while one is awaited."""
    if line.answer is not None:
        return f"Answered on {day(line.answer.answered_at)}"
    said = due(line.scoping.due_on, on)
    return said[0].upper() + said[1:]


def next_for(line: Line, escalates: date, on: date) -> str:
    """What whoever asks can do next, in one sentence."""
    if line.answer is not None:
        open_records = line.state == "known" and not line.answer.secured
        return "Ask its contact to secure the records." if open_records else ""
    if not line.agency.people:
        return NOBODY
    return _press(line.scoping, escalates, on) if line.late else ""


def _press(scoping: Any, escalates: date, on: date) -> str:
    if scoping.escalated_at is not None:
        return f"Escalated on {day(scoping.escalated_at)}. Ring the chief officer's office."
    if escalates <= on:
        return "Put it before the agency's chief officer."
    return f"Remind it. From {in_words(escalates)} it can go to its chief officer."


def details(said: Told) -> list[dict[str, str]]:
    """What an answer says, line by line; what was not said is left out."""
    pairs = [
        ("First contact", when(said.first)),
        ("Last contact", when(said.last)),
        ("Services", said.services),
        ("Contact for this review", said.contact),
        ("More", said.note),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def kinds_of(agencies: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Agencies by kind, in the order of the kinds' list, with the kind in words."""
    return [
        (kind, several)
        for kind in KIND_WORDS
        if (several := [one for one in agencies if one.kind == kind])
    ]
