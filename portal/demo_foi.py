"""What the demonstration's people do with requests under the Freedom of Information Act."""

from collections.abc import Callable

from portal.cru import acts as cru
from portal.cru import advising
from portal.cru.advising import Position
from portal.cru.models import CruReferral
from portal.demo_steps import Story, Told
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests import acts, letters, material, steps
from portal.requests.models import InformationRequest
from portal.web.dates import today


def _found(story: Story, name: str, gate: Gate) -> InformationRequest:
    found: InformationRequest = gate.find(InformationRequest, story.requests[name], Act.KEEP_FOI)
    return found


def _referral(story: Story, name: str, gate: Gate) -> CruReferral:
    found: CruReferral = gate.find(CruReferral, story.requests[f"{name} referred"], Act.KEEP_FOI)
    return found


def receive_request(story: Story, step: Told, gate: Gate) -> None:
    told = {key: step[key] for key in ("came", "applicant", "address", "words")}
    on = today(story.on(step["on"]))
    story.requests[step["name"]] = acts.register(received_on=on, **told, gate=gate).id


def send_holding(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    due = acts.due_of(request=row, gate=gate)
    text = letters.holding(row.reference, row.received_on, due, "")
    steps.send_holding(request=row, on=today(story.on(step["on"])), letter=text, gate=gate)


def touch_documents(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    for name in step["documents"]:
        document = story.documents[name]
        material.touch(request=row, document=document, held="own", gate=gate)


def relate_requests(story: Story, step: Told, gate: Gate) -> None:
    row = _found(story, step["name"], gate)
    steps.relate(request=row, other=story.requests[step["other"]], gate=gate)


def refer_request(story: Story, step: Told, gate: Gate) -> None:
    """Made, and sent on the same day."""
    row = _found(story, step["name"], gate)
    made = cru.refer(request=row, topic=step["topic"], why=step["why"], gate=gate)
    story.requests[f"{step['name']} referred"] = made.id
    on = today(story.on(step["on"]))
    cru.enter(referral=made, what="sent", on=on, channel="system", words=step["sent"], gate=gate)


def hear_of_referral(story: Story, step: Told, gate: Gate) -> None:
    made = _referral(story, step["name"], gate)
    given = {"what": step["what"], "on": today(story.on(step["on"])), "words": step["words"]}
    cru.enter(referral=made, **given, gate=gate)
    for section, stand, words in step.get("advised", ()):
        said = Position("advice", section, stand, words)
        advising.say(referral=made, said=said, gate=gate)


FOI: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        receive_request, send_holding, touch_documents, relate_requests, refer_request,
        hear_of_referral,
    )
}  # fmt: skip
