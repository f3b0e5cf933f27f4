"""Which reviews the rules give for a case (policies/eligibility.csv), in plain English.

A case is judged by the row that was in force on the day that the row names: of the charge, of the
caution, or of the death or incident. A stronger route that is not ruled out is never passed over:
where a fact is not known, or the row was never checked against its source, a person must decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.clocks.tables import TableWrong, dated, window
from portal.intake.conditions import CONDITIONS
from portal.intake.facts import LABELS, Facts, changed
from portal.intake.predicates import Answer, both
from portal.reviews.models import REVIEW_KINDS
from portal.web.dates import in_words

HEADER = "rule,kind,route,conditions,grounds,judged_by,from,until,force,source,status,why"
ROUTES = ("mandatory", "criterion", "discretionary")
"""From the strongest to the weakest."""
JUDGED_BY = {
    "charge": "charged_on",
    "disposal": "disposed_on",
    "death": "happened_on",
    "incident": "happened_on",
}
"""Which fact is the day by which a row is chosen."""
GROUNDS = {
    "nature_and_seriousness": "The nature and seriousness of what happened",
    "public_interest": "The public interest",
    "breach_of_guidance": "A significant breach of the guidance",
    "value_beyond_lead": "Value beyond the lead agency's own review",
    "local_importance": "Issues of importance to the area",
    "learning": "What can be learnt from it",
}
"""What a discretionary review may rest on, for counting; words say the rest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. It holds for what its day falls from `since` on and before `until`."""

    code: str
    kind: str
    route: str
    conditions: tuple[tuple[str, int], ...]
    grounds: tuple[str, ...]
    judged_by: str
    since: date
    until: date
    in_force: bool
    source: str
    status: str
    why: str

    @property
    def version(self) -> str:
        return f"{self.code} from {in_words(self.since)}"

    @property
    def checked(self) -> bool:
        return self.status != "to be verified"


@cache
def rules() -> tuple[Rule, ...]:
    """Every row. Raises TableWrong for one that cannot be read, or that is in force twice."""
    told = tuple(map(_rule, dated("eligibility.csv", HEADER)))
    for one in told:
        if one.in_force and any(_clash(one, other) for other in told if other is not one):
            raise TableWrong(f"eligibility.csv: {one.code} is in force twice")
    return told


def _clash(one: Rule, other: Rule) -> bool:
    same = other.in_force and one.code == other.code
    return same and one.since < other.until and other.since < one.until


def _rule(row: dict[str, str]) -> Rule:
    since, until = window(row)
    conditions = tuple(map(_condition, row["conditions"].split()))
    grounds = () if row["grounds"] == "-" else tuple(row["grounds"].split())
    if row["kind"] not in REVIEW_KINDS:
        raise TableWrong(f"eligibility.csv: {row['rule']} is of no kind of review: {row['kind']}")
    if (
        row["route"] not in ROUTES
        or row["judged_by"] not in JUDGED_BY
        or row["force"] not in {"yes", "no"}
        or set(grounds) - set(GROUNDS)
        or bool(grounds) != (row["route"] == "discretionary")
    ):
        raise TableWrong(f"eligibility.csv: {row['rule']} has a word that is not known")
    return Rule(
        row["rule"], row["kind"], row["route"], conditions, grounds, row["judged_by"], since, until,
        row["force"] == "yes", row["source"], row["status"], row["why"],
    )  # fmt: skip


def _condition(told: str) -> tuple[str, int]:
    name, _, number = told.partition("=")
    takes = name in CONDITIONS and "{}" in CONDITIONS[name].yes
    if name not in CONDITIONS or takes != number.isdecimal():
        raise TableWrong(f"eligibility.csv: {told} is no condition")
    return name, int(number or 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the table, asked of one case."""

    rule: Rule
    met: Answer
    said: tuple[str, ...]
    unknown: tuple[str, ...]
    """The facts that are not known and that it asks for, where that leaves it open."""

    @property
    def open(self) -> bool:
        """Whether only a person can say: for want of a fact, or because nobody checked the row."""
        return self.met is None or (self.met and not self.rule.checked)


