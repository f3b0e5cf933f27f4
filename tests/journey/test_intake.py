"""A charge is notified, referred by the rules, and the SMB chair commissions the review."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, with_cast
from tests.intake.incidents import CHAIR, COORDINATOR, NOTIFIER, a_board

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOARD = "Westmarch Strategic Management Board"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = with_cast(tmp_path, f"sqlite:///{tmp_path}/portal.db")
    a_board(world, BOARD)
    return world


@pytest.mark.mission("A003", "A004", "A005", "A032", "C202", "C211")
def test_a_charge_is_notified_and_its_review_is_commissioned(
    world: World, browser: Browser
) -> None:
    with serving(world.settings) as address:
        with window(browser, world.sign_in(NOTIFIER), width=NARROW) as page:
            page.goto(address)
            page.get_by_role("link", name="Notify a board of an incident").click()
            page.get_by_label("Which board, or which force?").select_option(BOARD)
            page.get_by_label("Somebody was charged with a serious offence").check()
            sound(page)
            page.get_by_role("button", name="Notify the board").click()
            page.get_by_label("What happened, as far as you know it?").fill("A charge of murder.")
            page.get_by_role("button", name="Tell the board").click()
            expect(page.get_by_text("Give the particulars next")).to_be_visible()
            page.get_by_role("button", name="Give the particulars").click()
            particulars(page)
            expect(page.get_by_text("The particulars are with the board")).to_be_visible()
        with window(browser, world.sign_in(CHAIR), width=WIDE) as page:
            page.goto(address)
            page.get_by_role("link", name=re.compile("Decide on the SCR referral")).click()
            expect(page.get_by_text("It waits for the SMB chair")).to_be_visible()
            sound(page)
            page.get_by_role("button", name="Decide for the board").click()
            page.get_by_label("MAPPA serious case review").check()
            page.get_by_label("Commission the review").check()
            page.get_by_role("group", name="Is significant national").get_by_label("No").check()
            page.get_by_label("Why?").fill("The rules ask for it.")
            sound(page)
            page.get_by_role("button", name="Record the decision").click()
            expect(page.get_by_text("The review is commissioned")).to_be_visible()
        with window(browser, world.sign_in(COORDINATOR), width=WIDE) as page:
            page.goto(address)
            expect(page.get_by_text("Tell the agencies that there is a review")).to_be_visible()


def particulars(page: Page) -> None:
    told = {
        "Charge": "Charged, and the charge stands",
        "Form of the offence": "The offence itself",
    }
    for group, answer in told.items():
        page.get_by_label(group, exact=True).select_option(answer)
    page.get_by_label("Offence", exact=True).select_option("Murder")
    page.get_by_label("Day of the charge").fill("2/3/2026")
    page.get_by_label("Day of the offence, the death or the incident").fill("20/2/2026")
    page.get_by_label("Level first").select_option("Level 2")
    page.get_by_label("From which day, first level").fill("1/1/2025")
    sound(page)
    page.get_by_role("button", name="Give the particulars").click()
