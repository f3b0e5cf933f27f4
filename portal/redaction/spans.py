"""Stretches of a paragraph, in code points and half-open, that never split what is one character
to a reader: a letter with its marks, a flag, an emoji of several parts, a Hangul syllable, an
Indic conjunct. They are widened outwards, never narrowed (Unicode Standard Annex 29, and a little
more where it is in doubt).
"""

import unicodedata
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
JOINER = "\u200d"
VIRAMA = 9
"""The combining class of the sign that joins two Indic consonants."""


def _extends(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    code = ord(char)
    return (
        unicodedata.category(char).startswith("M")
        or char in {JOINER, "\u200c", "\u0e33", "\u0eb3", "\uff9e", "\uff9f"}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _hangul(before: str, after: str) -> bool:
    first, second = ord(before), ord(after)
    leads = 0x1100 <= first <= 0x115F or 0xA960 <= first <= 0xA97C
    vowel = 0x1160 <= first <= 0x11A7 or 0xD7B0 <= first <= 0xD7C6 or 0xAC00 <= first <= 0xD7A3
    tail = 0x11A8 <= second <= 0x11FF or 0xD7CB <= second <= 0xD7FB
    middle = 0x1160 <= second <= 0x11A7 or 0xD7B0 <= second <= 0xD7C6
    syllable = (
        0x1100 <= second <= 0x115F or 0xA960 <= second <= 0xA97C or 0xAC00 <= second <= 0xD7A3
    )
    last = 0x11A8 <= first <= 0x11FF or 0xD7CB <= first <= 0xD7FB
    return (leads and (middle or syllable)) or (vowel and (middle or tail)) or (last and tail)


def _prepends(char: str) -> bool:
    """Signs that stand before the digits or letters to which they belong."""
    return (
        char
        in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0890\u0891\U000110bd\U000110cd"
    )


def splits(text: str, at: int) -> bool:
    """Whether a cut before that character would go through one that a reader sees as whole."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _flag(before) and _flag(after):
        run = at
        while run and _flag(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return (
        (before, after) == ("\r", "\n")
        or _extends(after)
        or before == JOINER
        or _prepends(before)
        or (unicodedata.combining(before) == VIRAMA and unicodedata.category(after) == "Lo")
        or _hangul(before, after)
    )


def snapped(text: str, starts: int, ends: int) -> Span:
    """The same stretch, widened until it splits nothing. Raises ValueError for no stretch of it."""
    if not 0 <= starts < ends <= len(text):
        raise ValueError("no stretch of this text")
    while splits(text, starts):
        starts -= 1
    while splits(text, ends):
        ends += 1
    return starts, ends


def united(spans: Iterable[Span]) -> list[Span]:
    """Stretches that touch or overlap as one, in order."""
    told: list[Span] = []
    for starts, ends in sorted(spans):
        if told and starts <= told[-1][1]:
            told[-1] = told[-1][0], max(ends, told[-1][1])
        else:
            told.append((starts, ends))
    return told


def within(inner: Span, outer: Sequence[Span]) -> bool:
    """Whether all of a stretch lies in one of some that do not touch each other."""
    return any(starts <= inner[0] and inner[1] <= ends for starts, ends in outer)


def meet(one: Span, other: Span) -> bool:
    """Whether two stretches have a character in common."""
    return one[0] < other[1] and other[0] < one[1]


def found(text: str, words: str) -> list[Span]:
    """Every place where exactly these words stand, one after another."""
    told, at = [], text.find(words) if words else -1
    while at >= 0:
        told.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return told
