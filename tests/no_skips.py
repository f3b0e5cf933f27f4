"""Where PORTAL_NO_SKIPS is 1, a test that did not run, or was let off, fails the run."""

import os
from collections.abc import Generator

import pytest

NO_SKIPS = "PORTAL_NO_SKIPS"


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip, and a failure that was expected, into a failure."""
    if os.environ.get(NO_SKIPS) == "1" and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing is skipped here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse a skipped test."""
    report = yield
    refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a skipped file."""
    report = yield
    refuse(report)
    return report
