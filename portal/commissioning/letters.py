"""What a commissioning letter says besides its request, and the headings of an IMR: dated rows of
policies/imr_template.csv.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.documents.models import SHARED

HEADER = "position,title,class,hint,from,until,source,status"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of this agency in particular."""

    lines: tuple[str, ...] = ()
    """Lines of enquiry, such as terms of reference of the review."""
    contact: str = ""
    """Whom to ask about it."""


def dump(wanted: Wanted) -> str:
    return json.dumps({"lines": wanted.lines, "contact": wanted.contact}, ensure_ascii=False)


def load(text: str) -> Wanted:
    told = json.loads(text)
    return Wanted(tuple(told["lines"]), told["contact"])


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the template, with what belongs under it."""

    title: str
    section_class: str
    hint: str
    since: date
    until: date
    source: str
    status: str


@cache
def headings() -> tuple[Heading, ...]:
    """Every row, in the order of the table. Raises TableWrong for one that cannot be read."""
    rows = sorted(dated("imr_template.csv", HEADER), key=lambda row: int(row["position"]))
    return tuple(map(_heading, rows))


def _heading(row: dict[str, str]) -> Heading:
    since, until = window(row)
    if row["class"] not in SHARED:
        raise TableWrong(f"imr_template.csv: {row['title']} is of no class that can be shared")
    told = row["title"], row["class"], row["hint"], since, until, row["source"], row["status"]
    return Heading(*told)


def headings_on(on: date) -> list[Heading]:
    """The headings of the template that holds on a day."""
    return [one for one in headings() if one.since <= on < one.until]
