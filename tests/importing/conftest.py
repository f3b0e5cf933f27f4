"""The usual world, in which the author brings files in."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents.models import Document
from portal.importing import worker
from portal.importing.blocks import Found
from tests.build import World
from tests.cast import EVERYBODY
from tests.visit import Visitor


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


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a process takes a third of a second; test_word_file.py starts real ones."""

    def read(kind: str, content: bytes) -> Found:
        return Found.of(worker.READERS[kind](content).told())

    monkeypatch.setattr(worker, "read", read)
