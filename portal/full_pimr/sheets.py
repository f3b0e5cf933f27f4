"""What each page of the full PIMR asks and says: its fields are rows of policies/pimr_form.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import dated, window
from portal.gate.policy import Act
from portal.pimr.sheets import KNOWN

STANDARDS = {
    "met": "The standard was met",
    "above": "Good practice that others may copy",
    "concern": "The standard is a cause for concern",
}
RELEVANCE = {
    "yes": "It may be relevant to the criminal case",
    "no": "It is not relevant to the criminal case",
}
CONDUCT = {
    "none": "No",
    "standards": "Yes: professional standards is told that one does",
}
DOCUMENTS = {
    "imr": "The management review, which is the report",
    "information_report": "Information report, or files beside the form",
    "chronology": "Chronology",
    "overview": "Overview report",
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "relevance": RELEVANCE,
    "standard": STANDARDS,
    "conduct": CONDUCT,
    "witness": KNOWN,
}
"""By field of kind "choice" what may be chosen, where that is the same in every review."""


@cache
def _sources() -> list[tuple[dict[str, str], date, date]]:
    rows = dated("pimr_sources.csv", "code,title,from,until,source,status,why")
    return [(row, *window(row)) for row in rows]


def sources(on: date) -> dict[str, str]:
    """What may be looked at, by code, in a review that was commissioned on that day."""
    return {row["code"]: row["title"] for row, since, until in _sources() if since <= on < until}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: where it stands, for whom, and what follows."""

    code: str
    path: str
    act: Act
    """What its deed asks for."""
    heading: str
    sentence: str
    button: str
    who: str


_SIDE = (
    "Your force's senior and disclosure offices, the inspector who commissioned the review and "
    "the named author can read it."
)
_AUTHOR, _LEAD = "the author whom the lead has named", "the force public protection lead"
SHEETS = {
    one.code: one
    for one in (
        Sheet(
            "full_author", "author", Act.DECIDE_PIMR, "Who conducts the full PIMR?",
            "From now on this officer alone fills its papers. Nobody who had a part in managing "
            "the offender can be named. An earlier name ends; what was written stays.",
            "Name this officer", _LEAD,
        ),
        Sheet(
            "full_terms", "terms", Act.DECIDE_PIMR, "Terms of reference",
            f"They are sealed, and every version is kept. {_SIDE}", "Save the terms", _LEAD,
        ),
        Sheet(
            "full_source", "source", Act.WRITE_FULL_PIMR, "A source of the review",
            f"It is sealed. {_SIDE}", "Save the source", _AUTHOR,
        ),
        Sheet(
            "full_decision", "key-decision", Act.WRITE_FULL_PIMR, "A key decision",
            f"It is sealed, and every version is kept. {_SIDE}", "Save the decision", _AUTHOR,
        ),
        Sheet(
            "full_interview", "interview", Act.WRITE_FULL_PIMR, "An interview",
            f"It is sealed. {_SIDE} People who may be witnesses wait for the agreement of the "
            "Crown Prosecution Service (CPS) or the senior investigating officer.",
            "Save the interview", _AUTHOR,
        ),
        Sheet(
            "full_standard", "standard", Act.ASSESS_STANDARD, "Standard of practice",
            "It is sealed for the senior office alone. The author cannot read it.",
            "Save the assessment", "a senior officer",
        ),
        Sheet(
            "full_flag", "flag", Act.WRITE_FULL_PIMR, "May a document be relevant?",
            "The disclosure officer is told at once, and records that the notice has come. Your "
            "reasons are sealed for your force's authors, senior and disclosure offices.",
            "Tell the disclosure officer", _AUTHOR,
        ),
        Sheet(
            "full_key_issues", "key-issues", Act.WRITE_FULL_PIMR, "Draw the key issues in?",
            "The report begins with a section from what the initial form gives as reasons and from "
            "the key decisions. It is a draft, in which you leave out, shorten and add.",
            "Draw them in", _AUTHOR,
        ),
        Sheet(
            "full_endorse", "endorse", Act.DECIDE_PIMR, "Endorse the report?",
            "What is signed off is recorded as endorsed, with a digest of its words and your "
            "name. Later words do not carry it. The report is due then to the national policing "
            "lead's staff officer and to the HM Prison and Probation Service Public Protection "
            "Unit (HMPPS-PPU).",
            "Endorse it", _LEAD,
        ),
        Sheet(
            "full_force", "in-force", Act.DECIDE_PIMR, "Circulate it in the force?",
            "It is a choice of your force's. It stands with your reason, and your name, among "
            "the dispatches.",
            "Have it circulated", _LEAD,
        ),
    )
}  # fmt: skip
