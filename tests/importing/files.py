"""Invented Word files: most by python-docx, what that cannot write by hand."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")


def saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def a_report(canary: str = "") -> bytes:
    """Three chapters of an invented police report, with a list, a table and a remark apart."""
    told = docx.Document()
    told.add_heading("Background", 1)
    told.add_paragraph(f"The officers first met Mr Vale in spring. {canary}")
    told.add_paragraph("They saw him again in June.", style="List Bullet")
    told.add_heading("Chronology of contact", 1)
    table = told.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, [("Date", "Event"), ("3 May", "A call")], strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    told.add_heading("Staff who were disciplined", 2)
    told.add_paragraph("One officer was given words of advice.")
    told.add_paragraph().add_run("What we would do again").bold = True
    told.add_paragraph("The handover was written down the same night, which is worth copying.")
    return saved(told)


def long_report(paragraphs: int = 680) -> bytes:
    told = docx.Document()
    for number in range(paragraphs):
        if number % 20 == 0:
            told.add_heading(f"Part {number // 20 + 1}", 1)
        told.add_paragraph(f"Paragraph {number} says what was done on that day and by whom.")
    return saved(told)


def with_body(xml: str, **parts: str) -> bytes:
    """A Word file whose body is this XML, with further parts such as footnotes or comments."""
    told = docx.Document()
    body = told.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for element in reversed(list(parse_xml(f"<w:body {W}>{xml}</w:body>"))):
        body.insert(0, element)
    return with_parts(saved(told), parts)


KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def with_parts(content: bytes, parts: dict[str, str]) -> bytes:
    """The same Word file with parts added that its document refers to."""
    files = unzipped(content)
    rels = files["word/_rels/document.xml.rels"].decode()
    for name, inner in parts.items():
        root = {"footnotes": "footnotes", "comments": "comments", "header": "hdr"}[name]
        files[f"word/{name}9.xml"] = f"<w:{root} {W}>{inner}</w:{root}>".encode()
        link = f'<Relationship Id="x{name}" Type="{KINDS}{name}" Target="{name}9.xml"/>'
        rels = rels.replace("</Relationships>", f"{link}</Relationships>")
    files["word/_rels/document.xml.rels"] = rels.encode()
    return zipped(files.items())


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist()}


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in files:
            parcel.writestr(name, content)
    return held.getvalue()


def changed(name: str, content: bytes) -> bytes:
    """The invented report with one of its parts replaced or added."""
    return zipped({**unzipped(a_report()), name: content}.items())


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
OLD_WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(100)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20
