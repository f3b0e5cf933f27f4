"""A decided rendition as a paper, and as what the comparison and the proof need to know of it.

Pure. What was taken out is not among the sections; it comes beside them, for the prover alone.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.documents.words import IN_TABLES, Paragraph
from portal.redaction.applied import REMOVED, Section
from portal.renditions import paper
from portal.renditions.comparing import Copy

FOR = {
    "panel": "the review's panel alone",
    "board": "the board that oversees the review",
    "family": "the family",
    "staff": "front-line staff",
    "applicant": "somebody who has asked for information",
    "internal_reviewer": "the internal review of a refusal",
    "public": "everybody",
}
INTERNAL = frozenset({"panel", "internal_reviewer"})
"""Audiences whose copies are for the inside alone: each page says so."""
INSIDE = "INTERNAL: not to be passed on"
BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")
SHORT = 6
"""Words of a passage that is looked for whole; a longer one also by so many words at a time."""


@dataclass(frozen=True, slots=True)
class Gone:
    """One passage that was taken out: its own id, whom it is about, and its words."""

    id: str
    person: str
    text: str


def paper_of(
    sections: Sequence[Section],
    *,
    title: str,
    marking: str,
    handling: str,
    audience: str,
    reference: str,
    labels: frozenset[str],
    pseudonyms: Mapping[str, str],
) -> paper.Paper:
    """The whole as one paper, its paragraphs numbered through. `pseudonyms` are by name."""
    blocks: list[paper.Block] = []
    number = 0
    for section in sections:
        blocks.append(paper.Heading(1, _runs(section.title, labels, pseudonyms)))
        for several in _together(section.paragraphs):
            if several[0].kind == "p":
                number += 1
            blocks.append(_block(several, number, labels, pseudonyms))
    inside = f"{INSIDE}. {handling}" if audience in INTERNAL else handling
    return paper.Paper(title, marking, inside, FOR[audience], reference, "en-GB", tuple(blocks))


def _together(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Items of one list and rows of one table belong together; other paragraphs stand alone."""
    run: list[Paragraph] = []
    for one in paragraphs:
        if run and not _joins(run[-1], one):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _joins(before: Paragraph, one: Paragraph) -> bool:
    return before.kind == one.kind == "li" or {before.kind, one.kind} <= IN_TABLES


def _block(
    several: Sequence[Paragraph], number: int, labels: frozenset[str], names: Mapping[str, str]
) -> paper.Block:
    first = several[0]
    if first.kind == "h":
        return paper.Heading(2, _runs(first.text, labels, names))
    if first.kind == "li":
        return paper.Items(tuple(_runs(one.text, labels, names) for one in several))
    if first.kind == "quote":
        return paper.Quote(_runs(first.text, labels, names))
    if first.kind in IN_TABLES:
        return _table(several, labels, names)
    return paper.Paragraph(_runs(first.text, labels, names), str(number))


def _table(
    several: Sequence[Paragraph], labels: frozenset[str], names: Mapping[str, str]
) -> paper.Table:
    """All rows as wide as the widest; without a row of headings the columns are numbered."""
    rows = [[_runs(cell, labels, names) for cell in one.text.split("\t")] for one in several]
    wide = max(map(len, rows))
    full = [tuple(row + [paper.plain("")] * (wide - len(row))) for row in rows]
    if several[0].kind == "head":
        return paper.Table("", full[0], tuple(full[1:]))
    heads = tuple(paper.plain(f"Column {at}") for at in range(1, wide + 1))
    return paper.Table("", heads, tuple(full))


def _runs(text: str, labels: frozenset[str], names: Mapping[str, str]) -> paper.Words:
    """Labels and pseudonyms as runs of their own, everything else as it is."""
    found = [*labels, *sorted(names, key=len, reverse=True)]
    if not found:
        return (paper.Run(text),)
    told = re.split(f"({'|'.join(map(re.escape, found))})", text)
    return tuple(paper.Run(one, _kind(one, labels, names)) for one in told if one) or (
        paper.Run(""),
    )


def _kind(one: str, labels: frozenset[str], names: Mapping[str, str]) -> str:
    if one in labels:
        return paper.LABEL
    return paper.PSEUDONYM if one in names else paper.PLAIN


def labels_in(sections: Iterable[Section], codes: Iterable[str]) -> frozenset[str]:
    """The labels that stand in the sections, and are of the one form: codes of this rendition."""
    known = set(codes)
    return frozenset(
        label
        for section in sections
        for text in (section.title, *(one.text for one in section.paragraphs))
        for label in BRACKETED.findall(text)
        if label == REMOVED or set(label[1:-1].split(", ")) <= known
    )


# What the comparison reads


def copy_of(
    name: str, sections: Sequence[Section], pseudonyms: Mapping[str, str], gone: Iterable[str]
) -> Copy:
    """The text as its readers have it. `pseudonyms` are by person, `gone` what was taken out."""
    told = [text for s in sections for text in (s.title, *(p.text for p in s.paragraphs)) if text]
    used = {put: person for person, put in pseudonyms.items() if any(put in one for one in told)}
    return Copy(name, tuple(told), used, tuple(_again(gone, told)))


def _again(gone: Iterable[str], paragraphs: Sequence[str]) -> Iterator[int]:
    """Where a short stretch stands that was taken out elsewhere: the prover cannot tell that such
    words were not meant to stay, so a person looks.
    """
    short = {" ".join(one.split()).casefold() for one in gone if len(one.split()) <= SHORT}
    found = [rf"(?<!\w){re.escape(one)}(?!\w)" for one in short if _says(one)]
    if not found:
        return
    pattern = re.compile("|".join(found))
    for at, text in enumerate(paragraphs, start=1):
        if pattern.search(text.casefold()):
            yield at


def dump(title: str, copy: Copy) -> str:
    told: dict[str, Any] = {"title": title, "paragraphs": copy.paragraphs}
    told["pseudonyms"] = dict(copy.pseudonyms)
    told["again"] = copy.again
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def load(name: str, text: str) -> Copy:
    told: dict[str, Any] = json.loads(text)
    return Copy(name, tuple(told["paragraphs"]), told["pseudonyms"], tuple(told["again"]))


# What the prover looks for


def protected(gone: Iterable[Gone], kept: Sequence[str]) -> dict[str, str]:
    """By id the words that must be found nowhere: each passage whole, and a long one also by some
    words at a time. What stands in the kept text as well is no proof of anything.
    """
    stands = f" {' '.join(' '.join(kept).casefold().split())} "
    told: dict[str, str] = {}
    for one in gone:
        for count, phrase in enumerate(_phrases(one.text)):
            if f" {phrase.casefold()} " not in stands and _says(phrase):
                told[f"{one.id}#{count}"] = phrase
    return told


def _phrases(text: str) -> Iterator[str]:
    words = text.split()
    yield " ".join(words)
    if len(words) > SHORT:
        for at in range(0, len(words) - SHORT + 1, SHORT // 2):
            yield " ".join(words[at : at + SHORT])


def _says(phrase: str) -> bool:
    return sum(one.isalnum() for one in phrase) >= 2
