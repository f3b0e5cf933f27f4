"""What a file is by its own bytes, and whether its name agrees. Only listed kinds are kept."""

import io
import re
import zipfile

from portal.importing.blocks import Unreadable
from portal.importing.word_parcel import OLE

ENDINGS = {
    "pdf": {"pdf"},
    "word": {"docx"},
    "old_word": {"doc"},
    "sheet": {"xlsx"},
    "old_sheet": {"xls"},
    "slides": {"pptx"},
    "png": {"png"},
    "jpeg": {"jpg", "jpeg"},
    "tiff": {"tif", "tiff"},
    "email": {"eml"},
    "outlook": {"msg"},
    "rtf": {"rtf"},
    "csv": {"csv"},
    "text": {"txt"},
}
TAKEN = "PDF, Word, Excel and PowerPoint files, pictures and scans, e-mails, CSV and plain text"
_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"{\\rtf", "rtf"),
)
_IN_PARCEL = {
    "word/": "word",
    "xl/": "sheet",
    "ppt/": "slides",
}
_IN_OLE = {
    "old_word": "WordDocument",
    "old_sheet": "Workbook",
    "outlook": "__substg1.0_",
    "word": "EncryptedPackage",
    "sheet": "EncryptedPackage",
    "slides": "EncryptedPackage",
}
"""What an older kind of file, or a locked newer one, names inside itself."""
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")


def kind_of(name: str, content: bytes) -> str:
    """One of ENDINGS. Raises Unreadable, with the sentence to show."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    kind = next((k for k, endings in ENDINGS.items() if ending in endings), "")
    if not kind:
        raise Unreadable(f"Files of this kind are not kept. The portal keeps {TAKEN}.")
    if not content:
        raise Unreadable("This file is empty. Check that you chose the right one.")
    if not _agrees(kind, content):
        raise Unreadable(
            f"The name of this file ends in .{ending}, but inside it is something else. Open it in "
            "the program that made it, save it under its right kind and choose it again."
        )
    return kind


def _agrees(kind: str, content: bytes) -> bool:
    for start, named in _STARTS:
        if content.startswith(start):
            return kind == named
    if content.startswith(OLE):
        inside = _IN_OLE.get(kind, "")
        return bool(inside) and inside.encode("utf-16-le") in content
    if content.startswith(b"PK"):
        return kind == _in_parcel(content)
    if kind in {"email", "csv", "text"} and _is_text(content):
        return kind != "email" or bool(_MAIL.match(content.replace(b"\r\n", b"\n").lstrip()))
    return False


MOST_PARTS = 20_000
"""Files within one file; a Word file of many pictures has some hundreds."""


def _in_parcel(content: bytes) -> str:
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        # Each would be looked at before anything can be said of them.
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            names = [name.casefold() for name in parcel.namelist()[:5000]]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(
            "This file holds macros, which are small programs, so it is not kept. Save it without "
            "macros and choose it again."
        )
    found = {kind for start, kind in _IN_PARCEL.items() if any(n.startswith(start) for n in names)}
    return found.pop() if len(found) == 1 else ""


def _is_text(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in content
