"""What of the proceedings waits for those who keep them."""

from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.proceedings import disclosure, matches, recipients, register
from portal.proceedings.models import BODIES, DATES, OutsideRequest, Proceeding
from portal.web.draw import counted


def waits(*, gate: Gate) -> list[Task]:
    """What was asked and not answered, days to come, a publication hold to look at again, and
    findings that nothing meets.
    """
    if not gate.may(Act.KEEP_PROCEEDINGS).allowed:
        return []
    here, on = f"/reviews/{gate.domain}/proceedings", today(gate.now)
    bodies = {row.id: BODIES[row.body] for row in register.every(Proceeding, gate=gate)}
    told = [
        Task(
            f"Answer what was asked in proceedings ({bodies[row.proceeding_id]})",
            f"{here}/register/{row.proceeding_id}",
            row.due_on,
        )
        for row in register.every(OutsideRequest, gate=gate)
        if row.answered_on is None
    ]
    for row in register.dates(gate=gate):
        if row.falls_on >= on:
            what = f"{DATES[row.what]} in proceedings ({BODIES[row.body]})"
            told.append(Task(what, f"{here}/register/{row.proceeding_id}", row.falls_on))
    if (held := disclosure.hold(gate=gate)) is not None:
        what = "Look again at the hold on publication"
        told.append(Task(what, f"{here}/holds/{held.id}", held.review_on))
    for name, number in sorted(matches.unmet(gate=gate).items()):
        what = f"Say what in this review meets {counted(number, 'finding')} ({bodies[name]})"
        told.append(Task(what, f"{here}/register/{name}/findings", None))
    return told + recipients.waits(gate=gate)
