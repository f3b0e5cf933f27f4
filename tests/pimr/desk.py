"""A police internal management review, and its form filled as its people fill it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act, Role
from portal.gate.vault import CONSOLE
from portal.panel import acts as panel
from portal.pimr import acts, dispatches, handing
from portal.pimr.models import Dispatch, Form
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.reviews.models import Membership
from portal.web.dates import today
from tests.build import World, join
from tests.cast import CAST, POLICE
from tests.policy.asking import raw

NOW = today(datetime.now(UTC))
STAGES = {"author": ("stage_1", "stage_2"), "manager": ("stage_3",)}
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def ago(days: int) -> date:
    return NOW - timedelta(days=days)


def a_pimr(world: World, **given: str) -> World:
    """The world's people of the force and its public protection unit, in a PIMR of their own."""
    with world.vault.act("", actor=CONSOLE) as gate:
        opened = {"kind": "pimr", "marking": "OFFICIAL-SENSITIVE", "code_name": "Rowan 77", **given}
        world.review = reviews.open_review(gate=gate, **opened).id
        world.members = {}
        for who, part in CAST.items():
            if part.agency == POLICE or who in {"board", "probation_panel"}:
                join(world, who, gate)
        world.members["lay"] = parts.seat(
            review_id=world.review, person_id=world.people["lay"], body=BOARD,
            roles=(Role.BOARD_OFFICE,), starts=gate.now - timedelta(hours=1),
            ends=gate.now + timedelta(days=300), standing="deputy", gate=gate,
        ).id  # fmt: skip
    for who, (code, by) in RANKS.items():
        ranked(world, who, code, by)
    return world


RANKS = {
    "author": ("sergeant", "board"),
    "manager": ("chief_inspector", "board"),
    "senior": ("superintendent", "board"),
    "board": ("detective_inspector", "lay"),
}
"""What each holds on record, and who has stated it."""


def ranked(world: World, who: str, code: str, by: str = "board", unit: str = "mosovo") -> None:
    with world.act(by) as gate:
        member = gate.find(Membership, world.members[who], Act.STATE_RANK)
        given = {"code": code, "held": "substantive", "unit": unit, "until": None}
        panel.state_rank(member=member, since=ago(400), **given, gate=gate)


def commissioned(world: World) -> str:
    with world.act("board") as gate:
        return acts.commission(force=world.agencies[POLICE], gate=gate).id


def found(gate: Gate) -> Form:
    query = sa.select(Form).where(Form.review_id == gate.domain)
    return gate.session.execute(query).scalar_one()


def person_of(code: str, rank: str = "") -> dict[str, str]:
    told = {f"{code}_name": f"Officer {code}", f"{code}_telephone": "01632 960 001"}
    return {
        **told,
        f"{code}_email": f"{code}@force.example",
        **({f"{code}_rank": rank} if rank else {}),
    }


ONE = {"notified_on": ago(20).isoformat(), "charge_on": ago(22).isoformat()}
TWO = {
    **person_of("supervisor", "sergeant"),
    "last_seen": ago(40).isoformat(),
    "last_visited": ago(60).isoformat(),
    "level_change": "yes",
    "level_change_on": ago(50).isoformat(),
    "level_change_old": "1",
    "level_change_new": "2",
    "complied": "no",
    "complied_note": "He was late twice.",
    "record_visits": "yes",
    "record_plan": "yes",
    "record_intelligence": "unknown",
    "record_intelligence_note": "The log is with another force.",
    "oasys": "no",
    "oasys_note": "The score leaves out one conviction.",
    "plan": "partly",
    "plan_note": "It does not name the sister.",
    "agencies": "no",
    **{f"managed_{one}": "yes" for one in ("guidance", "standards", "policy", "law")},
    "recommended": "yes",
    "recommended_note": "Two visits were missed.",
}
THREE = {
    **person_of("inspector", "chief_inspector"),
    **{f"trail_{one}": "yes" for one in ("assessment", "management", "decisions", "rationale")},
    "supervised": "yes",
    "scrutiny_3": "no",
    "scrutiny_3_note": "The record is sound.",
}
FOUR = {
    **person_of("lead", "superintendent"),
    "scrutiny_4": "yes",
    "scrutiny_4_note": "The two missed visits are not explained.",
    "decision": "full",
    "learning": "yes",
    "learning_note": "Visits when an officer moves.",
    "decided_on": NOW.isoformat(),
}
FIVE = person_of("contact")
WHOLE = {"stage_1": ONE, "stage_2": TWO, "stage_3": THREE, "stage_4": FOUR, "stage_5": FIVE}


def name(world: World, who: str = "author") -> None:
    with world.act(who) as gate:
        reviews.name_subject(
            part="perpetrator",
            last_name=world.canary("subject last name of form"),
            first_name="Aled",
            born=date(1984, 2, 29),
            reference=world.canary("subject reference of form"),
            gate=gate,
        )


def save(world: World, who: str, sheet: str, answers: Mapping[str, str], seen: int = 0) -> int:
    with world.act(who) as gate:
        return acts.save(form=found(gate), sheet=sheet, answers=answers, seen=seen, gate=gate)


def hand_on(world: World, who: str, on: date = NOW) -> None:
    with world.act(who) as gate:
        handing.hand_on(form=found(gate), on=on, gate=gate)


def receive(world: World, who: str, on: date = NOW) -> None:
    with world.act(who) as gate:
        handing.receive(form=found(gate), on=on, gate=gate)


def supervised(world: World, **more: str) -> None:
    """Stages 1 and 2 filled and handed on."""
    commissioned(world)
    name(world)
    save(world, "author", "stage_1", ONE)
    save(world, "author", "stage_2", {**TWO, **more})
    hand_on(world, "author", ago(3))


def inspected(world: World, **more: str) -> None:
    supervised(world)
    receive(world, "manager", ago(2))
    save(world, "manager", "stage_3", {**THREE, **more})
    hand_on(world, "manager", ago(1))


def decided(world: World, **more: str) -> None:
    inspected(world)
    receive(world, "senior")
    save(world, "senior", "stage_4", {**FOUR, **more})
    hand_on(world, "senior")


def rows(world: World) -> list[Any]:
    with world.act("senior") as gate:
        return dispatches.dispatches(gate=gate)


def state(world: World) -> str:
    return str(raw(world, "select state from pimr_form")[0][0])


def sent(world: World, office: str, on: date = NOW, to: str = "The duty desk") -> None:
    with world.act("senior") as gate:
        query = sa.select(Dispatch).where(Dispatch.office == office)
        one = gate.session.execute(query).scalars().first()
        dispatches.send(dispatch=one, on=on, channel="email", to=to, gate=gate)
