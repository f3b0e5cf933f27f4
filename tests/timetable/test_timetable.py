"""A review's timetable: who keeps it, what it reckons, and that nothing set before is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.clocks import limits
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.reviews import stand_downs
from portal.reviews.kinds import kinds
from portal.timetable import acts, readings, words
from portal.timetable.models import EVENTS
from portal.web.dates import in_words
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.timetable.desk import (
    DRAWN,
    KEEPERS,
    NOW,
    SAID,
    ago,
    clock,
    found_pause,
    of_kind,
    recorded,
    stopped,
    typed,
)
from tests.visit import visitor

pytestmark = pytest.mark.slow

# What it reckons, on both databases


def test_a_chain_of_clocks_runs_from_what_is_recorded(world_on_either: World) -> None:
    world = world_on_either
    assert clock(world, "SCR-1").due is None
    recorded(world, "notified", ago(12))
    one = clock(world, "SCR-1")
    assert (one.begun, one.due, one.late(NOW)) == (ago(12), ago(2), True)
    recorded(world, "decided", ago(1))
    one, two = clock(world, "SCR-1"), clock(world, "SCR-2")
    assert (one.ended, one.runs, one.late(NOW)) == (ago(1), False, True)
    assert (two.begun, two.due, two.late(NOW)) == (ago(1), NOW + timedelta(days=4), False)
    assert words.ended(one) == f"{in_words(ago(1))}, 1 day late"


def test_a_day_that_is_corrected_stays_on_record(world_on_either: World) -> None:
    world = world_on_either
    recorded(world, "notified", ago(9))
    recorded(world, "notified", ago(4), who="board")
    assert clock(world, "SCR-1").due == NOW + timedelta(days=6)
    rows = raw(
        world,
        "select happened_on, replaced_at from milestone where event = 'notified' "
        "order by recorded_at",
    )
    assert [(str(day)[:10], gone is None) for day, gone in rows] == [
        (str(ago(9)), False), (str(ago(4)), True),
    ]  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update milestone set replaced_at = null")


@pytest.mark.mission("A038", "A070")
def test_a_day_that_a_person_sets_holds_and_those_before_are_kept(world_on_either: World) -> None:
    world = world_on_either
    recorded(world, "notified", ago(2))
    for days, ground in ((30, "complexity"), (40, "demands")):
        with world.act("chair") as gate:
            acts.set_deadline(
                event="decided", on=NOW + timedelta(days=days), ground=ground, why=SAID,
                gate=gate,
            )  # fmt: skip
    one = clock(world, "SCR-1")
    assert one.due == NOW + timedelta(days=40)
    assert one.reckoned == NOW + timedelta(days=8), "what the rule says stays beside it"
    with reading_as(world, "lay") as gate:
        rows = acts.own_deadlines(gate=gate)
        grounds = {words.ground(row.ground) for row in rows}
        assert grounds == {
            "Complexity of the case", "Competing demands on those who do the work",
        }  # fmt: skip
        assert len(rows) == 2
        told = acts.reasons(model=acts.Deadline, rows=rows, gate=gate)
    assert set(told.values()) == {SAID}


def test_days_on_which_a_clock_stood_do_not_count(world_on_either: World) -> None:
    world = world_on_either
    recorded(world, "notified", ago(8))
    inner = stopped(world, ago(5), code="SCR-1")
    one = clock(world, "SCR-1")
    assert (one.stands, one.due) == (True, None)
    stopped(world, ago(6))
    with world.act("board") as gate:
        acts.run_on(paused=found_pause(gate, inner), on=ago(3), gate=gate)
    assert clock(world, "SCR-1").stands, "the pause round it goes on"
    with world.act("chair") as gate:
        (outer,) = [row for row in acts.pauses(gate=gate) if row.ends_on is None]
        acts.run_on(paused=found_pause(gate, outer.id), on=ago(1), gate=gate)
    one = clock(world, "SCR-1")
    assert (one.stands, one.due) == (False, NOW + timedelta(days=2 + 5))
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update clock_pause set ends_on = starts_on")


# What is refused


@pytest.mark.mission("A005")
@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_day_of_the_charge_comes_first_where_the_kind_begins_with_one(
    world: World, client: Any, kind: str
) -> None:
    of_kind(world, kind)
    later = list(EVENTS[kind])[-1]
    chair, base = visitor(world, client, "chair"), f"/reviews/{world.review}/timetable"
    answer = chair.post(f"{base}/happened", typed(ago(3), event=later))
    if kinds()[kind].begins != "charge":
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert "begins with a charge. Record the day of the charge first" in answer.text
    assert raw(world, "select * from milestone") == []
    assert chair.post(f"{base}/happened", typed(ago(9), event="charge")).status_code == 303
    assert chair.post(f"{base}/happened", typed(ago(3), event=later)).status_code == 303


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    recorded(world, "notified", ago(5))
    pause = stopped(world, ago(2))
    why = {"ground": "inquest", "why": "x"}

    def run_on(gate: Gate, on: date) -> object:
        return acts.run_on(paused=found_pause(gate, pause), on=on, gate=gate)

    tries: dict[str, Any] = {
        "events of this kind": lambda g: acts.record(event="aware", on=NOW, gate=g),
        "today or earlier": lambda g: acts.record(event="decided", on=ago(-1), gate=g),
        "recorded already": lambda g: acts.record(event="notified", on=ago(5), gate=g),
        "Correct the other day first": lambda g: acts.record(event="decided", on=ago(6), gate=g),
        "clocks of this review": lambda g: acts.pause(code="DHR-1", since=NOW, **why, gate=g),
        "The day must be today or earlier": lambda g: acts.pause(
            code="SCR-1", since=ago(-1), **why, gate=g
        ),
        "does not run": lambda g: acts.pause(code="SCR-2", since=NOW, **why, gate=g),
        "before the day on which the clock began": lambda g: acts.pause(
            code="SCR-1", since=ago(6), **why, gate=g
        ),
        "within the last ten years": lambda g: acts.record(
            event="charge", on=date(1999, 1, 1), gate=g
        ),
        "within ten years": lambda g: acts.set_deadline(
            event="decided", on=date(8999, 12, 31), **why, gate=g
        ),
        "paused already": lambda g: acts.pause(code="", since=NOW, **why, gate=g),
        "after the first day of the pause": lambda g: run_on(g, ago(2)),
        "no later than today": lambda g: run_on(g, ago(-1)),
        "Choose one of the events": lambda g: acts.set_deadline(
            event="aware", on=NOW, **why, gate=g
        ),
        "has happened already": lambda g: acts.set_deadline(
            event="notified", on=ago(-9), **why, gate=g
        ),
        "today or later": lambda g: acts.set_deadline(event="decided", on=ago(1), **why, gate=g),
    }
    for sentence, deed in tries.items():
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            deed(gate)
    with world.act("chair") as gate:
        run_on(gate, NOW)
    with world.act("chair") as gate, pytest.raises(Refused, match="started again already"):
        run_on(gate, NOW)
    with world.act("chair") as gate, pytest.raises(Refused, match="paused on that day already"):
        acts.pause(code="", since=ago(1), **why, gate=gate)


@pytest.mark.parametrize("who", sorted(set(CAST) - KEEPERS))
def test_nobody_else_keeps_it(world: World, who: str) -> None:
    why = {"ground": "inquest", "why": "x"}
    name = stopped(world, ago(2))
    for deed in (
        lambda g: acts.record(event="charge", on=NOW, gate=g),
        lambda g: acts.pause(code="SCR-1", since=NOW, **why, gate=g),
        lambda g: acts.run_on(paused=found_pause(g, name), on=NOW, gate=g),
        lambda g: acts.set_deadline(event="decided", on=NOW, **why, gate=g),
    ):
        with world.act(who) as gate, pytest.raises(Absent):
            deed(gate)


def test_who_is_stood_down_from_the_board_keeps_nothing_and_reads_no_reason(
    world: World, client: Any
) -> None:
    recorded(world, "notified", ago(5))
    stopped(world, ago(2))
    with world.act("chair") as gate:
        acts.set_deadline(
            event="decided", on=NOW + timedelta(days=5), ground="other", why=SAID, gate=gate
        )
    for who in ("lay", "chair"):
        with world.act("board") as gate:
            scope = {"scope": "owner", "what": "board", "why": "x"}
            stand_downs.stand_down(person=world.people[who], **scope, gate=gate)
        page = visitor(world, client, who).get(f"/reviews/{world.review}/timetable")
        assert page.status_code == 200
        assert DRAWN not in page.text
        assert "why is closed to you" in page.text
    why = {"ground": "inquest", "why": "x"}
    for deed in (
        lambda g: acts.record(event="charge", on=NOW, gate=g),
        lambda g: acts.pause(code="SCR-1", since=NOW, **why, gate=g),
        lambda g: acts.set_deadline(event="decided", on=NOW, **why, gate=g),
    ):
        with world.act("chair") as gate, pytest.raises(Absent):
            deed(gate)


def test_a_clock_never_goes_away_because_of_a_day(
    world: World, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table's first row for a clock may be younger than the day on which one began."""
    late = [replace(row, since=NOW) for row in limits.deadlines("mappa_scr")]
    monkeypatch.setattr(readings, "deadlines", lambda _: late)
    recorded(world, "notified", ago(9))
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/timetable").text
    assert "No row of the table holds for the day on which it began" in page
    assert clock(world, "SCR-1").due is None


