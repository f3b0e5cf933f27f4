"""A letter in which a chief officer signs is evidence that two people have seen; it turns no key."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.agreements import acts as agreements
from portal.doors import arrivals, letters
from portal.doors.models import Letter
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.web.dates import today
from tests.build import World
from tests.cast import HEALTH, POLICE
from tests.doors.door import SAID
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
SCAN = b"%PDF-1.7 signed"


def entered(world: World, who: str, about: str, concerns: str = "agreement") -> str:
    on = today(datetime.now(UTC))
    brought = arrivals.Brought(f"Olwen {SAID}", "Chief constable", "", "unknown")
    with world.act(who) as gate:
        given = {"about": world.agencies[about], "concerns": concerns, "way": "post"}
        return letters.enter(brought=brought, received=on, **given, gate=gate).id


def scanned(world: World, who: str, name: str) -> None:
    with world.act(who) as gate:
        came = letters.seen_by(letter=gate.find(Letter, name, Act.TAKE_IN), gate=gate)
        arrivals.scan(arrival=came, name="letter.pdf", kind="pdf", content=SCAN, gate=gate)


def attested(world: World, who: str, name: str) -> None:
    with world.act(who) as gate:
        letters.attest(letter=gate.find(Letter, name, Act.ATTEST), gate=gate)


def test_a_second_person_of_the_office_attests_it_and_it_signs_nothing(
    world: World, client: Any
) -> None:
    name = entered(world, "author", POLICE)
    with pytest.raises(Refused, match="no scan"):
        attested(world, "senior", name)
    scanned(world, "author", name)
    for who in ("manager", "author", "chair", "board", "probation_senior"):
        with pytest.raises(Absent):
            attested(world, who, name)
    with world.act("senior") as gate:
        before = set(agreements.standing_signatures(gate))
    page = f"/reviews/{world.review}/letters/{name}"
    senior = visitor(world, client, "senior")
    assert "Attest this letter" in senior.get(page).text
    assert senior.post(f"{page}/attest").status_code == 303
    told = senior.get(page).text
    assert "Cerys Vaughan" in told
    assert "Amina Rahman" in told
    assert "It does not sign" in told
    assert "attested already" in senior.post(f"{page}/attest").text
    with world.act("senior") as gate:
        assert set(agreements.standing_signatures(gate)) == before
    for who in ("police_panel", "lay", "chair", "board", "probation_author", "stranger"):
        someone = visitor(world, client, who)
        assert plain(someone.get(page)) == plain(someone.get("/no-such-page"))


def test_whoever_attests_it_has_not_brought_its_scan(world: World) -> None:
    """Two people have seen it: one who entered it and its scan, and one who attests it."""
    name = entered(world, "author", POLICE, "schedule")
    with pytest.raises(Refused, match="Whoever entered this adds its scan"):
        scanned(world, "senior", name)
    scanned(world, "author", name)
    attested(world, "senior", name)


def test_whoever_entered_it_does_not_attest_it(world: World) -> None:
    name = entered(world, "senior", POLICE, "schedule")
    scanned(world, "senior", name)
    with pytest.raises(Refused, match="Somebody else attests it"):
        attested(world, "senior", name)


def test_where_an_agency_has_nobody_the_boards_office_enters_it_and_where_it_has_nobody_else(
    world: World,
) -> None:
    name = entered(world, "board", HEALTH)
    scanned(world, "board", name)
    with pytest.raises(Refused, match="Somebody else attests it"):
        attested(world, "board", name)
    with pytest.raises(Refused, match="has a senior office here"):
        entered(world, "board", POLICE)
    with pytest.raises(Refused, match="has a senior office here"):
        entered(world, "author", HEALTH)
    with pytest.raises(Absent):
        entered(world, "chair", HEALTH)


def test_what_a_letter_signs_must_be_there(bare_world: World) -> None:
    with pytest.raises(Refused, match="No agreement has been proposed"):
        entered(bare_world, "author", POLICE)


def test_a_form_that_cannot_be_taken_loses_nothing(world: World, client: Any) -> None:
    author, new = visitor(world, client, "author"), f"/reviews/{world.review}/letters/new"
    given = {
        "about": world.agencies[POLICE], "concerns": "agreement", "sender": "Olwen ਪੰਜਾਬੀ",
        "part": "Chief constable", "way": "email", "received": "1/11/2026",
    }  # fmt: skip
    for name in given:
        wrong = author.post(new, {**given, name: ""})
        assert wrong.status_code == 422, name
        assert name == "sender" or "Olwen ਪੰਜਾਬੀ" in wrong.text
    assert author.post(new, given).status_code == 303
    assert "Its scan is missing" in author.get(f"/reviews/{world.review}/letters").text


def test_a_letter_does_not_come_by_telephone(world: World, client: Any) -> None:
    """What is said on the telephone can be entered on behalf of somebody; it signs nothing."""
    hers = visitor(world, client, "author")
    base = f"/reviews/{world.review}/letters/new"
    assert "By telephone" not in hers.get(base).text
    told = {
        "about": world.agencies[POLICE], "concerns": "agreement", "sender": "A. Bell",
        "part": "Chief constable", "way": "telephone", "received": "1/11/2026",
    }  # fmt: skip
    answer = hers.post(base, told)
    assert answer.status_code == 422
    assert "Choose how it came." in answer.text
