"""Ranks in their order, and which of them an act asks for (policies/ranks.csv, rank_floors.csv).

`holds` is the one question that other rooms ask: may the acting member do what asks for a rank, on
what does that rest, and if not, why not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tables import TableWrong, dated, window
from portal.gate.gate import Gate, Refused
from portal.gate.sessions import Account
from portal.panel.models import HELD, Delegation, Rank
from portal.reviews.models import Membership, StandDown

RANKS = "code,scale,level,name,detective,from,until,source,status,why"
FLOORS = "floor,rank,staff,unit,from,until,source,status,why"
SCALES = ("police", "police_staff", "probation")
ANY_UNIT = "-"
IN_UNIT = {"mosovo": " in the unit that manages sexual and violent offenders"}


@dataclass(frozen=True, slots=True)
class Grade:
    """One row of the table of ranks. Levels of police officers and police staff compare."""

    code: str
    scale: str
    level: int
    name: str
    detective: bool
    since: date
    until: date
    status: str


@dataclass(frozen=True, slots=True)
class Floor:
    """What somebody must at least be for one act, on the days from `since` until before `until`."""

    name: str
    grade: Grade
    staff: bool
    unit: str
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def words(self) -> str:
        """Such as "an inspector or above"."""
        name = _lower(self.grade.name)
        article = "an" if name[0] in "aeiou" else "a"
        staff = " (or police staff of that level)" if self.staff else ""
        return f"{article} {name} or above{staff}{IN_UNIT.get(self.unit, '')}"

    def met_by(self, row: Any) -> bool:
        """Whether a rank that stands reaches it."""
        grade = grades()[row.code]
        scales = {"police", "police_staff"} if self.staff else {"police"}
        return (
            grade.scale in scales
            and grade.level >= self.grade.level
            and (grade.detective or not self.grade.detective)
            and self.unit in {ANY_UNIT, row.unit}
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a floor is reached: by which rank, or by whose delegation, or else why not."""

    why_not: str = ""
    words: str = ""
    """Such as "Acting inspector", for the record of what was done."""
    rank: str = ""
    delegation: str = ""


@cache
def grades() -> dict[str, Grade]:
    """Every rank and grade by its code, in the table's order. Raises TableWrong."""
    told = [_grade(row) for row in dated("ranks.csv", RANKS)]
    if len({one.code for one in told}) < len(told):
        raise TableWrong("ranks.csv says a code twice")
    return {one.code: one for one in told}


def _grade(row: dict[str, str]) -> Grade:
    since, until = window(row)
    if row["scale"] not in SCALES or row["detective"] not in {"yes", "no"}:
        raise TableWrong(f"ranks.csv: {row['code']} has a scale or designation that is not known")
    level, detective = int(row["level"]), row["detective"] == "yes"
    code, scale, name = row["code"], row["scale"], row["name"]
    return Grade(code, scale, level, name, detective, since, until, row["status"])


@cache
def floors() -> tuple[Floor, ...]:
    """Every row. Raises TableWrong for a rank that is in no table, or a floor that holds twice."""
    told = tuple(_floor(row) for row in dated("rank_floors.csv", FLOORS))
    for one in told:
        if any(_clash(one, other) for other in told if other is not one):
            raise TableWrong(f"rank_floors.csv: {one.name} holds twice")
    return told


def _clash(one: Floor, other: Floor) -> bool:
    return one.name == other.name and one.since < other.until and other.since < one.until


def _floor(row: dict[str, str]) -> Floor:
    since, until = window(row)
    if row["rank"] not in grades() or row["staff"] not in {"yes", "no"}:
        raise TableWrong(f"rank_floors.csv: {row['floor']} asks for a rank that is not known")
    grade, staff = grades()[row["rank"]], row["staff"] == "yes"
    told = row["source"], row["status"], row["why"]
    return Floor(row["floor"], grade, staff, row["unit"], since, until, *told)


def rank_floor(name: str, on: date) -> Floor:
    """What an act asks for on a day. Raises TableWrong where the table has no row for it."""
    found = [one for one in floors() if one.name == name and one.since <= on < one.until]
    if not found:
        raise TableWrong(f"rank_floors.csv has no {name} on {on}")
    return found[0]


