"""A demonstration is made only where nothing else is, and shown only to this machine."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import cli, console, demo
from portal.db import open_database, reading, writing
from portal.people.models import Person
from portal.settings import Settings, SettingsWrong
from tests.build import settings_in
from tests.demo.shown import show

pytestmark = pytest.mark.slow

KILLED = """
import os, sys
from pathlib import Path
from portal import demo
import {module}
{module}.{name} = lambda *_, **__: os._exit(9)
demo.prepare(demo.settings(Path(sys.argv[1]), 8123, sys.argv[2]))
"""


def told(folder: Path, url: str | None = None) -> Settings:
    return demo.settings(folder / "demo", 8123, url)


def held(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every table of a database with its rows."""
    engine = open_database(url)
    with reading(engine) as connection:
        names = sa.inspect(connection).get_table_names()
        rows = {
            n: connection.execute(sa.select(sa.literal_column("*")).select_from(sa.table(n))).all()
            for n in names
        }
    engine.dispose()
    return {name: [tuple(row) for row in some] for name, some in rows.items()}


def asked(url: str, statement: str) -> None:
    engine = open_database(url)
    with writing(engine) as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def people_in(url: str) -> set[str]:
    engine = open_database(url)
    with reading(engine) as connection:
        found = set(connection.execute(sa.select(Person.id)).scalars())
    engine.dispose()
    return found


# Where it lies


def test_all_its_files_lie_in_one_folder(tmp_path: Path) -> None:
    mine = told(tmp_path)
    files = [mine.key_file, *mine.witnesses, mine.journal]
    assert {path.parent for path in files} == {tmp_path / "demo"}
    assert mine.database_url == f"sqlite:///{tmp_path}/demo/demo.sqlite3"
    assert (mine.demo, mine.origin) == (True, "http://localhost:8123")


def test_two_databases_have_keys_of_their_own(tmp_path: Path) -> None:
    one, other = told(tmp_path), told(tmp_path, "postgresql://localhost/shown")
    assert one.key_file != other.key_file
    assert one.witnesses != other.witnesses
    assert one.journal != other.journal


def test_the_folder_can_be_named_and_has_a_lawful_default() -> None:
    home = Path.home()
    assert demo._folder({"PORTAL_DEMO_FOLDER": "/shown"}) == Path("/shown")
    assert demo._folder({"XDG_STATE_HOME": "/state"}) == Path("/state/review-portal-demo")
    assert demo._folder({}) == home / ".local/state/review-portal-demo"


def test_the_folder_is_ours_alone(tmp_path: Path) -> None:
    empty = tmp_path / "demo"
    empty.mkdir(mode=0o755)
    demo._private(empty)
    assert empty.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_enter_is_left_as_it_is(tmp_path: Path) -> None:
    used = tmp_path / "demo"
    used.mkdir()
    used.chmod(0o755)
    (used / "letter").touch()
    with pytest.raises(console.CannotDo, match="Others may enter"):
        demo.prepare(told(tmp_path))
    assert used.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in used.iterdir()] == ["letter"]


def test_a_file_where_the_folder_belongs_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    with pytest.raises(console.CannotDo, match="--folder"):
        demo.prepare(told(tmp_path))


@pytest.mark.parametrize(
    "url", ["sqlite:///", "sqlite:///:memory:", "sqlite:////x.db?mode=ro", "mysql://h/d", "demo.db"]
)
def test_an_address_that_would_not_last_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises((console.CannotDo, SettingsWrong)):
        told(tmp_path, url)


# What it leaves alone


@pytest.mark.parametrize("fresh", [False, True])
def test_another_programs_tables_are_left_as_they_are(
    tmp_path: Path, database_url: str, fresh: bool
) -> None:
    asked(database_url, "create table somebodys (words varchar(20))")
    asked(database_url, "insert into somebodys values ('hers')")
    before = held(database_url)
    with pytest.raises(console.CannotDo, match="left as it is"):
        demo.prepare(told(tmp_path, database_url), fresh=fresh)
    assert held(database_url) == before == {"somebodys": [("hers",)]}


def test_not_a_byte_of_another_sqlite_file_changes(tmp_path: Path) -> None:
    """Not even its journal mode, which opening it as our own would set."""
    import sqlite3

    theirs = tmp_path / "theirs.db"
    with sqlite3.connect(theirs) as connection:
        connection.execute("create table about (name, value)")
    connection.close()
    before = theirs.read_bytes()
    for fresh in (False, True):
        with pytest.raises(console.CannotDo):
            demo.prepare(told(tmp_path, f"sqlite:///{theirs}"), fresh=fresh)
    assert theirs.read_bytes() == before
    assert list(tmp_path.glob("theirs*")) == [theirs]


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("Dear all, " * 500)
    with pytest.raises(console.CannotDo, match="left as it is"):
        demo.prepare(told(tmp_path, f"sqlite:///{letter}"), fresh=True)
    assert letter.read_text().startswith("Dear all")


@pytest.mark.parametrize("fresh", [False, True])
def test_a_real_portal_is_left_as_it_is(tmp_path: Path, database_url: str, fresh: bool) -> None:
    real = settings_in(tmp_path, database_url)
    console.begin(real, agency="Ours", kind="police", name="Her", email="her@example.org")
    before, keys = held(database_url), real.key_file.read_bytes()
    with pytest.raises(console.CannotDo, match="other than a demonstration"):
        demo.prepare(told(tmp_path, database_url), fresh=fresh)
    assert held(database_url) == before
    assert real.key_file.read_bytes() == keys


