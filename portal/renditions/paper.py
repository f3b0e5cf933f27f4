"""What goes on paper, as plain values: the one thing that a PDF and a Word document are made of.

Words that were removed are not in it. A label or a pseudonym stands where they stood.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

PLAIN, EMPHASIS, LABEL, PSEUDONYM = "plain", "emphasis", "label", "pseudonym"


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    kind: str = PLAIN
    """PLAIN, EMPHASIS, LABEL (a removed passage, such as [s.40(2)]) or PSEUDONYM."""


Words = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words
    number: str = ""
    """As it is cited, such as "12"; or nothing."""


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    words: Words


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    head: tuple[Words, ...]
    """What each column is called: a table without it cannot be read aloud."""
    rows: tuple[tuple[Words, ...], ...]


Block = Heading | Paragraph | Items | Quote | Table


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    marking: str
    """The classification, such as OFFICIAL, printed on each page."""
    handling: str
    """What may be done with it, printed on each page."""
    audience: str
    """Whom it was made for, as a sentence's end: "the family", not a name."""
    reference: str
    language: str
    """Such as "en-GB"."""
    blocks: tuple[Block, ...]


def plain(text: str) -> Words:
    return (Run(text),)


def words_of(block: Block) -> Iterator[Words]:
    """Every row of words of a block, in the order in which they are read."""
    match block:
        case Items(items):
            yield from items
        case Table(_, head, rows):
            yield from head
            for row in rows:
                yield from row
        case _:
            yield block.words


def text_of(words: Words) -> str:
    return "".join(run.text for run in words)


class NotPrintable(ValueError):
    """Something cannot be put on paper; the message is a sentence that names the place."""


LEFT_OUT = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
"""Characters without width or meaning: nothing is lost with them."""


def tidy(text: str) -> str:
    """The same words in one form: composed, without what has no width and no meaning."""
    return unicodedata.normalize("NFC", text.translate(LEFT_OUT))


def places(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every text of a paper with the place where it stands, as people would name it."""
    for name in ("title", "marking", "handling", "audience", "reference"):
        yield f"the {name}", getattr(paper, name)
    for count, block in enumerate(paper.blocks, start=1):
        number = block.number if isinstance(block, Paragraph) else ""
        place = f"paragraph {number}" if number else f"{_NAMES[type(block)]} (block {count})"
        if isinstance(block, Table):
            yield place, block.name
        for words in words_of(block):
            yield place, text_of(words)


_NAMES: dict[type, str] = {
    Heading: "a heading",
    Paragraph: "a paragraph",
    Items: "a list",
    Quote: "a quotation",
    Table: "a table",
}
