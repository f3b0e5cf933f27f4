"""A timetable's pages: what everybody sees, what waits for whom, and what is drawn."""

from datetime import date
from typing import Any

import pytest

from portal.clocks.reckoning import months_on
from portal.gate.gate import Absent, Refused
from portal.timetable import acts, standing, words
from portal.timetable.picture import picture
from portal.web.dates import in_words
from tests.build import World
from tests.cast import CAST
from tests.commissions import commission
from tests.policy.asking import raw, reading_as
from tests.timetable.desk import (
    DRAWN,
    KEEPERS,
    NOW,
    SAID,
    ago,
    clock,
    of_kind,
    recorded,
    stopped,
    typed,
)
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


def test_everybody_in_the_review_sees_it_and_its_keepers_keep_it(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/timetable"
    chair = visitor(world, client, "chair")
    assert chair.post(f"{base}/happened", typed(ago(13), event="charge")).status_code == 303
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


def test_all_clocks_have_a_list_of_contents_that_leads_to_each(world: World, client: Any) -> None:
    page = visitor(world, client, "lay").get("/clocks").text
    for kind in words.KINDS:
        assert f'href="#kind-{kind}"' in page
        assert f'id="kind-{kind}"' in page
    assert page.count('href="#contents"') == len(words.KINDS)


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


@pytest.mark.mission("C027")
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
