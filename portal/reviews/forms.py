"""What may be asked of reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.web.page import Wrong


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
    parts = [fields.get(name, "").strip() for name in ("day", "month", "year")]
    if any(parts):
        wanted["date_of_birth"] = _day(parts).isoformat()
    if not wanted:
        raise Wrong.one("last_name", "Enter a last name, a date of birth or a reference.")
    if any(len(words) > 200 for words in wanted.values()):
        raise Wrong.one("last_name", "Use 200 characters or fewer.")
    return Sought(wanted)


def _day(parts: list[str]) -> date:
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise Wrong.one("day", "Date of birth must be a real date, such as 31 3 1980.") from None
