"""What waits for whom in commissioning, and what other rooms' pages show of it."""

from typing import Any

from portal.clocks.tasks import Task
from portal.commissioning import acts, mandatory, words
from portal.contributions import standing as requests
from portal.contributions.models import Request
from portal.documents.models import Document
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.reviews import titles
from portal.reviews.words import who
from portal.web.dates import day
from portal.web.draw import counted


def waits(*, gate: Gate) -> list[Task]:
    """Letters to acknowledge, and what the board's office has to see to. It opens nothing."""
    base, told, names = f"/reviews/{gate.domain}", [], titles.called(gate=gate)
    owners = set(gate.owners_for(Act.ACKNOWLEDGE_REQUEST))
    asks = gate.may(Act.ASK_AGENCY).allowed
    late = acts.unacknowledged(gate=gate) if owners or asks else []
    for row in late:
        if row.owner_id in owners:
            what = f"Acknowledge the commissioning letter to {row.agency}"
            told.append(Task(what, f"{base}/requests/{row.id}/letter", None))
    if asks and late:
        what = f"See {counted(len(late), 'commissioning letter')} that nobody has acknowledged"
        told.append(Task(what, f"{base}/requests/unacknowledged", None))
    if asks:
        for one in mandatory.standing(gate=gate):
            if one.missing and not one.asked:
                what = f"Ask for what this review must have: {words.must(one, names)}"
                told.append(Task(what, f"{base}/requests/new", None))
    return told


def musts(*, gate: Gate, there: bool = True) -> list[dict[str, str]]:
    """What the review must have, of which she may learn how far it has come: for the page of its
    requests; for its own page without what is `there` already.
    """
    every = mandatory.standing(gate=gate)
    found = [one for one in every if one.known and (there or not one.there)]
    names = titles.called(gate=gate) if found else {}
    return [
        {
            "words": words.must(one, names),
            "state": words.state(one)[0],
            "colour": words.state(one)[1],
            "href": f"/reviews/{gate.domain}/mandatory",
        }
        for one in found
    ]


def received(*, gate: Gate) -> dict[str, str]:
    """By request whether the agency has acknowledged its letter, for those who ask."""
    numbers, held = acts.numbers(gate=gate), acts.receipts(gate=gate)
    told = {}
    for row in requests.requests(gate=gate):
        receipt = held.get((row.id, numbers.get(row.id, 0)))
        told[row.id] = f"Acknowledged {day(receipt.received_at)}" if receipt else ""
    return told


def letter_of(*, request: Any, gate: Gate) -> dict[str, object]:
    """What a request's own page says of its letter."""
    row = acts.receipt_of(request=request, gate=gate)
    base = f"/reviews/{gate.domain}/requests/{request.id}"
    owns = gate.may(Act.ACKNOWLEDGE_REQUEST, request, Request.shape).allowed
    writes = gate.may(Act.ASK_AGENCY).allowed and requests.is_awaited(request.state)
    return {
        "href": f"{base}/letter",
        "write_href": f"{base}/commission" if writes else "",
        "received": words.receipt(row, who(row.received_by, gate)) if row else "",
        "acknowledges": owns and row is None and requests.is_awaited(request.state),
    }


def premakes(*, document: Any, gate: Gate) -> list[dict[str, str]]:
    """On a contribution's page: the way to the template's headings, while they can be made."""
    if not gate.may(Act.WRITE_SECTION, document, Document.shape).allowed:
        return []
    if not acts.may_premake(document=document, gate=gate):
        return []
    href = f"/reviews/{gate.domain}/contributions/{document.id}/template"
    return [{"text": "Make its sections from the template's headings", "href": href}]
