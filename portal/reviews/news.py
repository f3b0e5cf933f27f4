"""What is new to a membership since it last looked, made only of what it may know of now.

Nothing is kept for it: the index of readings tells what was seen, and each room what there is.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from portal.documents import acts as documents
from portal.gate.gate import Gate
from portal.gate.readings import last_read
from portal.questions import acts as questions
from portal.reviews import acts
from portal.sharing import endings
from portal.web.draw import counted

ENDINGS = timedelta(days=14)
"""How long an ending is told here to whoever reads nothing else meanwhile."""
News = tuple[str, str]
"""What has changed, as a sentence without its full stop, and where to see it."""


def of(*, gate: Gate) -> list[News]:
    """In one review, with the membership's seat taken. It opens nothing."""
    open_now = documents.open_now(gate=gate)
    return [*_sections(open_now.values(), gate), *_answers(gate), *_endings(set(open_now), gate)]


def _sections(rows: Iterable[Any], gate: Gate) -> list[News]:
    found = documents.unread(found=rows, gate=gate)
    owners = acts.owners(gate=gate) if found else {}
    return [
        (_how(how, number, owners[owner]), f"/reviews/{gate.domain}/read?owner={owner}")
        for (owner, how), number in found.items()
    ]


def _how(how: str, number: int, owner: str) -> str:
    if how == "new":
        return f"{counted(number, 'new section')} from {owner}"
    return f"{counted(number, 'section')} of {owner} {'has' if number == 1 else 'have'} changed"


def _answers(gate: Gate) -> list[News]:
    rows = {row.thread: row for row in questions.unread_answers(gate=gate)}
    base = f"/reviews/{gate.domain}/sections"
    return [
        ("Somebody answered what you asked or said", f"{base}/{row.version_id}/questions#t-{name}")
        for name, row in rows.items()
    ]


def _endings(open_sections: set[str], gate: Gate) -> list[News]:
    """Since the membership last read in this review: there the line of rule 13 is told in full."""
    since = max(gate.now - ENDINGS, last_read(gate.connection, gate.actor.member) or gate.now)
    over = endings.ended_for_me(open_sections=open_sections, gate=gate)
    owners = acts.owners(gate=gate) if over else {}
    new = {row.owner_id for row in over if endings.over_since(row) > since}
    return [
        (f"Words of {owners[owner]} that you read are closed now", f"/reviews/{gate.domain}/read")
        for owner in sorted(new)
    ]
