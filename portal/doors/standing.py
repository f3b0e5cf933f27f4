"""What waits for those who take in what came, and where links and arrivals are found."""

from portal.clocks.tasks import Task
from portal.doors import acts, arrivals
from portal.doors.models import LINK, Settled
from portal.gate.gate import Gate
from portal.gate.policy import Act


def waits(*, gate: Gate) -> list[Task]:
    """What came in and is not decided on. It opens nothing."""
    told = []
    for row in arrivals.arrivals(gate=gate):
        if row.state == Settled.WAITS:
            on = f"{row.received_on.day} {row.received_on:%B}"
            how = "came through a drop-off link" if row.way == LINK else "was entered"
            what = f"Decide on what {how} on {on}"
            told.append(Task(what, f"/reviews/{gate.domain}/arrivals/{row.id}", None))
    return told


def links_of(gate: Gate) -> list[dict[str, str]]:
    """From the review's own page."""
    here, links = f"/reviews/{gate.domain}", []
    if acts.makes(gate=gate):
        links.append({"text": "Drop-off links, for those without an account",
                      "href": f"{here}/doors"})  # fmt: skip
    if gate.owners_for(Act.TAKE_IN):
        links.append({"text": "What came in from those without an account",
                      "href": f"{here}/arrivals"})  # fmt: skip
        links.append({"text": "Letters that sign", "href": f"{here}/letters"})
    return links
