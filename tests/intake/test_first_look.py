"""The first look at an incident: soon, short, sealed, and it decides what comes next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.clocks.limits import deadlines, other_readings
from portal.gate.gate import Absent, Refused
from portal.intake import looking
from portal.timetable import acts as timetable
from portal.timetable import standing
from portal.web.dates import in_words, today
from tests.build import World
from tests.intake.incidents import (
    CHAIR,
    CHARGE,
    COORDINATOR,
    NOTIFIER,
    a_board,
    assessed,
    decided,
    inside,
    notified,
)
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
LOOKED = looking.Looked("full_after", SAID, SAID, SAID, SAID, True)
FORM = {"found": SAID, "at_once": "x", "better": "x", "why": "x", "outcome": "full_now",
        "high_profile": "no"}  # fmt: skip
CHILD = replace(CHARGE, victim_age=3, died=True, abuse="known", nation="england", charge="none")


@pytest.fixture
def case(world: World) -> tuple[World, str]:
    """A serious further offence that a probation region was told of."""
    review = notified(world, a_board(world, "Aldermere Probation Region", "probation"))
    days = {"happened_on": NOW - timedelta(days=4), "charged_on": NOW - timedelta(days=2)}
    assessed(world, review, replace(CHARGE, **days, supervised=True, levels=None))
    return world, review


def send(world: World, review: str, who: str = COORDINATOR, **other: object) -> None:
    with inside(world, who, review) as gate:
        looking.send(told=replace(LOOKED, **other), gate=gate)  # type: ignore[arg-type]


@pytest.mark.mission("C029", "C099", "C121")
def test_an_early_look_is_due_in_ten_days_and_decides_what_comes_next(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    with inside(world, COORDINATOR, review) as gate:
        clock = next(c for c in standing.clocks(gate=gate) if c.event == "early_look")
    assert clock.due == NOW + timedelta(days=6)
    chair, base = visitor(world, client, CHAIR), f"/reviews/{review}"
    assert "It is due in" in chair.get(f"{base}/first-look").text
    decided(world, review, "sfo", "early_look")
    send(world, review)
    with inside(world, COORDINATOR, review) as gate:
        assert timetable.happened(gate=gate)["early_look"] == NOW
    page = chair.get(f"{base}/first-look").text
    assert page.count(DRAWN) == 4
    assert "A full review after the proceedings" in page
    assert "Decide on what the first look found" in chair.get("/").text
    decided(world, review, "sfo", "not")
    assert "Decide on what the first look found" not in chair.get("/").text


@pytest.mark.mission("C029")
def test_the_early_look_has_readers_and_writers_of_its_own(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    send(world, review, CHAIR)
    send(world, review, outcome="none")
    with pytest.raises(Absent):
        send(world, review, NOTIFIER)
    path = f"/reviews/{review}/first-look"
    for who in (NOTIFIER, "lay", "administrator"):
        other = visitor(world, client, who)
        assert plain(other.get(path)) == plain(other.get("/no-such-page")), who
    page = visitor(world, client, COORDINATOR).get(path).text
    assert page.index("Number 2") < page.index("Number 1")


@pytest.mark.mission("C235")
def test_a_rapid_review_has_its_four_heads(world: World, client: Any) -> None:
    review = notified(world, a_board(world, "Fenwick Partners", "partners"), "child")
    assessed(world, review, CHILD)
    with pytest.raises(Refused):
        send(world, review)
    his = visitor(world, client, COORDINATOR)
    path = f"/reviews/{review}/first-look"
    page = his.get(path).text
    for head in ("Facts that were gathered", "Immediate action", "What could be improved",
                 "A national review", "A local review", "No further review"):  # fmt: skip
        assert head in page
    assert his.post(path, {**FORM, "outcome": "local"}).status_code == 303
    with inside(world, COORDINATOR, review) as gate:
        assert timetable.happened(gate=gate)["rapid_review"] == NOW


@pytest.mark.mission("C234")
def test_who_was_told_of_a_child_stands_with_its_days(world: World, client: Any) -> None:
    review = notified(world, a_board(world, "Fenwick Partners", "partners"), "child")
    assessed(world, review, CHILD)
    his, path = visitor(world, client, COORDINATOR), f"/reviews/{review}/notices"
    for to in ("partnership", "national_panel", "secretary_of_state", "ofsted"):
        assert his.post(path, {"to": to, "on": in_words(NOW)}).status_code == 303
    before = NOW - timedelta(days=1)
    assert his.post(path, {"to": "ofsted", "on": in_words(before)}).status_code == 303
    page = his.get(path).text
    assert in_words(before) in page
    assert "corrected on" in page
    assert raw(world, "select count(*) from incident_notice where replaced_at is null") == [(4,)]
    with inside(world, COORDINATOR, review) as gate:
        assert timetable.happened(gate=gate)["notified"] == NOW
    wrong = his.post(path, {"to": "ofsted", "on": in_words(NOW + timedelta(days=1))})
    assert wrong.status_code == 422
    assert "today or earlier" in wrong.text
    assert his.post(path, {"to": "", "on": ""}).text.count("Choose who was told.") == 2
    assert "Who was told of it" in his.get(f"/reviews/{review}/assessment").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("found", "", "Say what was found."),
        ("outcome", "", "Choose what it comes to."),
        ("outcome", "local", "Choose one of the answers"),
        ("high_profile", "", "Say whether national interest"),
        ("why", "x" * 20_001, "20,000 characters"),
    ],
)
def test_what_cannot_be_taken_is_said(
    case: tuple[World, str], client: Any, field: str, value: str, sentence: str
) -> None:
    world, review = case
    answer = visitor(world, client, COORDINATOR).post(
        f"/reviews/{review}/first-look", {**FORM, field: value}
    )
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert raw(world, "select count(*) from first_look") == [(0,)]


@pytest.mark.mission("C027")
def test_a_probation_review_is_counted_from_the_notification_and_other_readings_stand_by() -> None:
    (rule,) = [row for row in deadlines("sfo") if row.code == "SFO-3"]
    assert rule.begins == "notified"
    assert {row.begins for row in other_readings(rule)} == {"first_hearing", "charge"}
