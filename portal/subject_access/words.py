"""How subject access requests, their clocks and answers are told on a page."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.answers.answered import ANSWER_STAGES
from portal.requests.clock import Turn
from portal.subject_access.clock import row
from portal.subject_access.deciders import MADE_TO, words_of
from portal.subject_access.models import (
    AUTHORITIES,
    CHANNELS,
    COMPLAINT_ENTRIES,
    CONSENTS,
    GROUNDS,
    OUTCOMES,
    SEEN,
    STAGES,
    STANDINGS,
    STEPS,
    WEIGHED,
    Stage,
)
from portal.web.dates import due, in_words
from portal.web.draw import counted

Fact = dict[str, str]
DONE = {
    "registered": "The request is registered. Check next who asks: nothing is sent before that.",
    "identity_asked": "The letter is recorded. Print it and send it. The time begins when the "
    "applicant has shown it.",
    "identity_shown": "It is recorded who you have seen, and on which day.",
    "authority_shown": "It is recorded by what authority the applicant asks.",
    "found": "It is recorded whose information it is.",
    "clarification": "The letter is recorded. Print it and send it; the portal sends nothing.",
    "clarified": "It is recorded. The days from your question to that day do not count.",
    "extended": "The notice is recorded. Print it and send it. The new last day holds from now on.",
    "searched": "It is recorded where you searched.",
    "law_said": "It is recorded. Passages of that organisation need a limb of that law.",
    "copy": "The copy is for this applicant, and for nobody else.",
    "unfounded": "The decision is recorded. It stands until it is set aside.",
    "set_aside": "The decision is set aside. It stays on record.",
    "other_road": "The two requests know of each other, by their references alone.",
    "withdrawn": "It is recorded that the applicant has withdrawn the request.",
    "weighed": "It is recorded. A later decision on the same person takes its place.",
    "complaint": "The complaint is registered. Enter here what happens with it.",
    "acknowledged": "The letter is recorded. Print it and send it; the portal sends nothing.",
    "entered": "It is entered. What is to be done waits on the home page with its day.",
    "entry_done": "It is recorded as done.",
    "corrected": "The correction is recorded beside what was wrong. Enter what is right.",
    "closed": "The complaint is closed. It stays on record.",
    "begun": "The letter has written itself. Read it, and change what you would say better.",
    "written": "Your words are kept. Whoever signs must be somebody else.",
    "anew": "The letter is written again from what is decided now.",
    "forward": "It waits for a second person's signature, on the home page of everybody who may.",
    "back": "It is being written again. A signature that it had has fallen away.",
    "dropped": "It is given up, and stays on record. You can begin another answer.",
    "signed": "It is signed. Whoever sends it records the day and the way.",
    "sent": "It is recorded as sent, and the request is answered.",
}
"""What has just happened, by the code that the address carries."""
HEADS = ["What happened", "On which day", "Last day from then on", "Rule"]


def stands(one: Any, last: date | None, on: date) -> str:
    """Such as "Being worked on. To be answered in 3 days, Monday 30 November"."""
    said = STAGES[Stage(one.stage)]
    if one.stage != Stage.OPEN:
        return said
    if last is None:
        return f"{said}. The clock stands: the applicant is asked something"
    return f"{said}. To be answered {due(last, on)}"


def turn(one: Turn) -> list[str]:
    """A row of the table of its time: what, which day, the last day, and on whose word."""
    rule = row(one.rule, one.on)
    last = in_words(one.due) if one.due else "The clock stands"
    what = "Received" if one.what == "received" else STEPS[one.what]
    source = f"{rule.why}: {rule.source} ({rule.status})" if rule else ""
    return [what, in_words(one.on), last, source]


def step(one: Any, named: Mapping[str, str]) -> str:
    """A step of the history in one line; `named` is of organisations, laws, copies and requests."""
    said = f"{STEPS[one.what]}, {in_words(one.happened_on)}"
    coded = {"identity_shown": SEEN, "authority_shown": AUTHORITIES, "extended": GROUNDS}
    more = [named[x] for x in (one.agency_id, one.foi_id, one.rendition_id) if x in named]
    if one.code:
        more.append(coded.get(one.what, named).get(one.code, one.code))
    return f"{said}. {'. '.join(more)}" if more else said


def other(one: Any, named: Mapping[str, str]) -> str:
    """Such as "Bo Larch (child): it is not reasonable to give it"."""
    who = named.get(one.person_id or "", "Somebody whom the register of people does not have")
    return f"{who}. {WEIGHED[one.weighed]}"


def other_more(one: Any) -> str:
    return f"{STANDINGS[one.standing]}. {CONSENTS[one.consent]}"


def late(days: int | None) -> str:
    return f"{counted(days, 'day')} late" if days else "In time"


def answer(one: Any) -> list[Fact]:
    """What is plain of an answer."""
    told = [
        {"key": "Answer", "value": OUTCOMES[one.outcome]},
        {"key": "State of the answer", "value": ANSWER_STAGES[one.stage]},
    ]
    if one.sent_on:
        said = f"{in_words(one.sent_on)}, {CHANNELS[one.channel].lower()}"
        told.append({"key": "Sent", "value": said})
        told.append({"key": "The time for it", "value": late(one.days_late)})
    return told


OWED = {
    "acknowledged": "The applicant is to be told that it has come",
    "outcome": "The applicant is to be told what comes of it, without undue delay",
}


def complaint(one: Any) -> str:
    """Such as "Complaint to a court, heard of on Monday 2 November 2026"."""
    to = MADE_TO[one.made_to]
    return f"Complaint to {to[0].lower()}{to[1:]}, heard of on {in_words(one.heard_on)}"


def complaint_stands(one: Any, owed: str, on: date) -> str:
    """Such as "Open. The applicant is to be told that it has come in 3 days, ..."."""
    if one.closed_on:
        return f"Closed on {in_words(one.closed_on)}"
    by = one.acknowledge_by if owed == "acknowledged" else None
    said = f". {OWED[owed]}" if owed else ""
    return f"Open{said} {due(by, on)}" if by else f"Open{said}"


def complaint_entry(one: Any, made_to: str, on: date) -> str:
    """An entry in one line, with what was found and what is still to be done."""
    said = f"{COMPLAINT_ENTRIES[one.what]}, {in_words(one.happened_on)}"
    if one.code:
        said += f". {words_of(made_to, one.code)}"
    if one.done_on:
        return f"{said}. Done on {in_words(one.done_on)}"
    return f"{said}. To be done {due(one.due_on, on)}" if one.due_on else said


def correction(one: Any, rows: Iterable[Any], *, counted: bool) -> list[str]:
    """What stands beside an entry that was wrong, and beside what corrects it."""
    if one.corrects_id:
        old = next(row for row in rows if row.id == one.corrects_id)
        what = COMPLAINT_ENTRIES[old.what]
        return [f"It corrects: {what[0].lower()}{what[1:]}, {in_words(old.happened_on)}"]
    return [] if counted else ["This was wrong and counts no more: see the correction below"]
