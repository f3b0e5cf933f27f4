"""An incident from its notification to its particulars: who may, what starts, what stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.directory import desks
from portal.gate import rotation
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.intake import acts, notifying, told
from portal.reviews import stand_downs
from portal.timetable import acts as timetable
from tests.build import World
from tests.intake.incidents import (
    CHAIR,
    CHARGE,
    COORDINATOR,
    DRAWN,
    NOTIFIER,
    NOW,
    SAID,
    a_board,
    answered,
    assessed,
    code_name,
    decided,
    inside,
    notified,
    results,
)
from tests.policy.asking import raw
from tests.visit import Visitor, plain, visitor

pytestmark = pytest.mark.slow

# Notifying


@pytest.mark.mission("C202", "C219")
def test_anybody_notifies_a_board_and_those_who_stand_for_it_see_it(
    world_on_either: World,
) -> None:
    world = world_on_either
    review = notified(world, a_board(world))
    with inside(world, CHAIR, review) as gate:
        assert gate.may(Act.DECIDE_REVIEW).allowed
        assert gate.may(Act.READ_REVIEW).allowed
    with inside(world, COORDINATOR, review) as gate:
        assert gate.may(Act.READ_ASSESSMENT).allowed
        assert gate.may(Act.KEEP_TIMETABLE).allowed
        assert not gate.may(Act.DECIDE_REVIEW).allowed
    with inside(world, NOTIFIER, review) as gate:
        allowed = {act for act in Act if gate.may(act).allowed}
    anywhere = {
        Act.ARRIVE,
        Act.OWN_AFFAIRS,
        Act.NOTIFY,
        Act.ANSWER_DESK,
        Act.READ_CALENDAR,
        Act.DROP_OFF,
    }
    assert allowed - anywhere == {
        Act.READ_NOTIFICATION, Act.WRITE_NOTIFICATION,
    }  # fmt: skip


def test_a_board_that_cannot_act_and_a_flood_are_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = a_board(world)
    with world.act("administrator", "portal") as gate:
        empty = desks.add_board(name="Larch Partnership", kind="csp", gate=gate)
    for one, happened in ((empty, "death"), ("0" * 32, "death"), (board, "rain")):
        with pytest.raises(Refused):
            notified(world, one, happened)
    monkeypatch.setattr(notifying, "most_in_a_day", lambda _: 2)
    notified(world, board)
    notified(world, board)
    with pytest.raises(Refused, match="as many notifications"):
        notified(world, board)
    notified(world, board, who="lay")


def test_who_stands_for_the_board_and_notifies_it_is_seated_once(world: World) -> None:
    review = notified(world, a_board(world), who=COORDINATOR)
    with world.act(COORDINATOR, review) as gate:
        assert len(gate.seats) == 1


def test_who_notified_sees_the_own_notification_and_nothing_else(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    base = f"/reviews/{review}"
    hers = visitor(world, client, NOTIFIER)
    assert hers.post(f"{base}/notification", {"words": SAID}).status_code == 303
    assert DRAWN in hers.get(f"{base}/notification").text
    assert "give all that you know" in hers.get(f"{base}/particulars").text.lower()
    nothing = plain(hers.get("/no-such-page"))
    for step in ("", "/assessment", "/decision", "/evidence", "/links", "/timetable", "/parts",
                 "/meetings", "/read", "/agreement"):  # fmt: skip
        assert plain(hers.get(f"{base}{step}")) == nothing, step
    assert "What you have notified" in hers.get("/notify").text
    for who in ("lay", "senior", "administrator", "auditor"):
        other = visitor(world, client, who)
        assert plain(other.get(f"{base}/notification")) == plain(other.get("/no-such-page")), who
    for who in (CHAIR, COORDINATOR):
        assert DRAWN in visitor(world, client, who).get(f"{base}/notification").text


def test_who_notified_reads_nothing_that_the_board_knows_and_moves_nothing_of_it(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    path = f"/reviews/{review}/notification"
    hers, theirs = visitor(world, client, NOTIFIER), visitor(world, client, COORDINATOR)
    assert hers.post(path, {"words": SAID}).status_code == 303
    refused = theirs.post(path, {"words": "A second agency saw it too"})
    assert "the words of whoever notified" in refused.text
    assert "Tell the board" not in theirs.get(path).text
    assert DRAWN in theirs.get(path).text
    with inside(world, NOTIFIER, review) as gate:
        acts.assess(facts=CHARGE, nominated=False, gate=gate)
    assessed(world, review)
    later = replace(CHARGE, charged_on=date(2026, 3, 9))
    with inside(world, NOTIFIER, review) as gate, pytest.raises(Refused, match="in hand"):
        acts.assess(facts=later, nominated=True, gate=gate)
    larch = a_board(world, "Larch CSP", "csp", chair="lay")
    first = notified(world, larch, "death", who=COORDINATOR)
    given = {"other": first, "how": "same", "why": SAID}
    assert theirs.post(f"/reviews/{review}/links/new", given).status_code == 303
    assert "another notification" not in theirs.get(path).text, "their board has not agreed yet"
    answered(world, client, first, "lay")
    assert "another notification" in theirs.get(path).text
    for page in (hers.get(path), hers.post(path, {"words": "More"})):
        assert "another" not in page.text.lower()
        assert "Received" in page.text


def test_who_was_stood_down_from_a_review_links_nothing_to_it(world: World, client: Any) -> None:
    board = a_board(world)
    first, second = notified(world, board), notified(world, board)
    his = visitor(world, client, COORDINATOR)
    given = {"other": first, "how": "linked", "why": SAID}
    assert his.post(f"/reviews/{second}/links/new", given).status_code == 303
    assert code_name(world, first) in his.get(f"/reviews/{second}/links").text
    with inside(world, CHAIR, first) as gate:
        scope = {"scope": "review", "what": "", "why": "x"}
        stand_downs.stand_down(person=world.people[COORDINATOR], **scope, gate=gate)
    assert code_name(world, first) not in his.get(f"/reviews/{second}/links").text
    refused = his.post(f"/reviews/{second}/links/new", {**given, "how": "same"})
    assert "Choose one of the reviews that are listed" in refused.text
    with pytest.raises(Refused, match="do not act for the board"):
        notified(world, board, who=COORDINATOR, beside=first)


# The particulars


@pytest.mark.mission("A005", "C202")
def test_the_charge_starts_the_clocks_and_has_to_be_given(world_on_either: World) -> None:
    world = world_on_either
    review = notified(world, a_board(world))
    with pytest.raises(Refused, match="begins with a charge"):
        assessed(world, review, replace(CHARGE, charged_on=None))
    assessed(world, review, who=NOTIFIER)
    with inside(world, COORDINATOR, review) as gate:
        known = timetable.happened(gate=gate)
    assert known == {"charge": CHARGE.charged_on, "notified": NOW}
    death = notified(world, a_board(world, "Larch CSP", "csp"), "death")
    assessed(world, death, replace(CHARGE, charged_on=None, charge="none"))


@pytest.mark.mission("A032")
def test_a_referral_is_made_by_the_rule_and_stays(case: tuple[World, str], client: Any) -> None:
    world, review = case
    assessed(world, review)
    assert results(world, review)["mappa_scr"] == "mandatory"
    assessed(world, review, replace(CHARGE, charge="dropped"))
    assessed(world, review)
    assert raw(world, "select count(*) from review_referral")[0][0] == 1
    chair = visitor(world, client, CHAIR)
    page = chair.get(f"/reviews/{review}/assessment").text
    assert "It waits for the SMB chair" in page
    home = chair.get("/").text
    assert "Decide on the SCR referral" in home
    decided(world, review, "mappa_scr", "not")
    assert "The board has decided on it" in chair.get(f"/reviews/{review}/assessment").text
    assert "departs from them" in chair.get(f"/reviews/{review}/assessment").text
    assert "Decide on the SCR referral" not in chair.get("/").text


@pytest.mark.mission("C069", "C028")
def test_a_change_runs_the_rules_again_and_says_what_it_does(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    assessed(world, review)
    base, his = f"/reviews/{review}", visitor(world, client, COORDINATOR)
    dropped = replace(CHARGE, charge="dropped", outcome="discontinued")
    assessed(world, review, dropped)
    page = his.get(f"{base}/assessment").text
    assert "was “Mandatory”, is “Not available”" in page
    assert "no charge stands" in page
    assert "did not end in a conviction" in page
    assert "the board can take an early look" in page
    replaced = replace(CHARGE, offence="kidnapping", charged_on=date(2026, 4, 9))
    assessed(world, review, replaced)
    page = his.get(f"{base}/assessment").text
    assert "was “Not available”, is “Discretionary”" in page
    assert page.count("by Edith Marsh") == 3, "every run is kept"
    with inside(world, COORDINATOR, review) as gate:
        assert timetable.happened(gate=gate)["charge"] == date(2026, 4, 9)
        (first,) = acts.opened(rows=acts.assessments(gate=gate)[:1], field="words", gate=gate)
    assert first == CHARGE


@pytest.mark.mission("B008")
def test_levels_that_changed_before_the_charge_are_told() -> None:
    levels = (("1", date(2025, 1, 1)), ("2", date(2025, 12, 2)), ("3", date(2026, 3, 2)))
    assert told.level_changes(replace(CHARGE, levels=levels)) == [
        "Level 2 from Tuesday 2 December 2025", "Level 3 from Monday 2 March 2026",
    ]  # fmt: skip
    assert told.level_changes(replace(CHARGE, levels=(("2", date(2025, 12, 1)),))) == []


def test_facts_that_cannot_be_are_refused(case: tuple[World, str]) -> None:
    world, review = case
    for wrong in (
        replace(CHARGE, charged_on=NOW + timedelta(days=1)),
        replace(CHARGE, happened_on=date(1900, 1, 1)),
        replace(CHARGE, levels=(("2", date(8999, 1, 1)),)),
        replace(CHARGE, born=NOW + timedelta(days=1)),
        replace(CHARGE, happened_on=date(2026, 3, 3)),
    ):
        with pytest.raises(Refused):
            assessed(world, review, wrong)
    assert raw(world, "select count(*) from assessment")[0][0] == 0
    assessed(world, review)
    rotation.shred(world.vault.engine, review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        assessed(world, review)


# The pages


def form(**told: str) -> dict[str, str]:
    usual = {
        "charge": "stands", "offence": "murder", "form": "complete", "charged_on": "2/3/2026",
        "happened_on": "20/2/2026", "level_1": "2", "since_1": "1/1/2025", "registered": "yes",
        "died": "unknown", "nominated": "no",
    }  # fmt: skip
    return {**usual, **told}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"charged_on": "31/2/2026"}, "Enter the day as a real date"),
        ({"charged_on": ""}, "begins with a charge"),
        ({"offence": "rain"}, "Choose an offence"),
        ({"victim_age": "twelve"}, "Enter the age"),
        ({"victim_age": "999"}, "Enter the age"),
        ({"since_1": ""}, "Give both the level"),
        ({"level_1": "9"}, "Give both the level"),
        ({"died": "perhaps"}, "Choose yes, no or not known."),
        ({"relation": "friend"}, "Choose one of the answers"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(
    case: tuple[World, str], client: Any, fields: dict[str, str], sentence: str
) -> None:
    world, review = case
    path = f"/reviews/{review}/particulars"
    answer = visitor(world, client, COORDINATOR).post(path, form(**fields))
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert 'value="20/2/2026"' in answer.text
    assert raw(world, "select count(*) from assessment")[0][0] == 0


def test_what_was_given_stands_in_the_form_again(case: tuple[World, str], client: Any) -> None:
    world, review = case
    his = visitor(world, client, COORDINATOR)
    path = f"/reviews/{review}/particulars"
    assert his.post(path, form(once="0" * 32)).status_code == 303
    assert his.post(path, form(once="0" * 32)).status_code == 303
    assert raw(world, "select count(*) from assessment")[0][0] == 1, "sent twice counts once"
    page = his.get(path).text
    for value in ("2/3/2026", "1/1/2025"):
        assert f'value="{value}"' in page
    assert '<option value="murder" selected>' in page


def test_a_notification_on_its_page(world: World, client: Any) -> None:
    board = a_board(world)
    his = visitor(world, client, "lay")
    answer = his.post("/notify", {"board": "", "happened": ""})
    assert answer.status_code == 422
    assert "Choose which board you notify." in answer.text
    sent = his.post("/notify", {"board": board, "happened": "charge"})
    assert sent.status_code == 303
    page = his.get(sent.headers["location"]).text
    assert "The board has your notification" in page
    assert his.get("/notify").status_code == 200
    assert Visitor(client).get("/notify").status_code == 303
