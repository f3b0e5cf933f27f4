"""The board's decision on an incident: whose it is, what it rests on, and that it stays."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.intake import acts, deciding
from portal.reviews import stand_downs
from portal.timetable import acts as timetable
from portal.web.dates import in_words
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
    assessed,
    decided,
    inside,
    notified,
    results,
)
from tests.policy.asking import raw
from tests.visit import visitor

pytestmark = pytest.mark.slow


@pytest.mark.mission("A004", "B011")
def test_only_who_decides_for_the_board_commissions_its_review(case: tuple[World, str]) -> None:
    world, review = case
    assessed(world, review)
    for who in (COORDINATOR, NOTIFIER):
        with pytest.raises(Absent):
            decided(world, review, "mappa_scr", who=who)
    with pytest.raises(Refused, match="does not decide on that kind"):
        decided(world, review, "dhr")
    decided(world, review, "mappa_scr", why=SAID)
    with inside(world, CHAIR, review) as gate:
        (row,) = deciding.decisions(gate=gate)
        assert deciding.why(rows=[row], gate=gate) == {row.id: SAID}
        assert timetable.happened(gate=gate)["decided"] == NOW
    assert (row.outcome, row.result) == ("commission", "mandatory")
    other = notified(world, a_board(world, "Larch CSP", "csp"), "death")
    assessed(world, other, replace(CHARGE, charged_on=None, charge="none"))
    with pytest.raises(Refused, match="does not decide on that kind"):
        decided(world, other, "mappa_scr")


@pytest.mark.mission("A034", "A035", "B012", "C200", "C201")
def test_a_discretionary_review_rests_on_grounds(case: tuple[World, str], client: Any) -> None:
    """As in a case managed at level 1: the board commissions it for what was done."""
    world, review = case
    assessed(world, review, replace(CHARGE, levels=(("1", date(2025, 1, 1)),)))
    assert results(world, review)["mappa_scr"] == "discretionary"
    with pytest.raises(Refused, match="at least one ground"):
        decided(world, review, "mappa_scr")
    grounds = ("nature_and_seriousness", "public_interest", "breach_of_guidance",
               "value_beyond_lead")  # fmt: skip
    decided(world, review, "mappa_scr", grounds=grounds)
    page = visitor(world, client, CHAIR).get(f"/reviews/{review}/assessment").text
    for sentence in ("The nature and seriousness of what happened", "The public interest",
                     "A significant breach of the guidance", "Value beyond the lead agency"):  # fmt: skip
        assert sentence in page


@pytest.mark.mission("C233", "C088")
def test_criteria_that_are_met_do_not_force_a_review(world: World) -> None:
    review = notified(world, a_board(world, "Fenwick Safeguarding Partners", "partners"), "child")
    facts = replace(CHARGE, victim_age=3, died=True, abuse="known", nation="england", charge="none")
    assessed(world, review, facts)
    assert results(world, review)["cspr"] == "criterion"
    decided(world, review, "cspr", "not")
    decided(world, review, "cspr", level="local")
    with pytest.raises(Refused, match="concise or extended"):
        decided(world, review, "cspr", form="concise")
    with inside(world, CHAIR, review) as gate:
        rows = deciding.decisions(gate=gate)
    assert [(row.outcome, row.level, row.replaced_at is None) for row in rows] == [
        ("not", "", False), ("commission", "local", True),
    ]  # fmt: skip


@pytest.mark.mission("C089")
def test_the_old_welsh_review_is_concise_or_extended(world: World) -> None:
    review = notified(world, a_board(world, "Dyffryn Board", "other"), "child")
    facts = replace(
        CHARGE, victim_age=3, died=True, abuse="known", nation="wales", charge="none",
        happened_on=date(2024, 5, 1),
    )  # fmt: skip
    assessed(world, review, facts)
    assert results(world, review)["other"] == "person"
    decided(world, review, "other", form="extended")
    with inside(world, CHAIR, review) as gate:
        assert [row.form for row in deciding.decisions(gate=gate)] == ["extended"]
    with pytest.raises(Refused, match="does not decide on that kind"):
        decided(world, review, "mappa_scr")


def test_commissioning_makes_the_review_one_of_that_kind(world: World) -> None:
    """And a decision on another kind stands beside it: one report may meet two statutes."""
    review = notified(world, a_board(world, "Larch Board", "other"), "adult")
    facts = replace(
        CHARGE, victim_age=40, died=True, abuse="known", relation="partner", nation="england",
        care_needs=True, concern=True, charge="none",
    )  # fmt: skip
    assessed(world, review, facts)
    decided(world, review, "sar")
    decided(world, review, "dhr", "not")
    assert raw(world, "select kind from review where id = :id", id=review) == [("sar",)]
    with pytest.raises(Refused, match="not in force"):
        decided(world, review, "dardr")
    with pytest.raises(Refused, match="no review of this kind is available"):
        decided(world, review, "cspr")


@pytest.mark.mission("C105")
def test_a_nomination_as_high_profile_is_decided_with_the_rest(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    assessed(world, review, nominated=True)
    chair = visitor(world, client, CHAIR)
    assert "nominated as high-profile" in chair.get(f"/reviews/{review}/assessment").text
    decided(world, review, "mappa_scr", high_profile=True)
    page = chair.get(f"/reviews/{review}/assessment").text
    assert "Significant national interest is expected" in page


def test_a_decision_is_replaced_and_never_changed(case: tuple[World, str]) -> None:
    world, review = case
    with pytest.raises(Refused, match="particulars first"):
        decided(world, review, "mappa_scr")
    assessed(world, review)
    decided(world, review, "mappa_scr", "not")
    decided(world, review, "mappa_scr")
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update board_decision set replaced_at = null")


def test_who_is_stood_down_from_the_board_decides_nothing(case: tuple[World, str]) -> None:
    world, review = case
    assessed(world, review)
    with inside(world, COORDINATOR, review) as gate:
        assert acts.opened(rows=acts.assessments(gate=gate), field="words", gate=gate) == [CHARGE]
    notified(world, a_board(world, "Another SMB", chair="lay", coordinator="board"))
    with inside(world, CHAIR, review) as gate:
        scope = {"scope": "owner", "what": "board", "why": "x"}
        stand_downs.stand_down(person=world.people[COORDINATOR], **scope, gate=gate)
    with pytest.raises(Absent):
        assessed(world, review)
    with inside(world, COORDINATOR, review) as gate:
        assert acts.opened(rows=acts.assessments(gate=gate), field="words", gate=gate) == []


def test_before_the_decision_nothing_waits_but_what_leads_to_it(world: World, client: Any) -> None:
    """No agreement, no chair and no contribution is asked for while there may be no review."""
    review = notified(world, a_board(world))
    assessed(world, review)
    before = visitor(world, client, CHAIR).get("/").text
    assert "Decide on the SCR referral" in before
    assert "Appoint a chair" not in before
    assert "Write the review agreement" not in before
    decided(world, review, "mappa_scr")
    after = visitor(world, client, CHAIR).get("/").text
    assert "Write the review agreement" in after


def test_a_commissioned_review_stays_of_its_kind(world: World) -> None:
    """Another kind is another review of the same incident."""
    review = notified(world, a_board(world, "Larch board", "other"))
    assessed(world, review)
    decided(world, review, "sfo", grounds=("public_interest",))
    with pytest.raises(Refused, match="another kind already"):
        decided(world, review, "pimr", grounds=("public_interest",))
    assert decided(world, review, "pimr", "not")


def test_the_evidence_for_a_decision_is_one_page_and_opening_it_is_recorded(
    case: tuple[World, str], client: Any
) -> None:
    world, review = case
    with inside(world, NOTIFIER, review) as gate:
        acts.tell(words=SAID, gate=gate)
    assessed(world, review)
    decided(world, review, "mappa_scr", why="Because it is so.")
    page = visitor(world, client, CHAIR).get(f"/reviews/{review}/evidence")
    assert page.status_code == 200
    for said in (DRAWN, "Murder", "SCR-M1 from Sunday 1 January 2012", "Because it is so.",
                 "Quentin Shaw", in_words(date(2026, 3, 2))):  # fmt: skip
        assert said in page.text
    rows = "select 1 from ledger_entry where act = 'read_assessment' and actor = :who"
    assert raw(world, rows, who=world.people[CHAIR]), "who opened it is on record"


def test_a_decision_that_cannot_be_taken_is_said(case: tuple[World, str], client: Any) -> None:
    world, review = case
    assessed(world, review)
    chair, path = visitor(world, client, CHAIR), f"/reviews/{review}/decision"
    answer = chair.post(path, {"kind": "mappa_scr", "why": SAID})
    assert answer.status_code == 422
    assert "Choose what you decide." in answer.text
    assert DRAWN in answer.text
    told_ = {"kind": "mappa_scr", "outcome": "commission", "high_profile": "no", "why": "x" * 4001}
    assert "4,000 characters" in chair.post(path, told_).text
    sent = chair.post(path, {**told_, "why": SAID})
    assert sent.headers["location"].endswith("assessment?done=commission")


def test_words_stand_nowhere_in_plain(case: tuple[World, str], client: Any) -> None:
    world, review = case
    with inside(world, NOTIFIER, review) as gate:
        acts.tell(words="Xanthippe was there", gate=gate)
    assessed(world, review)
    other = notified(world, a_board(world, "Larch CSP", "csp"), "death")
    given = {"other": other, "how": "linked", "why": "Xanthippe was there too"}
    his = visitor(world, client, COORDINATOR)
    assert his.post(f"/reviews/{review}/links/new", given).status_code == 303
    decided(world, review, "mappa_scr", why="Because Xanthippe was there")
    for table in ("notification", "assessment", "board_decision", "reason"):
        held = [str(value) for row in raw(world, f"select * from {table}") for value in row]
        assert held, table
        for word in ("Xanthippe", "murder"):
            assert not any(word in value for value in held), (table, word)
