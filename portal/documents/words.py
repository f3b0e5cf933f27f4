"""The words of a section version: a title and numbered paragraphs, as one sealed JSON text.

{"title": str, "graphic": bool, "paragraphs": [{"id": str, "kind": one of KINDS, "text": str}]}

A paragraph keeps its id from version to version, so that comments and differences can follow it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.db import new_id

KINDS = ("p", "h", "li", "quote")


@dataclass(frozen=True, slots=True)
class Paragraph:
    id: str
    kind: str
    text: str


def dump(title: str, paragraphs: Iterable[Paragraph], *, graphic: bool = False) -> str:
    told = [{"id": p.id, "kind": p.kind, "text": p.text} for p in paragraphs]
    return json.dumps(
        {"title": title, "graphic": graphic, "paragraphs": told},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def load(text: str) -> dict[str, Any]:
    """As dumped: title, graphic, paragraphs."""
    told: dict[str, Any] = json.loads(text)
    return told


def from_text(text: str) -> list[Paragraph]:
    """Paragraphs of plain text: separated by empty lines; "- " begins a list item, "> " a quote."""
    marks = {"# ": "h", "- ": "li", "> ": "quote"}
    found = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        words = part.strip("\n")
        if words.strip():
            kind = marks.get(words[:2], "p")
            found.append(Paragraph(new_id(), kind, words[2:] if kind != "p" else words))
    return found
