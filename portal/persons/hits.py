"""What was found in a text's words, put together: neighbours into one name, titles to the name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.persons.common import RANK_PARTS, RANKS, TITLES, listed
from portal.persons.known import Known, Mention
from portal.persons.tokens import Token

BESIDE = re.compile(r"[ \n]|, ?|[ \n]?[\"'] ?|\. ?|-")
TITLE_GAP = re.compile(r"\.?[ \n]+")
WHOLE = frozenset({"full", "turned", "initialled", "indexed", "short"})
AMBIGUOUS = 0.6
SMALL = frozenset({"mr", "mrs", "ms"})
PAIRS = [{a, b} for a in ("forename", "nickname") for b in ("surname", "barrel", "full")]
PAIRS += [{"forename", "nickname"}, {"surname", "barrel"}, {"initialled", "surname"}, {"barrel"}]
ABBREVIATED = listed(
    "mr mrs ms dr prof rev cllr sgt insp supt ch det pc dc ds di dci dcs st messrs fr hon"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words first to last (inclusive) of one text that may mean some people of the register."""

    first: int
    last: int
    people: frozenset[int]
    confidence: float
    why: str
    form: str
    slip: str = ""
    """How the name is misspelt, in words; nothing where it is not."""


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of those that overlap the one with the most words, then the surest."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(hits, key=lambda h: (h.first - h.last, -h.confidence, h.first)):
        places = range(hit.first, hit.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(hit)
    return sorted(kept, key=lambda h: h.first)


def side_by_side(toks: Sequence[Token], hits: Iterable[Hit]) -> list[Hit]:
    """A forename and a surname of one person beside each other are one name."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: h.first):
        last = kept[-1] if kept else None
        shared = last.people & hit.people if last and last.last + 1 == hit.first else frozenset()
        if last and shared and _beside(toks, last, hit):
            sure = min(0.97, max(last.confidence, hit.confidence) + 0.1)
            why = "two parts of the name side by side"
            if slip := last.slip or hit.slip:
                why = f"{why}, one {slip}"
            short = {last.form, hit.form} <= {"forename", "nickname"}
            form = "forename" if short else "full"
            kept[-1] = Hit(last.first, hit.last, shared, sure, why, form, last.slip or hit.slip)
        else:
            kept.append(hit)
    return kept


def _beside(toks: Sequence[Token], one: Hit, other: Hit) -> bool:
    if toks[one.last].possessive or {one.form, other.form} not in PAIRS:
        return False
    gap = toks[other.first].gap
    if "," in gap and one.form not in {"surname", "barrel"}:
        return False
    if "." in gap and len(toks[one.last].norm) > 1:
        return False
    return bool(BESIDE.fullmatch(gap))


def spanned(
    index: int, text: str, toks: Sequence[Token], hit: Hit, known: Sequence[Known]
) -> Mention:
    """The place of a hit in its text, its title or rank and an initial's full stop included."""
    first = hit.first if hit.form == "address" else titled_from(toks, hit.first)
    start, end = toks[first].start, toks[hit.last].end
    if text[end : end + 1] == "." and len(toks[hit.last].norm) == 1 and _dotted(text, end):
        end += 1
    people = tuple(known[number].id for number in sorted(hit.people))
    confidence, why = hit.confidence, hit.why
    if len(people) > 1:
        confidence = min(confidence, AMBIGUOUS)
        why = f"{why}; {len(people)} people of the register could be meant"
    kind = "address" if hit.form == "address" else "person"
    return Mention(index, start, end, kind, people, round(confidence, 2), why)


def _dotted(text: str, end: int) -> bool:
    """An initial's own full stop, which no sentence needs."""
    rest = text[end + 1 : end + 3]
    return rest[:1] not in {"", "\n"} and not (rest[:1] == " " and rest[1:2].isupper())


def leads(title: Token, name: Token) -> bool:
    """Whether a title can stand so before a name: a full stop only after an abbreviation."""
    if title.possessive or not TITLE_GAP.fullmatch(name.gap):
        return False
    return "." not in name.gap or title.norm in ABBREVIATED


def titled_from(toks: Sequence[Token], first: int) -> int:
    """The first word of the titles and ranks before a name."""
    at = first
    while at > 0:
        if spelt := _spelt(toks, at):
            at -= spelt
            continue
        if not leads(toks[at - 1], toks[at]):
            break
        before = toks[at - 1]
        title = before.norm in TITLES | RANKS and (before.capital or before.norm in SMALL)
        part = before.norm in RANK_PARTS and before.capital and at < first
        if title or part or _collar(toks, at - 1, first):
            at -= 1
        else:
            break
    return at


def _spelt(toks: Sequence[Token], at: int) -> int:
    """How many words before a place are one rank with full stops, such as "D.C.I."."""
    for many in (4, 3, 2):
        letters = toks[max(at - many, 0) : at]
        if (
            len(letters) == many
            and all(len(one.norm) == 1 and one.capital for one in letters)
            and all("." in one.gap and not one.gap.strip(". ") for one in letters[1:])
            and not toks[at].gap.strip(". ")
            and "".join(one.norm for one in letters) in RANKS
        ):
            return many
    return 0


def _collar(toks: Sequence[Token], at: int, first: int) -> bool:
    """A collar number between a rank and a name."""
    before = toks[at - 1] if at > 0 else None
    return bool(
        at == first - 1
        and before
        and before.norm in RANKS
        and re.fullmatch(r"\d{2,6}|[a-z]{1,2}\d{2,5}", toks[at].norm)
    )
