"""A charge that somebody has notified."""

import pytest

from tests.build import World
from tests.intake.incidents import a_board, notified


@pytest.fixture
def case(world: World) -> tuple[World, str]:
    """A charge notified to a Strategic Management Board."""
    return world, notified(world, a_board(world))
