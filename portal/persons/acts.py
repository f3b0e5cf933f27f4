"""Keeping the register of the people in a case, and who of them is known to whom acts."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.persons import told as texts
from portal.persons.joining import CLOSED, one_of, roots
from portal.persons.known import Known
from portal.persons.models import (
    DECEASED,
    ROLES,
    KnownPerson,
    PersonShowing,
    PersonWords,
)
from portal.persons.posts import PROFESSIONAL, titles
from portal.persons.pseudonyms import label
from portal.persons.told import Told

CERTAIN = ("yes", "no")
"""What joined entries say of a death counts in this order, before that nothing is known."""
MOST = 2000
"""Entries of one body in one review; a table that is pasted in stops there."""


def enter(*, role: str, deceased: str, told: Told, gate: Gate) -> KnownPerson:
    """Enter somebody for the body acted for. Raises Absent; Refused without a name, or too many."""
    made = KnownPerson(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.acting_for(Act.KEEP_PERSON),
        role=role,
        number=0,
        deceased=deceased,
        shown=False,
        entered_by=gate.actor.member,
        entered_at=gate.now,
    )
    gate.check(Act.KEEP_PERSON, made, KnownPerson.shape)
    _fits(role, deceased, told)
    of = KnownPerson.__table__.c
    mine = sa.select(sa.func.count()).where(
        of.review_id == gate.domain, of.owner_id == made.owner_id
    )
    if gate.session.execute(mine).scalar_one() >= MOST:
        raise Refused(f"There are {MOST:,} entries already, which is as many as can be held.")
    made.number = _next_number(role, gate)
    gate.session.add(made)
    gate.session.flush()
    _write(made, told, gate)
    return made


def change(*, person: KnownPerson, role: str, deceased: str, told: Told, gate: Gate) -> None:
    """A new version of an entry; earlier ones stay. Raises Absent; Refused where it is closed."""
    _open(person, gate)
    _fits(role, deceased, told)
    if role != person.role:
        person.role, person.number = role, _next_number(role, gate)
    person.deceased = deceased
    gate.session.flush()
    _write(person, told, gate)


def _fits(role: str, deceased: str, told: Told) -> None:
    if role not in ROLES or deceased not in DECEASED:
        raise Refused("Choose one of the parts that a person can have.")
    if told.post and (role != PROFESSIONAL or told.post not in titles()):
        raise Refused("Only somebody who met the case at work has a post. Choose none, or change "
                      "the part.")  # fmt: skip
    if not told.names or not told.names[0].strip():
        raise Refused("Enter the person's usual name.")


def _open(person: KnownPerson, gate: Gate, act: Act = Act.KEEP_PERSON) -> None:
    gate.check(act, person, KnownPerson.shape)
    if person.closed_at is not None:
        raise Refused(CLOSED)


def _next_number(role: str, gate: Gate) -> int:
    of = KnownPerson.__table__.c
    highest = sa.select(sa.func.coalesce(sa.func.max(of.number), 0))
    here = highest.where(of.review_id == gate.domain, of.role == role)
    return int(gate.session.execute(here).scalar_one()) + 1


def _write(person: KnownPerson, told: Told, gate: Gate) -> None:
    of = PersonWords.__table__.c
    highest = sa.select(sa.func.coalesce(sa.func.max(of.number), 0))
    number = gate.session.execute(highest.where(of.person_id == person.id)).scalar_one() + 1
    made = PersonWords(
        id=new_id(),
        review_id=person.review_id,
        owner_id=person.owner_id,
        row_version=1,
        person_id=person.id,
        number=number,
        role=person.role,
        deceased=person.deceased,
        written_by=gate.actor.member,
        written_at=gate.now,
    )
    gate.seal(made, words=texts.dump(told))
    gate.session.add(made)
    gate.session.flush()


def show(*, person: KnownPerson, shown: bool, why: str, gate: Gate) -> None:
    """The owner's decision who sees an entry: its own redactors, or all who redact here.

    Raises Absent; Refused where it is closed, is so already, or no reason is given.
    """
    _open(person, gate, Act.SHOW_PERSON)
    if person.shown == shown:
        raise Refused("That has been decided already: the entry is as you want it.")
    if not why.strip():
        raise Refused("Say why.")
    person.shown = shown
    decision = PersonShowing(
        id=new_id(),
        review_id=person.review_id,
        owner_id=person.owner_id,
        row_version=1,
        person_id=person.id,
        shown=shown,
        decided_by=gate.actor.member,
        decided_at=gate.now,
    )
    gate.seal(decision, words=why)
    gate.session.add(decision)


def close(*, person: KnownPerson, why: str, gate: Gate) -> None:
    """Its words open to nobody from then on, and it is matched with nothing. Raises Absent;
    Refused where it is closed already or no reason is given.
    """
    _open(person, gate)
    if not why.strip():
        raise Refused("Say why.")
    person.closed_by, person.closed_at = gate.actor.member, gate.now
    person.closed_why = gate.reason(why, person.owner_id)


# Who is known


def entries(*, gate: Gate) -> list[Any]:
    """Those entries that the reader may know of, by role and number; nothing is opened."""
    of = KnownPerson.__table__
    here = sa.select(of).where(of.c.review_id == gate.domain)
    rows = list(gate.connection.execute(here.order_by(of.c.role, of.c.number)))
    may = gate.readable(Act.READ_PERSON, rows, KnownPerson.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def versions(*, person: str, gate: Gate) -> list[tuple[Any, Told]]:
    """All that was ever written of one entry, oldest first, opened and recorded."""
    of = PersonWords.__table__.c
    query = PersonWords.rows().where(of.review_id == gate.domain, of.person_id == person)
    rows = list(gate.connection.execute(query.order_by(of.number)))
    opened = gate.open_many(PersonWords, rows, "words", act=Act.READ_PERSON)
    return [(row, texts.load(words)) for row, words in opened]


def decisions(*, person: str, gate: Gate) -> list[tuple[Any, str]]:
    """Who decided that others see an entry, or no longer, and why: for its owner, oldest first."""
    of = PersonShowing.__table__
    query = sa.select(of).where(of.c.review_id == gate.domain, of.c.person_id == person)
    rows = list(gate.connection.execute(query.order_by(of.c.id)))
    return gate.open_many(PersonShowing, rows, "words", act=Act.READ_PERSON)


def opened(rows: Iterable[Any], *, gate: Gate, purpose: str = "") -> dict[str, Told]:
    """What is known now of these entries, by id: one decision and one entry for each owner."""
    wanted = {row.id for row in rows if row.closed_at is None}
    of = PersonWords.__table__.c
    query = PersonWords.rows().where(of.review_id == gate.domain).order_by(of.number)
    last = {row.person_id: row for row in gate.connection.execute(query)}
    newest = [row for name, row in last.items() if name in wanted]
    found = gate.open_many(PersonWords, newest, "words", act=Act.READ_PERSON, purpose=purpose)
    return {row.person_id: texts.load(words) for row, words in found}


def known(*, gate: Gate) -> list[Known]:
    """Everybody whom the actor may see in this review, one for each person: entries that two
    bodies have joined are one, under the label of the one that was entered first.
    """
    rows = [row for row in entries(gate=gate) if row.closed_at is None]
    told = opened(rows, gate=gate, purpose="matching")
    return gathered(rows, told, roots(gate=gate), gate)


def gathered(
    rows: Collection[Any], told: dict[str, Told], heads: dict[str, str], gate: Gate
) -> list[Known]:
    """One Known for each person, from entries that have been opened."""
    same: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: str(row.id)):
        if row.id in told:
            same.setdefault(heads.get(row.id, row.id), []).append(row)
    return [_known(head, group, told, gate) for head, group in same.items()]


def _known(head: str, group: list[Any], told: dict[str, Told], gate: Gate) -> Known:
    first = next((row for row in group if row.id == head), None) or one_of(head, gate)
    words = [told[row.id] for row in group]
    chosen = next((one.chosen for one in words if one.chosen), "")
    post = next((one.post for one in words if one.post), "")
    return Known(
        id=head,
        names=_each(name for one in words for name in one.names),
        deceased=next((one for one in CERTAIN if any(r.deceased == one for r in group)), "unknown"),
        dates=_each(day for one in words for day in one.dates),
        addresses=_each(line for one in words for line in one.addresses),
        references=_each(pair for one in words for pair in one.references),
        role=first.role,
        label=label(word(first.role, post), first.number, chosen),
        nicknames=_each(name for one in words for name in one.nicknames),
    )


def labels(rows: Collection[Any], told: dict[str, Told], *, gate: Gate) -> dict[str, str]:
    """By id each entry's label, from those that have been opened: the one of whom it is joined
    with. A closed one keeps the plain word of its part.
    """
    heads = roots(gate=gate)
    known = {one.id: one.label for one in gathered(rows, told, heads, gate)}
    return {
        row.id: known.get(heads.get(row.id, row.id)) or label(ROLES[row.role], row.number)
        for row in rows
    }


def word(role: str, post: str) -> str:
    """What a number follows in a label: the post of a professional, or else the part."""
    return titles()[post] if post and role == PROFESSIONAL else ROLES[role]


def _each(found: Iterable[Any]) -> tuple[Any, ...]:
    """Each once, in the order in which they came."""
    return tuple(dict.fromkeys(found))
