"""A link without an account: who makes one, what opens it, and that a closed one never was."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.doors import acts, threshold
from portal.doors.models import Door
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.people.delays import Wait
from portal.reviews import stand_downs
from tests.build import World
from tests.cast import CAST, PROBATION
from tests.doors.door import FIELDS, Made, Nobody, entered, made, sent
from tests.policy.asking import raw
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
MAKES = {"chair", "board", "manager", "senior"}


# Who may


def test_who_makes_links_and_for_whom(world: World, client: Any) -> None:
    for who in CAST:
        page = visitor(world, client, who).get(f"/reviews/{world.review}/doors/new")
        made_by_it = who in MAKES or who == "probation_senior"
        assert (page.status_code == 200) == made_by_it, who
    for who in MAKES:
        made(world, who)
    with pytest.raises(Absent):
        made(world, "manager", PROBATION)
    with pytest.raises(Absent):
        made(world, "author")
    with pytest.raises(Refused, match="Nobody takes part for that body"):
        made(world, "chair", "Fenwick Health Trust")
    made(world, "chair", "board")


def test_what_opens_a_link_is_nowhere_in_the_records(world: World) -> None:
    door = made(world)
    proof = entered(world, door)
    sent(world, proof)
    folder = world.settings.key_file.parent
    held = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert door.id.encode() in held, "so a secret would be found in it"
    for secret in (door.link, proof, "Millbrook", "01632 960001", "Carys", "Practice manager"):
        assert secret.encode() not in held, secret
    told = raw(world, "select code_hash from door")[0][0]
    assert told != hashlib.sha256(door.code.encode()).hexdigest(), "few codes are soon tried"


# What is wrong is all alike


def used(world: World, door: Made) -> None:
    sent(world, entered(world, door))


def revoked(world: World, door: Made) -> None:
    with world.act("board") as gate:
        acts.revoke(door=gate.find(Door, door.id, Act.KEEP_DOOR), gate=gate)


def expired(world: World, _: Made) -> None:
    past = datetime.now(UTC) - timedelta(days=15)
    raw(world, "update door set made_at = :a, until = :b", a=f"{past:%Y-%m-%dT%H:%M:%S.%fZ}",
        b=f"{past + timedelta(days=14):%Y-%m-%dT%H:%M:%S.%fZ}")  # fmt: skip


def guessed(world: World, door: Made) -> None:
    for n in range(5):
        with pytest.raises(Absent):
            tried(world, door, door.wrong, f"203.0.{n}.1")


def stood_down(world: World, _: Made) -> None:
    with world.act("board") as gate:
        scope = {"scope": "review", "what": "", "why": "x"}
        stand_downs.stand_down(person=world.people["chair"], **scope, gate=gate)


def suspended(world: World, _: Made) -> None:
    raw(world, "update account set suspended_at = '2026-01-01T00:00:00.000000Z' where "
        "person_id = :p", p=world.people["chair"])  # fmt: skip


def shredded(world: World, _: Made) -> None:
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))


def tried(world: World, door: Made, code: str, client: str) -> str:
    pair = threshold.knock(link=door.link, client=client, vault=world.vault)
    with world.vault.act("", world.review) as gate:
        return threshold.enter(link=door.link, code=code, pair=pair, gate=gate)


ENDS: list[Callable[[World, Made], None]] = [
    used, revoked, expired, guessed, stood_down, suspended, shredded,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_link_that_is_closed_answers_like_one_that_never_was(
    world: World, client: Any, end: Callable[[World, Made], None]
) -> None:
    door, other = made(world), Nobody(client)
    held = Nobody(client, {"__Host-drop-off": entered(world, door, "192.0.2.7")})
    held.get("/drop-off/send")
    end(world, door)
    other.get(f"/drop-off/link/{door.link}")
    nothing = other.post(f"/drop-off/link/{'x' * 43}", {"code": "12345678"})
    assert nothing.status_code == 422
    right = other.post(f"/drop-off/link/{door.link}", {"code": door.code})
    wrong = other.post(f"/drop-off/link/{door.link}", {"code": door.wrong})
    assert plain(right) == plain(wrong) == plain(nothing)
    if end is not guessed:
        sending = {**FIELDS, "words": "late"}
        late = held.post("/drop-off/send", sending)
        never = Nobody(client, {**held.cookies, "__Host-drop-off": "x" * 43})
        never.drawn = held.drawn
        assert plain(late) == plain(never.post("/drop-off/send", sending))
        assert late.status_code == 403
        assert len(raw(world, "select * from arrival")) == (1 if end is used else 0)


def test_the_page_of_a_link_is_the_same_for_every_link(world: World, client: Any) -> None:
    door = made(world)
    pages = [Nobody(client).get(f"/drop-off/link/{link}") for link in (door.link, "x", "ਪੰ")]
    told = {(p.status_code, plain(p)[1]) for p in pages}
    assert len(told) == 1


# What is tried


def test_guessing_ends_at_the_fifth_wrong_code_whatever_comes_after(world: World) -> None:
    door, other = made(world), made(world)
    guessed(world, door)
    with pytest.raises(Absent):
        tried(world, door, door.code, "198.51.100.1")
    assert tried(world, other, other.code, "198.51.100.1"), "another link is not held up by it"
    with world.act("chair") as gate:
        told = {row.id: acts.state(door=row, gate=gate) for row, _ in acts.doors(gate=gate)}
    assert told == {door.id: "guessed", other.id: ""}


def test_a_right_code_begins_the_count_anew_and_one_that_holds_the_form_is_not_shut_out(
    world: World,
) -> None:
    door = made(world)
    for _ in range(2):
        for n in range(4):
            with pytest.raises(Absent):
                tried(world, door, door.wrong, f"203.0.{n}.1")
        proof = tried(world, door, door.code, "198.51.100.1")
    guessed(world, door)
    assert sent(world, proof).reference


def test_one_network_is_slowed_over_many_links(world: World) -> None:
    doors = [made(world) for _ in range(6)]
    for door in doors[:5]:
        with pytest.raises(Absent):
            tried(world, door, door.wrong, "192.0.2.9")
    with pytest.raises(Wait):
        tried(world, doors[5], doors[5].wrong, "192.0.2.200")
    unknown = Made("", "never made", "12345678")
    with pytest.raises(Wait):
        threshold.knock(link=unknown.link, client="192.0.2.9", vault=world.vault)


def test_a_form_of_another_site_or_browser_has_no_effect(world: World, client: Any) -> None:
    door, nobody = made(world), Nobody(client)
    path = f"/drop-off/link/{door.link}"
    assert nobody.post(path, {"code": door.code}).status_code == 403, "no page was drawn for it"
    nobody.get(path)
    away = nobody.post(path, {"code": door.code}, **{"sec-fetch-site": "cross-site"})
    assert away.status_code == 403
    assert raw(world, "select tries from door") == [(0,)], "nor does it count as a try"
    nobody.post(path, {"code": door.code})
    nobody.get("/drop-off/send")
    odd = nobody.post("/drop-off/send", {**FIELDS, "words": "x", "token": "0" * 64})
    assert odd.status_code == 403
    assert raw(world, "select * from arrival") == []
