"""What one copy gives away beside another, and what several copies give away together.

Pure. Places are paragraphs by number; a finding never holds the words that stand in the other copy.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

LABEL = re.compile(r"\[[^\[\]\n]{1,80}\]")
WORD = re.compile(r"\[[^\[\]\n]{1,80}\]|\w[\w'\u2019\-/]*")
ENOUGH = 0.5
"""How like two paragraphs must be, of 1, to be the same paragraph in two copies."""
NEAR = 40
"""Words about a label within which its surroundings are compared."""

KINDS = {
    "label_elsewhere_words": "A label stands here where another copy has words",
    "words_elsewhere_label": "Words stand here where another copy has a label",
    "paragraph_only_here": "A paragraph stands here that another copy leaves out",
    "paragraph_only_there": "Another copy has a paragraph that is left out here",
    "pseudonym_of_two": "One pseudonym stands for two people",
    "two_pseudonyms": "One person has two pseudonyms",
    "stands_again": "Words stand here that were taken out in another place",
    "jigsaw": "Several details of one person stand near each other",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy as text: what its readers have."""

    name: str
    """An id; whoever shows findings knows what to call it."""
    paragraphs: tuple[str, ...]
    pseudonyms: Mapping[str, str]
    """By pseudonym the person's id."""
    again: tuple[int, ...] = ()
    """Paragraphs, from 1, where short words stand that were taken out in another place."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    kind: str
    paragraph: int
    """In this copy, from 1; 0 where it stands in the other alone."""
    other: str
    """The other copy's name, or nothing where it is about this copy alone."""
    there: int
    """Paragraph in the other copy, or 0."""
    details: str = ""
    """Codes of details with a space between, for a jigsaw."""


def compare(here: Copy, others: Sequence[Copy]) -> list[Difference]:
    """All that a reader of `here` learns with the others beside it, and the other way round."""
    found: set[Difference] = set(puzzles(here))
    found |= {Difference("stands_again", at, "", 0) for at in here.again}
    for other in others:
        found |= set(_subtracted(here, other))
        found |= set(_pseudonyms(here, other))
    return sorted(found)


# Subtraction


def _subtracted(here: Copy, there: Copy) -> Iterator[Difference]:
    pairs, only_here, only_there = aligned(here.paragraphs, there.paragraphs)
    for mine, theirs in pairs:
        one, two = here.paragraphs[mine], there.paragraphs[theirs]
        if one == two:
            continue
        for kind in _uncovered(WORD.findall(one), WORD.findall(two)):
            yield Difference(kind, mine + 1, there.name, theirs + 1)
    if not pairs:  # two different papers share nothing, so nothing can be taken away
        return
    for mine in only_here:
        if _says_something(here.paragraphs[mine]):
            yield Difference("paragraph_only_here", mine + 1, there.name, 0)
    for theirs in only_there:
        if _says_something(there.paragraphs[theirs]):
            yield Difference("paragraph_only_there", 0, there.name, theirs + 1)


def _uncovered(one: list[str], two: list[str]) -> Iterator[str]:
    """Where the copies differ: a label of one against words of the other."""
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine, theirs = one[a:b], two[c:d]
        if any(map(_is_label, mine)) and any(not _is_label(word) for word in theirs):
            yield "label_elsewhere_words"
        if any(map(_is_label, theirs)) and any(not _is_label(word) for word in mine):
            yield "words_elsewhere_label"


def _is_label(word: str) -> bool:
    return word.startswith("[")


def _says_something(text: str) -> bool:
    return len(WORD.findall(LABEL.sub(" ", text))) >= 3


