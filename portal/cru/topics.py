"""Why a request is referred to the NPCC Central Referral Unit (CRU): policies/cru_topics.csv."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    topic: str
    mandatory: bool
    since: date
    until: date
    source: str
    status: str


@cache
def topics() -> tuple[Topic, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    header = "code,topic,mandatory,from,until,source,status,why"
    return tuple(map(_topic, dated("cru_topics.csv", header)))


def _topic(row: dict[str, str]) -> Topic:
    if row["mandatory"] not in {"yes", "no"}:
        raise TableWrong(f"cru_topics.csv: {row['code']} is neither mandatory nor not")
    said = (row["topic"], row["mandatory"] == "yes", *window(row), row["source"], row["status"])
    return Topic(row["code"], *said)


def on_day(on: date) -> dict[str, Topic]:
    """Those that hold on a day, by code."""
    return {one.code: one for one in topics() if one.since <= on < one.until}
