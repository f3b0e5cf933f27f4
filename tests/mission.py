"""Which of the rows that the portal was asked for a full test run has shown.

A test says what it shows: @pytest.mark.mission("A010"). A row counts as shown when such a test
passed in the last full run and none that carries its mark did anything else. Run as a program
this prints the account; it then needs no pytest.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT.parent / "shared" / "mission.csv"
RESULT = ROOT / ".dev" / "mission.json"
FULL_RUN = "PORTAL_FULL_RUN"
"""Set to the file to write when every test is run, so that a part of them changes nothing."""

PROPERTY = "mission"


class Account:
    """Gathers what the reports of a run say; a report brings its marks from its worker."""

    def __init__(self, result: Path) -> None:
        self.result = result
        self.held: set[str] = set()
        self.fell: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        rows = {str(value) for name, value in report.user_properties if name == PROPERTY}
        if not report.passed:
            self.fell |= rows
        elif report.when == "call":
            self.held |= rows

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        whole = exitstatus in (0, 1)
        if whole:
            self.result.parent.mkdir(exist_ok=True)
            self.result.write_text(json.dumps(sorted(self.held - self.fell)), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the account where the run is led, not in its workers."""
    config.addinivalue_line("markers", "mission(row): shows one asked-for row, such as A010")
    result = os.environ.get(FULL_RUN)
    if result and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Account(Path(result)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test's marks travel with its reports."""
    for item in items:
        for mark in item.iter_markers("mission"):
            item.user_properties += [(PROPERTY, row) for row in mark.args]


def account(table: Path, shown: set[str]) -> list[dict[str, Any]]:
    """Return one line for each module of the table, the modules in order of name."""
    modules: dict[str, list[str]] = {}
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            modules.setdefault(row["module"], []).append(row["id"])
    return [
        {
            "module": module,
            "rows": len(rows),
            "shown": len(shown.intersection(rows)),
            "missing": [row for row in rows if row not in shown],
        }
        for module, rows in sorted(modules.items())
    ]


def main(table: Path = TABLE, result: Path = RESULT) -> int:
    """Print the account, or that there is no table to hold it against."""
    if not table.exists():
        print(json.dumps({"mission": "the table of asked-for rows is not there"}))
        return 0
    shown = set(json.loads(result.read_text(encoding="utf-8"))) if result.exists() else set()
    for line in account(table, shown):
        print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
