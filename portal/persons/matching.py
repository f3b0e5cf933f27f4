"""Finds the people of the register in texts, as their names are really written.

Exact variants by Aho-Corasick over folded words; then slips and a scanner's errors; then
letter-spaced names and initials; then references by their digits and letters.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import ahocorasick

from portal.persons.common import COMMON, INSTITUTIONS, PERSON_VERBS, STARTERS
from portal.persons.fuzzy import Likeness, Near
from portal.persons.hits import WHOLE, Hit, longest, side_by_side, spanned
from portal.persons.known import Known, Mention
from portal.persons.references import References
from portal.persons.tokens import Token, norms, tokens
from portal.persons.variants import Words, variants
from portal.persons.weighing import Place, weigh, weigh_initials

__all__ = ["Known", "Matcher", "Mention"]

STRONG = 0.7
CROWD, CROWD_FLOOR = 120, 0.42
"""Among so many people a weak likeness is chance more often than a mention."""
NAMES = frozenset({"surname", "barrel", "forename", "nickname"})
NAMING = NAMES | {"joined"}
CLOSE = {" ", "-", "\n"}
SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ \u00a0\u2009.\-*_'\u2019]{1,3}[^\W\d_]){3,}(?!\w)")
BROKEN = re.compile(r" |-|\n| - ")

Owners = dict[int, str]
"""People by their place in the register, each with the form in which they are meant."""


class Matcher:
    """Built once for a register; finds in any number of texts."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known
        self._owners: dict[Words, Owners] = defaultdict(dict)
        self._names: list[frozenset[str]] = []
        for number, person in enumerate(known):
            told = variants(person)
            for words, form in told.items():
                self._owners[words][number] = form
            own = {w for words, f in told.items() if f != "initials" for w in words if len(w) > 1}
            self._names.append(frozenset(own))
            for address in person.addresses:
                self._owners[norms(address)[:5]][number] = "address"
        self._owners.pop((), None)
        self._exact = _automaton({f" {' '.join(words)} ": words for words in self._owners})
        self._single = {w[0] for w, o in self._owners.items() if len(w) == 1 and _naming(o)}
        self._like = Likeness(word for word in self._single if len(word) > 7 or self._named(word))
        self._spaced = _automaton({word: (word,) for word in self._single if len(word) > 3})
        self._references = References(known)

    def _named(self, word: str) -> bool:
        """Whether the word is a name by itself, and not an initial joined to one."""
        return not NAMES.isdisjoint(self._owners[word,].values())

    def find(self, texts: Sequence[str]) -> list[Mention]:
        """Every mention in the texts, in their order; no two overlap."""
        read = [tokens(text) for text in texts]
        small = {t.norm for t in chain.from_iterable(read) if t.cased and not t.capital}
        hits: list[list[Hit]] = []
        waiting = []
        for toks in read:
            sure, initials = self._exactly(toks)
            sure += self._nearly(toks, sure, small)
            hits.append(self._crowded(side_by_side(toks, sure)))
            waiting.append(initials)
        strong = {p for h in chain.from_iterable(hits) if h.confidence >= STRONG for p in h.people}
        mentions: list[Mention] = []
        for index, text in enumerate(texts):
            found = hits[index] + list(
                self._initials(text, read[index], waiting[index], hits[index], strong)
            )
            told = [spanned(index, text, read[index], hit, self.known) for hit in found]
            told += self._letter_spaced(index, text, told)
            mentions += told + self._references.find(index, text)
        return sorted(mentions, key=lambda m: (m.text_index, m.start))

    def _exactly(self, toks: Sequence[Token]) -> tuple[list[Hit], list[tuple[Place, Words]]]:
        starts: dict[int, int] = {}
        at = 0
        for number, token in enumerate(toks):
            starts[at] = number
            at += len(token.norm) + 1
        starts[at] = len(toks)
        stream = f" {' '.join(token.norm for token in toks)} "
        found: list[Hit] = []
        initials: list[tuple[Place, Words]] = []
        for end, words in self._exact.iter(stream):
            last = starts[end] - 1
            place = Place(toks, last - len(words) + 1, last)
            owners = self._owners[words]
            if hit := self._weighed(place, owners):
                found.append(hit)
            if "initials" in owners.values():
                initials.append((place, words))
        return longest(found), initials

    def _weighed(self, place: Place, owners: Owners) -> Hit | None:
        told = [
            (verdict[0], verdict[1], number, form)
            for number, form in owners.items()
            if (verdict := weigh(place, form, self._names[number]))
        ]
        if not told:
            return None
        if any(form in NAMES for *_, form in told):
            told = [each for each in told if each[3] != "joined"]
        confidence, why, _, form = max(told, key=lambda t: t[0])
        people = {number for _, _, number, f in told if form not in WHOLE or f in WHOLE}
        return Hit(place.first, place.last, frozenset(people), confidence, why, form)

    def _crowded(self, hits: list[Hit]) -> list[Hit]:
        if len(self.known) <= CROWD:
            return hits
        return [hit for hit in hits if hit.confidence >= CROWD_FLOOR]

    def _nearly(self, toks: Sequence[Token], sure: list[Hit], small: set[str]) -> list[Hit]:
        taken = {i: hit for hit in sure for i in range(hit.first, hit.last + 1)}
        found = []
        for number, token in enumerate(toks):
            if number in taken or token.norm in self._single:
                continue
            place = Place(toks, number, number)
            hit = self._broken(place) if number + 1 < len(toks) else None
            if not hit and (_may_be_misspelt(token, small) or _led(place, taken)):
                near = self._like.near(token.norm)
                hit = self._slipped(place, near, taken) if near else None
            if hit:
                found.append(hit)
        return longest(found)

    def _broken(self, place: Place) -> Hit | None:
        """A long name that a space or a line's end has cut in two."""
        one, other = place.words[0], place.after
        if not one.capital or other is None or other.capital or not BROKEN.fullmatch(other.gap):
            return None
        word = one.norm + other.norm
        if len(word) < 6 or word not in self._single or one.norm in STARTERS:
            return None
        people = frozenset(self._owners[word,])
        form = next(iter(self._owners[word,].values()))
        why = "a known name cut in two"
        return Hit(place.first, place.last + 1, people, 0.6, why, form, "cut in two")

    def _slipped(self, place: Place, near: Sequence[Near], taken: dict[int, Hit]) -> Hit | None:
        people = frozenset(p for n in near for p, f in self._owners[n.name,].items() if f in NAMING)
        wide = self._widened(place, people, taken)
        beside = [taken.get(place.first - 1), taken.get(place.first + 1)]
        held = place.titled or wide != place or any(hit and hit.people & people for hit in beside)
        slips, word = near[0].slips, place.words[0]
        turned = slips == 1 and any(sorted(n.name) == sorted(word.norm) for n in near)
        if not (held and (word.capital or slips < 2)) and not _stands_alone(
            place, slips, crowd=len(self.known) > CROWD, turned=turned
        ):
            return None
        confidence = (0.72, 0.62, 0.5)[slips] + (0.1 if held else 0.0)
        if slips == 0 and word.norm.isalpha() and word.capital and len(word.norm) < 5 and not held:
            confidence = 0.45
        why = ("as a scanner misreads it", "with one slip", "with two slips")[slips]
        forms = {f for n in near for f in self._owners[n.name,].values() if f in NAMING}
        form = next((f for f in ("surname", "barrel", "forename") if f in forms), min(forms))
        told = f"a known name {why}"
        return Hit(wide.first, wide.last, people, confidence, told, form, why)

    def _widened(self, place: Place, people: frozenset[int], taken: Mapping[int, Hit]) -> Place:
        """With the other words of the name at its sides, which alone may be ordinary words."""
        names = frozenset[str]().union(*(self._names[p] for p in people))
        before, after = place.before(), place.after
        led = _free(before, place.first - 1, names, taken)
        first = place.first - (led and place.words[0].gap in CLOSE)
        follows = not place.words[-1].possessive and _free(after, place.last + 1, names, taken)
        last = place.last + bool(follows and after and after.gap in CLOSE)
        return Place(place.toks, first, last)

    def _initials(
        self,
        text: str,
        toks: Sequence[Token],
        waiting: Iterable[tuple[Place, Words]],
        hits: Iterable[Hit],
        strong: set[int],
    ) -> Iterator[Hit]:
        taken = {i for hit in hits for i in range(hit.first, hit.last + 1)}
        found = []
        for place, words in waiting:
            people = {n for n, form in self._owners[words].items() if form == "initials"}
            sure = people & strong
            if not taken.isdisjoint(range(place.first, place.last + 1)):
                continue
            verdict = weigh_initials(place, strong=bool(sure), sharing=len(people), text=text)
            if verdict and (sure or len(self.known) <= CROWD or verdict[0] >= CROWD_FLOOR):
                meant = frozenset(sure or people)
                found.append(Hit(place.first, place.last, meant, *verdict, "initials"))
        return iter(longest(found))

    def _letter_spaced(self, index: int, text: str, told: Sequence[Mention]) -> list[Mention]:
        found = []
        for run in SPACED.finditer(text):
            letters = [(i, c) for i, c in enumerate(run[0], run.start()) if c.isalnum()]
            word = "".join((norms(c) or (c,))[0] for _, c in letters)
            best = sorted(self._spaced.iter(word), key=lambda hit: -len(hit[1][0]))
            for end, (name,) in best[:1]:
                begin = (
                    letters[end - len(name) + 1][0] if len(word) - len(name) > 9 else run.start()
                )
                stop = letters[end][0] + 1 if len(word) - len(name) > 9 else run.end()
                if all(m.end <= begin or m.start >= stop for m in told):
                    people = tuple(self.known[n].id for n in sorted(self._owners[name,]))
                    why = "a known name in spaced letters"
                    found.append(Mention(index, begin, stop, "person", people, 0.6, why))
        return found


