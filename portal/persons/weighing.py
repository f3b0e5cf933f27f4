"""Whether words that look like a known name are one here, how surely, and why, in a sentence."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.persons.common import (
    COMMON,
    INITIALS_ARE_OTHER,
    INSTITUTIONS,
    MONTHS,
    PERSON_VERBS,
    RANKS,
    STARTERS,
    TITLES,
    listed,
)
from portal.persons.hits import leads
from portal.persons.tokens import Token
from portal.persons.variants import FORMS

SENTENCE = re.compile(r"[.!?][\"')\]]*\s|\n\s*\n|\n\s*[^\w\s(\"']|[:;•]|\t")
INSIDE = re.compile(r"[\s.,'\"()\-/_]{0,5}")
ENDED = re.compile(r"[.!?][\"')]*\s")
BEFORE_MONTHS = listed(
    "in by of since until during from early late mid last this next end to between before after "
    "every through on around throughout each"
)
NOT_A_NAME_AFTER = listed("the a an this that his her their our my your its no any")
BESIDE_INITIALS = listed("with that told saw met between")

SURELY = listed("was had has said told is went came lived died")
"""What never follows the word that asks or wishes."""

Verdict = tuple[float, str] | None


@dataclass(frozen=True, slots=True)
class Place:
    """Words first to last (inclusive) of a text, which are being weighed."""

    toks: Sequence[Token]
    first: int
    last: int

    def before(self, back: int = 1) -> Token | None:
        at = self.first - back
        return self.toks[at] if at >= 0 else None

    @property
    def after(self) -> Token | None:
        return self.toks[self.last + 1] if self.last + 1 < len(self.toks) else None

    @property
    def words(self) -> Sequence[Token]:
        return self.toks[self.first : self.last + 1]

    @property
    def starts(self) -> bool:
        """Whether a sentence, line or list item begins here."""
        prior = self.before()
        if prior is None:
            return True
        gap = self.words[0].gap
        if prior.norm in TITLES | RANKS or (len(prior.norm) == 1 and prior.capital):
            return "\n\n" in gap
        return bool(SENTENCE.search(gap))

    @property
    def titled(self) -> bool:
        prior = self.before()
        return bool(
            prior
            and (prior.capital or prior.norm in {"mr", "mrs", "ms", "dr", "pc"})
            and prior.norm in TITLES | RANKS
            and leads(prior, self.words[0])
        )

    def neighbour(self, *, after: bool) -> Token | None:
        """The capitalised word beside it, where only a space stands between."""
        token = self.after if after else self.before()
        if token is None or not token.capital:
            return None
        gap = token.gap if after else self.words[0].gap
        if after and self.words[-1].possessive:
            return None
        return token if gap in {" ", "-", "\n"} else None


def holds_together(words: Sequence[Token], form: str) -> bool:
    """Whether what stands between the words lets them be one name."""
    between = "".join(t.gap for t in words[1:])
    if between.count("(") != between.count(")") or between.count('"') % 2:
        return False
    for one, other in pairwise(words):
        gap = other.gap
        if one.possessive or not INSIDE.fullmatch(gap) or gap.count("\n") > 1:
            return False
        if "," in gap and form not in {"turned", "indexed", "address"}:
            return False
        if ENDED.search(gap) and len(one.norm) > 2 and one.norm not in {"bros", "miss"}:
            return False
    return True


def weigh(place: Place, form: str, names: Collection[str]) -> Verdict:
    """How sure `form` makes us here; None where it is no name. `names` are the person's words."""
    if form == "address":
        return 0.9, "an address of the register"
    if form == "initials":
        return None
    if not holds_together(place.words, form):
        return None
    if form in {"full", "turned", "initialled", "indexed", "short", "cut"}:
        return _several(place, form)
    return _alone(place, form, names)


def _several(place: Place, form: str) -> Verdict:
    base, says = FORMS[form].confidence, FORMS[form].says
    words = place.words
    letters = [t for t in words if len(t.norm) == 1]
    rest = [t for t in words if len(t.norm) > 1]
    if form in {"initialled", "indexed", "cut"} and not _initials_stand(place, letters, rest):
        return None
    if any(t.capital or not t.cased for t in rest):
        return base, says
    if rest[0].norm in STARTERS or letters:
        return None
    if all(t.norm in COMMON for t in rest):
        return 0.5, f"{says}, without capitals, of ordinary words"
    return base - 0.15, f"{says}, without capitals"


def _initials_stand(place: Place, letters: Sequence[Token], rest: Sequence[Token]) -> bool:
    if not all(t.capital for t in letters) or not any(t.capital for t in rest):
        return False
    dotted = any("." in t.gap for t in [*place.words[1:], *([place.after] if place.after else [])])
    if place.titled:
        return True
    if any(t.norm in {"a", "i"} for t in letters):
        return dotted or not (any(t.norm in COMMON for t in rest) or place.starts)
    return dotted or not all(t.norm in COMMON for t in rest) or not place.starts


