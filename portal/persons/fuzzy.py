"""Names that were mistyped, or misread by a scanner: at one or two letters' distance."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

MISREAD = str.maketrans(
    {"1": "l", "i": "l", "|": "l", "!": "l", "0": "o", "5": "s", "8": "b", "6": "b"}
)
PAIRS = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("nn", "m"), ("ii", "u"), ("ll", "u"))


def misread(word: str) -> str:
    """Words that a scanner confuses give one result."""
    folded = word.translate(MISREAD)
    for seen, meant in PAIRS[:3]:
        folded = folded.replace(seen, meant)
    return folded


def _shorter(word: str, times: int) -> set[str]:
    """The word, and what is left of it when up to `times` letters are taken out."""
    found = last = {word}
    for _ in range(times):
        last = {w[:i] + w[i + 1 :] for w in last for i in range(len(w))}
        found = found | last
    return found


def reach(length: int) -> int:
    """How many slips a name of so many letters may have."""
    return 0 if length < 4 else 1 if length < 8 else 2


@dataclass(frozen=True, slots=True)
class Near:
    name: str
    slips: int
    """None where a scanner's confusion explains all of it."""


class Likeness:
    """Looks names up by what remains of them when letters are taken out."""

    def __init__(self, names: Iterable[str]) -> None:
        self._misread: dict[str, set[str]] = defaultdict(set)
        self._shorter: dict[str, set[str]] = defaultdict(set)
        self._cache: dict[str, list[Near]] = {}
        for name in names:
            if len(name) > 2 and re.fullmatch(r"[^\W\d]+", name):
                self._misread[misread(name)].add(name)
                for rest in _shorter(name, reach(len(name))):
                    self._shorter[rest].add(name)

    def near(self, word: str) -> list[Near]:
        """Nearest first; only the names at the least distance."""
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = list(self._look(word))
        return found

    def _look(self, word: str) -> Iterator[Near]:
        scanned = self._misread.get(misread(word), set())
        if scanned:
            yield from (Near(name, 0) for name in sorted(scanned))
            return
        if len(word) < 4 or (any(c.isdigit() for c in word[1:-1]) and len(word) < 5):
            return
        names = {
            n for rest in _shorter(word, reach(len(word) + 1)) for n in self._shorter.get(rest, ())
        }
        told = [(OSA.distance(word, name), name) for name in names]
        least = min((d for d, _ in told), default=9)
        for distance, name in sorted(told):
            if distance == least <= reach(len(name)) and _begins_alike(word, name, distance):
                yield Near(name, distance)


def _begins_alike(word: str, name: str, distance: int) -> bool:
    if distance == 1:
        return word[0] == name[0] or word[1:2] == name[0] or len(name) > 5
    return word[0] == name[0] or word[:2] == name[1::-1]
