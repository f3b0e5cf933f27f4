"""A question to agencies, what one of them answers, and where each of them stands."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.scoping import acts, standing
from portal.scoping.models import Scoping
from portal.scoping.told import Told
from portal.web.dates import today
from tests.build import World
from tests.cast import POLICE, PROBATION
from tests.policy.asking import raw, reading_as

NOW = today(datetime.now(UTC))
SOON = NOW + timedelta(days=10)
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"
TOLD = Told(
    first="2019-05-17", last="about spring 2024", services=SAID, secured_on=NOW,
    secured_by="Head of records", contact="Deputy head",
)  # fmt: skip
ANSWER = {
    "known": "yes", "first": "17/5/2019", "last": "about spring 2024", "services": "response",
    "secured": "yes", "secured_on": f"{NOW.day}/{NOW.month}/{NOW.year}",
    "secured_by": "Head of records", "contact": "Deputy head", "note": SAID,
}  # fmt: skip


def asked(
    world: World,
    agencies: Iterable[str] = (POLICE, PROBATION),
    *,
    note: str = "",
    who: str = "chair",
) -> dict[str, str]:
    """By agency's name the id of its question."""
    wanted = [world.agencies[name] for name in agencies]
    with world.act(who) as gate:
        acts.ask(agencies=wanted, due_on=SOON, note=note, gate=gate)
        names = {v: k for k, v in world.agencies.items()}
        return {names[row.owner_id]: row.id for row in acts.standing(gate=gate)}


def found(gate: Gate, name: str) -> Scoping:
    return gate.session.execute(sa.select(Scoping).where(Scoping.id == name)).scalar_one()


def answered(
    world: World, name: str, who: str, *, known: bool = True, said: Told | None = TOLD
) -> None:
    with world.act(who) as gate:
        acts.answer(scoping=found(gate, name), known=known, said=said, gate=gate)


def late(world: World, days: int = 1) -> None:
    day = NOW - timedelta(days=days)
    raw(world, "update scoping set due_on = :d", d=day.isoformat())


def states(world: World, who: str = "chair") -> dict[str, str]:
    with reading_as(world, who) as gate:
        return {line.agency.name: line.state for line in standing.lines(gate=gate)}


def in_review(world: World, path: str = "") -> str:
    return f"/reviews/{world.review}/scoping{path}"
