"""A police internal management review in which the lead has decided on a full one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from portal.reviews import parts
from tests.build import World
from tests.cast import POLICE
from tests.pimr.desk import a_pimr, decided
from tests.visit import open_portal


@pytest.fixture
def full(bare_world: World) -> World:
    """With a second author of the force, "stranger", who had no part in the initial review."""
    world = a_pimr(bare_world)
    with world.vault.act("", actor=CONSOLE) as gate:
        world.members["stranger"] = parts.seat(
            review_id=world.review, person_id=world.people["stranger"],
            body=world.agencies[POLICE], roles=(Role.AUTHOR,),
            starts=gate.now - timedelta(hours=1), ends=gate.now + timedelta(days=300), standing="",
            gate=gate,
        ).id  # fmt: skip
    decided(world)
    return world


@pytest.fixture
def client_of(full: World) -> Iterator[Any]:
    with open_portal(full) as opened:
        yield opened
