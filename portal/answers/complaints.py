"""A complaint to the Information Commissioner's Office (ICO): what it asked, found and ordered."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers.models import DATED, ICO_ENTRIES, ICO_STANDS, IcoComplaint, IcoEntry
from portal.clocks.rules import too_far
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction.exemptions import in_force
from portal.requests.acts import checked
from portal.requests.models import InformationRequest, Stage
from portal.timetable.acts import not_to_come

CLOSED = "This complaint is closed, so nothing is entered any more. Register a new one."
FOLLOWS = {"finding": "notice", "step": "notice", "appeal": "notice", "tribunal": "appeal"}
"""What has to be there before what."""


def register(
    *, request: InformationRequest, on: date, reference: str, words: str, gate: Gate
) -> IcoComplaint:
    """The Commissioner has told the authority of it. Raises Absent; Refused for a request that is
    not the authority's to answer, and while another complaint about the request is open.
    """
    checked(request, gate)
    not_to_come(on, gate)
    if request.stage not in {Stage.OPEN, Stage.CLARIFYING, Stage.ANSWERED}:
        raise Refused("This request is not the authority's to answer, so nothing is complained of.")
    if any(row.closed_on is None for row in complaints(request=request.id, gate=gate)):
        raise Refused("A complaint about this request is open already. Enter it there.")
    made = IcoComplaint(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        heard_on=on,
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )
    kept: IcoComplaint = _kept(made, gate, reference=reference, words=words)
    return kept


def complaints(*, request: str, gate: Gate) -> list[Any]:
    """Those about one request, the oldest first, unopened."""
    of = IcoComplaint.__table__.c
    query = sa.select(IcoComplaint.__table__).where(of.request_id == request)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def enter(
    *,
    complaint: IcoComplaint,
    what: str,
    on: date,
    until: date | None = None,
    code: str = "",
    stand: str = "",
    words: str,
    gate: Gate,
) -> IcoEntry:
    """What came or was done. Raises Absent; Refused for what cannot follow, and for a step or a
    question without its day.
    """
    checked(complaint, gate)
    not_to_come(on, gate)
    if complaint.closed_on is not None:
        raise Refused(CLOSED)
    if on < complaint.heard_on:
        raise Refused("It must not be before the complaint itself.")
    dated(what, on, until, gate)
    _follows(complaint, what, gate)
    if what == "finding" and (code not in known(on) or stand not in ICO_STANDS):
        raise Refused("Choose the exemption, and what the notice finds on it.")
    made = IcoEntry(
        id=new_id(),
        review_id=gate.domain,
        owner_id=complaint.owner_id,
        row_version=1,
        ico_complaint_id=complaint.id,
        position=len(entries(of=[complaint.id], gate=gate)) + 1,
        what=what,
        happened_on=on,
        due_on=until if what in DATED else None,
        code=code if what == "finding" else None,
        stand=stand if what == "finding" else None,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    return _kept(made, gate, words=words)  # type: ignore[no-any-return]


def _kept(made: Any, gate: Gate, **words: str) -> Any:
    gate.seal(made, **words)
    gate.session.add(made)
    gate.session.flush()
    return made


def dated(what: str, on: date, until: date | None, gate: Gate) -> None:
    """Raises Refused for what is to be done by no day, or by one that is years away."""
    if what in DATED and (until is None or until < on or too_far(until, gate.now)):
        raise Refused("Enter the day by which it is to be done. It must not be years away.")


def _follows(complaint: Any, what: str, gate: Gate) -> None:
    if what not in ICO_ENTRIES:
        raise Refused("Choose what happened.")
    there = {row.what for row in entries(of=[complaint.id], gate=gate)}
    if (first := FOLLOWS.get(what)) and first not in there:
        raise Refused(f"Enter this first: {ICO_ENTRIES[first].lower()}.")


def known(on: date) -> dict[str, str]:
    """By code what a notice can find on."""
    every = {**in_force("foi", on, "request"), **in_force("foi", on)}
    return {code: one.title for code, one in every.items()}


def entries(*, of: list[str], gate: Gate) -> list[Any]:
    """What was entered of some complaints, in order, unopened."""
    at = IcoEntry.__table__.c
    query = sa.select(IcoEntry.__table__).where(at.ico_complaint_id.in_(of))
    return plain_rows(gate.connection.execute(query.order_by(at.ico_complaint_id, at.position)))


def done(*, entry: IcoEntry, on: date, gate: Gate) -> None:
    """A question was answered, or a step taken. Raises Absent, Refused."""
    checked(entry, gate)
    not_to_come(on, gate)
    if entry.what not in DATED or entry.done_on is not None:
        raise Refused("Nothing is to be done there any more.")
    if on < entry.happened_on:
        raise Refused("It must not be before the day on which it was asked for.")
    entry.done_on, entry.done_by = on, gate.actor.member


def close(*, complaint: IcoComplaint, on: date, gate: Gate) -> None:
    """It is over. Raises Absent; Refused while something that it asked for is not done."""
    checked(complaint, gate)
    not_to_come(on, gate)
    if complaint.closed_on is not None:
        raise Refused(CLOSED)
    if any(row.due_on and not row.done_on for row in entries(of=[complaint.id], gate=gate)):
        raise Refused("Something that the Commissioner asked for or ordered is not done yet.")
    if on < complaint.heard_on:
        raise Refused("It must not be before the complaint itself.")
    complaint.closed_on, complaint.closed_by = on, gate.actor.member


def open_ones(*, gate: Gate) -> list[Any]:
    """Entries that wait for something to be done, of the body for which the actor works."""
    at = IcoEntry.__table__.c
    query = sa.select(IcoEntry.__table__).where(
        at.review_id == gate.domain,
        at.owner_id.in_(gate.owners_for(Act.KEEP_FOI)),
        at.due_on.is_not(None),
        at.done_on.is_(None),
    )
    return plain_rows(gate.connection.execute(query.order_by(at.due_on)))
