"""How ranks, appointments, interests and a quorum are told on a page."""

from collections.abc import Collection, Sequence
from typing import Any

from portal.gate.policy import SPOKEN, Role
from portal.panel import models, ranks
from portal.panel.models import CAPACITIES, GROUNDS, HELD, NONE, OUTCOMES, PARTED, UNITS
from portal.panel.quorum import Filled
from portal.panel.standing import Seat
from portal.people.models import STANDINGS
from portal.reviews.kinds import Kind
from portal.reviews.words import BOARD_WORDS
from portal.web.dates import day, in_words
from portal.web.draw import counted

SCALES = {"police": "", "police_staff": "police staff", "probation": "probation grade"}


def _options(told: dict[str, str], hints: dict[str, str] | None = None) -> list[dict[str, str]]:
    return [
        {"id": name, "text": said, "hint": (hints or {}).get(name, "")}
        for name, said in told.items()
    ]


HELDS, UNIT_OPTIONS, PARTED_OPTIONS = _options(HELD), _options(UNITS), _options(PARTED)
GROUND_OPTIONS = _options(GROUNDS)
OWN_GROUNDS = _options(
    {
        "managed": "I managed the person whose case it is, or made decisions about that person",
        "line": "I am, or was then, in the line management of the case",
        "agency": "I work for an agency whose part is reviewed, and independence is asked of me",
        "other": "I have another interest in the case or in somebody in it",
    }
)
NO_INTEREST = {"id": NONE, "text": "None of these", "hint": "You are not involved in the case."}
OUTCOME_OPTIONS = _options(
    OUTCOMES,
    {
        "accepted": "What the rules bar stays barred: who managed the person or is in the line "
        "management of the case neither writes the review nor signs it off.",
        "stood_down": "From their next click on the whole review is closed to them, whichever part "
        "of theirs they act in.",
        "refused": "From their next click on they see nothing of the review in this part. Any "
        "other part that they have in it goes on.",
        "mistaken": "It bars nothing any more. That it was said stays on record.",
    },
)
SAID = models.SAID
SAID_OPTIONS = _options(
    SAID,
    {
        "challenge": "The chair or the board's office answers it.",
        "view": "It stands beside the panel's own, and asks for no answer.",
    },
)
MINISTER = "Appointed by the Minister; the board assigns them."
NOT_DECLARED = "Has not declared yet whether they are involved in the case."
DONE = {
    "stated": "The rank is on record from now on, and counts on its days.",
    "unstated": "That rank counts no more. That it was on record stays known.",
    "delegated": "Your colleague can do this until the end of the last day.",
    "taken-back": "Your colleague can do this no more.",
    "appointed": "The appointment is on record. Everybody in the review sees it.",
    "ended": "The appointment has ended. To end the person's part in the review as well, go to "
    "Confirm, end or stand down.",
    "resigned": "Your appointments here have ended. The board's office sees it and ends your part.",
    "declared": "It is on record that you are not involved. Declare anew if that changes.",
    "interest": "Your interest is on record. The board's office decides what follows.",
    "recorded": "The interest is on record. The board's office decides what follows.",
    "decided": "It is decided, and holds from now on.",
    "attendance": "Who was there is on record. You can correct it at any time.",
    "put": "It is on record. The panel reads it.",
    "answered": "The answer is on record beside the challenge.",
}
"""What has just happened, by the code that the address carries."""


def grade_options() -> list[dict[str, str]]:
    """Every rank and grade of the table, those of no fixed level marked so."""
    told = []
    for one in ranks.grades().values():
        more = [SCALES[one.scale], one.status if one.status == "to be verified" else ""]
        said = ", ".join(word for word in more if word)
        told.append({"id": one.code, "text": f"{one.name} ({said})" if said else one.name})
    return told


def floor_options() -> list[dict[str, str]]:
    return [
        {"id": one.name, "text": one.why, "hint": f"Asks for {one.words}."}
        for one in ranks.floors()
    ]


def rank(row: Any) -> str:
    """Such as "Acting inspector, until Friday 4 December 2026"."""
    unit = f", in {_lower(UNITS[row.unit])}" if row.unit != "none" else ""
    until = f", until {in_words(row.ends_on)}" if row.ends_on else ""
    return f"{ranks.words_of(row)}{unit}{until}"


def _lower(said: str) -> str:
    return f"{said[0].lower()}{said[1:]}"


