"""A section is written by two people, in real browsers: drafts, merging, deciding, comparing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, WIDE, serving, signs_in, sound, window
from tests.build import World, contribution, with_cast
from tests.cast import CAST, EVERYBODY
from tests.writing.desk import second_author

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THREE = "One was seen.\n\nTwo was heard.\n\nThree was told."
TITLES = ["Merged", "Drafted", "Plain"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("writing")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("practice", title) for title in TITLES], sign=False)
    second_author(world)
    yield world
    del CAST["second"], EVERYBODY["second"]


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.settings) as told:
        yield f"{told}/reviews/{world.review}"


def editor(page: Page, address: str, number: int) -> None:
    """Through the contribution, as she would come."""
    page.goto(f"{address}/read")
    page.get_by_role("link", name=re.compile(rf"^Edit\s*:? section {number}$")).click()
    expect(page.get_by_role("heading", name="Edit this section")).to_be_visible()


def save(page: Page, text: str) -> None:
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Save as a new version").click()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_draft_outlives_its_tab(world: World, address: str, browser: Browser, width: int) -> None:
    token, words = world.sign_in("author"), f"Half a sentence at {width}"
    with window(browser, token, width=width) as page:
        editor(page, address, 2)
        sound(page)
        page.get_by_label("Text", exact=True).press_sequentially(words)
        expect(page.get_by_text("Saved as a draft at")).to_be_visible()
    with window(browser, token, width=width) as page:
        editor(page, address, 2)
        expect(page.get_by_text("This is your draft of")).to_be_visible()
        assert words in page.get_by_label("Text", exact=True).input_value()
        sound(page)
        page.get_by_role("button", name="Save as a new version").click()
        expect(page.get_by_role("heading", name="is saved")).to_be_visible()
        sound(page)
        page.get_by_role("link", name="See what changed").click()
        sound(page)
        page.get_by_role("link", name="Back to reading").click()
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_two_write_at_once_and_the_later_one_decides(
    world: World, address: str, browser: Browser, width: int
) -> None:
    first, second = world.sign_in("author"), world.sign_in("second")
    with window(browser, first, width=width) as mine, window(browser, second) as hers:
        editor(mine, address, 1)
        save(mine, THREE)
        editor(mine, address, 1)
        editor(hers, address, 1)
        save(hers, THREE.replace("Three was told.", "Three was told late."))
        save(mine, THREE.replace("One was seen.", "One was seen twice."))
        expect(mine.get_by_role("alert")).to_contain_text("Your changes do not touch")
        put_together = "One was seen twice.\n\nTwo was heard.\n\nThree was told late."
        expect(mine.get_by_label("Text", exact=True)).to_have_value(put_together)
        sound(mine)
        editor(hers, address, 1)
        save(
            hers,
            hers.get_by_label("Text", exact=True).input_value().replace("heard", "heard by her"),
        )
        save(mine, put_together.replace("heard", "heard by me"))
        expect(mine.get_by_role("heading", name="Two texts, one section")).to_be_visible()
        expect(mine.get_by_text("heard by me.")).to_be_visible()
        expect(mine.get_by_text("heard by her.")).to_be_visible()
        sound(mine)
        mine.get_by_role("button", name="Save what I chose").click()
        expect(mine.get_by_role("alert")).to_contain_text("Choose which text to keep")
        sound(mine)
        mine.get_by_label("Both, the saved one first").check()
        mine.get_by_role("button", name="Save what I chose").click()
        expect(mine.get_by_role("heading", name="is saved")).to_be_visible()
        mine.get_by_role("link", name="Read the whole contribution").click()
        expect(mine.get_by_text("Two was heard by me.")).to_be_visible()
        expect(mine.get_by_text("Two was heard by her.")).to_be_visible()


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)])
def test_what_was_typed_after_signing_out_elsewhere_comes_back(
    world: World, address: str, browser: Browser, scripts: bool, width: int
) -> None:
    token, words = world.sign_in("author"), f"A sentence nobody should lose ਪੰਜਾਬੀ at {width}"
    home = address.partition("/reviews/")[0]
    with window(browser, token, width=width, scripts=scripts) as page:
        editor(page, address, 2)
        with window(browser, token) as other:
            other.goto(home)
            other.get_by_role("button", name="Sign out").click()
            expect(other.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        page.get_by_label("Text", exact=True).fill(words)
        page.get_by_role("button", name="Save as a new version").click()
        expect(page.get_by_text("What you typed is kept for 24 hours")).to_be_visible()
        sound(page, scripts=scripts)
        signs_in(page.context, world.sign_in("author"))
        page.goto(home)
        page.get_by_role("link", name="Look at it").click()
        sound(page, scripts=scripts)
        assert words not in page.content(), "its own page alone shows it"
        page.get_by_role("button", name="Put it back into its form").first.click()
        expect(page.get_by_text("It has not been sent")).to_be_visible()
        sound(page, scripts=scripts)
        expect(page.get_by_label("Text", exact=True)).to_have_value(words)
        page.get_by_role("button", name="Save as a new version").click()
        expect(page.get_by_role("heading", name="is saved")).to_be_visible()
        page.get_by_role("link", name="Read the whole contribution").click()
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_all_of_it_without_scripts(
    world: World, address: str, browser: Browser, width: int
) -> None:
    with window(browser, world.sign_in("author"), width=width, scripts=False) as page:
        editor(page, address, 3)
        page.get_by_label("Text", exact=True).fill("|# When | What\n| 2 May | A call")
        page.get_by_role("button", name="Show how it will look").click()
        expect(page.get_by_role("cell", name="A call")).to_be_visible()
        page.get_by_role("button", name="Keep as my draft").click()
        expect(page.get_by_text("This is your draft of")).to_be_visible()
        save(page, f"|# When | What\n| 2 May | A call at {width}")
        expect(page.get_by_role("heading", name="is saved")).to_be_visible()
        page.goto(f"{address}/contributions/{world.document}/add")
        page.get_by_label("Title").fill("Learning")
        page.get_by_role("button", name="Save as version 1").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose what kind of section")
        sound(page, scripts=False)
        page.get_by_label("Findings and learning").check()
        page.get_by_label("Text", exact=True).fill("What should change.")
        page.get_by_role("button", name="Save as version 1").click()
        expect(page.get_by_role("heading", name="Version 1 is saved")).to_be_visible()
        page.goto(f"{address}/contributions/{world.document}/order")
        page.get_by_role("button", name=re.compile(r"^Up\s*:? section 2$")).click()
        expect(page.get_by_role("listitem").nth(0)).to_contain_text(
            TITLES[1 if width == WIDE else 0]
        )


def test_the_pages_for_a_new_section_are_sound(
    world: World, address: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("author"), width=NARROW) as page:
        for name in ("add", "order"):
            page.goto(f"{address}/contributions/{world.document}/{name}")
            sound(page)
