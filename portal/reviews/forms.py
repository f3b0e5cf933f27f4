"""What may be asked of reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.web.dates import day_in, typed_day
from portal.web.page import Wrong, text


@dataclass(frozen=True, slots=True)
class Seat:
    membership: str


def seat(fields: Mapping[str, str]) -> Seat:
    chosen = fields.get("membership", "")
    if not ID.fullmatch(chosen):
        raise Wrong.one("membership", "Choose for whom you are acting.")
    return Seat(chosen)


@dataclass(frozen=True, slots=True)
class Sought:
    wanted: dict[str, str]


def sought(fields: Mapping[str, str]) -> Sought:
    """Exact words to look for. Raises Wrong where there are none, or no such day."""
    wanted = {
        name: fields[name].strip()
        for name in ("last_name", "reference")
        if fields.get(name, "").strip()
    }
    if any(fields.get(name, "").strip() for name in ("day", "month", "year")):
        born = day_in(fields)
        if born is None:
            raise Wrong.one("day", "Date of birth must be a real date, such as 31 3 1980.")
        wanted["date_of_birth"] = born.isoformat()
    if not wanted:
        raise Wrong.one("last_name", "Enter a last name, a date of birth or a reference.")
    if any(len(words) > 200 for words in wanted.values()):
        raise Wrong.one("last_name", "Use 200 characters or fewer.")
    return Sought(wanted)


# Who takes part


def reason(fields: Mapping[str, str]) -> str:
    """Why somebody does something. Raises Wrong without a word, or with too many."""
    return text(fields, "reason", "Say why. It is kept, sealed, with the record.")


@dataclass(frozen=True, slots=True)
class Answer:
    confirms: bool
    why: str


def answer(fields: Mapping[str, str]) -> Answer:
    """An office's yes, or its no with a reason."""
    told = fields.get("answer", "")
    if told == "confirm":
        return Answer(confirms=True, why="")
    if told == "refuse":
        return Answer(confirms=False, why=reason(fields))
    raise Wrong.one("answer", "Choose whether you confirm this.")


@dataclass(frozen=True, slots=True)
class Leaving:
    day: date | None
    """The last day; None for at once."""
    why: str


def leaving(fields: Mapping[str, str]) -> Leaving:
    when = fields.get("when", "")
    last = typed_day(fields.get("day", "")) if when == "day" else None
    if when not in {"now", "day"}:
        raise Wrong.one("when", "Choose when this part ends.")
    if when == "day" and last is None:
        raise Wrong.one("day", "Enter the last day as a real date, such as 17/5/2027.")
    return Leaving(last, reason(fields))


@dataclass(frozen=True, slots=True)
class Conflict:
    scope: str
    what: str
    why: str


def conflict(fields: Mapping[str, str]) -> Conflict:
    """From what somebody is kept: "review", "owner:" with a body, or "section:" with an id."""
    scope, _, what = fields.get("from", "").partition(":")
    if scope not in {"review", "owner", "section"} or bool(what) != (scope != "review"):
        raise Wrong.one("from", "Choose what this person is kept from.")
    return Conflict(scope, what, reason(fields))
