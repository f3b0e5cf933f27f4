"""What may be asked of answers, and each refusal as a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.answers.acts import MOST
from portal.answers.models import CHANNELS, FINDINGS, ICO_ENTRIES, OUTCOMES
from portal.proceedings.forms import SHORT, Reader

NOTICE = "notice"
YES_NO = {"no": "No", "yes": "Yes"}


@dataclass(frozen=True, slots=True)
class Begun:
    outcome: str
    copy: str
    holder: str
    advice: str


def begun(fields: Mapping[str, str]) -> Begun:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    outcome = read.one("outcome", OUTCOMES, "Choose what you answer.")
    advice = read.words("advice")
    read.done()
    return Begun(outcome, fields.get("copy", ""), fields.get("holder", ""), advice)


def texts(fields: Mapping[str, str]) -> dict[str, str]:
    """The letter, and the notice where there is one. Raises Wrong."""
    read = Reader(fields)
    told = {"letter": read.words("letter", "Write the letter.", MOST),
            NOTICE: read.words(NOTICE, most=MOST)}  # fmt: skip
    read.done()
    return told


def outcome_notice(fields: Mapping[str, str]) -> str:
    read = Reader(fields)
    told = read.words(NOTICE, "Write the notice.", MOST)
    read.done()
    return told


@dataclass(frozen=True, slots=True)
class Sent:
    on: date
    channel: str
    why_late: str


def sent_by(channels: Mapping[str, str]) -> Callable[[Mapping[str, str]], Sent]:
    """The form of the day and the way, by the ways that a law knows."""

    def read_all(fields: Mapping[str, str]) -> Sent:
        """Raises Wrong."""
        read = Reader(fields)
        on, channel = read.day("on"), read.one("channel", channels, "Choose how it was sent.")
        why = read.words("why_late")
        read.done()
        return Sent(on, channel, why)

    return read_all


sent = sent_by(CHANNELS)


@dataclass(frozen=True, slots=True)
class Asked:
    on: date
    words: str
    why_late: str
    complex_case: bool


def review(fields: Mapping[str, str]) -> Asked:
    """An internal review that is asked for. Raises Wrong."""
    read = Reader(fields)
    on = read.day("on")
    words = read.words("words", "Enter what the applicant says.")
    complex_case = read.one("complex", YES_NO, "Say whether the case is complex.") == "yes"
    why = read.words("why_late")
    read.done()
    return Asked(on, words, why, complex_case)


@dataclass(frozen=True, slots=True)
class Found:
    passage: str
    finding: str
    codes: tuple[str, ...]
    why: str


def finding(fields: Mapping[str, str]) -> Found:
    """Raises Wrong."""
    read = Reader(fields)
    chosen = read.one("finding", FINDINGS, "Choose what you decide.")
    why = read.words("words", "Say why.")
    read.done()
    code = fields.get("exemption", "")
    return Found(fields.get("passage", ""), chosen, (code,) if code else (), why)


@dataclass(frozen=True, slots=True)
class Complained:
    on: date
    reference: str
    words: str


def complaint(fields: Mapping[str, str]) -> Complained:
    """Raises Wrong."""
    read = Reader(fields)
    on = read.day("on")
    reference = read.words("reference", "Enter the reference that the Commissioner gave.", SHORT)
    words = read.words("words", "Say what the complaint is about.")
    read.done()
    return Complained(on, reference, words)


@dataclass(frozen=True, slots=True)
class Entered:
    what: str
    on: date
    until: date | None
    exemption: str
    stand: str
    words: str


def entry(fields: Mapping[str, str]) -> Entered:
    """Raises Wrong."""
    read = Reader(fields)
    what = read.one("what", ICO_ENTRIES, "Choose what happened.")
    on, until = read.day("on"), read.maybe_day("until")
    words = read.words("words", "Say it in a few words.")
    read.done()
    return Entered(what, on, until, fields.get("exemption", ""), fields.get("stand", ""), words)
