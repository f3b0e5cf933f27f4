"""Whether a response may leave by the rule on the NPCC Central Referral Unit (CRU); what waits.

A response of a force that touches its review material does not leave before a referral is logged
as sent, and its advice is weighed; of anybody else not before the force was consulted, has referred
and has answered. Silence is chased, stops no clock, and the senior office may go on without it,
with reasons. Closed where this does not say open.
"""

from datetime import date
from typing import Any

from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.cru import acts, advising, consulting, naming
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests import acts as requests
from portal.requests.clock import counted
from portal.requests.material import forces, police_touched, touched
from portal.requests.models import InformationRequest, Stage

UNIT = "NPCC Central Referral Unit (CRU)"


def cleared(request: Any, *, after_review: bool = False, gate: Gate) -> str:
    """Empty where a response may leave, by this rule; or a sentence saying what is missing. What is
    given `after_review` comes after a first answer.

    To be asked by whatever sends a response, in the same transaction. It opens nothing. Raises
    Absent for whoever may not read the request.
    """
    gate.check(Act.READ_FOI, request, InformationRequest.shape)
    if gate.shredded:
        return "The papers of this review were destroyed, so nothing can be answered from them."
    if request.stage != (Stage.ANSWERED if after_review else Stage.OPEN):
        return "This request is not being worked on, so there is nothing to answer."
    if not touched(request=request, gate=gate):
        return (
            "Say first what the request touches, so that it is known whether it must be referred."
        )
    whose = police_touched(request=request, gate=gate)
    if not whose:
        return ""
    if requests.kinds_of([request.owner_id], gate).get(request.owner_id) == "police":
        return _of_a_force(request, gate)
    return _of_another(request, whose, gate)


def _of_a_force(request: Any, gate: Gate) -> str:
    made = acts.referrals(requests=[request.id], gate=gate)
    if not made:
        return f"It touches police review material: it must be referred to the {UNIT} first."
    there = by_thing(made, gate)
    if not any("sent" in there[row.id] for row in made):
        return f"Record that the referral to the {UNIT} was sent."
    if late := _added_since(request, made, there, gate):
        return late
    sent = [row for row in made if "sent" in there[row.id]]
    return next((why for row in sent if (why := _weighed(row, there[row.id], gate))), "")


def by_thing(rows: list[Any], gate: Gate) -> dict[str, dict[str, Any]]:
    """By referral or consultation what stands of it, by what it is. It opens nothing."""
    told: dict[str, dict[str, Any]] = {row.id: {} for row in rows}
    for entry in acts.standing(of=list(told), gate=gate):
        told[entry.referral_id or entry.consultation_id][entry.what] = entry
    return told


def _added_since(request: Any, made: list[Any], there: dict[str, Any], gate: Gate) -> str:
    """Police review material that came onto the list after the last referral was made."""
    last = max(row.made_at for row in made if "sent" in there[row.id])
    rows = touched(request=request, gate=gate)
    police = forces(rows=rows, request=request, gate=gate)
    if any(row.added_at > last and police[row.id] for row in rows):
        return f"Police review material was added after the referral. Refer to the {UNIT} again."
    return ""


def _weighed(referral: Any, there: dict[str, Any], gate: Gate) -> str:
    """Why a sent referral is not settled yet."""
    said = acts.effective(advising.positions(of=[referral.id], gate=gate))
    decided = {p.section: p for p in said if p.side == "decision"}
    for advised in (p for p in said if p.side == "advice"):
        mine = decided.get(advised.section)
        if mine is None or mine.made_at < advised.made_at:
            return f"The {UNIT} advised on {advised.section}. Record what the force decides of it."
    if "advice" in there or "without" in there:
        return ""
    if "chased" not in there:
        return f"The advice of the {UNIT} has not come. Ask again; silence gives no more time."
    return (
        f"The {UNIT} was asked again and is silent, which gives no more time: the senior office "
        "may go on without it, with reasons."
    )


