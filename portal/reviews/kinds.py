"""The kinds of review (policies/kinds.csv): what each is called, who commissions it, and for which
days the row holds. A kind that is not in force is shown, and no review of it is opened.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.reviews.models import REVIEW_KINDS

HEADER = (
    "kind,title,short,board,chair,imr,begins,lay_adviser,nation,from,until,force,source,status,why"
)
IMR = {
    "internal": "Internal management review (IMR)",
    "individual": "Individual management review (IMR)",
}
"""The same three letters: MAPPA, police and probation say internal, homicide reviews individual."""
BEGINS = {"charge", "death", "incident"}
NATIONS = {"England", "Wales", "both"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table."""

    code: str
    title: str
    short: str
    """What practitioners say, such as "MAPPA SCR"."""
    board: str
    """The kind of body that commissions it."""
    chair: str
    """Who decides for that body, in a sentence."""
    imr: str
    """What an IMR is called in it."""
    begins: str
    """What it begins with: a charge (whose day is then needed), a death, or another incident."""
    lay_adviser: bool
    nation: str
    since: date
    until: date
    in_force: bool
    source: str
    status: str
    why: str

    def holds(self, on: date) -> bool:
        """Whether a review of this kind can be opened on that day."""
        return self.in_force and self.since <= on < self.until


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its code, in the table's order. Raises TableWrong."""
    told = {row["kind"]: _kind(row) for row in dated("kinds.csv", HEADER)}
    if set(told) != set(REVIEW_KINDS):
        raise TableWrong("kinds.csv must have one row for each kind that the database knows")
    return told


def _kind(row: dict[str, str]) -> Kind:
    since, until = window(row)
    listed = row["imr"] in IMR and row["begins"] in BEGINS and row["nation"] in NATIONS
    if not listed or not {row["lay_adviser"], row["force"]} <= {"yes", "no"}:
        raise TableWrong(f"kinds.csv: {row['kind']} has a word that is not known")
    return Kind(
        row["kind"], row["title"], row["short"], row["board"], row["chair"], IMR[row["imr"]],
        row["begins"], row["lay_adviser"] == "yes", row["nation"], since, until,
        row["force"] == "yes", row["source"], row["status"], row["why"],
    )  # fmt: skip


def offered(on: date) -> dict[str, str]:
    """The kinds of which a review can be opened on a day, by code, with their titles."""
    return {kind.code: kind.title for kind in kinds().values() if kind.holds(on)}