def _automaton(keys: dict[str, Words]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for key, words in keys.items():
        automaton.add_word(key, words)
    if not keys:
        automaton.add_word("\0", ())
    automaton.make_automaton()
    return automaton


def _naming(owners: Owners) -> bool:
    return not NAMING.isdisjoint(owners.values())


def _may_be_misspelt(token: Token, small: set[str]) -> bool:
    if len(token.norm) < 3:
        return False
    mixed = not token.norm.isalpha() and any(c.isalpha() for c in token.norm)
    if mixed:
        return True
    if not token.cased or token.norm in STARTERS or token.norm in COMMON:
        return False
    return (token.capital and token.norm not in small) or token.norm[0] in "lv"


def _free(token: Token | None, at: int, names: Collection[str], taken: Mapping[int, Hit]) -> bool:
    """Whether a capitalised word of the name stands there that was not believed alone."""
    return bool(
        token and at not in taken and token.norm in names and token.capital and not token.possessive
    )


def _led(place: Place, taken: dict[int, Hit]) -> bool:
    """Whether a long word in small letters follows a part of a name."""
    word = place.words[0]
    return (
        place.first - 1 in taken
        and word.gap in {" ", "-"}
        and len(word.norm) > 5
        and word.norm not in STARTERS
        and word.norm not in COMMON
    )


def _stands_alone(place: Place, slips: int, *, crowd: bool, turned: bool) -> bool:
    """Whether a slip is believed with no title and no other part of the name beside it."""
    word, after = place.words[0], place.after
    size = len(word.norm)
    beside = place.neighbour(after=True)
    if beside and beside.norm in INSTITUTIONS:
        return False
    if not word.capital and slips:
        return False
    acts = word.possessive or bool(
        after and (after.norm in PERSON_VERBS or after.norm.endswith("ed"))
    )
    if size < (3, 5, 8)[slips] + (crowd and not turned):
        return False
    if crowd and slips and not acts and (place.starts or beside or place.neighbour(after=False)):
        return False
    return acts or not place.starts or size > 5
