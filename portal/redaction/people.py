"""Who is looked for in a rendition's words, and what each person of the case is called in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.persons.known import Known
from portal.persons.pseudonyms import label
from portal.persons.suggesting import grouped, suggest
from portal.redaction.suggested import Finder, Found
from portal.reviews.models import SUBJECT_ROLES, Subject

SURE = 0.7
"""From that confidence on a mention is decided with its group."""
CALLED = {
    "perpetrator": "Adult", "victim": "Adult", "child": "Child", "family": "Relative",
    "other": "Person",
}  # fmt: skip
"""The word of a pseudonym by the part that somebody has in the case."""


@dataclass(frozen=True, slots=True)
class Register:
    """The people of the case as those who decide need them."""

    names: dict[str, str]
    """By id what each is called on the pages of those who decide; only of whom she may read."""
    deceased: frozenset[str]
    find: Finder


def register(*, gate: Gate) -> Register:
    """Opened and recorded for whoever may read the people in the case; for others nobody."""
    rows = _rows(gate)
    told: dict[str, dict[str, str]] = {}
    for name in ("last_name", "first_name", "date_of_birth", "reference"):
        held = [row for row in rows if getattr(row, name) is not None]
        opened = gate.open_many(Subject, held, name, act=Act.READ_SUBJECT) if held else []
        for row, words in opened:
            told.setdefault(row.id, {})[name] = words
    known = [_known(row, told[row.id]) for row in rows if row.id in told]
    names = {
        row.id: f"{known_.names[0]} ({SUBJECT_ROLES[row.part].lower()})"
        for row, known_ in zip([row for row in rows if row.id in told], known, strict=True)
    }
    return Register(names, frozenset(), lambda texts: _found(texts, known))


def labels(*, gate: Gate) -> dict[str, str]:
    """By id the pseudonym of each: the same in every rendition of the case. It opens nothing."""
    told, many = {}, Counter[str]()
    for row in _rows(gate):
        word = CALLED[row.part]
        many[word] += 1
        told[row.id] = label(word, many[word])
    return told


def _rows(gate: Gate) -> list[Any]:
    of = Subject.__table__.c
    query = sa.select(Subject.__table__).where(of.review_id == gate.domain)
    return list(gate.connection.execute(query.order_by(of.position, of.id)))


def _known(row: Any, told: dict[str, str]) -> Known:
    whole = f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()
    born = told.get("date_of_birth", "")
    reference = told.get("reference", "")
    return Known(
        id=row.id,
        names=(whole,),
        dates=(date.fromisoformat(born),) if born else (),
        references=(("reference", reference),) if reference else (),
        role=row.part,
    )


def _found(texts: Sequence[str], known: Sequence[Known]) -> list[Found]:
    told = []
    for group in grouped(suggest(texts, known), texts):
        who = group.people[0] if len(group.people) == 1 else ""
        key = "" if len(group.people) > 1 else f"{group.kind} {group.value.casefold()}"
        told += [
            Found(
                one.text_index, one.start, one.end, one.kind, who, key,
                sure=one.confidence >= SURE and not one.ambiguous,
            )
            for one in group.mentions
        ]  # fmt: skip
    return told
