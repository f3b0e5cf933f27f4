"""Worlds built once for each engine and then copied, so that each test may spoil its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from portal.app import open_vault
from portal.gate.clock import Clock
from portal.gate.vault import Vault
from tests.build import World, a_world, empty, settings_in, with_cast
from tests.postgres import database_like, drop_database, fresh_database

KINDS: dict[str, Callable[[Path, str], World]] = {
    "usual": a_world, "cast": with_cast, "empty": empty
}  # fmt: skip
"""With one review written, agreed and partly released; with nothing written yet; with nobody."""


class Patterns:
    """What this worker has built: by engine and kind of world, its folder and the world itself."""

    def __init__(self, request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> None:
        self._request, self._factory = request, factory
        self._made: dict[tuple[str, str], tuple[Path, World]] = {}
        self._servers: dict[str, str] = {}

    def server(self, engine: str) -> str:
        return str(self._request.getfixturevalue("postgres")) if engine == "postgresql" else ""

    def of(self, engine: str, kind: str) -> tuple[Path, World]:
        if (engine, kind) not in self._made:
            folder = self._factory.mktemp(f"{kind}-{engine}")
            server = self.server(engine)
            url = fresh_database(server) if server else f"sqlite:///{folder / 'portal.db'}"
            world = KINDS[kind](folder, url)
            shut(world.vault)
            self._made[engine, kind] = folder, world
            self._servers[world.settings.database_url] = server
        return self._made[engine, kind]

    def forget(self) -> None:
        for url, server in self._servers.items():
            if server:
                drop_database(server, of=url)


def shut(vault: Vault) -> None:
    vault.journal.close()
    vault.engine.dispose()


@dataclass
class Ground:
    """A world of the test's own, and the further processes that serve it."""

    world: World
    others: list[Vault] = field(default_factory=list)

    def process(self, clock: Clock | None = None) -> Vault:
        """Another process on the same database: connections, caches and clock of its own."""
        made = open_vault(self.world.settings)
        if clock:
            made = replace(made, clock=clock)
        self.others.append(made)
        return made


@contextmanager
def copied(patterns: Patterns, engine: str, kind: str, folder: Path) -> Iterator[Ground]:
    """A copy of a world, with files and a database of its own."""
    of, made = patterns.of(engine, kind)
    server = patterns.server(engine)
    shutil.copy2(of / "keys.json", folder / "keys.json")
    url = f"sqlite:///{folder / 'portal.db'}"
    if server:
        url = database_like(server, of=made.settings.database_url)
    else:
        shutil.copy2(of / "portal.db", folder / "portal.db")
    settings = settings_in(folder, url)
    plain = {name: deepcopy(held) for name, held in vars(made).items() if isinstance(held, dict)}
    own = replace(made, vault=open_vault(settings), settings=settings, **plain)  # type: ignore[arg-type]
    ground = Ground(own)
    try:
        yield ground
    finally:
        for vault in (ground.world.vault, *ground.others):
            shut(vault)
        if server:
            drop_database(server, of=url)


class SetClock(Clock):
    """A clock that stands where a test put it."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(lambda: self.at, lambda: 0.0)
