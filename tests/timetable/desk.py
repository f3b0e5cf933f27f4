"""A review's timetable as its keepers keep it: days recorded, clocks stopped and read."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.reviews.kinds import kinds
from portal.timetable import acts, standing
from portal.timetable.models import ClockPause
from portal.web.dates import today
from tests.build import World
from tests.policy.asking import raw, reading_as

NOW = today(datetime.now(UTC))
KEEPERS = {"chair", "board"}
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def ago(days: int) -> date:
    return NOW - timedelta(days=days)


def typed(day: date, **more: str) -> dict[str, str]:
    return {"on": f"{day.day}/{day.month}/{day.year}", **more}


def recorded(world: World, event: str, on: date, who: str = "chair") -> None:
    """A day, and before the first one the charge where a review of the kind begins with it."""
    with world.act(who) as gate:
        begins = kinds()[acts.kind_of(gate)].begins == "charge" and not acts.happened(gate=gate)
        if begins and event not in {"charge", "offence"}:
            acts.record(event="charge", on=on - timedelta(days=1), gate=gate)
        acts.record(event=event, on=on, gate=gate)


def clock(world: World, code: str) -> standing.Clock:
    with reading_as(world, "chair") as gate:
        told = standing.clocks(gate=gate)
    return next(one for one in told if one.rule and one.rule.code == code)


def stopped(world: World, since: date, code: str = "") -> str:
    with world.act("chair") as gate:
        given = {"ground": "proceedings", "why": SAID}
        return acts.pause(code=code, since=since, **given, gate=gate).id


def found_pause(gate: Gate, name: str) -> ClockPause:
    return gate.session.execute(sa.select(ClockPause).where(ClockPause.id == name)).scalar_one()


def of_kind(world: World, kind: str) -> None:
    raw(world, "update review set kind = :kind where id = :id", kind=kind, id=world.review)
