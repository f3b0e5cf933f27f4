"""Who can compel, under which law and since when (policies/compulsion.csv)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.reckoning import last_day
from portal.clocks.tables import TableWrong, dated, window

HEADER = "code,power,addressed,claims,days,from,until,source,status,why"


@dataclass(frozen=True, slots=True)
class Power:
    """One row. It holds for what is received from `since` on and before `until`."""

    code: str
    power: str
    addressed: str
    """Whom it can bind, in words."""
    claims: bool
    """Whether representations or a claim of immunity can be made."""
    days: int
    """Working days in which the owners say whether they claim anything."""
    since: date
    until: date
    source: str
    status: str
    why: str


@cache
def powers() -> tuple[Power, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    return tuple(map(_power, dated("compulsion.csv", HEADER)))


def _power(row: dict[str, str]) -> Power:
    since, until = window(row)
    days = int(row["days"])
    if row["claims"] not in {"yes", "no"} or days < 1:
        raise TableWrong(f"compulsion.csv: {row['code']} has claims or days that are not known")
    return Power(
        row["code"], row["power"], row["addressed"], row["claims"] == "yes", days, since, until,
        row["source"], row["status"], row["why"],
    )  # fmt: skip


def power_of(code: str, on: date) -> Power | None:
    """The row that holds for what was received on that day."""
    return next((p for p in powers() if p.code == code and p.since <= on < p.until), None)


def claims_until(code: str, received: date, due: date) -> date:
    """The last day on which the owners' claims are in time: never after the notice's own day."""
    power = power_of(code, received)
    counted = last_day(received, power.days, "working_days") if power and power.claims else received
    return min(counted or due, due)
