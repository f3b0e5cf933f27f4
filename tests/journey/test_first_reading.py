"""One section, end to end, in real browsers against real processes of the portal."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect

from portal.console import verify
from portal.gate.ledger import Entry, stream_of
from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, contribution, release, signed_agreement, with_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVERY, OPEN = 200, 146
TITLES = [f"Part{n:03}" for n in range(1, EVERY + 1)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("reading")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    signed_agreement(world)
    contribution(world, [("practice", title) for title in TITLES], length=2000)
    release(world, "first", TITLES[: OPEN - 1])
    release(world, "second", [TITLES[OPEN - 1]])
    return world


@pytest.fixture(scope="module")
def two(world: World) -> Iterator[tuple[str, str]]:
    """Two processes on one database."""
    with serving(world.settings) as first, serving(world.settings) as second:
        yield first, second


def code(world: World) -> str:
    """How the page cites the first release."""
    return world.releases["first"][-6:].upper()


def link(page: Page, words: str) -> Locator:
    """The first section's link of that name, as a screen reader tells it from the others."""
    name = re.compile(rf"^{re.escape(words)}\s*:? section 1$")
    return page.locator("#section-1").get_by_role("link", name=name)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_panel_member_reads_and_asks_why(
    world: World, two: tuple[str, str], browser: Browser, width: int, scripts: bool
) -> None:
    token = world.sign_in("probation_panel")
    with window(browser, token, width=width, scripts=scripts) as page:
        page.goto(two[0])
        sound(page, scripts=scripts)
        page.get_by_role("link", name="Hawthorn 41", exact=True).click()
        sound(page, scripts=scripts)
        page.get_by_role("link", name="Read everything that is open to you").click()
        expect(page.locator("section.portal-section")).to_have_count(OPEN)
        text = page.content()
        seen = {where for word, where in world.canaries.items() if word in text}
        assert seen == {f"{w} of {t}" for w in ("title", "words") for t in TITLES[:OPEN]}
        expect(page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
        sound(page, scripts=scripts)
        link(page, "Why can I see this?").click()
        for told in (
            f"release {code(world)}",
            "Westmarch Police, its senior office",
            "Aldermere Probation",
        ):
            expect(page.get_by_text(told).first).to_be_visible()
        sound(page, scripts=scripts)
        page.go_back()
        link(page, "Who can see this").click()
        expect(page.get_by_role("rowheader", name="Harvir Gill")).to_be_visible()
        sound(page, scripts=scripts)


def test_an_ending_holds_on_the_next_click_in_the_other_process(
    world: World, two: tuple[str, str], browser: Browser
) -> None:
    reader, senior = world.sign_in("probation_panel"), world.sign_in("senior")
    with window(browser, reader) as reading, window(browser, senior) as ending:
        reading.goto(f"{two[1]}/reviews/{world.review}/read")
        expect(reading.locator("section.portal-section")).to_have_count(OPEN)
        ending.goto(f"{two[0]}/reviews/{world.review}/releases")
        sound(ending)
        row = ending.get_by_role("row").filter(has_text="145")
        row.get_by_role("link", name="End this release").click()
        sound(ending)
        ending.get_by_role("button", name="End this release").click()
        expect(ending.get_by_role("alert")).to_contain_text("Say why you are ending")
        ending.get_by_label("Why are you ending it?").fill("A witness is at risk.")
        ending.get_by_role("button", name="End this release").click()
        expect(ending.get_by_role("heading", name="The release has ended")).to_be_visible()
        sound(ending)
        reading.reload()
        expect(reading.locator("section.portal-section")).to_have_count(1)
        told = reading.locator(".portal-ended")
        expect(told).to_contain_text("Westmarch Police ended its sharing")
        words = {where for word, where in world.canaries.items() if word in reading.content()}
        assert words == {f"{w} of {TITLES[OPEN - 1]}" for w in ("title", "words")}
    assert "A witness" not in whole_ledger(world)


def whole_ledger(world: World) -> str:
    with world.vault.engine.connect() as connection:
        return "\n".join(connection.execute(sa.select(Entry.entry)).scalars())


def test_who_has_read_it_is_on_record_and_the_ledger_verifies(
    world: World, two: tuple[str, str], browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{two[0]}/reviews/{world.review}/read")
        link(page, "Who has read this").click()
        expect(page.get_by_role("cell", name="Harvir Gill", exact=False).first).to_be_visible()
        expect(page.get_by_role("cell", name=f"Release {code(world)}").first).to_be_visible()
        sound(page)
    stream = stream_of(world.review, world.agencies["Westmarch Police"])
    with world.vault.engine.connect() as connection:
        mine = sa.select(Entry.entry).where(
            Entry.stream == stream, Entry.actor == world.people["probation_panel"]
        )
        entries = [json.loads(e) for e in connection.execute(mine).scalars()]
    read = [e for e in entries if e["act"] == "read_section" and e["outcome"] == "allowed"]
    first = f"release:{world.releases['first']}"
    assert len(read[0]["things"][first]) == OPEN - 1
    assert verify(world.settings).findings == []
    assert Path(world.settings.witnesses[0]).read_text("ascii").count("\n") > 0
