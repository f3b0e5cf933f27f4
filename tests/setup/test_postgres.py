"""The databases that the storage tests run on."""

import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgres import connect, drop_database, fresh_database, shared_server

pytestmark = pytest.mark.slow


def test_each_engine_gives_an_empty_database(database_url: str) -> None:
    url = make_url(database_url)
    assert url.get_backend_name() in {"sqlite", "postgresql"}
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table once (id integer)"))
    engine.dispose()


def test_databases_do_not_share_tables(postgres: str, postgres_url: str) -> None:
    other = fresh_database(postgres)
    with connect(postgres_url) as ours, connect(other) as theirs:
        ours.execute("create table once (id integer)")
        with pytest.raises(psycopg.errors.UndefinedTable):
            theirs.execute("select * from once")
    drop_database(postgres, of=other)


def test_a_held_database_is_dropped_all_the_same(postgres: str) -> None:
    url = fresh_database(postgres)
    held = connect(url)
    drop_database(postgres, of=url)
    with pytest.raises(psycopg.OperationalError):
        held.execute("select 1")


def test_text_keeps_every_script_and_sorts_by_bytes(postgres_url: str) -> None:
    words = ["Zoe", "ŵyneb", "ਪੰਜਾਬੀ", "العربية", "\ue000", "🙂"]
    with connect(postgres_url) as connection:
        connection.execute("create table word (word text)")
        connection.cursor().executemany("insert into word values (%s)", [(w,) for w in words])
        found = [row[0] for row in connection.execute("select word from word order by word")]
    assert found == sorted(words)


@pytest.mark.slow
def test_the_server_goes_when_its_run_is_killed(tmp_path: Path) -> None:
    run = subprocess.Popen(["sleep", "600"])
    (tmp_path / "runner").write_text(str(run.pid), encoding="ascii")
    socket_folder = Path(str(make_url(shared_server(tmp_path)).query["host"]))
    assert socket_folder.exists()
    run.kill()
    run.wait()
    until = time.monotonic() + 30
    while socket_folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not socket_folder.exists()
