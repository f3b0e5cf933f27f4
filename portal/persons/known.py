"""Who is known in a case, and what a place in a text points to: plain values for every room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the register, as the matcher needs them.

    `names` are whole names, the usual one first ("Sarah Jane Hargreaves"); `nicknames` are matched
    only as they stand. `references` are pairs of scheme and value.
    """

    id: str
    names: tuple[str, ...]
    deceased: str = "unknown"
    dates: tuple[date, ...] = ()
    addresses: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    role: str = ""
    label: str = ""
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in one of the texts: offsets are code points of that text, half-open.

    `confidence` lies between 0 and 1; `people` are ids of Known, several where it is not clear who
    is meant and none where nobody of the register is.
    """

    text_index: int
    start: int
    end: int
    kind: str
    people: tuple[str, ...]
    confidence: float
    why: str

    @property
    def ambiguous(self) -> bool:
        return len(self.people) > 1


def settled(mentions: Iterable[Mention]) -> list[Mention]:
    """No two overlap: the one with the most evidence stays, then the longer, then the earlier."""
    best = sorted(
        mentions,
        key=lambda m: (m.text_index, -m.confidence, m.start - m.end, m.start),
    )
    kept: list[Mention] = []
    taken: dict[int, set[int]] = {}
    for one in best:
        used = taken.setdefault(one.text_index, set())
        places = range(one.start, one.end)
        if used.isdisjoint(places):
            used.update(places)
            kept.append(one)
    return sorted(kept, key=lambda m: (m.text_index, m.start))
