"""A register's rows as a spreadsheet reads them: no personal details, and nothing that it runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

HEADS = (
    "Review", "Kind", "Opened on", "Age in days", "Next due on", "Late", "State",
    "Contributions outstanding",
)  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula where a cell begins with it."""


def guarded(cell: object) -> str:
    """The cell's words, with a mark before what a spreadsheet would run."""
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.lstrip().startswith(RUNS) or words.startswith(RUNS) else words


def written(marking: str, body: str, on: date, rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with the mark that Excel looks for; the marking stands in the first line."""
    told = io.StringIO(newline="")
    out = csv.writer(told)
    out.writerow([guarded(f"{marking}: register of {body}, {on:%-d %B %Y}")])
    out.writerow(HEADS)
    out.writerows([guarded(cell) for cell in row] for row in rows)
    return told.getvalue().encode("utf-8-sig")
