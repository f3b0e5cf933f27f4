"""Set-up: whatever stands in its way ends in one sentence, and it goes on where it stopped."""

import ast
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import dev
import hatch_build

CHECKOUT = [
    "dev.py",
    "hatch_build.py",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-tools.txt",
    "pyproject.toml",
    *hatch_build.MANIFEST,
]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in which nothing has been set up, with room for programs that stand in."""
    for name in CHECKOUT:
        shutil.copyfile(dev.ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    return tmp_path


def stand_in(program: Path, words: str) -> None:
    """Write a shell script in a program's place."""
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    program.chmod(0o755)


def ready(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `checkout` the one that the functions of dev.py work on."""
    monkeypatch.setattr(dev, "ROOT", checkout)
    monkeypatch.setattr(dev, "DEV", checkout / ".dev")
    monkeypatch.setattr(dev, "VENV", checkout / ".dev" / "venv")
    monkeypatch.setattr(dev, "UV", checkout / ".dev" / "tools" / "bin" / "uv")
    monkeypatch.setattr(dev, "STATIC", checkout / hatch_build.STATIC)
    monkeypatch.setattr(dev, "LOCKS", {kind: checkout / p.name for kind, p in dev.LOCKS.items()})


def with_uv(checkout: Path, words: str) -> None:
    """Let a script stand in for uv, as if it had been fetched."""
    stand_in(dev.UV, words)
    with dev.Step("tools", dev.UV, checkout / "requirements-tools.txt").doing():
        pass


MAKES_A_VENV = """
for last; do :; done
case "$*" in
*"venv -q"*) mkdir -p "$last/bin" && ln -sf {python} "$last/bin/python" ;;
*) {then} ;;
esac
"""


def sentences(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was said, without the lines that tell how far set-up has come."""
    return [line for line in capsys.readouterr().err.splitlines() if " ... " not in line]


