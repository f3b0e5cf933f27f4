"""The worlds that tests are given, each a copy of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build import World
from tests.grounds import Ground, Patterns, copied
from tests.visit import open_portal


@pytest.fixture(scope="session")
def patterns(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Patterns]:
    made = Patterns(request, tmp_path_factory)
    yield made
    made.forget()


@pytest.fixture
def usual_ground(patterns: Patterns, tmp_path: Path) -> Iterator[Ground]:
    """The usual world, on SQLite, and further processes on demand."""
    with copied(patterns, "sqlite", "usual", tmp_path) as made:
        yield made


@pytest.fixture
def world(usual_ground: Ground) -> World:
    return usual_ground.world


@pytest.fixture
def client(world: World) -> Iterator[Any]:
    """The portal that serves this test's world; give it to a Visitor."""
    with open_portal(world) as opened:
        yield opened


@pytest.fixture
def bare_world(patterns: Patterns, tmp_path: Path) -> Iterator[World]:
    """The cast in a review in which nothing has been written, signed or released yet."""
    with copied(patterns, "sqlite", "cast", tmp_path) as made:
        yield made.world


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, patterns: Patterns, tmp_path: Path) -> Iterator[Ground]:
    """The usual world, on each engine in turn."""
    with copied(patterns, request.param, "usual", tmp_path) as made:
        yield made


@pytest.fixture
def world_on_either(either: Ground) -> World:
    return either.world
