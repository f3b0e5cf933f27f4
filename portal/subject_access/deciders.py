"""Who can be complained to about subject access, and what each can decide. Pure.

policies/access_complaints.csv, in dated rows by law; how soon a complaint is acknowledged and how
long there is for an appeal are clocks (policies/clocks.csv).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.reckoning import last_day
from portal.clocks.tables import TableWrong, dated, window
from portal.redaction.access_laws import Law
from portal.subject_access.clock import ends, row

MADE_TO = {
    "controller": "The organisation itself",
    "commissioner": "The Information Commissioner's Office (ICO)",
    "ombudsman": "The Parliamentary and Health Service Ombudsman",
    "court": "A court",
}
APPEAL = "SAR-7"
NOTICES = frozenset(
    {"information_notice", "assessment_notice", "enforcement_notice", "penalty_notice"}
)
"""What the Commissioner decides that an organisation can appeal against (section 162)."""


@dataclass(frozen=True, slots=True)
class Decision:
    made_to: str
    laws: tuple[str, ...]
    code: str
    words: str
    since: date
    until: date
    source: str


@cache
def decisions() -> tuple[Decision, ...]:
    """Every row. Raises TableWrong."""
    rows = dated("access_complaints.csv", "made_to,laws,code,words,from,until,source,status")
    if odd := [one["made_to"] for one in rows if one["made_to"] not in MADE_TO]:
        raise TableWrong(f"access_complaints.csv: nobody can complain to {odd[0]}")
    return tuple(
        Decision(
            one["made_to"], tuple(one["laws"].split()), one["code"], one["words"], *window(one),
            one["source"],
        )
        for one in rows
    )  # fmt: skip


def _of(law: str, on: date) -> list[Decision]:
    return [one for one in decisions() if law in one.laws and one.since <= on < one.until]


def to_whom(law: str, on: date) -> dict[str, str]:
    """To whom an applicant can complain under a law, with what that is called."""
    there = {one.made_to for one in _of(law, on)}
    return {code: words for code, words in MADE_TO.items() if code in there}


def can_decide(made_to: str, law: str, on: date) -> dict[str, str]:
    """By code what can come of a complaint."""
    return {one.code: one.words for one in _of(law, on) if one.made_to == made_to}


def words_of(made_to: str, code: str) -> str:
    return next(one.words for one in decisions() if (one.made_to, one.code) == (made_to, code))


def acknowledged_by(law: Law, on: date) -> date | None:
    """The last day for telling the applicant that a complaint has come; None where no rule was."""
    rule = row(law.acknowledged, on)
    if rule is None or rule.unit == "calendar_days":
        return ends(law.acknowledged, on)
    return last_day(on, rule.number, rule.unit)


def appealed_by(on: date) -> date | None:
    """The last day for an appeal against a notice of that day."""
    rule = row(APPEAL, on)
    return last_day(on, rule.number, rule.unit) if rule else None
