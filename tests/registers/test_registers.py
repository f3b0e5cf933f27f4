"""Registers: what is in them, for whom, how they are kept, and that they cost the same at any size."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import acts as contributions
from portal.custody import papers
from portal.db import reading, writing
from portal.directory import desks, succession
from portal.gate.gate import Absent
from portal.gate.policy import Act, Role
from portal.registers import acts, keeping, table
from portal.registers.acts import Sought
from portal.registers.models import RegisterDay, RegisterRow, RegisterTotal
from portal.reviews import acts as reviews
from portal.reviews import stand_downs
from portal.reviews.models import Review
from portal.timetable import acts as timetable
from tests.build import YEAR, World
from tests.cast import HEALTH, POLICE, PROBATION
from tests.grounds import SetClock
from tests.policy.asking import raw
from tests.registers.desk import NOW, a_board, aged, at_desk, opened, shown
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def police(world: World) -> str:
    at_desk(world, "stranger", world.agencies[POLICE])
    return world.agencies[POLICE]


# What is in it, for whom


@pytest.mark.mission("A053")
def test_a_forces_register_holds_its_reviews_and_no_others(
    world: World, client: Any, police: str
) -> None:
    opened(world, "Alder 1", "dhr", "", police)
    opened(world, "Birch 2", "sar", "", world.agencies[HEALTH])
    page = visitor(world, client, "stranger").get(f"/registers/{police}").text
    assert "Hawthorn 41" in page
    assert "Alder 1" in page
    assert "Birch 2" not in page
    assert f'href="/reviews/{world.review}"' not in page, "it opens for those who take part"
    narrowed = visitor(world, client, "stranger").get(f"/registers/{police}?kind=dhr").text
    assert "Alder 1" in narrowed
    assert "Hawthorn 41" not in narrowed
    assert shown(world, "stranger", police, Sought(state="closed")) == []
    assert shown(world, "stranger", police, Sought(year=NOW.year)) == ["Alder 1", "Hawthorn 41"]
    assert shown(world, "stranger", police, Sought(year=NOW.year - 1)) == []


def test_whoever_keeps_no_register_gets_the_absent_things_answer(
    world: World, client: Any, police: str
) -> None:
    for who in ("author", "senior", "chair", "administrator", "auditor"):
        seeker = visitor(world, client, who)
        nothing = plain(seeker.get("/registers/none"))
        for path in (f"/registers/{police}", f"/registers/{police}/export", "/registers"):
            assert plain(seeker.get(path)) == nothing, (who, path)
    other = visitor(world, client, "stranger")
    assert other.get(f"/registers/{world.agencies[PROBATION]}").status_code == 404
    assert '/registers"' in other.get("/").text
    assert '/registers"' not in visitor(world, client, "author").get("/").text


def test_a_coordinator_who_is_dismissed_sees_nothing_from_the_next_request_on(
    world: World, client: Any
) -> None:
    police = world.agencies[POLICE]
    desk = at_desk(world, "stranger", police)
    keeper = visitor(world, client, "stranger")
    assert keeper.get(f"/registers/{police}").status_code == 200
    with world.act("administrator", "portal") as gate:
        desks.unseat(desk=desk, gate=gate)
    assert keeper.get(f"/registers/{police}").status_code == 404
    assert keeper.post(f"/registers/{police}/export").status_code == 404


@pytest.mark.parametrize("scope", ["review", "owner"])
def test_who_is_stood_down_from_a_review_does_not_see_it_there_nor_in_the_counts(
    world: World, scope: str
) -> None:
    police = world.agencies[POLICE]
    at_desk(world, "author", police)
    assert shown(world, "author", police) == ["Hawthorn 41"]
    with world.act("board" if scope == "review" else "senior") as gate:
        stand_downs.stand_down(
            person=world.people["author"], scope=scope, what="" if scope == "review" else police,
            why="She knew him.", gate=gate,
        )  # fmt: skip
    assert shown(world, "author", police) == []
    assert aged(world, "author", police) == [0, 0, 0, 0]
    with world.vault.read(world.sign_in("author")) as gate:
        assert acts.kinds_of(of=acts.body(name=police, gate=gate), gate=gate) == set()


def test_what_an_agency_owes_is_not_counted_for_whoever_is_kept_from_what_it_owns(
    world: World,
) -> None:
    board = a_board(world)
    raw(world, f"update review set board_id = '{board}'")
    at_desk(world, "lay", board)
    with world.act("board") as gate:
        due = NOW + timedelta(days=30)
        contributions.ask(agency_id=world.agencies[HEALTH], kind="imr", due_on=due, gate=gate)

    def owed() -> int:
        with world.vault.read(world.sign_in("lay")) as gate:
            of = acts.body(name=board, gate=gate)
            found = acts.rows(of=of, sought=Sought(), after=None, gate=gate)
            return acts.beside(of=of, found=found, gate=gate).outstanding[world.review]

    before = owed()
    with world.act("board") as gate:
        scope = {"scope": "owner", "what": world.agencies[HEALTH], "why": "x"}
        stand_downs.stand_down(person=world.people["lay"], **scope, gate=gate)
    assert (before, owed()) == (before, before - 1)


def test_a_review_in_which_a_bodys_part_has_ended_does_not_show(world: World, police: str) -> None:
    assert shown(world, "stranger", police) == ["Hawthorn 41"]
    later = replace(world.vault, clock=SetClock(datetime.now(UTC) + 2 * YEAR))
    raw(world, "update desk set ends_at = '9999-01-01T00:00:00.000000Z'")
    with later.read("", "portal") as gate:
        of = acts.Body(police, POLICE, board=False, owner_id=police)
        assert acts.rows(of=of, sought=Sought(), after=None, gate=gate) == []
        assert acts.ages(of=of, kind="", gate=gate) == [0, 0, 0, 0]
    with writing(world.vault.engine) as connection:
        keeping.sweep(connection, datetime.now(UTC) + 2 * YEAR)
    with later.read("", "portal") as gate:
        assert acts.ages(of=of, kind="", gate=gate) == [0, 0, 0, 0], "taken away once"
    with reading(world.vault.engine) as connection:
        states = connection.execute(sa.select(RegisterRow.state).distinct()).scalars().all()
    assert states == ["ended"]


def test_a_boards_register_is_its_successors_once_it_is_closed(world: World) -> None:
    first, second, third = (a_board(world, name) for name in ("One", "Two", "Three"))
    opened(world, "Alder 1", "dhr", first)
    at_desk(world, "chair", first, Role.BOARD_CHAIR)
    assert shown(world, "chair", first) == ["Alder 1"]
    for old, new in ((first, second), (second, third)):
        with world.act("administrator", "portal") as gate:
            succession.close(name=old, successor=new, why="Merged.", gate=gate)
    at_desk(world, "lay", third)
    assert shown(world, "lay", third) == ["Alder 1"]
    with pytest.raises(Absent):
        shown(world, "chair", first)


# How it is kept


def compared(world: World) -> None:
    """What the registers hold is what the reviews' own tables say, and the counters count it."""
    with reading(world.vault.engine) as connection:
        everywhere = sa.union(sa.select(Review.id), sa.select(RegisterRow.review_id))
        for review in connection.execute(everywhere).scalars().all():
            found = connection.execute(keeping._REVIEW, {"review": review}).first()
            now = datetime.now(UTC)
            true = {r["body"]: r for r in keeping._true(connection, review, found, now)}
            rows = connection.execute(keeping._OF, {"review": review})
            assert {row.body: dict(row._mapping) for row in rows} == true
        of = RegisterRow
        counted = sa.select(of.body, of.kind, of.state, sa.func.count()).group_by(
            of.body, of.kind, of.state
        )
        totals = sa.select(RegisterTotal.__table__).where(RegisterTotal.rows != 0)
        assert set(map(tuple, connection.execute(counted))) == set(
            map(tuple, connection.execute(totals))
        )
        days = sa.select(of.body, of.opened_on, of.kind, sa.func.count()).where(of.state == "open")
        days = days.group_by(of.body, of.opened_on, of.kind)
        held = sa.select(RegisterDay.__table__).where(RegisterDay.rows != 0)
        assert set(map(tuple, connection.execute(days))) == set(
            map(tuple, connection.execute(held))
        )


