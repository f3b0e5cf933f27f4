"""Making a rendition: who may, of which sections, and that nothing is read through it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.redaction import acts, sources, standing, suggested
from portal.redaction.known import NOBODY, Found, Register
from portal.redaction.models import Rendition, RenditionSection
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import reading_as
from tests.redaction.desk import looked, written
from tests.visit import visitor

SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
GIVEN = {"audience": "panel", "regime": "none", "title": SAID, "purpose": SAID}


def made(world: World, who: str, *titles: str, **given: Any) -> str:
    with world.act(who) as gate:
        versions = [world.versions[title] for title in titles]
        return acts.start(**{**GIVEN, **given}, versions=versions, gate=gate).id


def test_only_the_bodys_own_officers_make_one(world: World) -> None:
    name = made(world, "disclosure", "Context", "Practice")
    for who in set(CAST) - {"disclosure", "chair"}:
        with pytest.raises(Absent):
            made(world, who, "Context")
    read = set()
    for who in CAST:
        with reading_as(world, who) as gate:
            read |= {who} if any(row.id == name for row in acts.renditions(gate=gate)) else set()
    assert read == {"disclosure", "senior"}
    with reading_as(world, "senior") as gate:
        (row,) = acts.renditions(gate=gate)
        assert acts.titles(rows=[row], gate=gate) == {name: SAID}


def test_nobody_makes_one_of_what_she_may_not_read(world: World) -> None:
    """The chair has the context by a release, and nothing else of the police's."""
    assert made(world, "chair", "Context")
    for title in ("Practice", "Chronology", "Conduct"):
        with pytest.raises(Refused, match="Choose at least one"):
            made(world, "chair", title)
    with pytest.raises(Refused, match="Choose at least one"):
        made(world, "disclosure", "Conduct")


def test_a_release_that_ended_stops_the_rendition_in_a_sentence(world: World) -> None:
    name = made(world, "chair", "Context")
    looked(world, name, "chair", register=NOBODY)
    with reading_as(world, "chair") as gate:
        assert acts.why_not_yet(rendition=standing.find(name, gate=gate), gate=gate) == [
            "Ask Westmarch Police: some of these words are theirs."
        ]
    with world.act("senior") as gate:
        release = gate.find(Release, world.releases["chair"], Act.END_RELEASE)
        sharing.end_release(release=release, why="It is over.", gate=gate)
    with reading_as(world, "chair") as gate, pytest.raises(Refused, match="not open to you any"):
        acts.decided(name, register=NOBODY, gate=gate)


def test_nothing_is_rendered_that_nobody_has_looked_through(world: World) -> None:
    name = made(world, "disclosure", "Context", "Practice")
    with reading_as(world, "disclosure") as gate:
        (why,) = acts.why_not_yet(rendition=standing.find(name, gate=gate), gate=gate)
        assert why.startswith("Sections not looked through for people and identifiers: 2.")
        with pytest.raises(Refused, match="not looked through"):
            acts.decided(name, register=NOBODY, gate=gate)
    looked(world, name, register=NOBODY)
    with reading_as(world, "disclosure") as gate:
        assert len(acts.decided(name, register=NOBODY, gate=gate)[1]) == 2


def test_a_request_has_its_rules_and_nothing_else_has(world: World) -> None:
    for audience, regime in (("public", "foi"), ("applicant", "none"), ("nobody", "none")):
        with pytest.raises(Refused):
            made(world, "disclosure", "Context", audience=audience, regime=regime)


