"""How rules, findings and decisions are told on a page."""

from datetime import date
from typing import Any

from portal.intake import offences
from portal.intake.conditions import CONDITIONS
from portal.intake.eligibility import GROUNDS, RESULTS, Rule
from portal.reviews.kinds import kinds
from portal.web.dates import in_words

OTHER_KIND = "Child practice review of Wales, until October 2024"
"""What the table's rows for other reviews are about."""
ROUTES = {
    "mandatory": "Mandatory where",
    "criterion": "The criteria are met, and the board decides, where",
    "discretionary": "Discretionary where",
}
JUDGED = {
    "charge": "the day of the charge",
    "disposal": "the day of the caution",
    "death": "the day of the death",
    "incident": "the day of the incident",
}
COLOURS = {
    "mandatory": "govuk-tag--red",
    "criterion": "govuk-tag--orange",
    "discretionary": "govuk-tag--blue",
    "person": "govuk-tag--yellow",
    "none": "govuk-tag--grey",
}
SHORT = {**RESULTS, "criterion": "Criteria met"}
"""A result in the words of a tag."""


def kind(code: str) -> str:
    """Such as "Domestic homicide review (DHR)"."""
    one = kinds()[code]
    if code == "other":
        return OTHER_KIND
    return one.title if one.short == one.title else f"{one.title} ({one.short})"


def conditions(rule: Rule) -> list[str]:
    return [CONDITIONS[name].yes.format(number) for name, number in rule.conditions]


def rule(one: Rule) -> dict[str, Any]:
    """A row of the table as the page of all rules shows it."""
    return {
        "code": one.code,
        "why": one.why,
        "route": ROUTES[one.route],
        "conditions": conditions(one),
        "grounds": [GROUNDS[ground] for ground in one.grounds],
        "judged": f"Judged by {JUDGED[one.judged_by]}",
        "since": _window(one.since, one.until),
        "force": "In force" if one.in_force else "Another reading, not in force",
        "source": one.source,
        "status": one.status.capitalize(),
    }


def _window(since: date, until: date) -> str:
    end = f" until before {in_words(until)}" if until != date.max else ""
    return f"From {in_words(since)}{end}"


ONLY_IF = {
    "-": "",
    "firearm_used": "Only where a firearm or an imitation firearm is used",
    "penetration": "Only where penetration is involved",
    "endangering_life": "Only where life was meant or recklessly left to be endangered",
    "not_murder": "Only where the offence does not involve murder",
}


def offence(one: offences.Offence) -> dict[str, str]:
    return {
        "words": one.words,
        "statute": "" if one.statute == "-" else one.statute,
        "only": ONLY_IF[one.only_if],
        "group": one.group[0].upper() + one.group[1:],
        "why": one.why,
    }


def form(one: offences.Form) -> dict[str, str]:
    told = {True: "Counts", False: "Does not count", None: "A person decides"}
    return {"form": one.form.replace("_", " ").capitalize(), "counts": told[one.counts],
            "why": one.why}  # fmt: skip
