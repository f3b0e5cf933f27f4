"""What people do in the demonstration before a contribution is begun: scoping and its letters."""

from collections.abc import Callable

import sqlalchemy as sa

from portal.commissioning import acts as commissioning
from portal.commissioning.letters import Wanted
from portal.demo_steps import Story, Told, request_of
from portal.gate.gate import Gate
from portal.scoping import acts as scoping
from portal.scoping.models import Scoping
from portal.scoping.told import Told as ScopingAnswer

SCOPED = ("first", "last", "services", "secured_by", "contact")


def scope(story: Story, step: Told, gate: Gate) -> None:
    scoping.ask(
        agencies=[story.agencies[name] for name in step["agencies"]],
        due_on=story.on(step["due"]).date(),
        note=story.said(step["said"]),
        gate=gate,
    )


def answer_scoping(story: Story, step: Told, gate: Gate) -> None:
    """For one's own agency: known with the step's words, or without any a nil return."""
    here = sa.select(Scoping).where(Scoping.review_id == gate.domain, Scoping.owner_id == gate.body)
    question = gate.session.execute(here).scalar_one()
    lines = {name: step[name] for name in SCOPED if name in step}
    on = story.on(step["secured"]).date() if lines else None
    said = ScopingAnswer(**lines, secured_on=on) if lines else None
    scoping.answer(scoping=question, known=bool(lines), said=said, gate=gate)


def commission(story: Story, step: Told, gate: Gate) -> None:
    told = Wanted(tuple(step["lines"]), step["contact"])
    commissioning.write(request=request_of(story, step, gate), told=told, gate=gate)


def acknowledge(story: Story, step: Told, gate: Gate) -> None:
    request, numbers = request_of(story, step, gate), commissioning.numbers(gate=gate)
    commissioning.acknowledge(request=request, number=numbers[request.id], gate=gate)


COMMISSIONS: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each for each in (scope, answer_scoping, commission, acknowledge)
}
"""Steps as those of demo_steps."""
