"""Text out of a Word document: every part, mark, note, property and gap of its parcel."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from lxml import etree

from portal.renditions.recovered import LINES, Odd, Piece
from portal.renditions.recovering_picture import recover as of_picture

STRANGE = {
    "comments": "comments", "people": "the names of authors", "customXml": "a program's own notes",
    "embeddings": "an embedded file", "vbaProject": "a macro", "footnotes": "notes",
    "endnotes": "notes", "glossary": "building blocks", "custom.xml": "properties",
    "thumbnail": "a miniature", "attachedToolbars": "a macro", "activeX": "a control",
    "media": "a picture", "charts": "a chart", "diagrams": "a diagram",
}  # fmt: skip
"""Parts that no rendition of ours holds, by what their names contain."""
MARKS = {
    "ins": "a tracked change", "del": "a tracked change", "moveFrom": "a tracked change",
    "moveTo": "a tracked change", "vanish": "hidden words", "sdt": "a content control",
    "commentReference": "comments", "txbxContent": "a text box", "docVar": "a variable",
    "bookmarkStart": "a bookmark", "hyperlink": "a link", "instrText": "a field",
    "object": "an embedded file", "rPrChange": "a tracked change", "pPrChange": "a tracked change",
}  # fmt: skip
MOST = 100_000_000
"""Bytes that one part may become."""


def parcel(file: bytes) -> Iterator[Piece | Odd]:
    """The parcel's own words: names, remarks, extra fields, and every byte between two members."""
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        if held.comment:
            yield Odd("the parcel", "a remark")
            yield Piece("the parcel's remark", content=held.comment)
        spans = []
        for told in held.infolist():
            yield Piece("the name of a part", told.filename, form=LINES)
            for said in (told.comment, told.extra):
                if said:
                    yield Odd("the parcel", "a remark")
                    yield Piece("a part's remark", content=said)
            spans.append(_span(file, told))
        end = held.start_dir
    at = 0
    for first, last in sorted(spans):
        if file[at:first]:
            yield Odd("the parcel", "bytes between two parts")
            yield Piece("between two parts", content=file[at:first])
        at = max(at, last)
    if file[at:end]:
        yield Odd("the parcel", "bytes between two parts")
        yield Piece("after the parts", content=file[at:end])
    yield Piece("the parcel's list", content=_beside(file[end:]))


def _beside(listed: bytes) -> bytes:
    """What a parcel's list holds beside its numbers, and names and remarks that are told already.

    Sums of bytes spell a short name by chance.
    """
    at = 0
    while listed[at : at + 4] == b"PK\1\2":
        at += 46 + sum(int.from_bytes(listed[at + n : at + n + 2], "little") for n in (28, 30, 32))
    return listed[at + 22 :] if listed[at : at + 4] == b"PK\5\6" else listed[at:]


def _span(file: bytes, told: zipfile.ZipInfo) -> tuple[int, int]:
    start = told.header_offset
    names = int.from_bytes(file[start + 26 : start + 28], "little")
    extra = int.from_bytes(file[start + 28 : start + 30], "little")
    follows = 16 if told.flag_bits & 8 else 0
    return start, start + 30 + names + extra + told.compress_size + follows


def parts(file: bytes) -> Iterator[Piece | Odd]:
    """Each part: its words by paragraph, its attributes, its remarks; pictures and files within."""
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        for told in held.infolist():
            if told.file_size > MOST:
                yield Odd(told.filename, "a part too large to be read")
                continue
            content = held.read(told)
            for name, what in STRANGE.items():
                if name in told.filename:
                    yield Odd(_named(told.filename), what)
            yield from _part(_named(told.filename), content)


def _named(filename: str) -> str:
    return filename if filename.isascii() else "a part"


def _part(name: str, content: bytes) -> Iterator[Piece | Odd]:
    if name.endswith((".xml", ".rels", ".vml")) or content[:5] == b"<?xml":
        yield from _xml(name, content)
    elif content[:4] == b"PK\x03\x04":
        yield Odd(name, "an embedded file")
        for route in (parcel, parts):
            yield from route(content)
    elif content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n" or "media/" in name:
        yield Odd(name, "a picture")
        yield from of_picture(content, name)
        yield Piece(name, content=content, binary=True)
    else:
        yield Piece(name, content=content)


def _xml(name: str, content: bytes) -> Iterator[Piece | Odd]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield Odd(name, "a definition of its own words")
        yield Piece(name, content=content)
        return
    root = etree.fromstring(content, _reader())
    running, beside = list[str](), list[str]()
    for one in root.iter():
        beside += one.attrib.values() if isinstance(one.tag, str) else [one.text or ""]
        if isinstance(one.tag, str):
            mark = MARKS.get(etree.QName(one).localname)
            if mark:
                yield Odd(name, mark)
            if etree.QName(one).localname == "p":
                running.append("".join(one.itertext()))
    yield Piece(name, "\n".join(running), page=True)
    yield Piece(name, "".join(root.itertext()))
    yield Piece(name, "\n".join(root.itertext()), page=True)
    yield Piece(f"{name}: attributes and remarks", "\n".join(beside), page=True, form=LINES)


def _reader() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def by_docx(file: bytes) -> Iterator[Piece | Odd]:
    """The words as python-docx finds them, and the core properties."""
    document = docx.Document(io.BytesIO(file))
    said = [one.text for one in document.paragraphs]
    for table in document.tables:
        said += [cell.text for row in table.rows for cell in row.cells]
    for section in document.sections:
        for edge in (section.header, section.footer):
            said += [one.text for one in edge.paragraphs]
    yield Piece("the words", "\n".join(said), page=True)
    told = document.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        if getattr(told, name):
            yield Odd("the properties", f"{name.replace('_', ' ')} is filled in")
