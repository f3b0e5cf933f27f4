"""What differs between two versions: paragraph by paragraph, and word by word within one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.documents.words import Paragraph
from portal.writing.merge import keep_ids

MOST_COMPARED = 4_000_000
"""Pairs of words; longer paragraphs are shown whole, as taken out and put in."""
ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"

Run = tuple[str, str]
"""Words with what became of them: ADDED, REMOVED or SAME."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a comparison."""

    what: str
    kind: str
    runs: list[Run]


def compared(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Line]:
    """Both texts as one: each paragraph kept, changed, taken out or put in."""
    if not {p.id for p in old} & {p.id for p in new}:
        new = keep_ids(old, new)
    ids = [p.id for p in old], [p.id for p in new]
    told: list[Line] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, *ids, autojunk=False).get_opcodes():
        if tag == "equal":
            told += [_both(a, b) for a, b in zip(old[i:i_end], new[j:j_end], strict=True)]
        else:
            told += [Line(REMOVED, p.kind, [(REMOVED, plain(p))]) for p in old[i:i_end]]
            told += [Line(ADDED, p.kind, [(ADDED, plain(p))]) for p in new[j:j_end]]
    return told


def plain(p: Paragraph) -> str:
    """Its words on a line: a bar between the cells of a row."""
    return p.text.replace("\t", " | ")


def _both(old: Paragraph, new: Paragraph) -> Line:
    if (old.kind, old.text) == (new.kind, new.text):
        return Line(SAME, new.kind, [(SAME, plain(new))])
    return Line(CHANGED, new.kind, list(runs(plain(old), plain(new))))


def runs(old: str, new: str) -> Iterator[Run]:
    """One text and another, word by word."""
    was, now = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    if len(was) * len(now) > MOST_COMPARED:
        yield from ((REMOVED, old), (ADDED, new))
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield SAME, "".join(now[j:j_end])
        else:
            yield from _not_empty((REMOVED, "".join(was[i:i_end])), (ADDED, "".join(now[j:j_end])))


def _not_empty(*found: Run) -> Iterator[Run]:
    return (run for run in found if run[1])
