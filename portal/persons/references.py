"""The register's references in texts, however they are spaced, stopped or misread."""

from collections.abc import Iterator, Sequence

import ahocorasick

from portal.persons.known import Known, Mention
from portal.persons.tokens import fold

SAME = str.maketrans("oil", "011")
LEAST, DIGITS = 5, 3


def _bare(value: str) -> str:
    """Letters and digits alone, those that look alike made one."""
    return "".join(fold(c) for c in value if c.isalnum()).translate(SAME)


class References:
    """Looks for every reference of at least five characters with three digits among them."""

    def __init__(self, known: Sequence[Known]) -> None:
        owners: dict[str, tuple[str, set[str]]] = {}
        for person in known:
            for scheme, value in person.references:
                bare = _bare(value)
                if len(bare) >= LEAST and sum(c.isdigit() for c in value) >= DIGITS:
                    owners.setdefault(bare, (scheme, set()))[1].add(person.id)
        self._automaton = ahocorasick.Automaton()
        for bare, (scheme, people) in owners.items():
            self._automaton.add_word(bare, (len(bare), scheme, tuple(sorted(people))))
        if owners:
            self._automaton.make_automaton()
        self._any = bool(owners)

    def find(self, index: int, text: str) -> list[Mention]:
        return list(self._find(index, text)) if self._any else []

    def _find(self, index: int, text: str) -> Iterator[Mention]:
        where, letters = [], []
        for at, c in enumerate(text):
            if c.isalnum():
                bare = fold(c).translate(SAME)
                letters.append(bare)
                where += [at] * len(bare)
        for end, (size, scheme, people) in self._automaton.iter("".join(letters)):
            start, stop = where[end - size + 1], where[end] + 1
            if _edge(text, start - 1) and _edge(text, stop) and _one(text[start:stop]):
                why = "a reference of the register"
                yield Mention(index, start, stop, scheme or "reference", people, 0.97, why)


def _edge(text: str, at: int) -> bool:
    return not (0 <= at < len(text) and text[at].isalnum())


def _one(found: str) -> bool:
    """Separators inside a reference are single, and no sentence ends in it."""
    gaps = "".join(c if not c.isalnum() else "\0" for c in found).split("\0")
    return all(len(gap) < 4 and "\n\n" not in gap and ". " not in gap for gap in gaps)
