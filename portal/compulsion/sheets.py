"""Words cut into numbered sheets of a bundle, each of which fits on one printed page."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 80
"""Characters on a line of a sheet; wide ones count twice."""
LINES = 34
"""Lines on a sheet, below its heading."""
ENTRIES = 14
"""Lines of the index on one sheet of it."""

Part = dict[str, str]


def lines_of(text: str) -> list[str]:
    """A text in lines of at most WIDTH, cut between words, or within one that is longer."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        line, wide = "", 0
        for word in paragraph.split(" "):
            for piece in _pieces(word):
                size = _size(piece)
                if line and wide + 1 + size > WIDTH:
                    found.append(line)
                    line, wide = "", 0
                line, wide = (f"{line} {piece}", wide + 1 + size) if line else (piece, size)
        found.append(line)
    return found


def _size(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _pieces(word: str) -> Iterator[str]:
    """A word, or what of it fits on a line, one after another."""
    piece, wide = "", 0
    for letter in word:
        size = _size(letter)
        if wide + size > WIDTH:
            yield piece
            piece, wide = "", 0
        piece, wide = piece + letter, wide + size
    yield piece


def sheets(paragraphs: Sequence[Mapping[str, Any]]) -> list[list[Part]]:
    """The paragraphs of one section, sheet by sheet; a long one goes on on the next sheet. There
    is always one sheet.
    """
    told: list[list[Part]] = [[]]
    left = LINES
    for paragraph in paragraphs:
        rest = lines_of(str(paragraph["text"]).replace("\t", " | "))
        while rest:
            if left < min(2, len(rest)) and told[-1]:
                told.append([])
                left = LINES
            now, rest = rest[:left], rest[left:]
            told[-1].append({"kind": str(paragraph["kind"]), "text": " ".join(now)})
            left -= len(now) + 1
    return told


def index_sheets(entries: int) -> int:
    """How many sheets the index of so many entries takes."""
    return max(1, -(-entries // ENTRIES))
