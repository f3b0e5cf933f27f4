"""Boards, and who stands for a body outside any review."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.directory import desks, succession
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act, Link, Role, law, law_for_portal
from portal.reviews import acts as reviews
from portal.reviews.kinds import kinds, offered
from tests import build
from tests.build import YEAR, World
from tests.desks import seated

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("desks")
    return build.with_cast(folder, f"sqlite:///{folder / 'portal.db'}")


@pytest.fixture
def gate(world: World) -> Iterator[Gate]:
    with world.act("administrator", "portal") as gate:
        yield gate


def _seat(world: World, who: str, body: str, role: Role, **other: object) -> desks.Seat:
    ends = NOW + YEAR
    return desks.Seat(world.people[who], body, role, NOW - timedelta(hours=1), ends, **other)  # type: ignore[arg-type]


def test_a_desk_is_one_bodys_alone_and_ends_at_once(world: World) -> None:
    with world.act("administrator", "portal") as gate:
        board = desks.add_board(name="Fenwick Strategic Management Board", kind="smb", gate=gate)
    agency = world.agencies["Westmarch Police"]
    desk = seated(world, "chair", board, Role.BOARD_CHAIR)
    seated(world, "author", agency)
    with world.act("chair", "portal") as gate:
        assert f"team:board_chair:{board}" in gate.groups
    with world.act("author", "portal") as gate:
        assert f"team:coordinator:{agency}" in gate.groups
        assert not any(group.startswith("team:board_chair") for group in gate.groups)
        assert [row.person_id for row in desks.desks(body=board, gate=gate)] == [
            world.people["chair"]
        ]
    with world.act("administrator", "portal") as gate:
        desks.unseat(desk=desk, gate=gate)
        with pytest.raises(Refused):
            desks.unseat(desk=desk, gate=gate)
    with world.act("chair", "portal") as gate:
        assert not any(group.startswith("team:") for group in gate.groups)
        assert desks.desks(body=board, gate=gate) == []


def test_own_record_outside_a_review_is_that_bodys() -> None:
    """Rows of law for desks hold for the bodies that links name, and for no review's roles."""
    rows = [row for row in law().rows if row.what == "own record"]
    wanted = [row for row in rows if row.who in {Role.COORDINATOR, Role.BOARD_CHAIR}]
    lines = law_for_portal(law(), [Link("u:p", "team:coordinator:b"), Link("u:p", "team:author:b")])
    own = [line for line in lines if line.sub.startswith("team:")]
    assert {(line.sub, line.obj) for line in own} <= {("team:coordinator:b", "owner:b")}
    assert len(own) == sum(row.who is Role.COORDINATOR for row in wanted)


def test_an_administrator_appoints_herself_to_no_desk(gate: Gate, world: World) -> None:
    """Who keeps the directory reads no words: neither what a body was notified of."""
    agency = world.agencies["Westmarch Police"]
    with pytest.raises(Refused, match="appoint yourself"):
        desks.put_up(told=_seat(world, "administrator", agency, Role.COORDINATOR), gate=gate)


def test_the_end_of_a_part_at_a_desk_is_on_record(gate: Gate, world: World) -> None:
    agency = world.agencies["Fenwick Health Trust"]
    desk = desks.put_up(told=_seat(world, "stranger", agency, Role.COORDINATOR), gate=gate).id
    desks.unseat(desk=desk, gate=gate)
    assert {"desk-ended": (desk,)} in [fact.things for fact in gate.facts]


@pytest.mark.parametrize("odd", ["\0", "a\0b", "0" * 31, "ਪੰਜਾਬੀ", "\u202e" * 32])
def test_an_odd_address_names_no_body_and_no_desk(world: World, odd: str) -> None:
    """PostgreSQL cannot even be asked for a NUL."""
    looks: list[Callable[[Gate], object]] = [
        lambda gate: succession.body(name=odd, gate=gate),
        lambda gate: desks.desk(name=odd, gate=gate),
        lambda gate: desks.unseat(desk=odd, gate=gate),
    ]
    for look in looks:
        asked: list[str] = []
        with world.act("administrator", "portal") as gate:
            heard = partial(_heard, asked)
            sa.event.listen(gate.connection, "before_cursor_execute", heard)
            with pytest.raises(Absent):
                look(gate)
        assert not any(odd in one for one in asked), "the records are not asked for it"


def _heard(asked: list[str], *told: object) -> None:
    asked.append(str(told[3]))


def test_nobody_is_seated_twice_for_nobody_or_in_the_past(world: World, gate: Gate) -> None:
    agency = world.agencies["Westmarch Police"]
    once = _seat(world, "senior", agency, Role.COORDINATOR)
    desks.put_up(told=once, gate=gate)
    wrong = [
        once,
        _seat(world, "senior", agency, Role.BOARD_CHAIR),
        _seat(world, "senior", "nobody", Role.COORDINATOR),
        _seat(world, "senior", agency, Role.AUTHOR),
        _seat(world, "senior", agency, Role.COORDINATOR, standing="friend"),
        desks.Seat(world.people["chair"], agency, Role.COORDINATOR, NOW - YEAR, NOW - YEAR / 2),
    ]
    for told in wrong:
        with pytest.raises(Refused):
            desks.put_up(told=told, gate=gate)


def test_only_an_administrator_keeps_boards_and_desks(world: World) -> None:
    for who in ("chair", "author", "auditor"):
        with world.act(who, "portal") as gate:
            with pytest.raises(Absent):
                desks.add_board(name="Mine", kind="csp", gate=gate)
            told = _seat(world, who, world.agencies["Westmarch Police"], Role.COORDINATOR)
            with pytest.raises(Absent):
                desks.put_up(told=told, gate=gate)
            with pytest.raises(Absent):
                desks.unseat(desk="x", gate=gate)


def test_a_board_has_one_name_and_a_review_its_board(world: World, gate: Gate) -> None:
    board = desks.add_board(name="Larch Community Safety Partnership", kind="csp", gate=gate)
    with pytest.raises(Refused):
        desks.add_board(name="Larch Community Safety Partnership", kind="csp", gate=gate)
    made = reviews.open_review(kind="dhr", marking="OFFICIAL", board=board, gate=gate)
    assert (made.board_id, made.incident_id) == (board, made.id)
    with pytest.raises(Refused):
        reviews.open_review(kind="dhr", marking="OFFICIAL", board="nobody", gate=gate)


def test_a_kind_that_is_not_in_force_is_shown_and_not_opened(world: World, gate: Gate) -> None:
    assert {"dardr", "owhr"} <= {code for code, kind in kinds().items() if not kind.in_force}
    assert not {"dardr", "owhr"} & set(offered(date(2026, 11, 1)))
    assert "susr" not in offered(date(2024, 9, 30))
    assert "susr" in offered(date(2024, 10, 1))
    with pytest.raises(Refused):
        reviews.open_review(kind="dardr", marking="OFFICIAL", gate=gate)


def test_each_kind_says_imr_as_its_practitioners_do() -> None:
    told = {code: kind.imr.split()[0] for code, kind in kinds().items()}
    assert told["mappa_scr"] == told["pimr"] == "Internal"
    assert told["dhr"] == told["cspr"] == "Individual"
    assert [code for code, kind in kinds().items() if kind.lay_adviser] == ["mappa_scr"]


def test_an_act_of_no_law_for_a_desk_stays_closed(world: World) -> None:
    with world.act("author", "portal") as gate:
        assert gate.owners_for(Act.KEEP_DIRECTORY) == []
