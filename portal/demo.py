"""The demonstration: a portal of invented people, in a database and files of its own.

It is made, and begun again, only where nothing else is. What it does to a database it first asks
of the database, in a way that changes nothing there.
"""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from portal import console
from portal.db import About, acting, open_database, reading
from portal.demo_world import make_world
from portal.migrate import SchemaWrong, check_schema, unmake
from portal.settings import Settings, checked

MARK = console.MARK
READY = "demo-ready"
"""Written last: without it a world that was begun is begun again."""
AGAIN = "Begin it again with --fresh."


def _folder(env: Mapping[str, str]) -> Path:
    """Where the demonstration lies unless it is told."""
    state = env.get("XDG_STATE_HOME") or "~/.local/state"
    told = env.get("PORTAL_DEMO_FOLDER") or f"{state}/review-portal-demo"
    return Path(told).expanduser()


FOLDER = _folder(os.environ)


def settings(folder: Path, port: int, database_url: str | None = None) -> Settings:
    """Each database has its own keys and witness in the folder. Raises CannotDo, SettingsWrong."""
    folder, name = folder.expanduser().resolve(), MARK
    if database_url:
        name += "-" + hashlib.sha256(database_url.encode()).hexdigest()[:12]
    found = checked(
        Settings(
            database_url=database_url or f"sqlite:///{folder / 'demo.sqlite3'}",
            key_file=folder / f"{name}-keys.json",
            witnesses=(folder / f"{name}-witness.jsonl",),
            journal=folder / f"{name}-journal",
            origin=f"http://localhost:{port}",
            demo=True,
        )
    )
    _address(found)
    return found


def _address(told: Settings) -> URL:
    """Raises CannotDo for an address that names no database that would last."""
    try:
        url = make_url(told.database_url)
    except (sa.exc.ArgumentError, ValueError):
        url = URL.create("none")
    lasts = url.get_backend_name() == "postgresql"
    if url.get_backend_name() == "sqlite":
        lasts = bool(url.database) and not url.query and url.database != ":memory:"
    if not lasts:
        raise console.CannotDo(
            "That is not the address of a database that a demonstration can use."
        )
    return url


def prepare(told: Settings, *, fresh: bool = False) -> None:
    """Make the demonstration's world, unless it is there. Raises CannotDo for any other database.

    While this process lives no other begins the same demonstration again under its feet.
    """
    _private(told.key_file.parent)
    with _held(told) as alone:
        found = _look(told)
        if found is _Found.FOREIGN:
            raise console.CannotDo(
                "This database holds something other than a demonstration and was left as it is."
            )
        if found is _Found.READY and not fresh:
            _check(told)
            return
        if not alone:
            raise console.CannotDo("This demonstration is being shown. Stop it first.")
        _clear(told, found)
        _make(told)


def _private(folder: Path) -> None:
    """A folder that we alone may enter: a new or an empty one is made so, another is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if stat.S_IMODE(folder.stat().st_mode) & 0o077:
            if any(folder.iterdir()):
                raise console.CannotDo(
                    f"Others may enter {folder}. Name a folder for the demonstration alone, with "
                    "--folder, or set its mode to 0700."
                )
            folder.chmod(0o700)
    except OSError as why:
        raise console.CannotDo(
            f"The demonstration cannot use {folder} ({why.strerror}). Name another with --folder."
        ) from None


_LOCKS: dict[Path, int] = {}
"""Held until the process ends: whoever shows a demonstration shares its lock."""


@contextmanager
def _held(told: Settings) -> Iterator[bool]:
    """Whether nobody else shows or makes this demonstration; who makes it is waited for."""
    path = told.key_file.with_suffix(".lock")
    if path not in _LOCKS:
        _LOCKS[path] = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    lock = _LOCKS[path]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except BlockingIOError:
        fcntl.flock(lock, fcntl.LOCK_SH)
        alone = False
    try:
        yield alone
    finally:
        fcntl.flock(lock, fcntl.LOCK_SH)


class _Found(Enum):
    EMPTY = auto()
    FOREIGN = auto()
    BEGUN = auto()
    """A demonstration whose making was interrupted."""
    READY = auto()


def _look(told: Settings) -> _Found:
    """What a database holds, asked without changing anything in it."""
    url = _address(told)
    if url.get_backend_name() != "sqlite":
        with _opened(told) as engine, reading(engine) as connection:
            return _held_by(connection)
    path = Path(str(url.database))
    if not any(p.exists() and p.stat().st_size for p in (path, Path(f"{path}-wal"))):
        return _Found.EMPTY
    try:
        with _looking(path).connect() as connection:
            return _held_by(connection)
    except sa.exc.DatabaseError:
        return _Found.FOREIGN


@contextmanager
def _opened(told: Settings) -> Iterator[Engine]:
    engine = open_database(told.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _looking(path: Path) -> Engine:
    """A SQLite file opened for reading only, so that not even its settings are touched."""
    import pysqlite3.dbapi2 as driver  # noqa: PLC0415 - only where SQLite is used

    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    return sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: driver.connect(address, uri=True),
        poolclass=sa.NullPool,
    )


def _held_by(connection: Connection) -> _Found:
    inspector = sa.inspect(connection)
    schemas = [s for s in inspector.get_schema_names() if s != "information_schema"]
    if not any(inspector.get_table_names(schema=s) for s in schemas):
        return _Found.EMPTY
    if not {"about", "alembic_version"} <= set(inspector.get_table_names()):
        return _Found.FOREIGN
    try:
        said = set(connection.execute(sa.select(About.name)).scalars())
    except sa.exc.DatabaseError:
        return _Found.FOREIGN
    if MARK not in said:
        return _Found.FOREIGN
    return _Found.READY if READY in said else _Found.BEGUN


def _clear(told: Settings, found: _Found) -> None:
    """Take an earlier demonstration away, with its keys: they open nothing that is left."""
    url = _address(told)
    if url.get_backend_name() == "sqlite":
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(f"{url.database}{tail}").unlink(missing_ok=True)
    elif found is not _Found.EMPTY:
        with _opened(told) as engine:
            unmake(engine)
    journals = told.journal.parent.glob(f"{told.journal.name}.*")
    for path in (told.key_file, *told.witnesses, *journals):
        path.unlink(missing_ok=True)


def _check(told: Settings) -> None:
    """Whether this portal can show what is there; its reviews are given today's law."""
    if not told.key_file.exists():
        raise console.CannotDo(
            f"The demonstration's keys are not in {told.key_file.parent}. {AGAIN}"
        )
    try:
        with _opened(told) as engine:
            check_schema(engine)
            console.reissue(engine)
    except SchemaWrong:
        raise console.CannotDo(
            f"This demonstration was made by another version of the portal. {AGAIN}"
        ) from None


def _make(told: Settings) -> None:
    vault = console.found(told, MARK)
    try:
        make_world(vault, vault.clock.now())
        with acting(vault.engine) as session:
            session.add(About(name=READY, value="yes"))
    finally:
        vault.journal.close()
        vault.engine.dispose()
