"""What may be asked about links, and about what is brought over."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.page import Wrong, text

PICK = "pick_"
"""Begins the field of each thing that can be ticked; its value is the review that it is in."""


@dataclass(frozen=True, slots=True)
class Proposed:
    other: str
    why: str
    same: bool


def proposed(fields: Mapping[str, str]) -> Proposed:
    """Raises Wrong with every field that is missing. Where only links are offered it is one."""
    wrong, why, other = [], "", fields.get("other", "")
    how = fields.get("how", "linked")
    if not other:
        wrong += Wrong.one("other", "Choose the other review.").errors
    try:
        why = text(fields, "why", "Say why the two reviews are of one incident.")
    except Wrong as error:
        wrong += error.errors
    if how not in {"linked", "same"}:
        wrong += Wrong.one("how", "Choose what the two have in common.").errors
    if wrong:
        raise Wrong(wrong)
    return Proposed(other, why, how == "same")


def answer(fields: Mapping[str, str]) -> bool:
    told = fields.get("answer", "")
    if told not in {"yes", "no"}:
        raise Wrong.one("answer", "Say whether the two reviews are of one incident.")
    return told == "yes"


def reason(fields: Mapping[str, str]) -> str:
    return text(fields, "why", "Say why this review is linked no more.")


def picked(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """By review, the ids that were ticked. Raises Wrong where there are none."""
    found: dict[str, list[str]] = {}
    for name, review in fields.items():
        if name.startswith(PICK):
            found.setdefault(review, []).append(name.removeprefix(PICK))
    if not found:
        raise Wrong.one("pick", "Choose at least one.")
    return found
