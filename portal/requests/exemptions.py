"""Exemptions that a step of a request can name (policies/foi_exemptions.csv)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window


@dataclass(frozen=True, slots=True)
class Exemption:
    section: str
    title: str
    qualified: bool
    """Whether the public interest is weighed, which can take more time."""
    neither: bool
    """Whether it can be a ground to neither confirm nor deny."""
    since: date
    until: date

    @property
    def words(self) -> str:
        return f"Section {self.section}: {self.title[0].lower()}{self.title[1:]}"


@cache
def exemptions() -> tuple[Exemption, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    header = "section,title,qualified,neither,from,until,source,status,why"
    return tuple(map(_exemption, dated("foi_exemptions.csv", header)))


def _exemption(row: dict[str, str]) -> Exemption:
    since, until = window(row)
    if not {row["qualified"], row["neither"]} <= {"yes", "no"}:
        raise TableWrong(f"foi_exemptions.csv: section {row['section']} is neither yes nor no")
    said = (row["qualified"] == "yes", row["neither"] == "yes")
    return Exemption(row["section"], row["title"], *said, since, until)


def on_day(on: date) -> dict[str, Exemption]:
    """Those in force on a day, by section."""
    return {one.section: one for one in exemptions() if one.since <= on < one.until}
