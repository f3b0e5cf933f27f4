"""What may be asked of imports and attachments."""

import re
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from portal.documents.models import HELD
from portal.gate.vault import Vault
from portal.importing import kinds, text_file, worker
from portal.importing.blocks import ROLES, SHORT, TOO_HIGH, Found, Unreadable, refuse_secret
from portal.importing.drafts import REMARKS
from portal.web.page import Raw, Upload, Wrong

MOST = "25 MB"


@dataclass(frozen=True, slots=True)
class Chosen:
    roles: dict[int, str]
    classes: dict[int, str]
    remarks: str


def chosen(fields: Mapping[str, str]) -> Chosen:
    """What each heading becomes. Raises Wrong for a choice that is not on the page."""
    roles: dict[int, str] = {}
    classes: dict[int, str] = {}
    wrong = []
    for name, value in fields.items():
        kind, _, number = name.partition("-")
        if kind not in {"role", "class"} or not number.isdecimal() or len(number) > 6:
            continue
        if value not in (ROLES if kind == "role" else HELD):
            wrong.append({"field": name, "sentence": "Choose one of the list."})
        (roles if kind == "role" else classes)[int(number) - 1] = value
    remarks = fields.get("remarks", REMARKS[0])
    remarks = "" if remarks == "leave" else remarks
    if remarks not in REMARKS:
        wrong.append({"field": "remarks", "sentence": "Choose what becomes of the remarks."})
    if wrong:
        raise Wrong(wrong)
    return Chosen(roles, classes, remarks)


QUICK = 2.0
"""Seconds that somebody waits for an answer; what takes longer is read on without her."""


@dataclass(frozen=True, slots=True)
class Read:
    name: str
    found: Found | None
    """None where it is still being read: then `coming` will tell."""
    coming: "Future[Found]"


def read_file(_: Vault, raw: Raw) -> Read:
    """The words of the file that was chosen. Raises Wrong with what is the matter with it."""
    file = _file(raw)
    ending = file.name.rpartition(".")[2].casefold()
    kind = "text" if ending in {"txt", "text", "md"} else "word"
    try:
        coming = worker.begin(kind, file.content)
        with suppress(TimeoutError):
            return Read(file.name, coming.result(timeout=QUICK), coming)
        return Read(file.name, None, coming)
    except Unreadable as refused:
        raise Wrong.one("file", str(refused)) from None


@dataclass(frozen=True, slots=True)
class Kept:
    file: Upload
    kind: str


def keep_file(_: Vault, raw: Raw) -> Kept:
    """The file to keep as it is. Raises Wrong with what is the matter with it."""
    file = _file(raw)
    try:
        kind = kinds.kind_of(file.name, file.content)
        if kind in {"text", "csv", "email", "rtf"}:
            refuse_secret(line for line in text_file.lines_of(file.content) if len(line) < SHORT)
        return Kept(file, kind)
    except Unreadable as refused:
        raise Wrong.one("file", str(refused)) from None


MARKED = re.compile(r"(?<![A-Za-z])(?:TOP[ _-]?)?SECRET(?![A-Za-z])")
"""A marking as names of files carry it, which is in capitals."""


def _file(raw: Raw) -> Upload:
    if raw.file is None:
        raise Wrong.one("file", "Choose a file.")
    if raw.form.get("marked") not in {"yes", "no"}:
        raise Wrong.one("marked", "Say whether the file is marked SECRET or TOP SECRET.")
    if raw.form["marked"] == "yes" or MARKED.search(raw.file.name):
        raise Wrong.one("file", TOO_HIGH)
    if raw.file.too_large:
        raise Wrong.one(
            "file", f"This file is larger than {MOST}. Make its pictures smaller, or divide it."
        )
    if not raw.file.content:
        raise Wrong.one("file", "This file is empty. Check that you chose the right one.")
    return raw.file


def class_of_file(fields: Mapping[str, str]) -> str:
    """Raises Wrong where nobody has said what the file is about."""
    if fields.get("class") not in HELD:
        raise Wrong.one("class", "Choose what the file is about.")
    return fields["class"]


def any_fields(fields: Mapping[str, str]) -> Any:
    """A form whose only field of weight is its file."""
    return fields
