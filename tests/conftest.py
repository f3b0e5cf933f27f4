"""What every test shares: the databases, the account of rows, and that nothing is skipped."""

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    "tests.browsing",
    "tests.postgres",
    "tests.worlds",
    "tests.mission",
    "tests.no_skips",
]


WHOLE_WORLDS = {
    "agreements", "calendar", "commissioning", "compulsion", "contributions", "custody", "demo",
    "directory", "documents", "doors", "full_pimr", "importing", "intake", "links", "panel", "pimr",
    "proceedings", "questions", "record", "registers", "schedules", "scoping", "timetable",
    "writing",
}  # fmt: skip
"""Folders whose tests live in a built world: the check draws their rooms' pages and holds them to
the laws, the full run asks the rest.
"""


MANY_WORLDS = {"test_release_rules.py", "test_subjects.py"}
"""Files of the gate and the policy that do: the check asks the law's own tests beside them."""


LONG = (
    "test_looks_browser.py", "test_races.py", "test_safety.py", "test_differential.py",
    "test_canaries.py",
)  # fmt: skip
"""Files that take minutes. With the journeys they come first, so that no worker waits at the end
for another who began one of them late.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The check before a commit asks SQLite alone, and few worlds; the full run asks everything."""
    items.sort(key=lambda item: item.path.name not in LONG and item.path.parent.name != "journey")
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters and "postgresql" in parameters.params.values():
            item.add_marker(pytest.mark.slow)
        lives_in_one = "patterns" in getattr(item, "fixturenames", ())
        whole = item.path.parent.name in WHOLE_WORLDS or item.path.name in MANY_WORLDS
        if whole and lives_in_one:
            item.add_marker(pytest.mark.slow)


settings.register_profile(
    "portal", deadline=None, database=DirectoryBasedExampleDatabase(".dev/hypothesis")
)
settings.load_profile("portal")
