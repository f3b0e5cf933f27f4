"""The usual world, in which the author brings files in."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents.models import Document
from tests.build import World
from tests.cast import EVERYBODY
from tests.visit import Visitor, open_portal


@pytest.fixture
def client(world: World) -> Iterator[Any]:
    with open_portal(world) as client:
        yield client


@pytest.fixture
def visitors(world: World, client: Any) -> dict[str, Visitor]:
    told = {who: Visitor(client, world.sign_in(who)) for who in EVERYBODY}
    return {**told, "nobody": Visitor(client)}


@pytest.fixture
def author(visitors: dict[str, Visitor]) -> Visitor:
    return visitors["author"]


@pytest.fixture
def base(world: World) -> str:
    """The address of the police's contribution."""
    with world.vault.engine.connect() as connection:
        name = connection.execute(sa.select(Document.id)).scalar_one()
    return f"/reviews/{world.review}/contributions/{name}"
