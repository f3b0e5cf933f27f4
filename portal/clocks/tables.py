"""The dated tables of policies/: each row says its number or words, on whose word, and since when.

They are read strictly: the columns that are asked for and no others, no empty cell, a source, and
a status that says how much it has been checked.
"""

import csv
from collections.abc import Mapping
from datetime import date

from portal import place

STATUSES = ("statute", "guidance", "custom", "portal", "to be verified")
OPEN = ("open", "-")
"""In place of a last day."""


class TableWrong(ValueError):
    """A table of policies/ that cannot be read, or has no row for a day."""


def dated(name: str, header: str) -> list[dict[str, str]]:
    """The rows of one table. Raises TableWrong."""
    read = csv.DictReader((place.policies() / name).read_text("utf-8").splitlines(), strict=True)
    rows = list(read)
    if ",".join(read.fieldnames or ()) != header or any(
        None in row or not all(row.values()) for row in rows
    ):
        raise TableWrong(f"{name} must have the columns {header}, and no empty cell")
    odd = [row["status"] for row in rows if row["status"] not in STATUSES]
    if odd:
        raise TableWrong(f"{name}: {odd[0]} is no status; one of {', '.join(STATUSES)} is")
    return rows


def window(row: Mapping[str, str]) -> tuple[date, date]:
    """From its first day until its last is over. Raises TableWrong."""
    since = date.fromisoformat(row["from"])
    until = date.max if row["until"] in OPEN else date.fromisoformat(row["until"])
    if since >= until:
        raise TableWrong(f"a row from {since} until {until} never holds")
    return since, until
