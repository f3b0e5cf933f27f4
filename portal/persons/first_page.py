"""People of the review's first page, beside the register: whom it holds already, and whom not yet.

Someone of the first page is somebody of the register where a whole name is the same and no date of
birth speaks against it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.persons import acts
from portal.persons.known import Known
from portal.persons.told import Told
from portal.reviews.models import Subject

ROLE_OF = {
    "perpetrator": "perpetrator", "victim": "victim", "child": "child", "family": "adult",
    "other": "adult",
}  # fmt: skip
"""The part in the register by the part on the first page; both can be changed afterwards."""


def subjects(*, gate: Gate) -> list[Known]:
    """Opened and recorded for whoever may read the people in the case; for others nobody."""
    of = Subject.__table__.c
    query = sa.select(Subject.__table__).where(of.review_id == gate.domain)
    rows = list(gate.connection.execute(query.order_by(of.position, of.id)))
    told: dict[str, dict[str, str]] = {}
    for name in ("last_name", "first_name", "date_of_birth", "reference"):
        held = [row for row in rows if getattr(row, name) is not None]
        opened = gate.open_many(Subject, held, name, act=Act.READ_SUBJECT) if held else []
        for row, words in opened:
            told.setdefault(row.id, {})[name] = words
    return [_known(row, told[row.id]) for row in rows if row.id in told]


def _known(row: Any, told: dict[str, str]) -> Known:
    whole = f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()
    born, reference = told.get("date_of_birth", ""), told.get("reference", "")
    return Known(
        id=row.id,
        names=(whole,),
        dates=(date.fromisoformat(born),) if born else (),
        references=(("reference", reference),) if reference else (),
        role=row.part,
    )


def together(
    register: Iterable[Known], first_page: Sequence[Known]
) -> tuple[list[Known], dict[str, str]]:
    """Everybody once, whom the register does not hold without a label; and by the id of somebody
    of the first page the id of the same person in the register.
    """
    people = {one.id: one for one in register}
    same: dict[str, str] = {}
    for subject in first_page:
        found = [one for one in people.values() if one.label and _one_person(one, subject)]
        if len(found) == 1:
            (one,) = found
            same[subject.id] = one.id
            people[one.id] = replace(
                one,
                dates=tuple(dict.fromkeys((*one.dates, *subject.dates))),
                references=tuple(dict.fromkeys((*one.references, *subject.references))),
            )
        else:
            people[subject.id] = subject
    return list(people.values()), same


def _one_person(one: Known, subject: Known) -> bool:
    named = _plain(subject.names[0]) in {_plain(name) for name in one.names}
    return named and (not (one.dates and subject.dates) or bool({*one.dates} & {*subject.dates}))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def missing(*, gate: Gate) -> list[Known]:
    """Those of the first page whom the reader's register does not hold yet."""
    everybody, _ = together(acts.known(gate=gate), subjects(gate=gate))
    return [one for one in everybody if not one.label]


def enter(*, dead: Collection[str], gate: Gate) -> int:
    """Enter whoever is missing for the body acted for, `dead` by their ids; how many. Raises
    Absent; Refused when nobody is, or there are too many entries.
    """
    gate.acting_for(Act.KEEP_PERSON)
    wanted = missing(gate=gate)
    if not wanted:
        raise Refused("Everybody of the review's first page is in the register already.")
    for one in wanted:
        born = one.dates[0] if one.dates else None
        told = Told(names=one.names, born=born, references=one.references)
        died = "yes" if one.id in dead else "unknown"
        acts.enter(role=ROLE_OF[one.role], deceased=died, told=told, gate=gate)
    return len(wanted)
