"""Passages are marked by mouse, by keyboard and by neither, in real browsers: what is decided are
code points of the stored text, whatever stands before and inside, and no sign is ever cut.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from portal.gate.policy import Role
from portal.redaction import consulting
from portal.redaction.exemptions import Grounds
from portal.redaction.models import Passage, RenditionSection
from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, contribution, with_cast
from tests.policy.asking import reading_as
from tests.redaction.desk import decide as decided_on
from tests.redaction.desk import made, row, written
from tests.requests.desk import seated

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FAMILY = "👩‍👩‍👧"
TEXTS = [
    f"{FAMILY} Jo met Carl Evans 🇬🇧 and Zoe\u0308 Pryce 𝒳 there; Carl Evans left.",
    "ਪੰਜਾਬੀ: ਗੁਰਪ੍ਰੀਤ ਕੌਰ ਨੇ ਦੱਸਿਆ 🙂 that Jo called.",
    "قال محمد علي إنه رأى Jo هناك 👍🏽 اليوم.",
]
AT = """([number, start, end]) => {
  const signs = (text) => [...text].length;
  const walker = document.createTreeWalker(
    document.querySelector(`[data-paragraph="${number}"]`), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("[data-aside]")) continue;
    const put = (sign) => [...node.data].slice(0, sign - at).join("").length;
    const after = at + signs(node.data);
    if (at <= start && start < after) range.setStart(node, put(start));
    if (at < end && end <= after) range.setEnd(node, put(end));
    at = after;
  }
