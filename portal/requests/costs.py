"""Who is an authority under the Act, what it may spend on one request, and what counts for that.

All of it is rows: policies/foi_authorities.csv, policies/foi_activities.csv.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window

AN_HOUR = 60
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One row: of what kind of body, and whether it is an authority of its own."""

    kind: str
    is_one: bool
    pounds: int
    """The appropriate limit for one request."""
    rate: int
    """Pounds for each hour of one person's work."""
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def minutes(self) -> int:
        """The work that the limit pays for."""
        return self.pounds * AN_HOUR // self.rate


@cache
def authorities() -> tuple[Authority, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    header = "kind,authority,pounds,rate,from,until,source,status,why"
    return tuple(map(_authority, dated("foi_authorities.csv", header)))


def _authority(row: dict[str, str]) -> Authority:
    since, until = window(row)
    pounds, rate = int(row["pounds"]), int(row["rate"])
    yes = row["authority"] == "yes"
    if row["authority"] not in {"yes", "no"} or yes != (pounds > 0) or yes != (rate > 0):
        raise TableWrong(f"foi_authorities.csv: {row['kind']} has a limit that cannot be")
    told = (row["source"], row["status"], row["why"])
    return Authority(row["kind"], yes, pounds, rate, since, until, *told)


def authority_of(kind: str, on: date) -> Authority | None:
    """What holds for a request that came on that day; None where no row says anything."""
    rows = [r for r in authorities() if r.kind == kind and r.since <= on < r.until]
    return max(rows, key=lambda r: r.since, default=None)


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    activity: str
    counts: bool
    source: str
    status: str


@cache
def activities() -> tuple[Activity, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    rows = dated("foi_activities.csv", "code,activity,counts,from,until,source,status,why")
    return tuple(map(_activity, rows))


def _activity(row: dict[str, str]) -> Activity:
    window(row)
    if row["counts"] not in {"yes", "no"}:
        raise TableWrong(f"foi_activities.csv: {row['code']} neither counts nor does not")
    said = (row["counts"] == "yes", row["source"], row["status"])
    return Activity(row["code"], row["activity"], *said)


COUNTED = tuple(one.code for one in activities() if one.counts)
"""Activities whose time may be counted; no other is asked for."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An estimate against the limit."""

    minutes: int
    pence: int
    limit: int
    """Pounds."""
    over: bool


def reckoned(spent: Mapping[str, int], authority: Authority) -> Reckoned:
    """Minutes by activity against what the authority may spend. Others than COUNTED are not."""
    minutes = sum(spent.get(code, 0) for code in COUNTED)
    over = minutes * authority.rate > authority.pounds * AN_HOUR
    return Reckoned(minutes, minutes * authority.rate * 100 // AN_HOUR, authority.pounds, over)