def test_sections_come_and_go_and_a_change_goes_back_to_deciding(world: World) -> None:
    name = made(world, "disclosure", "Context")
    with world.act("disclosure") as gate:
        row = gate.find(Rendition, name, Act.MAKE_RENDITION)
        standing.move(rendition=row, to="proved", gate=gate)
        with pytest.raises(Refused, match="done with this rendition meanwhile"):
            standing.move(rendition=row, to="released", gate=gate)
        acts.add_sections(rendition=row, versions=[world.versions["Practice"]], gate=gate)
        assert (row.stage, row.revision) == ("deciding", 2)
        with pytest.raises(Refused, match="already"):
            acts.add_sections(rendition=row, versions=[world.versions["Practice"]], gate=gate)
        first = gate.session.execute(sa.select(RenditionSection)).scalars().first()
        assert first is not None
        acts.take_out(section=first, gate=gate)
        with pytest.raises(Refused, match="taken out already"):
            acts.take_out(section=first, gate=gate)
    with reading_as(world, "disclosure") as gate:
        assert [s.position for s in standing.sections_of(rendition=name, gate=gate)] == [2]
    with world.act("disclosure") as gate:
        row = gate.find(Rendition, name, Act.MAKE_RENDITION)
        for stage in ("proved", "signed", "released"):
            standing.move(rendition=row, to=stage, gate=gate)
        with pytest.raises(Refused, match="Make another"):
            standing.changed(rendition=row, gate=gate)


def test_who_is_stood_down_makes_and_reads_none(world: World) -> None:
    from portal.reviews import stand_downs

    name = made(world, "disclosure", "Context")
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["disclosure"], scope="review", what="", why=SAID, gate=gate
        )
    with reading_as(world, "disclosure") as gate, pytest.raises(Absent):
        standing.find(name, gate=gate)
    with pytest.raises(Absent):
        made(world, "disclosure", "Context")


def test_the_pages_ask_for_all_and_keep_what_was_typed(world: World, client: Any) -> None:
    who, base = visitor(world, client, "disclosure"), f"/reviews/{world.review}/redaction"
    assert visitor(world, client, "chair").get(base).status_code == 200
    assert visitor(world, client, "health_panel").get(base).status_code == 404
    shown = who.get(f"{base}/new").text
    assert "not signed off" not in shown
    wrong = who.post(f"{base}/new", {"title": SAID, "purpose": "x" * 5000})
    assert wrong.status_code == 422
    assert all(said in wrong.text for said in ("for whom", "4,000", "at least one section"))
    assert "ਪੰਜਾਬੀ" in wrong.text
    version = world.versions["Context"]
    fields = {**GIVEN, f"sections_{version}": version}
    odd = who.post(f"{base}/new", {**fields, "regime": "foi"})
    assert (odd.status_code, "there is no request" in odd.text) == (422, True)
    done = who.post(f"{base}/new", fields)
    assert done.headers["location"].endswith("?done=started")
    listed = who.get(base).text
    assert "ਪੰਜਾਬੀ" in listed
    assert "<script>x" not in listed


def test_a_draft_is_shown_with_the_reason_why_it_cannot_be_chosen(world: World) -> None:
    from portal.documents import acts as documents
    from portal.documents.models import Section, Version
    from portal.documents.words import Paragraph

    with world.act("author") as gate:
        version = gate.find(Version, world.versions["Practice"], Act.READ_SECTION)
        section = gate.session.get(Section, version.section_id)
        documents.write(
            section=section, title="T", paragraphs=[Paragraph("a", "p", "x")], gate=gate
        )
    with reading_as(world, "disclosure") as gate:
        rows = {row.section_id: row for row in sources.choosable(gate=gate)}
        assert rows[version.section_id].id == world.versions["Practice"], "the signed one stays"
        assert datetime.now(UTC) > rows[version.section_id].written_at


def test_one_value_in_two_sections_is_one_group_and_what_may_be_two_people_is_none(
    world: World,
) -> None:
    text = "Call 07700 900123 and ask for Alex."
    for title in ("Context", "Practice"):
        written(world, title, [text])
    name = made(world, "disclosure", "Context", "Practice")

    def find(texts: Sequence[str]) -> list[Found]:
        at = [(n, one) for n, one in enumerate(texts) if one == text]
        phones = [Found(n, 5, 17, "phone", "", "07700900123", sure=True) for n, _ in at]
        return phones + [Found(n, 30, 34, "person", "", "", sure=False) for n, _ in at]

    looked(world, name, register=Register(find=find))
    with reading_as(world, "disclosure") as gate:
        told = suggested.groups(rendition=name, gate=gate)
    assert sorted((one.kind, one.mentions) for one in told) == [
        ("person", 1),
        ("person", 1),
        ("phone", 2),
    ]
