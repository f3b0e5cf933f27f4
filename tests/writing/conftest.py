"""A portal with its visitors."""

from collections.abc import Iterator

import pytest

from tests.build import World
from tests.cast import CAST, EVERYBODY
from tests.visit import Visitor, open_portal
from tests.writing.desk import second_author, visitor


@pytest.fixture
def portal(world: World) -> Iterator[World]:
    with open_portal(world) as client:
        world.client = client
        yield world


@pytest.fixture
def two(portal: World) -> Iterator[tuple[Visitor, Visitor]]:
    second_author(portal)
    yield visitor(portal, "author"), visitor(portal, "second")
    del CAST["second"], EVERYBODY["second"]
