"""Letters that write themselves: two questions, more time, and the answer. Pure. An officer edits
the answer before anybody signs.

None names a review or anybody in it, and none holds a word that was taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.answers.notices import Reason, small
from portal.redaction.access_laws import Law, said
from portal.subject_access.models import GROUNDS
from portal.web.dates import in_words

NEEDED = {
    "self": "",
    "authorised": " Send us the person's written authority for you too.",
    "parent": " Show us too that you have parental responsibility for the child.",
    "deputy": " Show us too the order or the power of attorney under which you act.",
    "estate": " Send us a copy of the grant of probate or the letters of administration too.",
    "claim": " Tell us too which claim may arise from the death.",
    "family": "",
}
"""What else is asked for, by as whom somebody asks."""
NOT_ENTITLED = {
    "self": "You have not shown us that you are the person whose information you ask for, so we "
    "give you nothing, and cannot say whether we hold anything.",
    "family": "Somebody who has died has no right of access under data protection law. Under the "
    "Access to Health Records Act 1990 only the personal representative, and whoever may have a "
    "claim arising from the death, can have the health record (section 3(1)(f)). You have told us "
    "of neither. You can make a request under the Freedom of Information Act 2000, which is "
    "answered as if to everybody.",
}
NOT_SHOWN = (
    "You have not shown us that you may ask for this person, so we give you nothing, and cannot "
    "say whether we hold anything."
)
WHAT = {
    "whole": "With this letter we give you what we found.",
    "part": "With this letter we give you a part of what we found. Labels with a letter and a "
    "number in square brackets stand where something was taken out; the schedule lists each.",
    "refused": "We found something, and do not give it to you.",
    "not_held": "We have searched with reasonable and proportionate effort, and hold nothing of "
    "what you ask for.",
    "unfounded": "We do not act on your request, because it is manifestly unfounded or excessive.",
}
SILENT = {
    "whole": "With this letter we give you the information to which you are entitled.",
    "neither": "We have dealt with your request. There is no information to which you are "
    "entitled. This must not be read as saying that we hold anything about you, or that we hold "
    "nothing.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letters need to know of a request; nothing of who asked."""

    reference: str
    received_on: date
    on: date
    """The day on which they are written."""
    asks_as: str
    outcome: str = ""
    silent: bool = False
    why: str = ""
    """Of a request that is refused as a whole."""


def _first(facts: Facts, law: Law) -> list[str]:
    return [
        f"Your request {facts.reference}",
        (
            f"Your request reached us on {in_words(facts.received_on)}. We deal with it under "
            f"{law.title}."
        ),
    ]


def identity(facts: Facts, law: Law, more: str) -> str:
    """Who asks, and by what right: the time begins when that is shown."""
    return "\n\n".join(
        [
            *_first(facts, law),
            "Before we can give anything to anybody we must know who asks. Please show us a "
            "document with your name and picture, and one with your address."
            + NEEDED[facts.asks_as],
            "The time for our answer begins on the day on which we have this.",
            *([more] if more else []),
        ]
    )


def clarification(facts: Facts, law: Law, question: str) -> str:
    """What the applicant means, where much is held."""
    stands = " The days until you answer do not count for the time that we have." if (
        law.clarified
    ) else ""  # fmt: skip
    return "\n\n".join(
        [
            *_first(facts, law),
            "To find what you ask for we need to know more:",
            question,
            f"You may also say that you want all of it.{stands}",
        ]
    )


def extension(facts: Facts, law: Law, ground: str, until: date, why: str) -> str:
    """Two further months, with the reason."""
    return "\n\n".join(
        [
            *_first(facts, law),
            (
                f"We need more time. {GROUNDS[ground]}. You have our answer by {in_words(until)} "
                "at the latest, and sooner if we can."
            ),
            why,
            *rights([law], facts.on),
        ]
    )


def acknowledgement(facts: Facts, law: Law, heard_on: date, more: str) -> str:
    """That a complaint has come, what is done with it, and to whom else the applicant can turn."""
    other = said(law.code, "right", facts.on, but="controller")
    return "\n\n".join(
        [
            f"Your complaint about request {facts.reference}",
            (
                f"We have your complaint of {in_words(heard_on)}. We look into it without undue "
                "delay, tell you how far we have come where it takes time, and tell you what comes "
                "of it."
            ),
            *([more] if more else []),
            "Your other rights:",
            *other,
        ]
    )


def answer(facts: Facts, laws: Sequence[Law], reasons: Sequence[Reason]) -> str:
    """The answer: what is given, what is told of its use, what is withheld by which limb, and the
    applicant's rights under each of the laws.
    """
    told = [*_first(facts, laws[0]), _what(facts)]
    if facts.why:
        told.append(facts.why)
    if len(laws) > 1:
        also = " and ".join(law.title for law in laws[1:])
        told.append(f"Some of what you ask for falls under {also}.")
    if reasons and not facts.silent:
        told += _withheld(reasons)
    if facts.outcome in {"whole", "part"}:
        told += _information(laws, facts.on)
    return "\n\n".join([*told, *rights(laws, facts.on)])


def _what(facts: Facts) -> str:
    if facts.silent:
        return SILENT[facts.outcome]
    if facts.outcome == "not_entitled":
        return NOT_ENTITLED.get(facts.asks_as, NOT_SHOWN)
    return WHAT[facts.outcome]


def _withheld(reasons: Sequence[Reason]) -> list[str]:
    """Each limb once. What was recorded of the harm is the organisation's own, and is not told."""
    told = ["What we do not give you, and why:"]
    for one in reasons:
        places = ", ".join(map(str, one.places))
        where = f" (schedule: {places})" if places else ""
        told.append(f"{one.code}, {small(one.title)}: {small(one.words)}{where}.")
    return told


def _information(laws: Sequence[Law], on: date) -> list[str]:
    return list(dict.fromkeys(words for law in laws for words in said(law.code, "information", on)))


def rights(laws: Sequence[Law], on: date) -> list[str]:
    """In every answer and every refusal."""
    told = dict.fromkeys(words for law in laws for words in said(law.code, "right", on))
    return ["Your rights:", *told]
