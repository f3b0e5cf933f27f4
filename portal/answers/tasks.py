"""What of answers waits for whom, with its day."""

from collections.abc import Mapping
from typing import Any

from portal.answers import acts, complaints, hands, log, reviewing
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests import acts as requests

PLAIN = "An answer under the Freedom of Information Act waits for you"


def waits(*, gate: Gate) -> list[Task]:
    """Answers to sign, to send and to log; internal reviews; and what the Commissioner orders."""
    if not gate.owners_for(Act.READ_FOI):
        return []
    known = {row.id: row for row in requests.requests(gate=gate)}
    if not known:
        return []
    here = f"/reviews/{gate.domain}"
    return [*_answers(here, known, gate), *_reviews(here, known, gate), *_complaints(here, gate)]


def _answers(here: str, known: Mapping[str, Any], gate: Gate) -> list[Task]:
    told = []
    mine = hands.people([gate.actor.member], gate)
    signs, keeps = set(gate.owners_for(Act.SIGN_FOI)), set(gate.owners_for(Act.KEEP_FOI))
    for row in acts.every(gate=gate):
        one = known[row.request_id]
        href = f"{here}/foi/{one.id}/answer"
        if row.stage == "forward" and row.owner_id in signs and not mine & hands.wrote(row, gate):
            due = requests.due_of(request=one, gate=gate)
            told.append(Task(f"Sign the answer to request {one.reference}", href, due, PLAIN))
        elif row.stage == "signed" and row.owner_id in keeps:
            due = requests.due_of(request=one, gate=gate)
            told.append(Task(f"Send the answer to request {one.reference}", href, due, PLAIN))
    for row in log.offered(gate=gate):
        what = f"Put request {known[row.request_id].reference} into the disclosure log"
        told.append(Task(what, f"{here}/answers/{row.id}/log", None, PLAIN))
    return told


def _reviews(here: str, known: Mapping[str, Any], gate: Gate) -> list[Task]:
    told = []
    does, keeps = set(gate.owners_for(Act.REVIEW_FOI)), set(gate.owners_for(Act.KEEP_FOI))
    for row in reviewing.every(gate=gate):
        name, href = known[row.request_id].reference, f"{here}/internal-reviews/{row.id}"
        if row.stage == "asked" and row.owner_id in does:
            if not reviewing.had_a_hand(review=row, gate=gate):
                what = f"Take on the internal review of request {name}"
                told.append(Task(what, href, row.due_on, PLAIN))
        elif row.stage == "taken" and row.taken_by == gate.actor.member:
            told.append(Task(f"Decide the internal review of request {name}", href, row.due_on,
                             PLAIN))  # fmt: skip
        elif row.stage == "decided" and row.owner_id in keeps:
            what = f"Tell the applicant what was decided on the review of request {name}"
            told.append(Task(what, href, row.due_on, PLAIN))
    return told


def _complaints(here: str, gate: Gate) -> list[Task]:
    said = {"asked": "Answer the Information Commissioner", "step": "Take a step that the "
            "Information Commissioner orders"}  # fmt: skip
    return [
        Task(said[row.what], f"{here}/complaints/{row.ico_complaint_id}", row.due_on, PLAIN)
        for row in complaints.open_ones(gate=gate)
    ]
