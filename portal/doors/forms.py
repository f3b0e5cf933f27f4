"""What may be asked of drop-off links, and of what comes through them or on behalf of somebody."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db import ID
from portal.documents.models import HELD
from portal.doors.acts import FIGURES
from portal.doors.models import CONCERNS, KINDS, LETTER_WAYS, PURPOSES, SECURED, WAYS
from portal.gate.policy import BOARD
from portal.gate.vault import Vault
from portal.importing.blocks import SHORT, Unreadable, refuse_secret
from portal.importing.forms import Kept, keep_file
from portal.web.dates import typed_day
from portal.web.page import Raw, Wrong, text

LONGEST_NAME = 200
LONGEST = 10_000
"""Characters of what is typed into the form; a longer paper is a file."""
NOT_OPEN = (
    "This link and code do not open anything. The link may have been used, closed or be too old, "
    "or the code may be wrong. Check both. If they are right, ring the person who gave you the "
    "code and ask for a new link."
)
CLOSED = (
    "This did not reach anybody: the link may have been used, closed or be too old. Use the back "
    "button to find what you typed. Then ring the person who gave you the code and ask for a new "
    "link."
)
NOTHING = "Write something, or choose a file. You can do both."
TAKEN = "Word, PDF, a picture, a scan or plain text"


def wait(seconds: int) -> str:
    """Told to a network from which there were too many attempts; it says nothing of any link."""
    return (
        f"There were too many attempts. Wait {seconds} second{'' if seconds == 1 else 's'}, then "
        "try again."
    )


def _all(**asked: Callable[[], Any]) -> dict[str, Any]:
    """What each makes of the form. Raises Wrong with the sentences of all that cannot be taken."""
    told: dict[str, Any] = {}
    wrong: list[dict[str, str]] = []
    for name, make in asked.items():
        try:
            told[name] = make()
        except Wrong as error:
            wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return told


def _line(fields: Mapping[str, str], name: str, missing: str) -> str:
    """One line of text."""
    return " ".join(text(fields, name, missing, LONGEST_NAME).split())


def _one(fields: Mapping[str, str], name: str, listed: Any, missing: str) -> str:
    if (told := fields.get(name, "")) not in listed:
        raise Wrong.one(name, missing)
    return told


def _day(fields: Mapping[str, str], name: str) -> date:
    on = typed_day(fields.get(name, ""))
    if on is None:
        raise Wrong.one(name, "Enter the day as a real date, such as 17/5/2026.")
    return on


# Whoever makes a link


@dataclass(frozen=True, slots=True)
class Making:
    organisation: str
    agency: str
    purpose: str
    owner: str
    ring: str


def making(fields: Mapping[str, str]) -> Making:
    return Making(**_all(
        organisation=lambda: _line(fields, "organisation", "Enter for whom the link is."),
        agency=lambda: _agency(fields),
        purpose=lambda: _one(fields, "purpose", PURPOSES, "Choose what they are to send."),
        owner=lambda: _body(fields, "owner", "Choose who takes in what comes."),
        ring=lambda: _line(fields, "ring", "Enter whom they can ring, and the number."),
    ))  # fmt: skip


def _agency(fields: Mapping[str, str]) -> str:
    told = fields.get("agency", "")
    if told and not ID.fullmatch(told):
        raise Wrong.one("agency", "Choose one of the list, or nothing.")
    return told


def _body(fields: Mapping[str, str], name: str, missing: str) -> str:
    told = fields.get(name, "")
    if told != BOARD and not ID.fullmatch(told):
        raise Wrong.one(name, missing)
    return told


# Whoever sends


def code(fields: Mapping[str, str]) -> str:
    """The figures of the code, however they were grouped. Raises Wrong."""
    typed = unicodedata.normalize("NFKC", fields.get("code", "")[:64])
    figures = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    if len(figures) != FIGURES:
        raise Wrong.one("code", f"Enter the {FIGURES} figures that were read out to you.")
    return figures


@dataclass(frozen=True, slots=True)
class Sending:
    sender: str
    part: str
    words: str
    secured: str


def sending(fields: Mapping[str, str]) -> Sending:
    return Sending(**_all(
        sender=lambda: _line(fields, "sender", "Enter your name."),
        part=lambda: _line(fields, "part", "Enter in what role you send this."),
        words=lambda: _words(fields),
        secured=lambda: _one(fields, "secured", SECURED, "Say whether your records are secured."),
    ))  # fmt: skip


def file_or_none(vault: Vault, raw: Raw) -> Kept | None:
    """The file of a form that need not have one. Raises Wrong with what is the matter with it."""
    return None if raw.file is None else file(vault, raw)


def file(vault: Vault, raw: Raw) -> Kept:
    """The file, by its own bytes of a listed kind, and not marked too high. Raises Wrong."""
    kept = keep_file(vault, raw)
    if kept.kind not in KINDS:
        raise Wrong.one("file", f"Files of this kind are not taken here. Send {TAKEN}.")
    return kept


def _words(fields: Mapping[str, str]) -> str:
    words = text(fields, "words", most=LONGEST)
    try:
        refuse_secret(line for line in words.split("\n") if len(line) < SHORT)
    except Unreadable as refused:
        raise Wrong.one("words", str(refused)) from None
    return words


# Whoever takes in


@dataclass(frozen=True, slots=True)
class Entering:
    sender: str
    part: str
    words: str
    secured: str
    way: str
    purpose: str
    received: date
    authorised: str


def entering(fields: Mapping[str, str]) -> Entering:
    return Entering(**_all(
        sender=lambda: _line(fields, "sender", "Enter from whom it is."),
        part=lambda: _line(fields, "part", "Enter in what role they sent it."),
        way=lambda: _one(fields, "way", WAYS, "Choose how it came."),
        received=lambda: _day(fields, "received"),
        authorised=lambda: _line(
            fields, "authorised", "Enter who said that you may enter it for them."
        ),
        purpose=lambda: _one(fields, "purpose", PURPOSES, "Choose what it is."),
        secured=lambda: _one(
            fields, "secured", SECURED, "Say whether their records are secured."
        ),
        words=lambda: _words(fields),
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    document: str
    section_class: str
    title: str
    sections: bool
    """Whether the file is to become sections, besides being kept."""


def keeping(fields: Mapping[str, str]) -> Keeping:
    return Keeping(**_all(
        document=lambda: _document(fields),
        section_class=lambda: _one(fields, "section_class", HELD, "Choose what it is about."),
        title=lambda: _title(fields),
        sections=lambda: fields.get("sections_yes") == "yes",
    ))  # fmt: skip


def _document(fields: Mapping[str, str]) -> str:
    if not ID.fullmatch(fields.get("document", "")):
        raise Wrong.one("document", "Choose the contribution.")
    return fields["document"]


def _title(fields: Mapping[str, str]) -> str:
    """Asked only where the page has the field: without words there is no section to be named."""
    missing = "Enter a title for the section." if "title" in fields else ""
    return _line(fields, "title", missing)


def declining(fields: Mapping[str, str]) -> str:
    return text(fields, "why", "Say why it is not taken in.")


def any_fields(_: Mapping[str, str]) -> None:
    """A form whose only field of weight is its file."""


# Letters


@dataclass(frozen=True, slots=True)
class Lettering:
    about: str
    concerns: str
    sender: str
    part: str
    way: str
    received: date


def lettering(fields: Mapping[str, str]) -> Lettering:
    return Lettering(**_all(
        about=lambda: _body(fields, "about", "Choose the agency."),
        concerns=lambda: _one(fields, "concerns", CONCERNS, "Choose what the letter signs."),
        sender=lambda: _line(fields, "sender", "Enter who signed it."),
        part=lambda: _line(fields, "part", "Enter the office of whoever signed it."),
        way=lambda: _one(fields, "way", LETTER_WAYS, "Choose how it came."),
        received=lambda: _day(fields, "received"),
    ))  # fmt: skip
