"""What an incident asks of those who stand for the board."""

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.intake import acts, deciding


def waits(*, gate: Gate) -> list[Task]:
    """What was notified and has no particulars, or no decision yet. It opens nothing."""
    if not gate.may(Act.READ_ASSESSMENT).allowed:
        return []
    row = acts.notification(gate=gate)
    given = acts.assessments(gate=gate)
    if row is not None and row.stage == "same":
        return []
    if not given:
        href = f"/reviews/{gate.domain}/particulars"
        return (
            [] if row is None else [Task("Give the particulars of what was notified", href, None)]
        )
    if not gate.may(Act.DECIDE_REVIEW).allowed:
        return []
    href = f"/reviews/{gate.domain}/assessment"
    told = deciding.decisions(gate=gate)
    answered = {one.kind for one in told if one.replaced_at is None and one.outcome != "early_look"}
    referred = [one for one in acts.referrals(gate=gate) if one.kind not in answered]
    if referred:
        return [Task("Decide on the SCR referral", href, None)]
    return [] if answered else [Task("Decide on what was notified", href, None)]
