"""An author brings in her Word file, says what it becomes, and it stands as sections."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from portal.documents.models import Document
from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, contribution, with_cast
from tests.importing import files

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("importing")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("context", "First")], sign=False)
    return world


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.settings) as told:
        yield told


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)])
def test_a_word_file_becomes_sections(
    world: World, address: str, browser: Browser, scripts: bool, width: int
) -> None:
    with world.vault.engine.connect() as connection:
        document = connection.execute(sa.select(Document.id)).scalar_one()
    with window(browser, world.sign_in("author"), width=width, scripts=scripts) as page:
        page.goto(f"{address}/reviews/{world.review}/contributions/{document}/import")
        sound(page, scripts=scripts)
        chosen = page.locator("input[type=file]")
        chosen.set_input_files({"name": "old.doc", "mimeType": "application/msword",
                                "buffer": b"\xd0\xcf\x11\xe0" + bytes(600)})  # fmt: skip
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Read this file").click()
        expect(page.get_by_role("alert")).to_be_visible()
        sound(page, scripts=scripts)
        chosen.set_input_files(
            {"name": "report.docx", "mimeType": WORD, "buffer": files.a_report()}
        )
        page.get_by_role("button", name="Read this file").click()
        expect(page.get_by_role("heading", name="What this file becomes")).to_be_visible()
        sound(page, scripts=scripts)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Add these sections?")).to_be_visible()
        sound(page, scripts=scripts)
        page.get_by_role("button", name=re.compile(r"^Add \d+ sections$")).click()
        expect(page.get_by_role("heading", name="The sections are there")).to_be_visible()
        sound(page, scripts=scripts)
        page.get_by_role("link", name="Read it as a whole").click()
        for title in ("Background", "Chronology of contact"):
            expect(page.get_by_role("heading", name=title).first).to_be_visible()
        expect(page.locator("table").first).to_be_visible()
        sound(page, scripts=scripts)


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)])
def test_the_largest_file_that_is_taken_is_read_while_its_author_waits(
    world: World, address: str, browser: Browser, scripts: bool, width: int
) -> None:
    """On a slow machine behind a page that renews itself, with scripts and without."""
    words = "What was done on that day and by whom, and what was not done. " * 6
    paragraph = "<w:p><w:r><w:t>{} {}</w:t></w:r></w:p>"
    large = files.with_body("".join(paragraph.format(n, words) for n in range(7_500)))
    with world.vault.engine.connect() as connection:
        document = connection.execute(sa.select(Document.id)).scalar_one()
    with window(browser, world.sign_in("author"), width=width, scripts=scripts) as page:
        page.goto(f"{address}/reviews/{world.review}/contributions/{document}/import")
        page.locator("input[type=file]").set_input_files(
            {"name": "long.docx", "mimeType": WORD, "buffer": large}
        )
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Read this file").click()
        read = page.get_by_role("heading", name="What this file becomes")
        expect(read).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="Cancel this file").click()
        page.get_by_role("button", name="Cancel this file").click()
        sound(page, scripts=scripts)
