"""The ground on each engine, for the tests of the gate and of the ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.db import open_database
from tests.gate.ground import Ground, copied, open_vault, pattern_url, set_up
from tests.postgres import drop_database

PATTERNS: dict[str, tuple[Path, str]] = {}
"""What this worker has set up already: for each engine its folder and address."""


def pattern(engine: str, postgres: str, factory: pytest.TempPathFactory) -> tuple[Path, str]:
    if engine not in PATTERNS:
        folder = factory.mktemp(f"pattern-{engine}")
        url = pattern_url(engine, folder, postgres)
        set_up(folder, url)
        PATTERNS[engine] = folder, url
    return PATTERNS[engine]


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """A portal that has been set up, on each engine in turn."""
    here = request.param == "postgresql"
    postgres = str(request.getfixturevalue("postgres")) if here else ""
    folder, of = pattern(request.param, postgres, tmp_path_factory)
    url = copied(of, folder, of, tmp_path, postgres)
    made = Ground(tmp_path, url, open_database(url), open_vault(tmp_path, url))
    yield made
    for vault in (made.vault, *made.others):
        vault.journal.close()
        vault.engine.dispose()
    made.engine.dispose()
    if postgres:
        drop_database(postgres, of=url)
