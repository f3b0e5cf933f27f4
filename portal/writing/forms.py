"""What may be asked of the editor, and each refusal as a sentence."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID
from portal.documents.models import KIND_OF
from portal.documents.words import Paragraph, from_text
from portal.gate.policy import law
from portal.web.page import Wrong

MOST_TITLE, MOST_TEXT, MOST_PARAGRAPHS = 300, 300_000, 2_000
CHOICES = ("mine", "theirs", "both")
MUST_NOT = (
    "Covert-source material must not be entered in this portal, and nothing has been kept of it. "
    "Leave it out, and say in your own words that sensitive material exists and who holds it."
)
CHOOSE_CLASS = "Choose what kind of section it is."
NO_TITLE = "Enter a title."
NO_TEXT = "Enter the text of the section."


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed, as text and as paragraphs."""

    title: str
    text: str
    graphic: bool
    paragraphs: list[Paragraph]


def written(fields: Mapping[str, str]) -> Written:
    title, text = _lines(fields.get("title", "")).strip(), _lines(fields.get("text", ""))
    paragraphs = from_text(text) if len(text) <= MOST_TEXT else []
    wrong = [
        {"field": name, "sentence": said}
        for name, said in (
            ("title", _title_wrong(title)),
            ("text", _text_wrong(text, paragraphs)),
        )
        if said
    ]
    if wrong:
        raise Wrong(wrong)
    return Written(title, text, bool(fields.get("graphic")), paragraphs)


def _lines(text: str) -> str:
    """One kind of line break, as Word and old systems have several."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")


def _title_wrong(title: str) -> str:
    if not title:
        return NO_TITLE
    if "\n" in title or _unwritable(title):
        return "A title is one line of text, without control characters."
    return f"Use {MOST_TITLE} characters or fewer." if len(title) > MOST_TITLE else ""


def _text_wrong(text: str, paragraphs: list[Paragraph]) -> str:
    if len(text) > MOST_TEXT:
        return (
            f"That is {len(text):,} characters; a section has {MOST_TEXT:,} at most. "
            "Make two or more sections of it."
        )
    if _unwritable(text):
        return "The text holds a character that is no text, such as a NUL. Take it out."
    if len(paragraphs) > MOST_PARAGRAPHS:
        return (
            f"That is {len(paragraphs):,} paragraphs; a section has {MOST_PARAGRAPHS:,} at most. "
            "Make two or more sections of it."
        )
    return "" if paragraphs else NO_TEXT


def _unwritable(text: str) -> bool:
    return any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a section: the version it began from, and, where somebody else saved meanwhile
    and both have been seen, that version and what was chosen in each place.
    """

    base: str
    against: str
    written: Written
    picks: dict[str, str]


def edit(fields: Mapping[str, str]) -> Edit:
    picks = {
        name: said
        for name, said in fields.items()
        if name.startswith("pick-") and said in CHOICES
    }  # fmt: skip
    return Edit(_id(fields, "base"), _id(fields, "against"), written(fields), picks)


def _id(fields: Mapping[str, str], name: str) -> str:
    told = fields.get(name, "")
    return told if ID.fullmatch(told) else ""


@dataclass(frozen=True, slots=True)
class Drafted:
    base: str
    title: str
    text: str
    graphic: bool


def draft(fields: Mapping[str, str]) -> Drafted:
    """A draft may be as unfinished as it likes, but not endless."""
    title, text = _lines(fields.get("title", "")), _lines(fields.get("text", ""))
    if len(title) > MOST_TITLE or _unwritable(title):
        raise Wrong.one("title", _title_wrong(title) or NO_TITLE)
    if len(text) > MOST_TEXT or _unwritable(text):
        raise Wrong.one("text", _text_wrong(text, []))
    return Drafted(_id(fields, "base"), title, text, bool(fields.get("graphic")))


@dataclass(frozen=True, slots=True)
class NewSection:
    section_class: str
    written: Written


def new_section(fields: Mapping[str, str]) -> NewSection:
    """Raises Wrong; for covert-source material nothing that was typed is drawn again (rule 5)."""
    named = fields.get("section_class", "")
    wrong = [] if named in KIND_OF else [{"field": "section_class", "sentence": CHOOSE_CLASS}]
    if KIND_OF.get(named) == "covert":
        wrong = [{"field": "section_class", "sentence": MUST_NOT}]
    try:
        told = written(fields)
    except Wrong as other:
        raise Wrong([*wrong, *other.errors]) from None
    if wrong:
        raise Wrong(wrong)
    return NewSection(named, told)


@dataclass(frozen=True, slots=True)
class Step:
    version: str
    up: bool


def step(fields: Mapping[str, str]) -> Step:
    """One of the buttons beside a section's newest version."""
    return Step(_id(fields, "version"), "up" in fields)


def enterable() -> list[dict[str, str]]:
    """The classes in which words may be entered, as options."""
    return [
        {"id": one.name, "text": one.title, "hint": one.why}
        for one in law().classes.values()
        if one.kind != "covert"
    ]
