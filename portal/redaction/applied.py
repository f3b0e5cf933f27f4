"""Paragraphs and what was decided of them, made into paragraphs without what was taken out.

Pure. A label has one constant form, whatever it stands for, and the text flows together around it:
neither a removed character nor a length survives. Labels that touch are one label; paragraphs of
which nothing is left are one paragraph with one label, however many there were.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from portal.documents.words import IN_TABLES, Paragraph
from portal.persons.pseudonyms import put as put_names
from portal.redaction.models import GONE
from portal.redaction.spans import Span, snapped

REMOVED = "[removed]"


class Decided(Protocol):
    """What of a passage counts here."""

    id: str
    paragraph: str
    starts: int
    ends: int
    decision: str
    codes: str
    person_id: str | None


@dataclass(frozen=True, slots=True)
class Put:
    """What takes the place of a stretch: a label with its codes, a pseudonym, or other words."""

    span: Span
    codes: tuple[str, ...]
    pseudonym: str = ""
    person: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a rendition as its audience is to see it."""

    section_id: str
    version_id: str
    owner_id: str
    """Whose words they are."""
    position: int
    title: str
    paragraphs: tuple[Paragraph, ...]
    graphic: bool


def label(codes: Iterable[str], *, cites: bool) -> str:
    """Such as "[s.38(1)(a), s.40(2)]"; for audiences to whom no law is cited "[removed]"."""
    told = ", ".join(dict.fromkeys(codes)) if cites else ""
    return f"[{told}]" if told else REMOVED


def redacted(
    paragraphs: Iterable[Paragraph],
    passages: Iterable[Decided],
    instead: Mapping[str, str],
    *,
    cites: bool,
) -> list[Paragraph]:
    """The paragraphs as the audience sees them. `instead` gives by a person's id the pseudonym, and
    by a passage's the words that stand in its place, of all that are replaced so.

    What is kept or still asked about stays: whoever calls asks first whether all is decided.
    """
    by_paragraph: dict[str, list[Decided]] = {}
    for one in passages:
        if one.decision in GONE:
            by_paragraph.setdefault(one.paragraph, []).append(one)
    told: list[tuple[Paragraph, tuple[str, ...] | None]] = []
    for paragraph in paragraphs:
        text, gone = cut(paragraph, by_paragraph.get(paragraph.id, ()), instead, cites=cites)
        told.append((Paragraph(paragraph.id, paragraph.kind, text), gone))
    return _drawn_together(told, cites=cites)


def cut(
    paragraph: Paragraph,
    passages: Iterable[Decided],
    instead: Mapping[str, str],
    *,
    cites: bool,
) -> tuple[str, tuple[str, ...] | None]:
    """One paragraph's text without what was taken out. Where nothing of it but labels is left,
    the codes come with it, so that neighbours can become one.
    """
    puts = _puts(paragraph.text, passages, instead)
    if not puts:
        return paragraph.text, None
    if paragraph.kind in IN_TABLES:
        return _row(paragraph.text, puts, cites=cites)
    text, bare = _put(paragraph.text, puts, cites=cites)
    codes = tuple(dict.fromkeys(code for put in puts for code in put.codes))
    return text, codes if bare else None


def _puts(text: str, passages: Iterable[Decided], instead: Mapping[str, str]) -> list[Put]:
    """What is put where, in order; stretches that overlap or touch as one label."""
    told: list[Put] = []
    for one in sorted(passages, key=lambda p: (p.starts, p.ends)):
        span = snapped(text, one.starts, min(one.ends, len(text)))
        name = ""
        if one.decision == "pseudonym":
            name = instead[one.person_id or ""]
        words = instead.get(one.id, "")
        who = one.person_id or "" if name else ""
        put = Put(span, tuple(one.codes.split()), name, who, words)
        told = _joined(told, put, text)
    return told


def _joined(told: list[Put], put: Put, text: str) -> list[Put]:
    """With one more: a label takes up what it touches; a pseudonym only its own person's."""
    if not told:
        return [put]
    last = told[-1]
    starts, ends = last.span[0], max(last.span[1], put.span[1])
    between = text[last.span[1] : put.span[0]]
    overlaps = put.span[0] < last.span[1]
    labels = not (last.pseudonym or put.pseudonym or last.words or put.words)
    if labels and (overlaps or not between.strip(" \u00a0")):
        codes = tuple(dict.fromkeys((*last.codes, *put.codes)))
        return [*told[:-1], Put((starts, ends), codes)]
    if not overlaps:
        return [*told, put]
    if last.pseudonym and last.person == put.person:
        return [*told[:-1], Put((starts, ends), last.codes, last.pseudonym, last.person)]
    codes = tuple(dict.fromkeys((*last.codes, *put.codes)))
    return [*told[:-1], Put((starts, ends), codes)]


def _put(text: str, puts: Sequence[Put], *, cites: bool) -> tuple[str, bool]:
    """The text with labels and pseudonyms, and whether nothing but one label is left of it."""
    left = (text[: puts[0].span[0]] + text[puts[0].span[1] :]).strip()
    if len(puts) == 1 and not (puts[0].pseudonym or puts[0].words) and not left:
        return label(puts[0].codes, cites=cites), True
    told, at, names = "", 0, []
    for put in puts:
        told += text[at : put.span[0]]
        if put.pseudonym:
            names.append((len(told), len(told) + put.span[1] - put.span[0], put.pseudonym))
            told += text[put.span[0] : put.span[1]]
        else:
            told += put.words or label(put.codes, cites=cites)
        at = put.span[1]
    told += text[at:]
    return (put_names(told, names) if names else told), False


def _row(text: str, puts: Sequence[Put], *, cites: bool) -> tuple[str, tuple[str, ...] | None]:
    """A row of a table keeps its cells; in each of them stands at most what is put there."""
    cells, at, gone = [], 0, []
    for cell in text.split("\t"):
        ends = at + len(cell)
        mine = [
            replace(put, span=(max(put.span[0], at) - at, min(put.span[1], ends) - at))
            for put in puts
            if put.span[0] < ends and at < put.span[1]
        ]
        said, bare = _put(cell, mine, cites=cites) if mine else (cell, not cell.strip())
        cells.append(said)
        gone.append(bare)
        at = ends + 1
    if not all(gone):
        return "\t".join(cells), None
    codes = tuple(dict.fromkeys(code for put in puts for code in put.codes))
    return label(codes, cites=cites), codes


def _drawn_together(
    told: Sequence[tuple[Paragraph, tuple[str, ...] | None]], *, cites: bool
) -> list[Paragraph]:
    """Neighbours of which nothing is left as one paragraph: how many there were is not told."""
    drawn: list[Paragraph] = []
    run: list[tuple[Paragraph, tuple[str, ...]]] = []
    for paragraph, gone in told:
        if gone is not None:
            run.append((paragraph, gone))
            continue
        drawn += _one(run, cites=cites)
        run = []
        drawn.append(paragraph)
    return drawn + _one(run, cites=cites)


def _one(run: Sequence[tuple[Paragraph, tuple[str, ...]]], *, cites: bool) -> list[Paragraph]:
    if not run:
        return []
    codes = [code for _, several in run for code in several]
    return [Paragraph(run[0][0].id, "p", label(codes, cites=cites))]


def title(text: str, passages: Iterable[Any], instead: Mapping[str, str], *, cites: bool) -> str:
    """A section's title as the audience sees it: the passages are those of its title alone."""
    told, _ = cut(Paragraph("", "p", text), [p for p in passages if p.decision in GONE],
                  instead, cites=cites)  # fmt: skip
    return told
