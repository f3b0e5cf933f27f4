"""Looking at an owner's record, taking it away, and verifying the whole ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from portal.documents.models import Document, Section, Version
from portal.gate.gate import Gate
from portal.gate.index import Shape
from portal.gate.ledger import Entry, Told, stream_of
from portal.gate.policy import Act
from portal.gate.readings import OPENED, of_versions, record
from portal.people.models import Agency
from portal.reviews.models import Review

RECORD: Shape = {"owner": lambda owner: owner}
LARGEST = 300_000
"""Entries that are verified while somebody waits; more is work for the machine itself."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one membership did, once or several times, under one rule or release."""

    at: datetime
    since: datetime
    times: int
    actor: str
    member: str
    act: str
    opened: bool
    """Refused where it was not."""
    purpose: str
    ref: str
    version_ids: tuple[str, ...]

    @property
    def how(self) -> tuple[object, ...]:
        """By whom, what, why and under what."""
        who = (self.actor, self.member)
        return (*who, self.act, self.opened, self.purpose, self.ref)


def look(*, owner: str, act: Act, gate: Gate) -> None:
    """Record that an owner's record is looked at or taken away. Raises Absent."""
    line = gate.may(act, owner, RECORD).line
    if line is None:
        gate.deny(act)
    gate.record(act, owner, {line.ref: (gate.domain,)})


def lines(*, owner: str, before: int, person: str, most: int, gate: Gate) -> tuple[list[Done], int]:
    """What was done with an owner's words, the newest first (rule 18).

    And the number of the entry before which the next page begins, or 0 where this is the last.
    """
    stream = stream_of(gate.domain, owner)
    found = record(gate.connection, stream, before=before, person=person, most=most)
    told = [one for line in found[:most] for one in _done(line.told)]
    return list(_together(told)), found[most - 1].seq if len(found) > most else 0


def _together(told: Iterable[Done]) -> Iterator[Done]:
    """What one membership did alike within a minute is one line; of one moment it is one time."""
    for _, alike in groupby(
        told, key=lambda one: (one.at.replace(second=0, microsecond=0), *one.how)
    ):
        several = list(alike)
        ids = tuple(dict.fromkeys(name for one in several for name in one.version_ids))
        times = len({one.at for one in several})
        yield replace(several[0], since=several[-1].at, times=times, version_ids=ids)


def _done(told: Told) -> Iterator[Done]:
    for ref, ids in (told.things or {"": []}).items():
        yield Done(
            told.at, told.at, 1, told.actor, told.member, told.act, told.outcome in OPENED,
            told.purpose, ref, tuple(ids),
        )  # fmt: skip


def of_section(*, owner: str, section: str, person: str, gate: Gate) -> list[Done]:
    """What was done with any version of one section of the owner's, by whom and how often."""
    mine = (Version.review_id == gate.domain, Version.owner_id == owner)
    query = sa.select(Version.id).where(*mine, Version.section_id == section)
    ids = list(gate.connection.execute(query).scalars())
    found = of_versions(gate.connection, stream_of(gate.domain, owner), ids)
    return [
        Done(
            one.last_at, one.first_at, one.times, one.actor, one.member, one.act,
            one.outcome in OPENED, one.purpose, one.ref, (one.version_id,),
        )
        for one in found
        if not person or one.actor == person
    ]  # fmt: skip


def sections(*, owner: str, gate: Gate) -> list[Any]:
    """The owner's sections by document and position: no word of them, nor their class."""
    query = (
        sa.select(Section.id, Section.position, Section.document_id, Document.kind)
        .join(Document, Document.id == Section.document_id)
        .where(Section.review_id == gate.domain, Section.owner_id == owner)
        .order_by(Section.document_id, Section.position)
    )
    return list(gate.connection.execute(query))


def placed(*, version_ids: Iterable[str], gate: Gate) -> dict[str, Any]:
    """Versions with the place of their section: section_id, number, position, kind."""
    query = (
        sa.select(Version.id, Version.section_id, Version.number, Section.position, Document.kind)
        .join(Section, Section.id == Version.section_id)
        .join(Document, Document.id == Section.document_id)
        .where(Version.review_id == gate.domain, Version.id.in_(set(version_ids)))
    )
    return {row.id: row for row in gate.connection.execute(query)}


def size(*, gate: Gate) -> int:
    """How many entries the whole ledger has. Raises Absent for whoever may not verify it."""
    gate.check(Act.VERIFY_LEDGER)
    return int(gate.connection.execute(sa.select(sa.func.count()).select_from(Entry)).scalar_one())


def called(*, gate: Gate) -> dict[str, str]:
    """What may be named of a stream: agencies by name, reviews by code name. No person's name."""
    names = {"portal": "the portal"}
    for model, column in ((Agency, Agency.name), (Review, Review.code_name)):
        names |= {row[0]: row[1] for row in gate.connection.execute(sa.select(model.id, column))}
    return names
