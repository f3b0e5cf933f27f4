"""A rendering is begun by a click, goes on without whoever asked, and tells how far it has come."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.redaction import standing
from portal.renditions import acts, going_on, making, under_way
from portal.renditions.models import RenderingWork
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import decide, written
from tests.renditions.desk import NAME, OWN, TEXTS, over, rendered, signed, stage, version
from tests.visit import Visitor, plain, visitor

RENDER = {"title": "ਪੰਜਾਬੀ, what we did", "marking": "OFFICIAL"}


@pytest.fixture
def name(world: World) -> str:
    written(world, texts=TEXTS)
    return version(world, NAME)


@pytest.fixture
def maker(world: World, client: Any) -> Visitor:
    return visitor(world, client, "disclosure")


def begun(world: World, name: str, who: str = "disclosure") -> tuple[Any, bool]:
    """By an act alone: nobody makes it."""
    with world.act(who) as gate:
        one = standing.one(name, gate=gate)
        row, fresh = under_way.begin(rendition=one, **RENDER, gate=gate)
        return row.id, fresh


def work(world: World, name: str) -> Any:
    with reading_as(world, "disclosure") as gate:
        return under_way.newest(rendition=name, gate=gate)


def later(world: World, name: str, **told: Any) -> None:
    """As if so much time had gone since the last sign of life."""
    with world.vault.engine.begin() as connection:
        past = world.vault.clock.now() - timedelta(seconds=told.pop("seconds", 0))
        of = sa.update(RenderingWork).where(RenderingWork.id == name)
        connection.execute(of.values(seen_at=past, **told))


def path(world: World, row: str) -> str:
    return f"/reviews/{world.review}/rendering/{row}"


def test_the_click_answers_before_anything_is_made_and_the_page_renews_itself(
    world: World, name: str, maker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going_on, "go_on", lambda **_: None)
    done = maker.post(f"/reviews/{world.review}/renditions/{name}/render", RENDER)
    shown = maker.get(done.headers["location"])
    assert "Waiting to begin. Steps that are over: 0 of 5." in shown.text
    assert shown.headers["refresh"].startswith("3")
    row = work(world, name)
    with world.vault.engine.begin() as connection:
        told = {"doing": "prove", "done": 3, "total": 5, "pages": 240}
        under_way.alive(connection, row.id, world.vault.clock.now(), **told)
    text = maker.get(done.headers["location"]).text
    assert "Looking in a file for what was taken out. Steps that are over: 3 of 5." in text
    assert "about 240 pages, which take up to 2 minutes" in text
    assert "ਪੰਜਾਬੀ" not in text, "nothing of the case stands on it"
    assert (
        "The files are being made" in maker.get(f"/reviews/{world.review}/renditions/{name}").text
    )


def test_two_clicks_render_once(world: World, name: str, maker: Visitor) -> None:
    here = f"/reviews/{world.review}/renditions/{name}/render"
    one, other = (maker.post(here, RENDER).headers["location"] for _ in range(2))
    over()
    with reading_as(world, "disclosure") as gate:
        several = acts.renderings(rendition=name, gate=gate)
    assert len(several) == len({one, other}), "a second one only where the first was over already"
    assert begun(world, name)[1]
    row = work(world, name).id
    assert begun(world, name) == (row, False)


def test_what_stopped_says_so_and_is_started_again(world: World, name: str, maker: Visitor) -> None:
    row, _ = begun(world, name)
    later(world, row, seconds=61)
    text = maker.get(path(world, row)).text
    assert "It stopped before it was finished" in text
    assert "refresh" not in maker.get(path(world, row)).headers
    done = maker.post(path(world, row))
    over()
    assert "nothing of what was taken out was found" in maker.get(done.headers["location"]).text
    assert stage(world, name) == "proved"
    again = maker.get(f"/reviews/{world.review}/renditions/{name}/render").text
    assert RENDER["title"] in again, "nothing typed is lost"
    assert "It stopped" in maker.get(path(world, row)).text, "the first one was given up"


def test_one_that_was_given_up_keeps_nothing(world: World, name: str) -> None:
    row, _ = begun(world, name)
    later(world, row, seconds=61)
    fresh, _ = begun(world, name)
    assert fresh != row
    with world.act("disclosure") as gate:
        of = making.gather(rendition=name, **RENDER, gate=gate)
    made = making.make(of)
    for one, kept in ((row, 0), (fresh, 1)):
        with world.act("disclosure") as gate:
            under_way.finish(name=one, made=made, refused="", gate=gate)
            assert len(acts.renderings(rendition=name, gate=gate)) == kept


def test_decisions_that_change_meanwhile_are_a_sentence(
    world: World, name: str, maker: Visitor
) -> None:
    row, _ = begun(world, name)
    with world.act("disclosure") as gate:
        of = making.gather(rendition=name, **RENDER, gate=gate)
    decide(world, name, (2, 0, 3), grounds=OWN)
    with world.act("disclosure") as gate:
        under_way.finish(name=row, made=making.make(of), refused="", gate=gate)
    text = maker.get(path(world, row)).text
    assert "Something was decided anew" in text
    assert "Render it again" in text
    assert (
        "See why the files were not made"
        in maker.get(f"/reviews/{world.review}/renditions/{name}").text
    )
    assert begun(world, name)[1]


def test_what_breaks_down_ends_in_a_sentence(
    world: World, name: str, maker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("ਪੰਜਾਬੀ")

    monkeypatch.setattr(going_on.making, "make", broken)
    done = maker.post(f"/reviews/{world.review}/renditions/{name}/render", RENDER)
    over()
    assert "Something went wrong while it was rendered" in maker.get(done.headers["location"]).text


def test_whoever_signs_out_meanwhile_gets_nothing_made(
    world: World, name: str, maker: Visitor
) -> None:
    row, _ = begun(world, name)
    going_on.go_on(vault=world.vault, token="x" * 43, review=world.review, name=row)
    over()
    assert work(world, name).stage == "working"
    later(world, row, seconds=61)
    assert "or you signed out" in maker.get(path(world, row)).text


def test_too_many_at_once_are_refused_at_the_click(
    world: World, name: str, maker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going_on, "_queue", going_on.BoundedSemaphore(1))
    assert going_on._queue.acquire()
    shown = maker.post(f"/reviews/{world.review}/renditions/{name}/render", RENDER)
    assert "many others at the moment" in shown.text
    assert work(world, name) is None, "nothing was begun"


def test_only_what_is_decided_and_unsigned_is_begun_by_whoever_makes_it(
    world: World, name: str, client: Any
) -> None:
    for who in ("chair", "senior", "probation_senior"):
        with pytest.raises(Absent):
            begun(world, name, who)
    row, _ = begun(world, name)
    nothing = plain(visitor(world, client, "chair").get(path(world, "0" * 32)))
    assert plain(visitor(world, client, "chair").get(path(world, row))) == nothing
    rendered(world, name)
    signed(world, name)
    with pytest.raises(Refused, match="signed already"):
        begun(world, name)


def test_a_sign_of_life_comes_while_it_works(world: World, name: str) -> None:
    row, _ = begun(world, name)
    later(world, row, seconds=50)
    old = work(world, name).seen_at
    going_on._tell(world.vault, row, doing="pdf")
    assert work(world, name).seen_at > old
    assert work(world, name).doing == "pdf"
