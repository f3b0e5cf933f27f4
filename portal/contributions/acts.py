"""Asking an agency, answering, and each move of a contribution from its author to the panel."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.contributions import steps
from portal.contributions.models import (
    ASKED_FOR,
    Decision,
    Request,
    State,
)
from portal.contributions.standing import has_something, is_awaited, to_decide, to_sign, written
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents import classes
from portal.documents.models import Document, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.panel import conflicts
from portal.people.models import Agency

CHANGED = (
    "The sections have changed since you opened this page, so nothing was done. Read what is new "
    "and decide again."
)
CLOSED = "A section of it is closed to you. Another officer of your senior office decides."

# Those who ask


def ask(*, agency_id: str, kind: str, due_on: date, note: str = "", gate: Gate) -> Request:
    """Ask an agency for a contribution, also one that takes no part in the review yet.

    Raises Absent; Refused for what is asked already, for no agency, or for a day that has passed.
    """
    gate.check(Act.ASK_AGENCY)
    there = sa.select(sa.exists().where(Agency.id == agency_id))
    if kind not in ASKED_FOR or not gate.connection.execute(there).scalar_one():
        raise Refused("Choose one of the agencies and one of the kinds of contribution.")
    if _standing(agency_id, kind, gate):
        raise Refused("This agency has been asked for this already. Change that request instead.")
    in_time(due_on, gate)
    request = Request(
        id=new_id(),
        review_id=gate.domain,
        owner_id=agency_id,
        row_version=1,
        kind=kind,
        state=State.ASKED,
        moved_at=gate.now,
        due_on=due_on,
        asked_by=gate.actor.member,
        asked_at=gate.now,
    )
    if note:
        gate.seal(request, note=note)
    gate.session.add(request)
    gate.session.flush()
    steps.take(request, "asked", Act.ASK_AGENCY, gate)
    return request


def _standing(agency_id: str, kind: str, gate: Gate) -> bool:
    same = sa.exists().where(
        Request.review_id == gate.domain,
        Request.owner_id == agency_id,
        Request.kind == kind,
        Request.state != State.WITHDRAWN,
    )
    return bool(gate.connection.execute(sa.select(same)).scalar_one())


def in_time(due_on: date, gate: Gate) -> None:
    if due_on <= today(gate.now):
        raise Refused("The date must be in the future.")
    if too_far(due_on, gate.now):
        raise Refused("The date must be within ten years.")


def chase(*, request: Request, gate: Gate) -> None:
    """Remind an agency; it is on record and on its people's first page. Raises Absent, Refused."""
    gate.check(Act.ASK_AGENCY, request, Request.shape)
    if not is_awaited(request.state):
        raise Refused("Nothing is awaited from this agency now.")
    request.chased_at = gate.now
    steps.take(request, "chased", Act.ASK_AGENCY, gate)


def change_due(*, request: Request, due_on: date, why: str, gate: Gate) -> None:
    """Another day, with the reason, which the agency reads too. Raises Absent, Refused."""
    gate.check(Act.ASK_AGENCY, request, Request.shape)
    in_time(due_on, gate)
    if due_on == request.due_on or not is_awaited(request.state):
        raise Refused("That is the date already, or nothing is awaited from this agency now.")
    request.due_on = due_on
    steps.take(request, "date_changed", Act.ASK_AGENCY, gate, words=why)


def withdraw(*, request: Request, why: str, gate: Gate) -> None:
    """The panel asks no more. What was written stays its agency's. Raises Absent, Refused."""
    gate.check(Act.ASK_AGENCY, request, Request.shape)
    steps.move(request, State.WITHDRAWN, "withdrawn", Act.ASK_AGENCY, gate, words=why)


# Those who answer


def begin(*, request: Request, gate: Gate) -> Document:
    """An empty contribution of the agency that was asked. Raises Absent, Refused."""
    gate.check(Act.ANSWER_REQUEST, request, Request.shape)
    steps.move(request, State.BEGUN, "begun", Act.ANSWER_REQUEST, gate)
    if request.document_id:
        found: Document = gate.find(Document, request.document_id, Act.WRITE_SECTION)
        return found
    document = documents.start_document(kind=request.kind, gate=gate)
    request.document_id = document.id
    gate.session.flush()
    return document


def return_nil(*, request: Request, searched: str, gate: Gate) -> None:
    """The agency holds nothing, and says where it looked. Raises Absent, Refused."""
    gate.check(Act.RETURN_NIL, request, Request.shape)
    if request.document_id and written(request.document_id, gate):
        raise Refused("Words have been written already, so your agency does hold something.")
    steps.move(request, State.NIL, "nil", Act.RETURN_NIL, gate, words=searched)


def submit(*, document: Document, gate: Gate) -> None:
    """To the senior manager, the first time or with new words. Raises Absent, Refused."""
    gate.check(Act.WRITE_SECTION, document, Document.shape)
    request = steps.asked(document, gate)
    if barred := conflicts.why_not(capacity="author", gate=gate):
        raise Refused(barred)
    if not to_sign(document.id, gate):
        raise Refused("There are no new words to send. Write or change a section first.")
    told = {State.WITH_PANEL, State.QUERIED, State.ACCEPTED}
    what = "reopened" if request.state in told else "submitted"
    steps.move(request, State.WITH_MANAGER, what, Act.WRITE_SECTION, gate)


