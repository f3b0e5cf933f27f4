"""Bringing a database to this portal's schema, and saying when it is at another."""

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Engine

from portal import place
from portal.db import About, reading, writing


class SchemaWrong(Exception):
    """The database is not at this portal's schema; the message says what to do."""


def _config(connection: Any = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(place.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, to: str = "head", *, mark: str = "") -> None:
    """Upgrade in one transaction: all of it, or nothing; with `mark` the marker as well."""
    with writing(engine) as connection:
        command.upgrade(_config(connection), to)
        if mark:
            connection.execute(sa.insert(About).values(name=mark, value="yes"))


def migrate_down(engine: Engine, to: str) -> None:
    with writing(engine) as connection:
        command.downgrade(_config(connection), to)


def unmake(engine: Engine) -> None:
    """Take all that is the portal's out of a database. Raises SchemaWrong where it is too new."""
    try:
        with writing(engine) as connection:
            command.downgrade(_config(connection), "base")
            connection.execute(sa.text("drop table alembic_version"))
    except CommandError:
        raise SchemaWrong(
            "A newer version of the portal wrote this database, and only that can take it back."
        ) from None


def check_schema(engine: Engine) -> None:
    """Raises SchemaWrong where the database is older or newer than this portal."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with reading(engine) as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    if at is None:
        raise SchemaWrong("This database is empty. Run `portal setup` to begin a portal in it.")
    if at != newest:
        raise SchemaWrong(
            f"The database is at schema {at}; this portal needs {newest}. Run `portal migrate`, or "
            "start the version of the portal that wrote it."
        )
