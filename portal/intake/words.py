"""How rules, findings and decisions are told on a page."""

from datetime import date
from typing import Any

from portal.intake import facts, offences
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


# The form of particulars, in groups that are told apart by headings
_UNKNOWN = {"id": "unknown", "text": "Not known", "hint": ""}
LEVELS = facts.LEVELS
HINTS = {
    "offence": "Choose the offence itself; what form it takes is the next question.",
    "charged_on": "Needed where the review begins with a charge. It starts the clocks.",
    "sfo_class": "Only where you have looked at the list in force. The portal's copy does not say "
    "which offences are automatic.",
    "highest_risk": "At any time under supervision, even if it was lower later.",
    "current_risk": "Kept for the record. The rules ask for the highest risk, not the risk now.",
    "victim_age": "In whole years, on the day when it happened.",
    "disposed_on": "Age counts on this day.",
    "born": "Sealed like all that you enter here. Ages on the days that count are worked out.",
}
GROUPS = {
    "The charge": (
        "charge", "offence", "form", "charged_on", "happened_on", "outcome", "firearm",
        "penetration", "endangering", "involves_murder", "sfo_class",
    ),
    "The person charged or suspected": (
        "born", "youth_caution", "disposed_on", "registered", "category", "levels", "supervised",
        "supervision_ended", "highest_risk", "current_risk", "mental_health", "mental_health_on",
    ),
    "Who was harmed": (
        "victim_age", "died", "homicide", "suicide", "seriously_harmed", "abuse", "relation",
        "care_needs",
    ),
    "What else the rules ask": ("concern", "offensive_weapon", "other_review", "nation"),
}  # fmt: skip


def groups() -> list[dict[str, Any]]:
    """The form's headings with their fields: each with its name, label, hint, kind and options."""
    return [
        {"legend": legend, "fields": [_field(name) for name in names]}
        for legend, names in GROUPS.items()
    ]


def _field(name: str) -> dict[str, Any]:
    one: dict[str, Any] = {"name": name, "label": facts.LABELS[name], "hint": HINTS.get(name, "")}
    if name in facts.DAYS:
        return {**one, "as": "day", "options": []}
    if name in {"offence", "victim_age", "levels"}:
        return {**one, "as": name, "options": []}
    told = facts.CHOICES.get(name, facts.YES_NO)
    options = [{"id": code, "text": said, "hint": ""} for code, said in told.items()]
    return {**one, "as": "choice", "options": [*options, _UNKNOWN]}


STAGES = {
    "received": "Received",
    "linked": "Linked with other reviews of the incident",
    "same": "The same as another notification; it goes no further here",
}
DONE = {
    "opened": "The board has your notification, under this code name. Say now what happened, and "
    "then give the particulars.",
    "told": "What happened is with the board. Give the particulars next.",
    "attached": "Form N is attached. Only those who decide and co-ordinate for the board, and who "
    "writes the review for it, open it: every download is recorded.",
    "assessed": "The particulars are with the board, and the rules have been run over them. The "
    "clocks that they start run from today.",
    "commission": "The review is commissioned. Tell the agencies next: the timetable says by when.",
    "not": "The decision is on record with its reason. Only a new decision takes its place.",
    "early_look": "An early look comes first. What it finds decides what follows.",
    "looked": "The board has it. What it comes to waits there to be decided on.",
}
"""What has just happened, by the code that the address carries."""
LOOKS = {
    "early": {
        "heading": "Early look",
        "purpose": "A condensed report and an immediate action plan: what needs attention now, "
        "whether the case may draw national interest, and whether a full review should follow "
        "before any conviction.",
        "found": "Condensed report",
        "at_once": "Immediate action plan",
        "better": "What could be better, and for whom it is to be learnt",
    },
    "rapid": {
        "heading": "Rapid review",
        "purpose": "The facts that can be had at once, what is done immediately, what could be "
        "better, and whether a full review is to follow, local or national.",
        "found": "Facts that were gathered",
        "at_once": "Immediate action",
        "better": "What could be improved",
    },
}
"""By kind of first look how its page is headed, and what its parts are called."""
