"""What of subject access waits for whom, with its day."""

from portal.answers.hands import people, wrote
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.subject_access import acts, answering

PLAIN = "An answer to a subject access request waits for you"


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
    return told
