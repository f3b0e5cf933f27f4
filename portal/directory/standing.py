"""How bodies and those who stand for them are told to whoever keeps the directory."""

from collections.abc import Iterable
from typing import Any

from portal.directory import acts, desks
from portal.gate.policy import Role
from portal.people.models import STANDINGS
from portal.web.dates import day
from portal.web.page import Ask

BOARD_KIND_WORDS = {
    "smb": "Strategic Management Board (SMB), for multi-agency public protection (MAPPA)",
    "csp": "Community Safety Partnership (CSP)",
    "partners": "Safeguarding children partnership",
    "sab": "Safeguarding Adults Board",
    "regional": "Regional safeguarding board, or a regional or national panel",
    "nhs": "National Health Service (NHS) England, or an integrated care board",
    "probation": "Probation region",
    "force": "A police force, for its own reviews",
    "other": "Another kind of board",
}
DESK_WORDS = {
    Role.COORDINATOR: "Co-ordinator",
    Role.BOARD_CHAIR: "Decides for the board",
}
DESK_HINTS = {
    Role.COORDINATOR: "Keeps the register of the body's reviews, and takes in what is notified.",
    Role.BOARD_CHAIR: "For a board: its chair or lead. A vice-chair is a deputy.",
}


def desks_of(body: str, ask: Ask) -> list[dict[str, str]]:
    """Who stands for a body now."""
    rows = desks.desks(body=body, gate=ask.gate)
    names = {one.id: one.name for one in acts.people(gate=ask.gate)} if rows else {}
    return [
        {
            "name": names[row.person_id],
            "role": f"{DESK_WORDS[Role(row.role)]} ({_held(row)})",
            "until": day(row.ends_at),
            "href": f"/directory/desks/{row.id}/end",
        }
        for row in rows
    ]


def _held(row: Any) -> str:
    """How; and that nobody gave a second key, for the portal's first desk and those of before."""
    alone = ", on one administrator's word" if row.accepted_by == row.appointed_by else ""
    return f"{STANDINGS[row.standing].lower()}{alone}"


def closed_words(row: Any, bodies: Iterable[Any]) -> str:
    """That a body is closed, and who answers for its papers; empty for one that is not."""
    if row.closed_at is None:
        return ""
    names = {one.id: one.name for one in bodies}
    return f"Closed on {day(row.closed_at)}. {names[row.successor_id]} answers for its papers."


def board_name(board: str, ask: Ask) -> str:
    """A board's own name; said plainly where a review has none of the directory's."""
    rows = desks.boards(gate=ask.gate) if board else []
    names: dict[str, str] = {row.id: row.name for row in rows}
    return names.get(board, "The commissioning board, which is not in the directory")