def judge(rule: Rule, facts: Facts) -> Judged:
    """Whether the row's conditions are met, and why, as phrases."""
    told = [(CONDITIONS[name], number) for name, number in rule.conditions]
    answers = [one.asks(facts, number) for one, number in told]
    day = getattr(facts, JUDGED_BY[rule.judged_by])
    met = both(*answers, True if day else None)
    said, unknown = [], []
    for (one, number), answer in zip(told, answers, strict=True):
        if answer is None:
            said.append(f"it is not known whether {one.yes.format(number)}")
            unknown += [name for name in one.needs if getattr(facts, name) is None]
        else:
            said.append((one.yes if answer else one.no).format(number))
    if day is None:
        unknown.append(JUDGED_BY[rule.judged_by])
    if met is False:
        no = [p for p, a in zip(said, answers, strict=True) if a is False]
        return Judged(rule, met, tuple(no), ())
    return Judged(rule, met, tuple(said), tuple(dict.fromkeys(unknown)))


RESULTS = {
    "mandatory": "Mandatory",
    "criterion": "The criteria are met; the board decides",
    "discretionary": "Discretionary",
    "person": "A person must decide",
    "none": "Not available",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules say about one kind of review in one case."""

    kind: str
    result: str
    """Of RESULTS."""
    versions: tuple[str, ...]
    """The rows that say so, each with the day from which it holds."""
    because: tuple[str, ...]
    unknown: tuple[str, ...]
    """Facts that are not known and that would change it."""
    grounds: tuple[str, ...] = ()
    """For a discretionary review: what it may rest on."""


def found(facts: Facts) -> list[Finding]:
    """What the rules in force say of each kind, in the table's order."""
    kinds = dict.fromkeys(rule.kind for rule in rules())
    return [_finding(kind, facts) for kind in kinds]


def _holds(rule: Rule, facts: Facts) -> bool:
    """Whether it is in force on its day; on today's where that is not known: the open-ended row."""
    day = getattr(facts, JUDGED_BY[rule.judged_by])
    held = rule.until == date.max if day is None else rule.since <= day < rule.until
    return rule.in_force and held


def _finding(kind: str, facts: Facts) -> Finding:
    told = [judge(r, facts) for r in rules() if r.kind == kind and _holds(r, facts)]
    for route in ROUTES:
        mine = [one for one in told if one.rule.route == route]
        firm = [one for one in mine if one.met and not one.open]
        if firm:
            return _said(kind, route, firm, mine)
        if doubtful := [one for one in mine if one.open]:
            return _said(kind, "person", doubtful, told)
    if not told:
        return Finding(kind, "none", (), ("No rule was in force on that day.",), ())
    return _said(kind, "none", told, told)


def _said(kind: str, result: str, deciding: Sequence[Judged], all_of: Sequence[Judged]) -> Finding:
    unknown = [name for one in deciding if one.open for name in one.unknown]
    grounds = [ground for one in all_of if one.met is not False for ground in one.rule.grounds]
    return Finding(
        kind,
        result,
        tuple(one.rule.version for one in deciding),
        tuple(map(_reason, deciding)),
        tuple(dict.fromkeys(unknown)),
        tuple(dict.fromkeys(grounds)),
    )


def _reason(one: Judged) -> str:
    """One row's answer as a sentence."""
    doubt = "" if one.rule.checked else " The row is to be verified, so a person decides."
    state = {True: "is met", False: "is not met", None: "may be met"}[one.met]
    return f"{one.rule.code} {state}: {'; '.join(one.said)}.{doubt if one.met is not False else ''}"


def refers(told: Sequence[Finding], kind: str = "mappa_scr") -> bool:
    """Whether the case is referred to the board without anybody's asking."""
    return any(one.kind == kind and one.result == "mandatory" for one in told)


def effect(
    before: Facts, after: Facts, old: Sequence[Finding], new: Sequence[Finding]
) -> dict[str, Any]:
    """What a change of facts does, for each kind whose answer differs: facts by their names, and
    pairs of findings.
    """
    was = {one.kind: one for one in old}
    return {
        "facts": [LABELS[name] for name in changed(before, after)],
        "kinds": [
            (was[one.kind], one)
            for one in new
            if one.kind in was
            and (was[one.kind].result, was[one.kind].versions) != (one.result, one.versions)
        ],
    }
