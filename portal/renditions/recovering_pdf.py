"""Text out of a PDF by its own structure: every object, page, mark, attachment and typeface.

Libraries of three makers read it (pikepdf, pypdf, pdfium), and `pdftotext` where the machine has
it. What one of them does not show, another may.
"""

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

import pikepdf
import pypdf
import pypdfium2

from portal.renditions.recovered import LINES, Odd, Piece, Unreadable
from portal.renditions.recovering_bytes import piece_of
from portal.renditions.recovering_content import drawn, mapping, strings_of
from portal.renditions.recovering_font import of_font
from portal.renditions.recovering_picture import recover as of_picture

PDFIUM = Lock()
"""pdfium does one thing at a time."""
STRANGE = {
    "/JavaScript": "a script", "/JS": "a script", "/EmbeddedFiles": "an attachment",
    "/EmbeddedFile": "an attachment", "/AcroForm": "a form", "/OCProperties": "hidden layers",
    "/PieceInfo": "a program's own notes", "/Thumb": "a page's miniature", "/Redact": "a mark",
    "/Encrypt": "a lock", "/RichMedia": "a recording", "/XFA": "a form", "/Launch": "an order",
}  # fmt: skip
"""Names that no rendition of ours holds."""


def objects(file: bytes) -> Iterator[Piece | Odd]:
    """Every string, name and stream that can be reached, by the way to it; then all the others."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        if pdf.is_encrypted:
            yield Odd("the whole file", "a lock")
        seen: set[tuple[int, int]] = set()
        said: dict[str, list[str]] = {}
        yield from _walked(pdf.trailer, "trailer", seen, said)
        for one in pdf.objects:
            if one.objgen not in seen:
                yield from _walked(one, "an object that nothing points to", seen, said)
        for place, texts in said.items():
            yield Piece(place, "\n".join(texts), page=True, form=LINES)


def _walked(
    start: Any, where: str, seen: set[tuple[int, int]], said: dict[str, list[str]]
) -> Iterator[Piece | Odd]:
    waiting: list[tuple[Any, str]] = [(start, where)]
    while waiting:
        one, place = waiting.pop()
        if isinstance(one, pikepdf.Object) and one.is_indirect:
            if one.objgen in seen:
                continue
            seen.add(one.objgen)
        if isinstance(one, pikepdf.Stream):
            yield from _stream(one, place)
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            waiting += [(value, _below(place, key)) for key, value in one.items()]
            yield from _name_or_string((pikepdf.Name(key) for key, _ in one.items()), place, said)
        elif isinstance(one, pikepdf.Array):
            waiting += [(each, place) for each in one]
        else:
            yield from _name_or_string([one], place, said)


def _name_or_string(ones: Iterable[Any], place: str, said: dict[str, list[str]]) -> Iterator[Odd]:
    for one in ones:
        if isinstance(one, pikepdf.String):
            said.setdefault(place, []).extend(_both(one))
        elif isinstance(one, pikepdf.Name):
            name = str(one)
            if name in STRANGE:
                yield Odd(place, STRANGE[name])
            said.setdefault(place, []).append(name.replace("+", "\n+"))


def _below(place: str, key: str) -> str:
    """The way to an object, short enough to be read: its first steps."""
    return place if place.count("/") >= 4 else place + (key if key.isascii() else "/?")


def _both(one: pikepdf.String) -> list[str]:
    raw = bytes(one)
    return [str(one), raw.decode("utf-8", "replace")] if not raw.isascii() else [str(one)]


def _stream(one: pikepdf.Stream, place: str) -> Iterator[Piece | Odd]:
    if one.get("/Subtype") == "/Image":
        yield from _image(one, place)
        return
    try:
        content = one.read_bytes()
    except pikepdf.PdfError:
        content = one.read_raw_bytes()
        if str(one.get("/Filter", "")) not in {"/DCTDecode", "/JPXDecode"}:
            yield Odd(place, "a stream that cannot be unpacked")
    if one.get("/Type") == "/EmbeddedFile" or content[:4] in {b"%PDF", b"PK\x03\x04"}:
        yield Odd(place, "an attachment")
        yield from _attached(content, place)
    yield from piece_of(place, content)


def _image(one: pikepdf.Stream, place: str) -> Iterator[Piece | Odd]:
    raw = one.read_raw_bytes()
    yield from of_picture(raw, place, whole=False)
    yield Piece(place, content=raw, binary=True)
    try:
        yield Piece(place, content=one.read_bytes(), binary=True)
    except pikepdf.PdfError:
        return


def _attached(content: bytes, place: str) -> Iterator[Piece | Odd]:
    if content[:4] == b"%PDF":
        for route in (objects, pages, contents):
            for one in route(content):
                yield one if isinstance(one, Odd) else _inside(one, place)
    else:
        yield Piece(place, content=content)


def _inside(one: Piece, place: str) -> Piece:
    return Piece(f"{place}: {one.place}", one.text, one.content, one.binary, one.page, one.form)


def pages(file: bytes) -> Iterator[Piece | Odd]:
    """The words of each page as pdfium finds them: off the page, tiny and invisible ones too."""
    with PDFIUM:
        pdf = pypdfium2.PdfDocument(file)
        try:
            texts = []
            for page in pdf:
                words = page.get_textpage()
                texts.append(words.get_text_range(errors="replace"))
                words.close()
                page.close()
        finally:
            pdf.close()
    for number, text in enumerate(texts, start=1):
        yield Piece(f"page {number}", text, page=True)


def by_pypdf(file: bytes) -> Iterator[Piece | Odd]:
    """The words of each page as pypdf finds them, and what it knows of the whole file."""
    pdf = pypdf.PdfReader(io.BytesIO(file))
    for number, page in enumerate(pdf.pages, start=1):
        yield Piece(f"page {number}", page.extract_text(), page=True)
    yield Piece("the file's properties", "\n".join(map(str, (pdf.metadata or {}).values())))
    for name, held in pdf.attachments.items():
        yield Odd("the attachments", "an attachment")
        yield Piece("the name of an attachment", name, page=True)
        for content in held:
            yield Piece("an attachment", content=content)


def by_pdftotext(file: bytes) -> Iterator[Piece | Odd]:
    """The words as `pdftotext` finds them; for machines that have it."""
    command = [shutil.which("pdftotext") or "pdftotext", "-enc", "UTF-8", "-", "-"]
    said = subprocess.run(  # noqa: S603 - a fixed command, and the file comes on its input
        command, input=file, capture_output=True, timeout=60, check=False
    )
    if said.returncode:
        raise Unreadable("pdftotext")
    for number, text in enumerate(said.stdout.decode("utf-8", "replace").split("\f"), start=1):
        yield Piece(f"page {number}", text, page=True)


def contents(file: bytes) -> Iterator[Piece | Odd]:
    """What the orders of pages and forms write, by the typefaces' own tables, seen or not; then
    the letters that a typeface carries along and no page uses.
    """
    with pikepdf.open(io.BytesIO(file)) as pdf:
        tables: dict[tuple[int, int], dict[bytes, str]] = {}
        used: dict[tuple[int, int], set[bytes]] = {}
        for number, page in enumerate(pdf.pages, start=1):
            yield from _drawn_by(page.obj, f"page {number}", tables, used, set())
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font":
                yield from of_font(one)
        for whose, table in tables.items():
            spare = {code for code in table if code not in used.get(whose, set())}
            if spare:
                yield Odd("a typeface", "letters that no page uses")
                yield Piece("a typeface's letters", "".join(table[code] for code in spare))


def _drawn_by(
    one: Any, place: str, tables: dict[tuple[int, int], dict[bytes, str]],
    used: dict[tuple[int, int], set[bytes]], seen: set[tuple[int, int]],
) -> Iterator[Piece | Odd]:  # fmt: skip
    if one.objgen in seen:
        return
    seen.add(one.objgen)
    resources = one.get("/Resources", pikepdf.Dictionary())
    fonts = {key[1:]: font for key, font in resources.get("/Font", {}).items()}
    for font in fonts.values():
        if font.objgen not in tables:
            told = font.get("/ToUnicode")
            known = isinstance(told, pikepdf.Stream)
            tables[font.objgen] = mapping(told.read_bytes()) if known else {}
    orders = _orders(one)
    faces = {key: tables[font.objgen] for key, font in fonts.items()}
    text, codes = drawn(orders, faces)
    for face, code in codes:
        if face in fonts:
            used.setdefault(fonts[face].objgen, set()).add(code)
    yield Piece(place, text, page=True)
    yield Piece(place, text.replace("\n", ""))
    yield Piece(place, "\n".join(strings_of(orders)))
    for form in resources.get("/XObject", {}).values():
        if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form":
            yield from _drawn_by(form, place, tables, used, seen)


def _orders(one: Any) -> bytes:
    if isinstance(one, pikepdf.Stream):
        return one.read_bytes()
    held = one.get("/Contents", b"")
    if isinstance(held, pikepdf.Array):
        return b"\n".join(each.read_bytes() for each in held)
    return held.read_bytes() if isinstance(held, pikepdf.Stream) else b""


def listed(file: bytes) -> set[int]:
    """The numbers of all objects that the file's own tables list."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return {one.objgen[0] for one in pdf.objects}
