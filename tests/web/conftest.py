"""The shop of pages that the tests of the looks share, one for each file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.shop import Shop, Visit, opened


@pytest.fixture(scope="module")
def shop(browser: Browser) -> Iterator[Shop]:
    with opened(browser) as held:
        yield held


@pytest.fixture
def visit(shop: Shop) -> Visit:
    return shop.show
