"""What the tests of linked reviews share: another review of the incident, and what is on record."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.db import reading
from portal.documents import acts as documents
from portal.gate.gate import Actor, Gate
from portal.gate.ledger import Entry
from portal.gate.policy import BOARD
from portal.gate.vault import CONSOLE
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.reviews.models import Review
from tests.build import YEAR, World
from tests.cast import CAST

SAID = "One night, two statutes: ਪੰਜਾਬੀ <script>x</script>"
PARTS = {"author": "author", "manager": "manager", "chair": "chair", "board": "board"}
"""Who of the cast takes part in the other review too, each as in the first."""


class Other:
    """A second review. The lay adviser of the first holds its board's office beside `board`."""

    def __init__(self, world: World, kind: str = "dhr", name: str = "Elm 12") -> None:
        self.world, self.seats = world, {}
        with world.vault.act("", actor=CONSOLE) as gate:
            self.id = reviews.open_review(
                code_name=name, kind=kind, marking="OFFICIAL-SENSITIVE", gate=gate
            ).id
            for who, like in {**PARTS, "lay": "board"}.items():
                self.join(who, like, gate)

    def join(self, who: str, like: str, gate: Gate) -> None:
        part, now = CAST[like], datetime.now(UTC)
        self.seats[who] = parts.seat(
            review_id=self.id, person_id=self.world.people[who],
            body=self.world.agencies.get(part.agency, BOARD), roles=part.roles,
            starts=now - timedelta(hours=1), ends=now + YEAR, standing="", gate=gate,
        ).id  # fmt: skip

    def actor(self, who: str) -> Actor:
        groups = ("role:anyone", "role:signed_in")
        return Actor(self.world.people[who], self.seats[who], groups)

    def act(self, who: str) -> Any:
        return self.world.vault.act("", self.id, actor=self.actor(who))

    def document(self, who: str = "author") -> str:
        with self.act(who) as gate:
            return documents.start_document(kind="imr", gate=gate).id

    def path(self, rest: str = "") -> str:
        return f"/reviews/{self.id}{rest}"


def here(world: World, rest: str = "") -> str:
    return f"/reviews/{world.review}{rest}"


def linked(world: World, other: Other) -> None:
    """As if both boards had said so."""
    with world.vault.act("", actor=CONSOLE) as gate:
        change = sa.update(Review).where(Review.id == other.id)
        gate.session.execute(change.values(incident_id=world.review))


def entries(world: World, review: str, act: str) -> list[dict[str, Any]]:
    """Of all streams of a review, the entries of an act."""
    query = sa.select(Entry.entry).where(Entry.stream.startswith(review), Entry.act == act)
    with reading(world.vault.engine) as connection:
        return [json.loads(one) for one in connection.execute(query).scalars()]


def rows(world: World, model: Any, *where: Any) -> list[Any]:
    with reading(world.vault.engine) as connection:
        return list(connection.execute(sa.select(model.__table__).where(*where)))


def incident(world: World, review: str) -> str:
    (row,) = rows(world, Review, Review.id == review)
    return row.incident_id


def offered(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(pick_[0-9a-f]{32})"[^>]*value="([0-9a-f]{32})"', page))


def canary(world: World, where: str) -> str:
    return next(word for word, place in world.canaries.items() if place == where)
