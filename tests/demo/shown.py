"""The demonstration looked at as one of its people, found by name as a visitor would find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal import demo
from portal.app import open_vault
from portal.documents import acts as documents
from portal.gate.gate import Actor, Gate
from portal.gate.vault import CONSOLE, Vault
from portal.people.models import Agency, Person
from portal.people.names import NAMED
from portal.reviews.models import Membership, Review
from portal.settings import Settings

GROUPS = ("role:anyone", "role:signed_in")


@dataclass
class Shown:
    vault: Vault
    settings: Settings
    people: dict[str, str]
    reviews: dict[str, str]
    bodies: dict[str, str]
    """Names of agencies to their ids; the board by its own name."""

    @contextmanager
    def looking(self, who: str, review: str = "Hawthorn 41", body: str = "") -> Iterator[Gate]:
        """The gate as it is for this person, in the only membership or in the one for `body`."""
        with self.vault.read("", self.reviews[review]) as gate:
            table = Membership.__table__
            mine = sa.select(table.c.id).where(
                table.c.person_id == self.people[who], table.c.review_id == gate.domain
            )
            if body:
                mine = mine.where(table.c.body == self.bodies[body])
            members = gate.connection.execute(mine).scalars().all()
            gate.actor = Actor(self.people[who], members[0] if len(members) == 1 else "", GROUPS)
            gate.take_seat()
            yield gate

    def reads(self, who: str, review: str = "Hawthorn 41", body: str = "") -> list[tuple[str, str]]:
        """What somebody reads now: whose sections, and their titles."""
        with self.looking(who, review, body) as gate:
            names = {owner: name for name, owner in self.bodies.items()}
            found = documents.read(gate=gate)
            return [(names[row.owner_id], words["title"]) for row, words in found]

    def titles(self, who: str, of: str, review: str = "Hawthorn 41") -> set[str]:
        return {title for owner, title in self.reads(who, review) if owner == of}

    def close(self) -> None:
        self.vault.journal.close()
        self.vault.engine.dispose()


def show(folder: Path, url: str | None = None, *, fresh: bool = False) -> Shown:
    settings = demo.settings(folder, 8123, url)
    demo.prepare(settings, fresh=fresh)
    vault = open_vault(settings)
    with vault.read("") as gate:
        gate.actor = CONSOLE
        return Shown(
            vault,
            settings,
            {gate.open_directory(Person, r, "name"): r.id for r in gate.connection.execute(NAMED)},
            _named(gate, Review.code_name, Review.id),
            {**_named(gate, Agency.name, Agency.id), "The board": "board"},
        )


def _named(gate: Gate, name: Any, key: Any) -> dict[str, str]:
    return {row[0]: row[1] for row in gate.connection.execute(sa.select(name, key))}


def in_time(shown: Shown, gate: Gate, **later: float) -> Gate:
    """The same gate at a later moment, for asking what will be open then."""
    from portal.db import stamp

    gate.now = shown.vault.clock.now() + timedelta(**later)
    gate._stamp = stamp(gate.now)
    return gate
