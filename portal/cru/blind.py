"""An applicant taken out of a text, and the search that says whether anything of her is left.

Names are sought as people write them: in any case and order, with accents or without, in letters
of other alphabets that look alike, letter-spaced, broken at the end of a line, within an e-mail
address or a hashtag, with an invisible character inside, or with one letter wrong. Where it is
unsure it takes out too much: a word that is also somebody's name is gone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

GONE = "[removed]"
ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһӏαβεζηικμνορτυχγøłđ", "abekmhopctyxijsdhlabezhikmnoptuxyold"
)
"""Letters of other alphabets that look like a Latin one, after folding."""
AS_LETTERS = str.maketrans("0135$@|", "oiessai")
"""Digits and signs that stand for a letter within a word."""
UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Marks over and beside letters, and characters that nobody sees."""
SHORTEST, FUZZY, WHOLE = 2, 6, 5
"""Letters from which on a part of a name is sought; from which on it may have one letter wrong, or
stand within another word; and from which on a whole string is sought anywhere.
"""
HOST = 3
"""Letters up to which a part of an e-mail's domain says nothing, such as "co" and "org"."""
NUMBER = 9
"""Last digits of a telephone number that are the same however it begins."""
UNSPACED = "\u2e80"
"""From here on letters of which one may be a name, in words without spaces between them."""
_SPACED = re.compile(r"(?<!\w)(?:\w[\s.\-_*]{1,3}){2,}\w(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"['\u2019\-\u2010\u2011]|[-\u2010\u2011]?\s*\n\s*")
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)
_DIGITS = re.compile(r"\+?\d[\d\s().-]{6,}\d")
_NO_NAMES = frozenset(
    {"the", "of", "and", "for", "at", "in", "on", "to", "ltd", "limited", "plc", "llp", "inc"}
    | {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady"}
    | {"rev", "revd", "cllr", "pc", "flat", "road", "street", "lane", "avenue", "close", "row"}
    | {"drive", "court", "house", "way", "email", "post"}
)
"""Words of names and addresses that say of nobody who it is."""
_HOSTS = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "yahoo", "icloud", "live", "btinternet", "proton"}
    | {"protonmail", "mail", "example", "police", "council", "whatdotheyknow", "info", "net"}
)
"""Parts of domains that many people share; any other may be whom somebody writes for."""


@dataclass(frozen=True, slots=True)
class Strings:
    """What of an applicant is looked for, folded."""

    wholes: frozenset[str]
    """The name, each line of an address, a number: letters and digits alone, found anywhere."""
    parts: frozenset[str]
    """Parts of them: found as words."""


@cache
def _fold(letter: str) -> str:
    told = unicodedata.normalize("NFKD", letter.casefold()).casefold()
    return "".join(c.translate(ALIKE) for c in told if unicodedata.category(c) not in UNSEEN)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and where each character of it stood."""
    pairs = [(one, place) for place, letter in enumerate(text) for one in _fold(letter)]
    return "".join(one for one, _ in pairs), [place for _, place in pairs]


def fold(text: str) -> str:
    return _folded(text)[0]


def squeezed(text: str) -> str:
    """Its letters and digits alone, folded, with digits as the letters that they may stand for."""
    return "".join(filter(str.isalnum, fold(text).translate(AS_LETTERS)))


def strings_of(applicant: str, address: str) -> Strings:
    """All that may say who asked: the name and its parts, and each piece of the address."""
    mails, numbers = _MAIL.findall(address), _DIGITS.findall(address)
    locals_ = [mail.partition("@")[0] for mail in mails]
    lines = [one.strip() for one in re.split(r"[,\n;]+", address)]
    whole = [applicant, " ".join(reversed(applicant.split())), *mails, *locals_, *numbers, *lines]
    whole += [squeezed(number)[-NUMBER:] for number in numbers] + _POSTCODE.findall(address)
    hosts = [mail.partition("@")[2] for mail in mails]
    plain = [applicant, *locals_, *(line for line in lines if "@" not in line)]
    parts = {word for text in plain for word in _WORD.findall(fold(text))}
    parts |= {w for host in hosts for w in _WORD.findall(fold(host)) if len(w) > HOST} - _HOSTS
    parts |= {squeezed(name) for name in re.split(r"[\s\-\u2010\u2011]+", applicant)}
    sought = {*map(squeezed, whole), *(one for one in parts if one[:1] >= UNSPACED)}
    return Strings(
        frozenset(w for w in sought if len(w) >= WHOLE or w[:1] >= UNSPACED),
        frozenset(p for p in parts if len(p) >= SHORTEST and p not in _NO_NAMES),
    )


def found(text: str, strings: Strings) -> list[tuple[int, int]]:
    """Where something of the applicant stands: half-open stretches, in order, with other words
    between them.
    """
    line, places = _folded(text)
    spans = [*_wholes(line, strings.wholes), *_words(line, strings.parts)]
    return _merged(text, [(places[b], places[e - 1] + 1) for b, e in spans])


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if told and not any(map(str.isalnum, text[told[-1][1] : begin])):
            told[-1] = told[-1][0], max(end, told[-1][1])
        else:
            told.append((begin, end))
    return told


def _wholes(line: str, wholes: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Anywhere, whatever stands between their letters."""
    at = [place for place, one in enumerate(line.translate(AS_LETTERS)) if one.isalnum()]
    tight = squeezed(line)
    for whole in wholes:
        begin = tight.find(whole)
        while begin >= 0:
            yield at[begin], at[begin + len(whole) - 1] + 1
            begin = tight.find(whole, begin + 1)


def _words(line: str, parts: frozenset[str]) -> Iterator[tuple[int, int]]:
    long = [part for part in parts if len(part) >= FUZZY]
    for told in (line, line.translate(AS_LETTERS)):
        for word, begin, end in _tokens(told):
            near = len(word) >= FUZZY - 1 and any(_alike(word, part) for part in long)
            if word in parts or near:
                yield begin, end
    for run in _SPACED.finditer(line):
        letters = squeezed(run.group())
        if any(part in letters for part in parts if len(part) > SHORTEST):
            yield run.span()


def _alike(word: str, part: str) -> bool:
    return part in word or OSA.distance(word, part, score_cutoff=1) <= 1


def _tokens(line: str) -> Iterator[tuple[str, int, int]]:
    """Words, and two words together that a hyphen, an apostrophe or the end of a line parts."""
    before: re.Match[str] | None = None
    for word in _WORD.finditer(line):
        yield word.group(), word.start(), word.end()
        if before and _JOINED.fullmatch(line[before.end() : word.start()]):
            yield before.group() + word.group(), before.start(), word.end()
        before = word


def taken_out(text: str, strings: Strings, more: Iterable[tuple[int, int]] = ()) -> str:
    """The text without the applicant: each stretch is one mark. `more` is what somebody else has
    found in the same text.
    """
    told, last = [], 0
    for begin, end in _merged(text, [*found(text, strings), *more]):
        told += [text[last:begin], GONE]
        last = end
    return "".join([*told, text[last:]])


def survives(text: str, strings: Strings) -> bool:
    """Whether anything of the applicant is in a text, other than the marks of what was removed."""
    return bool(found(text.replace(GONE, " 9 "), strings))


def survives_whole(text: str, strings: Strings) -> bool:
    """The same of whole strings alone, for words that the portal itself has written."""
    tight = squeezed(text.replace(GONE, " 9 "))
    return any(whole in tight for whole in strings.wholes)
