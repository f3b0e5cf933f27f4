"""Thirty invented people, and thirty ways in which a report writes each of their names.

Every way gives a sentence in which the name stands between ⟦ and ⟧, or nothing where the way does
not suit the name. A case is met where a mention of that very person covers all of it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.persons.known import Known, Mention

NAMES = """
Sarah Jane Hargreaves;Shaz|William James Penhallow;Billy|Grace Elen Bishop;Gee
Terence Paul O’Dowd;Tel|Ann Louise Featherstone-Quill;Annie Q|Mark Anthony Thistlewood;Sparky
Siân Mair Llewellyn;Shani|Łukasz Piotr Wiśniewski;Luki|Harpreet Kaur Dhaliwal;Harps
Mohammed Tariq al-Masri;Moz|Niamh Róisín Ní Cheallaigh;Neevy|Rose May Winterbourne;Rosie
Desmond Ezekiel Adeyemi-Clarke;Dez|Jean-Paul Marcel Devereux;JP|Hope Charity Marchbanks;Hopey
Craig Alan McAllister;Macca|Donna Marie Rowntree;Dee Dee|Oluwaseun Tobi Akinfolarin;Seun
Yvonne Patricia Brackenridge;Von|Kyle Jordan Smallwood;Smudge|Bronwen Haf Pritchard;Bron
Zoë Chloe Underhill;Zo|Peter George Longbottom;Bez|Tanisha Renée Beaumont;Tash
Gwilym Rhys Morgannwg;Gwil|Stefan Andrei Popescu;Steff|Eleanor Ruth Castlemaine;Nell
Ibrahim Yusuf Warsame;Ibby|Faith Olivia Greenhalgh;Fay|Ronald Arthur Cornwallis;Ronnie
"""
CYRILLIC = str.maketrans("aeopcxAEOPCXyBHKMT", "аеорсхАЕОРСХуВНКМТ")


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    first: str
    middle: str
    last: str
    nick: str

    @property
    def known(self) -> Known:
        return Known(self.id, (f"{self.first} {self.middle} {self.last}",), nicknames=(self.nick,))


def people() -> list[Person]:
    found = []
    for number, told in enumerate(re.split(r"[|\n]", NAMES.strip())):
        name, nick = told.split(";")
        first, middle, *last = name.split(" ")
        found.append(Person(f"person-{number}", first, middle, " ".join(last), nick))
    return found


def swapped(word: str, at: int = 2) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def spaced(words: str) -> str:
    return "  ".join(" ".join(word) for word in words.upper().split())


def one_of(word: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The word with the first pair that it holds, or nothing."""
    return next((word[0] + word[1:].replace(a, b, 1) for a, b in pairs if a in word[1:]), "")


