"""Finding words in what somebody has opened: no index, no pattern, only a scan of it.

Case, accents and the width of gaps make no difference; a sign that means something elsewhere (a
star, a bracket) is looked for as itself.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

AROUND = 90
"""Characters of an excerpt on each side of what was found."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    place: int
    """Which of the texts: their numbers count from 0."""
    before: str
    found: str
    after: str


def folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place in the original."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        told = _bare(sign)
        if sign.isspace():
            told = "" if signs[-1:] == [" "] else " "
        signs += told
        places += [place] * len(told)
    return "".join(signs), places


def _holds(text: str, wanted: str) -> bool:
    """Whether it is worth folding with places: most texts do not hold what is sought."""
    bare = text.lower() if text.isascii() else "".join(map(_bare, text))
    return wanted in " ".join(bare.split())


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    """A sign without its case and its accents. What is nothing but an accent falls away."""
    if sign.isascii():
        return sign.lower()
    apart = unicodedata.normalize("NFKD", sign.casefold())
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Cf"})


def hits(texts: Iterable[str], sought: str) -> Iterator[Hit]:
    """Where the sought words stand in these texts, in order, without overlap."""
    wanted = folded(sought)[0].strip()
    for number, text in enumerate(texts):
        if not wanted or not _holds(text, wanted):
            continue
        told, places = folded(text)
        start = told.find(wanted)
        while start >= 0:
            first, last = places[start], places[start + len(wanted) - 1] + 1
            while last < len(text) and not _bare(text[last]) and not text[last].isspace():
                last += 1
            yield Hit(number, _before(text, first), text[first:last], _after(text, last))
            start = told.find(wanted, start + len(wanted))


def _before(text: str, place: int) -> str:
    cut = text[max(0, place - AROUND) : place]
    return cut if place <= AROUND else "… " + cut[cut.find(" ") + 1 :]


def _after(text: str, place: int) -> str:
    cut = text[place : place + AROUND]
    return cut if place + AROUND >= len(text) else cut[: cut.rfind(" ") + 1] + "…"


def in_sections(
    found: Iterable[tuple[Any, Mapping[str, Any]]], sought: str
) -> Iterator[tuple[int, Any, Mapping[str, Any], Hit]]:
    """Hits in the sections that were opened: the section's number, its row, its words, the hit.

    A hit's place 0 is the title, and from there on the paragraphs.
    """
    for number, (row, words) in enumerate(found, 1):
        texts = [words["title"], *(p["text"] for p in words["paragraphs"])]
        for hit in hits(texts, sought):
            yield number, row, words, hit
