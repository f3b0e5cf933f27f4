"""The qualified person's reasonable opinion (Freedom of Information Act 2000, section 36)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import standing
from portal.redaction.exemptions import in_force
from portal.redaction.models import QUALIFIED_PERSONS, Opinion


def record(*, person: str, limbs: Sequence[str], given_on: date, words: str, gate: Gate) -> Opinion:
    """Put an opinion on record, by whose role it is, for which limbs, from which day.

    Raises Absent; Refused for what is on no list, or a day to come.
    """
    made = Opinion(
        id=new_id(),
        review_id=gate.domain,
        owner_id=standing.makes_for(gate=gate),
        row_version=1,
        person=person,
        limbs=" ".join(dict.fromkeys(limbs)),
        given_on=given_on,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )
    standing.checked(made, gate)
    if person not in QUALIFIED_PERSONS or not limbs or not set(limbs) <= set(to_choose(gate=gate)):
        raise Refused("Choose a qualified person and limbs of this page.")
    if given_on > today(gate.now) or too_far(given_on, gate.now):
        raise Refused("The opinion must have been given today or earlier.")
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def to_choose(*, gate: Gate) -> dict[str, str]:
    """By code the limbs that need an opinion today."""
    known = in_force("foi", today(gate.now))
    return {code: one.words for code, one in known.items() if one.needs_opinion}


def recorded(*, gate: Gate) -> list[Any]:
    """Those of the bodies whose renditions the actor reads, newest first, unopened."""
    of = Opinion.__table__.c
    owners = standing.bodies(Act.READ_RENDITION, gate=gate)
    query = sa.select(Opinion.__table__).where(of.review_id == gate.domain, of.owner_id.in_(owners))
    return plain_rows(gate.connection.execute(query.order_by(of.id.desc())))


def limbs_of(name: str, *, gate: Gate) -> list[str]:
    """Of an opinion of a body for which the actor works, on which limbs it was given."""
    return next((row.limbs.split() for row in recorded(gate=gate) if row.id == name), [])


def words(*, rows: Sequence[Any], gate: Gate) -> dict[str, str]:
    """By id what was recorded: opened, and on the record."""
    opened = gate.open_many(Opinion, rows, "words", act=Act.READ_RENDITION) if rows else []
    return {row.id: text for row, text in opened}
