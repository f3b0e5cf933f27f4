"""An incident from its notification to the board's decision: who may, what starts, what stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.directory import desks
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.intake import acts, deciding, links, notifying, told
from portal.reviews import stand_downs
from portal.reviews.models import Review
from portal.timetable import acts as timetable
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import EVERYBODY
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
from tests.visit import Visitor, plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


@pytest.fixture
def case(world: World) -> tuple[World, str]:
    """A charge notified to a Strategic Management Board."""
    return world, notified(world, a_board(world))


def results(world: World, review: str) -> dict[str, str]:
    rows = raw(
        world,
        "select r.kind, r.result from assessment_result r join assessment a "
        "on a.id = r.assessment_id where a.review_id = :review order by a.position",
        review=review,
    )
    return dict(rows)


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
    anywhere = {Act.ARRIVE, Act.OWN_AFFAIRS, Act.NOTIFY, Act.READ_CALENDAR, Act.DROP_OFF}
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
    for step in ("", "/assessment", "/decision", "/evidence", "/incident", "/timetable", "/parts",
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
    first = notified(world, a_board(world, "Larch CSP", "csp"), "death", who=COORDINATOR)
    with world.act(COORDINATOR, "portal") as gate:
        named = gate.session.execute(sa.select(Review.code_name).where(Review.id == first))
        code_name = named.scalar_one()
    with inside(world, COORDINATOR, review) as gate:
        links.link(code_name=code_name, same=True, why=SAID, gate=gate)
    for page in (hers.get(path), hers.post(path, {"words": "More"})):
        assert "another" not in page.text.lower()
        assert "Received" in page.text


def test_who_was_stood_down_from_a_review_links_nothing_to_it(world: World) -> None:
    board = a_board(world)
    first, second = notified(world, board), notified(world, board)
    with world.act(COORDINATOR, "portal") as gate:
        named = gate.session.execute(sa.select(Review.code_name).where(Review.id == first))
        code_name = named.scalar_one()
    with inside(world, COORDINATOR, second) as gate:
        links.link(code_name=code_name, same=False, why=SAID, gate=gate)
        assert [row.id for row in links.of_the_incident(gate=gate)] == [first]
    with inside(world, CHAIR, first) as gate:
        scope = {"scope": "review", "what": "", "why": "x"}
        stand_downs.stand_down(person=world.people[COORDINATOR], **scope, gate=gate)
    with inside(world, COORDINATOR, second) as gate:
        assert links.of_the_incident(gate=gate) == []
        with pytest.raises(Refused, match="code name of another review"):
            links.link(code_name=code_name, same=True, why="x", gate=gate)
    with pytest.raises(Refused, match="do not act for the board"):
        notified(world, board, who=COORDINATOR, beside=first)


# The particulars


@pytest.mark.mission("A005", "C211", "C202")
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


@pytest.mark.mission("A032", "B009", "A003")
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


# The decision


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
    other = a_board(world, "Another SMB", chair="lay", coordinator="board")
    assert notified(world, other)
    with inside(world, CHAIR, review) as gate:
        scope = {"scope": "owner", "what": "board", "why": "x"}
        stand_downs.stand_down(person=world.people[COORDINATOR], **scope, gate=gate)
    with pytest.raises(Absent):
        assessed(world, review)
    with inside(world, COORDINATOR, review) as gate:
        assert acts.opened(rows=acts.assessments(gate=gate), field="words", gate=gate) == []


# Linking


@pytest.mark.mission("A003")
def test_two_notifications_of_one_incident_are_linked_or_one_is_closed(world: World) -> None:
    board = a_board(world)
    first, second = notified(world, board), notified(world, board, who="lay")
    third = notified(
        world, a_board(world, "Larch CSP", "csp"), "death", who=COORDINATOR, beside=first
    )
    with world.act(COORDINATOR, "portal") as gate:
        reviews = gate.session.execute(sa.select(Review)).scalars()
        names = {row.id: (row.code_name, row.incident_id) for row in reviews}
    assert names[third][1] == names[first][1]
    with inside(world, COORDINATOR, second) as gate:
        with pytest.raises(Refused, match="code name of another review"):
            links.link(code_name="Nowhere 1", same=True, why="x", gate=gate)
        links.link(code_name=names[first][0], same=True, why=SAID, gate=gate)
    with inside(world, COORDINATOR, first) as gate:
        others = links.of_the_incident(gate=gate)
        assert {row.id for row in others} == {second, third}
    with pytest.raises(Refused, match="same notification as another"):
        assessed(world, second)
    with inside(world, COORDINATOR, second) as gate, pytest.raises(Refused, match="already"):
        links.link(code_name=names[first][0], same=True, why="x", gate=gate)
    with pytest.raises(Refused, match="do not act for the board"):
        notified(world, board, who="lay", beside=first)


# The pages


@pytest.mark.mission("A043")
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


def test_words_stand_nowhere_in_plain(case: tuple[World, str]) -> None:
    world, review = case
    with inside(world, NOTIFIER, review) as gate:
        acts.tell(words="Xanthippe was there", gate=gate)
    assessed(world, review)
    decided(world, review, "mappa_scr", why="Because Xanthippe was there")
    for table in ("notification", "assessment", "board_decision", "reason"):
        for row in raw(world, f"select * from {table}"):
            assert b"Xanthippe" not in b"".join(v for v in row if isinstance(v, bytes))
            assert not any("kidnap" in str(v) or "murder" in str(v) for v in row)
    assert set(EVERYBODY) >= {CHAIR, COORDINATOR, NOTIFIER}


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
