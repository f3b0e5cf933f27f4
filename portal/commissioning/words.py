"""How letters, receipts and what a review must have are told on a page."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.clocks.rules import rule_on
from portal.commissioning.mandatory import Standing
from portal.directory.words import KIND_WORDS
from portal.web.dates import day, in_words

DONE = {
    "written": "The letter says this from now on. The agency is asked to acknowledge it.",
    "received": "Your agency has acknowledged the letter. Those who ask see by whom and when.",
    "reminded": "The reminders are on record, and on the first pages of the agencies' people.",
    "waived": "The review goes without it. Everybody in the review reads why.",
    "taken_back": "The waiver has been taken back. It is missing again until it is handed over.",
}


def must(one: Standing, names: Mapping[str, str]) -> str:
    """Such as "Internal management review (IMR): police"; `names` is of reviews.titles."""
    kind = KIND_WORDS[one.must.agency_kind].lower()
    return f"{names[one.must.contribution]}: {kind}"


def state(one: Standing) -> tuple[str, str]:
    """In a word, with the colour of its tag."""
    if one.there and one.known:
        return "Handed over", "govuk-tag--green"
    if one.waiver is not None:
        return "Waived", "govuk-tag--yellow"
    return ("Missing", "govuk-tag--red") if one.known else ("", "")


def source(one: Standing) -> str:
    return f"{one.must.why} ({one.must.status}: {one.must.source})"


def due_rule(kind: str, asked: date, due_on: date) -> str:
    """The day, and the rule behind it or that another day was set."""
    rule = rule_on(f"{kind}_due", asked)
    by_rule = asked + timedelta(days=rule.days)
    told = f"{rule.why} ({rule.status}: {rule.source})"
    if by_rule == due_on:
        return f"{told}."
    return f"Set by those who ask. By the rule it would be {in_words(by_rule)}: {told}."


def receipt(row: Any, name: str) -> str:
    return f"Received by {name} on {day(row.received_at)}"
