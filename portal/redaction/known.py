"""Who is known to whoever decides, and what is found of them in a text: plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.persons.known import Known


@dataclass(frozen=True, slots=True)
class Found:
    """Something in one of the texts: code points, half-open. `person` is empty where it is not
    certain who is meant, `key` is the same for what one decision can answer.
    """

    text: int
    starts: int
    ends: int
    kind: str
    person: str
    key: str
    sure: bool


Finder = Callable[[Sequence[str]], Sequence[Found]]


def nothing(_: Sequence[str]) -> list[Found]:
    """Of nobody nothing is found."""
    return []


@dataclass(frozen=True, slots=True)
class Register:
    """The people of the case as far as she may read of them who decides.

    A decision may name somebody by an earlier id: before two entries were joined, or before
    somebody of the review's first page was entered. All that is asked here by id knows both.
    """

    people: Mapping[str, Known] = field(default_factory=dict)
    """By id; whoever has no label is on the review's first page and not in the register."""
    earlier: Mapping[str, str] = field(default_factory=dict)
    """By an earlier id the id that somebody has now."""
    find: Finder = nothing

    def now(self, name: str) -> str:
        return self.earlier.get(name, name)

    def one(self, name: str | None) -> Known | None:
        return self.people.get(self.now(name or ""))

    def label(self, name: str | None) -> str:
        """What stands for somebody in whatever is released; empty where the register has nobody."""
        known = self.one(name)
        return known.label if known else ""

    def dead(self, name: str | None) -> bool:
        known = self.one(name)
        return known is not None and known.deceased == "yes"

    def called(self, name: str | None) -> str:
        """On the pages of those who decide; empty for whom she may not read of."""
        known = self.one(name)
        if known is None:
            return ""
        return f"{known.names[0]} ({known.label or 'not in the register of people'})"


NOBODY = Register()
