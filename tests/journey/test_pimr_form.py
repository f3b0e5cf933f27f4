"""The reoffending review form from its notification to the closed loop, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, serving, sound, window
from tests.build import World, with_cast
from tests.pimr.desk import FIVE, FOUR, NOW, THREE, TWO, a_pimr, ago, save, sent

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("form")
    return a_pimr(with_cast(folder, f"sqlite:///{folder}/portal.db"))


def task(page: Page, at: str, name: str) -> None:
    page.goto(at)
    page.get_by_role("link", name=name).first.click()


def receives(page: Page, at: str) -> None:
    task(page, at, "Record that the reoffending review form has come to you")
    sound(page)
    page.get_by_role("button", name="Record that it has come").click()


def hands_on(page: Page) -> None:
    page.get_by_role("button", name="Hand the form on").click()
    sound(page)
    page.get_by_role("button", name="Hand it on").click()
    expect(page.get_by_text("The form is handed on")).to_be_visible()


@pytest.mark.mission("A037", "A040", "A105", "A114")
def test_the_form_goes_round_its_desks(world: World, browser: Browser) -> None:
    with serving(world.settings) as at:
        with window(browser, world.sign_in("board")) as page:
            task(page, at, "Commission the initial review")
            sound(page)
            page.get_by_label("Westmarch Police").check()
            page.get_by_role("button", name="Commission it").click()
            expect(page.get_by_text("The initial review is commissioned")).to_be_visible()
        _the_officer(world, at, browser)
        with window(browser, world.sign_in("manager")) as page:
            receives(page, at)
            save(world, "manager", "stage_3", THREE)
            page.get_by_role("link", name="Stage 3: ICR supervision").click()
            sound(page)
            page.go_back()
            hands_on(page)
        with window(browser, world.sign_in("senior")) as page:
            receives(page, at)
            save(world, "senior", "stage_4", FOUR)
            page.reload()
            hands_on(page)
            expect(page.get_by_text("They differ: stage 3 answered no")).to_be_visible()
            sound(page)
            sent(world, "npl")
            task(page, at, "Send the reoffending review form to HMPPS-PPU")
            page.get_by_label("On which day was it sent?").fill(f"{NOW:%d/%m/%Y}")
            page.get_by_label("Secure email").check()
            page.get_by_label("To whom in that office?").fill("The duty desk")
            sound(page)
            page.get_by_role("button", name="Record it").click()
            page.get_by_role("link", name="Record the acknowledgement").last.click()
            page.get_by_label("On which day did").fill(f"{NOW:%d/%m/%Y}")
            page.get_by_role("button", name="Record it").click()
            save(world, "senior", "stage_5", FIVE)
            page.reload()
            hands_on(page)
        with window(browser, world.sign_in("author"), width=NARROW) as page:
            task(page, at, "Update the ViSOR record")
            sound(page)
            page.get_by_role("button", name="Record that it is updated").click()
            expect(page.get_by_text("Closed loop")).to_be_visible()
            sound(page)
            page.get_by_role("link", name="Read or print the whole form").click()
            sound(page)


def _the_officer(world: World, at: str, browser: Browser) -> None:
    with window(browser, world.sign_in("author"), width=NARROW) as page:
        task(page, at, "Fill in the reoffending review form")
        page.get_by_role("link", name="Stage 1: Initial notification").click()
        sound(page)
        page.get_by_role("link", name="Enter the person").click()
        sound(page)
        for label, words in {
            "Last name": "Marlow-Keane", "First name": "Aled", "Day": "29", "Month": "2",
            "Year": "1984", "ViSOR or MAPPS reference": "V/40-1",
        }.items():  # fmt: skip
            page.get_by_label(label, exact=True).fill(words)
        page.get_by_role("button", name="Enter the person").click()
        page.get_by_role("link", name="Stage 1: Initial notification").click()
        page.get_by_label("Date of reoffending notification").fill(f"{ago(20):%d/%m/%Y}")
        page.get_by_label("Date of the charge").fill(f"{ago(22):%d/%m/%Y}")
        page.get_by_role("button", name="Save this stage").click()
        page.get_by_role("button", name="Hand the form on").click()
        expect(page.get_by_text("It cannot be handed on yet")).to_be_visible()
        sound(page)
        save(world, "author", "stage_2", TWO)
        page.get_by_role("link", name="Reoffending review form").click()
        page.get_by_role("link", name="Stage 2: Initial case review").click()
        sound(page)
        page.go_back()
        hands_on(page)
