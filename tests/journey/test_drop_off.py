"""Somebody without an account and without JavaScript sends a paper by a link and a code."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import NARROW, serving, sound, window
from tests.build import World, with_cast
from tests.cast import POLICE
from tests.doors.door import made

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("door")
    return with_cast(folder, f"sqlite:///{folder}/portal.db")


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.settings) as told:
        yield told


def test_a_practice_sends_and_the_police_see_it(
    world: World, address: str, browser: Browser
) -> None:
    door = made(world, agency=POLICE)
    with window(browser, "", width=NARROW, scripts=False) as page:
        page.goto(f"{address}/drop-off/link/{door.link}")
        sound(page, scripts=False)
        page.get_by_label("The code that was read out to you").fill(door.wrong)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("The code that was read out to you").fill(door.code)
        page.get_by_role("button", name="Continue").click()
        assert door.link not in page.url
        page.get_by_label("Your name").fill("Dr Carys Hale")
        page.get_by_label("In what role do you send this?").fill("Partner")
        page.get_by_label("Not yet").check()
        page.get_by_label("What you want to say").fill("Seen twice.")
        sound(page, scripts=False)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()
        sound(page, scripts=False)
    with window(browser, world.sign_in("author")) as page:
        page.goto(f"{address}/")
        page.get_by_role("link", name=re.compile("Decide on what came through")).click()
        expect(page.get_by_text("Seen twice.")).to_be_visible()
        sound(page)
