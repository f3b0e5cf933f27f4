"""A panel as its people make it: appointed, declared, decided on, met."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.gate.policy import Act
from portal.panel import appointing, conflicts, sittings, standing
from portal.panel.appointing import Letter
from portal.panel.models import NONE, Declaration
from portal.reviews import meetings
from portal.reviews.models import Meeting, Membership
from portal.web.dates import today
from tests.build import World
from tests.policy.asking import reading_as

NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, 🙂 &lt;script&gt;x&lt;/script&gt;"
PANEL = {"chair", "lay", "board", "police_panel", "probation_panel", "health_panel"}


def to_come(days: int) -> date:
    return NOW + timedelta(days=days)


def typed(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"


def appoint(world: World, who: str, capacity: str, by: str = "board", **other: Any) -> str:
    letter = Letter(capacity, **{"letter_on": NOW, "since": NOW, "until": to_come(90), **other})
    with world.act(by) as gate:
        member = gate.find(Membership, world.members[who], Act.APPOINT_PANEL)
        return appointing.appoint(member=member, letter=letter, gate=gate).id


def declare(world: World, who: str, ground: str = NONE) -> str:
    with world.act(who) as gate:
        return conflicts.declare(ground=ground, words=SAID, gate=gate).id


def record(world: World, who: str, ground: str, by: str = "board") -> str:
    with world.act(by) as gate:
        member = gate.find(Membership, world.members[who], Act.RECORD_CONFLICT)
        return conflicts.record(member=member, ground=ground, words=SAID, gate=gate).id


def decide(world: World, name: str, outcome: str, by: str = "board") -> None:
    with world.act(by) as gate:
        row = gate.find(Declaration, name, Act.DECIDE_CONFLICT)
        conflicts.decide(declaration=row, outcome=outcome, why=SAID, gate=gate)


def missing(world: World) -> list[str]:
    with reading_as(world, "chair") as gate:
        found = standing.seats(gate=gate).values()
        filled = standing.of_panel(kind="mappa_scr", now=gate.now, found=found)
    return [one.need.seat for one in filled if one.missing]


def tasks(world: World, who: str) -> set[str]:
    with reading_as(world, who) as gate:
        return {task.what for task in standing.waits(gate=gate)}


def met(world: World, present: list[str], meeting: str = "") -> str:
    with world.act("chair") as gate:
        row = (
            gate.find(Meeting, meeting, Act.KEEP_ATTENDANCE)
            if meeting
            else meetings.convene(on=NOW, gate=gate)
        )
        there = [world.members[who] for who in present]
        sittings.record(meeting=row, present=there, gate=gate)
        return row.id