def test_in_time_by_the_day_that_was_set_says_how_late_it_is_by_the_rule(world: World) -> None:
    recorded(world, "notified", ago(20))
    with world.act("chair") as gate:
        acts.set_deadline(
            event="decided", on=NOW + timedelta(days=3), ground="other", why="x", gate=gate
        )
    recorded(world, "decided", ago(2))
    assert words.ended(clock(world, "SCR-1")).endswith("set; 8 days after the rule's")


def test_nothing_is_kept_of_a_review_that_was_shredded(world: World) -> None:
    recorded(world, "notified", ago(3))
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with world.act("chair") as gate, pytest.raises(Refused, match="destroyed"):
        acts.record(event="charge", on=NOW, gate=gate)


def test_the_reasons_are_nowhere_in_plain(world: World) -> None:
    stopped(world, ago(1))
    held = raw(world, "select words from clock_pause")
    assert held
    assert b"Cymraeg" not in b"".join(bytes(row[0]) for row in held)


def test_a_milestone_of_another_review_is_none_of_this_one(world: World) -> None:
    recorded(world, "notified", ago(3))
    with reading_as(world, "chair") as gate:
        assert acts.happened(gate=gate) == {"charge": ago(4), "notified": ago(3)}
        gate.domain = "0" * 32
        assert acts.happened(gate=gate) == {}


@pytest.mark.mission("C092", "C093", "C094")
def test_an_sfo_review_runs_its_clocks(world: World, client: Any) -> None:
    of_kind(world, "sfo")
    base = f"/reviews/{world.review}/timetable"
    recorded(world, "identified", date(2026, 3, 27))
    assert clock(world, "SFO-1").due == date(2026, 4, 14), "ten working days, over Easter"
    recorded(world, "notified", date(2026, 4, 13))
    assert clock(world, "SFO-3").due == date(2026, 7, 13)
    recorded(world, "report", date(2026, 8, 3))
    assert clock(world, "SFO-4").due == date(2026, 8, 23)
    recorded(world, "offence", date(2026, 3, 20))
    assert clock(world, "SFO-2").due == date(2026, 3, 30)
    page = visitor(world, client, "chair").get(base).text
    for said in ("Tuesday 14 April 2026", "Monday 13 July 2026", "Sunday 23 August 2026"):
        assert said in page
    assert "21 days late" in page
