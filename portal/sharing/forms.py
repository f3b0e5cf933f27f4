"""What may be asked of releases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.db import ID
from portal.web.dates import day_in, start_of
from portal.web.page import Wrong, text


@dataclass(frozen=True, slots=True)
class Ending:
    reason: str
    on: datetime | None
    """The beginning of the day on which it ends; None for at once."""


def ending(fields: Mapping[str, str]) -> Ending:
    """Raises Wrong without a reason, with one that is too long to keep, or for no real day."""
    reason = text(fields, "reason", "Say why you are ending this release.")
    if fields.get("when", "now") == "now":
        return Ending(reason, None)
    on = day_in(fields, "on-")
    if on is None:
        raise Wrong.one("on", "The day must be a real date, such as 31 3 2027.")
    return Ending(reason, start_of(on).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Sent:
    seen: str


def sent(fields: Mapping[str, str]) -> Sent:
    """The mark of the changes that were looked at; what is odd matches nothing."""
    if not fields.get("looked"):
        raise Wrong.one("looked", "Look at the changes, then tick this box.")
    return Sent(fields.get("seen", ""))


@dataclass(frozen=True, slots=True)
class Disclosure:
    member: str
    versions: list[str]
    reason: str


def disclosure(fields: Mapping[str, str]) -> Disclosure:
    """One person, some sections, and why. Raises Wrong with a sentence for each that is missing."""
    told = [n.partition(".")[2] for n in fields if n.startswith("version.")]
    versions = [name for name in told if ID.fullmatch(name)]
    member, errors = fields.get("member", ""), []
    if not ID.fullmatch(member):
        errors.append({"field": "member", "sentence": "Choose the one person who must know."})
    if not versions:
        errors.append({"field": "versions", "sentence": "Choose at least one section."})
    try:
        reason = text(fields, "reason", "Say what the danger is and why it cannot wait.")
    except Wrong as wrong:
        errors += wrong.errors
        reason = ""
    if errors:
        raise Wrong(errors)
    return Disclosure(member, versions, reason)