def _of_another(request: Any, whose: set[str], gate: Gate) -> str:
    asked = {row.owner_id: row for row in consulting.consultations(request=request, gate=gate)}
    if not whose <= set(asked):
        return "It touches police review material: consult the force, which refers it."
    there = by_thing(list(asked.values()), gate)
    said = {row.consultation_id: row for row in consulting.answers(of=list(there), gate=gate)}
    rows = touched(request=request, gate=gate)
    police = forces(rows=rows, request=request, gate=gate)
    for force in sorted(whose):
        one = asked[force]
        without, answer = there[one.id].get("without"), said.get(one.id)
        if without is None and not referred(consultation=one.id, gate=gate):
            return f"The force has not recorded yet that it has referred it to the {UNIT}."
        settled = [x for x in (without and without.made_at, answer and answer.answered_at) if x]
        if not settled:
            return "The force has not answered yet. Ask again; silence gives no more time."
        if any(row.added_at > max(settled) and force in police[row.id] for row in rows):
            return "Police review material was added since the force answered. Ask it again."
    return ""


def referred(*, consultation: str, gate: Gate) -> date | None:
    """The day on which the force sent its referral of a consultation; or None."""
    made = acts.referrals(consultations=[consultation], gate=gate)
    sent = [e for e in acts.standing(of=[row.id for row in made], gate=gate) if e.what == "sent"]
    return min((e.happened_on for e in sent), default=None)


# What waits


def chase_on(since: date) -> date | None:
    """The day on which whoever is silent is asked again (policies/clocks.csv, CRU-2)."""
    return counted("CRU-2", since)


def waits(*, gate: Gate) -> list[Task]:
    """Referrals to send, to chase and to weigh; consultations; and what a second person decides."""
    here = f"/reviews/{gate.domain}"
    told = [
        Task("Decide whether the applicant is named to the Central Referral Unit",
             f"{here}/cru/fields/{row.id}", None)
        for row in naming.waiting(gate=gate)
    ]  # fmt: skip
    if gate.owners_for(Act.KEEP_FOI):
        told += _to_refer(here, gate) + _referrals(here, gate) + _consultations(here, gate)
    return told


def _to_refer(here: str, gate: Gate) -> list[Task]:
    """Requests that touch police review material and were not referred, or nobody was asked."""
    told = []
    for row in requests.requests(gate=gate):
        if row.stage != Stage.OPEN:
            continue
        whose = police_touched(request=row, gate=gate)
        consulted = consulting.consultations(request=row, gate=gate)
        asked = {one.owner_id for one in consulted}
        due = requests.due_of(request=row, gate=gate)
        if row.owner_id in whose and not acts.referrals(requests=[row.id], gate=gate):
            what = f"Refer request {row.reference} to the {UNIT}"
            told.append(Task(what, f"{here}/foi/{row.id}/refer", due))
        elif row.owner_id not in whose and whose - asked:
            what = f"Consult the force about request {row.reference}"
            told.append(Task(what, f"{here}/foi/{row.id}/consult", due))
        for one in _silent(consulted, gate):
            last = one["chased"].happened_on if "chased" in one else today(one["asked_at"])
            what = f"Ask the force again about request {row.reference}"
            told.append(Task(what, f"{here}/foi/{row.id}/ask-again", chase_on(last)))
    return told


def _silent(consulted: list[Any], gate: Gate) -> list[dict[str, Any]]:
    """Consultations without an answer, with what stands of each; not those gone on without."""
    there = by_thing(consulted, gate)
    said = {row.consultation_id for row in consulting.answers(of=list(there), gate=gate)}
    return [
        {**there[row.id], "asked_at": row.asked_at}
        for row in consulted
        if row.id not in said and "without" not in there[row.id]
    ]


def _referrals(here: str, gate: Gate) -> list[Task]:
    made = acts.mine(gate=gate)
    there = by_thing(made, gate)
    told = []
    for row in made:
        stands = there[row.id]
        href, unit = f"{here}/cru/{row.id}", "the Central Referral Unit"
        if "sent" not in stands:
            told.append(Task(f"Send a referral to {unit}, and record it", href, None))
        elif not stands.keys() & {"advice", "without"}:
            last = stands.get("chased", stands["sent"]).happened_on
            told.append(Task(f"Ask {unit} again for its advice", href, chase_on(last)))
        elif _weighed(row, stands, gate):
            told.append(Task(f"Decide on what {unit} advised", href, None))
    return told


def _consultations(here: str, gate: Gate) -> list[Task]:
    rows = consulting.to_answer(gate=gate)
    said = {row.consultation_id for row in consulting.answers(of=[r.id for r in rows], gate=gate)}
    return [
        Task(
            "Refer and answer what another authority asks about your review material",
            f"{here}/cru/consultations/{row.id}",
            chase_on(today(row.asked_at)),
        )
        for row in rows
        if row.id not in said
    ]
