"""Every way in which a known person's name is written, as sequences of folded words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from portal.persons.common import DIMINUTIVES, RANKS, TITLES, listed
from portal.persons.known import Known
from portal.persons.tokens import APOSTROPHES, DASHES, QUOTES, Token, norms, tokens

PARTICLES = listed(
    "van von der den de del della di da dos das du la le el al ap ab ferch bin ibn bint abu ben "
    "ni nic ui ul ur st saint ter ten af av mac mc o y"
)
QUOTED = re.compile(
    f"[{QUOTES}({APOSTROPHES}]([^{QUOTES}(){APOSTROPHES}]{{2,30}})[{QUOTES}){APOSTROPHES}](?!\\w)"
    "|\\b(?:aka|a\\.k\\.a\\.|known as|also known as)\\s+(.{2,30})$"
)
DASH = re.compile(f"[{re.escape(DASHES)}]")
SOUNDS = ("s", "x", "z", "ch", "sh")

CASED_ONLY = frozenset({"plural", "initials", "initialled", "indexed", "cut", "joined", "familiar"})

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of writing a variant is, and how sure it makes us by itself."""

    name: str
    confidence: float
    says: str


FORMS = {
    form.name: form
    for form in (
        Form("full", 0.98, "the whole name"),
        Form("turned", 0.96, "the name with the surname first"),
        Form("initialled", 0.92, "the surname with initials"),
        Form("indexed", 0.9, "the surname with initials after it"),
        Form("nickname", 0.85, "a nickname of the register"),
        Form("joined", 0.85, "the name written as one word"),
        Form("surname", 0.8, "the surname"),
        Form("barrel", 0.72, "one half of a double-barrelled surname"),
        Form("plural", 0.75, "the family's name"),
        Form("short", 0.9, "a short form of the forename with the surname"),
        Form("cut", 0.75, "the forename with the surname's initial"),
        Form("forename", 0.75, "the forename"),
        Form("familiar", 0.55, "another form of the forename"),
        Form("initials", 0.5, "the initials"),
    )
}


@dataclass(slots=True)
class Parts:
    """A name taken apart: forenames as units of one word or several, and the surname's words."""

    fores: list[Words]
    surname: Words
    halves: list[Words] = field(default_factory=list)
    split: Words = ()
    """The surname as two words where an apostrophe or a capital divides it: o brien."""


def parts(name: str) -> Parts | None:
    """Raises nothing: what holds no words gives None."""
    if "," in name:
        after, _, before = name.partition(",")
        name = f"{before.strip()} {after.strip()}"
    found = tokens(name)
    while len(found) > 1 and found[0].norm in TITLES | RANKS:
        found = found[1:]
    units = _units(found)
    if not units:
        return None
    at = len(units) - 1
    while at > 1 and units[at - 1][0].norm in PARTICLES:
        at -= 1
    fores = [tuple(t.norm for t in unit) for unit in units[:at]]
    last = [t for unit in units[at:] for t in unit]
    surname = tuple(t.norm for t in last)
    halves: list[Words] = []
    if at == len(units) - 1 and len(last) > 1:
        halves = [(w,) for w in surname if w not in PARTICLES and len(w) > 2]
    elif len(surname) > 1 and surname[0] in PARTICLES:
        halves = [surname[-1:]]
    return Parts(fores, surname, halves, _divided(name, last))


def _units(found: list[Token]) -> list[list[Token]]:
    """Words that a hyphen joins are one unit."""
    units: list[list[Token]] = []
    for token in found:
        if units and token.gap == "-":
            units[-1].append(token)
        else:
            units.append([token])
    return units


def _divided(name: str, last: list[Token]) -> Words:
    raw = name[last[-1].start : last[-1].end]
    found = re.match(f"(\\w{{1,2}})[{APOSTROPHES}](\\w{{2,}})$|(Ma?c)([A-Z]\\w+)$", raw)
    if not found:
        return ()
    head, tail = [g for g in found.groups() if g]
    return (*norms(head), *norms(tail))


def nicknames(name: str) -> tuple[str, list[str]]:
    """The name without what stands in quotes or brackets, and that."""
    found = [a or b for a, b in QUOTED.findall(name)]
    return " ".join(QUOTED.sub(" ", name).split()), found


def plurals(word: str) -> list[str]:
    if word.endswith(SOUNDS):
        return [f"{word}es", word] if word.endswith("s") else [f"{word}es", f"{word}s"]
    return [f"{word}s"]


def variants(person: Known) -> dict[Words, str]:
    """Each sequence of words with the name of its form; the surest form wins."""
    found: dict[Words, str] = {}
    for words, form in _written(person):
        for spelling in (words, *_other_spellings(words)):
            _keep(found, spelling, form)
    return found


def _keep(found: dict[Words, str], words: Words, form: str) -> None:
    if not all(words) or (form in CASED_ONLY and words[0].lower() == words[0].upper()):
        return
    was = found.get(words)
    if was is None or FORMS[was].confidence < FORMS[form].confidence:
        found[words] = form


