"""The words of a section version: a title and numbered paragraphs, as one sealed JSON text.

{"title": str, "graphic": bool, "paragraphs": [{"id": str, "kind": one of KINDS, "text": str}]}

A paragraph keeps its id from version to version, so that comments and differences can follow it.
The rows of a table are paragraphs too: a tab stands between two cells, and neighbours make a table.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.db import new_id

KINDS = ("p", "h", "li", "quote", "head", "row")
IN_TABLES = frozenset({"head", "row"})


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


def digest(told: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The hash of some content, whatever page shows it: version ids with their loaded words."""
    whole = sorted(told, key=lambda one: one[0])
    text = json.dumps(whole, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def paragraphs_of(told: Any) -> list[Paragraph]:
    """The paragraphs of what `load` gave."""
    return [Paragraph(p["id"], p["kind"], p["text"]) for p in told["paragraphs"]]


# As text to be typed: an empty line ends a paragraph, and a mark begins one of another kind.

_MARKS = {"h": "# ", "li": "- ", "quote": "> ", "head": "|#", "row": "|"}
_KIND_OF = {mark: kind for kind, mark in _MARKS.items()}
_MARK = re.compile(r"# |- |> |\|#(?= |$)|\|")
_KEPT = re.compile(r"\\*(?:# |- |> |\||[ \t]*$)")
"""A line of words that would be read as a mark or as empty. A backslash before it keeps it."""
_CELL = re.compile(r"\\([\\| ])|(\|)")


def to_text(paragraphs: Iterable[Paragraph]) -> str:
    """The paragraphs as text to be edited; `from_text` reads exactly the same out of it."""
    text, before = "", ""
    for p in paragraphs:
        close = p.kind == "li" == before or {p.kind, before} <= IN_TABLES
        text += ("\n" if close else "\n\n") if before else ""
        text += _written(p)
        before = p.kind
    return text


def from_text(text: str) -> list[Paragraph]:
    """Paragraphs with new ids out of typed text: every text is some paragraphs.

    "# " begins a heading, "- " a list item, "> " a quotation, "|" a row of a table and "|#" its
    row of headings, with "|" between the cells. A backslash takes that meaning away.
    """
    found: list[tuple[str, list[str]]] = []
    going = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = _MARK.match(line)
        if not line.strip(" \t"):
            going = False
            continue
        if mark:
            found.append((_KIND_OF[mark[0]], [line[mark.end() :]]))
        elif going:
            found[-1][1].append(_bare(line))
        else:
            found.append(("p", [_bare(line)]))
        going = True
    return [Paragraph(new_id(), kind, _read(kind, "\n".join(said))) for kind, said in found]


def _written(p: Paragraph) -> str:
    if p.kind == "p":
        return "\n".join(map(_safe, p.text.split("\n")))
    words = _cells_written(p.text) if p.kind in IN_TABLES else p.text
    first, *more = words.split("\n")
    return "\n".join([_MARKS[p.kind] + first, *map(_safe, more)])


def _safe(line: str) -> str:
    return "\\" + line if _KEPT.match(line) else line


def _bare(line: str) -> str:
    return line[1:] if line[0] == "\\" and _KEPT.match(line) else line


def _cells_written(text: str) -> str:
    """Such as " a | b": a cell's own bars and backslashes, and spaces at its ends, are kept."""
    cells = [_cell_written(cell) for cell in text.split("\t")]
    closed = " |" if len(cells) > 1 and not cells[-1] else ""
    return " " + " | ".join(cells) + closed


def _cell_written(cell: str) -> str:
    words = cell.replace("\\", "\\\\").replace("|", "\\|")
    if words.startswith(" "):
        words = "\\" + words
    return words[:-1] + "\\ " if words.endswith(" ") and words != "\\ " else words


def _read(kind: str, words: str) -> str:
    if kind not in IN_TABLES:
        return words
    cells, start = [], 0
    for found in _CELL.finditer(words):
        if found[2]:
            cells.append(words[start : found.start()])
            start = found.end()
    cells.append(words[start:])
    if len(cells) > 1 and not cells[-1].strip(" "):
        cells.pop()
    return "\t".join(map(_cell_read, cells))


def _cell_read(cell: str) -> str:
    words = cell.lstrip(" ")
    bare = words.rstrip(" ")
    odd = (len(bare) - len(bare.rstrip("\\"))) % 2
    words = words[: len(bare) + odd]
    return _CELL.sub(lambda found: found[1] or found[0], words)
