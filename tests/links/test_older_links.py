"""What notifications kept of one incident is a link after the migration, and goes back below it."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.db import open_database, reading, writing
from portal.gate.ledger import Entry
from portal.migrate import migrate, migrate_down
from tests.test_migrated_rows import put

pytestmark = pytest.mark.slow
AT = "2026-01-05T09:30:00.000000Z"
OLDER, NEWER = "0038", "0039"


@pytest.fixture
def older(database_url: str) -> Iterator[Engine]:
    """Two notifications of the incident of "a": "b" is one more review, "c" goes no further."""
    engine = open_database(database_url)
    migrate(engine, OLDER)
    with writing(engine) as connection:
        put(connection, "person", id="p")
        put(connection, "board", id="d", kind="smb", name="Board")
        for name in "abcde":
            put(connection, "review", id=name, code_name=name, kind="mappa_scr",
                marking="OFFICIAL", incident_id="a")  # fmt: skip
            put(connection, "membership", id=f"m{name}", review_id=name, person_id="p",
                ends_at="y")  # fmt: skip
        put(connection, "reason", id="why", review_id="c")
        for name, stage, same in (("b", "linked", ""), ("c", "same", "a"), ("e", "received", "")):
            put(connection, "notification", id=f"n{name}", review_id=name, board_id="d",
                happened="charge", stage=stage, same_as=same, notified_by="p",
                reason="why" if name == "c" else None)  # fmt: skip
        said = {"b": ("linked", "d"), "c": ("same", "a")}
        for seq, (name, (stage, other)) in enumerate(said.items(), 1):
            told = {"things": {stage: [f"n{name}", other]}, "member": f"m{name}", "at": AT}
            row = {"stream": f"{name}:board", "seq": seq, "entry": json.dumps(told)}
            more = {"hash": bytes(32), "act": "link_incident", "actor": "p"}
            connection.execute(sa.insert(Entry).values({**row, **more}))
        put(connection, "reason", id="k", review_id="a")
        put(connection, "review_link", id="kept", review_id="a", other_id="e", pair="a:e",
            state="proposed", proposed_by="ma", why="k", other_why="k", proposed_at=AT,
            answered_by=None, ended_by=None, end_why=None)  # fmt: skip
    yield engine
    engine.dispose()


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        return list(map(tuple, connection.execute(sa.text(query))))


def test_each_notification_that_was_linked_is_a_link_and_no_row_is_lost(older: Engine) -> None:
    migrate(older, NEWER)
    links = "select review_id, other_id, pair, state, proposed_by, why, other_why, same_id from "
    assert rows(older, f"{links} review_link order by review_id") == [
        ("a", "e", "a:e", "proposed", "ma", "k", "k", None),
        ("b", "d", "b:d", "standing", "mb", None, None, None),
        ("c", "a", "a:c", "standing", "mc", "why", None, "c"),
    ]
    assert rows(older, "select proposed_at from review_link") == [(AT,)] * 3
    assert rows(older, "select id from notification order by id") == [("nb",), ("nc",), ("ne",)]
    migrate_down(older, OLDER)
    told = "select id, stage, same_as, reason from notification order by id"
    assert rows(older, told) == [
        ("nb", "linked", "", None), ("nc", "same", "a", "why"), ("ne", "received", "", None),
    ]  # fmt: skip
    assert rows(older, "select id from review_link") == [("kept",)]
    migrate(older, NEWER)
    assert len(rows(older, "select id from review_link")) == 3
