"""Asking of a built world who may, and what each of the cast reads."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.db import reading, writing
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.gate.gate import Absent, Actor, Gate, Refused
from portal.gate.policy import ALWAYS, NEVER, Act, Line
from portal.gate.vault import Vault
from tests.build import World
from tests.grounds import SetClock


@contextmanager
def reading_as(
    world: World, who: str = "", *, vault: Vault | None = None, at: datetime | None = None
) -> Iterator[Gate]:
    """A reading of the review by one of the cast, in the membership that she has."""
    vault = vault or world.vault
    if at is not None:
        vault = replace(vault, clock=SetClock(at))
    with vault.read("", world.review) as gate:
        if who:
            gate.actor = Actor(world.people[who], "", ("role:anyone", "role:signed_in"))
            gate.take_seat()
        yield gate


def version(world: World, name: str) -> Any:
    """A version by its section's title, or by its own id, as pages read it."""
    query = Version.rows().where(Version.__table__.c.id == world.versions.get(name, name))
    with reading(world.vault.engine) as connection:
        return connection.execute(query).one()


def who_may(
    world: World, act: Act, name: str, *, vault: Vault | None = None, at: datetime | None = None
) -> set[str]:
    """Who of the cast may do this to a version: what the page "who can see this" is made from."""
    called = {member: who for who, member in world.members.items()}
    row = version(world, name)
    with reading_as(world, vault=vault, at=at) as gate:
        return {called[member] for member, _ in gate.who_may(act, row, Version.shape)}


def reads(
    world: World, who: str, *, vault: Vault | None = None, at: datetime | None = None
) -> dict[str, Any]:
    """What one of the cast reads on the page of the whole review: ids to words."""
    with reading_as(world, who, vault=vault, at=at) as gate:
        return {row.id: words for row, words in documents.read(gate=gate)}


def titles(world: World, ids: Iterable[str]) -> set[str]:
    called = {name: title for title, name in world.versions.items()}
    return {called[name] for name in ids}


def raw(world: World, statement: str, **values: Any) -> Any:
    """What somebody does who has the database itself."""
    with writing(world.vault.engine) as connection:
        done = connection.execute(sa.text(statement), values)
        return done.all() if done.returns_rows else done.rowcount


def denies(world: World, who: str, obj: str, acts: Iterable[Act] = Act) -> list[Line]:
    """Rows that close something to one person, whatever the act."""
    person = f"u:{world.people[who]}"
    return [Line(person, obj, act, ALWAYS, NEVER, "deny", f"stood_down:{who}") for act in acts]


SHOWN = (Absent, Refused)
"""How an act refuses: as if there were nothing, or in a sentence."""
