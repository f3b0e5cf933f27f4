"""What of the full PIMR waits for whom."""

from portal.clocks.tasks import Task
from portal.full_pimr import acts, conduct
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.pimr.acts import form_of
from portal.pimr.models import OWN


def waits(*, gate: Gate) -> list[Task]:
    """What waits for the membership that acts. It opens nothing."""
    told = conduct.waits(gate=gate)
    form = form_of(gate=gate)
    if form is None or form.decision != "full":
        return told
    if not gate.may(Act.READ_PIMR, form, OWN).allowed:
        return told
    here = f"/reviews/{gate.domain}/pimr/{form.id}/full"
    named = acts.author_of(gate=gate)
    if named is None and gate.may(Act.DECIDE_PIMR, form, OWN).allowed:
        told.append(Task("Name who conducts the full PIMR", f"{here}/author", None))
    if named is not None and named.membership_id == gate.actor.member:
        told.append(Task("Conduct the full PIMR", here, None))
    if gate.may(Act.RECEIVE_FLAG, form, OWN).allowed:
        base = f"/reviews/{gate.domain}/pimr-notices"
        told += [
            Task("Record that a notice under the CPIA has come", f"{base}/{row.id}/receive", None)
            for row in acts.flags(gate=gate)
            if row.received_at is None
        ]
    return told
