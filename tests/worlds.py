"""The usual world, built once for each worker and copied for each test that changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import World, a_world, copied, stored


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("first-world")
    return stored(a_world(folder, f"sqlite:///{folder}/portal.db"))


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> World:
    """A world of this test's own, on SQLite."""
    return copied(first_world, tmp_path)


@pytest.fixture
def world_on_either(tmp_path: Path, database_url: str) -> Iterator[World]:
    """The usual world on each engine in turn, built anew; its connections do not outlive the test."""
    made = a_world(tmp_path, database_url)
    yield made
    made.vault.engine.dispose()