WAYS: dict[str, Callable[[Person], str]] = {
    "whole": lambda p: f"On Tuesday ⟦{p.first} {p.middle} {p.last}⟧ came to the office.",
    "without the middle": lambda p: f"The panel heard that ⟦{p.first} {p.last}⟧ had moved.",
    "forename": lambda p: f"The worker saw ⟦{p.first}⟧ at home that week.",
    "surname": lambda p: f"The letter was sent to ⟦{p.last}⟧ in error.",
    "title": lambda p: f"A call from ⟦Mx {p.last}⟧ was not returned.",
    "rank": lambda p: f"It was ⟦DC {p.last}⟧ who took the statement.",
    "turned": lambda p: f"Subject: ⟦{p.last.upper()}, {p.first}⟧ (current)",
    "stops": lambda p: f"Signed by ⟦{p.first[0]}. {p.middle[0]}. {p.last}⟧ on the day.",
    "letters": lambda p: f"Signed by ⟦{p.first[0]}{p.middle[0]} {p.last}⟧ on the day.",
    "one letter": lambda p: f"Seen by ⟦{p.first[0]} {p.last}⟧ at the clinic.",
    "cut surname": lambda p: f"The notes call her ⟦{p.first} {p.last[0].upper()}.⟧ throughout.",
    "dotted initials": lambda p: (
        f"It was agreed that ⟦{p.first[0]}.{p.last[0].upper()}.⟧ would be told."
    ),
    "bare initials": lambda p: (
        f"⟦{p.first} {p.last}⟧ was seen; later ⟦{p.first[0]}{p.middle[0]}{p.last[0].upper()}⟧ rang."
    ),
    "possessive": lambda p: f"They went to ⟦{p.first} {p.last}⟧’s flat.",
    "surname possessive": lambda p: f"This was ⟦{p.last}⟧'s second arrest.",
    "family": lambda p: (
        f"Neighbours of the ⟦{p.last}{'es' if p.last.endswith('s') else 's'}⟧ heard shouting."
    ),
    "letter-spaced": lambda p: f"Case of ⟦{spaced(p.last.replace('-', ''))}⟧ begins here.",
    "quoted nickname": lambda p: f"He was called ‘⟦{p.nick}⟧’ by friends.",
    "nickname": lambda p: f"A friend texted ⟦{p.nick}⟧ twice that night.",
    "nickname inside": lambda p: f"Reported by ⟦{p.first} “{p.nick}” {p.last}⟧ in March.",
    "joined": lambda p: (
        f"Her account was ⟦{(p.first + p.last).replace('-', '').replace(' ', '').lower()}⟧ online."
    ),
    "swapped": lambda p: f"Nothing was known of ⟦{swapped(p.last)}⟧ then.",
    "a letter less": lambda p: f"The form names ⟦{p.first} {p.last[:3] + p.last[4:]}⟧ as tenant.",
    "misread": lambda p: (
        f"The scan names ⟦{one_of(p.last, [('rn', 'm'), ('m', 'rn'), ('cl', 'd'), ('w', 'vv'), ('l', '1'), ('o', '0'), ('i', '1'), ('e', 'c')])}⟧ twice."
    ),
    "look-alikes": lambda p: (
        f"An e-mail from ⟦{p.first.translate(CYRILLIC)} {p.last.translate(CYRILLIC)}⟧ came."
    ),
    "invisible": lambda p: (
        f"It was ⟦{p.first[:2]}\u200b{p.first[2:]} {p.last[:3]}\u00ad{p.last[3:]}⟧ who rang."
    ),
    "over two lines": lambda p: f"The report on ⟦{p.last[:4]}-\n{p.last[4:]}⟧ was late.",
    "spaces": lambda p: f"The name ⟦{p.first}\u00a0\n{p.last}⟧ is on it.",
    "capitals": lambda p: f"STATEMENT OF ⟦{p.first.upper()} {p.last.upper()}⟧",
    "no accents": lambda p: (
        f"the caller, ⟦{plain(p.first)} {plain(p.last).replace('-', ' ')}⟧, rang off."
    ),
}


def plain(word: str) -> str:
    accents = str.maketrans("âëíóéŁłś’", "aeioeLls'")
    return word.translate(accents)


@dataclass(frozen=True, slots=True)
class Case:
    way: str
    person: Person
    text: str
    spans: tuple[tuple[int, int], ...]

    def met(self, mentions: Sequence[Mention]) -> bool:
        ours = {i for m in mentions if self.person.id in m.people for i in range(m.start, m.end)}
        return all(
            self.text[i] in " .\u00a0\n’" or i in ours for a, b in self.spans for i in range(a, b)
        )


def cases() -> Iterator[Case]:
    for person in people():
        for way, write in WAYS.items():
            told = write(person)
            if "⟦⟧" in told:
                continue
            yield case(way, person, told)


def case(way: str, person: Person, told: str) -> Case:
    pieces, spans, at = re.split("[⟦⟧]", told), [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            spans.append((at, at + len(piece)))
        at += len(piece)
    return Case(way, person, "".join(pieces), tuple(spans))


FIRSTS = """
Alban Briony Cuthbert Delphine Edgar Ffion Gideon Hettie Isolde Jocelyn Kendra Leopold Maeve Nerys
Osbert Petra Quentin Rowena Silas Tamsin Ursula Verity Winifred Xanthe Yasmin
"""
LASTS = """
Abbotsleigh Birchenough Clutterbuck Dunmorrow Entwhistle Fothergill Gathercole Higginbottom
Inglethorpe Jessamine Kettlewell Lillywhite Musgrove Netherclift Oakenshaw Pettigrew Quarmby
Ravenscroft Satterthwaite Tattersall
"""


COMMON_FIRSTS = "David Helen Mark Grace Will May Ben Sam Rose James Paul Ann Hope"
COMMON_LASTS = "Smith Jones King Young White Green Hill Ward Price Kent Marsh Church"


def crowd(size: int = 500) -> list[Known]:
    """The thirty, and others with invented names until they are so many."""
    ours = [p.known for p in people()]
    common = [f"{first} {last}" for last in COMMON_LASTS.split() for first in COMMON_FIRSTS.split()]
    others = common + [f"{first} {last}" for last in LASTS.split() for first in FIRSTS.split()]
    return ours + [
        Known(f"other-{n}", (name,)) for n, name in enumerate(others[: size - len(ours)])
    ]


__all__ = ["WAYS", "Case", "Person", "cases", "crowd", "people"]
