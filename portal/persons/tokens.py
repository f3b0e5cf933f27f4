"""A text as words that can be compared, each knowing where it stands in the text as it was typed.

Folded: case, accents, look-alike letters of other alphabets, every kind of space, dash and
apostrophe, invisible characters, and words that a hyphen splits over two lines.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "'\u2018\u2019\u201a\u201b\u02bc\u02bb\u02b9\u0060\u00b4\u2032\uff07\ua78c"
QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u275d\u275e'
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"
BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
SAME = {
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(QUOTES, '"'),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(BREAKS, "\n"),
}
FOLDED = str.maketrans(
    "łøđıħŧŋſƒаеорсухівкмнтѕјԁԛԝһӏαβεζηικμνορτυχγσىةک",
    "lodihtnsfaeopcyxibkmhtsjdqwhlabezhikmnoptuxysيهك",  # noqa: RUF001 - the letters themselves
) | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u093c\u0a3c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
LETTER = "(?:[^\\W_]|[\u0900-\u0963\u0966-\u0fff\u1000-\u109f])"
WORD = re.compile(f"{LETTER}+(?:'{LETTER}+)*")
SPLIT_WORD = re.compile("(?<=[^\\W\\d_])-[ \t]*\n[ \t]*(?=[^\\W\\d_])")


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` leave a possessive 's out; `gap` is what stands before, folded."""

    norm: str
    start: int
    end: int
    gap: str
    capital: bool
    upper: bool
    possessive: bool
    cased: bool


@lru_cache(maxsize=8192)
def fold(letter: str) -> str:
    """One character as it is compared; nothing for what cannot be seen."""
    if letter in SAME:
        return SAME[letter]
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Cf", "Cc"}:
        return ""
    plain = MARKS.sub("", unicodedata.normalize("NFKD", letter)).casefold()
    return MARKS.sub("", plain.translate(FOLDED))


def normalised(text: str) -> tuple[str, list[int] | range]:
    """The folded text, and for each of its characters where it came from."""
    if text.isascii():
        norm = text.lower().translate({ord("`"): "'", 13: "\n", 11: "\n", 12: "\n"})
        where: list[int] | range = range(len(norm))
    else:
        pieces = [_soft(text, i) if c == "\u00ad" else fold(c) for i, c in enumerate(text)]
        norm = "".join(pieces)
        where = [i for i, piece in enumerate(pieces) for _ in piece]
    if "-" not in norm or not SPLIT_WORD.search(norm):
        return norm, where
    kept, last = [], 0
    for found in SPLIT_WORD.finditer(norm):
        kept += list(range(last, found.start()))
        last = found.end()
    kept += list(range(last, len(norm)))
    return "".join(norm[i] for i in kept), [where[i] for i in kept]


def _soft(text: str, at: int) -> str:
    """A soft hyphen is a hyphen at the end of a line, and nothing elsewhere."""
    return "-" if text[at + 1 : at + 2] in set(BREAKS) else ""


def tokens(text: str) -> list[Token]:
    norm, where = normalised(text)
    found: list[Token] = []
    last = 0
    for match in WORD.finditer(norm):
        first, end = match.span()
        word = match[0]
        possessive = len(word) > 2 and word.endswith("'s")
        if possessive:
            word, end = word[:-2], end - 2
        start, stop = where[first], _whole(text, where[end - 1] + 1)
        raw = text[start:stop]
        found.append(
            Token(
                word.replace("'", "") if "'" in word else word,
                start,
                stop,
                norm[last:first],
                raw[:1].isupper(),
                raw.isupper(),
                possessive,
                raw.lower() != raw.upper(),
            )
        )
        last = match.end()
    return found


def _whole(text: str, end: int) -> int:
    """Where the last visible character ends with all its marks."""
    while end < len(text) and (
        unicodedata.category(text[end])[0] == "M" or text[end] in "\u200c\u200d"
    ):
        end += 1
    return end


def norms(words: str) -> tuple[str, ...]:
    """The words alone."""
    return tuple(token.norm for token in tokens(words))
