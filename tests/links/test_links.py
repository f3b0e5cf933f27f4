"""Reviews of one incident: who links them, who ends it, and who may know of it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.gate import rotation
from portal.gate.gate import Refused
from portal.links import acts
from portal.links.models import ReviewLink
from portal.proceedings import register
from portal.web.dates import today
from tests.build import World
from tests.links.another import SAID, Other, here, incident, linked, rows
from tests.visit import visitor

pytestmark = pytest.mark.slow


def test_one_board_proposes_and_somebody_else_of_the_other_says_yes(
    world: World, client: Any, other: Other
) -> None:
    board, lay = visitor(world, client, "board"), visitor(world, client, "lay")
    page = board.get(here(world, "/links/new")).text
    assert "Elm 12" in page
    sent = board.post(here(world, "/links/new"), {"other": other.id, "why": SAID})
    assert sent.headers["location"] == here(world, "/links?done=proposed")
    (link,) = rows(world, ReviewLink)
    assert link.state == "proposed"
    assert "Say whether this review is linked to another, in Elm 12" in lay.get("/").text
    mine = board.post(other.path(f"/links/{link.id}/answer"), {"answer": "yes"})
    assert "Somebody else on this board must answer it" in mine.text
    page = lay.get(other.path(f"/links/{link.id}/answer"))
    assert "Hawthorn 41" in page.text
    assert "ਪੰਜਾਬੀ &lt;script&gt;" in page.text
    assert (
        lay.post(other.path(f"/links/{link.id}/answer"), {"answer": "perhaps"}).status_code == 422
    )
    assert incident(world, other.id) == other.id
    assert lay.post(other.path(f"/links/{link.id}/answer"), {"answer": "yes"}).status_code == 303
    assert incident(world, other.id) == incident(world, world.review) == world.review
    again = lay.post(other.path(f"/links/{link.id}/answer"), {"answer": "no"})
    assert again.status_code in {404, 422}
    assert "Elm 12" in board.get(here(world, "/links")).text
    assert "Hawthorn 41" in board.get(other.path("/links")).text
    assert "Linked reviews" in board.get(here(world)).text


def test_who_takes_no_part_in_the_other_knows_nothing_of_it(
    world: World, client: Any, other: Other
) -> None:
    before = {
        who: visitor(world, client, who).get(here(world, "/links")).text
        for who in ("senior", "probation_panel")
    }
    linked(world, other)
    for who, page in before.items():
        one = visitor(world, client, who)
        after = one.get(here(world, "/links")).text
        told = re.compile(r'value="[^"]*"')
        assert told.sub("", after) == told.sub("", page)
        assert one.get(other.path("/links")).status_code == 404
        assert one.get(here(world, "/links/new")).status_code == 404
        assert one.post(here(world, "/links/end"), {"why": SAID}).status_code == 404
    assert "Elm 12" in visitor(world, client, "author").get(here(world, "/links")).text


def test_a_link_is_proposed_once_refused_taken_back_and_ended(
    world: World, client: Any, other: Other
) -> None:
    board, lay = visitor(world, client, "board"), visitor(world, client, "lay")
    new = {"other": other.id, "why": SAID}
    for wrong in ({"other": "", "why": ""}, {**new, "other": world.review}, {**new, "why": "x" * 4001},
                  {**new, "other": "0" * 32}):  # fmt: skip
        assert board.post(here(world, "/links/new"), wrong).status_code == 422
    board.post(here(world, "/links/new"), new)
    assert "waits for an answer already" in board.post(here(world, "/links/new"), new).text
    back = {"other": world.review, "why": SAID}
    assert "waits for an answer already" in board.post(other.path("/links/new"), back).text
    (link,) = rows(world, ReviewLink)
    assert board.get(other.path(f"/links/{link.id}/take-back")).status_code == 404
    assert lay.post(here(world, f"/links/{link.id}/answer"), {"answer": "yes"}).status_code == 404
    assert board.post(here(world, f"/links/{link.id}/take-back")).status_code == 303
    board.post(here(world, "/links/new"), new)
    (link,) = rows(world, ReviewLink, ReviewLink.state == "proposed")
    assert lay.post(other.path(f"/links/{link.id}/answer"), {"answer": "no"}).status_code == 303
    assert incident(world, other.id) == other.id
    board.post(here(world, "/links/new"), new)
    (link,) = rows(world, ReviewLink, ReviewLink.state == "proposed")
    lay.post(other.path(f"/links/{link.id}/answer"), {"answer": "yes"})
    assert "linked already" in propose_again(world, other)
    assert lay.post(other.path("/links/end"), {"why": ""}).status_code == 422
    assert lay.post(other.path("/links/end"), {"why": "It was another night"}).status_code == 303
    assert incident(world, other.id) == other.id
    assert "It was another night" in lay.get(other.path("/links")).text
    assert "It was another night" not in board.get(here(world, "/links")).text
    assert "linked to no other" in lay.post(other.path("/links/end"), {"why": SAID}).text
    assert [row.state for row in rows(world, ReviewLink)] == ["taken_back", "refused", "ended"]


def propose_again(world: World, other: Other) -> str:
    with world.act("board") as gate:
        there = world.vault.beside(gate, "", other.id)
        assert there is not None
        there.actor = other.actor("board")
        with pytest.raises(Refused) as refused:
            acts.propose(there=there, same=False, why=SAID, gate=gate)
    return str(refused.value)


def test_who_leaves_an_incident_named_after_it_leaves_the_others_together(
    world: World, other: Other
) -> None:
    third = Other(world, "sar", "Rowan 3")
    for one in (other, third):
        linked(world, one)
    with world.act("board") as gate:
        acts.end(why=SAID, gate=gate)
    assert incident(world, world.review) == world.review
    assert incident(world, other.id) == incident(world, third.id) != world.review


def test_nothing_is_linked_or_answered_once_the_papers_are_destroyed(
    world: World, client: Any, other: Other
) -> None:
    board, lay = visitor(world, client, "board"), visitor(world, client, "lay")
    board.post(here(world, "/links/new"), {"other": other.id, "why": SAID})
    (link,) = rows(world, ReviewLink)
    rotation.shred(world.vault.engine, other.id, now=datetime.now(UTC))
    with other.act("lay") as gate, pytest.raises(Refused, match="destroyed"):
        acts.answer(link=acts.found(name=link.id, gate=gate), yes=True, gate=gate)
    assert "destroyed" in propose_again(world, other)
    assert incident(world, other.id) == other.id
    for path in ("/links", "/links/end", "/links/new", f"/links/{link.id}/answer"):
        assert lay.get(other.path(path)).status_code in {200, 410}, path


@pytest.mark.mission("B002")
def test_one_page_shows_all_that_runs_about_the_incident_to_who_takes_part_there(
    world: World, client: Any, other: Other
) -> None:
    """Linked reviews, and the inspection, audit and inquest that are registered beside each."""
    linked(world, other)
    begun = {"opened_on": today(datetime.now(UTC)), "scope": SAID}
    with world.act("chair") as gate:
        register.begin(kind="inspection", body="hmip", **begun, gate=gate)
        register.begin(kind="audit", body="opcc", **begun, gate=gate)
    with other.act("lay") as gate:
        register.begin(kind="inquest", body="coroner", **begun, gate=gate)
    page = visitor(world, client, "author").get(here(world, "/links")).text
    for what in ("Inspection: HM Inspectorate of Probation", "Audit: Office of the Police",
                 "Registered in Hawthorn 41", "inquest: Coroner", "Registered in Elm 12"):  # fmt: skip
        assert what in page, what
    page = visitor(world, client, "senior").get(here(world, "/links")).text
    assert "Inspection: HM Inspectorate of Probation" in page
    assert "Coroner" not in page
    assert "Elm 12" not in page