# --- one clear sentence ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dev.py", "hatch_build.py"])
def test_an_old_python_can_read_it(name: str) -> None:
    ast.parse((dev.ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_wrong_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["demo"]) == 1
    (sentence,) = sentences(capsys)
    assert sentence.startswith("The portal needs Python 3.11 or newer; this is ")


def test_pip_without_a_network(bare: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    ran = subprocess.run(
        [sys.executable, "dev.py", "demo"],
        capture_output=True,
        check=False,
        cwd=bare,
        env=os.environ | nowhere,
        text=True,
    )
    assert ran.returncode == 1
    progress, sentence = ran.stderr.splitlines()
    assert progress == "Fetching uv ... failed"
    assert sentence.startswith("Fetching uv: the network could not be reached; nothing is lost,")
    assert "uv==" in (bare / ".dev" / "set-up.log").read_text(encoding="utf-8")


def test_uv_without_a_network(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(bare, monkeypatch)
    fails = "echo 'error: dns error: failed to lookup address information'; exit 2"
    with_uv(bare, MAKES_A_VENV.format(python=sys.executable, then=fails))
    assert dev.main(["check"]) == 1
    (sentence,) = sentences(capsys)
    assert sentence.startswith("Fetching Python packages: the network could not be reached;")


def test_npm_without_a_network(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(bare, monkeypatch)
    stand_in(bare / "bin" / "node", "echo v24.0.0")
    stand_in(bare / "bin" / "npm", "echo npm error code EAI_AGAIN; exit 1")
    monkeypatch.setenv("PATH", f"{bare / 'bin'}:{os.defpath}")
    with_uv(bare, MAKES_A_VENV.format(python=sys.executable, then="true"))
    monkeypatch.setattr(dev, "install_checkout", lambda _python: None)
    assert dev.main(["demo"]) == 1
    (sentence,) = sentences(capsys)
    assert sentence.startswith("Fetching npm packages: the network could not be reached;")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/usr/bin/python3: No module named pip", "has no pip"),
        ("npm error code ECONNRESET", "the network could not be reached"),
        ("invalid peer certificate: UnknownIssuer", "the network could not be reached"),
        ("no space left on device", "the step failed"),
    ],
)
def test_the_sentence_fits_what_happened(
    bare: Path, monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    ready(bare, monkeypatch)
    assert told in dev.why("Fetching uv", said)
    assert (bare / ".dev" / "set-up.log").read_text(encoding="utf-8") == said


def test_an_unknown_command_shows_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2
    assert "python3 dev.py demo" in capsys.readouterr().err


@pytest.mark.parametrize("setting", ["/no/such/chromium", ""])
def test_no_browser_is_no_reason_to_skip(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", setting)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.StopError, match="CHROMIUM"):
        dev.chromium()


def test_root_may_install_a_browser(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(bare, monkeypatch)
    stand_in(bare / "bin" / "apt-get", f'echo "$1" >> {bare / "asked"}')
    monkeypatch.setenv("CHROMIUM", "")
    monkeypatch.setenv("PATH", str(bare / "bin"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert dev.chromium() == "/usr/bin/chromium"
    assert (bare / "asked").read_text(encoding="utf-8").split() == ["update", "install"]


# --- stamps ----------------------------------------------------------------------------------


def test_a_second_start_does_nothing(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(bare, monkeypatch)
    monkeypatch.setattr(dev, "fetch", lambda what, *_command, **_options: dev.tell(what))
    for result in (dev.UV, dev.VENV / "bin" / "python", dev.VENV / "bin" / "portal"):
        stand_in(result, "")
    stand_in(bare / "node_modules" / ".package-lock.json", "")
    stand_in(dev.STATIC / "NOTICE.txt", "")
    monkeypatch.setattr(dev, "install_checkout", lambda _python: None)
    monkeypatch.setattr(hatch_build, "copy_static", lambda _packages, _target: dev.tell("static"))
    monkeypatch.setattr(shutil, "rmtree", lambda *_path, **_options: None)
    dev.set_up("dev")
    first = ["Fetching uv", "Making .dev/venv", "Fetching Python packages"]
    assert capsys.readouterr().err.splitlines() == [*first, "Fetching npm packages", "static"]
    dev.set_up("dev")
    dev.set_up("run")
    assert capsys.readouterr().err == ""
    (bare / "requirements-dev.txt").write_text("", encoding="utf-8")
    dev.set_up("dev")
    assert capsys.readouterr().err.splitlines() == ["Fetching Python packages"]


def test_a_step_broken_off_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "DEV", tmp_path)
    step = dev.Step("some", tmp_path, "source")
    with step.doing():
        assert not step.done()
    assert step.done()
    assert not dev.Step("some", tmp_path, "another source").done()
    assert not dev.Step("some", tmp_path / "gone", "source").done()
    with pytest.raises(KeyboardInterrupt), step.doing():
        raise KeyboardInterrupt
    assert not step.done()


def test_two_set_ups_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "DEV", tmp_path / ".dev")
    order = []

    def second() -> None:
        with dev.alone():
            order.append("second")

    with dev.alone():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().err


# --- what is fetched -------------------------------------------------------------------------


def pins(lock: Path) -> list[str]:
    """Return the packages of a lock, each as name==version."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [re.split(r"[ ;]", line)[0] for line in lines if line[:1].isalnum()]


@pytest.mark.parametrize("name", [path.name for path in dev.LOCKS.values()])
def test_every_locked_package_has_its_hash_and_no_address(name: str) -> None:
    text = (dev.ROOT / name).read_text(encoding="utf-8")
    assert all("==" in pin for pin in pins(dev.ROOT / name))
    assert text.count("\\\n    --hash=sha256:") >= len(pins(dev.ROOT / name)) > 0
    assert "://" not in text


def test_the_npm_lock_names_no_registry() -> None:
    text = (dev.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert "://" not in text


def test_casbin_is_the_maintained_one() -> None:
    casbins = [pin for pin in pins(dev.LOCKS["run"]) if "casbin" in pin]
    assert casbins == ["pycasbin==2.8.0"]


def test_the_tests_run_what_the_portal_runs() -> None:
    run, full = (set(pins(dev.LOCKS[kind])) for kind in ("run", "dev"))
    assert run < full
