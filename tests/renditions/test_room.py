"""From decisions to a released file: made by one, proved, signed by another, never otherwise."""

import io
import json
from typing import Any

import docx
import pypdfium2
import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.persons import acts as persons
from portal.persons.told import Told
from portal.proceedings import acts as proceedings
from portal.redaction import standing
from portal.redaction.models import Rendition
from portal.redaction.people import register
from portal.renditions import acts, beside, making
from portal.renditions.models import RenderedPiece, Rendering, RenditionRelease
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import decide, written
from tests.renditions.desk import (
    NAME,
    OWN,
    TEXTS,
    released,
    rendered,
    signed,
    stage,
    version,
)


@pytest.fixture
def words(world: World) -> World:
    written(world, texts=TEXTS)
    return world


@pytest.fixture
def name(words: World) -> str:
    return version(words, NAME)


def file_of(world: World, row: Any, kind: str, who: str = "senior") -> bytes:
    with world.act(who) as gate:
        found = gate.find(Rendering, row.id, Act.READ_RENDITION)
        return acts.bytes_of(row=found, name=kind, gate=gate)


def pages(file: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))


def test_what_was_taken_out_is_in_neither_file(words: World, name: str) -> None:
    row = rendered(words, name)
    assert (row.clean, row.number, stage(words, name)) == (True, 1, "proved")
    text = pages(file_of(words, row, "pdf"))
    assert "[removed] saw his sister" in text
    assert "Carl" not in text
    told = docx.Document(io.BytesIO(file_of(words, row, "docx")))
    said = "\n".join(one.text for one in told.paragraphs)
    assert "[removed] saw his sister" in said
    assert "ਪੰਜਾਬੀ words" in said
    assert "Evans" not in said


@pytest.mark.mission("A066")
def test_the_panels_copy_says_on_each_page_that_it_is_internal(words: World, name: str) -> None:
    assert "INTERNAL: not to be passed on" in pages(file_of(words, rendered(words, name), "pdf"))
    other = version(words, audience="staff")
    assert "INTERNAL" not in pages(file_of(words, rendered(words, other), "pdf"))


@pytest.mark.mission("C227")
def test_files_of_what_leaks_are_thrown_away_and_the_report_is_kept(
    words: World, name: str
) -> None:
    row = rendered(words, name, title="About Carl Evans")
    assert (row.clean, stage(words, name)) == (False, "deciding")
    with reading_as(words, "senior") as gate:
        (found,) = acts.renderings(rendition=name, gate=gate)
        proof = acts.proof_of(row=found, gate=gate)
        assert {one["route"] for one in proof["pdf"]["findings"]} >= {"pdfium", "pypdf", "objects"}
        assert "Carl" not in json.dumps(proof)
        with pytest.raises(Absent):
            acts.bytes_of(row=found, name="pdf", gate=gate)
    with pytest.raises(Refused, match="nothing to sign"):
        signed(words, name)


def test_a_leak_found_later_takes_what_was_proved_back(words: World, name: str) -> None:
    rendered(words, name)
    rendered(words, name, title="Of Carl Evans")
    assert stage(words, name) == "deciding"


def test_nothing_undecided_is_rendered(words: World) -> None:
    name = version(words)
    decide(words, name, NAME, decision="ask", grounds=OWN)
    with pytest.raises(Refused, match="owner is asked"):
        rendered(words, name)


def test_a_decision_after_the_proof_makes_it_count_no_more(words: World, name: str) -> None:
    rendered(words, name)
    decide(words, name, (3, 0, 7), grounds=OWN)
    assert stage(words, name) == "deciding"
    with pytest.raises(Refused, match="nothing to sign"):
        signed(words, name)
    again = rendered(words, name)
    assert again.number == 2
    assert "Nothing is" not in pages(file_of(words, again, "pdf"))


def test_a_decision_while_it_is_made_stops_it(words: World, name: str) -> None:
    with words.act("disclosure") as gate:
        of = making.gather(rendition=name, title="T", marking="OFFICIAL", gate=gate)
    made = making.make(of)
    decide(words, name, (3, 0, 7), grounds=OWN)
    with words.act("disclosure") as gate, pytest.raises(Refused, match="decided anew"):
        acts.keep(made=made, gate=gate)


def test_a_second_person_signs_and_never_who_had_a_hand_in_it(words: World, name: str) -> None:
    rendered(words, name)
    with pytest.raises(Refused, match="second person signs"):
        signed(words, name, who="disclosure")
    signed(words, name)
    assert stage(words, name) == "signed"
    with pytest.raises(Refused, match="signed already"):
        signed(words, name)


def test_a_second_membership_makes_no_second_person(words: World, name: str) -> None:
    rendered(words, name)
    words.people["senior"] = words.people["disclosure"]
    with words.act("author") as gate:
        gate.session.execute(
            sa.text("update membership set person_id = :p where id = :m"),
            {"p": words.people["disclosure"], "m": words.members["senior"]},
        )
    with words.act("senior") as gate:
        one = standing.one(name, gate=gate)
        row = acts.newest(rendition=one, gate=gate)
        assert "second person" in acts.why_not_signed(rendition=one, row=row, gate=gate)


