"""Other words in the place of what is taken out: for a publication, tracked, and told to the owner."""

from typing import Any

import pytest

from portal.redaction import deciding, owed, standing
from portal.redaction.exemptions import Grounds, Lacking
from portal.redaction.known import NOBODY
from tests.build import World
from tests.cast import POLICE
from tests.policy.asking import raw, reading_as
from tests.redaction.desk import SAID, decide, made, shown, written
from tests.redaction.test_consulting import MAKER, ask, begun, finish, first
from tests.redaction.test_pages import base, page_of
from tests.visit import visitor

OWN = Grounds()
FIELDS = {"what": "words", "paragraph": "1", "words": "on 3 May", "decision": "remove",
          "codes_personal": "personal"}  # fmt: skip


@pytest.fixture
def name(world: World) -> str:
    written(world)
    return made(world, "disclosure", "Practice", audience="public", regime="none")


@pytest.mark.mission("C242")
def test_words_are_changed_for_a_publication_and_each_change_is_kept(
    world: World, client: Any, name: str
) -> None:
    who, path = visitor(world, client, "disclosure"), page_of(world, name)
    for words in (f"one spring {SAID}", "one  day\nin spring"):
        given = {**FIELDS, "instead": words}
        assert "?done=decided" in who.post(path, given).headers["location"]
    page = who.get(path).text
    assert "Taken out, other words stand there" in page
    at = page.index("/passages/")
    passage = page[page.rindex('"', 0, at) + 1 : page.index('"', at)]
    history = who.get(passage).text
    assert "one day in spring" in history
    assert "one spring Cymraeg" in history, "what was proposed before stays on record"
    assert "&lt;script&gt;" in history
    assert len(raw(world, "select * from passage where instead is not null")) == 2
    assert shown(world, name, reading_as)[0].startswith("Carl Evans saw Jo one day in spring. Carl")


def test_they_stand_in_one_place_and_never_in_an_answer_to_a_request(
    world: World, name: str
) -> None:
    both = [(1, 0, 4), (1, 20, 25)]
    with pytest.raises(Lacking, match="one passage"):
        decide(world, name, *both, grounds=OWN, instead="He")
    with pytest.raises(Lacking, match="that is taken out"):
        decide(world, name, both[0], decision="keep", grounds=OWN, instead="He")
    asked = made(world, "disclosure", "Practice")
    with pytest.raises(Lacking, match="It is not put in other"):
        decide(world, asked, both[0], instead="He")
    assert not raw(world, "select * from passage")


def test_a_page_for_a_request_does_not_ask_for_them(world: World, client: Any, name: str) -> None:
    who = visitor(world, client, "disclosure")
    assert "Other words in their place" in who.get(page_of(world, name)).text
    asked = made(world, "disclosure", "Practice")
    page = who.get(page_of(world, asked)).text
    assert "Other words in their place" not in page
    assert "The public interest: for and against" in page
    own = made(world, "disclosure", "Practice", audience="applicant", regime="subject_access")
    page = who.get(page_of(world, own)).text
    assert "What harm would follow" in page
    assert "The public interest" not in page, "nothing there is qualified"
    assert who.post(f"{base(world)}/{name}/look").status_code == 303


def test_the_owner_sees_them_and_is_asked_again_when_they_change(world: World, client: Any) -> None:
    police = world.agencies[POLICE]
    name = begun(world, audience="public", regime="none")
    reworded(world, name, "A man")
    asked = ask(world, name, police)
    with reading_as(world, MAKER) as gate:
        (at,) = standing.sections_of(rendition=name, gate=gate)
    here = f"{base(world)}/consultations/{asked}/sections/{at.id}"
    assert "taken out, “A man” stands there" in visitor(world, client, "disclosure").get(here).text
    finish(world, asked, "agreed")
    with world.act(MAKER) as gate:
        waits = {"rendition": standing.one(name, gate=gate), "names": {police: "the police"}}
        assert owed.outstanding(**waits, gate=gate) == []
    reworded(world, name, "Someone")
    with world.act(MAKER) as gate:
        waits = {"rendition": standing.one(name, gate=gate), "names": {police: "the police"}}
        said = ["More is shown now than the police agreed to. Ask again."]
        assert owed.outstanding(**waits, gate=gate) == said


def reworded(world: World, name: str, instead: str) -> None:
    with world.act(MAKER) as gate:
        at, paragraph, _ = first(gate, name)
        marks = [deciding.Mark(at.version_id, paragraph, 0, 6)]
        given = {"decision": "remove", "grounds": OWN, "instead": instead}
        deciding.decide(section=at, marks=marks, **given, register=NOBODY, gate=gate)


def test_nobody_else_reads_them(world: World, client: Any, name: str) -> None:
    decide(world, name, (1, 0, 10), grounds=OWN, instead="A man")
    with reading_as(world, "disclosure") as gate:
        (row,) = standing.passages(rendition=name, gate=gate)
    (stored,) = raw(world, "select instead from passage")
    assert b"A man" not in stored[0]
    path = f"{base(world)}/passages/{row.id}"
    assert "A man" in visitor(world, client, "senior").get(path).text
    for other in ("author", "probation_senior", "chair", "board", "lay"):
        assert visitor(world, client, other).get(path).status_code == 404, other
