"""What the demonstration's people do in a police internal management review, first and full."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.demo_steps import Story, Told
from portal.full_pimr import acts as full_pimr
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.panel import acts as panel
from portal.pimr import acts, handing
from portal.pimr.models import Form
from portal.reviews.models import Membership


def _form(gate: Gate) -> Form:
    here = sa.select(Form).where(Form.review_id == gate.domain)
    return gate.session.execute(here).scalar_one()


def _on(story: Story, number: int) -> date:
    return story.on(number).date()


def _said(story: Story, step: Told) -> dict[str, Any]:
    """The answers of a sheet; a day is a number of days."""
    days = {name: _on(story, number).isoformat() for name, number in step.get("days", {}).items()}
    return {**step["answers"], **days}


def state_ranks(story: Story, step: Told, gate: Gate) -> None:
    for seat, code in step["ranks"].items():
        member = gate.find(Membership, story.seats[seat].member, Act.STATE_RANK)
        given = {"code": code, "held": "substantive", "unit": "mosovo", "until": None}
        panel.state_rank(member=member, since=_on(story, -900), **given, gate=gate)


def commission_pimr(story: Story, step: Told, gate: Gate) -> None:
    acts.commission(force=story.agencies[step["agency"]], gate=gate)


def fill_stage(story: Story, step: Told, gate: Gate) -> None:
    given = {"sheet": step["sheet"], "answers": _said(story, step), "seen": 0}
    acts.save(form=_form(gate), **given, gate=gate)


def hand_form_on(story: Story, step: Told, gate: Gate) -> None:
    handing.hand_on(form=_form(gate), on=_on(story, step["day"]), gate=gate)


def receive_form(story: Story, step: Told, gate: Gate) -> None:
    handing.receive(form=_form(gate), on=_on(story, step["day"]), gate=gate)


def name_author(story: Story, step: Told, gate: Gate) -> None:
    member = story.seats[step["seat"]].member
    full_pimr.name_author(form=_form(gate), member=member, gate=gate)


def enter_full(story: Story, step: Told, gate: Gate) -> None:
    """A sheet of the full review."""
    given = {"sheet": step["sheet"], "answers": _said(story, step)}
    full_pimr.enter(form=_form(gate), **given, gate=gate)


PIMR: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        state_ranks, commission_pimr, fill_stage, hand_form_on, receive_form, name_author,
        enter_full,
    )
}  # fmt: skip
