"""Whom whoever decides knows: the register of people, and the review's first page beside it."""

from collections.abc import Sequence

from portal.gate.gate import Gate
from portal.persons import acts as persons
from portal.persons import first_page, joining
from portal.persons.known import Known
from portal.persons.model import IN_USE
from portal.persons.suggesting import grouped, suggest
from portal.redaction.known import Found, Register

SURE = 0.7
"""From that confidence on a mention is decided with its group."""


def register(*, gate: Gate) -> Register:
    """Opened and recorded for whoever may read the people in the case; for others nobody."""
    everybody, same = first_page.together(persons.known(gate=gate), first_page.subjects(gate=gate))
    earlier = {**joining.roots(gate=gate), **same}
    return Register(
        {one.id: one for one in everybody}, earlier, lambda texts: _found(texts, everybody)
    )


def _found(texts: Sequence[str], known: Sequence[Known]) -> list[Found]:
    told = []
    for group in grouped(suggest(texts, known, next(iter(IN_USE), None)), texts):
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
