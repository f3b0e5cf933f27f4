"""The account of asked-for rows, and that a full run lets nothing be skipped."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mission import account, main

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.mission("A001")
def test_holds(): pass

@pytest.mark.mission("A002", "A003")
def test_falls(): assert False

@pytest.mark.mission("A003")
def test_holds_too(): pass

@pytest.mark.mission("A004")
@pytest.mark.skip(reason="not today")
def test_is_left_out(): pass
"""


@pytest.fixture
def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, int]]:
    """Run some tests with our plugins, in this process; return how many ended how."""
    monkeypatch.delenv("PORTAL_FULL_RUN", raising=False)
    monkeypatch.delenv("PORTAL_NO_SKIPS", raising=False)

    def run_tests(words: str, *options: str, **env: str) -> dict[str, int]:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        pytester.makepyfile(words)
        ours = ["-p", "tests.mission", "-p", "tests.no_skips", "-p", "no:hypothesispytest"]
        return pytester.runpytest_inprocess(*ours, *options).parseoutcomes()

    return run_tests


@pytest.mark.parametrize("workers", [[], pytest.param(["-n2"], marks=pytest.mark.slow)])
def test_a_full_run_writes_what_it_has_shown(
    run: Callable[..., dict[str, int]], tmp_path: Path, workers: list[str]
) -> None:
    result = tmp_path / "shown.json"
    ended = run(TESTS, *workers, PORTAL_FULL_RUN=str(result), PORTAL_NO_SKIPS="1")
    assert ended == {"errors": 1, "failed": 1, "passed": 2}
    assert json.loads(result.read_text(encoding="utf-8")) == ["A001"]


def test_elsewhere_a_skip_is_a_skip(run: Callable[..., dict[str, int]]) -> None:
    assert run(TESTS) == {"failed": 1, "passed": 2, "skipped": 1}


@pytest.mark.parametrize(
    "words",
    [
        "import pytest\npytest.importorskip('no_such_module')",
        "import pytest\n@pytest.mark.xfail\ndef test_falls(): assert False",
        "import pytest\ndef test_gives_up(): pytest.skip('later')",
        "import pytest\n@pytest.mark.skip(reason='later')\ndef test_waits(): pass",
    ],
    ids=["file", "expected failure", "inside", "mark"],
)
def test_every_way_of_skipping_fails(run: Callable[..., dict[str, int]], words: str) -> None:
    ended = run(words, PORTAL_NO_SKIPS="1")
    assert ended in ({"failed": 1}, {"errors": 1})


def test_the_account_names_what_is_missing(tmp_path: Path) -> None:
    table = tmp_path / "mission.csv"
    table.write_text("id,module\nA001,QA\nA002,LNK\nA003,QA\n", encoding="utf-8")
    assert account(table, {"A001", "A999"}) == [
        {"module": "LNK", "rows": 1, "shown": 0, "missing": ["A002"]},
        {"module": "QA", "rows": 2, "shown": 1, "missing": ["A003"]},
    ]


def test_a_table_that_is_not_there_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path / "none.csv", tmp_path / "none.json") == 0
    assert "not there" in json.loads(capsys.readouterr().out)["mission"]
