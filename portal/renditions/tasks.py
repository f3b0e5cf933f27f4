"""What of renditions waits for whom: a second person's signature, and a release."""

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import acts as redaction
from portal.redaction.models import Rendition
from portal.renditions import acts


def waits(*, gate: Gate) -> list[Task]:
    """For whoever may sign: what is proved and hers to sign, and what is signed. Opens nothing."""
    here = f"/reviews/{gate.domain}/renditions"
    told = []
    for row in redaction.renditions(gate=gate):
        if not gate.may(Act.SIGN_RENDITION, row, Rendition.shape).allowed:
            continue
        if row.stage == "proved":
            stands = acts.newest(rendition=row, gate=gate)
            if not acts.why_not_signed(rendition=row, row=stands, gate=gate):
                what = "Compare and sign a version for an audience"
                told.append(Task(what, f"{here}/{row.id}", None))
        elif row.stage == "signed" and not acts.why_not_released(rendition=row, gate=gate):
            told.append(Task("Release a signed version for an audience", f"{here}/{row.id}", None))
    return told
