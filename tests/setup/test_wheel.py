"""What `pip install .` puts on a machine: the command and everything that it needs beside code."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import dev
import hatch_build
from tests.setup.test_dev import pins

BESIDE = ["migrations", "policies", "portal", "templates"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of a copy of this checkout, built without fetching anything."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in BESIDE:
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(dev.ROOT / folder, root / folder, ignore=without)
    for name in ["dev.py", "hatch_build.py", "pyproject.toml", "README.md", *hatch_build.MANIFEST]:
        shutil.copyfile(dev.ROOT / name, root / name)
    shutil.copyfile(dev.ROOT / ".gitignore", root / ".gitignore")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out", "."]
    ran = subprocess.run(build, capture_output=True, check=False, cwd=root, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (built,) = (root / "out").glob("*.whl")
    return zipfile.ZipFile(built)


def files(folder: Path, prefix: str) -> set[str]:
    """Return the names under which the files of a folder should lie in the wheel."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {prefix + path.relative_to(folder).as_posix() for path in found}


@pytest.mark.slow
def test_all_that_lies_beside_the_code_lies_inside_the_wheel(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    for folder in ("migrations", "policies", "templates"):
        beside = files(dev.ROOT / folder, f"portal/house/{folder}/")
        assert {name for name in beside if "__pycache__" not in name} <= held
    assert files(dev.ROOT / "portal" / "web" / "static", "portal/web/static/") <= held


@pytest.mark.slow
def test_nothing_else_comes_along(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} <= {"portal", "portal-0.1.0.dist-info"}
    told = [name.split("/") for name in wheel.namelist()]
    assert not [name for name in told if any(part.startswith("test") for part in name)]
    assert not [name for name in told if name[-1].endswith(".pyc")]


@pytest.mark.slow
def test_the_installed_portal_finds_its_files(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    (told,) = tmp_path.glob("*.dist-info/entry_points.txt")
    assert "portal = portal.cli:main" in told.read_text(encoding="utf-8")
    ask = (
        "import portal.cli; from portal import place;"
        "print(*[f() for f in (place.templates, place.policies, place.migrations, place.static)])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, check=False, cwd=tmp_path, text=True
    )
    assert ran.returncode == 0, ran.stderr
    found = [Path(path) for path in ran.stdout.split()]
    inside = ["house/templates", "house/policies", "house/migrations", "web/static"]
    assert found == [tmp_path / "portal" / path for path in inside]
    assert all(path.is_dir() for path in found)


def test_fetched_files_of_another_version_do_not_count(tmp_path: Path) -> None:
    shutil.copyfile(dev.ROOT / "package.json", tmp_path / "package.json")
    notice = tmp_path / hatch_build.STATIC / "NOTICE.txt"
    assert not hatch_build.complete(tmp_path)
    notice.parent.mkdir(parents=True)
    shutil.copyfile(dev.STATIC / "NOTICE.txt", notice)
    assert hatch_build.complete(tmp_path)
    older = notice.read_text(encoding="utf-8").replace("govuk-frontend 6", "govuk-frontend 5")
    notice.write_text(older, encoding="utf-8")
    assert not hatch_build.complete(tmp_path)


def test_a_build_and_a_checkout_bring_the_same_node() -> None:
    assert hatch_build.NODE in pins(dev.LOCKS["tools"])
