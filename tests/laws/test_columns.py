"""Unclassified is closed: every column is on a list with what it holds, and is sealed if so told.

The law is a function that gives the breaches; it is shown to find some.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.db import Base
from portal.gate.sealed import SealedText
from tests.laws.access_columns import ACCESS
from tests.laws.case_columns import CASE
from tests.laws.foi_columns import FOI
from tests.laws.leaving_columns import LEAVING
from tests.laws.portal_columns import PORTAL

LISTS = (PORTAL, CASE, LEAVING, FOI, ACCESS)
COLUMNS = {name: held for each in LISTS for name, held in each.items()}


def breaches_of_columns(tables: Mapping[str, sa.Table]) -> list[str]:
    found = []
    for table in tables.values():
        for column in table.columns:
            listed = COLUMNS.get(f"{table.name}.{column.name}")
            sealed = isinstance(column.type, SealedText)
            if listed is None:
                found.append(f"{table.name}.{column.name} is on no list")
            elif sealed != (listed == "sealed"):
                found.append(f"{table.name}.{column.name} is not {listed}")
            if sealed and not _has_header(table, column.name):
                found.append(f"{table.name}.{column.name} has no CHECK")
    return found


def _has_header(table: sa.Table, column: str) -> bool:
    return any(
        str(c.name).endswith(f"{column}_sealed")
        for c in table.constraints
        if isinstance(c, sa.CheckConstraint)
    )


def test_every_column_is_classified() -> None:
    assert len(COLUMNS) == sum(map(len, LISTS)), "a column is on two lists"
    assert breaches_of_columns(Base.metadata.tables) == []
    known = {f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns}
    assert set(COLUMNS) == known


def test_an_unlisted_or_plain_column_is_noticed() -> None:
    table = sa.Table("person", sa.MetaData(), sa.Column("name", sa.Text), sa.Column("age", sa.Text))
    assert breaches_of_columns({"person": table}) == [
        "person.name is not sealed",
        "person.age is on no list",
    ]
