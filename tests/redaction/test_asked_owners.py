"""An owner's answer is its own people's, outlives a change of mind of who asked, and tells nothing
of what else is in the version.
"""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Refused
from portal.gate.policy import Role
from portal.redaction import acts
from portal.redaction.models import RenditionSection
from portal.reviews import stand_downs
from tests.build import World, release
from tests.cast import POLICE, PROBATION
from tests.redaction.desk import SAID, made, section
from tests.redaction.test_consulting import BOARDS, MAKER, ask, begun, decide, finish, said, why_not
from tests.requests.desk import seated
from tests.visit import visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def police(world: World) -> str:
    return world.agencies[POLICE]


def test_one_person_with_two_memberships_answers_herself_for_no_owner(
    world: World, police: str
) -> None:
    name = begun(world, **BOARDS)
    asked = ask(world, name, police)
    seated(world, "double", POLICE, Role.DISCLOSURE_OFFICER, person=MAKER)
    with pytest.raises(Refused, match="had a hand in it"):
        said(world, asked, "agree", "", who="double")
    with pytest.raises(Refused, match="had a hand in it"):
        finish(world, asked, "agreed", who="double")
    finish(world, asked, "agreed")


def test_from_whom_it_comes_is_asked_again_before_it_is_shown(world: World, police: str) -> None:
    probation = world.agencies[PROBATION]
    name = begun(world, **BOARDS)
    finish(world, ask(world, name, police), "agreed")
    decide(world, name, "remove", codes=("personal",), holder=probation)
    finish(world, ask(world, name, probation), "agreed", who="probation_senior")
    assert why_not(world, name) == []
    decide(world, name, "keep", holder=probation)
    assert "Aldermere Probation agreed to" in " ".join(why_not(world, name))
    decide(world, name, "keep")
    assert "Aldermere Probation agreed to" in " ".join(why_not(world, name))


def test_a_no_holds_although_whom_it_came_from_is_said_no_more(world: World, police: str) -> None:
    probation = world.agencies[PROBATION]
    name = begun(world, **BOARDS)
    finish(world, ask(world, name, police), "agreed")
    decide(world, name, "keep", holder=probation)
    finish(world, ask(world, name, probation), "refused", SAID, "probation_senior")
    decide(world, name, "keep")
    assert "Aldermere Probation" in " ".join(why_not(world, name))


def test_an_owner_is_told_no_number_of_what_is_not_its_own(
    world: World, client: Any, police: str
) -> None:
    release(world, "more to the board", ["Chronology"], to_name="board")
    name = made(world, MAKER, "Context", "Chronology", **BOARDS)
    with world.act(MAKER) as gate:
        acts.take_out(section=section(gate, name, 1), gate=gate)
    asked = ask(world, name, police)
    dev = visitor(world, client, "disclosure")
    here = f"/reviews/{world.review}/redaction/consultations/{asked}"
    page = dev.get(here).text
    assert "Section 1" in page
    assert "Section 2" not in page
    with world.act(MAKER) as gate:
        query = sa.select(RenditionSection).where(RenditionSection.rendition_id == name)
        out, mine = (
            r.id for r in gate.session.execute(query.order_by(RenditionSection.id)).scalars()
        )
    assert "Section 1" in dev.get(f"{here}/sections/{mine}").text
    for other in (out, "1", "2", "x" * 32):
        assert dev.get(f"{here}/sections/{other}").status_code == 404


def test_who_is_stood_down_from_a_section_is_not_told_that_it_is_asked_about(
    world: World, client: Any, police: str
) -> None:
    release(world, "more to the board", ["Chronology"], to_name="board")
    name = made(world, MAKER, "Context", "Chronology", **BOARDS)
    asked = ask(world, name, police)
    with world.act(MAKER) as gate:
        closed = section(gate, name, 2)
        what, at = closed.section_id, closed.id
    with world.act("senior") as gate:
        given = {"scope": "section", "what": what, "why": "She is related."}
        stand_downs.stand_down(person=world.people["disclosure"], **given, gate=gate)
    dev = visitor(world, client, "disclosure")
    here = f"/reviews/{world.review}/redaction/consultations/{asked}"
    assert "Section 2" not in dev.get(here).text
    assert dev.get(f"{here}/sections/{at}").status_code == 404
    with pytest.raises(Refused, match="Another officer"):
        finish(world, asked, "agreed")
    finish(world, asked, "agreed", who="senior")