def test_every_act_leaves_the_registers_as_the_reviews_are(world_on_either: World) -> None:
    world = world_on_either
    police, board = world.agencies[POLICE], a_board(world)
    at_desk(world, "stranger", police)
    review = opened(world, "Alder 1", "dhr", board, police)
    compared(world)
    with world.act("chair") as gate:
        timetable.record(event="charge", on=NOW - timedelta(days=21), gate=gate)
        timetable.record(event="notified", on=NOW - timedelta(days=20), gate=gate)
    compared(world)
    assert shown(world, "stranger", police, Sought(state="late")) == ["Hawthorn 41"]
    with world.act("chair") as gate:
        pause = timetable.pause(
            code="", since=NOW - timedelta(days=19), ground="proceedings", why="x", gate=gate
        )
    compared(world)
    assert shown(world, "stranger", police, Sought(state="late")) == [], "its clocks stand"
    with world.act("chair") as gate:
        found = gate.find(timetable.ClockPause, pause.id, Act.KEEP_TIMETABLE)
        timetable.run_on(paused=found, on=NOW - timedelta(days=18), gate=gate)
        timetable.set_deadline(
            event="decided", on=NOW + timedelta(days=3), ground="other", why="x", gate=gate
        )
    compared(world)
    assert shown(world, "stranger", police, Sought(state="late")) == []
    with world.act("board") as gate:
        papers.close(why="It is published.", gate=gate)
    compared(world)
    assert shown(world, "stranger", police, Sought(state="closed")) == ["Hawthorn 41"]
    assert shown(world, "stranger", police, Sought(state="open")) == ["Alder 1"]
    assert aged(world, "stranger", police) == [1, 0, 0, 0]
    raw(world, f"update review set opened_at = '2020-02-29T10:00:00.000000Z' where id = '{review}'")
    raw(world, "update register_row set reckoned = 'older'")
    with writing(world.vault.engine) as connection:
        keeping.sweep(connection, datetime.now(UTC))
    compared(world)
    assert aged(world, "stranger", police) == [0, 0, 0, 1]


