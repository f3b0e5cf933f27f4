"""What an owner lets be known of what it withholds (rules 15 and 16)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from portal.agreements.acts import OWN, my_membership
from portal.db import new_id
from portal.documents.models import BY_NAME_ONLY, KIND_OF, SHARED, Document, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage
from portal.schedules.models import Telling

REASONS = {
    "never": "of a class that is never shared",
    "sensitive": "sensitive",
    "not released": "not released to you",
}
"""The classes of reason that the chair is told, and no finer (rule 15)."""


def standing(*, gate: Gate) -> list[Any]:
    """What stands now of what owners have said, in this review."""
    return list(gate.connection.execute(_STANDING, {"review": gate.domain}))


_STANDING = sa.select(Telling.__table__).where(
    Telling.review_id == sa.bindparam("review"), Telling.ended_at.is_(None)
)
"""Kept: a query costs more to make than to ask."""


def tell(*, to: str, note: str = "", gate: Gate) -> Telling:
    """Reveal to the panel that something is withheld, or tell the chair otherwise, in writing.

    Raises Absent, or Refused where it stands already or has no words for the chair.
    """
    mine = my_membership(Act.TELL_WITHHELD, gate)
    gate.check(Act.TELL_WITHHELD, mine, OWN)
    if any(one.owner_id == mine.body and one.told_to == to for one in standing(gate=gate)):
        raise Refused("Your agency has said this already.")
    if to == "chair" and not note:
        raise Refused("Write to the chair what she should know instead of the count.")
    made = Telling(
        id=new_id(), review_id=gate.domain, owner_id=mine.body, row_version=1, told_to=to,
        told_by=mine.id, told_at=gate.now,
    )  # fmt: skip
    if note:
        gate.seal(made, note=note)
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.TELL_WITHHELD, mine.body, {"telling": (made.id,)})
    return made


def note_of(*, telling: Any, gate: Gate) -> str:
    """What an office wrote to the chair: open to her and to that office, and recorded."""
    return gate.open(telling, "note", act=Act.READ_TELLING, model=Telling)["note"]


def take_back(*, to: str, gate: Gate) -> None:
    """Raises Absent, or Refused where nothing stands."""
    mine = my_membership(Act.TELL_WITHHELD, gate)
    gate.check(Act.TELL_WITHHELD, mine, OWN)
    change = (
        sa.update(Telling)
        .where(
            Telling.review_id == gate.domain,
            Telling.owner_id == mine.body,
            Telling.told_to == to,
            Telling.ended_at.is_(None),
        )
        .values(ended_at=gate.now)
        .returning(Telling.id)
    )
    ended = list(gate.session.execute(change).scalars())
    if not ended:
        raise Refused("Your agency does not say this now.")
    gate.record(Act.TELL_WITHHELD, mine.body, {"telling": ended})


def withheld(*, gate: Gate) -> dict[str, dict[str, int]]:
    """By owner and class of reason, how many sections the chair cannot read; empty for others.

    Of contributions that the panel was given: what is signed off, and what is of a class that is
    never shared, which nobody signs off. An owner who told her otherwise is left out, and so is
    what she is kept from in person.
    """
    if not gate.may(Act.COUNT_WITHHELD).allowed:
        return {}
    otherwise = {one.owner_id for one in standing(gate=gate) if one.told_to == "chair"}
    rows = _handed_over(gate)
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    kept = gate.kept_from(Act.READ_SECTION, rows, Version.shape)
    mine = {row.section_id for row, *known in zip(rows, may, kept, strict=True) if any(known)}
    told: dict[str, Counter[str]] = {}
    for row in {row.section_id: row for row in rows}.values():
        if row.section_id not in mine and row.owner_id not in otherwise:
            told.setdefault(row.owner_id, Counter())[_reason(row.section_class)] += 1
    return {owner: dict(found) for owner, found in told.items()}


def _reason(section_class: str) -> str:
    if section_class in BY_NAME_ONLY or KIND_OF[section_class] == "covert":
        return "sensitive"
    return "not released" if section_class in SHARED else "never"


def _handed_over(gate: Gate) -> list[Any]:
    of, at = Version.__table__.c, Section.__table__.c
    closed = [name for name in KIND_OF if name not in SHARED]
    query = (
        sa.select(
            of.id, of.owner_id, of.section_id, of.number, of.stage, at.section_class, at.author
        )
        .join(Section, at.id == of.section_id)
        .join(Document, Document.id == at.document_id)
        .where(
            of.review_id == gate.domain,
            Document.handed_over_at.is_not(None),
            sa.or_(of.stage == Stage.SIGNED_OFF, at.section_class.in_(closed)),
            of.stage != Stage.WITHDRAWN,
        )
    )
    return list(gate.connection.execute(query))


def revealed(*, owners: Mapping[str, str], gate: Gate) -> dict[str, str]:
    """A line for each owner who reveals that something is withheld."""
    return {
        one.owner_id: f"{owners.get(one.owner_id, 'An agency')} holds material that is not shown "
        "here. Ask its senior office if you need to know more."
        for one in _told_to("panel", gate)
        if one.owner_id != gate.body
    }


def to_the_chair(*, gate: Gate) -> dict[str, str]:
    """By owner what its senior office wrote to the chair in place of a count, where she asks."""
    asks = gate.may(Act.READ_TELLING).allowed
    told = _told_to("chair", gate) if asks else ()
    return {one.owner_id: note_of(telling=one, gate=gate) for one in told}


def _told_to(whom: str, gate: Gate) -> list[Any]:
    """What stands of what owners let be known, of owners whom she is not kept from."""
    said = [one for one in standing(gate=gate) if one.told_to == whom]
    kept = gate.kept_from(Act.READ_TELLING, said, Telling.shape)
    return [one for one, shut in zip(said, kept, strict=True) if not shut]


def in_words(found: Iterable[tuple[str, int]]) -> str:
    """Such as "2 of a class that is never shared, 1 sensitive"."""
    return ", ".join(f"{n} {REASONS[reason]}" for reason, n in sorted(found))
