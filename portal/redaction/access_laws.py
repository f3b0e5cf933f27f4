"""Which law is whose, in dated rows: the limbs, clocks and rights of each. Pure.

policies/access_laws.csv has the laws, access_owners.csv under which of them a kind of body holds
its words, access_answering.csv what an answer tells the applicant.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.gate.policy import BOARD
from portal.redaction.exemptions import Exemption, in_force

REGIME = "subject_access"
UK_GDPR, PART_3, HEALTH_RECORDS = "uk_gdpr", "part_3", "health_records"
NO_TABLE_ROW = "-"


@dataclass(frozen=True, slots=True)
class Law:
    code: str
    title: str
    limbs: tuple[str, ...]
    """How the codes of its limbs begin."""
    others: tuple[str, ...]
    """Limbs for what is about another person."""
    as_a_whole: str
    """The limb by which a request is refused as a whole."""
    clock: str
    extended: str
    identity: str
    clarified: str
    ask_within: str
    """The clock within which identity is asked for; else nothing begins anew."""
    acknowledged: str
    """The clock within which a complaint to whoever answers is acknowledged."""
    since: date
    until: date
    source: str
    status: str
    why: str

    def has(self, limb: str) -> bool:
        return limb.startswith(self.limbs)


def _some(cell: str) -> tuple[str, ...]:
    return tuple(cell.split()) if cell != NO_TABLE_ROW else ()


def _one(cell: str) -> str:
    return "" if cell == NO_TABLE_ROW else cell


@cache
def laws() -> tuple[Law, ...]:
    """Every row. Raises TableWrong."""
    header = (
        "law,title,limbs,others,as_a_whole,clock,extended,identity,clarified,ask_within,"
        "acknowledged,from,until,source,status,why"
    )
    return tuple(
        Law(
            row["law"], row["title"], _some(row["limbs"]), _some(row["others"]),
            _one(row["as_a_whole"]), row["clock"], _one(row["extended"]), row["identity"],
            _one(row["clarified"]), _one(row["ask_within"]), row["acknowledged"],
            *window(row), row["source"], row["status"], row["why"],
        )
        for row in dated("access_laws.csv", header)
    )  # fmt: skip


def law(code: str, on: date) -> Law:
    """The law as it holds on a day. Raises TableWrong for none."""
    found = [one for one in laws() if one.code == code and one.since <= on < one.until]
    if not found:
        raise TableWrong(f"access_laws.csv has no {code} on {on}")
    return found[-1]


@cache
def owners() -> tuple[tuple[str, str, date, date, str], ...]:
    """Kind of body, its law, and the days for which that holds, with the reason."""
    rows = dated("access_owners.csv", "kind,law,from,until,source,status,why")
    known = {one.code for one in laws()}
    if odd := [row["law"] for row in rows if row["law"] not in known]:
        raise TableWrong(f"access_owners.csv names a law that is not known: {odd[0]}")
    return tuple((row["kind"], row["law"], *window(row), row["why"]) for row in rows)


def of_kind(kind: str, on: date) -> str:
    """Under which law a kind of body holds its words, or the board its own."""
    found = [code for name, code, since, until, _ in owners()
             if name == (kind or BOARD) and since <= on < until]  # fmt: skip
    return found[-1] if found else UK_GDPR


def law_of(limb: str, on: date) -> str:
    """Whose limb it is; empty for none of them."""
    return next((one.code for one in laws() if one.since <= on < one.until and one.has(limb)), "")


def limbs(code: str, on: date) -> dict[str, Exemption]:
    """The limbs of one law for a passage."""
    known = law(code, on)
    return {name: one for name, one in in_force(REGIME, on).items() if known.has(name)}


@cache
def rows() -> tuple[tuple[str, str, str, str, date, date], ...]:
    header = "law,part,code,words,from,until,source,status"
    return tuple(
        (row["law"], row["part"], row["code"], row["words"], *window(row))
        for row in dated("access_answering.csv", header)
    )


def said(code: str, part: str, on: date, but: str = "") -> list[str]:
    """What an answer under a law says on a day: "information" of the use, or a "right"; `but` is
    the code of one that is left out.
    """
    return [words for name, which, what, words, since, until in rows()
            if (name, which) == (code, part) and since <= on < until and what != but]  # fmt: skip
