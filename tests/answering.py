"""One of every kind of row of an answer and of what comes after it, each of its words a canary."""

import json
from datetime import timedelta

from portal.answers import acts, complaints, log, pack, reviewing
from portal.answers.models import FoiAnswer, ReviewedPassage
from portal.db import new_id
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests import acts as requests
from portal.requests import material, steps
from portal.requests.models import InformationRequest
from portal.web.dates import today
from tests.build import World


def answered(world: World) -> dict[str, list[str]]:
    """A request that is neither confirmed nor denied, late; reviewed, and complained of."""
    request, answer = _answer(world)
    review = _review(world, request)
    with world.act("disclosure") as gate:
        row = gate.find(FoiAnswer, answer, Act.KEEP_FOI)
        log.enter(answer=row, words=world.canary("log of answer"), gate=gate)
        complaint, entry = _complaint(world, request, gate)
    return {
        "{information_request}": [request],
        "{foi_answer}": [answer],
        "{internal_review}": [review],
        "{ico_complaint}": [complaint],
        "{ico_entry}": [entry],
    }


def _answer(world: World) -> tuple[str, str]:
    with world.act("disclosure") as gate:
        on = today(gate.now)
        request = requests.register(
            received_on=on - timedelta(days=60), came="post", applicant="Adaeze Quill",
            address="1 Wharf Steps", words="All that is there", gate=gate,
        )  # fmt: skip
        given = {"held": "own", "note": "The minutes of a board"}
        material.touch(request=request, **given, gate=gate)
        why = {"what": "neither", "section": "s.40(2)", "why": "It would tell of somebody."}
        steps.decide(request=request, **why, gate=gate)
        row = acts.begin(request=request, outcome="neither", gate=gate)
        letter, notice = world.canary("letter of answer"), world.canary("notice of answer")
        acts.write(answer=row, letter=letter, notice=notice, gate=gate)
        cells = [["1", "1", "1", "s.40(2)", "A label", world.canary("schedule of answer")]]
        gate.seal(row, schedule=json.dumps(cells))
        acts.put_forward(answer=row, gate=gate)
        request_id, answer = request.id, row.id
    with world.act("senior") as gate:
        row = gate.find(FoiAnswer, answer, Act.SIGN_FOI)
        acts.take_back(answer=row, why=world.canary("said back of answer"), gate=gate)
    with world.act("disclosure") as gate:
        acts.put_forward(answer=gate.find(FoiAnswer, answer, Act.KEEP_FOI), gate=gate)
    with world.act("senior") as gate:
        row = gate.find(FoiAnswer, answer, Act.SIGN_FOI)
        acts.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)
    with world.act("disclosure") as gate:
        row = gate.find(FoiAnswer, answer, Act.KEEP_FOI)
        late = world.canary("late of answer")
        acts.record_sent(answer=row, on=on, channel="post", why_late=late, gate=gate)
    return request_id, answer


def _review(world: World, request: str) -> str:
    """As if somebody had done it who takes part no more: all who are here had a hand in it."""
    with world.act("disclosure") as gate:
        row = gate.find(InformationRequest, request, Act.KEEP_FOI)
        words, late = (world.canary(f"{what} of internal review") for what in ("words", "late"))
        made = reviewing.ask(request=row, on=today(gate.now), words=words, why_late=late, gate=gate)
        made.stage, made.taken_by, made.taken_at = "taken", world.members["author"], gate.now
        gate.session.flush()
        made.stage, made.decided_at = "decided", gate.now
        gate.seal(made, notice=world.canary("notice of internal review"))
        one = ReviewedPassage(
            id=new_id(), review_id=gate.domain, owner_id=made.owner_id, row_version=1,
            internal_review_id=made.id, passage="whole", finding="upheld", codes="",
            decided_by=world.members["author"], decided_at=gate.now,
        )  # fmt: skip
        gate.seal(one, words=world.canary("passage of internal review"))
        gate.session.add(one)
        return made.id


def _complaint(world: World, request: str, gate: Gate) -> tuple[str, str]:
    row = gate.find(InformationRequest, request, Act.KEEP_FOI)
    on = today(gate.now)
    given = {part: world.canary(f"{part} of complaint") for part in ("reference", "words")}
    made = complaints.register(request=row, on=on, **given, gate=gate)
    words = world.canary("entry of complaint")
    entry = {"what": "asked", "on": on, "until": on + timedelta(days=9), "words": words}
    return made.id, complaints.enter(complaint=made, **entry, gate=gate).id
