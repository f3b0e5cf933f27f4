"""What may be asked of a rendition, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.proceedings.forms import SHORT, Reader
from portal.redaction.exemptions import Grounds
from portal.redaction.models import (
    ANSWERS,
    AUDIENCES,
    DECISIONS,
    OUTCOMES,
    QUALIFIED_PERSONS,
    REGIMES,
)
from portal.web.page import Wrong, text

WHAT = {
    "words": "Some words of one paragraph",
    "paragraph": "A whole paragraph",
    "section": "The whole section, with its title",
}
LONG = 20_000
"""Characters of a paragraph that somebody marks."""


@dataclass(frozen=True, slots=True)
class Begun:
    audience: str
    regime: str
    title: str
    purpose: str
    versions: list[str]


def chosen(fields: Mapping[str, str], name: str) -> list[str]:
    """The ids of what is ticked, in the order of the page."""
    named = [key.removeprefix(f"{name}_") for key in fields if key.startswith(f"{name}_")]
    return [one for one in named if fields[f"{name}_{one}"] == one]


def begun(fields: Mapping[str, str]) -> Begun:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    audience = read.one("audience", AUDIENCES, "Choose for whom it is.")
    regime = read.one("regime", REGIMES, "Choose by which rules something is taken out.")
    title = read.words("title", "Give it a name by which your colleagues know it.", SHORT)
    purpose = read.words("purpose", "Say what it is for.")
    versions = chosen(fields, "sections")
    if not versions:
        read.wrong += Wrong.one("sections", "Choose at least one section.").errors
    read.done()
    return Begun(audience, regime, title, purpose, versions)


def sections(fields: Mapping[str, str]) -> list[str]:
    versions = chosen(fields, "sections")
    if not versions:
        raise Wrong.one("sections", "Choose at least one section.")
    return versions


@dataclass(frozen=True, slots=True)
class Decided:
    what: str
    paragraph: int
    words: str
    occurrence: int
    starts: int
    """What a script measured in the page, or -1."""
    decision: str
    grounds: Grounds
    person: str
    groups: list[str]
    instead: str = ""


def _number(fields: Mapping[str, str], name: str) -> int:
    said = fields.get(name, "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else -1


def grounds(read: Reader) -> Grounds:
    fields = read.fields
    codes = [*chosen(fields, "codes"), *chosen(fields, "more")]
    return Grounds(
        codes=tuple(dict.fromkeys(codes)),
        harm=read.words("harm"),
        interest=read.words("interest"),
        note=read.words("note"),
        holder=fields.get("holder", ""),
        opinion=fields.get("opinion", ""),
    )


def decided(fields: Mapping[str, str]) -> Decided:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    what = read.one("what", WHAT, "Choose what you decide on.")
    paragraph = _number(fields, "paragraph")
    words = ""
    if what != "section" and paragraph < 0:
        read.wrong += Wrong.one("paragraph", "Choose the paragraph.").errors
    if what == "words":
        words = read.words("words", "Copy or type the words exactly as they stand.", LONG)
    decision = read.one("decision", DECISIONS, "Choose what is to become of these words.")
    told = Decided(
        what, paragraph, words, _number(fields, "occurrence"), _number(fields, "starts"),
        decision, grounds(read), fields.get("person", ""), [], read.words("instead"),
    )  # fmt: skip
    read.done()
    return told


def groups(fields: Mapping[str, str]) -> Decided:
    """One decision for several groups of suggestions. Raises Wrong."""
    read = Reader(fields)
    ticked = chosen(fields, "groups")
    if not ticked:
        read.wrong += Wrong.one("groups", "Choose at least one group.").errors
    decision = read.one("decision", DECISIONS, "Choose what is to become of these words.")
    told = Decided("groups", -1, "", -1, -1, decision, grounds(read), "", ticked)
    read.done()
    return told


@dataclass(frozen=True, slots=True)
class Opined:
    person: str
    limbs: list[str]
    on: date
    words: str


def opinion(fields: Mapping[str, str]) -> Opined:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    person = read.one("person", QUALIFIED_PERSONS, "Choose who the qualified person is.")
    limbs = chosen(fields, "limbs")
    if not limbs:
        read.wrong += Wrong.one("limbs", "Choose the limbs of section 36 it was given on.").errors
    on = read.day("on")
    words = read.words("words", "Record the opinion, and why it is a reasonable one.")
    if fields.get("reasonable_yes") != "yes":
        said = "An opinion that is not reasonable carries nothing. Ask for another one."
        read.wrong += Wrong.one("reasonable", said).errors
    read.done()
    return Opined(person, limbs, on, words)


@dataclass(frozen=True, slots=True)
class Asked:
    which: str = ""
    words: str = ""
    purpose: str = ""
    """For which an owner is told who asks."""


def consult(fields: Mapping[str, str]) -> Asked:
    if not fields.get("owner"):
        raise Wrong.one("owner", "Choose whom you ask.")
    return Asked(fields["owner"], text(fields, "question"), text(fields, "purpose"))


def depart(fields: Mapping[str, str]) -> Asked:
    if not fields.get("owner"):
        raise Wrong.one("owner", "Choose whose answer you do not follow.")
    why = text(fields, "why", "Give your reasons.")
    return Asked(fields["owner"], why, text(fields, "purpose"))


def settle(fields: Mapping[str, str]) -> Asked:
    if not fields.get("answer"):
        raise Wrong.one("answer", "Choose the answer that you do not follow.")
    return Asked(fields["answer"], text(fields, "why", "Give your reasons."))


def said(fields: Mapping[str, str]) -> dict[str, Asked]:
    """By the passage what its owner says of it; only those that were answered. Raises Wrong."""
    told = {}
    for key, value in fields.items():
        name = key.removeprefix("said_")
        if key.startswith("said_") and value in ANSWERS:
            told[name] = Asked(value, text(fields, f"why_{name}"))
    return told


def must_go(fields: Mapping[str, str]) -> Decided:
    """Words in an owner's own section that nobody has marked, and why they must go."""
    read = Reader(fields)
    what = read.one("what", {k: v for k, v in WHAT.items() if k != "section"}, "Choose what.")
    paragraph = _number(fields, "paragraph")
    if paragraph < 0:
        read.wrong += Wrong.one("paragraph", "Choose the paragraph.").errors
    words = ""
    if what == "words":
        words = read.words("words", "Copy or type the words exactly as they stand.", LONG)
    why = read.words("why", "Say why, so that whoever decides can weigh it.")
    told = Decided(
        what, paragraph, words, _number(fields, "occurrence"), _number(fields, "starts"),
        "ask", Grounds(note=why), "", [],
    )  # fmt: skip
    read.done()
    return told


def outcome(fields: Mapping[str, str]) -> Asked:
    read = Reader(fields)
    what = read.one("outcome", OUTCOMES, "Choose whether your organisation agrees.")
    why = read.words("why")
    read.done()
    return Asked(what, why)
