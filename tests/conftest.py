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
    "agreements", "answers", "calendar", "commissioning", "compulsion", "contributions", "cru",
    "custody", "demo", "directory", "documents", "doors", "full_pimr", "importing", "intake",
    "links", "panel",
    "persons", "pimr", "proceedings", "questions", "record", "redaction", "registers",
    "renditions", "requests", "schedules", "scoping", "subject_access", "timetable",
    "writing",
}  # fmt: skip
"""Folders whose tests live in a built world: the check draws their rooms' pages and holds them to
the laws, the full run asks the rest.
"""


MANY_WORLDS = {"test_release_rules.py", "test_subjects.py"}
"""Files of the gate and the policy that do: the check asks the law's own tests beside them."""


LONG = (
    "test_looks_browser.py", "test_races.py", "test_looks_plain.py", "test_safety.py",
    "test_canaries.py", "test_differential.py", "test_oracle.py", "test_migrations.py",
    "test_migrated_rows.py",
)  # fmt: skip
"""Files that take minutes, the longest first. They come first and then the journeys, so that no
worker waits at the end for another who began one of them late.
"""


def turn(item: pytest.Item) -> int:
    """When a file's turn comes: the lower, the earlier."""
    if item.path.name in LONG:
        return LONG.index(item.path.name)
    return len(LONG) + (item.path.parent.name != "journey")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The check before a commit asks SQLite alone, and few worlds; the full run asks everything."""
    items.sort(key=turn)
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
