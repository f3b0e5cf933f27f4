"""What of subject access waits for whom, with its day."""

from portal.answers.hands import people, wrote
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.subject_access import acts, answering, complaints

PLAIN = "An answer to a subject access request waits for you"
COMPLAINT = "A complaint about a subject access request waits for you"
OWED = {
    "acknowledged": "Tell an applicant that the complaint about subject access has come",
    "outcome": "Tell an applicant what comes of the complaint about subject access",
}
TO_DO = {
    "asked": "Answer what is asked in a complaint about subject access",
    "step": "Do what has to be done about a complaint about subject access",
}


def waits(*, gate: Gate) -> list[Task]:
    """Requests to answer, and answers to sign and to send."""
    if not gate.owners_for(Act.READ_SAR):
        return []
    known = {row.id: row for row in acts.requests(gate=gate)}
    told = acts.waits(gate=gate) if known else []
    signs, keeps = set(gate.owners_for(Act.SIGN_SAR)), set(gate.owners_for(Act.KEEP_SAR))
    mine = people([gate.actor.member], gate) if known else set()
    for row in answering.every(gate=gate) if known else []:
        one = known[row.request_id]
        href = f"/reviews/{gate.domain}/subject-access/{one.id}"
        due = acts.due_of(request=one, gate=gate)
        if row.stage == "forward" and row.owner_id in signs and not mine & wrote(row, gate):
            what = f"Sign the answer to subject access request {one.reference}"
            told.append(Task(what, href, due, PLAIN))
        elif row.stage == "signed" and row.owner_id in keeps:
            what = f"Send the answer to subject access request {one.reference}"
            told.append(Task(what, href, due, PLAIN))
    return [*told, *_complaints(gate)]


def _complaints(gate: Gate) -> list[Task]:
    """What the applicant is owed, and what was asked or ordered, each with its day."""
    there = complaints.open_ones(gate=gate)
    every = complaints.entries(of=[row.id for row in there], gate=gate) if there else []
    told = []
    for row in there:
        href = f"/reviews/{gate.domain}/subject-access/complaints/{row.id}"
        mine = [one for one in every if one.complaint_id == row.id]
        if owed := complaints.owed(row, mine):
            due = row.acknowledge_by if owed == "acknowledged" else None
            told.append(Task(OWED[owed], href, due, COMPLAINT))
        told += [Task(TO_DO[one.what], href, one.due_on, COMPLAINT)
                 for one in complaints.to_do(mine)]  # fmt: skip
    return told
