"""Every page in a real browser: on a wide screen and a phone, and asked for by a screen reader."""

import pytest

from tests.browsing import NARROW, WIDE
from tests.web.fixtures.looks import CASES
from tests.web.shop import GALLERY, Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every case on a wide screen, and right after it on a narrow one.
SEEN = [(*case, width) for case in [*CASES, GALLERY] for width in (WIDE, NARROW)]


@pytest.mark.parametrize(("template", "case", "width"), SEEN)
def test_a_page_fits_keeps_the_policy_and_breaks_no_rule_of_accessibility(
    shop: Shop, template: str, case: str, width: int
) -> None:
    page = shop.turn(template, case, width)
    assert page.heard == []
    wide, found = page.evaluate(
        """async () => {
          const rules = {"target-size": {enabled: true}};
          const wide = document.documentElement.scrollWidth;
          const told = await axe.run(document, {rules, resultTypes: ["violations"]});
          return [wide, told.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])];
        }"""
    )
    assert wide == width
    assert found == []
