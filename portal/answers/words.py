"""How answers, internal reviews and complaints are told on a page."""

from typing import Any

from portal.answers.answered import ANSWER_STAGES
from portal.answers.models import (
    CHANNELS,
    FINDINGS,
    ICO_ENTRIES,
    ICO_STANDS,
    OUTCOMES,
    REVIEW_STAGES,
)
from portal.web.dates import due, in_words

Fact = dict[str, str]
DONE = {
    "begun": "The texts have written themselves. Read them, and change what you would say better.",
    "written": "Your words are kept. Whoever signs must be somebody else.",
    "anew": "The texts are written again from what is decided now.",
    "forward": "It waits for a second person's signature, on the home page of everybody who may.",
    "back": "It is being written again. A signature that it had has fallen away.",
    "dropped": "It is given up, and stays on record. You can begin another answer.",
    "signed": "It is signed. Whoever sends it records the day and the way.",
    "sent": "It is recorded as sent, and the request is answered. Offer it to the disclosure log.",
    "review": "The internal review is registered. It waits for somebody who had no part.",
    "taken": "It is yours. Decide passage by passage; each can be decided anew until the end.",
    "found": "The decision is recorded.",
    "decided": "It is decided. Whoever tells the applicant records the day and the way.",
    "told": "It is recorded that the applicant was told.",
    "complaint": "The complaint is registered. Enter what the Commissioner asks, and by when.",
    "entered": "It is entered. What is to be done waits on the home page with its day.",
    "done": "It is recorded as done.",
    "closed": "The complaint is closed.",
    "logged": "It is in the disclosure log.",
    "again": "Another redacted copy is begun with the decisions of the first. Go through it.",
}
"""What has just happened, by the code that the address carries."""


def late(days: int | None) -> str:
    """Such as "3 working days late"."""
    if not days:
        return "In time"
    return f"{days} working day{'' if days == 1 else 's'} late"


def answer(row: Any) -> list[Fact]:
    """What is plain of an answer."""
    told = [
        {"key": "Answer", "value": OUTCOMES[row.outcome]},
        {"key": "State", "value": ANSWER_STAGES[row.stage]},
    ]
    if row.sent_on:
        said = f"{in_words(row.sent_on)}, {CHANNELS[row.channel].lower()}"
        told.append({"key": "Sent", "value": said})
        if not row.after_review:
            told.append({"key": "The time for it", "value": late(row.days_late)})
    return told


def review(row: Any, on: Any) -> str:
    """Such as "Being decided. To be done in 3 working days, Monday 30 November"."""
    if row.told_on:
        return f"{REVIEW_STAGES[row.stage]} on {in_words(row.told_on)}"
    return f"{REVIEW_STAGES[row.stage]}. To be done {due(row.due_on, on)}"


def found(row: Any) -> str:
    said = FINDINGS[row.finding]
    return f"{said} ({', '.join(row.codes.split())})" if row.codes else said


def entry(row: Any, on: Any) -> str:
    """What of a complaint in one line."""
    said = f"{ICO_ENTRIES[row.what]}, {in_words(row.happened_on)}"
    if row.code:
        said += f". {row.code}: {ICO_STANDS[row.stand].lower()}"
    if row.done_on:
        return f"{said}. Done on {in_words(row.done_on)}"
    return f"{said}. To be done {due(row.due_on, on)}" if row.due_on else said


def place(row: Any) -> str:
    """A row of the schedule as a passage is called on a page; None is the decision as a whole."""
    if row is None:
        return "The decision as a whole"
    codes = ", ".join(code for code, _, _ in row.exemptions)
    if row.box[0]:
        return f"Row {row.number}: {row.box[0].lower()}, {row.box[1].lower()}, {codes}"
    at = f"paragraph {row.paragraph}" if row.paragraph else "title"
    return f"Row {row.number}: section {row.document}, {at}, {codes}"
