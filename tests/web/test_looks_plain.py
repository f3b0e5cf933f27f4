"""Every page in a real browser without scripts; and some by keyboard and on paper."""

import pytest

from tests.browsing import NARROW, WIDE
from tests.web.fixtures.looks import CASES
from tests.web.shop import GALLERY, Visit, fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
