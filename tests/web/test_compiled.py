"""Templates are compiled once for all starts, and never from what is not ours."""

import sys
from pathlib import Path

import jinja2
import pytest

from portal.web import draw


@pytest.fixture
def pycache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def anew() -> jinja2.Environment:
    return draw.environment.__wrapped__()


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_second_start_compiles_nothing(pycache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew().get_template("web/base.html")
    there = files(pycache)
    assert there
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_: pytest.fail("compiled again"))
    anew().get_template("web/base.html")
    assert files(pycache) == there


def test_where_python_keeps_nothing_nothing_is_kept(
    pycache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    anew().get_template("web/base.html")
    assert not files(pycache)


def test_a_folder_that_cannot_be_made_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert draw.compiled() is None
    assert anew().get_template("web/base.html")


def test_how_templates_are_compiled_is_part_of_their_name(
    pycache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew().get_template("web/base.html")
    before = files(pycache)
    other = tmp_path / "draw.py"
    other.write_text("another way")
    monkeypatch.setattr(draw, "__file__", str(other))
    anew().get_template("web/base.html")
    assert len(files(pycache) - before - {other}) == len(before)
