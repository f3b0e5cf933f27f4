"""A portal of the test's own, on each database in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people.door import Browser, Portal, portal_in


@pytest.fixture
def portal(tmp_path: Path, database_url: str) -> Iterator[Portal]:
    made = portal_in(tmp_path, database_url)
    yield made
    made.close()


@pytest.fixture
def browser(portal: Portal) -> Browser:
    return Browser(portal)
