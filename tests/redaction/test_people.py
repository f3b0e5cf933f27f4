"""The register of people in a rendition: who is found, and one pseudonym for each in all of them."""

import re
from typing import Any

import pytest

from portal.gate.gate import Refused
from portal.persons import acts as persons
from portal.persons.acts import known
from portal.persons.told import Told
from portal.redaction import acts, deciding, suggested
from portal.redaction.exemptions import Grounds
from portal.redaction.people import register
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import made, row, written
from tests.redaction.test_pages import base
from tests.visit import visitor


def test_the_people_of_the_case_are_found_and_have_one_pseudonym(world: World, client: Any) -> None:
    first, last = (
        next(word for word, where in world.canaries.items() if where == f"subject {name} name")
        for name in ("first", "last")
    )
    written(world, texts=[f"{first} {last} left.", f"Then {last} came, and rang 07700 900123."])
    name = made(world, "disclosure", "Practice", audience="panel", regime="none")
    who, here = visitor(world, client, "disclosure"), f"{base(world)}/{name}"
    assert who.post(f"{here}/look").headers["location"].endswith("?done=looked")
    shown = who.get(f"{here}/groups").text
    assert f"{first} {last} (not in the register of people)" in shown
    given = {"decision": "pseudonym"}
    group = re.search(r'name="(groups_[^"]+)" type="checkbox" value="([^"]+)"[^>]*>\s*<label[^>]*>\s*'
                      rf"“{first}", shown)  # fmt: skip
    assert group
    refused = who.post(f"{here}/groups", {group[1]: group[2], **given})
    assert "Enter the person there first" in refused.text
    persons = f"/reviews/{world.review}/persons"
    assert f"{persons}/first-page" in who.get(persons).text
    assert f"{first} {last}" in who.get(f"{persons}/first-page").text
    ticked = re.search(r'name="(dead_([0-9a-f]{32}))"', who.get(f"{persons}/first-page").text)
    assert ticked
    done = who.post(f"{persons}/first-page", {ticked[1]: ticked[2], "dead_x": "y"})
    assert done.headers["location"].endswith("?done=pasted")
    with reading_as(world, "disclosure") as gate:
        assert [one.deceased for one in known(gate=gate)] == ["yes"]
    assert f"{persons}/first-page" not in who.get(persons).text
    assert "here already" in who.get(f"{persons}/first-page").text
    assert f"{first} {last} (Perpetrator 1)" in who.get(f"{here}/groups").text
    assert who.post(f"{here}/groups", {group[1]: group[2], **given}).status_code == 303
    assert who.post(f"{here}/proposals").status_code == 303
    with reading_as(world, "disclosure") as gate:
        _, (section,) = acts.decided(name, register=register(gate=gate), gate=gate)
    told = [p.text for p in section.paragraphs]
    assert told == ["Perpetrator 1 left.", "Then Perpetrator 1 came, and rang [removed]."]


@pytest.mark.mission("A028", "C199")
@pytest.mark.parametrize(
    ("post", "label"),
    [("", "Professional 1"), ("victim_liaison_manager", "Victim liaison manager 1")],
)
def test_staff_appear_by_the_word_of_their_part_in_every_rendition(
    world: World, post: str, label: str
) -> None:
    written(world, texts=["PC Dale Hughes left.", "Then P.C. Hughes's colleague called Dale."])
    with world.act("author") as gate:
        told = Told(names=("Dale Hughes",), post=post)
        persons.enter(role="professional", deceased="no", told=told, gate=gate)
    for audience in ("panel", "staff", "family", "public"):
        name = made(world, "disclosure", "Practice", audience=audience, regime="none")
        with world.act("disclosure") as gate:
            known = register(gate=gate)
            suggested.look(rendition=row(gate, name), register=known, gate=gate)
            with pytest.raises(Refused, match="nobody has decided"):
                acts.decided(name, register=known, gate=gate)
            deciding.accept(rendition=row(gate, name), register=known, gate=gate)
            waits = deciding.waiting(rendition=name, gate=gate)
            given = {"groups": {one.group_id for one in waits}, "decision": "pseudonym"}
            if waits:
                deciding.decide_groups(
                    rendition=row(gate, name), **given, grounds=Grounds(), register=known, gate=gate
                )
        with reading_as(world, "disclosure") as gate:
            _, (one,) = acts.decided(name, register=known, gate=gate)
        assert [p.text for p in one.paragraphs] == [
            f"{label} left.",
            f"Then {label}'s colleague called {label}.",
        ]
