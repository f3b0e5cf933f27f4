"""What waits for whoever has brought a file in: a task of the first page for each."""

from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.importing import acts
from portal.importing.models import ImportStage

PLAIN = "Say what becomes of a file that you brought in"


def waits(*, gate: Gate) -> list[Task]:
    """Files that became nothing yet, with the last day on which they are kept. It opens nothing."""
    base = f"/reviews/{gate.domain}/imports"
    told = []
    for row in acts.waiting(gate=gate):
        on = today(row.brought_at)
        do = "Say what becomes of" if row.stage == ImportStage.READY else "See what was read of"
        what = f"{do} the file that you brought in on {on.day} {on:%B}"
        told.append(Task(what, f"{base}/{row.id}", today(row.until), PLAIN))
    return told
