"""Text out of a PDF's bytes, whatever its own tables say of them.

Objects that no table lists, earlier revisions, what stands between two objects and after the end:
a program that trusts the file's own index sees none of it.
"""

import re
import zlib
from base64 import a85decode
from binascii import unhexlify
from collections.abc import Iterator

from portal.renditions.recovered import LINES, SIGNS, Odd, Piece
from portal.renditions.recovering_content import strings_of
from portal.renditions.recovering_font import TYPEFACES, inside

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
PLACES = re.compile(rb"\bxref\r?\n(?:\d+ \d+\r?\n(?:\d{10} \d{5} [nf][ \r\n]{2})+)+")
"""Where each object stands: numbers alone, which read as hex spell a short name by chance."""
OBJECT = re.compile(rb"(\d{1,10})\s+(\d{1,5})\s+obj\b")
END = b"%%EOF"
MOST = 200_000_000
"""Bytes that one stream may become."""


def outside(file: bytes) -> Iterator[Piece | Odd]:
    """All bytes that are in no stream, with their literal and hexadecimal strings read."""
    bare = PLACES.sub(b" ", STREAM.sub(b" ", file))
    yield Piece("the file's own bytes", content=bare, form=SIGNS)
    for said in strings_of(bare):
        yield Piece("a string among the file's own bytes", said, form=LINES)
    if bare.count(END) > 1 or file.count(b"startxref") > 1:
        yield Odd("the end of the file", "an earlier revision")
    if file.rpartition(END)[2].strip():
        yield Odd("after the end of the file", "more bytes")
    if not file.startswith(b"%PDF-"):
        yield Odd("before the head of the file", "more bytes")


def streams(file: bytes) -> Iterator[Piece | Odd]:
    """Every stream, found by its words alone and unpacked in each way in which it can be."""
    for count, found in enumerate(STREAM.finditer(file)):
        place = f"stream {count} of the bytes"
        for content in unpacked(found[1]):
            yield from piece_of(place, content)


def piece_of(place: str, content: bytes) -> Iterator[Piece | Odd]:
    """A stream's content as what it may hold: orders, text, a typeface, or a picture's bytes."""
    if content[:4] in TYPEFACES:
        yield from inside(content)
        return
    if looks_binary(content):
        yield Piece(place, content=content, binary=True)
        return
    yield Piece(place, content=content, form=SIGNS)
    told = list(strings_of(content))
    if told:
        yield Piece(place, "".join(told))
        yield Piece(place, "\n".join(told), form=LINES)


def unpacked(packed: bytes) -> Iterator[bytes]:
    """What bytes become by the filters that a PDF knows, and as they are."""
    yield packed
    for way in (_inflated, _from_hex, _from_85):
        made = way(packed)
        if made:
            yield made
            if way is not _inflated and (again := _inflated(made)):
                yield again


def _inflated(packed: bytes) -> bytes:
    if packed[:1] not in {b"x", b"h", b"8", b"X", b"H", b"("}:
        return b""
    try:
        return zlib.decompressobj().decompress(packed, MOST)
    except zlib.error:
        return b""


def _from_hex(packed: bytes) -> bytes:
    bare = packed.strip().removesuffix(b">")
    if not re.fullmatch(rb"[0-9A-Fa-f\s]{2,}", bare):
        return b""
    pairs = re.sub(rb"\s", b"", bare)
    return unhexlify(pairs + b"0" * (len(pairs) % 2))


def _from_85(packed: bytes) -> bytes:
    if not packed.rstrip().endswith(b"~>"):
        return b""
    try:
        return a85decode(packed.strip().removesuffix(b"~>"))
    except ValueError:
        return b""


def earlier(file: bytes) -> Iterator[bytes]:
    """The file as it was at each of its earlier ends."""
    ends = [found.end() for found in re.finditer(re.escape(END), file)]
    for end in ends[:-1]:
        yield file[:end]


def unlisted(file: bytes, listed: set[int]) -> Iterator[Piece | Odd]:
    """Objects that stand in the bytes and that no table of the file lists."""
    bare = STREAM.sub(lambda m: b" " * len(m[0]), file)
    for found in OBJECT.finditer(bare):
        number = int(found[1])
        if number not in listed:
            end = bare.find(b"endobj", found.end())
            yield Odd(f"object {number}", "an object that no table lists")
            place = f"object {number}, which no table lists"
            inside = file[found.end() : end if end > 0 else None]
            yield Piece(place, content=inside, form=SIGNS)


def looks_binary(content: bytes) -> bool:
    """Whether bytes are a picture's, a typeface's or a table's rather than anybody's text."""
    head = content[:65536]
    if not head or head[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        return False
    odd = sum(head.count(one) for one in _CONTROLS)
    pairs = head[0::2].count(0), head[1::2].count(0)
    wide = max(pairs) > len(head) * 0.3 and min(pairs) <= len(head) * 0.05
    return odd > len(head) * 0.04 and not wide


_CONTROLS = [one for one in range(32) if one not in {9, 10, 12, 13}]