def test_bytes_that_were_changed_are_not_signed(words: World, name: str) -> None:
    rendered(words, name)
    with words.act("disclosure") as gate:
        gate.session.execute(sa.delete(RenderedPiece).where(RenderedPiece.kind == "docx"))
    with pytest.raises(Absent):
        signed(words, name)
    assert stage(words, name) == "proved"


def test_who_signs_has_seen_what_copies_give_away(words: World, name: str) -> None:
    rendered(words, version(words, audience="staff"))
    rendered(words, name)
    with pytest.raises(Refused, match="each of the findings"):
        signed(words, name, seen=set())
    with words.act("senior") as gate:
        one = standing.one(name, gate=gate)
        row = acts.newest(rendition=one, gate=gate)
        told = beside.compared(rendition=one, row=row, gate=gate)
        assert {found.kind for found in told.differences} == {"label_elsewhere_words"}
        assert len(told.others) == 1
    signed(words, name)


def test_the_same_words_twice_give_nothing_away(words: World, name: str) -> None:
    rendered(words, version(words, NAME, audience="staff"))
    rendered(words, name)
    signed(words, name, seen=set())


def test_released_and_taken_back(words: World, name: str) -> None:
    row = rendered(words, name)
    with pytest.raises(Refused, match="once a second person"):
        released(words, name)
    signed(words, name)
    released(words, name)
    assert stage(words, name) == "released"
    with pytest.raises(Refused, match="once a second person"):
        released(words, name)
    assert file_of(words, row, "pdf", "disclosure")
    with words.act("senior") as gate:
        acts.withdraw(rendition=standing.one(name, gate=gate), why="Too early.", gate=gate)
    assert stage(words, name) == "withdrawn"
    with pytest.raises(Refused, match="withdrawn"):
        file_of(words, row, "pdf")
    with words.act("senior") as gate, pytest.raises(Refused, match="Only what was released"):
        acts.withdraw(rendition=standing.one(name, gate=gate), why="Again.", gate=gate)


@pytest.mark.parametrize("audience", ["board", "family", "staff", "public"])
def test_what_the_proceedings_bar_is_not_released(words: World, audience: str) -> None:
    name = version(words, NAME, audience=audience)
    rendered(words, name)
    signed(words, name)
    with pytest.raises(Refused, match="criminal investigation"):
        released(words, name)
    with words.act("chair") as gate:
        day = gate.now.date()
        proceedings.record_investigation(state="none", since=day, gate=gate)
    released(words, name)


def test_only_the_bodys_own_people_know_of_it(words: World, name: str) -> None:
    row = rendered(words, name)
    for who in ("author", "manager", "chair", "probation_senior", "police_panel", "board"):
        with reading_as(words, who) as gate:
            with pytest.raises(Absent):
                gate.find(Rendering, row.id, Act.READ_RENDITION)
            with pytest.raises(Absent):
                gate.find(Rendition, name, Act.SIGN_RENDITION)
    with pytest.raises(Absent):
        rendered(words, name, who="senior")


def test_nothing_plain_lies_in_the_database(words: World, name: str) -> None:
    rendered(words, name)
    signed(words, name)
    released(words, name)
    with words.act("senior") as gate:
        given = gate.session.execute(sa.select(RenditionRelease)).scalar_one()
        assert "chair" not in repr(given.recipient)
        raw = gate.connection.execute(sa.text("select body from rendered_piece")).scalars().all()
        assert not [one for one in raw if b"%PDF" in one or b"sister" in one]


def test_a_mention_that_was_overlooked_is_found_by_the_register_of_people(world: World) -> None:
    said = ["Carl Evans left.", "Later on EVANS, Carl was seen at the station by two officers."]
    written(world, texts=said)
    with world.act("author") as gate:
        told = Told(names=("Carl Evans",))
        person = persons.enter(role="adult", deceased="no", told=told, gate=gate).id
    name = version(world)
    with reading_as(world, "disclosure") as gate:
        known = register(gate=gate)
    given = {"decision": "pseudonym", "grounds": OWN, "person": person, "register": known}
    decide(world, name, NAME, **given)
    row = rendered(world, name)
    assert (row.clean, stage(world, name)) == (False, "deciding")
    with reading_as(world, "senior") as gate:
        (found,) = acts.renderings(rendition=name, gate=gate)
        proof = acts.proof_of(row=found, gate=gate)
    assert person in {one["kind"] for one in proof["pdf"]["findings"]}
    decide(world, name, (2, 9, 20), **given)
    assert rendered(world, name).clean


def test_a_word_taken_out_in_one_place_and_left_in_another(world: World) -> None:
    written(world, texts=["Quillmarsh left.", "Later Quillmarsh came back to the house again."])
    name = version(world, (1, 0, 10))
    assert rendered(world, name).clean, "the prover cannot tell that it was not kept on purpose"
    with pytest.raises(Refused, match="each of the findings"):
        signed(world, name, seen=set())
    with world.act("senior") as gate:
        one = standing.one(name, gate=gate)
        row = acts.newest(rendition=one, gate=gate)
        (found,) = beside.compared(rendition=one, row=row, gate=gate).differences
    assert (found.kind, found.paragraph) == ("stands_again", 3)
