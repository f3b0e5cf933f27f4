"""The dated rows of policies/ that say what is usual: release templates, and how long things last.

They propose and limit; they open nothing. A row holds from its first day until its last is over,
so that what was proposed on a day can be told later by the rows of that day.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.documents.models import BY_NAME_ONLY
from portal.gate.policy import SHAREABLE, law

ANY = "any"


@dataclass(frozen=True, slots=True)
class Template:
    """Sections of this class usually go to `to`: a role, a kind of agency, or "board"."""

    review: str
    document: str
    section_class: str
    to: str
    since: date
    until: date
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Number:
    rule: str
    number: int
    unit: str
    since: date
    until: date
    source: str
    status: str


@cache
def templates() -> tuple[Template, ...]:
    """Raises TableWrong for a row about a class that is never shared or is released by name."""
    told = []
    for row in dated(
        "release_templates.csv", "review,document,section_class,to,from,until,source,status"
    ):
        kind = row["section_class"]
        if kind != ANY and (kind in BY_NAME_ONLY or law().kind_of(kind) != SHAREABLE):
            raise TableWrong(f"release_templates.csv: {kind} is proposed to nobody")
        since, until = window(row)
        told.append(Template(since=since, until=until, **_but_days(row)))
    return tuple(told)


def proposes(*, review: str, document: str, section_class: str, to: str, on: date) -> bool:
    """Whether the templates of that day propose such a section to such a recipient.

    An overview report goes only where a row about overview reports says (row C083).
    """
    if section_class in BY_NAME_ONLY or law().kind_of(section_class) != SHAREABLE:
        return False
    documents = {document} if document == "overview" else {document, ANY}
    return any(
        row.to == to
        and row.review in {review, ANY}
        and row.document in documents
        and row.section_class in {section_class, ANY}
        and row.since <= on < row.until
        for row in templates()
    )


@cache
def _numbers() -> tuple[Number, ...]:
    told = []
    for row in dated("sharing_rules.csv", "rule,number,unit,from,until,source,status"):
        (since, until), cells = window(row), _but_days(row)
        number = int(cells.pop("number"))
        told.append(Number(number=number, since=since, until=until, **cells))
    return tuple(told)


def _but_days(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name not in {"from", "until"}}


def number(rule: str, on: date) -> int:
    """The rule's number on that day, in the unit that its row names. Raises TableWrong for none."""
    for row in _numbers():
        if row.rule == rule and row.since <= on < row.until:
            return row.number
    raise TableWrong(f"sharing_rules.csv has no {rule} on {on}")


def months_on(moment: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    last = calendar.monthrange(year, month)[1]
    return moment.replace(year=year, month=month, day=min(moment.day, last))
