"""The typefaces that come with the portal, and which words they can print.

Only these are used, so that the same paper gives the same bytes on every machine, and a character
that none of them has is found before anything is printed.
"""

import itertools
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from portal import place
from portal.renditions.paper import NotPrintable, Paper, places, tidy

ARABIC = "Noto Sans Arabic"
FAMILIES = (
    "Arimo",
    "Noto Sans Gurmukhi",
    ARABIC,
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Symbols 2",
    "Noto Emoji",
)
"""In the order in which they are asked for a character."""
OF_LANGUAGE = {"ur": ("Noto Nastaliq Urdu",)}
"""What a language is set in, where it is not simply the first that has the character."""
_BLOCKS = (
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0750, 0x077F, "ar"),
    (0xFB50, 0xFDFF, "ar"),
    (0xFE70, 0xFEFC, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
)
"""Which language words in a script are most likely in, in England and Wales."""
RIGHT_TO_LEFT = frozenset({"ar", "he", "ur"})
_URDU = frozenset("ٹڈڑںےہھگچپکی")
_DRAWN_BY_OTHERS = frozenset("\u00ad\u200c\u200d\u200e\u200f\ufe0e\ufe0f\u2066\u2067\u2068\u2069")
"""Joiners, soft hyphens, directions: they steer what stands beside them and have no form."""


def folder() -> Path:
    return place.static() / "vendor" / "fonts"


@cache
def covered() -> frozenset[int]:
    """Every code point for which one of the typefaces has a form."""
    found: set[int] = set()
    for path in sorted(folder().glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    if not found:
        raise NotPrintable("The typefaces are missing. Whoever runs the portal must set it up.")
    return frozenset(found)


def missing(text: str) -> str:
    """The first character that cannot be printed, or nothing."""
    known = covered()
    for one in tidy(text):
        if one == "\n" or one in _DRAWN_BY_OTHERS:
            continue
        if unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs", "Cn"} or ord(one) not in known:
            return one
    return ""


def check(paper: Paper) -> None:
    """Raises NotPrintable with the place and the character's name where one has no form."""
    for where, text in places(paper):
        one = missing(text)
        if one:
            name = unicodedata.name(one, "without a name")
            raise NotPrintable(
                f"In {where} stands a character that cannot be printed: U+{ord(one):04X} ({name})."
                " Nothing was made. Have it changed where it was written, or remove it."
            )


def language(one: str) -> str:
    """The language that a character's script points to, or nothing."""
    code = ord(one)
    return next((name for low, high, name in _BLOCKS if low <= code <= high), "")


def by_language(text: str) -> list[tuple[str, str]]:
    """Pieces of a text, each with its language; nothing means the language of the paper.

    Spaces and signs between two words of one script stay with them; others are the paper's.
    """
    groups = [(kind, "".join(g)) for kind, g in itertools.groupby(text, key=_script)]
    found: list[tuple[str, str]] = []
    for at, (kind, piece) in enumerate(groups):
        after = groups[at + 1][0] if at + 1 < len(groups) else ""
        before = found[-1][0] if found else ""
        own = (before if before == after else "") if kind == _BETWEEN else kind
        if found and own == before:
            found[-1] = (own, found[-1][1] + piece)
        else:
            found.append((own, piece))
    return [("ur" if name == "ar" and _URDU & set(said) else name, said) for name, said in found]


_BETWEEN = "-"


def _script(one: str) -> str:
    letter = one.isalpha() or unicodedata.category(one) in {"Mn", "Mc"}
    return language(one) or ("" if letter else _BETWEEN)
