"""The ground: one way to open a database, two kinds of transaction, and the plain column types."""

import re
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

import sqlalchemy as sa
import uuid_utils
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
SMALLEST_SQLITE = (3, 51, 3)
"""Older SQLite can corrupt a WAL that several connections write (fixed in 3.51.3)."""

ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A UUIDv7 as 32 lower-case hex digits: made before the insert, so that a seal can bind it."""
    return uuid_utils.uuid7().hex


def moment(text: str) -> datetime:
    """The Utc moment that `stamp` wrote."""
    return datetime.fromisoformat(text)


def stamp(when: datetime) -> str:
    """A moment as fixed-width text in UTC, so that text order is time order."""
    return when.astimezone(UTC).strftime(FORM)


class Utc(TypeDecorator[datetime]):
    """A moment with a time zone, stored as `stamp` text on both databases."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


Id = Annotated[str, mapped_column(sa.String(32))]
Word = Annotated[str, mapped_column(sa.String(60))]
"""A short code of the portal's own: a role, a class, a stage. Never personal."""
Moment = Annotated[datetime, mapped_column(Utc)]


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class About(Base):
    """What this database is: a demonstration says so here, and nothing else does."""

    __tablename__ = "about"
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(200))


def key() -> Any:
    """A primary key that has its value before the row is inserted."""
    return mapped_column(sa.String(32), primary_key=True, default=new_id)


def refer(column: str, **kw: Any) -> Any:
    """A foreign key that never cascades: evidence is not deleted by deleting its neighbour."""
    return mapped_column(sa.String(32), sa.ForeignKey(column, ondelete="RESTRICT"), **kw)


def one_of(column: str, words: object) -> sa.CheckConstraint:
    """The database's own copy of a closed list."""
    listed = ", ".join(f"'{w}'" for w in sorted(str(w) for w in words))  # type: ignore[attr-defined]
    return sa.CheckConstraint(f"{column} in ({listed})", name=f"{column}_listed")


def open_database(url: str) -> Engine:
    """An engine with the settings that the portal's promises rest on.

    `url` is sqlite:///path or postgresql://...; raises sqlalchemy.exc.ArgumentError otherwise.
    """
    parsed = make_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)


def _postgresql(url: URL) -> Engine:
    """Statements are planned once: to plan what a page asks takes longer than to answer it."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    class Binary(psycopg.Cursor[Any]):
        """Results come as the server holds them: envelopes as bytes and not as hexadecimal text.

        But for what describes the schema, which SQLAlchemy reads as text.
        """

        def execute(self, query: Any, *args: Any, **kw: Any) -> Any:
            described = "pg_catalog" in query if isinstance(query, str) else False
            self.format = psycopg.pq.Format.TEXT if described else psycopg.pq.Format.BINARY
            return super().execute(query, *args, **kw)

    options = "-c statement_timeout=30000 -c plan_cache_mode=force_generic_plan"
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=12,
        max_overflow=4,
        pool_timeout=5,
        pool_pre_ping=False,
        connect_args={"connect_timeout": 5, "cursor_factory": Binary, "options": options},
    )


def _sqlite(url: URL) -> Engine:
    import pysqlite3.dbapi2 as driver  # noqa: PLC0415 - only where SQLite is used

    if driver.sqlite_version_info < SMALLEST_SQLITE:
        raise RuntimeError(f"SQLite {driver.sqlite_version} is too old to be trusted with a WAL.")
    engine = sa.create_engine(
        url.set(drivername="sqlite"), module=driver, pool_size=12, max_overflow=4, pool_timeout=5
    )

    @sa.event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=wal",
            "synchronous=full",
            "busy_timeout=10000",
            "foreign_keys=on",
            "trusted_schema=off",
            "secure_delete=on",
        ):
            connection.execute(f"pragma {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        write = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@lru_cache(maxsize=256)
def _row_of(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)  # noqa: PYI024 - its fields are known when it runs


def plain_rows(result: Any) -> list[Any]:
    """A result's rows as named tuples: a page looks at each many times, and SQLAlchemy's own rows
    take ten times as long to look at.
    """
    return list(map(_row_of(tuple(result.keys()))._make, result))


_one_writer = threading.Lock()
"""SQLite has one writer: waiting here is fair and short, waiting in its lock is neither."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read-only snapshot: every statement in it sees the same moment. Nothing is kept."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write: committed on leaving, rolled back by any exception."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            yield connection
        return
    writes = {"writes": True}
    with (
        _one_writer,
        engine.connect().execution_options(**writes) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def acting(engine: Engine) -> Iterator[Session]:
    """`writing`, with an ORM session for the acts. Flushed before the commit."""
    with writing(engine) as connection, Session(connection, expire_on_commit=False) as session:
        yield session
        session.flush()


def lost(error: BaseException) -> bool:
    """Whether the database was away or refused for a while, so that trying again is right."""
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError)


def collided(error: sa.exc.DBAPIError) -> bool:
    """Whether two transactions met (serialisation failure, deadlock): the act may be retried."""
    return getattr(error.orig, "sqlstate", "") in {"40001", "40P01"}
