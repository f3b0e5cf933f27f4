"""A police internal management review in which nothing has been done yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.build import World
from tests.grounds import Ground
from tests.pimr.desk import a_pimr
from tests.visit import open_portal


@pytest.fixture
def pimr(bare_world: World) -> World:
    return a_pimr(bare_world)


@pytest.fixture
def client_of(pimr: World) -> Iterator[Any]:
    """The portal that serves this review; give it to a Visitor."""
    with open_portal(pimr) as opened:
        yield opened


@pytest.fixture
def pimr_on_either(either: Ground) -> World:
    return a_pimr(either.world)
