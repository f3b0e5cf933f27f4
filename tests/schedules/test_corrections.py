"""Newer words of what was released: who sends them, to whom, and what an amendment stops."""

import re
from typing import Any

import pytest
from lxml import html

from portal.db import new_id
from portal.gate.gate import Refused
from portal.reviews import stand_downs
from portal.sharing import corrections
from tests.build import World, propose, release
from tests.build import sign as agree
from tests.policy.asking import SHOWN, reads, version
from tests.policy.test_release_rules import end, rewrite
from tests.schedules.desk import correct, proposed, seen, sign, version_row
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


def test_rule_9_a_correction_goes_out_in_the_same_releases(world: World) -> None:
    first = world.versions["Context"]
    newer = rewrite(world, "Context")
    assert first in reads(world, "probation_panel")
    assert correct(world, newer) == 2
    for who in ("probation_panel", "chair"):
        told = reads(world, who)
        assert newer in told
        assert first not in told
    assert newer not in reads(world, "lay")
    end(world, "first")
    assert not {first, newer} & set(reads(world, "probation_panel")), "ending it ends all"
    assert newer in reads(world, "chair")


@pytest.mark.parametrize("who", ["author", "disclosure", "probation_senior", "chair", "board"])
def test_rule_9_nobody_else_sends_it(world: World, who: str) -> None:
    newer = rewrite(world, "Context")
    with pytest.raises(SHOWN):
        correct(world, newer, who)
    assert newer not in reads(world, "probation_panel")


def test_rule_9_nothing_but_newer_signed_off_words_of_the_same_section(world: World) -> None:
    for title in ("Context", "Practice"):
        with pytest.raises(Refused, match="nothing to send"):
            correct(world, world.versions[title])
    older, _ = rewrite(world, "Context"), rewrite(world, "Context")
    with pytest.raises(Refused, match="nothing to send"):
        correct(world, older)


def test_rule_9_a_release_that_ended_meanwhile_is_looked_at_again(world: World) -> None:
    newer = rewrite(world, "Context")
    with world.act("manager") as gate:
        row = gate.connection.execute(version_row(newer)).one()
        seen = corrections.mark(corrections.due(version=row, gate=gate))
    end(world, "first")
    with pytest.raises(Refused, match="changed since"):
        correct(world, newer, seen=seen)
    assert correct(world, newer) == 1
    assert newer not in reads(world, "probation_panel"), "an ended release is not revived"


def test_rule_9_its_readers_see_what_changed_and_nobody_else_does(
    world: World, client: Any
) -> None:
    newer = rewrite(world, "Context")
    manager = visitor(world, client, "manager")
    page = f"/reviews/{world.review}/sections/{newer}"
    look = manager.get(f"{page}/correct")
    assert "Newer words." in look.text
    looked = seen(look.text)
    assert manager.post(f"{page}/correct", {"seen": looked}).status_code == 422
    done = manager.post(f"{page}/correct", {"seen": looked, "looked": "yes"})
    assert done.headers["location"] == f"{page}/sent"
    assert manager.get(f"{page}/sent").status_code == 200
    reader = visitor(world, client, "probation_panel")
    assert "Corrected on" in reader.get(f"/reviews/{world.review}/read").text
    changed = reader.get(f"{page}/changed")
    assert changed.status_code == 200
    assert html.document_fromstring(changed.text).xpath("//ins")
    other = visitor(world, client, "lay")
    assert plain(other.get(f"{page}/changed")) == plain(other.get(f"/reviews/{new_id()}/read"))


def test_rule_9_a_correction_is_seen_and_sent_by_who_may_read_it(world: World, client: Any) -> None:
    newer = rewrite(world, "Context")
    manager = visitor(world, client, "manager")
    page = f"/reviews/{world.review}/sections/{newer}"
    form = {"looked": "yes", "seen": seen(manager.get(f"{page}/correct").text)}
    nothing = plain(manager.get(f"/reviews/{new_id()}/read"))
    with world.act("senior") as gate:
        stand_downs.stand_down(
            person=world.people["manager"], scope="section", what=version(world, newer).section_id,
            why="He is its subject.", gate=gate,
        )  # fmt: skip
    shut = world.versions["Conduct"]
    for path in (page, f"/reviews/{world.review}/sections/{shut}"):
        for step in ("correct", "sent"):
            assert plain(manager.get(f"{path}/{step}")) == nothing, step
        assert manager.post(f"{path}/correct", form).status_code == 404
    assert newer not in reads(world, "probation_panel")
    senior = visitor(world, client, "senior")
    assert senior.get(f"{page}/correct").status_code == 200


# Rule 7, after an amendment


@pytest.mark.parametrize("lost", ["purpose", "paragraph"])
def test_rule_7_what_an_amendment_leaves_out_waits_for_the_owners_office(
    world: World, client: Any, lost: str
) -> None:
    """Every body has signed it, the owner too: it is told, and what runs on grows no more."""
    senior = visitor(world, client, "senior")
    end(world, "chair")
    sign(senior, proposed(world, senior))
    words = {"purpose": {"purposes": (("other", "Something else"),)},
             "paragraph": {"paragraphs": (("2", "What was done"),)}}[lost]  # fmt: skip
    what = "End a release that the amended agreement no longer covers"
    propose(world, "second", **words)
    for who in ("board", "senior"):
        agree(world, who)
    assert what not in senior.get("/").text, "the old text is still in force"
    agree(world, "probation_senior")
    newer = rewrite(world, "Practice")
    with pytest.raises(Refused, match="nothing to send"):
        correct(world, newer)
    told = senior.get("/").text
    assert told.count(what) == (2 if lost == "purpose" else 1), "the first names no paragraph"
    assert "No longer agreed" in senior.get(f"/reviews/{world.review}/releases").text
    for who in ("manager", "chair", "board", "probation_senior"):
        assert what not in visitor(world, client, who).get("/").text
    for led in re.findall(r'href="(/reviews/[^"]+/end)"', told):
        senior.post(led, {"reason": "It is agreed no more.", "when": "now"})
    assert what not in senior.get("/").text


@pytest.mark.parametrize("swapped", [False, True])
def test_rule_9_each_recipient_sees_what_changed_from_the_words_that_she_read(
    world: World, client: Any, *, swapped: bool
) -> None:
    """Two releases, of two versions, and one correction into both."""
    for name in ("first", "chair"):
        end(world, name)
    to = [{}, {"to_kind": "role", "to_name": "chair"}]
    first, second = reversed(to) if swapped else to
    release(world, "older", ["Context"], **first)
    world.versions["Context"] = rewrite(world, "Context")
    release(world, "newer", ["Context"], **second)
    newest = rewrite(world, "Context")
    assert correct(world, newest) == 2
    for who in ("probation_panel", "chair"):
        someone = visitor(world, client, who)
        assert "/changed" in someone.get(f"/reviews/{world.review}/read").text, who
        path = f"/reviews/{world.review}/sections/{newest}/changed"
        assert someone.get(path).status_code == 200, who
