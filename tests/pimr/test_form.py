"""The reoffending review form: who fills which stage, what is missing, and its way round the desks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.clocks.reckoning import months_on
from portal.gate.gate import Absent, Refused
from portal.pimr import acts, dispatches, filling, handing, sheets
from portal.pimr.models import Dispatch, State
from portal.reviews import stand_downs
from portal.timetable import standing
from portal.web.page import Wrong
from tests.build import World
from tests.pimr.desk import (
    DRAWN,
    FIVE,
    NOW,
    ONE,
    SAID,
    TWO,
    WHOLE,
    ago,
    commissioned,
    decided,
    found,
    hand_on,
    inspected,
    name,
    ranked,
    receive,
    rows,
    save,
    sent,
    state,
    supervised,
)
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow

# The table of the form


@pytest.mark.mission(
    "A037", "A041", "A042", "A044", "A088", "A093", "A100", "A101", "A102", "A103", "A106",
    "A107",
)  # fmt: skip
def test_the_form_asks_what_the_source_asks_in_its_order() -> None:
    told = {sheet: [f.label for f in sheets.fields_of(sheet, NOW)] for sheet in sheets.STAGES}
    of_form = {
        sheet: [f.code for f in sheets.fields_of(sheet, NOW) if f.source.startswith("Reoff")]
        for sheet in sheets.STAGES
    }
    assert of_form == {
        "stage_1": ["notified_on", "form_n", "person"],
        "stage_2": [
            "supervisor", "last_seen", "last_visited", "earlier_review", "level_change", "complied",
            "record_visits", "record_plan", "record_intelligence", "oasys", "plan", "agencies",
        ],
        "stage_3": ["inspector", "supervised", "scrutiny_3", "passed_on"],
        "stage_4": ["lead", "scrutiny_4", "decision", "learning", "decided_on"],
        "stage_5": ["contact", "returned"],
    }  # fmt: skip
    assert sum("Has" in label and "managed" in label for label in told["stage_2"]) == 4
    assert sum("audit trail" in label or "rationale" in label for label in told["stage_3"]) == 4
    lacks = {one["field"] for one in filling.missing(sheets.fields_of("stage_2", NOW), {})}
    owner = {f"supervisor_{part}" for part in ("name", "rank", "telephone", "email")}
    assert owner | {"last_seen", "last_visited"} <= lacks
    for why in ("complied", "record_intelligence", "oasys", "plan", "recommended"):
        silent = {**TWO, f"{why}_note": ""}
        found_missing = filling.missing(sheets.fields_of("stage_2", NOW), silent)
        assert [one["field"] for one in found_missing] == [f"{why}_note"]
    assert not filling.missing(sheets.fields_of("stage_2", NOW), TWO)


@pytest.mark.mission("A046")
def test_both_readings_of_who_fills_what_are_rows_and_one_is_in_force() -> None:
    desks = {one.code: one.desk for one in sheets.stages(NOW)}
    assert desks == {
        "stage_1": "supervising", "stage_2": "supervising", "stage_3": "inspecting",
        "stage_4": "deciding", "stage_5": "acknowledging",
    }  # fmt: skip
    others = {(s.reading, s.code): s.desk for s in sheets.readings() if not s.in_force}
    assert others["text", "stage_4"] == others["text", "stage_5"] == "inspecting"
    assert others["text", "stage_3"] == "supervising"


@pytest.mark.parametrize(
    ("sheet", "given", "field"),
    [
        ("stage_1", {"notified_on": "31/2/2026"}, "notified_on"),
        ("stage_1", {"charge_on": "1/1/2099"}, "charge_on"),
        ("stage_1", {"charge_on": "1/1/1901"}, "charge_on"),
        ("stage_2", {"supervisor_name": "x" * 201}, "supervisor_name"),
        ("stage_2", {"supervisor_rank": "general"}, "supervisor_rank"),
        ("stage_2", {"supervisor_telephone": "<script>"}, "supervisor_telephone"),
        ("stage_2", {"supervisor_email": "nobody"}, "supervisor_email"),
        ("stage_2", {"complied": "maybe"}, "complied"),
        ("stage_2", {"complied_note": "x" * 4001}, "complied_note"),
        ("stage_2", {"complied_note": "a\0b"}, "complied_note"),
        ("stage_4", {"decision": "later"}, "decision"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    sheet: str, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Wrong) as wrong:
        filling.typed(sheets.fields_of(sheet, NOW), given, now=datetime.now(UTC))
    assert [one["field"] for one in wrong.value.errors] == [field]


@pytest.mark.mission("A099")
@pytest.mark.parametrize(
    ("charged", "changed", "said"),
    [
        ("2026-05-31", "2026-02-28", "inside"),
        ("2026-05-31", "2026-02-27", "outside"),
        ("2026-05-31", "2026-05-31", "inside"),
        ("2026-05-31", "2026-06-01", "outside"),
        ("2024-05-29", "2024-02-29", "inside"),
    ],
)
def test_a_change_of_level_counts_in_the_three_months_before_the_charge(
    charged: str, changed: str, said: str
) -> None:
    answers = {"level_change": "yes", "level_change_on": changed}
    assert f"is {said} the window" in filling.in_window(answers, charged)
    day = date.fromisoformat(charged)
    assert filling.level_window(day) == (months_on(day, -3), day)


# Round the desks, on both databases


@pytest.mark.mission("A040", "A052", "A108", "A109", "A111", "A114")
def test_the_form_goes_round_and_the_loop_is_closed(pimr_on_either: World) -> None:
    world = pimr_on_either
    decided(world)
    assert state(world) == State.ACKNOWLEDGING
    assert [(row.office, row.sent_on) for row in rows(world)] == [("npl", None), ("ppu", None)]
    save(world, "senior", "stage_5", FIVE)
    with pytest.raises(Refused, match="both national offices first"):
        hand_on(world, "senior")
    for office in ("npl", "ppu"):
        sent(world, office)
    with pytest.raises(Refused, match="has not acknowledged"):
        hand_on(world, "senior")
    with world.act("senior") as gate:
        query = sa.select(Dispatch).where(Dispatch.office == "ppu")
        one = gate.session.execute(query).scalar_one()
        dispatches.acknowledge(dispatch=one, on=NOW, gate=gate)
    hand_on(world, "senior")
    assert state(world) == State.RETURNED
    with world.act("author") as gate:
        handing.updated(form=found(gate), on=NOW, gate=gate)
    assert state(world) == State.CLOSED
    steps = raw(world, "select what, desk, given_on, taken_by from pimr_step order by taken_at, id")
    assert [(what, desk) for what, desk, *_ in steps] == [
        ("commissioned", "commissioning"), ("handed_on", "supervising"),
        ("received", "inspecting"), ("handed_on", "inspecting"), ("received", "deciding"),
        ("handed_on", "deciding"), ("handed_on", "acknowledging"), ("updated", "returned"),
    ]  # fmt: skip
    assert str(steps[3][2])[:10] == str(ago(1)), "the day that was entered, beside the moment"
    assert (str(steps[-1][2])[:10], steps[-1][3]) == (str(NOW), world.members["author"])
    with reading_as(world, "board") as gate:
        clocks = {c.rule.code: c for c in standing.clocks(gate=gate) if c.rule}
    assert (clocks["PIMR-1"].begun, clocks["PIMR-1"].ended) == (ago(2), ago(1))
    assert (clocks["PIMR-3"].begun, clocks["PIMR-3"].ended) == (ago(1), NOW)
    assert clocks["PIMR-2"].ended == NOW, "a decision for a full review ends it too"
    assert clocks["PIMR-4"].begun == ago(20)


# Who may, at which rank


@pytest.mark.mission("A008", "A036", "A047")
def test_each_desk_has_its_floor(pimr: World) -> None:
    ranked(pimr, "board", "detective_inspector", "lay", unit="none")
    with pimr.act("board") as gate, pytest.raises(Refused, match="The rank and unit on record"):
        acts.commission(force=pimr.agencies["Westmarch Police"], gate=gate)
    ranked(pimr, "board", "inspector", "lay")
    with pimr.act("board") as gate, pytest.raises(Refused, match="for a detective inspector"):
        acts.commission(force=pimr.agencies["Westmarch Police"], gate=gate)
    ranked(pimr, "board", "detective_inspector", "lay")
    commissioned(pimr)
    name(pimr)
    save(pimr, "author", "stage_1", ONE)
    save(pimr, "author", "stage_2", TWO)
    for who, low, right, floor in (
        ("author", "constable", "sergeant", "a sergeant or above"),
        ("manager", "sergeant", "chief_inspector", "an inspector or above"),
        ("senior", "chief_inspector", "superintendent", "a superintendent or above"),
    ):
        if who != "author":
            receive(pimr, who)
            sheet = {"manager": "stage_3", "senior": "stage_4"}[who]
            save(pimr, who, sheet, WHOLE[sheet])
        ranked(pimr, who, low)
        with pytest.raises(Refused, match=floor):
            hand_on(pimr, who)
        ranked(pimr, who, right)
        hand_on(pimr, who)
    held = raw(pimr, "select count(*) from pimr_step where what = 'handed_on' and rank is null")
    assert held[0][0] == 0, "on which rank each step rests is on record"


@pytest.mark.mission("B047")
def test_a_force_whose_executive_lead_decides_puts_that_reading_in_force(
    pimr: World, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspected(pimr)
    receive(pimr, "senior")
    save(pimr, "senior", "stage_4", WHOLE["stage_4"])
    with pimr.act("author") as gate:
        base = f"/reviews/{pimr.review}/pimr/{found(gate).id}"
    page = visitor(pimr, client_of, "senior").get(base).text
    assert "Another reading, not in force: the force public protection lead" in page
    assert "an assistant chief constable or above" in page
    told = tuple(
        replace(one, in_force=one.reading == "force") if one.code == "stage_4" else one
        for one in sheets.readings()
    )
    monkeypatch.setattr(sheets, "readings", lambda: told)
    with pytest.raises(Refused, match="an assistant chief constable or above"):
        hand_on(pimr, "senior")
    lead = "assistant_chief_constable"
    ranked(pimr, "senior", lead)
    save(pimr, "senior", "stage_4", {**WHOLE["stage_4"], "lead_rank": lead}, seen=1)
    hand_on(pimr, "senior")


def test_the_rank_in_the_form_is_the_one_on_record(pimr: World) -> None:
    commissioned(pimr)
    name(pimr)
    save(pimr, "author", "stage_1", ONE)
    save(pimr, "author", "stage_2", {**TWO, "supervisor_rank": "inspector"})
    with pytest.raises(Refused, match=r"not the one on record \(sergeant\)"):
        hand_on(pimr, "author")


EVERYBODY_ELSE = {"standards", "lawyer", "police_panel", "probation_panel"}


def test_nobody_else_fills_hands_on_or_reads_it(pimr: World, client_of: Any) -> None:
    supervised(pimr)
    deeds = (
        lambda g: acts.save(form=found(g), sheet="stage_3", answers={}, seen=0, gate=g),
        lambda g: handing.receive(form=found(g), on=NOW, gate=g),
        lambda g: handing.hand_on(form=found(g), on=NOW, gate=g),
        lambda g: handing.send_back(form=found(g), why="x", gate=g),
    )
    for who in EVERYBODY_ELSE | {"author", "senior", "disclosure", "board"}:
        for deed in deeds:
            with pimr.act(who) as gate, pytest.raises(Absent):
                deed(gate)
    with pimr.act("author") as gate:
        form = found(gate).id
    base = f"/reviews/{pimr.review}/pimr/{form}"
    for who in EVERYBODY_ELSE:
        page = visitor(pimr, client_of, who)
        nothing = plain(page.get("/no-such-page"))
        for path in ("", "/print", "/stage-2", "/versions", "/evidence", "/hand-on", "/earlier"):
            assert plain(page.get(base + path)) == nothing, (who, path)
    for who in ("author", "manager", "senior", "disclosure", "board"):
        assert visitor(pimr, client_of, who).get(base).status_code == 200, who


def test_only_the_commissioning_office_commissions_and_only_once(pimr: World) -> None:
    given = {"force": pimr.agencies["Westmarch Police"]}
    for who in ("author", "manager", "senior", "probation_panel"):
        with pimr.act(who) as gate, pytest.raises(Absent):
            acts.commission(**given, gate=gate)
    with pimr.act("board") as gate, pytest.raises(Refused, match="Choose a police force"):
        acts.commission(force=pimr.agencies["Aldermere Probation"], gate=gate)
    commissioned(pimr)
    with pimr.act("board") as gate, pytest.raises(Refused, match="commissioned already"):
        acts.commission(**given, gate=gate)
    with pytest.raises(sa.exc.IntegrityError, match=r"UNIQUE.*pimr_form\.review_id"):
        raw(
            pimr,
            "insert into pimr_form select 'x', review_id, owner_id, state, moved_at, received_at,"
            " opened_on, rank, decision, learning, form_n, papers, commissioned_by from pimr_form",
        )


def test_another_kind_of_review_has_no_such_form(bare_world: World) -> None:
    given = {"force": bare_world.agencies["Westmarch Police"]}
    with bare_world.act("board") as gate, pytest.raises(Refused, match="Only a police internal"):
        acts.commission(**given, gate=gate)


# What is missing, locked, changed by somebody else, sent back


@pytest.mark.mission("A105")
def test_what_is_missing_is_named_and_nothing_is_handed_on(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    save(pimr, "author", "stage_1", {"notified_on": ago(3).isoformat()})
    with pytest.raises(Refused, match="Something is missing"):
        hand_on(pimr, "author")
    with pimr.act("author") as gate:
        base = f"/reviews/{pimr.review}/pimr/{found(gate).id}"
    page = visitor(pimr, client_of, "author").get(f"{base}/hand-on").text
    assert f'href="{base}/stage-1#charge_on"' in page
    assert f'href="{base}/stage-1#person"' in page
    assert f'href="{base}/stage-2#supervisor_rank"' in page
    assert "Hand it on" not in page


@pytest.mark.mission("A040")
def test_an_earlier_stage_is_locked_and_can_be_sent_back_with_a_reason(
    pimr: World, client_of: Any
) -> None:
    inspected(pimr)
    with pimr.act("author") as gate, pytest.raises(Absent):
        acts.save(form=found(gate), sheet="stage_2", answers={}, seen=1, gate=gate)
    receive(pimr, "senior")
    with pimr.act("senior") as gate, pytest.raises(Refused, match="not on your desk"):
        acts.save(form=found(gate), sheet="stage_3", answers={}, seen=1, gate=gate)
    with pimr.act("senior") as gate:
        handing.send_back(form=found(gate), why=SAID, gate=gate)
    with pimr.act("manager") as gate:
        handing.send_back(form=found(gate), why="Stage 2 lacks a visit.", gate=gate)
    save(pimr, "author", "stage_2", {**TWO, "last_seen": ago(39).isoformat()}, 1)
    hand_on(pimr, "author")
    versions = raw(pimr, "select sheet, number from pimr_filled order by sheet, number")
    assert [tuple(row) for row in versions] == [
        ("stage_1", 1), ("stage_2", 1), ("stage_2", 2), ("stage_3", 1),
    ]  # fmt: skip
    with pimr.act("author") as gate:
        base = f"/reviews/{pimr.review}/pimr/{found(gate).id}"
    assert DRAWN in visitor(pimr, client_of, "disclosure").get(base).text
    page = visitor(pimr, client_of, "senior").get(f"{base}/versions").text
    assert page.count("Stage 2: Initial case review") == 2


def test_two_who_save_at_once_lose_nothing(pimr: World) -> None:
    commissioned(pimr)
    assert save(pimr, "author", "stage_1", ONE) == 1
    assert save(pimr, "author", "stage_1", ONE, 1) == 1, "the same words make no version"
    with pytest.raises(Refused, match="Somebody else has saved"):
        save(pimr, "author", "stage_1", {**ONE, "charge_on": ""}, 0)


def test_nobody_examines_what_she_handed_on_herself(pimr: World) -> None:
    supervised(pimr)
    raw(pimr, "update membership set person_id = :p where id = :m",
        p=pimr.people["author"], m=pimr.members["manager"])  # fmt: skip
    pimr.people["manager"] = pimr.people["author"]
    receive(pimr, "manager", ago(2))
    save(pimr, "manager", "stage_3", WHOLE["stage_3"])
    with pytest.raises(Refused, match="A colleague takes it on"):
        hand_on(pimr, "manager")


def test_who_is_stood_down_from_the_force_reads_and_fills_nothing(pimr: World) -> None:
    commissioned(pimr)
    with pimr.act("senior") as gate:
        given = {"scope": "owner", "what": pimr.agencies["Westmarch Police"], "why": "x"}
        stand_downs.stand_down(person=pimr.people["author"], **given, gate=gate)
    with pimr.act("author") as gate, pytest.raises(Absent):
        acts.save(form=found(gate), sheet="stage_1", answers=ONE, seen=0, gate=gate)
