"""How referrals to the NPCC Central Referral Unit (CRU) are told on a page."""

from typing import Any

from portal.cru.log import topic_of
from portal.cru.models import CHANNELS, ENTRIES, SIDES, STANDS
from portal.web.dates import day, in_words

DONE = {
    "referred": "The referral is made. Print it, send it, and record when you sent it.",
    "sent": "It is recorded that the referral was sent.",
    "received": "The receipt is recorded.",
    "chased": "It is recorded that you asked again. The time for the answer runs on.",
    "advice": "The advice is recorded. Say next what it advised of each exemption.",
    "position": "It is recorded.",
    "without": "It is recorded. The request goes on without it, with your reasons.",
    "corrected": "The correction is recorded. What it corrects stays beside it.",
    "asked": "It waits for a second person: another disclosure officer, or your senior office.",
    "settled": "Your answer is recorded.",
    "consulted": "The force is told, without the applicant. The time for the answer runs on.",
    "answered": "The answer is recorded, and the other authority reads it.",
}
"""What has just happened, by the code that the address carries."""


def called(row: Any) -> str:
    """Such as "Referral 2, made on 3 November 2026"."""
    return f"Referral {row.number}, made on {day(row.made_at)}"


def why(row: Any) -> str:
    topic = topic_of(row.topic)
    must = "mandatory" if topic.mandatory else "not mandatory"
    return f"{topic.topic}: {must} ({topic.source}, {topic.status})"


def stands(there: dict[str, Any]) -> str:
    """How far a referral has come; `there` is what stands of it, by what it is."""
    if "sent" not in there:
        return "Not sent yet"
    said = [f"Sent on {in_words(there['sent'].happened_on)}"]
    said += [
        f"{ENTRIES[what].lower()} on {in_words(there[what].happened_on)}"
        for what in ("received", "advice", "without")
        if what in there
    ]
    if not there.keys() & {"advice", "without"}:
        said.append("no advice yet")
    return "; ".join(said)


def entry(row: Any) -> str:
    """Such as "Sent on Tuesday 3 November 2026: secure email"."""
    said = f"{ENTRIES[row.what]} on {in_words(row.happened_on)}"
    said += f": {CHANNELS[row.channel].lower()}" if row.channel else ""
    return f"Struck out: {said}" if row.struck else said


def position(row: Any) -> str:
    said = f"{SIDES[row.side]}: section {row.section}. {STANDS[row.stand]}"
    return f"Struck out: {said}" if row.struck else said


def corrected(row: Any, gone: set[str]) -> str:
    """How a row stands to the others beside it."""
    told = ["It corrects an earlier one"] if row.corrects_id else []
    told += ["Corrected since"] if row.id in gone else []
    return ". ".join(told)
