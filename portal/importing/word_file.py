"""Reads a Word file (.docx) into blocks.

What was inserted stays and what was deleted goes, also where nobody has accepted the change yet.
Content controls, text boxes, tables and footnotes keep their words; remarks in the margin are kept
apart; lists get the labels that Word shows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.importing.blocks import (
    Block,
    Found,
    capitals,
    checked,
    clean,
    looks_like_heading,
    only_apart,
    refuse_secret,
)
from portal.importing.word_lists import Lists, read_lists
from portal.importing.word_parcel import child, local, main_part, open_parcel, part, related, value

GONE = frozenset(
    (
        *("del", "moveFrom", "delText", "delInstrText", "instrText", "Fallback", "rt"),
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
        *("annotationRef", "footnoteRef", "endnoteRef"),
    )
)
"""Elements whose words are no words of the text."""
NUMBERED_PROSE = 160
"""A numbered paragraph longer than this is prose with a number, not an item of a list."""


@dataclass(slots=True)
class Style:
    name: str = ""
    based: str = ""
    level: int | None = None
    number: tuple[str, int] | None = None
    bold: bool = False


@dataclass(slots=True)
class Line:
    """A paragraph while it is being read."""

    text: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    """Text boxes anchored in it, whose words follow it."""


@dataclass(slots=True)
class Reader:
    lists: Lists
    styles: dict[str, Style]
    footnotes: dict[str, str]
    remarks: dict[str, str]
    about: dict[str, list[str]] = field(default_factory=dict)
    """The words to which each remark is attached."""
    under: set[str] = field(default_factory=set)
    noted: int = 0
    left_out: set[str] = field(default_factory=set)
    carried: Line | None = None
    """Words of a paragraph whose end was deleted: they go on in the next."""

    # The body

    def blocks(self, container: Any) -> Iterator[Block]:
        for element in container:
            name = local(element)
            if name == "p":
                yield from self.paragraph(element)
            elif name == "tbl":
                yield from self.table(element)
            elif name == "sdt" and _contents_list(element):
                self.left_out.add("The list of contents.")
            elif name == "altChunk":
                self.left_out.add("A part that was embedded from another file.")
            elif name not in GONE:
                yield from self.blocks(element)

    def paragraph(self, element: Any) -> Iterator[Block]:
        line = self.carried or Line()
        self.carried = None
        self.words(element, line, bold=False)
        props = child(element, "pPr")
        if props is not None and child(props, "rPr", "del") is not None:
            self.carried = line
            return
        style = self.style_of(props)
        if style.name.startswith("toc"):
            self.left_out.add("The list of contents.")
            return
        text = clean("".join(line.text))
        if text:
            yield self.block(text, line, style, props)
        for box in line.boxes:
            yield from self.blocks(box)

    def block(self, text: str, line: Line, style: Style, props: Any) -> Block:
        number = _number(props) or style.number
        label = self.lists.label(*number) if number and number[0] != "0" else None
        told = f"{label} {text}" if label else text
        level = _outline(props, style)
        if level is not None and len(told) <= 300:
            return Block("h", " ".join(told.split()), "section", level, line.notes)
        if label is not None and (label == "" or len(text) <= NUMBERED_PROSE):
            return Block("li", told, notes=line.notes)
        if label is None and looks_like_heading(text):
            bold = bool(line.bold) and all(line.bold)
            shown = bold or style.bold or style.name == "title"
            if shown or capitals(text):
                return Block("h", text, "looks", 1 if capitals(text) else 2, line.notes)
        kind = "quote" if "quote" in style.name else "p"
        return Block(kind, told, notes=line.notes)

    def style_of(self, props: Any) -> Style:
        named = value(child(props, "pStyle")) if props is not None else ""
        return self.styles.get(named, self.styles.get("", Style()))

    # Tables

    def table(self, element: Any) -> Iterator[Block]:
        if all(len(_cells(row)) == 1 for row in _rows(element)):
            for row in _rows(element):
                yield from self.blocks(_cells(row)[0])
            return
        rows = [(row, self.cells(row)) for row in _rows(element)]
        width = max(sum(span for _, span in cells) for _, cells in rows)
        first = value(child(element, "tblPr", "tblLook"), "firstRow") == "1"
        for place, (row, cells) in enumerate(rows):
            head = child(row, "trPr", "tblHeader") is not None or (place == 0 and first)
            told = [t for text, span in cells for t in (text, *[""] * (span - 1))]
            if any(told):
                padded = [*told, *[""] * (width - len(told))]
                yield Block("head" if head and place == 0 else "row", "\t".join(padded))

    def cells(self, row: Any) -> list[tuple[str, int]]:
        """The text of each cell, and over how many columns it goes."""
        told = []
        for cell in _cells(row):
            inner = list(self.blocks(cell))
            lines = [" ".join(b.text.split("\t")) for b in inner]
            lines += [note for b in inner for note in b.notes]
            span = value(child(cell, "tcPr", "gridSpan"))
            told.append(("\n".join(lines), int(span) if span.isdigit() and int(span) < 64 else 1))
        return told

    # Words

    def words(self, element: Any, line: Line, *, bold: bool) -> None:
        for inner in element:
            name = local(inner)
            if name in GONE or not name:
                continue
            if name == "r":
                self.words(inner, line, bold=_bold(inner))
            elif name in {"txbxContent", "footnoteReference", "endnoteReference"} or (
                name.startswith("comment")
            ):
                self.aside(inner, name, line)
            elif text := _text_of(inner, name):
                self.say(text, line, bold=bold)
            else:
                self.words(inner, line, bold=bold)

    def say(self, text: str, line: Line, *, bold: bool) -> None:
        line.text.append(text)
        if text.strip():
            line.bold.append(bold)
        for name in self.under:
            self.about.setdefault(name, []).append(text)

    def aside(self, element: Any, name: str, line: Line) -> None:
        """What is attached to words without being one: notes, remarks, boxes."""
        number = value(element, "id")
        if name == "txbxContent":
            line.boxes.append(element)
        elif name == "commentRangeStart":
            self.under.add(number)
        elif name == "commentRangeEnd":
            self.under.discard(number)
        elif note := self.footnotes.get(f"{name.removesuffix('Reference')} {number}"):
            self.noted += 1
            line.text.append(f" [{self.noted}]")
            line.notes.append(f"[{self.noted}] {note}")

    def remarks_told(self) -> list[str]:
        told = []
        for number, remark in self.remarks.items():
            about = clean("".join(self.about.get(number, [])))
            short = about if len(about) <= 200 else f"{about[:200].rstrip()} \u2026"
            told.append(f"On \u201c{short}\u201d: {remark}" if short else remark)
        return told


def _text_of(element: Any, name: str) -> str:
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return " "
        case "br" | "cr":
            return " " if value(element, "type") in {"page", "column"} else "\n"
        case "noBreakHyphen":
            return "\u2011"
        case "sym":
            code = value(element, "char")
            return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
    return ""


def _on(element: Any) -> bool:
    return element is not None and value(element) not in {"0", "false", "off", "none"}


def _bold(run: Any) -> bool:
    props = child(run, "rPr")
    if props is None:
        return False
    return _on(child(props, "b")) or value(child(props, "rStyle")).casefold() == "strong"


def _number(props: Any) -> tuple[str, int] | None:
    found = child(props, "numPr") if props is not None else None
    if found is None or not value(child(found, "numId")):
        return None
    depth = value(child(found, "ilvl"))
    return value(child(found, "numId")), int(depth) if depth.isdigit() else 0


def _outline(props: Any, style: Style) -> int | None:
    own = value(child(props, "outlineLvl")) if props is not None else ""
    if own.isdigit():
        return int(own) + 1 if int(own) < 9 else None
    return style.level


def _contents_list(element: Any) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return "contents" in value(gallery).casefold()


def _rows(table: Any) -> list[Any]:
    return [e for e in _through(table, "tr") if child(e, "trPr", "del") is None]


def _cells(row: Any) -> list[Any]:
    return list(_through(row, "tc"))


def _through(container: Any, wanted: str) -> Iterator[Any]:
    """Rows or cells, also those inside content controls and insertions."""
    for element in container:
        name = local(element)
        if name == wanted:
            yield element
        elif name in {"sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            yield from _through(element, wanted)


# The parts


def read(content: bytes) -> Found:
    """Raises Unreadable, with the sentence to show."""
    with open_parcel(content) as parcel:
        name = main_part(parcel)
        parts: dict[str, list[str]] = {}
        for kind, target in related(parcel, name):
            parts.setdefault(kind, []).append(target)

        def root(kind: str) -> Any:
            return part(parcel, parts[kind][0]) if kind in parts else None

        for target in (*parts.get("header", ()), *parts.get("footer", ())):
            refuse_secret(_plain_lines(part(parcel, target)))
        document = part(parcel, name)
        reader = Reader(
            read_lists(root("numbering")),
            _styles(root("styles")),
            _notes(root("footnotes"), "footnote") | _notes(root("endnotes"), "endnote"),
            _remarks(root("comments")),
        )
    body = child(document, "body") if document is not None else None
    blocks = list(reader.blocks(body)) if body is not None else []
    only_apart(blocks)
    return checked(Found(blocks, reader.remarks_told(), sorted(reader.left_out)))


def _plain_lines(root: Any) -> list[str]:
    """The paragraphs of a part, text boxes included, without regard to anything else."""
    if root is None:
        return []
    return [
        clean("".join(e.text or "" for e in element.iter() if local(e) == "t"))
        for element in root.iter()
        if local(element) == "p"
    ]


def _notes(root: Any, name: str) -> dict[str, str]:
    told = {}
    for note in root if root is not None else ():
        text = " ".join(t for t in _plain_lines(note) if t)
        if local(note) == name and text and not value(note, "type"):
            told[f"{name} {value(note, 'id')}"] = text
    return told


def _remarks(root: Any) -> dict[str, str]:
    """What is written in the margin, with its author's name, by number."""
    told = {}
    for remark in root if root is not None else ():
        text = "\n".join(t for t in _plain_lines(remark) if t)
        if text:
            who = clean(value(remark, "author"))
            told[value(remark, "id")] = f"{text} ({who})" if who else text
    return told


def _styles(root: Any) -> dict[str, Style]:
    """Paragraph styles by their ids, each with what it takes from those it is based on."""
    found: dict[str, Style] = {}
    for one in root if root is not None else ():
        if local(one) != "style" or value(one, "type") not in {"", "paragraph"}:
            continue
        name = value(child(one, "name")).casefold()
        props = child(one, "pPr")
        heading = re.fullmatch(r"heading (\d)", name)
        level = int(heading[1]) if heading else _outline(props, Style())
        style = Style(name, value(child(one, "basedOn")), level, _number(props))
        style.bold = _on(child(one, "rPr", "b"))
        found[value(one, "styleId")] = style
        if value(one, "default") == "1":
            found[""] = style
    for style in list(found.values()):
        _inherit(style, found)
    return found


def _inherit(style: Style, found: dict[str, Style]) -> None:
    based, seen = found.get(style.based), 0
    while based is not None and seen < 12:
        style.level = based.level if style.level is None else style.level
        style.number = style.number or based.number
        style.bold = style.bold or based.bold
        based, seen = found.get(based.based), seen + 1
