"""What in texts points to people: one list of suggestions, and groups that are decided as one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from portal.persons.checks import bare
from portal.persons.common import RANKS, TITLES
from portal.persons.dates import is_day, meant
from portal.persons.identifiers import found
from portal.persons.known import Known, Mention, settled
from portal.persons.matching import Matcher
from portal.persons.recognising import recognised
from portal.persons.tokens import norms

DATES = frozenset({"date", "date_of_birth"})
OTHER_SURE = 0.4


class Model(Protocol):
    """An optional recogniser of names, such as a language model on this machine."""

    def places(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Start, end and label of each place it would name, in code points of the text."""


def suggest(
    texts: Sequence[str], known: Sequence[Known], model: Model | None = None
) -> list[Mention]:
    """Every mention in the texts, in their order; no two overlap. Suggestions decide nothing."""
    people: dict[int, list[Mention]] = defaultdict(list)
    for mention in Matcher(known).find(texts):
        people[mention.text_index].append(mention)
    kept: list[Mention] = []
    for index, text in enumerate(texts):
        others = [_born(m, text, known) for m in (*found(index, text), *recognised(index, text))]
        if model:
            others += _by_model(index, text, model)
        kept += _together(people[index], others)
    return kept


def _by_model(index: int, text: str, model: Model) -> Iterator[Mention]:
    for start, end, label in model.places(text):
        if 0 <= start < end <= len(text):
            why = "suggested by the model in use"
            yield Mention(index, start, end, label.lower(), (), OTHER_SURE, why)


def _born(mention: Mention, text: str, known: Sequence[Known]) -> Mention:
    """A date that the register has belongs to whom it is of."""
    if mention.kind not in DATES:
        return mention
    words = text[mention.start : mention.end]
    people = tuple(p.id for p in known if any(is_day(words, day) for day in p.dates))
    if not people:
        return mention
    return replace(mention, people=people, confidence=0.97, why="a date of the register")


def _together(people: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """A known person's name takes the words that a pattern saw with it; the rest by evidence."""
    names = [m for m in others if m.kind == "name"]
    widened = []
    for person in people:
        beside = [n for n in names if n.start < person.end and person.start < n.end]
        if person.kind == "person" and len(beside) > 0:
            start = min(person.start, *(n.start for n in beside))
            end = max(person.end, *(n.end for n in beside))
            alone = not any(o is not person and o.start < end and start < o.end for o in people)
            if alone:
                person = replace(person, start=start, end=end)  # noqa: PLW2901 - the same, wider
        widened.append(person)
    free = [n for n in names if not any(n.start < p.end and p.start < n.end for p in widened)]
    rest = [m for m in others if m.kind != "name"]
    return [_whose(m, widened) for m in settled([*widened, *free, *rest])]


def _whose(mention: Mention, people: Sequence[Mention]) -> Mention:
    """An e-mail address or an address line with a known name in it points to that person."""
    if mention.people:
        return mention
    inside = {
        p for m in people if mention.start <= m.start < m.end <= mention.end for p in m.people
    }
    return replace(mention, people=tuple(sorted(inside))) if inside else mention


@dataclass(frozen=True, slots=True)
class Group:
    """What one decision settles: all mentions of one person, or of one value of one kind.

    `value` is how it is written most often; `confidence` that of its least certain mention.
    """

    kind: str
    people: tuple[str, ...]
    value: str
    mentions: tuple[Mention, ...]
    confidence: float
    why: str

    @property
    def count(self) -> int:
        return len(self.mentions)

    @property
    def ambiguous(self) -> bool:
        return len(self.people) > 1


def grouped(mentions: Iterable[Mention], texts: Sequence[str]) -> list[Group]:
    """People first, then by kind; mentions that may mean several people are asked one by one."""
    gathered: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        gathered[_key(mention, texts[mention.text_index])].append(mention)
    groups = [_group(found, texts) for found in gathered.values()]
    return sorted(groups, key=lambda g: (_rank(g), g.kind, _first(g)))


def _key(mention: Mention, text: str) -> tuple[object, ...]:
    words = text[mention.start : mention.end]
    if mention.ambiguous:
        return (mention.kind, mention.text_index, mention.start)
    if mention.kind == "person":
        return ("person", mention.people)
    if mention.kind in DATES:
        return ("date", meant(words)) if any(meant(words)) else ("date", words.lower())
    if mention.kind == "name":
        plain = [w for w in norms(words) if w not in TITLES | RANKS]
        return ("name", plain[-1] if plain else words)
    return (mention.kind, bare(words) or words)


def _group(mentions: Sequence[Mention], texts: Sequence[str]) -> Group:
    written = Counter(texts[m.text_index][m.start : m.end] for m in mentions)
    least = min(mentions, key=lambda m: m.confidence)
    people = next((m.people for m in mentions if m.people), ())
    born = any(m.kind == "date_of_birth" for m in mentions)
    kind = "date_of_birth" if born else mentions[0].kind
    value = max(written, key=lambda w: (written[w], len(w)))
    return Group(kind, people, value, tuple(mentions), least.confidence, least.why)


def _rank(group: Group) -> int:
    if group.ambiguous:
        return 0
    return 1 if group.kind == "person" else 2 if group.people else 3


def _first(group: Group) -> tuple[int, int]:
    return group.mentions[0].text_index, group.mentions[0].start
