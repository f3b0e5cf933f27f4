"""A review whose keys were destroyed: nothing is done in it any more but what ends a part."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.app import ROUTES
from portal.gate import rotation
from portal.gate.policy import Act
from portal.reviews import meetings, stand_downs
from portal.web.dates import today
from portal.web.page import Deed
from tests.build import World
from tests.policy.asking import raw
from tests.visit import visitor


def test_only_what_ends_a_part_goes_on_and_doors_that_refuse_as_if_there_were_none() -> None:
    """Of a door tests/doors shows that it answers as if no link had been."""
    going = {(one.path, one.act) for one in ROUTES if isinstance(one, Deed) and one.goes_on}
    assert going == {
        ("/reviews/{review}/act-as", Act.OWN_AFFAIRS),
        ("/reviews/{review}/parts/{membership}/end", Act.END_MEMBERSHIP),
        ("/drop-off/link/{secret}", Act.DROP_OFF),
        ("/drop-off/send", Act.DROP_OFF),
    }


@pytest.mark.slow
def test_endings_are_refused_where_there_is_nothing_left_and_a_part_can_still_end(
    world: World, client: Any
) -> None:
    with world.act("chair") as gate:
        meets = meetings.convene(on=today(gate.now) + timedelta(days=7), gate=gate).id
    with world.act("board") as gate:
        away = stand_downs.stand_down(
            person=world.people["health_panel"], scope="review", what="", why="x", gate=gate
        ).id
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    base = f"/reviews/{world.review}"
    member = world.members["lay"]
    for who, path, fields in (
        ("chair", f"meetings/{meets}/cancel", {}),
        ("board", f"stand-downs/{away}/lift", {"reason": "Why."}),
        ("board", "custody/hold", {"reason": "Why."}),
        ("senior", "agreement/withdraw", {"reason": "Why."}),
        ("board", f"parts/{member}/stand-down", {"from": "review", "reason": "Why."}),
    ):
        answer = visitor(world, client, who).post(f"{base}/{path}", fields)
        assert answer.status_code == 403, path
        assert "papers of this review were destroyed" in answer.text, path
    for table in ("meeting where cancelled_at", "stand_down where lifted_at"):
        assert raw(world, f"select count(*) from {table} is not null") == [(0,)]
    board, end = visitor(world, client, "board"), f"{base}/parts/{member}/end"
    assert board.get(end).status_code == 200
    assert board.post(end, {"when": "now", "reason": "It is over."}).status_code == 303
    assert raw(world, "select count(*) from parting") == [(0,)], "no words are sealed any more"
    assert visitor(world, client, "lay").get(base).status_code == 404
