"""Each migration, up and down, empty and with data, and killed half-way: all of it or nothing."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from portal.db import Base, open_database, reading, writing
from portal.migrate import SchemaWrong, check_schema, migrate, migrate_down, unmake
from tests.gate.fixtures import ground
from tests.gate.ground import Ground

pytestmark = pytest.mark.slow

__all__ = ["ground"]
ROOT = Path(__file__).resolve().parent.parent
GUARDED = ("ledger_entry", "ledger_checkpoint", "ledger_cover", "policy_snapshot", "ledger_head")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_database(database_url)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(sa.inspect(connection).get_table_names())


def triggers(engine: Engine) -> set[str]:
    told = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select tgname from pg_trigger where not tgisinternal",
    }
    with reading(engine) as connection:
        return set(connection.execute(sa.text(told[engine.dialect.name])).scalars())


# The schema


def test_up_gives_the_schema_of_the_models(engine: Engine) -> None:
    """As far as Alembic compares: tables, columns, types, nullability, keys, indexes, uniques.

    It does not compare CHECKs, the conditions of indexes, or triggers: see the next two tests.
    """
    migrate(engine)
    with reading(engine) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def shape(connection: sa.Connection) -> dict[str, Any]:
    """All that the database itself says of its tables, but for the order of columns."""
    found = sa.inspect(connection)
    return {
        name: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"]))
                for c in found.get_columns(name)
            ),
            "checks": sorted(
                (str(c["name"]), re.sub(r"\s+", " ", c["sqltext"]))
                for c in found.get_check_constraints(name)
            ),
            "indexes": sorted(
                (str(i["name"]), i["column_names"], i["unique"], where(i))
                for i in found.get_indexes(name)
            ),
            "foreign": sorted(
                (str(f["name"]), f["constrained_columns"], f["referred_table"], str(f["options"]))
                for f in found.get_foreign_keys(name)
            ),
            "unique": sorted(
                (str(u["name"]), u["column_names"]) for u in found.get_unique_constraints(name)
            ),
            "key": found.get_pk_constraint(name)["constrained_columns"],
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def where(index: Any) -> list[str]:
    """The condition of a partial index."""
    return sorted(f"{name} {said}" for name, said in (index.get("dialect_options") or {}).items())


def test_up_gives_what_the_models_themselves_would_make(engine: Engine) -> None:
    """Made twice, by the migrations and from the models; the database must say the same of both."""
    migrate(engine)
    with reading(engine) as connection:
        migrated = shape(connection)
    migrate_down(engine, "base")
    with writing(engine) as connection:
        Base.metadata.create_all(connection)
    with reading(engine) as connection:
        made = shape(connection)
    assert migrated.keys() == made.keys()
    for name, table in made.items():
        assert migrated[name] == table, name
    assert sum(len(table["checks"]) for table in made.values()) > 20


def test_up_gives_the_ledgers_guards(engine: Engine) -> None:
    migrate(engine)
    guarded = {name for name in GUARDED for trigger in triggers(engine) if name in trigger}
    assert guarded == set(GUARDED)


def test_down_leaves_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate_down(engine, "base")
    assert tables(engine) == {"alembic_version"}
    assert triggers(engine) == set()
    functions = "select proname from pg_proc where proname like 'ledger%'"
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            assert connection.execute(sa.text(functions)).all() == []


def test_unmade_a_database_is_as_it_was_found(ground: Ground) -> None:
    ground.write("words")
    with writing(ground.engine) as connection:
        connection.execute(sa.text("create table somebody_elses (id integer)"))
    unmake(ground.engine)
    assert tables(ground.engine) == {"somebody_elses"}
    assert triggers(ground.engine) == set()


def revisions() -> list[str]:
    folder = ROOT / "migrations" / "versions"
    return sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))


def test_each_step_goes_up_and_down_by_itself(engine: Engine) -> None:
    seen = []
    for revision in revisions():
        migrate(engine, revision)
        seen.append((tables(engine), triggers(engine)))
    for revision, before in zip([*revisions()[-2::-1], "base"], [*seen[-2::-1], None], strict=True):
        migrate_down(engine, revision)
        assert (tables(engine), triggers(engine)) == (before or ({"alembic_version"}, set()))


def test_up_twice_is_up_once(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        before = shape(connection)
    migrate(engine)
    with reading(engine) as connection:
        assert shape(connection) == before


# Killed half-way


def contents(engine: Engine) -> dict[str, set[str]]:
    """Every row of every table that has one, as it lies in the database."""
    with reading(engine) as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        full = " union all ".join(f"select '{n}' where exists (select * from {n})" for n in names)
        return {
            name: {
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                for row in connection.execute(sa.text(f"select * from {name}"))
            }
            for name in connection.execute(sa.text(full)).scalars().all()
        }


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from portal.db import open_database
from portal.migrate import migrate, migrate_down
engine, left = open_database(sys.argv[1]), int(sys.argv[3])
@sa.event.listens_for(engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    left -= not statement.startswith(("SELECT", "PRAGMA", "select"))
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "up":
    migrate(engine)
else:
    migrate_down(engine, "base")
"""


def killed(url: str, way: str, statements: int) -> None:
    words = [sys.executable, "-c", KILLED, url, way, str(statements)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("statements", [4, 45])
def test_up_killed_half_way_leaves_nothing(engine: Engine, statements: int) -> None:
    """Among the tables, and among the guards. Afterwards it is done as if nothing had been."""
    killed(engine.url.render_as_string(hide_password=False), "up", statements)
    assert tables(engine) == set()
    with pytest.raises(SchemaWrong, match="is empty"):
        check_schema(engine)
    migrate(engine)
    check_schema(engine)


def test_down_killed_half_way_leaves_all(ground: Ground) -> None:
    ground.write("words")
    before = contents(ground.engine), triggers(ground.engine)
    killed(ground.url, "down", 12)
    assert (contents(ground.engine), triggers(ground.engine)) == before
    check_schema(ground.engine)
    assert ground.words() == ["words"]


# What a portal says of a schema that is not its own


def test_an_empty_database_is_told_apart(engine: Engine) -> None:
    with pytest.raises(SchemaWrong, match=r"empty\. Run `portal setup`"):
        check_schema(engine)


def test_an_older_and_a_newer_schema_are_told_apart(engine: Engine) -> None:
    migrate(engine, revisions()[0])
    with pytest.raises(SchemaWrong, match=f"at schema {revisions()[0]}"):
        check_schema(engine)
    migrate(engine)
    check_schema(engine)
    with writing(engine) as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaWrong, match="at schema 9999"):
        check_schema(engine)


def test_every_constraint_has_a_name(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        for name, table in shape(connection).items():
            for kind in ("checks", "foreign", "unique", "indexes"):
                assert all(row[0] != "None" for row in table[kind]), (name, kind)
