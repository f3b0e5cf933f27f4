"""What a desk gave in reviews ends with the desk, in the same act; who comes next takes over."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.directory import succession
from portal.gate.gate import Absent
from portal.gate.policy import BOARD, Act, Role
from portal.migrate import migrate, migrate_down
from portal.reviews import at_desks, parts
from portal.reviews.models import Joining
from tests.build import YEAR, World
from tests.desks import proposed, seated, second_keeper
from tests.intake.incidents import CHAIR, COORDINATOR, NOTIFIER, a_board, assessed, inside, notified
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
BEFORE = "0037"
"""The step before desks had two keys."""


def desk_of(world: World, who: str) -> str:
    told = "select id from desk where person_id = :person and ended_at is null"
    ((name,),) = raw(world, told, person=world.people[who])
    return str(name)


def ended(world: World, desk: str) -> None:
    with world.act("administrator", "portal") as gate:
        at_desks.end(desk=desk, gate=gate)


def reads(world: World, who: str, review: str) -> bool:
    with world.vault.read(world.sign_in(who), review) as gate:
        gate.take_seat()
        return gate.may(Act.READ_NOTIFICATION).allowed


def test_the_part_in_every_review_ends_with_the_desk(world_on_either: World) -> None:
    world = world_on_either
    board = a_board(world)
    reviews = [notified(world, board) for _ in range(2)]
    other = notified(world, a_board(world, "Other Board"))
    assert all(reads(world, who, one) for who in (CHAIR, COORDINATOR) for one in reviews)
    mine = "select id from desk where person_id = :person and body = :board"
    ((desk,),) = raw(world, mine, person=world.people[COORDINATOR], board=board)
    ended(world, desk)
    assert not any(reads(world, COORDINATOR, one) for one in reviews)
    assert reads(world, COORDINATOR, other), "the desk at another board stands"
    assert all(reads(world, CHAIR, one) for one in reviews)
    still = "select count(*) from membership where desk_id = :desk and ends_at > :now"
    with world.act("administrator", "portal") as gate:
        now = f"{gate.now:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert raw(world, still, desk=desk, now=now) == [(0,)]
    for one in reviews:
        noted = raw(
            world, "select count(*) from ledger_entry where stream = :stream and act = :act",
            stream=f"{one}:{BOARD}", act=Act.END_MEMBERSHIP,
        )  # fmt: skip
        assert noted == [(1,)]


def test_her_very_next_click_finds_nothing(world: World, client: Any) -> None:
    review = notified(world, a_board(world))
    theirs, page = visitor(world, client, COORDINATOR), f"/reviews/{review}/notification"
    assert theirs.get(page).status_code == 200
    keeper, desk = visitor(world, client, "administrator"), desk_of(world, COORDINATOR)
    sentence = keeper.get(f"/directory/desks/{desk}/end").text
    assert "these parts end with it" in sentence
    assert keeper.post(f"/directory/desks/{desk}/end").status_code == 303
    assert plain(theirs.get(page)) == plain(theirs.get(f"/reviews/{'0' * 32}/notification"))


def test_a_part_that_an_office_confirmed_stays(world: World) -> None:
    review = notified(world, a_board(world))
    with world.act("administrator", "portal") as gate:
        given = (Role.COORDINATOR,)
        part = parts.Part(world.people["lay"], BOARD, given, gate.now, gate.now + YEAR)
        joining = parts.ask(review=review, part=part, gate=gate).id
    with inside(world, CHAIR, review) as gate:
        parts.confirm(joining=gate.find(Joining, joining, Act.CONFIRM_MEMBER), gate=gate)
    ended(world, desk_of(world, COORDINATOR))
    assert reads(world, "lay", review)


def test_who_has_two_desks_keeps_what_the_other_gives(world: World) -> None:
    board = a_board(world, chair=CHAIR, coordinator=COORDINATOR)
    both = seated(world, CHAIR, board, Role.COORDINATOR)
    review = notified(world, board)
    roles = (
        "select r.role from membership_role r join membership m on m.id = r.membership_id "
        "where m.review_id = :review and m.person_id = :person and m.ends_at > :now order by r.role"
    )

    def held() -> list[str]:
        with world.act("administrator", "portal") as gate:
            now = f"{gate.now:%Y-%m-%dT%H:%M:%S.%fZ}"
        return [r for (r,) in raw(world, roles, review=review, person=world.people[CHAIR], now=now)]

    assert held() == ["board_office", "coordinator"]
    ended(world, both)
    assert held() == ["board_office"]
    assert reads(world, CHAIR, review)


def test_whoever_is_accepted_next_takes_over_where_nobody_decides(world: World) -> None:
    board = a_board(world)
    review, closed = notified(world, board), notified(world, board)
    assessed(world, review)
    raw(world, "update review set closed_at = opened_at where id = :review", review=closed)
    ended(world, desk_of(world, CHAIR))
    assert not reads(world, CHAIR, review)
    person = second_keeper(world)
    desk = proposed(world, "lay", board, Role.BOARD_CHAIR)
    assert not reads(world, "lay", review), "a proposal gives nothing"
    with world.act("second_keeper", "portal") as gate:
        assert person in at_desks.answerers(desk=at_desks.asked(name=desk, gate=gate), gate=gate)
        at_desks.accept(name=desk, gate=gate)
    assert reads(world, "lay", review)
    assert not reads(world, "lay", closed)
    with inside(world, "lay", review) as gate:
        assert gate.may(Act.DECIDE_REVIEW).allowed
    third = seated(world, "senior", board, Role.BOARD_CHAIR)
    assert not reads(world, "senior", review), "somebody decides there"
    ended(world, third)
    assert reads(world, "lay", review)


def test_closing_a_board_leaves_the_parts_in_reviews_as_they_are(world: World) -> None:
    """Who answers for its papers changes, and nobody's sight (README, 28)."""
    first, second = a_board(world), a_board(world, "Other Board", chair="senior", coordinator="lay")
    review = notified(world, first)
    with world.act("administrator", "portal") as gate:
        succession.close(name=first, successor=second, why="Merged.", gate=gate)
    assert reads(world, CHAIR, review)
    assert not reads(world, "senior", review)