def test_rows_that_a_migration_made_are_counted_once(world: World) -> None:
    for name in ("register_day", "register_total"):
        raw(world, f"delete from {name}")
    raw(world, "update register_row set reckoned = '', state = 'open'")
    with writing(world.vault.engine) as connection:
        keeping.sweep(connection, datetime.now(UTC))
    compared(world)


# Page after page


@pytest.fixture
def many(world: World, police: str) -> str:
    """120 reviews more, of two kinds, opened on several days, some of them late or closed."""
    with world.act("administrator", "portal") as gate:
        for number in range(120):
            kind = "dhr" if number % 3 else "sar"
            reviews.open_review(
                kind=kind, marking="OFFICIAL", code_name=f"Rowan {number}", gate=gate
            )
    with writing(world.vault.engine) as connection:
        query = "select id, code_name, kind from review where code_name like 'Rowan%'"
        for name, code, kind in connection.exec_driver_sql(query).all():
            number = int(code.partition(" ")[2])
            on = NOW - timedelta(days=number // 2)
            values = {
                "body": police, "review_id": name, "board_id": "", "kind": kind,
                "state": "closed" if number % 5 == 0 else "open", "opened_on": on,
                "due_on": on if number % 5 and number > 60 else None,
                "since": datetime(2000, 1, 1, tzinfo=UTC), "until": keeping.NEVER,
                "reckoned": keeping.tables(),
            }  # fmt: skip
            connection.execute(sa.insert(RegisterRow).values(values))
            keeping._count(connection, values, 1)
    return police


@pytest.mark.parametrize("query", ["", "?kind=dhr", "?state=late", "?state=open", "?year=1999"])
def test_a_register_is_read_page_after_page_and_each_row_once(
    world: World, client: Any, many: str, query: str
) -> None:
    keeper, path, seen = visitor(world, client, "stranger"), f"/registers/{many}{query}", []
    for _ in range(5):
        page = keeper.get(path).text
        seen += [part.partition("<")[0] for part in page.split('class="govuk-table__header">')
                 if part.startswith(("Rowan", "Hawthorn"))]  # fmt: skip
        if "Next page" not in page:
            break
        path = page.partition(">Next page")[0].rpartition('href="')[2].partition('"')[0]
        path = path.replace("&amp;", "&")
    numbers = [n for n in range(120) if query != "?kind=dhr" or n % 3]
    if query == "?state=late":
        numbers = [n for n in numbers if n % 5 and n > 60]
    if query == "?state=open":
        numbers = [n for n in numbers if n % 5]
    wanted = {f"Rowan {n}" for n in numbers} | ({"Hawthorn 41"} if query in {"", "?state=open"}
                                                else set())  # fmt: skip
    assert len(seen) == len(set(seen))
    assert set(seen) == (set() if query == "?year=1999" else wanted)


@pytest.mark.parametrize(
    "query", ["", "?state=late", "?year=2026", "?board=" + "f" * 32, "?state=closed&kind=dhr"]
)
def test_no_page_reads_more_of_a_register_than_its_own_stretch(
    world: World, client: Any, many: str, query: str
) -> None:
    """Each statement goes into an index where its rows begin, and sorts none of them."""
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(world.vault.engine, "before_cursor_execute")
    def _(_c: Any, _d: Any, statement: str, parameters: Any, _x: Any, _m: Any) -> None:
        if "register_" in statement and "explain" not in statement:
            asked.append((statement, parameters))

    answer = visitor(world, client, "stranger").get(f"/registers/{many}{query}")
    assert answer.status_code == 200
    assert any("register_row.opened_on" in statement for statement, _ in asked)
    with world.vault.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
            told = [row[3] for row in plan]
            assert all("SCAN" not in line for line in told), told
            if "from register_row" in " ".join(statement.lower().split()):
                assert all("TEMP B-TREE" not in line for line in told), told


def test_odd_addresses_ask_for_nothing_odd(world: World, client: Any, many: str) -> None:
    keeper = visitor(world, client, "stranger")
    for query in ("after=x", "after=2026-02-30." + "0" * 32, "kind=<b>", "year=0", "year=²⁰²⁶",
                  "state=ended", "board=" + "f" * 32):  # fmt: skip
        assert keeper.get(f"/registers/{many}?{query}").status_code == 200, query


# The file


def test_the_file_carries_its_marking_and_no_formula(
    world: World, client: Any, police: str
) -> None:
    raw(world, f"update review set code_name = '=1+1' where id = '{world.review}'")
    keeper = visitor(world, client, "stranger")
    answer = keeper.post(f"/registers/{police}/export", {"kind": "mappa_scr"})
    told = answer.headers["content-disposition"]
    assert told == 'attachment; filename="OFFICIAL-register.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][0].startswith(f"OFFICIAL: register of {POLICE}")
    assert lines[2][0] == "'=1+1"
    assert lines[2][1] == "MAPPA serious case review"
    entries = raw(world, "select act, actor from ledger_entry where act = 'export_register'")
    assert [who for _, who in entries] == [world.people["stranger"]]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    assert table.guarded(cell) == f"'{cell}"
    assert table.guarded(12) == "12"
    assert table.guarded(None) == ""
