"""What is said about single sections when a contribution is sent back: whom it reaches, how long."""

import pytest

from portal.contributions import acts, standing
from portal.contributions.models import State
from portal.gate.gate import Refused
from tests.build import World
from tests.cast import CAST
from tests.commissions import go
from tests.contributions.test_moves import EVERYWHERE, rewrite, sign, state, to_manager
from tests.policy.asking import raw, reading_as, version
from tests.policy.test_release_rules import OWNERS_SIDE


def asked_to_change(world: World, who: str, title: str = "One") -> dict[str, str]:
    document = version(world, title).document_id
    with reading_as(world, who) as gate:
        return standing.to_change(document=document, gate=gate)


def test_what_is_said_about_a_section_stays_beside_it_until_it_is_signed_off(world: World) -> None:
    asked = to_manager(world)
    one, two = (world.versions[title] for title in ("One", "Two"))
    go(world, asked, "manager", acts.send_back, comments="", remarks={one: EVERYWHERE})
    section = version(world, "One").section_id
    for who in CAST:
        told = {section: EVERYWHERE} if who in OWNERS_SIDE - {"police_panel"} else {}
        assert asked_to_change(world, who) == told, who
    rewrite(world, "One")
    go(world, asked, "author", acts.submit)
    assert asked_to_change(world, "manager") == {section: EVERYWHERE}, "it is looked at again"
    go(world, asked, "manager", acts.send_back, comments="", remarks={two: "And this"})
    assert list(asked_to_change(world, "author").values()) == ["And this"], "the last time counts"
    go(world, asked, "author", acts.submit)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    assert asked_to_change(world, "author") == {}


def test_what_was_said_about_a_section_goes_where_the_section_goes(world: World) -> None:
    """Into a class that few may read, it is theirs alone; of a covert source, it is nobody's."""
    asked = to_manager(world)
    remarks = {world.versions["One"]: "It names her", world.versions["Two"]: "Shorter"}
    go(world, asked, "manager", acts.send_back, comments="", remarks=remarks)
    for section_class, left in (("conduct", {"author", "senior", "standards"}), ("covert", set())):
        raw(world, "update section set section_class = :c where newest_id = :v",
            c=section_class, v=world.versions["One"])  # fmt: skip
        for who in CAST:
            assert ("It names her" in asked_to_change(world, who, "Two").values()) == (who in left)
        with reading_as(world, "manager") as gate:
            row = standing.request_of(document=version(world, "Two").document_id, gate=gate)
            told = standing.steps(request=row, gate=gate)
        assert "Section 1: Shorter" in [words for _, words in told], "by its number for the reader"


@pytest.mark.parametrize("title", ["Closed", "Practice"])
def test_only_a_section_that_waits_is_sent_back_with_a_remark(world: World, title: str) -> None:
    asked = to_manager(world)
    with pytest.raises(Refused, match="have changed"):
        go(world, asked, "manager", acts.send_back, comments="x",
           remarks={world.versions[title]: "x"})  # fmt: skip
    assert state(world, asked) == State.WITH_MANAGER


def test_remarks_of_a_round_that_is_over_do_not_come_back(world: World) -> None:
    asked = to_manager(world)
    remarks = {world.versions[title]: title for title in ("One", "Two")}
    go(world, asked, "manager", acts.send_back, comments="", remarks=remarks)
    go(world, asked, "author", acts.submit)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    rewrite(world, "One")
    go(world, asked, "author", acts.submit)
    assert asked_to_change(world, "author") == asked_to_change(world, "manager") == {}
