"""Steps on a request: the allowed moves, each kept with who took it and what was said."""

import sqlalchemy as sa

from portal.contributions.models import MOVES, Remark, Request, RequestStep, State
from portal.db import new_id
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act

MOVED_ON = (
    "This has moved on since you opened the page, so nothing was done. Go back to see where it "
    "stands now."
)


def asked(document: Document, gate: Gate) -> Request:
    """The request that a contribution answers."""
    query = sa.select(Request).where(Request.document_id == document.id)
    request = gate.session.execute(query).scalar_one_or_none()
    if request is None:
        raise Refused("Nobody has asked for this contribution yet. The chair asks for it first.")
    return request


def move(
    request: Request, to: State, what: str, act: Act, gate: Gate, *, words: str = ""
) -> RequestStep:
    """One of the allowed moves, or Refused."""
    if to not in MOVES[State(request.state)]:
        raise Refused(MOVED_ON)
    request.state, request.moved_at = to, gate.now
    return take(request, what, act, gate, words=words)


def take(request: Request, what: str, act: Act, gate: Gate, *, words: str = "") -> RequestStep:
    """A step that moves nothing, or that the move itself makes."""
    taken = RequestStep(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        what=what,
        taken_by=gate.actor.member,
        taken_at=gate.now,
    )
    if words:
        gate.seal(taken, words=words)
    gate.session.add(taken)
    gate.session.flush()
    gate.record(act, request.owner_id, {what: (request.id, taken.id)})
    return taken


def remark(step: RequestStep, version: str, words: str, gate: Gate) -> None:
    """What is said about one section with a step, where whoever may read its drafts finds it."""
    said = Remark(id=new_id(), review_id=gate.domain, owner_id=step.owner_id, row_version=1)
    said.step_id, said.version_id = step.id, version
    gate.seal(said, words=words)
    gate.session.add(said)
    gate.session.flush()