def send_back(*, document: Document, comments: str, remarks: Mapping[str, str], gate: Gate) -> None:
    """To the author, with comments on the whole and `remarks` by version, for the owner's side.

    Raises Absent; Refused where a version is not one that waits and is open to the manager.
    """
    gate.check(Act.SIGN_OFF, document, Document.shape)
    request = steps.asked(document, gate)
    waiting = to_sign(document.id, gate)
    sees = gate.readable(Act.READ_SECTION, waiting, Version.shape)
    if not set(remarks) <= {row.id for row, yes in zip(waiting, sees, strict=True) if yes}:
        raise Refused(CHANGED)
    step = steps.move(request, State.SENT_BACK, "sent_back", Act.SIGN_OFF, gate, words=comments)
    for version, words in remarks.items():
        steps.remark(step, version, words, gate)


def sign_off(*, document: Document, seen: Collection[str], gate: Gate) -> int:
    """Freeze the words that the manager has `seen`, but for his own (rule 4); how many are left,
    those that are closed to him among them: a colleague signs them off.

    Raises Absent; Refused where the words are not those any more, or are all his own.
    """
    gate.check(Act.SIGN_OFF, document, Document.shape)
    request = steps.asked(document, gate)
    if request.state != State.WITH_MANAGER:
        raise Refused(steps.MOVED_ON)
    if barred := conflicts.why_not(capacity="countersigner", gate=gate):
        raise Refused(barred)
    waiting = to_sign(document.id, gate)
    sees = gate.readable(Act.READ_SECTION, waiting, Version.shape)
    open_ones = [v for v, yes in zip(waiting, sees, strict=True) if yes]
    if {v.id for v in open_ones} != set(seen):
        raise Refused(CHANGED)
    own = documents.own_words(sections={v.section_id for v in open_ones}, gate=gate)
    others = [v.id for v in open_ones if v.id not in own]
    if not others:
        raise Refused("You wrote all that waits. Somebody else in your agency must sign it off.")
    for version in gate.session.execute(sa.select(Version).where(Version.id.in_(others))).scalars():
        documents.sign_off(version=version, gate=gate)
    left = len(waiting) - len(others)
    if left:
        steps.take(request, "signed_off", Act.SIGN_OFF, gate)
    else:
        steps.move(request, State.SIGNED_OFF, "signed_off", Act.SIGN_OFF, gate)
    return left


def decide(
    *, document: Document, seen: Collection[str], shared: Collection[str], why: str, gate: Gate
) -> None:
    """Say of each signed-off section whether it is to be shared, and hand over (row C079).

    It opens nothing: a release does. Raises Absent; Refused where something is undecided, unseen,
    or not to be shared without a reason.
    """
    gate.check(Act.DECIDE_SHARING, document, Document.shape)
    request = steps.asked(document, gate)
    rows = to_decide(document.id, gate)
    if not rows or {row.id for row in rows} != set(seen) or not set(shared) <= set(seen):
        raise Refused(CHANGED)
    if not all(gate.readable(Act.READ_SECTION, rows, Version.shape)):
        raise Refused(CLOSED)
    if set(shared) != set(seen) and not why:
        raise Refused("Say why a section is not to be shared.")
    for row in rows:
        _decided(request, row, share=row.id in shared, why=why, gate=gate)
    if document.handed_over_at is None:
        documents.hand_over(document=document, gate=gate, act=Act.DECIDE_SHARING)
    steps.move(request, State.WITH_PANEL, "handed_over", Act.DECIDE_SHARING, gate)


def _decided(request: Request, version: Any, *, share: bool, why: str, gate: Gate) -> None:
    decision = Decision(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        version_id=version.id,
        share=share,
        decided_by=gate.actor.member,
        decided_at=gate.now,
    )
    if not share:
        gate.seal(decision, why=why)
    gate.session.add(decision)


# The panel


def query(*, document: Document, words: str, gate: Gate) -> None:
    """The chair asks the agency to look again. Raises Absent, Refused."""
    request = _before_the_panel(document, gate)
    steps.move(request, State.QUERIED, "queried", Act.ACCEPT_CONTRIBUTION, gate, words=words)


def accept(*, document: Document, gate: Gate) -> None:
    """The chair accepts for the panel what she could read. Raises Absent, Refused."""
    request = _before_the_panel(document, gate)
    steps.move(request, State.ACCEPTED, "accepted", Act.ACCEPT_CONTRIBUTION, gate)


def _before_the_panel(document: Document, gate: Gate) -> Request:
    gate.check(Act.ACCEPT_CONTRIBUTION, document, Document.shape)
    if not has_something(document.id, gate):
        raise Refused("Nothing of this contribution is open to you yet, so you cannot say.")
    return steps.asked(document, gate)


# One section


def withdraw_section(*, version: Version, why: str, gate: Gate) -> None:
    """Take a signed-off section back; the contribution's history, or a reason, keeps why.

    Raises Absent, Refused.
    """
    classes.withdraw_section(version=version, gate=gate)
    query = sa.select(Request).where(Request.document_id == version.section.document_id)
    request = gate.session.execute(query).scalar_one_or_none()
    if request is None:
        gate.reason(why, version.owner_id)
    else:
        step = steps.take(request, "section_withdrawn", Act.WITHDRAW_SECTION, gate)
        steps.remark(step, version.id, why, gate)
