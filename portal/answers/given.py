"""What notices say of rights and addresses: dated rows (policies/foi_answering.csv)."""

from datetime import date
from functools import cache

from portal.clocks.limits import Limit
from portal.clocks.tables import TableWrong, dated, window
from portal.requests.clock import rule

COMPLEX = "FOI-4C"
"""The clock of an internal review of a complex case."""


@cache
def rows() -> tuple[tuple[str, str, date, date], ...]:
    """Code, words, and the days for which they hold. Raises TableWrong."""
    header = "code,words,from,until,source,status"
    return tuple(
        (row["code"], row["words"], *window(row)) for row in dated("foi_answering.csv", header)
    )


def said(code: str, on: date) -> str:
    """The words that hold on a day. Raises TableWrong for none."""
    found = [words for name, words, since, until in rows() if name == code and since <= on < until]
    if not found:
        raise TableWrong(f"foi_answering.csv has no {code} on {on}")
    return found[-1]


def to_ask_review(on: date) -> Limit:
    """How long an applicant has to ask for an internal review."""
    return rule("FOI-3", on)


def to_review(on: date, *, complex_case: bool) -> Limit:
    """How long the authority has for it."""
    return rule(COMPLEX if complex_case else "FOI-4", on)


def to_complain(on: date) -> Limit:
    return rule("FOI-6", on)


def to_appeal(on: date) -> Limit:
    return rule("FOI-7", on)
