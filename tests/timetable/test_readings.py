"""Whoever keeps the timetable chooses by which reading of its source a clock is counted, on record."""

from datetime import date
from typing import Any

import pytest

from portal.gate.gate import Absent, Refused
from portal.reviews import stand_downs
from portal.timetable import acts, readings, standing
from tests.build import World
from tests.policy.asking import raw, reading_as
from tests.timetable.desk import DRAWN, SAID, clock, of_kind, recorded
from tests.visit import visitor

pytestmark = pytest.mark.slow
HEARING = "first_hearing 3 months 2018-01-01"
NOTIFIED = "notified 3 months 2018-01-01"


def choose(world: World, reading: str = HEARING, who: str = "chair", **given: str) -> None:
    with world.act(who) as gate:
        told = {"kind": "sfo", "code": "SFO-3", "why": SAID, **given}
        readings.choose(reading=reading, gate=gate, **told)


def begun(world: World) -> None:
    of_kind(world, "sfo")
    for event, on in (("charge", 2), ("first_hearing", 4), ("notified", 13)):
        recorded(world, event, date(2026, 4, on))


@pytest.mark.mission("C027")
def test_the_clock_begins_where_its_keeper_says_and_the_others_stand_beside(
    world: World, client: Any
) -> None:
    begun(world)
    assert clock(world, "SFO-3").due == date(2026, 7, 13)
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    page = chair.get(f"{base}/reading").text
    assert page.count('name="reading"') == 3
    assert "It counts now." in page
    sent = chair.post(f"{base}/reading", {"reading": f"SFO-3 {HEARING}", "why": SAID})
    assert sent.headers["location"] == f"{base}?done=read"
    assert clock(world, "SFO-3").due == date(2026, 7, 4)
    assert clock(world, "SFO-3").rule.begins == "first_hearing"
    shown = visitor(world, client, "lay").get(base).text
    assert DRAWN in shown
    assert "Another reading, not chosen here" in shown
    assert "counted from: the person was charged: by Thursday 2 July 2026" in shown
    assert shown.count("by Monday 13 July 2026") == 1, "the table's own reading stands beside it"
    with reading_as(world, "chair") as gate:
        assert [t.due for t in standing.waits(gate=gate) if "report" in t.what] == [
            date(2026, 7, 4)
        ]
    choose(world, NOTIFIED)
    assert clock(world, "SFO-3").due == date(2026, 7, 13)
    assert "Another reading, not chosen here" not in chair.get(base).text
    assert len(raw(world, "select * from reading_choice")) == 2, "what was chosen stays on record"


def test_pauses_and_the_order_of_days_go_by_the_reading_that_counts(world: World) -> None:
    begun(world)
    choose(world)
    with world.act("chair") as gate:
        why = {"ground": "proceedings", "why": "The CPS advises it.", "gate": gate}
        acts.pause(code="SFO-3", since=date(2026, 4, 6), **why)
    assert clock(world, "SFO-3").stands
    with world.act("chair") as gate, pytest.raises(Refused, match="would come before"):
        acts.record(event="report", on=date(2026, 4, 3), gate=gate)
    with world.act("chair") as gate:
        acts.record(event="report", on=date(2026, 4, 9), gate=gate)
    assert clock(world, "SFO-3").ended == date(2026, 4, 9), "before the day of the notification"


def test_nothing_else_is_chosen_and_by_nobody_else(world: World, client: Any) -> None:
    begun(world)
    for wrong in ("", "charge 9 months 2018-01-01", "x"):
        with pytest.raises(Refused, match="on this page"):
            choose(world, wrong)
    for code in ("SFO-1", "SCR-T", "nothing"):
        with pytest.raises(Refused, match="on this page"):
            choose(world, code=code)
    with pytest.raises(Refused, match="so already"):
        choose(world, NOTIFIED)
    for who in ("lay", "author", "senior", "stranger"):
        with pytest.raises(Absent):
            choose(world, who=who)
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    empty = chair.post(f"{base}/reading", {})
    assert empty.status_code == 422
    assert "Choose a reading" in empty.text
    assert "Say why" in empty.text
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["chair"], scope="owner", what="board", why="Kin", gate=gate
        )
    with pytest.raises(Absent):
        choose(world)
    assert raw(world, "select count(*) from reading_choice") == [(0,)]


def test_a_kind_whose_table_has_one_reading_offers_none(world: World, client: Any) -> None:
    of_kind(world, "dhr")
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    assert "Choose how a clock is counted" not in chair.get(base).text
    assert "No clock of this review has another reading" in chair.get(f"{base}/reading").text
