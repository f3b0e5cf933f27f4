"""What may be asked of commissioning."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.page import Wrong, text

LINE, MOST = "line_", 60
"""Before the number of a paragraph of the agreement; and lines in one letter at most."""


@dataclass(frozen=True, slots=True)
class Writing:
    numbers: frozenset[str]
    """Paragraphs of the agreement's terms of reference, by number."""
    own: tuple[str, ...]
    contact: str


def writing(fields: Mapping[str, str]) -> Writing:
    """Raises Wrong with every field that cannot be taken."""
    wrong: list[dict[str, str]] = []
    told = {"own": "", "contact": ""}
    for name, missing, most in (
        ("own", "", 10_000),
        ("contact", "Say whom the agency asks about this.", 200),
    ):
        try:
            told[name] = text(fields, name, missing, most)
        except Wrong as error:
            wrong += error.errors
    own = tuple(line.strip() for line in told["own"].split("\n") if line.strip())
    numbers = frozenset(n.removeprefix(LINE) for n in fields if n.startswith(LINE))
    if len(own) + len(numbers) > MOST:
        wrong += Wrong.one("own", f"Use {MOST} lines or fewer.").errors
    if wrong:
        raise Wrong(wrong)
    return Writing(numbers, own, told["contact"])


def received(fields: Mapping[str, str]) -> int:
    """The number of the letter that the page showed."""
    told = fields.get("number", "")
    if not (told.isascii() and told.isdigit() and len(told) < 6):
        raise Wrong.one("", "This form has lost the number of its letter. Load the page again.")
    return int(told)


@dataclass(frozen=True, slots=True)
class Waiving:
    code: str
    why: str


def waiving(fields: Mapping[str, str]) -> Waiving:
    wrong: list[dict[str, str]] = []
    why = ""
    if not fields.get("what"):
        wrong += Wrong.one("what", "Choose what the review goes without.").errors
    try:
        why = text(fields, "why", "Say why the review goes without it.")
    except Wrong as error:
        wrong += error.errors
    if wrong:
        raise Wrong(wrong)
    return Waiving(fields["what"], why)
