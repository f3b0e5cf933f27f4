"""Boxes are drawn on the pages of an attachment by mouse, by keyboard and by neither."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.redaction import standing
from portal.renditions import pdf, pictures
from tests.browsing import NARROW, serving, sound, window
from tests.build import World, contribution, with_cast
from tests.policy.asking import reading_as
from tests.redaction.desk import made, written
from tests.renditions.sheets import DAY, paper
from tests.renditions.test_pictures import kept

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("covered")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("practice", "Practice")])
    written(world)
    world.files["plan"] = kept(world, "pdf", pdf.render(paper(), day=DAY))
    return world


@pytest.fixture(scope="module")
def at(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield f"{address}/reviews/{world.review}/pictures"


@pytest.fixture
def picture(world: World) -> str:
    name = made(world, "disclosure", "Practice")
    with world.act("disclosure") as gate:
        one = standing.one(name, gate=gate)
        return pictures.put_in(rendition=one, attachment=world.files["plan"], gate=gate).id


def covers(page: Page, *codes: str) -> None:
    for code in codes:
        page.locator(f"[name='codes_{code}']").check()
    page.get_by_role("button", name="Cover it").click()
    expect(page.get_by_text("It is covered.")).to_be_visible()


def boxes(world: World, picture: str) -> list[tuple[float, ...]]:
    """Left, top, right and bottom in hundredths, to one place."""
    with reading_as(world, "disclosure") as gate:
        query = pictures.RenditionPicture.__table__.select().where(
            pictures.RenditionPicture.id == picture
        )
        row = pictures.stands_now(picture=gate.connection.execute(query).one(), gate=gate)
        there = pictures.covered_of(picture=row, gate=gate)
    assert {one.codes for one in there} <= {"s.40(2)"}
    told = [(one.box.left, one.box.top, one.box.right, one.box.bottom) for one in there]
    return [tuple(round(100 * side, 1) for side in one) for one in told]


def test_by_mouse_and_beyond_the_edge(
    world: World, at: str, picture: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{at}/{picture}")
        sound(page)
        page.get_by_text("Draw a box with the mouse").wait_for()
        assert page.locator("img.portal-cover__picture").evaluate("one => one.naturalWidth") > 500
        grid = page.locator("svg.portal-cover__grid")
        seen = grid.bounding_box()
        assert seen
        x, y, wide = seen["x"], seen["y"], seen["width"]
        page.mouse.move(x + wide * 0.2, y + 200)
        page.mouse.down()
        page.mouse.move(x + wide * 0.5, y + 230, steps=3)
        page.mouse.move(x + wide + 60, y + 260, steps=3)
        page.mouse.up()
        expect(page.get_by_role("status")).to_contain_text("Boxes to cover: 1.")
        page.mouse.click(x + wide * 0.1, y + 300)
        page.mouse.click(x + wide * 0.4, y + 330)
        expect(page.get_by_role("status")).to_contain_text("Boxes to cover: 2.")
        assert page.locator("[data-cover-new] rect").count() == 2
        covers(page, "s.40(2)")
        first, second = boxes(world, picture)
        assert (first[0], first[2]) == (20.0, 100.0), "what leaves the page is cut"
        assert (second[0], second[2]) == (10.0, 40.0)
        sound(page)
        page.get_by_role("button", name="Take box 1 off").click()
        expect(page.get_by_text("The box is taken off.")).to_be_visible()
        assert boxes(world, picture) == [second]


def test_by_keyboard(world: World, at: str, picture: str, browser: Browser) -> None:
    with window(browser, world.sign_in("disclosure"), width=NARROW) as page:
        page.goto(f"{at}/{picture}")
        page.get_by_text("Draw a box with the mouse").wait_for()
        page.locator("[data-cover-sheet]").focus()
        keys = ["Enter", "ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"]
        for key in [*keys, "Enter", "Enter", "Delete"]:
            page.keyboard.press(key)
        expect(page.get_by_role("status")).to_contain_text("Boxes to cover: 2.")
        covers(page, "s.40(2)")
        assert boxes(world, picture) == [(38.0, 47.0, 59.0, 51.0), (38.0, 52.0, 59.0, 56.0)]
        assert page.locator("[name='codes_s.40(2)']").is_checked(), "the next is often like it"
        sound(page)


def test_without_a_script_by_squares_and_numbers(
    world: World, at: str, picture: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure"), width=NARROW, scripts=False) as page:
        page.goto(f"{at}/{picture}")
        sound(page, scripts=False)
        page.locator("[name=where]").fill("C4 to E5\n-10, 90, 20, 130")
        covers(page, "s.40(2)")
        assert boxes(world, picture) == [(10.0, 7.5, 25.0, 12.5), (0.0, 90.0, 20.0, 100.0)]
        page.get_by_role("button", name="Take box 2 off").click()
        assert boxes(world, picture) == [(10.0, 7.5, 25.0, 12.5)]
