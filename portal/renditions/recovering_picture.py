"""Text out of a picture's surroundings: its notes, its properties, its miniature, what follows it.

What its pixels show is not looked at: whoever draws the boxes does that.
"""

import io
import re
from collections.abc import Iterator

from PIL import ExifTags, Image, UnidentifiedImageError

from portal.renditions.recovered import Odd, Piece

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_XML = re.compile(rb"<(?:x:xmpmeta|rdf:RDF|\?xpacket).*?(?:</x:xmpmeta>|</rdf:RDF>|\?>)", re.DOTALL)


def recover(content: bytes, place: str, *, whole: bool = True) -> Iterator[Piece | Odd]:
    """What a picture says beside its pixels. `whole` is false for a PDF's own pixel streams."""
    if content[:3] == JPEG:
        yield from _jpeg(content, place)
    elif content[:8] == PNG:
        yield from _png(content, place)
    for found in _XML.findall(content):
        yield Odd(place, "a picture's properties")
        yield Piece(place, content=found)
    if whole or content[:3] == JPEG:
        yield from _by_pillow(content, place)


def _jpeg(content: bytes, place: str) -> Iterator[Piece | Odd]:
    """Every segment before the pixels that is not about them, and what follows the end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        kind, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == 0xDA:
            break
        said = content[at + 4 : at + 2 + size]
        if kind == 0xFE or (0xE1 <= kind <= 0xEF and said[:5] != b"Adobe"):
            yield Odd(place, "a picture's properties")
            yield Piece(place, content=said)
        at += 2 + size
    after = content.rpartition(b"\xff\xd9")[2]
    if after.strip(b"\0\r\n"):
        yield Odd(place, "bytes after a picture's end")
        yield Piece(place, content=after)


def _png(content: bytes, place: str) -> Iterator[Piece | Odd]:
    at = 8
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind not in {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"pHYs", b"gAMA", b"sRGB"}:
            yield Odd(place, "a picture's properties")
            yield Piece(place, content=content[at + 8 : at + 8 + size])
        at += 12 + size
        if kind == b"IEND" and content[at:].strip(b"\0\r\n"):
            yield Odd(place, "bytes after a picture's end")
            yield Piece(place, content=content[at:])
            return


def _by_pillow(content: bytes, place: str) -> Iterator[Piece | Odd]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            exif = picture.getexif()
            said = [*picture.info.values(), *exif.values()]
            for below in ExifTags.IFD:
                said += exif.get_ifd(below).values()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        yield Odd(place, "a picture that cannot be read")
        return
    for one in said:
        if isinstance(one, bytes):
            yield Piece(place, content=one)
        elif not isinstance(one, int | float):
            yield Piece(place, str(one))
