"""Interests in the case: who declares, who decides, and what an interest keeps somebody from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contributions import acts as contributions
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.gate.vault import CONSOLE
from portal.panel import conflicts
from portal.panel.models import NONE
from portal.reviews import parts
from tests.build import YEAR, World
from tests.cast import CAST, POLICE, PROBATION
from tests.commissions import begin, commission, go
from tests.panel.desk import DRAWN, SAID, appoint, decide, declare, missing, record, tasks
from tests.policy.asking import raw, reading_as
from tests.visit import visitor

pytestmark = pytest.mark.slow


@pytest.mark.mission("C236")
def test_until_somebody_has_declared_a_task_waits_and_the_page_says_so(
    world: World, client: Any
) -> None:
    asks = "Declare whether you are involved in the case"
    for who in CAST:
        assert (asks in tasks(world, who)) == (
            who not in {"senior", "probation_senior", "disclosure", "standards", "lawyer", "board"}
        ), who
    declare(world, "lay")
    with pytest.raises(Refused, match="on record already"):
        declare(world, "lay")
    assert asks not in tasks(world, "lay")
    page = visitor(world, client, "author").get(f"/reviews/{world.review}/panel").text
    assert "Has not declared yet" in page
    assert "not involved in the case." in page
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update declaration set ground = 'other'")


@pytest.mark.mission("C043", "B048")
def test_an_interest_goes_to_the_board_alone_and_is_never_washed_away(world: World) -> None:
    for who in ("chair", "author"):
        free = declare(world, who)
        said = raw(world, "select ground, membership_id from declaration where id = :i", i=free)
        assert said == [(NONE, world.members[who])]
    name = declare(world, "chair", "other")
    with pytest.raises(Refused, match="An interest of yours is on record"):
        declare(world, "chair")
    assert "Decide on an interest in the case" in tasks(world, "board")
    for who in CAST:
        with reading_as(world, who) as gate:
            rows = conflicts.declarations(gate=gate)
            told = conflicts.words_of(rows=rows, field="words", gate=gate)
        assert (told == {name: SAID}) == (who == "board"), who
        if who != "board":
            with pytest.raises(Absent):
                decide(world, name, "accepted", by=who)
    decide(world, name, "accepted")
    assert "Decide on an interest in the case" not in tasks(world, "board")
    with pytest.raises(Refused, match="decided so already"):
        decide(world, name, "accepted")
    decide(world, name, "mistaken")
    with pytest.raises(Refused, match="decided already"):
        decide(world, name, "accepted")
    declare(world, "chair")


def test_the_board_stands_down_or_ends_the_part_and_the_seat_is_empty(world: World) -> None:
    appoint(world, "lay", "lay_adviser")
    decide(world, declare(world, "lay", "other"), "stood_down")
    assert "lay_adviser" in missing(world)
    with world.act("lay") as gate:
        assert not gate.may(Act.READ_REVIEW).allowed
    decide(world, record(world, "police_panel", "other"), "refused")
    assert "police" in missing(world)
    with world.act("police_panel") as gate:
        assert not gate.may(Act.READ_REVIEW).allowed
    ended = raw(world, "select ground from appointment")
    assert ended == [("conflict",)]


def test_an_end_of_one_part_leaves_the_others_and_the_page_says_which(
    world: World, client: Any
) -> None:
    """Rules 1 and 2: a part ends for itself; who is stood down is so in all of hers."""
    now = datetime.now(UTC)
    with world.vault.act("", actor=CONSOLE) as gate:
        given = {"review_id": world.review, "person_id": world.people["police_panel"]}
        second = parts.seat(
            **given, body=world.agencies[PROBATION], roles=[Role.PANEL_MEMBER], standing="",
            starts=now, ends=now + YEAR, gate=gate,
        ).id  # fmt: skip
    told = record(world, "police_panel", "other")
    board = visitor(world, client, "board")
    path = f"/reviews/{world.review}/panel/declarations/{told}"
    assert "They also take part for: Aldermere Probation" in board.get(path).text
    decide(world, told, "refused")
    ended = raw(world, "select ends_at from membership where id = :i", i=second)
    assert ended[0][0] > raw(world, "select ends_at from membership where id = :i",
                             i=world.members["police_panel"])[0][0]  # fmt: skip
    alone = record(world, "lay", "other")
    page = board.get(f"/reviews/{world.review}/panel/declarations/{alone}").text
    assert "They also take part" not in page


def test_who_records_an_interest_and_who_does_not(world: World) -> None:
    for by in set(CAST) - {"board", "senior"}:
        with pytest.raises(Absent):
            record(world, "author", "line", by=by)
    with pytest.raises(Absent):
        record(world, "probation_author", "line", by="senior")
    with pytest.raises(Refused, match="yourself"):
        record(world, "senior", "line", by="senior")
    with pytest.raises(Refused, match="Choose what"):
        record(world, "author", NONE)
    with pytest.raises(Refused, match="Choose what"):
        record(world, "author", "hunger")
    record(world, "author", "line", by="senior")
    with pytest.raises(Refused, match="on record already"):
        record(world, "author", "line")
    own = declare(world, "board", "other")
    with pytest.raises(Refused, match="their own interest"):
        decide(world, own, "accepted")


@pytest.mark.mission("C026", "C047", "C117", "C118")
def test_who_managed_the_case_neither_writes_nor_signs_off(world: World, client: Any) -> None:
    asked = commission(world)
    begin(world, asked, [("chronology", "Timeline")])
    seen = [world.versions["Timeline"]]
    own = record(world, "author", "managed", by="senior")
    with pytest.raises(Refused, match="managed the person whose case it is"):
        go(world, asked, "author", contributions.submit)
    decide(world, own, "mistaken")
    go(world, asked, "author", contributions.submit)
    name = declare(world, "manager", "line")
    decide(world, name, "accepted")
    with pytest.raises(Refused, match="in the line management of the case, so you cannot sign"):
        go(world, asked, "manager", contributions.sign_off, seen=seen)
    document = raw(world, "select document_id from request where id = :i", i=asked)[0][0]
    path = f"/reviews/{world.review}/contributions/{document}/sign-off"
    assert "you cannot sign it off" in visitor(world, client, "manager").get(path).text
    decide(world, name, "mistaken")
    go(world, asked, "manager", contributions.sign_off, seen=seen)


def test_an_interest_follows_the_person_into_every_part_of_hers(world: World) -> None:
    asked = commission(world)
    begin(world, asked, [("chronology", "Timeline")])
    go(world, asked, "author", contributions.submit)
    with world.vault.act("", actor=CONSOLE) as gate:
        other = parts.seat(
            review_id=world.review, person_id=world.people["manager"],
            body=world.agencies[PROBATION], roles=(Role.PANEL_MEMBER,),
            starts=gate.now - timedelta(hours=1), ends=gate.now + YEAR, standing="", gate=gate,
        ).id  # fmt: skip
    first = world.members["manager"]
    world.members["manager"] = other
    declare(world, "manager", "line")
    world.members["manager"] = first
    seen = [world.versions["Timeline"]]
    with pytest.raises(Refused, match="in the line management of the case, so you cannot sign"):
        go(world, asked, "manager", contributions.sign_off, seen=seen)


def test_an_interest_declared_after_signing_off_says_what_was_signed(
    world: World, client: Any
) -> None:
    name = declare(world, "manager", "line")
    page = visitor(world, client, "board").get(f"/reviews/{world.review}/panel/declarations/{name}")
    assert "They had signed off" in page.text
    assert "somebody outside the case" in page.text
    other = declare(world, "lay", "other")
    page = visitor(world, client, "board").get(
        f"/reviews/{world.review}/panel/declarations/{other}"
    )
    assert "They had signed off" not in page.text
    assert DRAWN in page.text


@pytest.mark.mission("C220")
def test_the_chairs_independence_is_checked_against_the_agencies(world: World, client: Any) -> None:
    looks = "Look at the independence of who leads or writes"
    assert looks not in tasks(world, "board"), "who works for no agency is independent of all"
    raw(world, "update person set agency_id = :a where id = :p",
        a=world.agencies[POLICE], p=world.people["chair"])  # fmt: skip
    for kind, asked in {"dhr": True, "mappa_scr": True, "other": False}.items():
        raw(world, "update review set kind = :k", k=kind)
        assert (looks in tasks(world, "board")) == asked, kind
    raw(world, "update review set kind = 'dhr'")
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}/panel").text
    assert "Works for Westmarch Police, which takes part in this review" in page
    decide(world, record(world, "chair", "agency"), "accepted")
    assert looks not in tasks(world, "board")
