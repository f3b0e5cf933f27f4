"""What every test shares: the databases, the account of rows, and that nothing is skipped."""

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    "tests.browsing",
    "tests.worlds",
    "tests.mission",
    "tests.no_skips",
    "tests.postgres",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The check before a commit asks SQLite alone; the full run asks both engines."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters and "postgresql" in parameters.params.values():
            item.add_marker(pytest.mark.slow)


settings.register_profile(
    "portal", deadline=None, database=DirectoryBasedExampleDatabase(".dev/hypothesis")
)
settings.load_profile("portal")
