"""Text out of a typeface: what its codes mean, what it and its letters are called."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError

from portal.renditions.recovered import LINES, SIGNS, Odd, Piece
from portal.renditions.recovering_content import mapping

TYPEFACES = frozenset({b"\0\1\0\0", b"true", b"OTTO", b"ttcf"})
"""How the files of typefaces begin."""


def of_font(font: Any) -> Iterator[Piece | Odd]:
    """Everything that one font dictionary tells, with the file inside it."""
    told = font.get("/ToUnicode")
    if isinstance(told, pikepdf.Stream):
        table = told.read_bytes()
        meant = mapping(table).values()
        yield Piece("what a typeface's codes mean", "\n".join(one for one in meant if len(one) > 1))
        yield Piece("what a typeface's codes mean", content=table, form=SIGNS)
    names = _different(font)
    yield Piece("the names of a typeface's letters", "\n".join(names))
    yield Piece("the names of a typeface's letters", "".join(names))
    below = font.get("/DescendantFonts", [font])
    for one in below:
        held = one.get("/FontDescriptor", pikepdf.Dictionary())
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if isinstance(held.get(key), pikepdf.Stream):
                yield from inside(held[key].read_bytes())


def _different(font: Any) -> list[str]:
    coding = font.get("/Encoding")
    if not isinstance(coding, pikepdf.Dictionary):
        return []
    return [str(one)[1:] for one in coding.get("/Differences", []) if isinstance(one, pikepdf.Name)]


def inside(content: bytes) -> Iterator[Piece | Odd]:
    """A typeface's file: its bytes, and the names in it."""
    try:
        said, rest = _names(content)
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, IndexError, AttributeError):
        yield Odd("a typeface's file", "a typeface that cannot be read")
        said, rest = [], content
    yield Piece("a typeface's file", content=rest, binary=True)
    yield Piece("a typeface's file", "\n".join(said), form=LINES)


def _names(content: bytes) -> tuple[list[str], bytes]:
    """What a typeface and its letters are called, and its bytes without the former."""
    if content[:4] in TYPEFACES:
        with TTFont(io.BytesIO(content), lazy=True) as font:
            records = font["name"].names if "name" in font else []
            names, rest = [str(one) for one in records], content
            for one in records:
                rest = rest.replace(one.string, b" ", 1)
            letters = font.getGlyphOrder() if {"post", "CFF "} & set(font.keys()) else []
            told = [one for one in letters if not one.startswith(("glyph", "cid"))]
            return names + told, rest
    if content[:1] == b"\1":
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(content), None)
        return list(fonts.fontNames), content
    return [content[:4096].decode("latin-1")], content
