"""Scoping: who asks whom, who may not, and what becomes of a question that nobody answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.directory import acts as directory
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.reviews import stand_downs
from portal.scoping import acts, further, standing
from portal.scoping.told import Told
from tests.build import World
from tests.cast import CAST, HEALTH, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.scoping.asking import (
    ANSWER,
    DRAWN,
    NOW,
    SAID,
    SOON,
    answered,
    asked,
    found,
    in_review,
    late,
    states,
)
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
ASKERS = {"chair", "board"}
POLICE_SIDE = {"author", "manager", "senior", "disclosure", "police_panel"}


def test_asked_by_two_at_once_each_agency_has_one_question(world_on_either: World) -> None:
    world = world_on_either
    asked(world, (POLICE, PROBATION))
    everybody = list(world.agencies.values())
    with world.act("board") as gate:
        made, left = acts.ask(agencies=everybody, due_on=SOON, gate=gate)
    assert (len(made), left) == (1, 2)
    with world.act("chair") as gate, pytest.raises(Refused, match="asked already"):
        acts.ask(agencies=everybody, due_on=SOON, gate=gate)
    assert raw(world, "select count(*) from scoping") == [(3,)]


# Who may


def test_an_agency_sees_its_own_and_those_who_ask_see_all(world: World) -> None:
    asked(world)
    with reading_as(world, "chair") as gate:
        assert len(standing.lines(gate=gate)) == 2
    for who in CAST:
        seen = set(states(world, who))
        if who in ASKERS:
            assert seen == {POLICE, PROBATION}
        elif who in POLICE_SIDE:
            assert seen == {POLICE}, who
        else:
            assert seen == ({PROBATION} if who.startswith("probation") else set()), who


def test_whoever_may_not_is_answered_as_if_there_were_nothing(world: World, client: Any) -> None:
    ids = asked(world)
    late(world, 30)
    asks = ("", "/new", "/chase", "/contributions")
    for who in CAST:
        some = visitor(world, client, who)
        nothing = plain(some.get(in_review(world, f"/{'0' * 32}")))
        assert nothing[0] == 404
        for path in (*asks, f"/{ids[POLICE]}/escalate", f"/{ids[POLICE]}/withdraw"):
            answer = some.get(in_review(world, path))
            assert answer.status_code == 200 if who in ASKERS else plain(answer) == nothing
        sides = {POLICE: POLICE_SIDE, PROBATION: {w for w in CAST if "probation" in w}}
        for name, side in sides.items():
            answer = some.get(in_review(world, f"/{ids[name]}"))
            assert (answer.status_code == 200) == (who in ASKERS | side), (who, name)
    for who in CAST:
        answers = POLICE_SIDE - {"police_panel"}
        page = visitor(world, client, who).get(in_review(world, f"/{ids[POLICE]}/answer"))
        assert (page.status_code == 200) == (who in answers), who


def test_whoever_is_stood_down_neither_asks_nor_answers(world: World) -> None:
    ids = asked(world)
    for who, by in (("author", "senior"), ("chair", "board")):
        owner = world.agencies[POLICE] if who == "author" else "board"
        scope = (
            {"scope": "owner", "what": owner}
            if who == "author"
            else {"scope": "review", "what": ""}
        )
        with world.act(by) as gate:
            stand_downs.stand_down(person=world.people[who], why="x", gate=gate, **scope)
    with world.act("author") as gate, pytest.raises(Absent):
        acts.answer(scoping=found(gate, ids[POLICE]), known=False, gate=gate)
    with world.act("chair") as gate, pytest.raises(Absent):
        acts.ask(agencies=[world.agencies[HEALTH]], due_on=SOON, gate=gate)


def test_whoever_is_kept_from_one_owner_presses_the_others_and_is_told_of_them_alone(
    world: World, client: Any
) -> None:
    asked(world, (POLICE, PROBATION, HEALTH))
    late(world)
    for name in (POLICE, HEALTH):
        scope = {"scope": "owner", "what": world.agencies[name]}
        with world.act("board") as gate:
            stand_downs.stand_down(person=world.people["chair"], why="x", gate=gate, **scope)
    chair = visitor(world, client, "chair")
    assert "Remind 1 agency that has not answered" in chair.get("/").text
    page = chair.get(in_review(world, "/chase")).text
    assert PROBATION in page
    assert POLICE not in page
    assert chair.post(in_review(world, "/chase")).status_code == 303
    assert raw(world, "select count(*) from scoping where chased_at is not null") == [(1,)]
    for name in (POLICE, PROBATION):
        owner = world.agencies[name]
        name_of = raw(world, "select id from scoping where owner_id = :o", o=owner)[0][0]
        with world.act("board") as gate:
            acts.withdraw(scoping=found(gate, name_of), why="x", gate=gate)
    page = chair.get(in_review(world)).text
    assert PROBATION in page
    assert POLICE not in page


# What is refused


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    ids = asked(world)
    health = [world.agencies[HEALTH]]
    tries: dict[str, Any] = {
        "at least one agency": lambda g: acts.ask(agencies=[], due_on=SOON, gate=g),
        "of the list": lambda g: acts.ask(agencies=["0" * 32], due_on=SOON, gate=g),
        "in the future": lambda g: acts.ask(agencies=health, due_on=NOW, gate=g),
        "within ten years": lambda g: acts.ask(
            agencies=health, due_on=date(NOW.year + 300, 1, 1), gate=g
        ),
        "No answer is overdue": lambda g: acts.chase_all(gate=g),
        "too early": lambda g: acts.escalate(
            scoping=found(g, ids[POLICE]), officer="x", words="x", gate=g
        ),
        "Choose among the agencies": lambda g: further.ask_those_who_know(
            agencies=health, kind="imr", due_on=SOON, gate=g
        ),
    }
    for sentence, act in tries.items():
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            act(gate)
    ahead = Told(first="x", last="x", services="x", secured_on=NOW + timedelta(days=1))
    with world.act("author") as gate, pytest.raises(Refused, match="records were secured"):
        acts.answer(scoping=found(gate, ids[POLICE]), known=True, said=ahead, gate=gate)


def test_after_the_papers_are_destroyed_nobody_is_asked(world: World) -> None:
    asked(world, (POLICE,))
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        acts.ask(agencies=[world.agencies[HEALTH]], due_on=SOON, gate=gate)
    (name,) = raw(world, "select id from scoping")[0]
    with world.act("author") as gate, pytest.raises(Refused, match="destroyed"):
        acts.answer(scoping=found(gate, name), known=False, gate=gate)
    late(world)
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        acts.chase_all(gate=gate)


# Chasing, escalating, taking back


def test_one_button_reminds_all_that_are_overdue_once_a_day(world: World, client: Any) -> None:
    ids = asked(world, (POLICE, PROBATION, HEALTH))
    answered(world, ids[PROBATION], "probation_author", known=False, said=None)
    late(world)
    chair = visitor(world, client, "chair")
    page = chair.get(in_review(world, "/chase")).text
    assert POLICE in page
    assert HEALTH in page
    assert PROBATION not in page
    gone = chair.post(in_review(world, "/chase"))
    assert gone.status_code == 303
    assert "reminders are on record" in chair.get(gone.headers["location"]).text
    again = chair.post(in_review(world, "/chase"))
    assert again.status_code == 422
    assert "again today" in again.text
    assert "you were reminded" in visitor(world, client, "author").get("/").text
    assert raw(world, "select count(*) from scoping_step where what = 'chased'") == [(2,)]


def test_it_goes_to_a_named_chief_officer_after_its_days(world: World, client: Any) -> None:
    ids = asked(world)
    late(world, 4)
    chair, path = visitor(world, client, "chair"), in_review(world, f"/{ids[POLICE]}/escalate")
    assert "It can be done from" in chair.get(path).text
    early = chair.post(path, {"officer": "Chief Constable", "words": "x"})
    assert early.status_code == 422
    assert "too early" in early.text
    late(world, 5)
    assert "to be verified" not in chair.get(path).text
    lost = chair.post(path, {"officer": "", "words": SAID})
    assert lost.status_code == 422
    assert DRAWN in lost.text
    done = chair.post(path, {"officer": f"Ann Lowe {SAID}", "words": SAID})
    assert done.status_code == 303
    for who in ("chair", "senior"):
        text = visitor(world, client, who).get(in_review(world, f"/{ids[POLICE]}")).text
        assert f"Ann Lowe {DRAWN}" in text
    answered(world, ids[POLICE], "author", known=False, said=None)
    with world.act("chair") as gate, pytest.raises(Refused, match="Nothing is awaited"):
        acts.escalate(scoping=found(gate, ids[POLICE]), officer="x", words="x", gate=gate)


def test_an_agency_that_became_part_of_another_is_taken_back(world: World, client: Any) -> None:
    ids = asked(world)
    path = in_review(world, f"/{ids[POLICE]}")
    chair = visitor(world, client, "chair")
    assert chair.post(f"{path}/withdraw", {"words": ""}).status_code == 422
    assert chair.post(f"{path}/withdraw", {"words": SAID}).status_code == 303
    assert POLICE not in states(world)
    author = visitor(world, client, "author")
    assert DRAWN in author.get(path).text
    refused = author.post(path)
    assert refused.status_code != 303
    assert "taken back" in refused.text
    assert "taken back" in author.post(f"{path}/answer", ANSWER).text
    with world.act("board") as gate:
        assert len(acts.ask(agencies=[world.agencies[POLICE]], due_on=SOON, gate=gate)[0]) == 1


def test_an_agency_without_anybody_is_told_of_to_those_who_ask(world: World, client: Any) -> None:
    with world.act("administrator", "portal") as gate:
        other = directory.add_agency(name="Brynmawr Refuge", kind="voluntary", gate=gate)
    with world.act("board") as gate:
        acts.ask(agencies=[other], due_on=SOON, gate=gate)
    text = visitor(world, client, "board").get(in_review(world)).text
    assert "Nobody from this agency takes part" in text
    assert "administrator to add its senior office" in text
