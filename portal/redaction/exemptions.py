"""Why something may be taken out: the exemptions of the Acts, in dated rows, and what they need.

The rows are policies/exemptions.csv; which of them exclude each other on one passage, and why, is
exemption_pairs.csv; which are offered first to whom is exemption_offers.csv. Pure.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.gate.gate import Refused

KINDS = {"absolute": "Absolute", "qualified": "Qualified: the public interest is weighed"}
BASES = {
    "class": "applies to a kind of information",
    "prejudice": "applies where harm would follow, or would be likely to",
    "opinion": "needs the qualified person's reasonable opinion",
}
DEAD = "dead"
"""In exemption_pairs.csv: the passage is about somebody who is recorded as dead."""
PER_PASSAGE = "passage"
LONGEST = 200
"""Characters in the codes of one passage, with spaces between."""


@dataclass(frozen=True, slots=True)
class Exemption:
    code: str
    regime: str
    title: str
    words: str
    kind: str
    basis: str
    neither: str
    """The subsection by which it is neither confirmed nor denied; or "-"."""
    level: str
    """Whether it is for a passage, or answers a request as a whole."""
    source: str
    status: str
    since: date
    until: date

    @property
    def called(self) -> str:
        return f"{self.code}: {self.title[0].lower()}{self.title[1:]}"

    @property
    def qualified(self) -> bool:
        return self.kind == "qualified"

    @property
    def lets_neither(self) -> bool:
        """Whether it can be a ground to neither confirm nor deny."""
        return self.neither != "-"

    @property
    def needs_harm(self) -> bool:
        return self.basis == "prejudice"

    @property
    def needs_opinion(self) -> bool:
        return self.basis == "opinion"


@dataclass(frozen=True, slots=True)
class Pair:
    first: str
    second: str
    why: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Offer:
    to: str
    regime: str
    codes: tuple[str, ...]
    why: str
    since: date
    until: date


HEADER = "code,regime,title,words,kind,basis,neither,level,source,status,from,until"


@cache
def table() -> tuple[Exemption, ...]:
    """Every row. Raises TableWrong."""
    told = []
    for row in dated("exemptions.csv", HEADER):
        if row["kind"] not in KINDS or row["basis"] not in BASES or " " in row["code"]:
            raise TableWrong(f"exemptions.csv: {row['code']} is no exemption")
        since, until = window(row)
        words = {name: row[name] for name in HEADER.split(",")[:10]}
        told.append(Exemption(**words, since=since, until=until))
    return tuple(told)


@cache
def pairs() -> tuple[Pair, ...]:
    header = "first,second,why,source,status,from,until"
    return tuple(
        Pair(row["first"], row["second"], row["why"], *window(row))
        for row in dated("exemption_pairs.csv", header)
    )


@cache
def offers() -> tuple[Offer, ...]:
    header = "to,regime,codes,why,source,status,from,until"
    known = {one.code for one in table()}
    told = []
    for row in dated("exemption_offers.csv", header):
        codes = tuple(row["codes"].split())
        if not set(codes) <= known:
            raise TableWrong(f"exemption_offers.csv offers what exemptions.csv lacks: {codes}")
        told.append(Offer(row["to"], row["regime"], codes, row["why"], *window(row)))
    return tuple(told)


def in_force(regime: str, on: date, level: str = PER_PASSAGE) -> dict[str, Exemption]:
    """By code what may be given as a reason under these rules on that day, in the Acts' order."""
    return {
        one.code: one
        for one in table()
        if (one.regime, one.level) == (regime, level) and one.since <= on < one.until
    }


def offered(regime: str, to: Iterable[str], on: date) -> dict[str, str]:
    """By code, with the reason, what is to be thought of first. `to` is of "mappa", "living" and
    "dead". What the dead cannot have is not offered.
    """
    wanted = set(to)
    told: dict[str, str] = {}
    for one in offers():
        if one.regime == regime and one.to in wanted and one.since <= on < one.until:
            told |= {code: one.why for code in one.codes if code not in told}
    if DEAD in wanted:
        told = {code: why for code, why in told.items() if not excluded([code], dead=True, on=on)}
    return told


def _is_of(code: str, section: str) -> bool:
    """Whether a code is that section's, or of that family where it ends with a full stop."""
    return code == section or code.startswith(
        (f"{section}(", section if section[-1] == "." else "\0")
    )


def excluded(codes: Collection[str], *, dead: bool, on: date) -> str:
    """Why these cannot stand together on one passage; empty where they can."""
    for one in pairs():
        if not one.since <= on < one.until:
            continue
        first = dead if one.first == DEAD else any(_is_of(code, one.first) for code in codes)
        if first and any(_is_of(code, one.second) for code in codes):
            return f"{one.why}."
    return ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What somebody gives as reasons for a decision, with what belongs to them."""

    codes: tuple[str, ...] = ()
    harm: str = ""
    interest: str = ""
    note: str = ""
    holder: str = ""
    opinion: str = ""

    @property
    def written(self) -> str:
        return " ".join(self.codes)


class Lacking(Refused):
    """Something is missing beside one field."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def fit(
    grounds: Grounds,
    *,
    regime: str,
    dead: bool,
    limbs_of: Callable[[str], Collection[str]],
    on: date,
) -> None:
    """Whether these are reasons for taking a passage out under these rules on that day.

    `limbs_of` gives the limbs of a recorded opinion. Raises Lacking with the field, and the next
    step: no reason under an Act, a qualified one without the public-interest test, harm unsaid.
    """
    known = in_force(regime, on)
    if not set(grounds.codes) <= set(known) or len(grounds.written) > LONGEST:
        raise Lacking("codes", "Choose only reasons on this page, and no more than fit beside it.")
    if not grounds.codes and regime != "none":
        raise Lacking("codes", "Choose at least one exemption: without one the words stay.")
    if why := excluded(grounds.codes, dead=dead, on=on):
        raise Lacking("codes", why)
    used = [known[code] for code in grounds.codes]
    if not grounds.harm and (harms := [one.code for one in used if one.needs_harm]):
        raise Lacking("harm", f"{', '.join(harms)}: say what harm would follow, and how likely.")
    if not grounds.interest and (weighed := [one.code for one in used if one.qualified]):
        raise Lacking(
            "interest",
            f"{', '.join(weighed)}: this is a qualified exemption. Weigh the public interest in "
            "disclosure against the public interest in withholding.",
        )
    _opinion(grounds, [one.code for one in used if one.needs_opinion], limbs_of)


def _opinion(
    grounds: Grounds, needed: Collection[str], limbs_of: Callable[[str], Collection[str]]
) -> None:
    if not needed:
        return
    held = limbs_of(grounds.opinion) if grounds.opinion else ()
    if not set(needed) <= set(held):
        raise Lacking(
            "opinion",
            f"{', '.join(needed)}: record the qualified person's reasonable opinion on this limb "
            "first, then choose it here.",
        )
