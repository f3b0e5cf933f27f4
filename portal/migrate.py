"""Bringing a database to this portal's schema, and saying when it is at another."""

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine

from portal import place
from portal.db import About, reading, writing


class SchemaWrong(Exception):
    """The database is not at this portal's schema; the message says what to do."""


@cache
def _steps() -> ScriptDirectory:
    """The migrations, read once: Alembic's own commands run every file anew, each time."""
    config = Config()
    config.set_main_option("script_location", str(place.migrations()).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _walk(connection: Connection, way: Callable[..., Any], to: str) -> None:
    """What Alembic's commands do. Raises CommandError where the database is at no step of ours."""
    config = Config(attributes={"connection": connection})
    with EnvironmentContext(config, _steps(), fn=lambda at, _: way(to, at), destination_rev=to):
        _steps().run_env()


def _up(connection: Connection, to: str) -> None:
    _walk(connection, _steps()._upgrade_revs, to)  # noqa: SLF001 - what its command asks


def _down(connection: Connection, to: str) -> None:
    _walk(connection, _steps()._downgrade_revs, to)  # noqa: SLF001 - what its command asks


def migrate(engine: Engine, to: str = "head", *, mark: str = "") -> None:
    """Upgrade in one transaction: all of it, or nothing; with `mark` the marker as well."""
    with writing(engine) as connection:
        _up(connection, to)
        if mark:
            connection.execute(sa.insert(About).values(name=mark, value="yes"))


def migrate_down(engine: Engine, to: str) -> None:
    with writing(engine) as connection:
        _down(connection, to)


def unmake(engine: Engine) -> None:
    """Take all that is the portal's out of a database. Raises SchemaWrong where it is too new."""
    try:
        with writing(engine) as connection:
            _down(connection, "base")
            connection.execute(sa.text("drop table alembic_version"))
    except CommandError:
        raise SchemaWrong(
            "A newer version of the portal wrote this database, and only that can take it back."
        ) from None


def check_schema(engine: Engine) -> None:
    """Raises SchemaWrong where the database is older or newer than this portal."""
    newest = _steps().get_current_head()
    with reading(engine) as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    if at is None:
        raise SchemaWrong("This database is empty. Run `portal setup` to begin a portal in it.")
    if at != newest:
        raise SchemaWrong(
            f"The database is at schema {at}; this portal needs {newest}. Run `portal migrate`, or "
            "start the version of the portal that wrote it."
        )