"""
RECTS = (
    AT
    + """
  const all = [...range.getClientRects()].filter((one) => one.width > 0);
  const [first, last] = [all[0], all.at(-1)];
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""
)
SELECTED = (
    AT
    + """
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("marked")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("practice", "Practice")])
    written(world, texts=TEXTS)
    return world


@pytest.fixture(scope="module")
def at(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield f"{address}/reviews/{world.review}/redaction/sections"


@pytest.fixture
def section(world: World) -> str:
    """Of a version that was just begun."""
    name = made(world, "disclosure", "Practice")
    with reading_as(world, "disclosure") as gate:
        query = sa.select(RenditionSection.id).where(RenditionSection.rendition_id == name)
        return str(gate.connection.execute(query).scalar_one())


def decided(world: World, section: str) -> list[tuple[int, str]]:
    """The paragraphs and words of what stands."""
    of = Passage.__table__.c
    with reading_as(world, "disclosure") as gate:
        name = sa.select(RenditionSection.rendition_id).where(RenditionSection.id == section)
        query = sa.select(of.paragraph, of.starts, of.ends).where(
            of.rendition_id == name.scalar_subquery(), of.superseded_at.is_(None)
        )
        rows = gate.connection.execute(query.order_by(of.paragraph, of.starts)).all()
    return [(int(name, 16), TEXTS[int(name, 16) - 1][one:end]) for name, one, end in rows]


def span(number: int, words: str) -> list[int]:
    start = TEXTS[number - 1].index(words)
    return [number, start, start + len(words)]


def drag(page: Page, one: list[int], other: list[int]) -> None:
    """From the beginning of a stretch to the end of another, slowly."""
    page.locator("[data-paragraph='1']").scroll_into_view_if_needed()
    left, top, _, _ = page.evaluate(RECTS, one)
    _, _, right, bottom = page.evaluate(RECTS, other)
    page.mouse.move(left + 1, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right - 1, bottom, steps=4)
    page.mouse.up()


def decide(page: Page) -> None:
    page.locator("[name=decision][value=remove]").check()
    page.locator("[name='codes_s.40(2)']").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("heading", name="It is decided.")).to_have_count(0)
    expect(page.get_by_text("It is decided.")).to_be_visible()


def words(page: Page) -> str:
    return page.locator("[name=words]").input_value()


def test_by_mouse_after_signs_of_several_parts_and_across_a_mark(
    world: World, at: str, section: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{at}/{section}")
        sound(page)
        evans = [1, len(TEXTS[0]) - 16, len(TEXTS[0]) - 6]
        drag(page, evans, evans)
        expect(page.get_by_role("status")).to_have_text("Marked in paragraph 1: Carl Evans")
        assert words(page) == "Carl Evans"
        decide(page)
        assert page.url.endswith("#p-1"), "she is where she was"
        assert decided(world, section) == [(1, "Carl Evans")]
        with reading_as(world, "disclosure") as gate:
            query = sa.select(Passage.starts).order_by(Passage.id.desc())
            assert gate.connection.execute(query).scalars().first() == evans[1]
        pryce = "Zoe\u0308 Pryce 𝒳 there; Carl Evans left"
        drag(page, span(1, pryce), span(1, pryce))
        expect(page.get_by_role("status")).to_contain_text("Pryce")
        assert words(page) == pryce, "what is said of a mark is none of the words"
        decide(page)
        assert decided(world, section) == [(1, pryce)], "the shorter one is superseded"
        sound(page)


def test_an_owner_marks_what_else_must_go(
    world: World, at: str, section: str, browser: Browser
) -> None:
    police = world.agencies["Westmarch Police"]
    with reading_as(world, "disclosure") as gate:
        query = sa.select(RenditionSection.rendition_id).where(RenditionSection.id == section)
        name = str(gate.connection.execute(query).scalar_one())
    decided_on(world, name, (1, 5, 7), decision="ask", grounds=Grounds())
    with world.act("disclosure") as gate:
        asked = consulting.ask(rendition=row(gate, name), owner=police, question="", gate=gate).id
    seat = Role.DISCLOSURE_OFFICER
    if "answers" not in world.members:
        seated(world, "answers", "Westmarch Police", seat)
    with window(browser, world.sign_in("stranger")) as page:
        page.goto(f"{at.removesuffix('/sections')}/consultations/{asked}/sections/{section}/more")
        sound(page)
        drag(page, span(2, "ਗੁਰਪ੍ਰੀਤ ਕੌਰ"), span(2, "ਗੁਰਪ੍ਰੀਤ ਕੌਰ"))
        expect(page.get_by_role("status")).to_have_text("Marked in paragraph 2: ਗੁਰਪ੍ਰੀਤ ਕੌਰ")
        assert words(page) == "ਗੁਰਪ੍ਰੀਤ ਕੌਰ"
        page.get_by_role("link", name="Say why these words must go").click()
        expect(page.get_by_label("Why must they go?")).to_be_focused()
        page.get_by_label("Why must they go?").fill("It is her name.")
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("It is kept.")).to_be_visible()
    with reading_as(world, "answers") as gate:
        (one,) = consulting.answers(consultation=asked, gate=gate)
        start, end = span(2, "ਗੁਰਪ੍ਰੀਤ ਕੌਰ")[1:]
        assert (int(one.paragraph, 16), one.starts, one.ends, one.said) == (
            2,
            start,
            end,
            "must_go",
        )


def test_two_paragraphs_are_not_one_passage(
    world: World, at: str, section: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{at}/{section}")
        drag(page, span(1, "Jo"), span(1, "Jo"))
        expect(page.get_by_role("status")).to_contain_text("paragraph 1: Jo")
        page.locator("[data-paragraph='2']").click(click_count=3)
        expect(page.get_by_role("status")).to_contain_text("Marked in paragraph 2")
        assert words(page) == TEXTS[1], "a paragraph clicked thrice ends in the next one"
        page.evaluate(SELECTED, span(1, "left."))
        page.evaluate("document.getSelection().extend("
                      "document.querySelector('[data-paragraph=\"2\"]').firstChild, 4)")  # fmt: skip
        expect(page.get_by_role("status")).to_contain_text("words of several paragraphs")
        expect(page.get_by_role("link", name="Decide on these words")).to_be_hidden()
        assert words(page) == "", "what was marked before is not decided on instead"


@pytest.mark.parametrize("stretch", [(1, 0, 3), (1, 0, 2), (3, 30, 31), (2, 0, 1)])
def test_no_sign_is_cut(
    world: World, at: str, section: str, browser: Browser, stretch: tuple[int, int, int]
) -> None:
    whole = {1: FAMILY, 2: "ਪੰ", 3: "👍🏽"}[stretch[0]]
    if stretch[0] == 3:
        start = TEXTS[2].index("👍")
        stretch = (3, start, start + 1)
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{at}/{section}")
        page.evaluate(SELECTED, list(stretch))
        expect(page.get_by_role("status")).to_contain_text("Marked")
        decide(page)
        assert decided(world, section) == [(stretch[0], whole)]


def test_half_of_a_sign_of_two_units_is_the_whole_sign(
    world: World, at: str, section: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure")) as page:
        page.goto(f"{at}/{section}")
        units = len(TEXTS[0].partition("𝒳")[0].encode("utf-16-le")) // 2
        page.evaluate(
            """(at) => {
              const node = document.querySelector('[data-paragraph="1"]').firstChild;
              document.getSelection().setBaseAndExtent(node, at + 1, node, at + 3);
            }""",
            units,
        )
        expect(page.get_by_role("status")).to_have_text("Marked in paragraph 1: 𝒳")
        decide(page)
        assert decided(world, section) == [(1, "𝒳")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_by_keyboard_in_every_direction_and_taken_back(
    world: World, at: str, section: str, browser: Browser, width: int
) -> None:
    with window(browser, world.sign_in("disclosure"), width=width) as page:
        page.goto(f"{at}/{section}")
        page.locator("a[href='#p-2']").focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Control+Shift+ArrowRight"):
            page.keyboard.press(key)
        expect(page.get_by_role("status")).to_contain_text("ਗੁਰਪ੍ਰੀਤ ਕੌਰ")
        page.keyboard.press("Enter")
        expect(page.locator("[name=decision]").first).to_be_focused()
        decide(page)
        assert decided(world, section) == [(2, "ਗੁਰਪ੍ਰੀਤ ਕੌਰ")]
        page.locator("a[href='#p-3']").focus()
        page.keyboard.press("ArrowLeft")  # the text goes from right to left
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("status")).to_have_text("Marked in paragraph 3: محمد")
        for key in ("Shift+ArrowRight", "Shift+ArrowLeft", "Control+Shift+ArrowLeft", "Enter"):
            page.keyboard.press(key)
        decide(page)
        assert decided(world, section)[1] == (3, "محمد علي")
        mark = page.locator("#p-3 sup a")
        mark.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What was decided of a passage")
        sound(page)
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator("#p-3 mark")).to_have_count(0)
        assert page.url.endswith("#p-3")
        assert [one for one, _ in decided(world, section)] == [2]


def test_on_a_narrow_screen_the_way_on_stays_in_sight(
    world: World, at: str, section: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure"), width=NARROW) as page:
        page.goto(f"{at}/{section}")
        page.evaluate(SELECTED, span(1, "Carl Evans"))
        onward = page.get_by_role("link", name="Decide on these words")
        expect(onward).to_be_in_viewport()
        box = onward.bounding_box()
        assert box
        assert box["height"] >= 44
        sound(page)
        onward.click()
        expect(page.get_by_text("What is to become of these words?")).to_be_in_viewport()


def test_without_a_script_the_words_are_typed(
    world: World, at: str, section: str, browser: Browser
) -> None:
    with window(browser, world.sign_in("disclosure"), width=NARROW, scripts=False) as page:
        page.goto(f"{at}/{section}")
        sound(page, scripts=False)
        expect(page.get_by_text("Mark words with a mouse")).to_be_hidden()
        for number, said in ((1, "Zoe\u0308 Pryce 𝒳"), (2, "ਗੁਰਪ੍ਰੀਤ"), (3, "محمد علي")):
            page.locator("[name=what][value=words]").check()
            page.locator("[name=paragraph]").select_option(str(number))
            page.locator("[name=words]").fill(said)
            decide(page)
        assert decided(world, section) == [
            (1, "Zoe\u0308 Pryce 𝒳"), (2, "ਗੁਰਪ੍ਰੀਤ"), (3, "محمد علي"),
        ]  # fmt: skip
        page.locator("#p-2 sup a").click()
        page.get_by_role("button", name="Take it back").click()
        assert [one for one, _ in decided(world, section)] == [1, 3]
