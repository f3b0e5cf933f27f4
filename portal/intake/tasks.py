"""What an incident asks of those who stand for the board."""

from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.intake import acts, deciding, looking
from portal.links import acts as links


def waits(*, gate: Gate) -> list[Task]:
    """What was notified and has no particulars, or no decision yet. It opens nothing."""
    if not gate.may(Act.READ_ASSESSMENT).allowed:
        return []
    row = acts.notification(gate=gate)
    given = acts.assessments(gate=gate)
    if row is not None and links.goes_no_further(gate=gate):
        return []
    if not given:
        href = f"/reviews/{gate.domain}/particulars"
        return (
            [] if row is None else [Task("Give the particulars of what was notified", href, None)]
        )
    if not gate.may(Act.DECIDE_REVIEW).allowed:
        return []
    what = _to_decide(gate)
    return [Task(what, f"/reviews/{gate.domain}/assessment", None)] if what else []


def undecided(*, gate: Gate) -> bool:
    """Whether this is an incident of which the board has commissioned no review yet."""
    if acts.notification(gate=gate) is None:
        return False
    told = deciding.decisions(gate=gate)
    return not any(one.replaced_at is None and one.outcome == "commission" for one in told)


def _to_decide(gate: Gate) -> str:
    """What waits for the board's decision; an early look that was decided on answers nothing."""
    told = deciding.decisions(gate=gate)
    answered = {one.kind for one in told if one.replaced_at is None and one.outcome != "early_look"}
    referred = [one for one in acts.referrals(gate=gate) if one.kind not in answered]
    if looking.looks(gate=gate) and not answered:
        return "Decide on what the first look found"
    if referred:
        return "Decide on the SCR referral"
    return "" if answered else "Decide on what was notified"


def links_of(gate: Gate) -> list[dict[str, str]]:
    """Where the review's own page leads those who stand for the board."""
    if not gate.may(Act.READ_ASSESSMENT).allowed:
        return []
    href = f"/reviews/{gate.domain}/assessment"
    return [{"text": "Which reviews there are to be", "href": href}]