def aligned(
    one: Sequence[str], two: Sequence[str]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of paragraphs that are the same in two copies, and those that stand in one alone."""
    bare_one, bare_two = [LABEL.sub("[]", p) for p in one], [LABEL.sub("[]", p) for p in two]
    pairs: list[tuple[int, int]] = []
    for tag, a, b, c, d in SequenceMatcher(None, bare_one, bare_two, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        elif tag == "replace":
            pairs += _likest(bare_one, range(a, b), bare_two, range(c, d))
    mine, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    only_one = [at for at in range(len(one)) if at not in mine]
    return pairs, only_one, [at for at in range(len(two)) if at not in theirs]


def _likest(
    one: Sequence[str], mine: range, two: Sequence[str], theirs: range
) -> list[tuple[int, int]]:
    """In order, each with the first that is like enough: copies keep the order of the words."""
    pairs, start = [], theirs.start
    words = {at: _words(two[at]) for at in theirs}
    for at in mine:
        own = _words(one[at])
        for other in range(start, theirs.stop):
            if _like(own, words[other]):
                pairs.append((at, other))
                start = other + 1
                break
    return pairs


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _like(one: list[str], two: list[str]) -> bool:
    """Whether the shorter one's words are mostly the other's: a long passage may be missing."""
    if not one or not two:
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() < 0.05:
        return False
    same = sum(block.size for block in matcher.get_matching_blocks())
    spoken = min(sum(not _is_label(w) for w in one), sum(not _is_label(w) for w in two))
    return spoken > 0 and same >= max(2, spoken * ENOUGH)


# Pseudonyms


def _pseudonyms(here: Copy, there: Copy) -> Iterator[Difference]:
    for name, person in here.pseudonyms.items():
        if there.pseudonyms.get(name, person) != person:
            yield Difference(
                "pseudonym_of_two", _where(here, name), there.name, _where(there, name)
            )
    mine = {person: name for name, person in here.pseudonyms.items()}
    for name, person in there.pseudonyms.items():
        if mine.get(person, name) != name:
            own = _where(here, mine[person])
            yield Difference("two_pseudonyms", own, there.name, _where(there, name))


def _where(copy: Copy, name: str) -> int:
    return next((at for at, text in enumerate(copy.paragraphs, 1) if name in text), 0)


# Jigsaw

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ROLES = (
    "mother|father|step(?:mother|father)|son|daughter|sister|brother|partner|wife|husband|neighbour"
    "|head ?teacher|teacher|nurse|midwife|GP|doctor|social worker|foster carer|probation officer"
    "|detective|inspector|sergeant|chaplain|coach|nanny|lodger|landlord"
)
_AGENCIES = (
    "police|constabulary|probation|prison|NHS|trust|council|school|college|surgery|hospital|housing"
    "|refuge|charity|church|mosque|gurdwara|temple"
)
_SITES = (
    "Road|Street|Lane|Avenue|Close|Estate|Primary|Secondary|School|Academy|College|Hospital"
    "|Surgery|Prison"
)
_NAME = "[A-Z][a-z]+"
DETAILS = {
    "age": re.compile(
        r"\b(?:aged?|years?[ -]old|\d{1,2}[ -]year|teens|(?:twen|thir|for|fif)ties)\b"
    ),
    "date": re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    ),
    "place": re.compile(
        rf"\b(?:(?:in|at|near|from) (?:the )?{_NAME}|{_NAME} (?:{_SITES})|[A-Z]{{1,2}}\d[A-Z\d]?)\b"
    ),
    "role": re.compile(rf"\b(?:{_ROLES})s?\b", re.IGNORECASE),
    "agency": re.compile(rf"\b(?:{_AGENCIES})\b", re.IGNORECASE),
}
MOST_DETAILS = 4
"""So many of the five kinds, in one paragraph or two, can single a person out."""


def details(text: str) -> frozenset[str]:
    """Which kinds of details stand in a text."""
    return frozenset(name for name, pattern in DETAILS.items() if pattern.search(text))


def puzzles(here: Copy) -> Iterator[Difference]:
    """Paragraphs with age, date, place, role and agency together, by themselves or with the next
    paragraph that has the same pseudonym.
    """
    told = [details(text) for text in here.paragraphs]
    of_person: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(here.paragraphs):
        if len(told[at]) >= MOST_DETAILS:
            yield Difference("jigsaw", at + 1, "", 0, " ".join(sorted(told[at])))
        for name in here.pseudonyms:
            if name in text:
                of_person[name].append(at)
    for places in of_person.values():
        for one, two in pairwise(places):
            both = told[one] | told[two]
            if two == one + 1 and len(both) > max(len(told[one]), len(told[two]), MOST_DETAILS - 1):
                yield Difference("jigsaw", one + 1, "", 0, " ".join(sorted(both)))
