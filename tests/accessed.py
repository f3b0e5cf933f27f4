"""One of every kind of row of subject access, each of its words a canary."""

import json
from datetime import timedelta

import sqlalchemy as sa

from portal.answers import pack
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act
from portal.redaction.models import Rendition
from portal.subject_access import acts, answering, complaints, others, steps, telling
from portal.subject_access.models import AccessAnswer, AccessRequest
from portal.web.dates import today
from tests.build import World


def accessed(world: World) -> dict[str, list[str]]:
    """A request for a child whose identity was asked for, and an answer that tells nothing."""
    with world.act("disclosure") as gate:
        request, letter = _request(world, gate)
        answer = _begun(world, request, gate).id
    with world.act("senior") as gate:
        row = gate.find(AccessAnswer, answer, Act.SIGN_SAR)
        answering.take_back(answer=row, why=world.canary("said back of access"), gate=gate)
    with world.act("disclosure") as gate:
        answering.put_forward(answer=gate.find(AccessAnswer, answer, Act.KEEP_SAR), gate=gate)
    with world.act("senior") as gate:
        row = gate.find(AccessAnswer, answer, Act.SIGN_SAR)
        answering.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)
    with world.act("disclosure") as gate:
        row, why = gate.find(AccessAnswer, answer, Act.KEEP_SAR), world.canary("late of access")
        given = {"on": today(gate.now), "channel": "post", "why_late": why}
        answering.record_sent(answer=row, **given, gate=gate)
    complaint, entries = _complained(world, request)
    return {
        "{access_complaint}": [complaint],
        "{access_complaint_entry}": entries,
        "{access_request}": [request.id, _open(world)],
        "{access_move}": [letter],
        "{access_answer}": [answer],
    }


def _request(world: World, gate: Gate) -> tuple[AccessRequest, str]:
    on = today(gate.now) - timedelta(days=60)
    told = {part: world.canary(f"{part} of access")
            for part in ("applicant", "address", "subject", "words")}  # fmt: skip
    given = {"came": "post", "road": "living", "asks_as": "parent"}
    request = acts.register(received_on=on, **given, **told, gate=gate)
    letter = steps.ask_clarification(
        request=request, on=on, letter=world.canary("letter of access"), gate=gate
    )
    steps.clarify(request=request, on=on, words=world.canary("step of access"), gate=gate)
    seen = {"on": on, "seen": "other", "words": world.canary("seen of access")}
    steps.show_identity(request=request, **seen, gate=gate)
    shown = {"on": on, "what": "young", "words": world.canary("authority of access")}
    steps.show_authority(request=request, **shown, gate=gate)
    weighed = {"person": "", "standing": "child", "consent": "cannot", "weighed": "withhold"}
    words = world.canary("weighed of access")
    others.weigh(request=request, **weighed, words=words, gate=gate)
    copy = sa.select(Rendition.id).where(Rendition.owner_id == request.owner_id).limit(1)
    told = {"rendition": gate.session.execute(copy).scalar_one(), "owner": BOARD}
    why = world.canary("purpose of access")
    telling.tell(request=request.id, **told, purpose=why, gate=gate)
    return request, letter.id


def _begun(world: World, request: AccessRequest, gate: Gate) -> AccessAnswer:
    why = world.canary("silence of access")
    row = answering.begin(request=request, outcome="neither", silence=why, gate=gate)
    answering.write(answer=row, letter=world.canary("answer of access"), gate=gate)
    cells = [["1", "1", "1", "Sch.2.16", "A label", world.canary("schedule of access")]]
    gate.seal(row, schedule=json.dumps(cells))
    answering.put_forward(answer=row, gate=gate)
    return row


def _complained(world: World, request: AccessRequest) -> tuple[str, list[str]]:
    """A complaint to the organisation, acknowledged, with a wrong entry and something to do."""
    with world.act("disclosure") as gate:
        row, on = gate.find(AccessRequest, request.id, Act.KEEP_SAR), today(gate.now)
        told = {
            what: world.canary(f"{what} of access complaint") for what in ("reference", "words")
        }
        made = complaints.register(request=row, made_to="controller", on=on, **told, gate=gate)
        given = {"complaint": made, "on": on, "gate": gate}
        words = world.canary("letter of access complaint")
        letter = complaints.acknowledge(**given, letter=words)
        words = world.canary("step of access complaint")
        step = complaints.enter(**given, what="step", until=on, words=words)
        wrong = complaints.enter(**given, what="note", words="x")
        words = world.canary("correction of access complaint")
        complaints.correct(complaint=made, entry=wrong.id, words=words, gate=gate)
        return made.id, [letter.id, step.id]


def _open(world: World) -> str:
    """One that is not answered yet, so that its forms are drawn."""
    with world.act("disclosure") as gate:
        made = acts.register(
            received_on=today(gate.now), came="email", road="living", asks_as="self",
            applicant="Tobias Wren", address="PO Box 9, AL1 1AA", subject="",
            words="All about me", gate=gate,
        )  # fmt: skip
        return made.id
