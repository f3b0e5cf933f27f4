"""What of renditions waits for whom: owners that are asked, and makers whose owners answered."""

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import acts, consulting, standing


def links_of(gate: Gate) -> list[dict[str, str]]:
    """Where the review's page leads whoever makes or reads versions, or is asked about them."""
    mine = standing.bodies(Act.READ_RENDITION, gate=gate)
    if not mine and not gate.owners_for(Act.ANSWER_CONSULTATION):
        return []
    href = f"/reviews/{gate.domain}/redaction"
    return [{"href": href, "text": "Versions for an audience"}]


def waits(*, gate: Gate) -> list[Task]:
    here = f"/reviews/{gate.domain}/redaction"
    told = [
        Task(
            "Answer about your words in a version for an audience",
            f"{here}/consultations/{row.id}",
            None,
        )
        for row in consulting.asked_of(gate=gate)
        if row.outcome is None and row.stage not in {"released", "withdrawn"}
    ]
    if gate.body not in standing.bodies(Act.MAKE_RENDITION, gate=gate):
        return told
    for row in acts.renditions(gate=gate):
        if row.stage != "deciding":
            continue
        asked = consulting.of_rendition(rendition=row.id, gate=gate).values()
        if any(one.answered_at is not None for one in asked):
            what = "Go on with a version for an audience: an owner has answered"
            told.append(Task(what, f"{here}/{row.id}", None))
    return told
