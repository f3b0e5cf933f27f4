"""Every page in a real browser: for keyboard, screen reader, phone, paper, and without scripts."""

import mimetypes
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from portal import place
from portal.web.answer import CONTENT_POLICY
from portal.web.draw import draw
from tests.browsing import AXE, NARROW, WIDE
from tests.web.fixtures.looks import CASES, FRAME, PAGES, gallery

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORIGIN = "https://portal.example"
GALLERY = ("the gallery", "of parts")


Visit = Callable[..., Page]


class Shop:
    """Windows that stay open from test to test: one for each way of looking, shown page by page.

    A window of its own for each page took three times as long.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser, self.case = browser, ("", "")
        self.open: dict[bool, Page] = {}

    def window(self, *, scripts: bool) -> Page:
        if scripts not in self.open:
            context = self.browser.new_context(java_script_enabled=scripts)
            context.route("**/*", lambda route: _serve(route, *self.case))
            if scripts:
                context.add_init_script(path=AXE)
            page = self.open[scripts] = context.new_page()
            page.heard = []
            page.on("console", lambda message: page.heard.append(message.text))
            page.on("pageerror", lambda error: page.heard.append(str(error)))
            page.on("requestfailed", lambda request: page.heard.append(request.url))
        return self.open[scripts]


@pytest.fixture(scope="module")
def shop(browser: Browser) -> Iterator[Shop]:
    opened = Shop(browser)
    yield opened
    for page in opened.open.values():
        page.context.close()


@pytest.fixture
def visit(shop: Shop) -> Visit:
    """Shows a page of the table as the portal would send it, with its policy and nothing else."""

    def show(template: str, case: str, width: int = WIDE, *, scripts: bool = True) -> Page:
        page = shop.window(scripts=scripts)
        page.set_viewport_size({"width": width, "height": 800})
        page.heard.clear()
        shop.case = template, case
        page.goto(f"{ORIGIN}/page")
        if scripts:
            page.wait_for_selector("[data-govuk-skip-link-init]", state="attached")
        return page

    return show


def _serve(route: Route, template: str, case: str) -> None:
    path = urlsplit(route.request.url).path
    if path == "/page":
        body = (
            gallery("Plain words").encode()
            if (template, case) == GALLERY
            else draw(template, FRAME, PAGES[template][case])
        )
        headers = {"content-security-policy": CONTENT_POLICY}
        route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        return
    file = place.static() / path.removeprefix("/static/")
    if not path.startswith("/static/") or not file.is_file():
        route.fulfill(status=404)
        return
    route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == width)


# Every case on a wide screen, and the first of each page on a narrow one.
SEEN = [(*case, WIDE) for case in [*CASES, GALLERY]]
SEEN += [(template, next(iter(cases)), NARROW) for template, cases in PAGES.items()]
SEEN += [(*GALLERY, NARROW)]


@pytest.mark.parametrize(("template", "case", "width"), SEEN)
def test_a_page_fits_keeps_the_policy_and_breaks_no_rule_of_accessibility(
    visit: Visit, template: str, case: str, width: int
) -> None:
    page = visit(template, case, width)
    assert page.heard == []
    assert fits(page, width)
    found = page.evaluate(
        """async () => {
          const rules = {"target-size": {enabled: true}};
          const told = await axe.run(document, {rules, resultTypes: ["violations"]});
          return told.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]);
        }"""
    )
    assert found == []


@pytest.mark.parametrize(("template", "case"), [*CASES, GALLERY])
def test_a_page_needs_no_script_and_fits_a_phone_and_text_of_twice_the_size(
    visit: Visit, template: str, case: str
) -> None:
    page = visit(template, case, NARROW, scripts=False)
    assert page.heard == []
    assert fits(page, NARROW)
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert fits(page, WIDE)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(
    visit: Visit, scripts: bool
) -> None:
    page = visit("people/sign_in.html", "wrong", scripts=scripts)
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#password"
    page.keyboard.press("Enter")
    if scripts:
        assert page.evaluate("document.activeElement.id") == "password"
    else:
        assert page.url.endswith("#password")


def test_the_first_key_offers_to_skip_to_the_words(visit: Visit) -> None:
    page = visit("documents/read.html", "one owner")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("width", "folded"), [(WIDE, False), (NARROW, True)])
def test_the_list_of_sections_is_folded_on_a_phone_only(
    visit: Visit, width: int, folded: bool, scripts: bool
) -> None:
    page = visit("documents/read.html", "one owner", width, scripts=scripts)
    link = page.locator(".portal-contents a").first
    assert link.is_visible() is not folded
    if folded:
        page.locator(".portal-contents summary").press("Enter")
        assert link.is_visible()


def test_a_graphic_passage_opens_by_keyboard_and_not_before(visit: Visit) -> None:
    page = visit("documents/read.html", "one owner")
    passage = page.get_by_text("that describes injuries")
    assert not passage.is_visible()
    page.locator(".portal-graphic summary").press("Enter")
    assert passage.is_visible()


MEASURE = """() => {
  const lines = [];
  for (const words of document.querySelectorAll(".portal-para > span")) {
    const range = document.createRange();
    const node = words.firstChild;
    let top = null;
    for (let n = 0; n < node.length; n++) {
      range.setStart(node, n);
      range.setEnd(node, n + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      if (top === null || Math.abs(box.top - top) > 8) lines.push(0);
      top = box.top;
      lines[lines.length - 1] += 1;
    }
  }
  return lines;
}"""


def test_a_line_is_no_longer_than_the_eye_can_follow(visit: Visit) -> None:
    """75 characters or fewer on the whole; letters differ in width, so single lines pass it."""
    lines = visit("documents/read.html", "one owner").evaluate(MEASURE)
    full = sorted(n for n in lines if n > 50)
    assert full[len(full) // 2] <= 75
    assert full[-1] <= 80


def test_paper_carries_the_marking_and_no_buttons(
    visit: Visit, request: pytest.FixtureRequest
) -> None:
    page = visit("sharing/end.html", "fresh")
    page.emulate_media(media="print")
    request.addfinalizer(lambda: page.emulate_media(media="screen"))
    shown = "(name) => getComputedStyle(document.querySelector(name)).display"
    assert page.evaluate(shown, ".portal-marking--start") == "table-header-group"
    assert page.evaluate(shown, ".portal-marking--end") == "table-footer-group"
    for name in (".govuk-button", ".moj-identity-bar__actions", ".govuk-back-link"):
        assert page.evaluate(shown, name) == "none"
    after = "getComputedStyle(document.querySelector('main a[href]'), '::after').content"
    assert page.evaluate(after) == "none"
