"""A portal of the test's own, on each database in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grounds import Patterns, copied
from tests.people.door import Browser, Portal, portal_of


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, patterns: Patterns, tmp_path: Path) -> Iterator[Portal]:
    with copied(patterns, request.param, "empty", tmp_path) as ground:
        made = portal_of(ground.world)
        yield made
        made.close()


@pytest.fixture
def browser(portal: Portal) -> Browser:
    return Browser(portal)
