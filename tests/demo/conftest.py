"""One demonstration for all tests that only look at it."""

from collections.abc import Iterator

import pytest

from tests.demo.shown import Shown, show


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    held = show(tmp_path_factory.mktemp("demo"))
    yield held
    held.close()
