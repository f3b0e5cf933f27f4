"""The review agreement from its first words to a withdrawal, in real browsers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, contribution, release, with_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Nothing agreed yet; the police's contribution is written and signed off."""
    folder = tmp_path_factory.mktemp("agreement")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("context", "Context"), ("practice", "Practice")])
    return world


@pytest.fixture(scope="module")
def two(world: World) -> Iterator[tuple[str, str]]:
    """Two processes on one database."""
    with serving(world.settings) as first, serving(world.settings) as second:
        yield first, second


def from_home(page: Page, at: str, task: str) -> None:
    """As somebody comes: the first page says what waits, and a click leads there."""
    page.goto(at)
    page.get_by_role("link", name=task).click()


def sign_what_waits(page: Page, at: str, body: str, task: str, *, scripts: bool = True) -> None:
    from_home(page, at, task)
    sound(page, scripts=scripts)
    page.get_by_label(f"I have read this agreement and sign it for {body}").check()
    page.get_by_role("button", name=f"Sign for {body}").click()
    expect(page.get_by_role("heading", name="The agreement is signed")).to_be_visible()
    sound(page, scripts=scripts)


BOARD = "The commissioning board"
SIGNERS = {"senior": "Westmarch Police", "probation_senior": "Aldermere Probation", "board": BOARD}


@pytest.mark.mission("A011")
def test_the_agreement_is_written_signed_amended_and_left(
    world: World, two: tuple[str, str], browser: Browser
) -> None:
    first, second = two
    with window(browser, world.sign_in("board")) as page:
        from_home(page, first, "Write the review agreement")
        sound(page)
        page.get_by_label("The legal gateway", exact=True).fill("")
        page.get_by_role("button", name="See the whole text").click()
        expect(page.get_by_role("alert")).to_contain_text("Name the statute")
        sound(page)
        page.get_by_label("The legal gateway", exact=True).fill(
            "Criminal Justice Act 2003 section 325"
        )
        page.get_by_role("button", name="See the whole text").click()
        expect(page.get_by_role("heading", name="Propose this text?")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Propose this text").click()
        expect(page.get_by_text("Text 1 was proposed")).to_be_visible()
        sound(page)
    for who, width, scripts in (
        ("senior", WIDE, True), ("probation_senior", NARROW, False), ("board", NARROW, True)
    ):  # fmt: skip
        with window(browser, world.sign_in(who), width=width, scripts=scripts) as page:
            task = "Sign the review agreement"
            sign_what_waits(page, first, SIGNERS[who], task, scripts=scripts)
    release(world, "first", ["Context"])
    _read_amend_and_leave(world, first, second, browser)


def _read_amend_and_leave(world: World, first: str, second: str, browser: Browser) -> None:
    reader = world.sign_in("probation_panel")
    agreement = f"/reviews/{world.review}/agreement"
    with window(browser, reader) as reading:
        reading.goto(f"{second}/reviews/{world.review}/read")
        expect(reading.locator("section.portal-section")).to_have_count(1)
        _amend(world, first, browser, agreement)
        reading.reload()
        expect(reading.locator("section.portal-section")).to_have_count(1)
        for who, body in SIGNERS.items():
            with window(browser, world.sign_in(who)) as page:
                sign_what_waits(page, second, body, "Sign the amended agreement")
        reading.goto(f"{second}{agreement}")
        expect(reading.get_by_text("Text 2").first).to_be_visible()
        expect(reading.get_by_text("How the family was told")).to_be_visible()
        sound(reading)
        reading.goto(f"{second}/reviews/{world.review}/read")
        expect(reading.locator("section.portal-section")).to_have_count(1)
        with window(browser, world.sign_in("probation_senior"), width=NARROW) as leaving:
            leaving.goto(f"{first}{agreement}")
            leaving.get_by_role("link", name="Withdraw", exact=True).click()
            sound(leaving)
            leaving.get_by_label("Why does Aldermere Probation withdraw?").fill("It was decided.")
            leaving.get_by_role("button", name="Withdraw").click()
            expect(leaving.get_by_role("heading", name="has withdrawn")).to_be_visible()
            sound(leaving)
        reading.reload()
        expect(reading.locator("section.portal-section")).to_have_count(0)
        assert "canary" not in reading.content()
        reading.goto(f"{second}{agreement}")
        expect(reading.get_by_text("Withdrew on")).to_be_visible()
        sound(reading)


def _amend(world: World, at: str, browser: Browser, agreement: str) -> None:
    with window(browser, world.sign_in("board")) as page:
        page.goto(f"{at}{agreement}")
        page.get_by_role("link", name="Propose an amendment").click()
        field = page.get_by_label("Terms of reference")
        field.fill(f"{field.input_value()}\nHow the family was told")
        page.get_by_role("button", name="See the whole text").click()
        expect(page.get_by_role("heading", name="What this text changes")).to_be_visible()
        expect(page.locator("ins", has_text="How the family was told")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Propose this text").click()
        expect(page.get_by_text("Text 2 was proposed")).to_be_visible()
