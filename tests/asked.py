"""One of every kind of row of requests under the Freedom of Information Act and of their referrals,
each of its own words a canary.
"""

from datetime import timedelta

import sqlalchemy as sa

from portal.cru import acts as cru
from portal.cru import advising, consulting, naming
from portal.cru.advising import Position
from portal.cru.models import CruField, ForceConsultation
from portal.db import new_id
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.requests import acts, material, steps
from portal.requests.costs import COUNTED
from portal.requests.models import InformationRequest
from portal.web.dates import today
from tests.build import World
from tests.cast import HEALTH, POLICE


def under_the_act(world: World) -> dict[str, list[str]]:
    """A request to the police with every kind of step, referred, and one that consults them."""
    with world.act("disclosure") as gate:
        made, gone = _request(world, gate)
        letters = [m.id for m in acts.moves_of(request=made, gate=gate) if m.what == "holding"]
        plain = _plain(gate)
        purpose = world.canary("purpose of FOI")
        naming.ask_to_name(request=plain, what="name", purpose=purpose, gate=gate)
        referral, entry, position = _referred(world, plain, gate)
    with world.act("senior") as gate:
        field = gate.session.execute(sa.select(CruField)).scalar_one()
        naming.settle(field=field, agreed=False, gate=gate)
    return {
        "{information_request}": [made.id, plain.id],
        "{request_move}": letters,
        "{request_material}": [gone],
        "{cru_referral}": [referral],
        "{cru_entry}": [entry],
        "{cru_position}": [position],
        "{cru_field}": [field.id],
        "{force_consultation}": [_consulted(world, made.id)],
    }


def _request(world: World, gate: Gate) -> tuple[InformationRequest, str]:
    on = today(gate.now) - timedelta(days=3)
    told = {part: world.canary(f"{part} of FOI") for part in ("applicant", "address", "words")}
    told["words"] = f"All that {told['words']} holds"
    made = acts.register(received_on=on, came="email", **told, gate=gate)
    letter = world.canary("letter of FOI")
    steps.send_holding(request=made, on=on, letter=letter, gate=gate)
    minutes, said = dict.fromkeys(COUNTED, 60), world.canary("cost of FOI")
    steps.estimate(request=made, minutes=minutes, words=said, gate=gate)
    note, off = world.canary("note of FOI"), world.canary("why off of FOI")
    given = {"request": made, "held": "own", "police": True, "gate": gate}
    material.touch(note=note, **given)
    gone = material.touch(document=world.document, **given)
    material.take_off(row=gone, why=off, gate=gate)
    why = world.canary("decision of FOI")
    steps.decide(request=made, what="vexatious", section="", why=why, gate=gate)
    return made, gone.id


def _plain(gate: Gate) -> InformationRequest:
    """A canary is part of every canary: an applicant who is one could be taken out of none."""
    return acts.register(
        received_on=today(gate.now), came="post", applicant="Tobias Wren",
        address="PO Box 9, AL1 1AA", words="The report, please", gate=gate,
    )  # fmt: skip


def _referred(world: World, made: InformationRequest, gate: Gate) -> tuple[str, str, str]:
    why = world.canary("why of referral")
    referral = cru.refer(request=made, topic="serious_case", why=why, gate=gate)
    on = today(gate.now)
    given = {"referral": referral, "on": on, "gate": gate}
    cru.enter(what="sent", channel="system", words=world.canary("sent of referral"), **given)
    entry = cru.enter(what="advice", words=world.canary("advice of referral"), **given)
    words = world.canary("evidence of referral")
    said = Position("advice", "s.30(1)(b)", "applies", words)
    position = advising.say(referral=referral, said=said, gate=gate)
    return referral.id, entry.id, position.id


def _consulted(world: World, request: str) -> str:
    """As if the health trust had asked; its own request is not there, and nobody of it reads it."""
    with world.act("disclosure") as gate:
        row = ForceConsultation(
            id=new_id(), review_id=world.review, owner_id=world.agencies[POLICE], row_version=1,
            request_id=request, asker_id=world.agencies[HEALTH],
            asked_by=world.members["health_panel"], asked_at=gate.now,
        )  # fmt: skip
        gate.seal(row, told=world.canary("told of consultation"))
        gate.session.add(row)
        gate.session.flush()
        found = gate.find(ForceConsultation, row.id, Act.KEEP_FOI)
        said = world.canary("answer of consultation")
        consulting.answer(consultation=found, said="open", words=said, gate=gate)
        return row.id
