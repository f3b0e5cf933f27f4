"""A review's timetable: who keeps it, what it reckons, and that nothing set before is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.clocks import limits
from portal.clocks.reckoning import months_on
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.reviews import stand_downs
from portal.timetable import acts, standing, words
from portal.timetable.models import ClockPause
from portal.timetable.picture import picture
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import CAST
from tests.commissions import commission
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
KEEPERS = {"chair", "board"}
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def ago(days: int) -> date:
    return NOW - timedelta(days=days)


def typed(day: date, **more: str) -> dict[str, str]:
    return {"on": f"{day.day}/{day.month}/{day.year}", **more}


def recorded(world: World, event: str, on: date, who: str = "chair") -> None:
    with world.act(who) as gate:
        acts.record(event=event, on=on, gate=gate)


def clock(world: World, code: str) -> standing.Clock:
    with reading_as(world, "chair") as gate:
        told = standing.clocks(gate=gate)
    return next(one for one in told if one.rule and one.rule.code == code)


def stopped(world: World, since: date, code: str = "") -> str:
    with world.act("chair") as gate:
        given = {"ground": "proceedings", "why": SAID}
        return acts.pause(code=code, since=since, **given, gate=gate).id


def found_pause(gate: Gate, name: str) -> ClockPause:
    return gate.session.execute(sa.select(ClockPause).where(ClockPause.id == name)).scalar_one()


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
    rows = raw(world, "select happened_on, replaced_at from milestone order by recorded_at")
    assert [(str(day)[:10], gone is None) for day, gone in rows] == [
        (str(ago(9)), False), (str(ago(4)), True),
    ]  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update milestone set replaced_at = null")


@pytest.mark.mission("A038")
def test_a_day_that_a_person_sets_holds_and_those_before_are_kept(world_on_either: World) -> None:
    world = world_on_either
    recorded(world, "notified", ago(2))
    for days in (30, 40):
        with world.act("chair") as gate:
            acts.set_deadline(
                event="decided", on=NOW + timedelta(days=days), ground="demands", why=SAID,
                gate=gate,
            )  # fmt: skip
    one = clock(world, "SCR-1")
    assert one.due == NOW + timedelta(days=40)
    assert one.reckoned == NOW + timedelta(days=8), "what the rule says stays beside it"
    with reading_as(world, "lay") as gate:
        rows = acts.own_deadlines(gate=gate)
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
        lambda g: acts.record(event="notified", on=NOW, gate=g),
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
    monkeypatch.setattr(standing, "deadlines", lambda _: late)
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


# Its pages


def test_everybody_in_the_review_sees_it_and_its_keepers_keep_it(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    assert chair.post(f"{base}/happened", typed(ago(12), event="notified")).status_code == 303
    given = {"clock": "all", "ground": "proceedings", "why": SAID}
    assert chair.post(f"{base}/pause", typed(ago(11), **given)).status_code == 303
    for who in CAST:
        page = visitor(world, client, who).get(base)
        assert page.status_code == 200, who
        assert in_words(ago(12)) in page.text
        assert DRAWN in page.text
        assert ("Record what happened" in page.text) == (who in KEEPERS)
        assert ("Start it again" in page.text) == (who in KEEPERS)
    assert "No day while the clock is paused" in chair.get(base).text
    stranger = visitor(world, client, "stranger")
    nothing = plain(stranger.get("/no-such-page"))
    lay = visitor(world, client, "lay")
    assert plain(stranger.get(base)) == nothing
    for step in ("happened", "deadline", "pause"):
        for someone in (stranger, lay):
            assert plain(someone.get(f"{base}/{step}")) == plain(someone.get("/no-such-page"))


def test_what_waits_comes_by_its_day_to_its_keepers_alone(world: World, client: Any) -> None:
    recorded(world, "notified", ago(12))
    for who in ("chair", "board", "lay", "senior", "author"):
        page = visitor(world, client, who).get("/").text
        assert ("Decide whether there is to be a review, in" in page) == (who in KEEPERS), who
        assert ("late since" in page) == (who in KEEPERS)
    recorded(world, "decided", ago(11))
    page = visitor(world, client, "chair").get("/").text
    assert "Decide whether there is to be a review" not in page
    assert "Tell the agencies that there is a review" in page


@pytest.mark.mission("A070")
@pytest.mark.parametrize(
    ("step", "fields", "sentence"),
    [
        ("happened", {"event": "", "on": "1/1/2026"}, "Choose what happened."),
        ("happened", {"event": "notified", "on": "31/2/2026"}, "Enter the day as a real date"),
        ("happened", {"event": "nothing", "on": "1/1/2026"}, "Choose one of the events"),
        ("pause", {"clock": "", "on": "1/1/2026"}, "Choose which clock you pause."),
        ("pause", {"clock": "all", "on": "", "ground": "inquest", "why": "x"}, "Enter the day"),
        ("pause", {"clock": "all", "on": "1/1/2026", "why": "x"}, "Choose the kind of reason."),
        ("pause", {"clock": "all", "on": "1/1/2026", "ground": "inquest"}, "Say why it is paused."),
        ("pause", {"clock": "all", "on": "1/1/2026", "ground": "x" * 99, "why": "x"}, "kind of"),
        ("deadline", {"event": "decided", "on": "1/1/2099", "why": ""}, "Say why it is due"),
        ("deadline", {"event": "decided", "on": "1/1/2020", "ground": "complexity",
                      "why": SAID}, "today or later"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(
    world: World, client: Any, step: str, fields: dict[str, str], sentence: str
) -> None:
    path = f"/reviews/{world.review}/timetable/{step}"
    answer = visitor(world, client, "chair").post(path, fields)
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert f'value="{fields["on"]}"' in answer.text
    assert (DRAWN in answer.text) == (fields.get("why") == SAID)
    assert raw(world, "select * from milestone") == []


def test_a_form_that_is_sent_twice_counts_once(world: World, client: Any) -> None:
    chair, base = visitor(world, client, "chair"), f"/reviews/{world.review}/timetable"
    given = typed(ago(1), clock="all", ground="inquest", why="x", once="0" * 32)
    first, second = (chair.post(f"{base}/pause", given) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert len(raw(world, "select * from clock_pause")) == 1


def test_the_table_of_all_clocks_is_open_to_whoever_is_signed_in(world: World, client: Any) -> None:
    for who in ("chair", "lay", "administrator", "stranger"):
        page = visitor(world, client, who).get("/clocks")
        assert page.status_code == 200
        assert "Another reading, not in force" in page.text
        assert "To be verified" in page.text
        assert "Christmas Day" in page.text


def test_the_reasons_are_nowhere_in_plain(world: World) -> None:
    stopped(world, ago(1))
    held = raw(world, "select words from clock_pause")
    assert held
    assert b"Cymraeg" not in b"".join(bytes(row[0]) for row in held)


@pytest.mark.mission("C082", "C216")
def test_the_picture_shows_each_clock_within_its_frame(world: World) -> None:
    recorded(world, "charge", ago(200))
    recorded(world, "notified", ago(190))
    recorded(world, "decided", ago(150))
    stopped(world, ago(140), code="SCR-T")
    with reading_as(world, "chair") as gate:
        told = [(c, "words", words.state(c, NOW)) for c in standing.clocks(gate=gate)]
    drawn: Any = picture(told, NOW)
    assert len(drawn["bars"]) == 3, "those that have begun"
    assert 1 < len(drawn["months"]) <= 14
    for bar in drawn["bars"]:
        assert 0 <= bar["x"] <= bar["x"] + bar["width"] + bar["over"] <= drawn["width"]
        assert bar["y"] + bar["bar"] <= drawn["height"]
    assert [bar["state"] for bar in drawn["bars"]] == ["was_late", "late", "stands"]
    assert drawn["bars"][-1]["pauses"]
    assert picture([one for one in told if one[0].begun is None], NOW) is None


def test_a_milestone_of_another_review_is_none_of_this_one(world: World) -> None:
    recorded(world, "notified", ago(3))
    with reading_as(world, "chair") as gate:
        assert acts.happened(gate=gate) == {"notified": ago(3)}
        gate.domain = "0" * 32
        assert acts.happened(gate=gate) == {}


# Other kinds


def of_kind(world: World, kind: str) -> None:
    raw(world, "update review set kind = :kind where id = :id", kind=kind, id=world.review)


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


def test_where_the_source_has_several_beginnings_each_says_its_day(
    world: World, client: Any
) -> None:
    of_kind(world, "sfo")
    for event, on in (("charge", 2), ("first_hearing", 4), ("notified", 13)):
        recorded(world, event, date(2026, 4, on))
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/timetable").text
    assert "counted from: the person was charged: by Thursday 2 July 2026" in page
    assert "counted from: the first court hearing: by Saturday 4 July 2026" in page
    assert clock(world, "SFO-3").due == date(2026, 7, 13)


@pytest.mark.mission("C116")
def test_days_of_work_stand_against_what_is_allowed(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    assert "allows no days of work" in chair.get(f"{base}/effort").text
    assert chair.post(f"{base}/effort", {"days": "3"}).status_code == 422
    of_kind(world, "sfo")
    assert "Not recorded yet" in chair.get(base).text
    for wrong in ("", "0", "1000", "-3", "2.5", "three", "٣", " "):
        assert chair.post(f"{base}/effort", {"days": wrong}).status_code == 422, wrong
    for days in ("12", "23"):
        assert chair.post(f"{base}/effort", {"days": days}).status_code == 303
    page = visitor(world, client, "lay").get(base).text
    assert "20 working days of work" in page
    assert "23 days worked, 3 more than that" in page
    assert len(raw(world, "select * from effort")) == 2
    assert visitor(world, client, "lay").get(f"{base}/effort").status_code == 404
    with world.act("lay") as gate, pytest.raises(Absent):
        acts.spend(code="SFO-5", days=2, gate=gate)
    with world.act("chair") as gate, pytest.raises(Refused):
        acts.spend(code="SFO-1", days=2, gate=gate)


@pytest.mark.mission("C240")
def test_a_published_report_says_from_when_it_may_be_taken_down(world: World, client: Any) -> None:
    of_kind(world, "cspr")
    base = f"/reviews/{world.review}/timetable"
    lay = visitor(world, client, "lay")
    assert "The day of publication is not recorded yet" in lay.get(base).text
    recorded(world, "published", date(2024, 2, 29))
    page = lay.get(base).text
    assert "It may be taken down from Friday 28 February 2025" in page, "a year for a local one"
    assert "It may be taken down from Sunday 28 February 2027" in page, "three for a national one"


@pytest.mark.mission("C082")
def test_the_whole_is_drawn_against_both_readings(world: World, client: Any) -> None:
    recorded(world, "charge", ago(200))
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/timetable").text
    assert "So far 200 days" in page
    five, eight = (months_on(ago(200), number) for number in (5, 8))
    assert f"by {in_words(five)}" in page
    assert in_words(eight) in page
    assert page.count('class="portal-clocks__reading"') == 1
    assert f"from {in_words(ago(200))}, last day {in_words(eight)}" in page
    assert "begins with a charge" not in page


def test_what_agencies_owe_stands_there_for_who_may_know_it(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/timetable"
    commission(world, days=30)
    commission(world, "Aldermere Probation", days=20)
    chair, author = visitor(world, client, "chair"), visitor(world, client, "author")
    both = chair.get(base).text
    assert both.count("/requests/") == 2
    assert author.get(base).text.count("/requests/") == 1
    assert "What agencies were asked for" not in visitor(world, client, "lay").get(base).text
    raw(world, "update request set due_on = :day", day=str(ago(3)))
    assert chair.get(base).text.count("Overdue") >= 2
    assert "begins with a charge, and the day of the charge is not recorded" in both


def test_all_clocks_have_a_list_of_contents_that_leads_to_each(world: World, client: Any) -> None:
    page = visitor(world, client, "lay").get("/clocks").text
    for kind in words.KINDS:
        assert f'href="#kind-{kind}"' in page
        assert f'id="kind-{kind}"' in page
    assert page.count('href="#contents"') == len(words.KINDS)
