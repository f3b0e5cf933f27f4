"""Two at once: an answer is begun, signed and sent once; of a signature and a new decision both are
never true together; two referrals are two.
"""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.answers import acts, pack
from portal.answers.models import FoiAnswer
from portal.cru import acts as cru
from portal.cru.models import CruReferral
from portal.db import reading
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.requests.models import InformationRequest
from tests.answers.desk import (
    NAMED,
    PLANNED,
    PLANS,
    at,
    begun,
    colleague,
    concluded,
    copy,
    forward,
    ready,
    sent,
    sign,
)
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import decide
from tests.renditions.test_at_once import at_once, count
from tests.requests.desk import asked, of

pytestmark = pytest.mark.slow


def both(deed: Callable[[str], Any], *people: str) -> list[str]:
    return at_once(*(lambda who=who: deed(who) for who in people))


def answer_of(world: World, name: str) -> Any:
    with reading(world.vault.engine) as connection:
        table = FoiAnswer.__table__
        return connection.execute(sa.select(table).where(table.c.id == name)).one()


def test_an_answer_is_begun_put_forward_signed_and_sent_once(world_on_either: World) -> None:
    world = world_on_either
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    colleague(world)
    officers = ("disclosure", "second_officer")
    told = both(lambda who: begun(world, request, copy=name, who=who), *officers)
    assert told == ["done", "refused"]
    with reading(world.vault.engine) as connection:
        query = sa.select(FoiAnswer.id, FoiAnswer.made_by).where(FoiAnswer.request_id == request)
        ((answer, by),) = connection.execute(query).all()
    assert both(lambda who: forward(world, answer, who), *officers) == ["done", "refused"]
    other = "senior" if by == world.members["second_officer"] else "second_officer"
    told = both(lambda who: sign(world, answer, who), "senior", other)
    assert told == ["done", "refused"]
    with reading_as(world, "disclosure") as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        texts = gate.open(row, "letter", "notice", "schedule", act=Act.READ_FOI, model=FoiAnswer)
        pack.check(answer=row, texts=texts, gate=gate)
    told = both(lambda who: sent(world, answer, who=who), *officers)
    assert told == ["done", "refused"]
    with reading(world.vault.engine) as connection:
        stage = sa.select(InformationRequest.stage).where(InformationRequest.id == request)
        assert connection.execute(stage).scalar_one() == "answered"


@pytest.mark.parametrize("first", [0, 1])
def test_a_signature_and_a_new_decision_never_stand_together(
    world_on_either: World, first: int
) -> None:
    """Whichever comes first: what is sent is what was signed, or nothing is."""
    world = world_on_either
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    forward(world, answer)
    deeds: list[Callable[[], Any]] = [
        lambda: sign(world, answer),
        lambda: decide(world, name, PLANNED, grounds=PLANS),
    ]
    told = at_once(*(deeds[first:] + deeds[:first]))
    assert told in (["done", "done"], ["done", "refused"])
    if answer_of(world, answer).stage == "signed":
        with pytest.raises(Refused):
            sent(world, answer)
    assert answer_of(world, answer).stage != "sent"


def test_of_a_signature_and_a_taking_back_the_later_holds(world_on_either: World) -> None:
    world = world_on_either
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    colleague(world)
    answer = begun(world, request, copy=name)
    forward(world, answer)

    def back() -> None:
        with world.act("second_officer") as gate:
            acts.take_back(answer=at(answer, gate, Act.SIGN_FOI), why="Look again.", gate=gate)

    told = at_once(lambda: sign(world, answer), back)
    assert told in (["done", "done"], ["done", "refused"])
    row = answer_of(world, answer)
    assert row.stage == "drafting"
    assert row.signed_by is row.signed_at is row.rendering_id is None


def test_two_referrals_at_once_are_two(world_on_either: World) -> None:
    world = world_on_either
    colleague(world)
    name = asked(world)

    def refer(who: str) -> None:
        with world.act(who) as gate:
            given = {"topic": "serious_case", "why": "It must be."}
            cru.refer(request=of(name, gate), **given, gate=gate)

    assert both(refer, "disclosure", "second_officer") == ["done", "done"]
    assert count(world, CruReferral) == 2
    with reading(world.vault.engine) as connection:
        query = sa.select(CruReferral.number).order_by(CruReferral.number)
        assert list(connection.execute(query).scalars()) == [1, 2]
