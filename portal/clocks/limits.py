"""How long the law, guidance or custom gives for what (policies/clocks.csv), and for which days.

Sources contradict each other: then a code has several rows, of which one is in force and the others
are shown beside it as readings that are not.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window

HEADER = "code,kind,begins,ends,number,unit,sense,from,until,force,source,status,why"
UNITS = {
    "calendar_days": ("day", "days"),
    "working_days": ("working day", "working days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "none": ("", ""),
}
"""Units of a limit, said of one and of many; "none" where the source sets no time."""
SENSES = {
    "deadline": "{} at the latest",
    "at_least": "at least {}",
    "window": "a span of {}",
    "effort": "{} of work",
}
"""What a limit means: only a deadline is a clock that somebody can be late by."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One row. It holds for what begins from `since` on and before `until`."""

    code: str
    kind: str
    begins: str
    ends: str
    number: int
    unit: str
    sense: str
    since: date
    until: date
    in_force: bool
    source: str
    status: str
    why: str

    @property
    def words(self) -> str:
        """Such as "10 working days"."""
        if self.unit == "none":
            return "no time is set"
        return f"{self.number} {UNITS[self.unit][self.number != 1]}"


@cache
def limits() -> tuple[Limit, ...]:
    """Every row. Raises TableWrong for one that cannot be read, or that says a code twice."""
    told = tuple(map(_limit, dated("clocks.csv", HEADER)))
    for one in told:
        if one.in_force and any(_clash(one, other) for other in told if other is not one):
            raise TableWrong(f"clocks.csv: {one.code} is in force twice")
    return told


def _clash(one: Limit, other: Limit) -> bool:
    same = other.in_force and (one.code, one.kind) == (other.code, other.kind)
    return same and one.since < other.until and other.since < one.until


def _limit(row: dict[str, str]) -> Limit:
    since, until = window(row)
    number = int(row["number"])
    if row["unit"] not in UNITS or row["sense"] not in SENSES or row["force"] not in {"yes", "no"}:
        raise TableWrong(f"clocks.csv: {row['code']} has a unit, sense or force that is not known")
    if (number < 1) != (row["unit"] == "none"):
        raise TableWrong(f"clocks.csv: {row['code']} has no number that fits its unit")
    return Limit(
        row["code"], row["kind"], row["begins"], row["ends"], number, row["unit"], row["sense"],
        since, until, row["force"] == "yes", row["source"], row["status"], row["why"],
    )  # fmt: skip


def deadlines(kind: str) -> list[Limit]:
    """The clocks of a kind of review in the table's order, of every time; those in force."""
    return of_sense(kind, "deadline")


def of_sense(kind: str, sense: str) -> list[Limit]:
    """The rows of a kind of review that mean one of SENSES; those in force."""
    return [r for r in limits() if r.kind == kind and r.sense == sense and r.in_force]


def other_readings(limit: Limit) -> list[Limit]:
    """What else a source can be read to say about the same clock, and is not in force."""
    return [r for r in limits() if (r.code, r.kind) == (limit.code, limit.kind) and not r.in_force]
