"""What an agency answers when it is asked whether it knows them, and that nobody sees another's."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import standing as requests
from portal.gate.gate import Refused
from portal.scoping import acts, standing, words
from portal.scoping.told import Told
from tests.build import World
from tests.cast import HEALTH, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.scoping.asking import (
    ANSWER,
    DRAWN,
    SAID,
    SOON,
    answered,
    asked,
    found,
    in_review,
    late,
    states,
)
from tests.visit import visitor

pytestmark = pytest.mark.slow


# On both databases


def test_one_request_to_many_and_each_answers_for_itself(world_on_either: World) -> None:
    world = world_on_either
    ids = asked(world, (POLICE, PROBATION, HEALTH), note=SAID)
    answered(world, ids[POLICE], "author")
    answered(world, ids[PROBATION], "probation_senior", known=False, said=None)
    assert states(world) == {POLICE: "known", PROBATION: "not_known", HEALTH: "awaited"}
    late(world)
    assert states(world)[HEALTH] == "late"
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping set owner_id = (select min(owner_id) from scoping)")
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping_answer set answer = 'known'")


def test_a_nil_return_then_something_is_found_and_the_old_answer_stays(
    world_on_either: World,
) -> None:
    world = world_on_either
    ids = asked(world)
    answered(world, ids[POLICE], "manager", known=False, said=None)
    with world.act("author") as gate, pytest.raises(Refused, match="answered this already"):
        acts.answer(scoping=found(gate, ids[POLICE]), known=False, gate=gate)
    answered(world, ids[POLICE], "author")
    answered(world, ids[POLICE], "senior", said=Told(first="2018", last="2024", services="x"))
    assert states(world)[POLICE] == "known"
    with world.act("chair") as gate:
        row = found(gate, ids[POLICE])
        before = [
            (r.answer, said.services) for r, said in standing.replaced(scoping=row, gate=gate)
        ]
    assert before == [("known", SAID), ("not_known", "")]
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update scoping_answer set replaced_at = null")


# The pages


@pytest.mark.mission("C054")
def test_the_chair_asks_by_kind_and_those_who_know_are_asked_to_contribute(
    world: World, client: Any
) -> None:
    chair = visitor(world, client, "chair")
    due = {"day": str(SOON.day), "month": str(SOON.month), "year": str(SOON.year)}
    page = chair.get(in_review(world, "/new")).text
    assert "Suggested: by" in page
    assert "to be verified" in page
    empty = chair.post(in_review(world, "/new"), {**due, "note": SAID})
    assert empty.status_code == 422
    assert DRAWN in empty.text
    police, health = world.agencies[POLICE], world.agencies[HEALTH]
    sent = chair.post(
        in_review(world, "/new"), {**due, "kinds_police": "yes", f"agencies_{health}": health}
    )
    assert sent.status_code == 303
    assert set(states(world)) == {POLICE, HEALTH}
    assert "disabled" in chair.get(in_review(world, "/new")).text
    with reading_as(world, "chair") as gate:
        ids = {row.owner_id: row.id for row in acts.standing(gate=gate)}
    author = visitor(world, client, "author")
    assert "Say whether your agency knows" in author.get("/").text
    assert author.post(in_review(world, f"/{ids[police]}/answer"), ANSWER).status_code == 303
    grid = chair.get(in_review(world)).text
    assert "Friday 17 May 2019" in grid
    assert "about spring 2024" in grid
    assert "Head of records" in grid
    form = chair.get(in_review(world, "/contributions")).text
    assert re.search(rf'value="{police}"[^>]*checked', form)
    assert health not in form
    more = {"kind": "information_report", f"agencies_{police}": police, **due}
    assert chair.post(in_review(world, "/contributions"), more).status_code == 303
    again = chair.post(in_review(world, "/contributions"), more)
    assert again.status_code == 422
    assert "asked for this already" in again.text
    with reading_as(world, "author") as gate:
        (row,) = [r for r in requests.requests(gate=gate) if r.kind == "information_report"]
        note = requests.note_of(request=row, gate=gate)
    assert "2019" in note
    assert "about spring 2024" in note


def test_a_nil_return_is_one_click_from_its_task(world: World, client: Any) -> None:
    ids = asked(world)
    manager = visitor(world, client, "manager")
    task = re.search(r'href="([^"]+)"[^>]*>\s*Say whether your agency', manager.get("/").text)
    assert task is not None
    gone = manager.post(task[1])
    assert gone.status_code == 303
    told = manager.get(gone.headers["location"]).text
    assert "your agency does not know them" in told
    assert "Say whether your agency" not in manager.get("/").text
    looked = manager.post(f"{task[1]}/answer", {"known": "no", "note": SAID})
    assert looked.status_code == 303
    assert DRAWN in visitor(world, client, "chair").get(in_review(world, f"/{ids[POLICE]}")).text


WRONG = [
    ({"known": ""}, "Say whether your agency knows them"),
    ({"first": ""}, "Say when the first contact was"),
    ({"contact": ""}, "Say who will be the contact"),
    ({"secured": ""}, "Say whether the records are secured"),
    ({"secured_on": "31/2/2026"}, "real date"),
    ({"secured_by": ""}, "in which role"),
    ({"first": "x" * 201}, "200 characters"),
    ({"note": "x" * 4001}, "4,000 characters"),
    ({"secured_on": "1/1/9998"}, "real date"),
    ({"secured_on": "1/1/1900"}, "within the last ten years"),
]


def test_what_cannot_be_taken_is_told_beside_the_field(world: World, client: Any) -> None:
    ids = asked(world)
    author = visitor(world, client, "author")
    for wrong, sentence in WRONG:
        answer = author.post(in_review(world, f"/{ids[POLICE]}/answer"), {**ANSWER, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.text.count(sentence) >= 2, wrong
        assert "note" in wrong or DRAWN in answer.text


def test_no_page_of_an_agency_tells_who_else_was_asked(world: World, client: Any) -> None:
    ids = asked(world, note=SAID)
    answered(
        world,
        ids[PROBATION],
        "probation_author",
        said=Told(first="canaryfirst", last="x", services="x"),
    )
    author = visitor(world, client, "author")
    for path in ("/", f"/reviews/{world.review}", in_review(world, f"/{ids[POLICE]}")):
        answer = author.get(path)
        assert answer.status_code == 200, path
        text = answer.text
        assert "canaryfirst" not in text
        assert ids[PROBATION] not in text
    told = visitor(world, client, "chair").get(in_review(world, f"/{ids[PROBATION]}")).text
    assert "canaryfirst" in told, "so it would be seen where it is told"


def test_a_day_is_shown_again_as_people_type_it() -> None:
    assert words.typed("2014-03-11") == words.typed("11/3/2014") == "11/3/2014"
    assert words.typed("about spring 2024") == "about spring 2024"