def floor(name: str) -> str:
    """What is delegated, in words; the code where the table has it no more."""
    found = [one.why for one in ranks.floors() if one.name == name]
    return found[-1] if found else name


# Appointments


def office(roles: str, standing: str) -> str:
    return f"{roles} ({_lower(STANDINGS[standing])})" if standing else roles


def sits_for(one: Seat) -> str:
    """As what somebody takes part, such as "Panel member"."""
    told = [SPOKEN[role] for role in sorted(one.roles)]
    return " and ".join([told[0], *map(_lower, told[1:])]) if told else ""


def capacity(row: Any) -> str:
    return CAPACITIES[row.capacity][0]


def capacity_options(roles: Collection[Role], kind: Kind) -> list[dict[str, str]]:
    """As what somebody with these roles can be appointed in a kind of review."""
    return [
        {"id": name, "text": said, "hint": MINISTER if name == "lay_adviser" else ""}
        for name, (said, asked) in CAPACITIES.items()
        if (not asked or asked & set(roles)) and (name != "lay_adviser" or kind.lay_adviser)
    ]  # fmt: skip


def letter(row: Any, kind: Kind, of: str) -> str:
    """Such as "Chair, appointed by the Strategic Management Board (SMB)...", and how it ended."""
    by = {
        "board": f"appointed by the {kind.board}",
        "minister": f"appointed by the Minister, assigned by the {kind.board}",
        "agency": "appointed by their agency",
    }[row.appointed_by]
    whose = f" for {of}" if of else ""
    dates = f"from {in_words(row.starts_on)} until {in_words(row.ends_on)}"
    told = f"{capacity(row)}{whose}, {by} {dates}, by letter of {in_words(row.letter_on)}."
    if row.ended_at is None:
        return told
    return f"{told} Ended on {day(row.ended_at)}: {_lower(PARTED[row.ground])}."


def outside(why: str) -> str:
    return f"From outside the body whose review it is. {why}"


def no_chair(kind: Kind) -> str:
    return f"This review has no chair. For the {kind.board} the {kind.chair} appoints another."


# Interests


def ground(name: str) -> str:
    return GROUNDS.get(name, "None")


def interest(row: Any, *, tells: bool) -> str:
    """What the page says of a declaration; which interest it is, only where that is told."""
    if row.ground == NONE:
        return f"Declared on {day(row.said_at)}: not involved in the case."
    what = f": {_lower(GROUNDS[row.ground])}" if tells else ""
    return f"An interest is on record since {day(row.said_at)}{what}. {outcome(row)}"


def outcome(row: Any) -> str:
    if row.outcome is None:
        return "The board's office has not decided yet."
    return f"Decided on {day(row.decided_at)}: {_lower(OUTCOMES[row.outcome])}."


def own_interest(row: Any) -> str:
    """What one has on record oneself."""
    return interest(row, tells=True)


def not_independent(body: str) -> str:
    return (
        f"Works for {body}, which takes part in this review, where independence is asked for. "
        "The board's office records it and decides."
    )


def signed_before(number: int) -> str:
    return (
        f"They had signed off {counted(number, 'version')} of a section before this was on record. "
        "Ask the agency to have those looked at by somebody outside the case."
    )


# The quorum


def quorum(filled: Sequence[Filled]) -> list[dict[str, str]]:
    return [
        {
            "words": one.need.words,
            "state": "Missing" if one.missing else "There",
            "colour": "govuk-tag--orange" if one.missing else "govuk-tag--green",
            "source": f"{one.need.source} ({one.need.status})",
        }
        for one in filled
    ]


def quorate(filled: Sequence[Filled], what: str) -> str:
    """Such as "The panel is not quorate", and who is missing."""
    was = "was" if what != "The panel" else "is"
    if not filled:
        return f"The table sets no quorum for {_lower(what)}."
    missing = [_lower(one.need.words) for one in filled if one.missing]
    if not missing:
        return f"{what} {was} quorate."
    return f"{what} {was} not quorate. Missing: {', '.join(missing)}."


def others(parts: Sequence[Any]) -> str:
    """That somebody has other parts in the review, which an end of this one leaves."""
    if not parts:
        return ""
    whom = ", ".join(row.name or BOARD_WORDS.lower() for row in parts)
    return (
        f"They also take part for: {whom}. If only this part ends, that goes on as it is. To close "
        "the whole review to them, stand them down."
    )
