"""A desk needs two people: who proposes it, and who accepts it before it gives anything."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from portal.directory import acts as directory
from portal.directory import desks
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Role
from portal.reviews import at_desks
from tests.build import YEAR, World
from tests.cast import EVERYBODY, POLICE
from tests.desks import SECOND, accepted, proposed, seated, second_keeper
from tests.policy.asking import raw
from tests.visit import Visitor, plain, visitor

pytestmark = pytest.mark.slow
ACCEPT = {"answer": "confirm"}


@pytest.fixture
def board(world: World) -> str:
    """A board that one person decides for already; other administrators there are none."""
    with world.act("administrator", "portal") as gate:
        made = desks.add_board(name="Fenwick Board", kind="smb", gate=gate)
    seated(world, "board", made, Role.BOARD_CHAIR)
    return made


def stands(world: World, who: str) -> bool:
    with world.act(who, "portal") as gate:
        return any(group.startswith("team:") for group in gate.groups)


def who_answers(world: World, desk: str) -> set[str]:
    with world.act("administrator", "portal") as gate:
        row = at_desks.asked(name=desk, gate=gate)
        able = at_desks.answerers(desk=row, gate=gate)
    return {name for name, person in world.people.items() if person in able}


def answered(world: World, who: str, desk: str, why: str = "") -> str:
    """What is said to whoever answers; nothing where it went well."""
    try:
        with world.act(who, "portal") as gate:
            if why:
                at_desks.refuse(name=desk, why=why, gate=gate)
            else:
                at_desks.accept(name=desk, gate=gate)
    except Refused as refused:
        return str(refused)
    return ""


def test_the_portals_first_desk_holds_on_one_word_and_says_so_and_no_other(
    world: World, client: Any
) -> None:
    with world.act("administrator", "portal") as gate:
        first = desks.add_board(name="First Board", kind="smb", gate=gate)
        second = desks.add_board(name="Second Board", kind="csp", gate=gate)
    keeper = visitor(world, client, "administrator")
    assert "holds on your word alone" in keeper.get(f"/directory/bodies/{first}/seat").text
    desk = proposed(world, "chair", first, Role.BOARD_CHAIR)
    assert stands(world, "chair")
    assert "on one administrator&#39;s word" in keeper.get(f"/directory/boards/{first}").text
    noted = raw(world, "select entry from ledger_entry where act = 'keep_directory'")
    assert [entry for (entry,) in noted if "desk-alone:board_chair" in entry and desk in entry]
    assert "word alone" not in keeper.get(f"/directory/bodies/{second}/seat").text
    waits = proposed(world, "lay", second, Role.BOARD_CHAIR)
    assert not stands(world, "lay")
    assert who_answers(world, waits) == set()
    assert "Nobody can accept it yet" in keeper.get(f"/directory/boards/{second}").text
    second_keeper(world)
    assert who_answers(world, waits) == {SECOND}
    with world.act("administrator", "portal") as gate:
        at_desks.end(desk=desk, gate=gate)
    again = proposed(world, "chair", first, Role.BOARD_CHAIR)
    assert not stands(world, "chair"), "also where nobody stands any more"
    assert who_answers(world, again) == {SECOND}


def test_where_another_administrator_is_even_the_first_desk_waits(world: World) -> None:
    with world.act("administrator", "portal") as gate:
        made = desks.add_board(name="First Board", kind="smb", gate=gate)
    second_keeper(world)
    desk = proposed(world, "chair", made, Role.BOARD_CHAIR)
    assert not stands(world, "chair")
    accepted(world, desk, world.people[SECOND])
    assert stands(world, "chair")


def test_it_waits_for_those_who_stand_for_the_body_and_for_nobody_else(
    world: World, board: str, client: Any
) -> None:
    second_keeper(world)
    desk = proposed(world, "stranger", board)
    assert who_answers(world, desk) == {"board"}
    told = "Accept or refuse who is to stand for a body, in Fenwick Board"
    page = f"/desks/{desk}"
    for who in EVERYBODY:
        one = visitor(world, client, who)
        assert (told in one.get("/").text) == (who == "board"), who
        if who not in {"board", "administrator"}:
            assert plain(one.get(page)) == plain(one.get(f"/desks/{'0' * 32}")), who
            assert one.post(page, ACCEPT).status_code == 404
            with pytest.raises(Absent):
                answered(world, who, desk)
    keeper = visitor(world, client, "administrator")
    assert "You proposed this." in keeper.get(page).text
    assert "You proposed this." in keeper.post(page, ACCEPT).text
    assert "no administrator" in answered(world, SECOND, desk)
    assert not stands(world, "stranger")
    chair = visitor(world, client, "board")
    assert "Quentin Shaw stands for Fenwick Board" in chair.get(page).text
    assert "stranger@example.org" in chair.get(page).text
    assert chair.post(page, {}).status_code == 422
    led = chair.post(page, ACCEPT).headers["location"]
    assert "You have accepted it." in chair.get(led).text
    assert stands(world, "stranger")
    assert told not in chair.get("/").text
    assert "answered already" in chair.post(page, ACCEPT).text
    assert "answered already" in answered(world, "board", desk, why="No.")


def test_an_agencys_senior_office_answers_for_its_desk(world: World) -> None:
    second_keeper(world)
    desk = proposed(world, "stranger", world.agencies[POLICE])
    assert who_answers(world, desk) == {"senior"}
    assert answered(world, "senior", desk) == ""
    assert stands(world, "stranger")
    mine = proposed(world, "senior", world.agencies[POLICE])
    assert who_answers(world, mine) == {SECOND}, "nobody accepts the own appointment"


def test_a_refusal_is_kept_with_its_sealed_reason_and_gives_nothing(
    world: World, board: str, client: Any
) -> None:
    desk = proposed(world, "stranger", board)
    chair, page = visitor(world, client, "board"), f"/desks/{desk}"
    assert "Say why" in chair.post(page, {"answer": "refuse"}).text
    said = {"answer": "refuse", "reason": "ਨਹੀਂ, nobody <b>here</b> knows them."}
    assert "You have refused it." in chair.get(chair.post(page, said).headers["location"]).text
    assert not stands(world, "stranger")
    ((ended, refusal),) = raw(
        world, "select ended_by, refusal from desk where id = :desk", desk=desk
    )
    assert ended == world.people["board"]
    ((entry,),) = raw(world, "select entry from ledger_entry where act = 'answer_desk' and "
                      "entry like '%desk-refused%'")  # fmt: skip
    assert refusal in entry
    assert "nobody" not in entry
    assert "answered already" in answered(world, "board", desk)
    assert proposed(world, "stranger", board), "it can be proposed anew"


def test_what_is_taken_back_or_over_begins_no_more(world: World, board: str, client: Any) -> None:
    desk = proposed(world, "stranger", board)
    keeper = visitor(world, client, "administrator")
    assert "Whoever decides for the board" in keeper.get(f"/directory/boards/{board}").text
    end = f"/directory/desks/{desk}/end"
    assert "proposed for Fenwick Board no more" in keeper.get(end).text
    assert keeper.post(end).status_code == 303
    assert "answered already" in answered(world, "board", desk)
    late = proposed(world, "lay", board)
    raw(world, "update desk set starts_at = '2020-01-01T00:00:00.000000Z', "
        f"ends_at = '2020-02-01T00:00:00.000000Z' where id = '{late}'")  # fmt: skip
    assert "time of this appointment is over" in answered(world, "board", late)
    assert not stands(world, "stranger")
    assert not stands(world, "lay")


def test_a_suspended_proposer_or_person_begins_nothing(world: World, board: str) -> None:
    second_keeper(world)
    first, other = proposed(world, "stranger", board, by=SECOND), proposed(world, "lay", board)
    with world.act("administrator", "portal") as gate:
        for who in (SECOND, "lay"):
            directory.suspend(person_id=world.people[who], why="x", gate=gate)
    assert "suspended or no administrator any more" in answered(world, "board", first)
    assert "account of whoever is appointed is suspended" in answered(world, "board", other)
    with world.act("administrator", "portal") as gate:
        directory.suspend(person_id=world.people["board"], why="x", gate=gate)
    assert who_answers(world, other) == set(), "nor does a suspended chair answer"
    with world.act("administrator", "portal") as gate:
        for who in (SECOND, "board"):
            directory.restore(person_id=world.people[who], why="x", gate=gate)
        dismissed = {"person_id": world.people[SECOND], "role": Role.ADMINISTRATOR}
        directory.dismiss(**dismissed, gate=gate)
    assert "suspended or no administrator any more" in answered(world, "board", first)
    assert answered(world, "board", first, why="Propose it anew.") == ""
    assert not stands(world, "stranger")


def test_of_two_who_answer_at_once_one_is_told_so(world_on_either: World) -> None:
    world = world_on_either
    with world.act("administrator", "portal") as gate:
        made = desks.add_board(name="Fenwick Board", kind="smb", gate=gate)
    for who in ("board", "chair"):
        seated(world, who, made, Role.BOARD_CHAIR)
    desk = proposed(world, "stranger", made)
    told: list[str] = []
    start = threading.Barrier(2)

    def answer(who: str, why: str) -> None:
        start.wait()
        told.append(answered(world, who, desk, why))

    threads = [
        threading.Thread(target=answer, args=one) for one in (("board", ""), ("chair", "No."))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["", "This has been answered already. Nothing more is needed from you."]
    ((ended, since),) = raw(
        world, "select ended_at, accepted_at from desk where id = :desk", desk=desk
    )
    assert (ended is None) != (since is None)
    assert stands(world, "stranger") == (since is not None)


def test_it_begins_on_its_first_day_at_the_earliest(world: World, board: str) -> None:
    with world.act("administrator", "portal") as gate:
        later = gate.now + timedelta(days=3)
    desk = proposed(world, "stranger", board, starts=later, ends=later + YEAR)
    assert answered(world, "board", desk) == ""
    assert not stands(world, "stranger")


@pytest.mark.parametrize("odd", ["x", "0" * 31, "a\0b", "ਪੰਜਾਬੀ"])
def test_an_odd_address_is_nothing(world: World, client: Any, odd: str) -> None:
    with world.act("administrator", "portal") as gate, pytest.raises(Absent):
        at_desks.asked(name=odd, gate=gate)


def test_nobody_who_is_not_signed_in_answers(world: World, board: str, client: Any) -> None:
    desk = proposed(world, "stranger", board)
    assert Visitor(client).get(f"/desks/{desk}").status_code == 303
