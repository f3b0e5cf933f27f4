"""Looks for what must not be there in any text or bytes, however it was spelled or encoded.

Part of the prover: nothing here is shared with what makes a rendition.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import ahocorasick

_INVISIBLE: dict[int, None] = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0000, 0xE0080)]
)  # fmt: skip
_SIGNS: dict[int, str] = {
    **dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x02BB, 0x00B4, 0x0060), "'"),
    **dict.fromkeys((0x201C, 0x201D), '"'),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-"),
    **dict.fromkeys((0x06CC, 0x0649), "\u064a"),
    **dict.fromkeys((0x06C1, 0x06BE), "\u0647"),
    0x06A9: "\u0643",
}
"""Arabic letters, too, that Urdu and Arabic write with different characters."""
_ACCENTS = dict.fromkeys([*range(0x0300, 0x0370), *range(0x064B, 0x0660)])
"""Accents and Arabic vowel points; the vowel signs of Indian scripts are letters."""
_SPACE = re.compile(r"\s+")
_SPACED = re.compile(r"(?<!\w)\w(?:[ .·*_\-]{1,3}\w)+(?!\w)")
_BREAK = re.compile(r"-\s+")
_GAPS = re.compile(r"[\W_]+")
_DIGIT_GAPS = re.compile(r"(?<=\d)[\s.\-/]+(?=\d)")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ \t\r\n]?){4,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")
_OCTAL = re.compile(r"\\([0-7]{3})")
_UNICODE = re.compile(r"\\u\{?([0-9A-Fa-f]{4,6})\}?|\\x([0-9A-Fa-f]{2})")

_NOT_LEFTWARD = re.compile(r"[^\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3]+")
_NOISE = ".{0,2}"

LEFTWARD = 4
SQUEEZED = 9
"""Letters that a name must have to be looked for in a text without any spaces or signs."""
REVERSED = 5
BINARY = 8
"""Letters that make a chance hit in a picture's or a typeface's own bytes out of the question."""


def normal(text: str) -> str:
    """One form for what looks alike: case, accents, widths, quotes, dashes, the invisible."""
    if text.isascii():
        return _SPACE.sub(" ", text.lower())
    text = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).translate(_SIGNS)
    return _SPACE.sub(" ", text.translate(_ACCENTS).casefold())


class Search:
    """Everything that is protected, ready to be looked for. Ids are all that it ever gives back."""

    def __init__(self, strings: Mapping[str, str]) -> None:
        self._words = _automaton((normal(text).strip(), name) for name, text in strings.items())
        squeezed = ((_GAPS.sub("", normal(text)), name) for name, text in strings.items())
        self._squeezed = _automaton((s, n) for s, n in squeezed if len(s) >= SQUEEZED)
        digits = ((_DIGIT_GAPS.sub("", normal(text)), name) for name, text in strings.items())
        self._digits = _automaton((s, n) for s, n in digits if sum(map(str.isdigit, s)) >= 6)
        back = ((normal(text).strip()[::-1], name) for name, text in strings.items())
        self._back = _automaton((s, n) for s, n in back if len(s) >= REVERSED)
        self._leftward = [
            (name, _leftward(letters))
            for name, text in strings.items()
            if len(letters := _NOT_LEFTWARD.sub("", normal(text))) >= LEFTWARD
        ]
        whole = ((normal(text).strip(), name) for name, text in strings.items())
        self._binary = _automaton((s, n) for s, n in whole if len(s) >= BINARY)

    def found(self, text: str) -> set[str]:
        """Ids of what stands in a text: as it is, spelled out, broken, reversed or encoded."""
        ids: set[str] = set()
        for form in forms(text):
            told = normal(form)
            ids |= _whole_words(self._words, told)
            ids |= _whole_words(self._words, _BREAK.sub("", told))
            ids |= _whole_words(self._words, _SPACED.sub(_joined, told))
            ids |= _anywhere(self._squeezed, _GAPS.sub("", told))
            ids |= _whole_words(self._digits, _DIGIT_GAPS.sub("", told))
            ids |= _whole_words(self._back, told)
            if self._leftward and (letters := _NOT_LEFTWARD.sub("", told)):
                ids |= {name for name, way in self._leftward if way.search(letters)}
        return ids

    def found_in_binary(self, content: bytes) -> set[str]:
        """Ids of longer strings in bytes that are no text: typefaces, pictures, whatever it is."""
        ids: set[str] = set()
        for text in as_texts(content):
            ids |= _anywhere(self._binary, normal(text))
        return ids


def _leftward(letters: str) -> re.Pattern[str]:
    """A word that is written leftwards, in either order: a PDF draws it letter by letter, with dots
    that its typeface takes for letters.
    """
    ways = (_NOISE.join(map(re.escape, order)) for order in (letters, letters[::-1]))
    return re.compile("|".join(ways))


def _joined(found: re.Match[str]) -> str:
    return _GAPS.sub("", found[0])


def _automaton(pairs: Iterable[tuple[str, str]]) -> ahocorasick.Automaton | None:
    made, names = ahocorasick.Automaton(), dict[str, list[str]]()
    for needle, name in pairs:
        if needle:
            names.setdefault(needle, []).append(name)
    for needle, whose in names.items():
        made.add_word(needle, (len(needle), tuple(whose)))
    if not names:
        return None
    made.make_automaton()
    return made


def _anywhere(automaton: ahocorasick.Automaton | None, text: str) -> set[str]:
    if automaton is None:
        return set()
    return {name for _, (_, names) in automaton.iter(text) for name in names}


def _whole_words(automaton: ahocorasick.Automaton | None, text: str) -> set[str]:
    if automaton is None:
        return set()
    ids: set[str] = set()
    for last, (size, names) in automaton.iter(text):
        first = last - size + 1
        before = text[first - 1] if first else " "
        after = text[last + 1] if last + 1 < len(text) else " "
        inside = _goes_on(before, text[first]) or _goes_on(text[last], after)
        if not inside:
            ids.update(names)
    return ids


def _goes_on(left: str, right: str) -> bool:
    """Whether a word, or a number, goes on from one character to the next."""
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def forms(text: str) -> Iterator[str]:
    """The text, and what it says once its escapes are read: entities, percents, octals, base64."""
    yield text
    if "&" in text and (read := html.unescape(text)) != text:
        yield read
    if "%" in text and (read := unquote(text)) != text:
        yield read
    if "\\" in text:
        yield _OCTAL.sub(lambda m: chr(int(m[1], 8) & 255), text)
        yield _UNICODE.sub(lambda m: _character(m[1] or m[2]), text)
    if "#" in text:
        yield re.sub(r"#([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), text)
    if "=" in text:
        yield re.sub(r"=([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), text.replace("=\n", ""))
    for found in _HEX.finditer(text):
        pairs = _SPACE.sub("", found[0])
        yield from as_texts(bytes.fromhex(pairs[: len(pairs) // 2 * 2]))
    for found in _BASE64.finditer(text):
        yield from _from_base64(found[0])


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else ""


def _from_base64(text: str) -> Iterator[str]:
    bare = text.rstrip("=")
    try:
        read = base64.b64decode(bare[: len(bare) // 4 * 4] if len(bare) % 4 == 1 else _padded(bare))
    except (binascii.Error, ValueError):
        return
    told = read.decode("utf-8", "ignore")
    if len(told) >= 6:
        yield told
    if b"\0" in read:
        yield read.decode("utf-16-le", "ignore")
        yield read.decode("utf-16-be", "ignore")


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def as_texts(content: bytes) -> Iterator[str]:
    """Bytes as every text that they may be: UTF-8, Latin and Windows letters, UTF-16 both ways."""
    yield content.decode("utf-8", "replace")
    if content.isascii() and b"\0" not in content:
        return
    yield content.decode("latin-1")
    yield content.decode("cp1252", "replace")
    for start in (0, 1):
        yield content[start:].decode("utf-16-le", "replace")
        yield content[start:].decode("utf-16-be", "replace")
