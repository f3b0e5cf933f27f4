"""The texts of an answer, which write themselves: covering letter, refusal notice, and the outcome
of an internal review. Pure. An officer edits them before anybody signs.

None of them names a review or anybody in it, and none holds a word that was taken out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.answers import given
from portal.answers.models import FINDINGS
from portal.web.dates import in_words

ACT = "the Freedom of Information Act 2000"


@dataclass(frozen=True, slots=True)
class Reason:
    """One exemption that is relied on, with what was recorded of it passage by passage."""

    code: str
    title: str
    words: str
    qualified: bool
    harms: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    """Numbers of the schedule's rows."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letters need to know of a request; nothing of who asked."""

    reference: str
    received_on: date
    on: date
    """The day on which they are written."""
    outcome: str
    holder: str = ""
    advice: str = ""
    """What was offered by way of advice and assistance (section 16)."""


WHAT = {
    "whole": "We hold what you asked for, and give you all of it with this letter.",
    "part": "We hold what you asked for, and give you a part of it with this letter. Labels such "
    "as [s.40(2)] stand where something was taken out. The refusal notice says why, and the "
    "schedule lists each place.",
    "refused": "We do not give you what you asked for. The refusal notice says why.",
    "neither": "We neither confirm nor deny that we hold what you asked for. The refusal notice "
    "says why. It must not be read as saying that anything is held, or that nothing is.",
    "not_held": "We have searched for what you asked for, and do not hold it.",
    "redirected": "We do not hold what you asked for.",
}


def letter(facts: Facts) -> str:
    """The covering letter."""
    told = [
        f"Your request {facts.reference}",
        (
            f"Your request reached us on {in_words(facts.received_on)}. We have dealt with it "
            f"under {ACT}."
        ),
        WHAT[facts.outcome],
    ]
    if facts.outcome == "redirected" and facts.holder:
        told.append(f"We think that it is held by {facts.holder}. You can ask there yourself.")
    if facts.outcome in {"whole", "part"}:
        told.append(f"{given.said('world_at_large', facts.on)}.")
    if facts.advice:
        told.append(facts.advice)
    return "\n\n".join([*told, *rights(facts.on)])


def rights(on: date) -> list[str]:
    """Internal review, and complaint to the Commissioner: in every answer (section 17(7))."""
    asks, has = given.to_ask_review(on), given.to_review(on, complex_case=False)
    ico, where = given.said("ico_name", on), given.said("ico_address", on)
    review = (
        "If you are not content with this answer you can ask us for an internal review within "
        f"{asks.words} of it ({given.said('right_review', on)}). Somebody who had no part in the "
        f"answer does it, and you hear from us within {has.words}."
    )
    complaint = (
        f"After that you can complain to {ico} under {given.said('right_complaint', on)} of the "
        f"Act: {given.said('ico_site', on)}, or {where}. Do so within "
        f"{given.to_complain(on).words} of the outcome of the internal review."
    )
    return [review, complaint]


def notice(facts: Facts, reasons: Sequence[Reason]) -> str:
    """The refusal notice: every exemption, why it applies, and the public interest."""
    rule = given.said("notice_rule", facts.on)
    told = [f"Refusal notice under {rule} of {ACT}: request {facts.reference}"]
    if facts.outcome == "neither":
        told.append("The duty to say whether information is held does not apply here.")
    for one in reasons:
        told += _reason(one)
    return "\n\n".join([*told, *rights(facts.on)])


def _reason(one: Reason) -> list[str]:
    kind = "a qualified exemption" if one.qualified else "an absolute exemption"
    where = f" It is relied on in {_listed(one.places)} of the schedule." if one.places else ""
    told = [f"{one.code}, {small(one.title)}: {kind}. {one.words}.{where}"]
    told += _said("Why it applies", one.harms)
    if one.qualified:
        told += _said("The public interest", one.interests)
    return told


def _said(label: str, texts: Iterable[str]) -> list[str]:
    words = list(dict.fromkeys(text for text in texts if text))
    return [f"{label}: {' '.join(words)}"] if words else []


def _listed(places: Sequence[int]) -> str:
    if len(places) == 1:
        return f"row {places[0]}"
    return f"rows {', '.join(map(str, places[:-1]))} and {places[-1]}"


def small(text: str) -> str:
    """As it stands within a sentence."""
    return text[:1].lower() + text[1:]


# The internal review


@dataclass(frozen=True, slots=True)
class Found:
    """What it decided of one place: a row of the schedule, or 0 for the decision as a whole."""

    place: int
    finding: str
    codes: str
    why: str


def outcome(reference: str, on: date, asked_on: date, found: Sequence[Found]) -> str:
    """The notice of what an internal review decided."""
    counted = {one: sum(f.finding == one for f in found) for one in FINDINGS}
    told = [
        f"Internal review of our answer to your request {reference}",
        (
            f"You asked for it on {in_words(asked_on)}. It was done by somebody who had no part "
            "in the answer, passage by passage."
        ),
    ]
    if counted["withdrawn"]:
        told.append("We give you more than before. It comes with a letter of its own.")
    elif counted["varied"]:
        told.append("What was taken out stays taken out, in part for another reason.")
    else:
        told.append("Our answer stays as it was.")
    told += [_found(one) for one in sorted(found, key=lambda f: f.place)]
    ico, where = given.said("ico_name", on), given.said("ico_address", on)
    told.append(
        f"If you are not content you can complain to {ico} under "
        f"{given.said('right_complaint', on)} of the Act, within {given.to_complain(on).words}: "
        f"{given.said('ico_site', on)}, or {where}."
    )
    return "\n\n".join(told)


def _found(one: Found) -> str:
    where = f"Row {one.place} of the schedule" if one.place else "The decision as a whole"
    said = small(FINDINGS[one.finding].partition(":")[0])
    named = f", now under {', '.join(one.codes.split())}" if one.codes else ""
    return f"{where}: {said}{named}. {one.why}"
