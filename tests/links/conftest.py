"""Another review of the same incident."""

import pytest

from tests.build import World
from tests.links.another import Other


@pytest.fixture
def other(world: World) -> Other:
    return Other(world)
