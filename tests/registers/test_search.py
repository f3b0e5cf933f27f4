"""The search across reviews: one finds in one's own alone, and it is on record without its words."""

from dataclasses import replace
from typing import Any

import pytest

from portal.gate.policy import BOARD, Role
from portal.reviews import acts as reviews
from portal.reviews import parts, stand_downs
from tests.build import YEAR, World
from tests.cast import HEALTH, POLICE
from tests.policy.asking import raw
from tests.registers.desk import NOW, opened
from tests.visit import Visitor, plain, visitor

pytestmark = pytest.mark.slow


def a_case(world: World, review: str, who: str, body: str, role: Role) -> None:
    """Somebody takes part in another review, in which the same man is named."""
    with world.act("administrator", "portal") as gate:
        member = parts.seat(
            review_id=review, person_id=world.people[who], body=body, roles=[role],
            starts=gate.now, ends=gate.now + YEAR, standing="", gate=gate,
        ).id  # fmt: skip
    actor = replace(world.actor(who), member=member)
    with world.vault.act("", review, actor=actor) as gate:
        told: dict[str, Any] = {"born": NOW.replace(year=1980, day=1), "reference": "V123"}
        reviews.name_subject(
            part="perpetrator", last_name="O'Neill", first_name="Sam", gate=gate, **told
        )


def named_here(world: World) -> None:
    with world.act("chair") as gate:
        reviews.name_subject(
            part="victim", last_name="O'Neill", first_name="Kim", born=None, reference="",
            gate=gate,
        )  # fmt: skip


def searched(seeker: Visitor, **fields: str) -> str:
    return seeker.post("/search", fields).text


def test_a_search_finds_only_in_ones_own_reviews(world: World, client: Any) -> None:
    named_here(world)
    police, health = world.agencies[POLICE], world.agencies[HEALTH]
    ours, theirs = opened(world, "Alder 1"), opened(world, "Birch 2")
    a_case(world, ours, "author", police, Role.AUTHOR)
    a_case(world, theirs, "stranger", health, Role.AUTHOR)
    page = searched(visitor(world, client, "author"), last_name=" o'neill ")
    assert "2 people found" in page
    assert "Alder 1" in page
    assert "Hawthorn 41" in page
    assert "Birch 2" not in page
    assert "Sam" not in page
    page = searched(visitor(world, client, "author"), reference="V123", last_name="O'Neill")
    assert "1 person found" in page
    page = searched(visitor(world, client, "stranger"), reference="V123")
    assert "Birch 2" in page
    assert "Alder 1" not in page
    assert "0 people found" in searched(visitor(world, client, "author"), last_name="Neill")
    nothing = plain(visitor(world, client, "lay").get("/registers/none"))
    assert plain(visitor(world, client, "lay").get("/search")) == nothing


def test_a_search_is_on_record_with_every_owner_and_without_its_words(
    world: World, client: Any
) -> None:
    named_here(world)
    with world.act("author") as gate:
        reviews.name_subject(
            part="perpetrator", last_name="Zed", first_name="Al", born=None, reference="",
            gate=gate,
        )  # fmt: skip
    searched(visitor(world, client, "author"), last_name="O'Neill")
    rows = raw(world, "select stream, entry from ledger_entry where act = 'find_subject'")
    streams = {stream.rpartition(":")[2] for stream, _ in rows} | {s for s, _ in rows}
    assert any(BOARD in one for one in streams)
    assert any(world.agencies[POLICE] in one for one in streams)
    assert not any("neill" in str(entry).casefold() for _, entry in rows)


def test_who_is_stood_down_or_gone_finds_nobody_there(world: World, client: Any) -> None:
    named_here(world)
    seeker = visitor(world, client, "author")
    assert "1 person found" in searched(seeker, last_name="O'Neill")
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["author"], scope="review", what="", why="x", gate=gate
        )
    assert seeker.get("/search").status_code == 404
    answer = seeker.post("/search", {"last_name": "O'Neill"})
    assert answer.status_code == 404
