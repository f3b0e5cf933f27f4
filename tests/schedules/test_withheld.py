"""What is known of what is withheld: to the chair, and to a panel (rules 15 and 16)."""

from typing import Any

import pytest

from portal.schedules import tellings
from tests.build import World
from tests.cast import POLICE
from tests.policy.asking import reading_as
from tests.visit import visitor

pytestmark = pytest.mark.slow


def test_rule_15_the_chair_counts_by_owner_and_class_of_reason(world: World) -> None:
    police = world.agencies[POLICE]
    with reading_as(world, "chair") as gate:
        assert tellings.withheld(gate=gate) == {
            police: {"never": 3, "sensitive": 1, "not released": 2}
        }
    for who in ("lay", "board", "probation_panel", "senior", "author"):
        with reading_as(world, who) as gate:
            assert tellings.withheld(gate=gate) == {}


def test_rule_15_unless_the_senior_office_tells_her_otherwise_in_writing(
    world: World, client: Any
) -> None:
    senior, chair = visitor(world, client, "senior"), visitor(world, client, "chair")
    here = f"/reviews/{world.review}/sharing/withheld"
    assert "never shared" in chair.get(f"/reviews/{world.review}").text
    assert senior.post(here, {"what": "write", "note": " "}).status_code == 422
    note = "Two sections wait for a court."
    assert senior.post(here, {"what": "write", "note": note}).status_code == 303
    told = chair.get(f"/reviews/{world.review}").text
    assert note in told
    assert "never shared" not in told
    assert note in senior.get(here).text
    for who in ("lay", "probation_panel", "author", "disclosure"):
        assert note not in visitor(world, client, who).get(f"/reviews/{world.review}").text
    assert senior.post(here, {"what": "count"}).status_code == 303
    assert "never shared" in chair.get(f"/reviews/{world.review}").text


def test_rule_16_the_office_reveals_that_something_is_withheld_and_no_more(
    world: World, client: Any
) -> None:
    senior, lay = visitor(world, client, "senior"), visitor(world, client, "lay")
    here, read = f"/reviews/{world.review}/sharing/withheld", f"/reviews/{world.review}/read"
    line = "Westmarch Police holds material that is not shown here"
    assert line not in lay.get(read).text
    assert senior.post(here, {"what": "reveal"}).status_code == 303
    assert line in lay.get(read).text
    assert line not in visitor(world, client, "author").get(read).text
    assert senior.post(here, {"what": "reveal"}).status_code == 403, "it is said already"
    assert senior.post(here, {"what": "hide"}).status_code == 303
    assert line not in lay.get(read).text


@pytest.mark.parametrize("who", ["author", "manager", "disclosure", "chair", "board"])
def test_rule_16_nobody_else_lets_anything_be_known(world: World, client: Any, who: str) -> None:
    other = visitor(world, client, who)
    here = f"/reviews/{world.review}/sharing/withheld"
    assert other.get(here).status_code == 404
    assert other.post(here, {"what": "reveal"}).status_code == 404
