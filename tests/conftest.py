"""What every test shares: the databases, the account of rows, and that nothing is skipped."""

from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    "tests.browsing",
    "tests.worlds",
    "tests.mission",
    "tests.no_skips",
    "tests.postgres",
]

settings.register_profile(
    "portal", deadline=None, database=DirectoryBasedExampleDatabase(".dev/hypothesis")
)
settings.load_profile("portal")
