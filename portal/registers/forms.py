"""What may be asked of a register."""

from collections.abc import Mapping
from datetime import date

from portal.db import ID
from portal.registers.acts import Sought
from portal.reviews.kinds import kinds

STATES = {"open": "Open", "late": "Open, and something is late", "closed": "Closed"}


def sought(fields: Mapping[str, str]) -> Sought:
    """Which rows are wanted. What is on no list asks for nothing, since it came from no form of
    ours. Late ones stand in the order of their days, so that a year is not asked of them too.
    """
    kind, state = fields.get("kind", ""), fields.get("state", "")
    board, year = fields.get("board", ""), fields.get("year", "")
    state = state if state in STATES else ""
    known = year.isascii() and year.isdecimal() and len(year) == 4 and 1990 <= int(year) <= 2200
    return Sought(
        kind=kind if kind in kinds() else "",
        state=state,
        year=int(year) if known and state != "late" else 0,
        board=board if ID.fullmatch(board) else "",
    )


def after(fields: Mapping[str, str]) -> tuple[date, str] | None:
    """Below which row the page begins: a day and a review's id, as the page before says it."""
    on, _, name = fields.get("after", "").partition(".")
    try:
        return (date.fromisoformat(on), name) if ID.fullmatch(name) else None
    except ValueError:
        return None
