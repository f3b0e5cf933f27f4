"""What may be asked of a record."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID


@dataclass(frozen=True, slots=True)
class Wanted:
    owner: str
    section: str
    person: str
    before: int
    """The number of the entry before which the page begins; 0 for the newest."""


def wanted(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; anything odd in it asks for nothing."""
    owner, section, person = (
        told if ID.fullmatch(told := query.get(name, "")) else ""
        for name in ("owner", "section", "person")
    )
    number = query.get("before", "")
    before = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
    return Wanted(owner, section, person, before)
