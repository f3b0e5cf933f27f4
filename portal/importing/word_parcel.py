"""Opens a Word file as what it is, a zip of XML parts, and refuses what only pretends to be one.

Everything is bounded before it is unpacked, and no part may declare a document type, so that there
are no entities to expand. Names are matched without their namespaces: the strict and the usual
kind of Word file read alike.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from portal.importing.blocks import Unreadable

MOST_PARTS = 3_000
MOST_UNPACKED = 400_000_000
MOST_OF_A_PART = 60_000_000
"""Bytes of one XML part; the words of a thousand pages take about ten million."""
MOST_RATIO = 250
"""How many times its packed size a large part may have; Word's own XML reaches about thirty."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

LOCKED = (
    "This file is protected with a password, so the portal cannot read it. Open it in Word, take "
    "the password off (File, Info, Protect Document), save it and choose it again."
)
OLD = (
    "This is an older Word file (.doc), whatever its name ends in. Open it in Word, choose "
    "Save as, Word document (.docx), and choose that file here."
)
MACROS = (
    "This file holds macros, which are small programs, so it is not taken. Save it in Word as a "
    "document without macros (.docx) and choose that file here."
)
BOMB = (
    "This file unpacks to far more than a document holds, so it was not opened. Open it in Word, "
    "save it as a new document (.docx) and choose that file here."
)
NOT_WORD = (
    "This is not a Word document, whatever its name ends in. Choose a Word document (.docx) or a "
    "text file (.txt); anything else can be kept as an attachment."
)
BROKEN = (
    "This file is damaged: part of it cannot be read. Open it in Word, save it as a new document "
    "(.docx) and choose that file here."
)


def open_parcel(content: bytes) -> zipfile.ZipFile:
    """Raises Unreadable with the sentence for what is no sound Word file."""
    if content.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(LOCKED if locked else OLD)
    try:
        parcel = zipfile.ZipFile(io.BytesIO(content))
        entries = parcel.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(BROKEN if content.startswith(b"PK") else NOT_WORD) from None
    _bounded(entries)
    names = {entry.filename.casefold() for entry in entries}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(MACROS)
    if "[content_types].xml" not in names:
        raise Unreadable(NOT_WORD)
    return parcel


def _bounded(entries: list[zipfile.ZipInfo]) -> None:
    large = [e for e in entries if e.file_size > 1_000_000]
    swollen = any(e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in large)
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or total > MOST_UNPACKED or swollen:
        raise Unreadable(BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(LOCKED)


def part(parcel: zipfile.ZipFile, name: str) -> Any:
    """The root of one XML part, or None where there is no such part. Raises Unreadable."""
    try:
        entry = parcel.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > MOST_OF_A_PART:
        raise Unreadable(BOMB)
    try:
        with parcel.open(entry) as unpacking:
            content = unpacking.read(MOST_OF_A_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise Unreadable(BROKEN) from None
    return _parsed(content)


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unreadable(BROKEN) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable(BROKEN)
    return root


def local(element: Any) -> str:
    """An element's name without its namespace; nothing for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str:
    """An attribute by its name alone, or nothing."""
    if element is None:
        return ""
    for key, told in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(told)
    return ""


def child(element: Any, *path: str) -> Any:
    """The first child, grandchild and so on of these names, or None."""
    for name in path:
        element = next((c for c in element if local(c) == name), None)
        if element is None:
            return None
    return element


def main_part(parcel: zipfile.ZipFile) -> str:
    """The name of the part that holds the document. Raises Unreadable where it is no document."""
    kinds = part(parcel, "[Content_Types].xml")
    told = [value(c, "ContentType").casefold() for c in kinds] if kinds is not None else []
    if any("macroenabled" in kind for kind in told):
        raise Unreadable(MACROS)
    for kind, target in related(parcel, ""):
        if kind == "officeDocument":
            right = any("wordprocessingml.document" in one for one in told)
            return target if right else _not_word()
    return _not_word()


def _not_word() -> str:
    raise Unreadable(NOT_WORD)


def related(parcel: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """The kinds and names of the parts that one part refers to ("" is the parcel itself)."""
    folder, file = posixpath.split(name)
    told = part(parcel, posixpath.join(folder, "_rels", f"{file}.rels"))
    for one in told if told is not None else ():
        if value(one, "TargetMode") != "External":
            target = value(one, "Target")
            where = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            yield value(one, "Type").rpartition("/")[2], posixpath.normpath(where)
