"""Migrations of a database that has rows in it, up and down: no row is changed or lost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.db import Base, open_database, reading, writing
from portal.gate.gate import Reason
from portal.gate.ledger import Entry
from portal.migrate import check_schema, migrate, migrate_down
from tests.gate.fixtures import ground
from tests.gate.ground import Ground, set_up
from tests.postgres import database_like, drop_database
from tests.test_migrations import GUARDED, contents, engine, revisions, tables

pytestmark = pytest.mark.slow

__all__ = ["engine", "ground"]


def test_down_and_up_again_with_data_changes_no_row(ground: Ground) -> None:
    """Every step that has a step below it; the first makes the tables, and down removes them.

    Step by step down to the first, and step by step up again: what no step changes, no number of
    steps does. That they do the same at once, in one transaction, is asked of the jumps.
    """
    ground.write("words", "more words")
    ground.words()
    ground.checkpoint()
    before = contents(ground.engine)
    assert all(before[name] for name in GUARDED)
    for revision in revisions()[-2::-1]:
        migrate_down(ground.engine, revision)
        assert contents(ground.engine) == before, f"down to {revision}"
    for revision in revisions()[1:]:
        migrate(ground.engine, revision)
        assert contents(ground.engine) == before, f"up to {revision}"
    for revision in jumps():
        migrate_down(ground.engine, revision)
        assert contents(ground.engine) == before, f"down to {revision} at once"
        migrate(ground.engine)
        assert contents(ground.engine) == before, f"up from {revision} at once"
    assert ground.words(ground.second()) == ["words", "more words"]
    ground.checkpoint()
    assert ground.findings() == []


def jumps() -> list[str]:
    """From where the head is reached at once, too: the first, the middle and the last but one."""
    every = revisions()
    return [every[-2], every[len(every) // 2], every[0]]


def test_up_with_data_from_every_step(engine: Engine, tmp_path: Path) -> None:
    """A database of each older schema, with rows in its tables, comes up with all of them.

    One database goes up step by step, and at each it is given rows of that schema: the rows of
    every step go through all later ones, and are compared after each. From some it goes at once.
    """
    for number, revision in enumerate(revisions()):
        before = contents(engine) if number else {}
        migrate(engine, revision)
        assert contents(engine) == before, f"up to {revision}"
        if number:
            refuses_to_forget(engine)
        fill(engine, number)
        if revision in jumps():
            with copy(engine, tmp_path) as older:
                before = contents(older)
                migrate(older)
                assert contents(older) == before, f"up from {revision} at once"
                check_schema(older)
                refuses_to_forget(older)
    check_schema(engine)


def refuses_to_forget(engine: Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), writing(engine) as held:
        held.execute(sa.delete(Entry))


@contextmanager
def copy(engine: Engine, folder: Path) -> Iterator[Engine]:
    """The same database once more, to be spoilt: making it anew at its schema takes far longer."""
    engine.dispose()
    of = engine.url.render_as_string(hide_password=False)
    server = engine.url.set(database="postgres").render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        url = f"sqlite:///{shutil.copy2(of.removeprefix('sqlite:///'), folder / 'copy.db')}"
    else:
        url = database_like(server, of=of)
    made = open_database(url)
    yield made
    made.dispose()
    if engine.dialect.name == "postgresql":
        drop_database(server, of=url)


def fill(engine: Engine, number: int) -> None:
    """Rows of its own for each number."""
    now = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    with writing(engine) as connection:
        row = {"stream": "s", "seq": number + 1, "entry": "{}", "hash": bytes(31) + bytes([number])}
        connection.execute(sa.insert(Entry).values({**row, "act": "a", "actor": "b"}))
        key = Base.metadata.tables["data_key"]
        made = {"id": f"{number:032}", "domain": "portal", "owner_id": f"p{number}", "use": "seal"}
        state = {"state": "active", "kek": "k", "wrapped": b"w", "made_at": now}
        connection.execute(sa.insert(key).values({**made, **state}))


def test_a_ground_with_words_in_it_goes_down_and_its_tables_with_it(
    database_url: str, tmp_path: Path
) -> None:
    set_up(tmp_path, database_url)
    engine = open_database(database_url)
    migrate_down(engine, "base")
    assert tables(engine) == {"alembic_version"}
    migrate(engine)
    with reading(engine) as connection:
        assert connection.execute(sa.select(Reason.id)).all() == []
    engine.dispose()


def test_of_several_standing_signatures_the_newest_stands_below_the_agreements_texts(
    engine: Engine,
) -> None:
    """0003 lets a body sign each text; below it a body has signed once, and nothing is erased."""
    migrate(engine, "0003")
    seal = b"P1" + bytes(300)
    with writing(engine) as connection:
        put(connection, "person", id="p")
        put(connection, "review", id="r", kind="mappa_scr", marking="OFFICIAL")
        put(connection, "membership", id="m", review_id="r", person_id="p", ends_at="y")
        for number, text in enumerate(("first", "second"), 1):
            put(connection, "agreement", id=text, number=number, words=seal, proposed_by="m")
        for name, text, body in (
            ("s1", "first", "police"), ("s2", "second", "police"), ("s3", "first", "health"),
        ):  # fmt: skip
            put(connection, "signature", id=name, agreement_id=text, body=body, signed_by="m",
                review_id="r", signed_at=name)  # fmt: skip
    migrate_down(engine, "0002")
    with reading(engine) as connection:
        query = sa.text("select id, withdrawn_at from signature order by id")
        assert list(map(tuple, connection.execute(query))) == [
            ("s1", "s1"), ("s2", None), ("s3", None),
        ]  # fmt: skip
    migrate(engine, "0003")
    with reading(engine) as connection:
        query = sa.text("select withdrawn_by from signature where id = 's1'")
        assert connection.execute(query).scalar_one() == "m", "somebody of that body"


def test_a_safeguarding_board_is_another_kind_of_agency_to_an_older_portal(engine: Engine) -> None:
    """Its people stay its people: SQLite makes no table anew that others refer to."""
    migrate(engine)
    with writing(engine) as connection:
        put(connection, "agency", id="a", name="Board", kind="safeguarding")
        put(connection, "person", id="p", agency_id="a")
    migrate_down(engine, "0011")
    kind = sa.text("select kind from agency join person on agency_id = agency.id")
    with reading(engine) as connection:
        assert connection.execute(kind).scalar_one() == "other"
    with pytest.raises(sa.exc.DBAPIError), writing(engine) as connection:
        put(connection, "agency", id="b", name="Other board", kind="safeguarding")
    migrate(engine)
    with writing(engine) as connection:
        put(connection, "agency", id="b", name="Other board", kind="safeguarding")


def test_findings_that_were_entered_before_have_numbers_and_stand(engine: Engine) -> None:
    """In each of the proceedings from 1 on, in the order of entering; another line has none."""
    migrate(engine, "0053")
    seal = b"P1" + bytes(300)
    with writing(engine) as connection:
        put(connection, "person", id="p")
        put(connection, "review", id="r", kind="mappa_scr", marking="OFFICIAL")
        put(connection, "membership", id="m", review_id="r", person_id="p", ends_at="y")
        for name in ("a", "b"):
            put(connection, "proceeding", id=name, kind="inquest", body="coroner",
                opened_on=date(2026, 1, 5), recorded_by="m")  # fmt: skip
        for name, of, kind in (
            ("1", "a", "finding"), ("2", "b", "finding"), ("3", "a", "result"),
            ("4", "a", "finding"),
        ):  # fmt: skip
            put(connection, "proceeding_outcome", id=name, proceeding_id=of, kind=kind, words=seal,
                entered_by="m")  # fmt: skip
    migrate(engine)
    query = sa.text("select id, number, source, replaced_at from proceeding_outcome order by id")
    told = [("1", 1, "", None), ("2", 1, "", None), ("3", 0, "", None), ("4", 2, "", None)]
    for _ in range(2):
        with reading(engine) as connection:
            assert list(map(tuple, connection.execute(query))) == told
        migrate_down(engine, "0053")
        migrate(engine)


def put(connection: sa.Connection, table: str, **given: object) -> None:
    """A row in a table as it is at this schema; whatever must be there and is not given, is."""
    made = sa.Table(table, sa.MetaData(), autoload_with=connection)
    plain = {sa.Integer: 1, sa.LargeBinary: b"P1" + bytes(300), sa.String: "x", sa.Boolean: False}
    for column in made.c:
        if not column.nullable and column.name not in given:
            kind = next(k for k in plain if isinstance(column.type, k))
            given[column.name] = plain[kind]
    connection.execute(sa.insert(made).values(**given))
