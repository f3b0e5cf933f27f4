"""What the demonstration's people do with subject access requests."""

from collections.abc import Callable

from portal.answers import pack
from portal.demo_steps import Story, Told
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.subject_access import acts, answering, complaints, letters, steps
from portal.subject_access.models import AccessAnswer, AccessComplaint, AccessRequest
from portal.web.dates import today

WHO = ("came", "road", "asks_as", "applicant", "address", "subject", "words")


def _found(story: Story, name: str, gate: Gate) -> AccessRequest:
    found: AccessRequest = gate.find(AccessRequest, story.requests[name], Act.KEEP_SAR)
    return found


def _facts(row: AccessRequest, gate: Gate) -> letters.Facts:
    return letters.Facts(row.reference, row.received_on, today(gate.now), row.asks_as)


def receive_access(story: Story, step: Told, gate: Gate) -> None:
    """As it came; `foi` is a request of which a part is this one."""
    told = {key: step.get(key, "") for key in WHO}
    on, foi = today(story.on(step["on"])), story.requests.get(step.get("foi", ""), "")
    made = acts.register(received_on=on, **told, foi=foi, gate=gate)
    story.requests[step["name"]] = made.id


def ask_who_it_is(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    law = acts.law_for(request=row, gate=gate)
    text = letters.identity(_facts(row, gate), law, "")
    steps.ask_identity(request=row, on=today(gate.now), letter=text, gate=gate)


def see_who_it_is(story: Story, step: Told, gate: Gate) -> None:
    """And by what authority, where somebody asks for another."""
    row, on = _found(story, step["name"], gate), today(gate.now)
    given = {"seen": step["seen"], "words": step.get("saw", "")}
    steps.show_identity(request=row, on=on, **given, gate=gate)
    if "authority" in step:
        given = {"what": step["authority"], "words": step["saw"]}
        steps.show_authority(request=row, on=on, **given, gate=gate)


def search_for_access(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    steps.search(request=row, on=today(gate.now), words=step["words"], gate=gate)


def take_two_months(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    law, day = acts.law_for(request=row, gate=gate), steps.new_day(request=row, gate=gate)
    if day:
        text = letters.extension(_facts(row, gate), law, "complex", day, step["words"])
        on = today(gate.now)
        steps.extend(request=row, on=on, ground="complex", letter=text, gate=gate)


def begin_access_answer(story: Story, step: Told, gate: Gate) -> None:
    """Begun and put forward in one go."""
    row = _found(story, step["name"], gate)
    made = answering.begin(request=row, outcome=step["outcome"], gate=gate)
    story.requests[f"{step['name']} answered"] = made.id
    answering.put_forward(answer=made, gate=gate)


def _answer(story: Story, name: str, gate: Gate, act: Act) -> AccessAnswer:
    found: AccessAnswer = gate.find(AccessAnswer, story.requests[f"{name} answered"], act)
    return found


def sign_access_answer(story: Story, step: Told, gate: Gate) -> None:
    row = _answer(story, step["name"], gate, Act.SIGN_SAR)
    answering.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)


def send_access_answer(story: Story, step: Told, gate: Gate) -> None:
    row, on = _answer(story, step["name"], gate, Act.KEEP_SAR), today(gate.now)
    answering.record_sent(answer=row, on=on, channel=step["channel"], gate=gate)


def complain_of_access(story: Story, step: Told, gate: Gate) -> None:
    row, key = _found(story, step["name"], gate), f"{step['name']} {step['made_to']}"
    given = {"made_to": step["made_to"], "reference": step.get("reference", "")}
    told = {**given, "words": step["words"], "on": today(gate.now)}
    story.requests[key] = complaints.register(request=row, **told, gate=gate).id


def _complaint(story: Story, step: Told, gate: Gate) -> AccessComplaint:
    name = story.requests[f"{step['name']} {step['made_to']}"]
    found: AccessComplaint = gate.find(AccessComplaint, name, Act.KEEP_SAR)
    return found


def acknowledge_access_complaint(story: Story, step: Told, gate: Gate) -> None:
    complaint, row = _complaint(story, step, gate), _found(story, step["name"], gate)
    law = acts.law_for(request=row, gate=gate)
    text = letters.acknowledgement(_facts(row, gate), law, complaint.heard_on, "")
    complaints.acknowledge(complaint=complaint, on=today(gate.now), letter=text, gate=gate)


def enter_of_access_complaint(story: Story, step: Told, gate: Gate) -> None:
    """`until` is the day by which it is to be done, `found` what was decided."""
    until = today(story.on(step["until"])) if "until" in step else None
    given = {"what": step["what"], "code": step.get("found", ""), "until": until}
    told = {**given, "words": step["words"], "on": today(gate.now)}
    complaints.enter(complaint=_complaint(story, step, gate), **told, gate=gate)


ACCESS: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        receive_access, ask_who_it_is, see_who_it_is, search_for_access, take_two_months,
        begin_access_answer, sign_access_answer, send_access_answer, complain_of_access,
        acknowledge_access_complaint, enter_of_access_complaint,
    )
}  # fmt: skip