def _written(person: Known) -> Iterator[tuple[Words, str]]:
    nicks = list(person.nicknames)
    for given in person.names:
        name, inside = nicknames(given)
        nicks += inside
        if one := parts(name):
            yield from _of(one)
    for nick in nicks:
        if words := norms(nick):
            yield words, "nickname"
            yield ("".join(words),), "nickname"


def _of(one: Parts) -> Iterator[tuple[Words, str]]:
    if not one.fores:
        yield one.surname, "nickname"
        return
    surnames = [one.surname]
    if one.split:
        surnames.append((*one.surname[:-1], *one.split))
    if len(one.surname) > 1:
        surnames.append(("".join(one.surname),))
        surnames += [half for half in one.halves if half not in surnames]
    for surname in surnames:
        yield from _with(one, surname)
        form = "barrel" if surname in one.halves else "surname"
        yield surname, form
        for plural in plurals(surname[-1]):
            if plural != surname[-1]:
                yield (*surname[:-1], plural), "plural"
    if len(one.halves) == 2:
        yield (*one.halves[1], *one.halves[0]), "surname"
        yield from _with(one, (*one.halves[1], *one.halves[0]))
    yield from _forenames(one)


def _with(one: Parts, surname: Words) -> Iterator[tuple[Words, str]]:
    first, middles = one.fores[0], one.fores[1:]
    every = tuple(w for unit in one.fores for w in unit)
    first_letters = tuple(unit[0][0] for unit in one.fores)
    f, rest = first_letters[0], first_letters[1:]
    yield (*every, *surname), "full"
    yield (*first, *surname), "full"
    yield (*first, *rest, *surname), "full"
    yield (*surname, *every), "turned"
    yield (*surname, *first), "turned"
    yield (*surname, *first, *rest), "turned"
    both_first = "".join(u[0][0] for u in one.fores[:2])
    for letters in {(f,), first_letters, ("".join(first_letters),), (both_first,)}:
        yield (*letters, *surname), "initialled"
        yield (*surname, *letters), "indexed"
    if len(first) > 1:
        both = tuple(w[0] for w in first)
        yield (*both, *surname), "initialled"
        yield ("".join(both), *surname), "initialled"
        yield (first[0], *surname), "full"
        yield ("".join(first), *surname), "full"
    for unit in middles:
        yield (*unit, *surname), "full"
        yield (f, *unit, *surname), "full"
    for short in _familiar(first[0]):
        yield (short, *surname), "short"
        yield (*surname, short), "short"
    letter = (surname[0][0],)
    yield (*first, *letter), "cut"
    yield (*first, *rest, *letter), "cut"
    name = "".join(surname)
    yield ("".join(first) + name,), "joined"
    yield (name + "".join(first),), "joined"
    if len(name) > 3:
        yield (f + name,), "joined"
        if f != "s":
            yield (name + f,), "joined"


def _forenames(one: Parts) -> Iterator[tuple[Words, str]]:
    first = one.fores[0]
    yield first, "forename"
    yield ("".join(first),), "forename"
    if len(first[0]) > 3:
        yield (*first[:-1], f"{first[-1]}s"), "forename"
    for short in _familiar(first[0]):
        yield (short,), "familiar"
    if len(one.fores) > 1:
        yield (*first, *one.fores[1]), "forename"
        yield ("".join((*first, *one.fores[1])),), "forename"
    letters = [unit[0][0] for unit in one.fores]
    last = [w[0] for w in one.surname if w not in PARTICLES] or [one.surname[0][0]]
    for fores in (letters, letters[:1]):
        for ends in {tuple(last), tuple(last[:1]), tuple(last[-1:]), (one.surname[0][0],)}:
            yield (*fores, *ends), "initials"
            yield ("".join((*fores, *ends)),), "initials"


def _familiar(first: str) -> list[str]:
    """The short forms of a forename, and those of which it is one: Tom and Thomas."""
    longer = [whole for whole, short in DIMINUTIVES.items() if first in short.split()]
    return [*DIMINUTIVES.get(first, "").split(), *longer]


def _other_spellings(words: Words) -> Iterator[Words]:
    """Mac for Mc, Saint for St, an Arabic particle that is written on, a Polish ending."""
    last = words[-1]
    for a, b in (("mac", "mc"), ("mc", "mac")):
        if last.startswith(a) and len(last) > len(a) + 3:
            yield (*words[:-1], b + last[len(a) :])
    for at, (a, _) in enumerate(pairwise(words)):
        if a in {"st", "saint"}:
            yield (*words[:at], "saint" if a == "st" else "st", *words[at + 1 :])
    if re.search(r"[sc]k[ia]$", last):
        yield from ((*words[:-1], last[:-1] + end) for end in ("i", "a", "iego", "iej", "ich"))
    if "\u0600" <= words[0][0] <= "\u06ff":
        yield from ((letter + words[0], *words[1:]) for letter in "ولبفك" if len(words[0]) > 2)