def _alone(place: Place, form: str, names: Collection[str]) -> Verdict:
    base, says = FORMS[form].confidence, FORMS[form].says
    word = place.words[0]
    if not word.cased:
        return base, says
    if place.titled:
        return min(0.95, base + 0.12), f"{says}, after a title"
    common = word.norm in COMMON or (form == "plural" and word.norm.rstrip("es") in COMMON)
    if place.first == place.last and (common or word.norm in STARTERS):
        return _ordinary(place, form, names)
    if not any(t.capital for t in place.words):
        return _uncapital(place, form)
    if len(word.norm) < 3 and word.upper and place.first == place.last:
        known = form == "nickname" and word.norm not in INITIALS_ARE_OTHER
        return (base, says) if known else None
    return _beside(place, form, names)


def _another(beside: Token | None, names: Collection[str]) -> bool:
    """Whether what stands beside it makes it somebody else's."""
    return bool(beside and beside.norm not in names and beside.norm not in STARTERS)


def _uncapital(place: Place, form: str) -> Verdict:
    base, says = FORMS[form].confidence, FORMS[form].says
    plain = place.words[0].norm
    if form == "familiar":
        return None
    if form == "joined":
        return (base, says) if len(plain) > 7 else None
    if form == "plural" or len(plain) < 4 or (plain.endswith("s") and form == "forename"):
        return (0.3, f"{says}, without a capital") if form == "plural" and len(plain) > 6 else None
    return base - 0.3, f"{says}, without a capital"


def _beside(place: Place, form: str, names: Collection[str]) -> Verdict:
    """A name with another capitalised word at its side may be somebody else's, or a place's."""
    base, says = FORMS[form].confidence, FORMS[form].says
    after, before = place.neighbour(after=True), place.neighbour(after=False)
    if after and after.norm in INSTITUTIONS and not (before and before.norm in names):
        return None
    if form == "familiar" and _another(after, names):
        return None
    if form == "forename" and after and after.norm not in names and after.norm not in STARTERS:
        return 0.4, f"{says}, with another surname"
    stranger = before and before.norm not in names and before.norm not in STARTERS
    if form in {"surname", "barrel"} and stranger and before and len(before.norm) > 1:
        return 0.45, f"{says}, with another forename"
    return base, says


def _ordinary(place: Place, form: str, names: Collection[str]) -> Verdict:
    """A name that is also a word: a capital is asked for, and not a sentence's first one alone."""
    word, says = place.words[0], FORMS[form].says
    if not word.capital or (word.upper and _shouted(place)):
        return None
    beside = [place.neighbour(after=True), place.neighbour(after=False)]
    if any(t and t.norm in names for t in beside):
        return 0.8, f"{says}, beside another part of the name"
    if _otherwise(place, form):
        return None
    after = place.after
    acts = after is not None and (after.norm in PERSON_VERBS or after.norm.endswith("ed"))
    if not place.starts:
        return 0.5, f"{says}, but it is also an ordinary word"
    surely = after is not None and after.norm in SURELY and word.norm not in MONTHS
    if word.possessive or surely or (acts and word.norm not in STARTERS):
        sure = 0.45 if word.norm not in STARTERS else 0.4
        return sure, f"{says}, but it begins a sentence and is also a word"
    return None


def _otherwise(place: Place, form: str) -> bool:
    """Whether the words around it show the ordinary word, or another's longer name."""
    word, after, before = place.words[0], place.after, place.before()
    article = before is not None and before.norm in NOT_A_NAME_AFTER
    if article != (form == "plural"):
        return True
    if (word.norm in MONTHS and _is_month(place)) or (after is not None and after.norm == "of"):
        return True
    longer = place.neighbour(after=True)
    led = place.neighbour(after=False)
    return bool(longer or (led and led.norm not in STARTERS))


def _shouted(place: Place) -> bool:
    """Whether the words around it are in capitals too."""
    around = [t for t in (place.before(), place.after) if t and t.cased and len(t.norm) > 1]
    return any(t.upper for t in around)


def _is_month(place: Place) -> bool:
    before, after = place.before(), place.after
    if before and (before.norm in BEFORE_MONTHS or before.norm[0].isdigit()):
        return True
    return bool(after and after.norm[0].isdigit())


def weigh_initials(place: Place, *, strong: bool, sharing: int, text: str) -> Verdict:
    """Initials count beside other evidence, or where a person must be meant."""
    words = place.words
    dotted = len(words) > 1 and all("." in t.gap for t in words[1:])
    if not _are_initials(place, dotted=dotted):
        return None
    if strong:
        return 0.6, "the initials of somebody whom the text names"
    if place.neighbour(after=False) and not place.titled:
        return None
    if dotted:
        return 0.45, "initials with full stops"
    raw = text[words[0].start : words[-1].end]
    if sharing < 3 and f"({raw})" not in text and _of_somebody(place):
        return 0.42, "initials where a person is spoken of"
    return None


def _are_initials(place: Place, *, dotted: bool) -> bool:
    words = place.words
    if not all(t.upper for t in words) or any(t.possessive for t in words[:-1]):
        return False
    if any(not re.fullmatch(r"\.?\s?", t.gap) for t in words[1:]):
        return False
    return dotted or "".join(t.norm for t in words) not in INITIALS_ARE_OTHER


def _of_somebody(place: Place) -> bool:
    after, before = place.after, place.before()
    acts = after is not None and (after.norm in PERSON_VERBS or after.norm.endswith("ed"))
    led = before is not None and before.norm in BESIDE_INITIALS and not place.starts
    return acts or led or place.words[-1].possessive
