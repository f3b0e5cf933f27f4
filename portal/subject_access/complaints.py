"""A complaint about a subject access request: to the organisation, to the Information Commissioner
or the ombudsman, or to a court; what was decided, and what was done about it.

Nothing is deleted: what was entered wrongly counts no more, and stays beside its correction.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers.complaints import dated
from portal.answers.models import DATED
from portal.clocks.rules import today
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.subject_access import deciders
from portal.subject_access.acts import checked, law_for
from portal.subject_access.models import (
    DECIDES,
    AccessComplaint,
    AccessComplaintEntry,
    AccessRequest,
)
from portal.timetable.acts import not_to_come

CLOSED = "This complaint is closed, so nothing is entered any more. Register a new one."
OPEN = "Such a complaint about this request is open already. Enter it there."
UNTOLD = (
    "The applicant is owed the outcome of a complaint. Enter that you told it, or that the "
    "applicant withdraws the complaint."
)
TOLD = "The applicant was told already that the complaint has come, or what came of it."
NOTHING = "Nothing is to be done there any more."
ELSEWHERE = "Only a complaint to your own organisation is acknowledged by it."
_DECIDED = ("asked", "answered", "decided", "step", "done", "withdrawn", "note")
_APPEALS = ("appeal", "appeal_decided")
OFFERED = {
    "controller": ("enquired", "progress", "outcome", "step", "done", "withdrawn", "note"),
    "commissioner": (*_DECIDED, *_APPEALS),
    "ombudsman": _DECIDED,
    "court": (*_DECIDED, *_APPEALS),
}
"""By whom it was made to what can be entered; that it was acknowledged has a form of its own."""
FOLLOWS = {
    "appeal": ("decided", "Enter first what was decided."),
    "appeal_decided": ("appeal", "Enter the appeal first."),
}
"""What has to be there before what."""


def register(
    *, request: AccessRequest, made_to: str, on: date, reference: str, words: str, gate: Gate
) -> AccessComplaint:
    """That the applicant complains, whether or not the request is answered.

    Raises Absent; Refused for whom the law does not know, without the reference that another body
    gave it, and while such a complaint is open.
    """
    checked(request, gate)
    not_to_come(on, gate)
    if on < request.received_on:
        raise Refused("The day must not be before the request itself.")
    law = law_for(request=request, gate=gate)
    if made_to not in deciders.to_whom(law.code, on):
        raise Refused("Choose to whom the applicant complains.")
    if made_to != "controller" and not reference:
        raise Refused("Enter the reference that whoever decides has given the complaint.")
    there = complaints(request=request.id, gate=gate)
    if any(row.made_to == made_to and row.closed_on is None for row in there):
        raise Refused(OPEN)
    by = deciders.acknowledged_by(law, on) if made_to == "controller" else None
    made = AccessComplaint(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        made_to=made_to,
        heard_on=on,
        acknowledge_by=by,
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )
    told = {"reference": reference, "words": words} if reference else {"words": words}
    gate.seal(made, **told)
    gate.session.add(made)
    gate.session.flush()
    return made


def acknowledge(
    *, complaint: AccessComplaint, on: date, letter: str, gate: Gate
) -> AccessComplaintEntry:
    """The applicant is told that the organisation has it. Raises Absent; Refused twice, and for a
    complaint that was made to somebody else.
    """
    _enters(complaint, on, gate)
    if complaint.made_to != "controller":
        raise Refused(ELSEWHERE)
    if _there(complaint, gate) & {"acknowledged", "outcome"}:
        raise Refused(TOLD)
    return _entered(complaint, "acknowledged", on, letter, gate)


def enter(
    *,
    complaint: AccessComplaint,
    what: str,
    on: date,
    until: date | None = None,
    code: str = "",
    words: str,
    gate: Gate,
) -> AccessComplaintEntry:
    """What came or was done. Raises Absent; Refused for what cannot follow, for a decision without
    what was found, and for a question or a step without its day.
    """
    _enters(complaint, on, gate)
    if what not in OFFERED[complaint.made_to]:
        raise Refused("Choose what happened.")
    dated(what, on, until, gate)
    before, why = FOLLOWS.get(what, ("", ""))
    if before and before not in _there(complaint, gate):
        raise Refused(why)
    if what in DECIDES and code not in can_decide(complaint=complaint, on=on, gate=gate):
        raise Refused("Choose what was found.")
    more = {"due_on": until if what in DATED else None, "code": code if what in DECIDES else None}
    return _entered(complaint, what, on, words, gate, **more)


def _enters(complaint: Any, on: date, gate: Gate) -> None:
    """Raises Absent; Refused where it is closed, or for a day before it came."""
    checked(complaint, gate)
    not_to_come(on, gate)
    if complaint.closed_on is not None:
        raise Refused(CLOSED)
    if on < complaint.heard_on:
        raise Refused("It must not be before the complaint itself.")


def _entered(
    complaint: Any, what: str, on: date, words: str, gate: Gate, **more: Any
) -> AccessComplaintEntry:
    made = AccessComplaintEntry(
        id=new_id(),
        review_id=gate.domain,
        owner_id=complaint.owner_id,
        row_version=1,
        complaint_id=complaint.id,
        position=len(entries(of=[complaint.id], gate=gate)) + 1,
        what=what,
        happened_on=on,
        made_by=gate.actor.member,
        made_at=gate.now,
        **more,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def request_of(*, complaint: Any, gate: Gate) -> Any:
    """The request that it is about, unopened."""
    of = AccessRequest.__table__.c
    query = sa.select(AccessRequest.__table__).where(of.id == complaint.request_id)
    return plain_rows(gate.connection.execute(query))[0]


def can_decide(*, complaint: Any, on: date, gate: Gate) -> dict[str, str]:
    """By code what whoever it was made to can find."""
    request = request_of(complaint=complaint, gate=gate)
    law = law_for(request=request, gate=gate).code
    return deciders.can_decide(complaint.made_to, law, on)


def done(*, entry: AccessComplaintEntry, on: date, gate: Gate) -> None:
    """A question was answered, or a step taken. Raises Absent, Refused."""
    checked(entry, gate)
    not_to_come(on, gate)
    if not waits_for(entry=entry, gate=gate):
        raise Refused(NOTHING)
    if on < entry.happened_on:
        raise Refused("It must not be before the day on which it was asked for.")
    entry.done_on, entry.done_by = on, gate.actor.member


def waits_for(*, entry: Any, gate: Gate) -> bool:
    """Whether something is still to be done there."""
    return entry.id in {row.id for row in to_do(entries(of=[entry.complaint_id], gate=gate))}


def correct(*, complaint: AccessComplaint, entry: str, words: str, gate: Gate
            ) -> AccessComplaintEntry:  # fmt: skip
    """An entry was wrong: it counts no more, and stays with what was wrong beside it. What is right
    is entered anew. Raises Absent; Refused for what counts no more already.
    """
    checked(complaint, gate)
    if entry not in {row.id for row in counted(entries(of=[complaint.id], gate=gate))}:
        raise Refused("Choose one of the entries on this page.")
    return _entered(complaint, "correction", today(gate.now), words, gate, corrects_id=entry)


def close(*, complaint: AccessComplaint, on: date, gate: Gate) -> None:
    """It is over. Raises Absent; Refused while something is to be done, and while the applicant is
    owed the outcome.
    """
    _enters(complaint, on, gate)
    rows = entries(of=[complaint.id], gate=gate)
    if to_do(rows):
        raise Refused("Something that was asked for or ordered is not done yet.")
    if complaint.made_to == "controller" and not _there(complaint, gate) & {"outcome", "withdrawn"}:
        raise Refused(UNTOLD)
    complaint.closed_on, complaint.closed_by = on, gate.actor.member


# What there is


def complaints(*, request: str, gate: Gate) -> list[Any]:
    """Those about one request, the oldest first, unopened."""
    of = AccessComplaint.__table__.c
    query = sa.select(AccessComplaint.__table__).where(of.request_id == request)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def open_ones(*, gate: Gate) -> list[Any]:
    """Those that are not closed, of the body for which the actor keeps them, unopened."""
    of = AccessComplaint.__table__.c
    query = sa.select(AccessComplaint.__table__).where(
        of.review_id == gate.domain,
        of.owner_id.in_(gate.owners_for(Act.KEEP_SAR)),
        of.closed_on.is_(None),
    )
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def entries(*, of: Iterable[str], gate: Gate) -> list[Any]:
    """All that was entered of some complaints, corrections too, in order, unopened."""
    at = AccessComplaintEntry.__table__.c
    query = sa.select(AccessComplaintEntry.__table__).where(at.complaint_id.in_(list(of)))
    return plain_rows(gate.connection.execute(query.order_by(at.complaint_id, at.position)))


def counted(rows: Iterable[Any]) -> list[Any]:
    """The entries that hold: neither a correction nor what one corrects."""
    rows = list(rows)
    wrong = {row.corrects_id for row in rows}
    return [row for row in rows if row.what != "correction" and row.id not in wrong]


def to_do(rows: Iterable[Any]) -> list[Any]:
    """Those of them that wait for something to be done."""
    return [row for row in counted(rows) if row.due_on and not row.done_on]


def _there(complaint: Any, gate: Gate) -> set[str]:
    return {row.what for row in counted(entries(of=[complaint.id], gate=gate))}


def owed(complaint: Any, rows: Iterable[Any]) -> str:
    """What the applicant is owed of an open complaint to the organisation: "acknowledged",
    "outcome", or nothing. `rows` are its entries.
    """
    there = {row.what for row in counted(rows)}
    if complaint.made_to != "controller" or there & {"outcome", "withdrawn"}:
        return ""
    return "outcome" if "acknowledged" in there else "acknowledged"
