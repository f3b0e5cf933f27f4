"""What waits for whom: the tasks of requests and contributions on the first page."""

from typing import Any

from portal.clocks.tasks import Task
from portal.contributions import standing, words
from portal.contributions.models import Request, State
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.reviews import titles

TURNS = {
    State.ASKED: (Act.ANSWER_REQUEST, "Begin the {kind} that {agency} was asked for"),
    State.BEGUN: (Act.ANSWER_REQUEST, "Finish the {kind} of {agency} and send it on"),
    State.SENT_BACK: (Act.ANSWER_REQUEST, "Change the {kind} of {agency}, which was sent back"),
    State.QUERIED: (Act.ANSWER_REQUEST, "Look again at the {kind} of {agency}: the panel asks"),
    State.WITH_MANAGER: (Act.RETURN_NIL, "Sign off the {kind} of {agency}, or send it back"),
    State.SIGNED_OFF: (Act.DECIDE_SHARING, "Decide what is shared of the {kind} of {agency}"),
    State.WITH_PANEL: (Act.ACCEPT_CONTRIBUTION, "Accept the {kind} of {agency}, or query it"),
}
"""Whose turn it is, as the act that only they may do, and what to do."""
PLAIN = "Work on what your agency was asked for"
LATE = "See what to do about the {kind} of {agency}, which is overdue"


def waits(*, gate: Gate) -> list[Task]:
    """What waits for the membership that acts. It opens nothing."""
    told, rows = [], standing.requests(gate=gate)
    names = titles.called(gate=gate) if rows else {}
    for row in rows:
        kind = titles.plain(names[row.kind])
        act, what = TURNS.get(State(row.state), (None, ""))
        if act and gate.may(act, row, Request.shape).allowed:
            told.append(_task(row, what, kind))
        elif words.is_late(row, gate.now) and gate.may(Act.ASK_AGENCY, row, Request.shape).allowed:
            told.append(_task(row, LATE, kind))
    return told


def _task(row: Any, what: str, kind: str) -> Task:
    """Where it is being written it leads to the contribution, before that to the request."""
    base = f"/reviews/{row.review_id}"
    begun = row.document_id and not what.startswith("See")
    href = f"{base}/contributions/{row.document_id}" if begun else f"{base}/requests/{row.id}"
    if row.chased_at and row.state in {State.ASKED, State.BEGUN, State.SENT_BACK}:
        what += " (you were reminded)"
    if row.state == State.SIGNED_OFF and row.handed_over_at is not None:
        what = "Decide what is shared of the newer words of the {kind} of {agency}"
    # The date is the agency's: what others do with its words afterwards is not late by it.
    due = row.due_on if words.owes(row) else None
    return Task(what.format(kind=kind, agency=row.agency), href, due, PLAIN)


def links_of(gate: Gate) -> list[dict[str, str]]:
    """From the review's own page: what is asked for, and the contributions the reader may open."""
    here, links = f"/reviews/{gate.domain}", []
    if gate.may(Act.ASK_AGENCY).allowed:
        links.append({"text": "What each agency is asked for", "href": f"{here}/requests"})
    found = standing.contributions(gate=gate)
    names = titles.called(gate=gate) if found else {}
    for row, href in found:
        text = f"{names[row.kind]}, {row.agency}"
        links.append({"text": text, "href": f"{here}/{href}"})
    return links
