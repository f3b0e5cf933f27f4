"""Boards: named, stood for and closed; who answers for papers; how long these are kept."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from portal.custody import acts as custody
from portal.custody import papers, retention
from portal.directory import desks, succession
from portal.documents import acts as documents
from portal.gate.gate import Absent, Refused
from portal.gate.policy import ALWAYS, BOARD, NEVER, Act, Line, Role
from portal.people.models import Board
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.web.dates import today
from tests.build import YEAR, World
from tests.cast import HEALTH, POLICE, PROBATION
from tests.desks import seated
from tests.policy.asking import raw, reading_as, reads
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SMB = "Fenwick Strategic Management Board"


def a_board(world: World, name: str = SMB, kind: str = "smb") -> str:
    with world.act("administrator", "portal") as gate:
        return desks.add_board(name=name, kind=kind, gate=gate)


def commissioned_by(world: World, board: str) -> None:
    raw(world, f"update review set board_id = '{board}' where id = '{world.review}'")


def closed(world: World, name: str, successor: str, why: str = "Merged.") -> None:
    with world.act("administrator", "portal") as gate:
        succession.close(name=name, successor=successor, why=why, gate=gate)


def answers(world: World, owner: str, board: str = "") -> list[str]:
    with reading_as(world, "lay") as gate:
        return papers.answers_for(owner=owner, board=board, gate=gate)


def kept_away(world: World, who: str, section: str) -> None:
    """Closed to her in person, as by a stand-down from that section."""
    line = Line(f"u:{world.people[who]}", f"sec:{section}", Act.READ_SECTION, ALWAYS, NEVER,
                "deny", f"stood_down:{section}")  # fmt: skip
    with world.act("board") as gate:
        gate.allow([line], ref=line.ref)


# Keeping boards


def test_an_administrator_adds_names_and_staffs_a_board(world: World, client: Any) -> None:
    keeper = visitor(world, client, "administrator")
    led = keeper.post("/directory/boards/new", {"name": SMB, "kind": "smb"}).headers["location"]
    board = led.partition("?")[0].rpartition("/")[2]
    assert SMB in keeper.get("/directory/boards").text
    again = keeper.post("/directory/boards/new", {"name": SMB, "kind": "smb"})
    assert "There is a board of that name already." in again.text
    until = today(datetime.now(UTC)) + timedelta(days=90)
    told = {"person": world.people["chair"], "role": "board_chair", "standing": "deputy",
            "until": f"{until.day}/{until.month}/{until.year}"}  # fmt: skip
    led = keeper.post(f"/directory/bodies/{board}/seat", told).headers["location"]
    page = keeper.get(led).text
    assert "Leonard Ashby" in page
    assert "Decides for the board (deputy, on one administrator&#39;s word)" in page
    twice = keeper.post(f"/directory/bodies/{board}/seat", told)
    assert "has that part for that body already" in twice.text
    end = page.partition('/end">')[0].rpartition('href="')[2] + "/end"
    assert keeper.post(end).status_code == 303
    assert "Leonard Ashby" not in keeper.get(f"/directory/boards/{board}").text
    new = {"kind": "dhr", "marking": "OFFICIAL", "handling": "as_agreed", "board": board}
    led = keeper.post("/directory/reviews/new", new).headers["location"]
    assert SMB in keeper.get(led).text


@pytest.mark.parametrize("who", ["senior", "chair", "auditor", "stranger"])
def test_nobody_else_keeps_boards(world: World, client: Any, who: str) -> None:
    board, other = a_board(world), visitor(world, client, who)
    nothing = plain(other.get("/directory/boards/none"))
    for path in ("/directory/boards", f"/directory/boards/{board}", "/directory/boards/new",
                 f"/directory/bodies/{board}/seat", f"/directory/bodies/{board}/close"):  # fmt: skip
        assert plain(other.get(path)) == nothing, path
    with world.act(who, "portal") as gate:
        for name in (board, world.agencies[HEALTH]):
            with pytest.raises(Absent):
                succession.close(name=name, successor=name, why="x", gate=gate)
        with pytest.raises(Absent):
            succession.set_title(board=board, kind="dhr", title="Mine", gate=gate)


def test_pages_say_the_boards_own_name_and_its_own_title(world: World, client: Any) -> None:
    board, keeper = a_board(world), visitor(world, client, "administrator")
    lay = visitor(world, client, "lay")
    assert "The commissioning board" in lay.get(f"/reviews/{world.review}").text
    commissioned_by(world, board)
    told = {"kind": "mappa_scr", "title": "Serious case review of Fenwick’s board"}
    assert keeper.post(f"/directory/boards/{board}/title", told).status_code == 303
    for path in (f"/reviews/{world.review}", "/"):
        page = lay.get(path).text
        assert SMB in page
        assert "The commissioning board" not in page
        assert "Serious case review of Fenwick’s board" in page
    odd = keeper.post(f"/directory/boards/{board}/title", {**told, "title": "=1+1"})
    assert "Use letters" in odd.text
    assert keeper.post(f"/directory/boards/{board}/title", {**told, "title": ""}).status_code == 303
    assert "MAPPA serious case review" in lay.get("/").text


# Closing


def test_a_body_is_closed_into_the_hands_of_a_named_successor_alone(
    world: World, client: Any
) -> None:
    first, second = a_board(world, "One"), a_board(world, "Two")
    keeper = visitor(world, client, "administrator")
    at, why = f"/directory/bodies/{first}/close", {"reason": "Merged by order."}
    for successor in ("", "x", first, "0" * 32, world.agencies[POLICE]):
        answer = keeper.post(at, {**why, "successor": successor})
        assert answer.status_code == 422, successor
        assert "Merged by order." in answer.text
    assert keeper.post(at, {"successor": second}).status_code == 422
    led = keeper.post(at, {**why, "successor": second}).headers["location"]
    assert "Two answers for its papers." in keeper.get(led).text
    again = keeper.post(at, {**why, "successor": second})
    assert "closed already" in again.text
    back = keeper.post(f"/directory/bodies/{second}/close", {**why, "successor": first})
    assert "one not closed" in back.text
    new = {"kind": "dhr", "marking": "OFFICIAL", "handling": "as_agreed", "board": first}
    assert "Choose a board that is not closed." in keeper.post("/directory/reviews/new", new).text
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, f"update board set successor_id = id where id = '{first}'")
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, f"update board set successor_id = null where id = '{first}'")
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update agency set closed_at = '2026-01-01T00:00:00.000000Z'")


def test_after_closing_everything_names_the_last_successor_and_sight_is_as_it_was(
    world: World, client: Any
) -> None:
    names = ["One", "Two", "Three", "Four"]
    boards = [a_board(world, name) for name in names]
    commissioned_by(world, boards[0])
    before = {who: set(reads(world, who)) for who in ("author", "chair", "probation_panel")}
    for old, new in pairwise(boards):
        closed(world, old, new)
    assert answers(world, BOARD, boards[0]) == names
    police, probation = world.agencies[POLICE], world.agencies[PROBATION]
    closed(world, police, probation)
    assert answers(world, police) == [POLICE, PROBATION]
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/papers").text
    assert "the SMB chair, for Four" in page
    assert "Two then Three then Four" in page
    after = {who: set(reads(world, who)) for who in before}
    assert after == before, "nobody's sight has changed"


def test_the_successors_people_can_be_appointed_for_the_body(world: World) -> None:
    """A review of the closed agency that has no office of it yet takes one of its successor."""
    police, health = world.agencies[POLICE], world.agencies[HEALTH]
    closed(world, police, health)
    with world.act("administrator", "portal") as gate:
        review = reviews.open_review(kind="dhr", marking="OFFICIAL", gate=gate).id
        now = gate.now
        part = parts.Part(
            world.people["stranger"], police, (Role.SENIOR_OFFICE,), now, now + YEAR, "holder"
        )
        parts.ask(review=review, part=part, gate=gate)
        other = parts.Part(
            world.people["probation_senior"], police, (Role.SENIOR_OFFICE,), now, now + YEAR
        )
        second = reviews.open_review(kind="dhr", marking="OFFICIAL", gate=gate).id
        with pytest.raises(Refused):
            parts.ask(review=second, part=other, gate=gate)
        seat = desks.Seat(world.people["stranger"], police, Role.COORDINATOR, now, now + YEAR)
        with pytest.raises(Refused):
            desks.put_up(told=seat, gate=gate)


def test_who_stood_for_a_closed_board_stands_no_more(world: World) -> None:
    first, second = a_board(world, "One"), a_board(world, "Two")
    seated(world, "lay", first)
    closed(world, first, second)
    with world.act("lay", "portal") as gate:
        assert not any(group.startswith("team:") for group in gate.groups)
        assert desks.desks(body=first, gate=gate) == []


def test_of_two_who_close_a_board_at_once_one_is_refused(world_on_either: World) -> None:
    world = world_on_either
    first, second, third = (a_board(world, name) for name in ("One", "Two", "Three"))
    told: list[str] = []
    start = threading.Barrier(2)

    def close(successor: str) -> None:
        start.wait()
        try:
            closed(world, first, successor)
            told.append("closed")
        except Refused as why:
            told.append(str(why))

    threads = [threading.Thread(target=close, args=(one,)) for one in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["This body is closed already.", "closed"]


# Papers, and how long they are kept


def test_everybody_in_a_review_sees_who_answers_for_its_papers(world: World, client: Any) -> None:
    for who in ("lay", "author", "probation_panel", "board"):
        page = visitor(world, client, who).get(f"/reviews/{world.review}/papers").text
        assert "Nobody yet: it cannot be closed without naming one" in page
        assert "In general: 10 years after the review is closed (to be verified)" in page
        assert POLICE in page
    assert (
        visitor(world, client, "stranger").get(f"/reviews/{world.review}/papers").status_code == 404
    )


def test_terms_differ_by_owner_and_class_and_each_row_says_how_sure_it_is() -> None:
    on = date(2026, 11, 1)
    assert retention.term_of("health", "context", on).number == 20
    assert retention.term_of("police", "context", on).number == 10
    assert retention.term_of("health", "conduct", on).number == 6
    assert retention.term_of("voluntary", "context", on).number == 10
    assert {term.status for term in retention.terms()} == {"to be verified"}
    assert retention.term_of("police", "context", on).ends(date(2016, 2, 29)) == date(2026, 2, 28)


def test_what_is_due_for_disposal_is_listed_for_its_owner_unless_it_is_held(
    world: World, client: Any
) -> None:
    def due(who: str) -> list[str]:
        with reading_as(world, who) as gate:
            found = retention.due(owner=gate.body, gate=gate)
            return sorted(row.section_class for row, _, _ in found)

    assert due("senior") == [], "the review is open"
    seven = datetime.now(UTC) - 7 * YEAR - timedelta(days=9)
    raw(world, f"update review set closed_at = '{seven:%Y-%m-%dT%H:%M:%S.%fZ}'")
    assert due("senior") == ["conduct", "legal_advice", "staff_welfare"]
    assert due("author") == []
    assert due("probation_senior") == []
    page = visitor(world, client, "senior").get(f"/reviews/{world.review}/papers").text
    assert "Conduct and discipline): kept until" in page
    assert (
        "sections whose time of keeping is over" in visitor(world, client, "senior").get("/").text
    )
    assert (
        "kept until"
        not in visitor(world, client, "lay").get(f"/reviews/{world.review}/papers").text
    )
    raw(world, "update section set section_class = 'conduct' where section_class = 'staff_welfare'")
    for (section,) in raw(world, "select id from section where section_class = 'conduct'"):
        kept_away(world, "senior", section)
    assert due("senior") == ["legal_advice"], "nor of a section that is closed to her (rule 2)"
    with world.act("senior") as gate:
        custody.place_hold(why="An appeal.", gate=gate)
    assert due("senior") == []


def test_a_review_is_closed_once_by_the_boards_office_and_nobodys_sight_changes(
    world: World, client: Any
) -> None:
    before = set(reads(world, "probation_panel"))
    for who in ("chair", "senior", "lay"):
        with world.act(who) as gate, pytest.raises(Absent):
            papers.close(why="x", gate=gate)
    office, at = visitor(world, client, "board"), f"/reviews/{world.review}/papers/close"
    assert "Close this review?" in office.get(at).text
    assert office.post(at, {"reason": ""}).status_code == 422
    assert office.post(at, {"reason": "ਸਮਾਪਤ, published."}).status_code == 303
    assert "closed already" in office.post(at, {"reason": "Again."}).text
    assert "The review was closed on" in office.get(f"/reviews/{world.review}/papers").text
    assert set(reads(world, "probation_panel")) == before
    with reading_as(world, "chair") as gate:
        assert documents.read(gate=gate)


def test_boards_are_never_lost_and_names_are_not_taken_twice(world: World) -> None:
    first, second = a_board(world, "One"), a_board(world, "Two")
    closed(world, first, second)
    with pytest.raises(Refused):
        a_board(world, "One")
    with world.vault.engine.connect() as connection:
        assert set(connection.execute(sa.select(Board.id)).scalars()) == {first, second}
