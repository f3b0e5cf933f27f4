"""Two at once, twice, too late, and bytes that are not those that were signed."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import reading
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.redaction import consulting
from portal.redaction.known import NOBODY
from portal.redaction.models import Consultation
from portal.renditions import acts
from portal.renditions.models import RenderedPiece, RenditionRelease, RenditionSignature
from portal.reviews import parts
from portal.reviews.models import Membership
from tests.answers.desk import colleague
from tests.build import World
from tests.cast import POLICE
from tests.redaction.desk import looked, made, written
from tests.redaction.test_consulting import ask, finish
from tests.renditions.desk import NAME, TEXTS, released, rendered, signed, stage, version

pytestmark = pytest.mark.slow


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """How each of them ended, all begun at the same moment."""
    told: list[str] = []
    ready = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> None:
        ready.wait()
        try:
            deed()
            told.append("done")
        except (Refused, Absent):
            told.append("refused")
        except Exception as error:  # noqa: BLE001 - whatever else happens is told as it is
            told.append(repr(error))

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


def count(world: World, model: Any) -> int:
    with reading(world.vault.engine) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(model)).scalar_one())


def test_of_two_at_once_one_signs_and_one_releases(world_on_either: World) -> None:
    world = world_on_either
    written(world, texts=TEXTS)
    colleague(world)
    name = version(world, NAME)
    rendered(world, name)
    both = ("senior", "second_officer")
    told = at_once(*(lambda who=who: signed(world, name, who) for who in both))
    assert told == ["done", "refused"]
    assert count(world, RenditionSignature) == 1
    told = at_once(*(lambda who=who: released(world, name, who) for who in both))
    assert told == ["done", "refused"]
    assert count(world, RenditionRelease) == 1


def test_of_two_at_once_one_answers_for_its_owner(world_on_either: World) -> None:
    world = world_on_either
    name = made(world, "chair", "Context", audience="panel", regime="none")
    looked(world, name, "chair", register=NOBODY)
    asked = ask(world, name, world.agencies[POLICE])
    told = at_once(
        lambda: finish(world, asked, "agreed"),
        lambda: finish(world, asked, "refused", "No.", "senior"),
    )
    assert told == ["done", "refused"]
    with world.act("senior") as gate:
        one = gate.find(Consultation, asked, Act.ANSWER_CONSULTATION)
        with pytest.raises(Refused, match="answered already"):
            consulting.finish(consultation=one, outcome="agreed", reasons="", gate=gate)


def test_what_is_released_is_to_the_byte_what_was_signed(world: World) -> None:
    written(world, texts=TEXTS)
    name = version(world, NAME)
    rendered(world, name)
    signed(world, name)
    with world.act("disclosure") as gate:
        gate.session.execute(sa.delete(RenderedPiece).where(RenderedPiece.kind == "docx"))
    with pytest.raises(Refused, match="not as they were signed"):
        released(world, name)
    assert stage(world, name) == "signed"


def test_a_membership_that_has_ended_signs_and_reads_nothing(world: World) -> None:
    written(world, texts=TEXTS)
    name = version(world, NAME)
    row = rendered(world, name)
    colleague(world)
    with world.act("board") as gate:
        here = sa.select(Membership).where(Membership.id == world.members["second_officer"])
        member = gate.session.execute(here).scalar_one()
        parts.leave(member=member, ends=gate.now, why="Left.", gate=gate)
    with pytest.raises(Absent):
        signed(world, name, "second_officer", set())
    with pytest.raises(Absent), world.act("second_officer") as gate:
        acts.bytes_of(row=row, name="pdf", gate=gate)
