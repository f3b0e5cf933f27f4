"""Whether a request names somebody in the case: to confirm anything would then itself disclose."""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.persons import acts as persons
from portal.persons.known import Known
from portal.persons.matching import Matcher
from portal.reviews.models import Subject

PROMPT = (
    "This request names somebody in the case. To confirm that anything is held may itself disclose "
    "personal information: think of neither confirming nor denying before you write to anybody."
)


def names_somebody(*, words: str, gate: Gate) -> bool:
    """Whether a name of the case stands in the words, as far as the reader may know it: a last name
    as a word, or whatever the register of people finds of any of its people.
    """
    named = _of_the_case(gate)
    text = f" {_plain(words)} "
    if any(f" {name} " in text for _, last in named if (name := _plain(last))):
        return True
    people = [
        Known(str(count), (f"{first} {last}".strip(),))
        for count, (first, last) in enumerate(named)
        if first or last
    ]
    return bool(Matcher([*people, *persons.known(gate=gate)]).find([words]))


def _of_the_case(gate: Gate) -> list[tuple[str, str]]:
    """First and last names of the review's first page: opened and recorded."""
    table = Subject.__table__
    query = sa.select(table).where(table.c.review_id == gate.domain)
    rows: list[Any] = list(gate.connection.execute(query))
    told: dict[str, dict[str, str]] = {}
    for field in ("first_name", "last_name"):
        held = [row for row in rows if getattr(row, field) is not None]
        for row, name in gate.open_many(Subject, held, field, act=Act.READ_SUBJECT) if held else []:
            told.setdefault(row.id, {})[field] = name
    return [(one.get("first_name", ""), one.get("last_name", "")) for one in told.values()]


def _plain(text: str) -> str:
    """Its words in small letters, without accents and possessives, one space between."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold())
                   if unicodedata.category(c) not in {"Mn", "Cf"})  # fmt: skip
    return " ".join(re.findall(r"\w+", re.sub(r"['\u2019]s\b", "", bare)))
