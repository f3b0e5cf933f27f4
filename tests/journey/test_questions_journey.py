"""The chair asks, the author answers, the panel reads both; the record is taken, the ledger whole."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from portal.gate import sessions
from tests.browsing import NARROW, WIDE, serving, signs_in, sound, window
from tests.build import World, contribution, release, signed_agreement, with_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("questions")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    signed_agreement(world)
    contribution(world, [("context", "Context"), ("practice", "Practice")], length=300)
    release(world, "first", ["Context"])
    release(world, "chair", ["Context"], to_kind="role", to_name="chair")
    return world


@pytest.fixture(scope="module")
def portal(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield address


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_a_question_is_asked_answered_and_read(
    world: World, portal: str, browser: Browser, width: int, scripts: bool
) -> None:
    words = f"Who decided this, at {width}?"
    look = {"width": width, "scripts": scripts}
    with window(browser, world.sign_in("chair"), **look) as page:  # type: ignore[arg-type]
        page.goto(f"{portal}/reviews/{world.review}/read")
        page.locator("#section-1").get_by_role("link", name="Questions").click()
        sound(page, scripts=scripts)
        page.get_by_role("link", name="Ask about paragraph 1").click()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_contain_text("Write your question or remark")
        sound(page, scripts=scripts)
        page.get_by_label("Your question or remark").fill(words)
        everybody_was_away(world)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("What you typed is kept for 24 hours")).to_be_visible()
        expect(page.get_by_role("link", name="Sign in to have it back")).to_be_visible()
        sound(page, scripts=scripts)
        signs_in(page.context, world.sign_in("chair"))
        page.goto(portal)
        page.get_by_role("link", name="Look at it").click()
        sound(page, scripts=scripts)
        page.get_by_role("button", name="Put it back into its form").click()
        expect(page.get_by_text("It has not been sent")).to_be_visible()
        expect(page.get_by_label("Your question or remark")).to_have_value(words)
        sound(page, scripts=scripts)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Your question is asked.")).to_be_visible()
        sound(page, scripts=scripts)
    with window(browser, world.sign_in("author"), **look) as page:  # type: ignore[arg-type]
        page.goto(portal)
        page.get_by_role("link", name="Answer a question about your agency's words").click()
        expect(page.get_by_text(words)).to_be_visible()
        page.get_by_label("Answer this question").fill("The duty inspector did.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("What you wrote stands beside the paragraph.")).to_be_visible()
        sound(page, scripts=scripts)
    with window(browser, world.sign_in("probation_panel"), **look) as page:  # type: ignore[arg-type]
        page.goto(f"{portal}/reviews/{world.review}/read")
        page.locator("#section-1").get_by_role("link", name="Questions").click()
        there = page.url
        for said in (words, "The duty inspector did."):
            expect(page.get_by_text(said).first).to_be_visible()
    with window(browser, world.sign_in("stranger"), **look) as page:  # type: ignore[arg-type]
        page.goto(there)
        assert words not in page.content()
        sound(page, scripts=scripts)
    with window(browser, world.sign_in("chair"), **look) as page:  # type: ignore[arg-type]
        page.goto(portal)
        page.get_by_role("link", name="Read the answer to your question").click()
        page.get_by_role("button", name="This settles it").click()
        expect(page.get_by_text("The question is settled.")).to_be_visible()


def everybody_was_away(world: World) -> None:
    """Longer than a session lasts: no page that is open now is anybody's any more."""
    with world.vault.engine.begin() as connection:
        long_ago = world.vault.clock.now() - 2 * sessions.IDLE
        connection.execute(sa.update(sessions.SignedIn).values(seen_at=long_ago))


def test_words_are_found_and_lead_to_their_paragraph(
    world: World, portal: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("chair"), width=NARROW) as page:
        page.goto(f"{portal}/reviews/{world.review}")
        page.get_by_role("link", name="Find words in what you may read").click()
        sound(page)
        page.get_by_label("Words to look for").fill("WORDS were")
        page.get_by_role("button", name="Find").click()
        expect(page.locator("mark").first).to_have_text("Words were")
        assert "were" not in page.url
        sound(page)
        page.get_by_role("link", name="Read paragraph 1.1").first.click()
        expect(page.locator(":target")).to_contain_text("Words were written.")


def test_the_disclosure_officer_takes_the_record_and_the_auditor_verifies(
    world: World, portal: str, browser: Browser, tmp_path: Path
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{portal}/reviews/{world.review}")
        page.get_by_role("link", name="Who has read your agency's words").click()
        expect(page.get_by_role("cell", name="Leonard Ashby").first).to_be_visible()
        sound(page)
        page.get_by_label("Person").select_option(label="Harvir Gill, Aldermere Probation")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("cell", name="Leonard Ashby")).to_have_count(0)
        page.get_by_role("link", name="Take the record away").click()
        sound(page)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Take the record away").click()
        coming.value.save_as(tmp_path / "record")
        assert coming.value.suggested_filename == "OFFICIAL-SENSITIVE-record.jsonl"
        last = json.loads((tmp_path / "record").read_text().splitlines()[-1])
        assert last["end"]
        assert last["entries"] > 5
    with window(browser, world.sign_in("auditor")) as page:
        page.goto(portal)
        page.get_by_role("link", name="Verify the ledger").click()
        page.get_by_role("button", name="Verify the whole ledger").click()
        expect(page.get_by_role("heading", name="The ledger is whole")).to_be_visible()
        sound(page)
        for word in world.canaries:
            assert word not in page.content()
