"""How long a drop-off link is open and how many codes may be tried, by dated rows (doors.csv)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window


@dataclass(frozen=True, slots=True)
class Number:
    name: str
    number: int
    since: date
    until: date


@cache
def numbers() -> tuple[Number, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    rows = dated("doors.csv", "name,number,unit,from,until,source,status,why")
    told = tuple(Number(row["name"], int(row["number"]), *window(row)) for row in rows)
    if any(row.number < 1 for row in told):
        raise TableWrong("doors.csv: a number must be 1 or more")
    return told


def number_on(name: str, on: date) -> int:
    """Of the rows that hold on a day the newest counts. Raises TableWrong where there is none."""
    found = [row for row in numbers() if row.name == name and row.since <= on < row.until]
    if not found:
        raise TableWrong(f"doors.csv has no {name} on {on}")
    return max(found, key=lambda row: row.since).number
