"""What may be asked of subject access, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.answers.acts import MOST
from portal.answers.forms import sent_by
from portal.proceedings.forms import SHORT, Reader
from portal.subject_access.deciders import MADE_TO
from portal.subject_access.models import (
    ASKS_AS,
    CAME,
    CHANNELS,
    COMPLAINT_ENTRIES,
    CONSENTS,
    OUTCOMES,
    ROADS,
    STANDINGS,
    WEIGHED,
)

NOBODY = "unnamed"
"""In place of somebody of the register of people."""


@dataclass(frozen=True, slots=True)
class Asked:
    on: date
    came: str
    road: str
    asks_as: str
    applicant: str
    address: str
    subject: str
    words: str
    recent: bool
    foi: str


def new(fields: Mapping[str, str]) -> Asked:
    """Raises Wrong with every field that is missing."""
    read = Reader(fields)
    road = read.one("road", ROADS, "Choose under which law.")
    asks_as = read.one("asks_as", ASKS_AS, "Choose as whom the applicant asks.")
    came = read.one("came", CAME, "Choose how it came.")
    on = read.day("on")
    applicant = read.words("applicant", "Enter who asks.", SHORT)
    address = read.words("address", "Enter how the applicant is reached.", 1000)
    missing = "" if asks_as == "self" else "Enter whose information it is."
    subject = read.words("subject", missing, SHORT)
    words = read.words("words", "Enter what is asked for, in the applicant's words.")
    read.done()
    recent = fields.get("recent", "") == "yes"
    foi = fields.get("foi", "")
    return Asked(on, came, road, asks_as, applicant, address, subject, words, recent, foi)


@dataclass(frozen=True, slots=True)
class Other:
    person: str
    standing: str
    consent: str
    weighed: str
    words: str


def other(fields: Mapping[str, str]) -> Other:
    """Somebody else in the copy. Raises Wrong."""
    read = Reader(fields)
    standing = read.one("standing", STANDINGS, "Choose what the other person is.")
    consent = read.one("consent", CONSENTS, "Choose what the other person says.")
    weighed = read.one("weighed", WEIGHED, "Choose what follows.")
    words = read.words("words", "Say why.")
    read.done()
    person = fields.get("person", "")
    return Other("" if person == NOBODY else person, standing, consent, weighed, words)


@dataclass(frozen=True, slots=True)
class Begun:
    outcome: str
    copy: str
    silence: str


def begun(fields: Mapping[str, str]) -> Begun:
    """Raises Wrong."""
    read = Reader(fields)
    outcome = read.one("outcome", OUTCOMES, "Choose what you answer.")
    silence = read.words("silence")
    read.done()
    return Begun(outcome, fields.get("copy", ""), silence)


sent = sent_by(CHANNELS)


def letter(fields: Mapping[str, str]) -> str:
    """Raises Wrong."""
    read = Reader(fields)
    told = read.words("letter", "Write the letter.", MOST)
    read.done()
    return told


@dataclass(frozen=True, slots=True)
class Complained:
    made_to: str
    on: date
    reference: str
    words: str


def complaint(fields: Mapping[str, str]) -> Complained:
    """Raises Wrong."""
    read = Reader(fields)
    told = Complained(
        read.one("made_to", MADE_TO, "Choose to whom the applicant complains."),
        read.day("on"),
        read.words("reference", most=SHORT),
        read.words("words", "Say what the complaint is about."),
    )
    read.done()
    return told


@dataclass(frozen=True, slots=True)
class Entered:
    what: str
    on: date
    until: date | None
    found: str
    words: str


def complaint_entry(fields: Mapping[str, str]) -> Entered:
    """Raises Wrong."""
    read = Reader(fields)
    told = Entered(
        read.one("what", COMPLAINT_ENTRIES, "Choose what happened."),
        read.day("on"),
        read.maybe_day("until"),
        fields.get("found", ""),
        read.words("words", "Say it in a few words."),
    )
    read.done()
    return told