def test_a_schema_that_a_real_set_up_left_half_done_is_left_alone(
    tmp_path: Path, database_url: str
) -> None:
    from portal.migrate import migrate

    engine = open_database(database_url)
    migrate(engine)
    engine.dispose()
    with pytest.raises(console.CannotDo, match="other than a demonstration"):
        demo.prepare(told(tmp_path, database_url), fresh=True)


def test_serve_and_set_up_refuse_a_demonstration(
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(demo, "make_world", lambda *_: None)
    mine = told(tmp_path, database_url)
    demo.prepare(mine)
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_KEY_FILE", str(mine.key_file))
    monkeypatch.setenv("PORTAL_WITNESSES", str(tmp_path / "witness"))
    monkeypatch.setenv("PORTAL_ORIGIN", "https://portal.example")
    monkeypatch.setattr(cli, "_run", lambda *_: pytest.fail("it was served"))
    assert cli.main(["serve", "--port", "0"]) == 1
    assert "This database is a demonstration." in capsys.readouterr().err
    setup = ["setup", "--agency", "Ours", "--kind", "police", "--name", "Her"]
    assert cli.main([*setup, "--email", "her@example.org"]) == 1
    assert "Begin a real portal in another." in capsys.readouterr().err
    assert people_in(database_url) == set()


@pytest.mark.parametrize("host", ["0.0.0.0", "portal.example", "192.0.2.7", "::"])
def test_a_demonstration_is_for_this_machine(
    tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["demo", "--host", host, "--folder", str(tmp_path / "demo")]) == 1
    assert "for this machine alone" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


# Beginning, and beginning again


@pytest.mark.slow
def test_a_second_start_finds_the_world_and_fresh_makes_a_new_one(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = told(tmp_path, database_url)
    demo.prepare(mine)
    mine.witnesses[0].write_text("old")
    bystander = mine.key_file.with_name("letter")
    bystander.touch()
    keys, there = mine.key_file.read_bytes(), people_in(database_url)
    assert not {path.stat().st_mode & 0o077 for path in [mine.key_file.parent, mine.key_file]} - {0}
    with monkeypatch.context() as patch:
        patch.setattr(demo, "make_world", lambda *_: pytest.fail("a second start makes nothing"))
        demo.prepare(mine)
    assert mine.key_file.read_bytes() == keys
    assert people_in(database_url) == there
    demo.prepare(mine, fresh=True)
    assert mine.key_file.read_bytes() != keys
    assert not people_in(database_url) & there
    assert len(people_in(database_url)) == len(there)
    assert not mine.witnesses[0].exists()
    assert len(list(mine.journal.parent.glob(f"{mine.journal.name}.*"))) == 1
    assert bystander.exists()
    shown = show(mine.key_file.parent, database_url)
    assert shown.reads("Joanna Piekarska") != []
    shown.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("portal.console", "make_key_file"),
        ("portal.gate.versions", "settle"),
        ("portal.directory.acts", "appoint"),
        ("portal.agreements.acts", "sign_agreement"),
    ],
)
def test_what_was_killed_half_way_is_known_for_that_and_begun_again(
    tmp_path: Path,
    database_url: str,
    module: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = told(tmp_path, database_url)
    killed_in(module, name, tmp_path / "demo", database_url)
    assert demo._look(mine) is demo._Found.BEGUN
    monkeypatch.setattr(demo, "make_world", lambda *_: None)
    demo.prepare(mine)
    assert demo._look(mine) is demo._Found.READY
    assert people_in(database_url) == set(), "nothing of the first world is left"


@pytest.mark.slow
def test_what_was_killed_near_its_end_becomes_whole(tmp_path: Path, database_url: str) -> None:
    killed_in("portal.documents.acts", "write", tmp_path / "demo", database_url)
    half = people_in(database_url)
    shown = show(tmp_path / "demo", database_url)
    assert half
    assert not set(shown.people.values()) & half
    assert len(shown.reads("Joanna Piekarska")) == 29
    shown.close()


def killed_in(module: str, name: str, folder: Path, url: str) -> None:
    """Make a demonstration in a process that dies where it would call that."""
    script = KILLED.format(module=module, name=name)
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder), url],
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 9, ran.stderr


def test_nobody_begins_again_what_another_process_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "make_world", lambda *_: None)
    mine = told(tmp_path)
    demo.prepare(mine)
    lock = demo._LOCKS.pop(mine.key_file.with_suffix(".lock"))
    keys = mine.key_file.read_bytes()
    with pytest.raises(console.CannotDo, match="being shown"):
        demo.prepare(mine, fresh=True)
    demo.prepare(mine)
    assert mine.key_file.read_bytes() == keys
    os.close(lock)
    demo.prepare(mine, fresh=True)
    assert mine.key_file.read_bytes() != keys


def test_lost_keys_and_another_schema_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "make_world", lambda *_: None)
    mine = told(tmp_path)
    demo.prepare(mine)
    aside = mine.key_file.rename(tmp_path / "aside")
    with pytest.raises(console.CannotDo, match=r"keys are not in .* --fresh"):
        demo.prepare(mine)
    aside.rename(mine.key_file)
    asked(mine.database_url, "update alembic_version set version_num = 'later'")
    with pytest.raises(console.CannotDo, match=r"another version of the portal.* --fresh"):
        demo.prepare(mine)
    demo.prepare(mine, fresh=True)
    demo.prepare(mine)


def test_the_lock_is_shared_while_a_demonstration_is_shown(tmp_path: Path) -> None:
    mine = told(tmp_path)
    demo._private(mine.key_file.parent)
    with demo._held(mine) as alone:
        assert alone
    path = mine.key_file.with_suffix(".lock")
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
        with demo._held(mine) as alone:
            assert not alone