def test_nobody_but_an_administrator_ends_a_desk(world: World) -> None:
    a_board(world)
    desk = desk_of(world, COORDINATOR)
    for who in (CHAIR, COORDINATOR, NOTIFIER, "auditor"):
        with world.act(who, "portal") as gate, pytest.raises(Absent):
            at_desks.end(desk=desk, gate=gate)
    assert desk_of(world, COORDINATOR) == desk


def test_a_suspended_chair_is_not_seated_and_can_be_succeeded(world: World) -> None:
    board = a_board(world)
    review = notified(world, board)
    raw(world, "update account set suspended_at = '2026-01-01T00:00:00.000000Z' "
        "where person_id = :person", person=world.people[CHAIR])  # fmt: skip
    seated(world, "lay", board, Role.BOARD_CHAIR)
    assert reads(world, "lay", review)


def test_an_older_portals_desks_stand_and_what_they_gave_is_known(world_on_either: World) -> None:
    """Down to the step before and up again: what waited for a second key gave nothing, and is gone."""
    world, parts_of = world_on_either, "select id, desk_id from membership order by id"
    board = a_board(world)
    notified(world, board)
    waits = proposed(world, "lay", board)
    before = raw(world, parts_of)
    assert sum(desk is not None for _, desk in before) == 2
    migrate_down(world.vault.engine, BEFORE)
    migrate(world.vault.engine)
    assert raw(world, parts_of) == before
    told = raw(world, "select id, accepted_by, appointed_by, accepted_at, starts_at from desk")
    assert waits not in {row[0] for row in told}
    assert all((row[1], row[3]) == (row[2], row[4]) for row in told)
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update desk set accepted_by = null")
