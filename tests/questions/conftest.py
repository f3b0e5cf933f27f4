"""Visitors to the usual world."""

from collections.abc import Callable, Iterator

import pytest

from tests.build import World
from tests.visit import Visitor, open_portal

Visit = Callable[[str], Visitor]


@pytest.fixture
def visit(world: World) -> Iterator[Visit]:
    with open_portal(world) as client:
        yield lambda who: Visitor(client, world.sign_in(who) if who != "nobody" else "")