def words_of(row: Any) -> str:
    """A rank as it stands on record, such as "Acting detective inspector"."""
    name = grades()[row.code].name
    return name if row.held == "substantive" else f"{HELD[row.held]} {_lower(name)}"


def _lower(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}"


# Who holds what


def on_record(*, gate: Gate, member: str = "") -> list[Any]:
    """Ranks that were not ended, past and to come too, of one membership or of the whole review."""
    table = Rank.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.ended_at.is_(None))
    if member:
        here = here.where(table.c.membership_id == member)
    return list(gate.connection.execute(here.order_by(table.c.stated_at, table.c.id)))


def counting(rows: Iterable[Any], on: date) -> list[Any]:
    """Those that count on a day, the highest first; the last day of an acting rank counts."""
    now = [r for r in rows if r.starts_on <= on and (r.ends_on is None or on <= r.ends_on)]
    return sorted(now, key=lambda row: grades()[row.code].level, reverse=True)


def holds(*, floor: str, gate: Gate, member: str = "") -> Held:
    """Whether a member, or else the acting one, reaches a floor today by rank or by delegation.

    It opens and records nothing. Raises TableWrong for a floor that is in no row.
    """
    name, on = member or gate.actor.member, today(gate.now)
    asked = rank_floor(floor, on)
    rows = on_record(gate=gate, member=name)
    met = [row for row in counting(rows, on) if asked.met_by(row)]
    if met:
        return Held(words=words_of(met[0]), rank=met[0].id)
    for given in delegations(gate=gate, floor=floor, to=name):
        above = counting(on_record(gate=gate, member=given.given_by), on)
        theirs = [row for row in above if asked.met_by(row)]
        if theirs:
            words = f"Delegated by {_article(words_of(theirs[0]))}"
            return Held(words=words, rank=theirs[0].id, delegation=given.id)
    return Held(why_not=_why_not(asked, rows, on))


def require(*, floor: str, gate: Gate) -> Held:
    """On what the acting member's right to an act rests. Raises Refused with the sentence."""
    held = holds(floor=floor, gate=gate)
    if held.why_not:
        raise Refused(held.why_not)
    return held


def _article(words: str) -> str:
    lowered = _lower(words)
    return f"{'an' if lowered[0] in 'aeiou' else 'a'} {lowered}"


def _why_not(asked: Floor, rows: list[Any], on: date) -> str:
    needs = f"This is for {asked.words}."
    way = "A named officer of that rank can delegate it on the page of the panel."
    now = counting(rows, on)
    if now:
        unit = " and unit" if asked.unit != ANY_UNIT else ""
        return f"{needs} The rank{unit} on record does not reach it: {words_of(now[0])}. {way}"
    over = [row for row in rows if row.ends_on and row.ends_on < on]
    if over:
        last = max(over, key=lambda row: row.ends_on)
        ended = f"{last.ends_on.day} {last.ends_on:%B %Y}"
        return f"{needs} {words_of(last)} was on record until {ended} and counts no more. {way}"
    return (
        f"{needs} No rank is on record here. The senior office of the agency states it on the "
        "page of the panel."
    )


def delegations(*, gate: Gate, floor: str = "", to: str = "") -> list[Any]:
    """Those that stand today, of officers who still take part, are not stood down from the review
    or from their body's material, and whose accounts are not suspended (rule 2).
    """
    table, giver = Delegation.__table__, Membership.__table__
    away = sa.exists().where(
        StandDown.review_id == gate.domain,
        StandDown.person_id == giver.c.person_id,
        sa.or_(StandDown.scope == "review", StandDown.what == table.c.owner_id),
        StandDown.lifted_at.is_(None),
    )
    suspended = sa.exists().where(
        Account.person_id == giver.c.person_id, Account.suspended_at.is_not(None)
    )
    here = (
        sa.select(table)
        .join(giver, giver.c.id == table.c.given_by)
        .where(
            table.c.review_id == gate.domain,
            table.c.ended_at.is_(None),
            table.c.ends_on >= today(gate.now),
            giver.c.ends_at > gate.now,
            ~away,
            ~suspended,
        )
    )
    for column, value in ((table.c.floor, floor), (table.c.given_to, to)):
        here = here.where(column == value) if value else here
    return list(gate.connection.execute(here.order_by(table.c.given_at, table.c.id)))
