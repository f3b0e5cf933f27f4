"""A senior office signs after looking through; a member reads exactly that, and what follows."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, contribution, signed_agreement, with_cast
from tests.policy.test_release_rules import rewrite

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLES = {"context": "Context", "chronology": "Chronology", "practice": "Practice"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("schedule")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    signed_agreement(world)
    sections = [*TITLES.items(), ("tactics", "Methods"), ("conduct", "Conduct")]
    contribution(world, sections, length=400)
    return world


@pytest.fixture(scope="module")
def portal(world: World) -> Iterator[str]:
    with serving(world.settings) as first:
        yield first


def propose(page: Page, portal: str, world: World, *, scripts: bool) -> None:
    page.goto(f"{portal}/reviews/{world.review}/sharing")
    sound(page, scripts=scripts)
    page.get_by_role("button", name="Prepare a new schedule").click()
    sound(page, scripts=scripts)
    page.get_by_role("button", name="Continue").click()
    sound(page, scripts=scripts)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the words are shared for")
    sound(page, scripts=scripts)
    page.get_by_role("radio").first.check()
    page.locator("input[name=paragraph]").first.check()
    page.get_by_label("Why is sharing these sections").fill("The panel must weigh the handover.")
    page.get_by_role("button", name="Continue").click()


def words_in(world: World, text: str) -> set[str]:
    return {where for word, where in world.canaries.items() if word in text}


@pytest.mark.parametrize(("width", "scripts"), [(NARROW, False), (WIDE, True)])
def test_signed_after_looking_through_and_read_exactly_so(
    world: World, portal: str, browser: Browser, width: int, scripts: bool
) -> None:
    with window(browser, world.sign_in("senior"), width=width, scripts=scripts) as page:
        propose(page, portal, world, scripts=scripts)
        rendition = page.locator("details").filter(has_text="Aldermere Probation").first
        rendition.locator("summary").first.click()
        looked = words_in(world, rendition.inner_html())
        sound(page, scripts=scripts)
        expect(page.locator(".portal-consequence")).to_contain_text("will read 3 sections")
        page.get_by_role("button", name="Sign this schedule").click()
        expect(page.get_by_role("alert")).to_contain_text("tick this box")
        page.get_by_label("I have looked through").check()
        page.get_by_role("button", name="Sign this schedule").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("The schedule was signed")
        sound(page, scripts=scripts)
        page.get_by_role("link", name="Back to what your agency shares").click()
        of_it = page.get_by_role("row" if width == WIDE else "listitem").filter(has_text="Practice")
        expect(of_it.first).to_contain_text("Shared")
        sound(page, scripts=scripts)
    with window(browser, world.sign_in("probation_panel"), width=width, scripts=scripts) as page:
        page.goto(f"{portal}/reviews/{world.review}/read")
        assert words_in(world, page.content()) == looked
        assert looked == {f"{what} of {t}" for t in TITLES.values() for what in ("title", "words")}


def test_a_correction_an_end_on_a_day_and_an_urgent_disclosure(
    world: World, portal: str, browser: Browser
) -> None:
    rewrite(world, "Practice")
    with window(browser, world.sign_in("senior")) as page:
        page.goto(f"{portal}/reviews/{world.review}/sharing")
        page.get_by_role("link", name="Send the correction").click()
        sound(page)
        page.get_by_label("I have looked at the changes").check()
        page.get_by_role("button", name="Send the correction").click()
        expect(page.get_by_role("heading", name="The correction has been sent")).to_be_visible()
        sound(page)
        page.goto(f"{portal}/reviews/{world.review}/releases")
        page.get_by_role("link", name=re.compile("End this release")).first.click()
        page.get_by_label("At the beginning of a day").check()
        for part, value in {"day": "1", "month": "3", "year": "2020"}.items():
            page.locator(f"input[name=on-{part}]").fill(value)
        page.get_by_label("Why are you ending it?").fill("The panel will have met.")
        sound(page)
        page.get_by_role("button", name="End this release").click()
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        page.goto(f"{portal}/reviews/{world.review}/sharing/urgent")
        page.get_by_label("Kamala Nair").check()
        page.get_by_label("Practice").check()
        page.get_by_label("What is the danger").fill("He knows where she lives.")
        sound(page)
        page.get_by_role("button", name="Disclose at once").click()
        expect(page.get_by_text("Another officer of your senior office")).to_be_visible()
        sound(page)
    with window(browser, world.sign_in("health_panel")) as page:
        page.goto(f"{portal}/reviews/{world.review}/read")
        expect(page.locator("section.portal-section")).to_have_count(1)
    with window(browser, world.sign_in("probation_panel")) as page:
        page.goto(f"{portal}/reviews/{world.review}/read")
        page.get_by_role("link", name="see what changed").click()
        expect(page.locator("ins").first).to_be_visible()
        sound(page)
