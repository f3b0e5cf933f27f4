"""The dates that the form holds go into a chronology that the force writes."""

from datetime import date
from typing import Any

import pytest

from portal.documents import acts as documents
from portal.documents.models import Document
from portal.gate.gate import Absent, Refused
from portal.pimr import chronology
from portal.reviews import stand_downs
from portal.web.dates import in_words
from tests.build import World
from tests.pimr.desk import ONE, TWO, ago, commissioned, found, hand_on, name, save
from tests.policy.asking import raw, reading_as
from tests.visit import visitor

SEEN = "Date last seen by police before the arrest for this offence"
VISITED = "Date last visited at home by the police sex offender management unit"


def test_the_dates_stand_in_the_order_of_the_days() -> None:
    said = {"stage_1": ONE, "stage_2": TWO}
    told = chronology.dates(said, ago(1))
    assert [one.on for one in told] == [ago(60), ago(50), ago(40), ago(22), ago(20)]
    assert [one.what for one in told][::2] == [VISITED, SEEN, "Date of reoffending notification"]
    assert told[0].row == f"{in_words(ago(60))}\t{VISITED}\tReoffending review form, stage 2"
    assert chronology.dates({}, date(2026, 1, 1)) == []


@pytest.mark.slow
@pytest.mark.mission("A096", "A097")
def test_they_become_a_section_of_the_forces_chronology(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    name(pimr)
    save(pimr, "author", "stage_1", ONE)
    save(pimr, "author", "stage_2", {**TWO, "level_change": "no"})
    with reading_as(pimr, "author") as gate:
        here = f"/reviews/{pimr.review}/pimr/{found_id(pimr)}"
        assert chronology.writable(gate=gate) == []
    author = visitor(pimr, client_of, "author")
    assert "Dates of the form, for a chronology" in author.get(here).text
    page = author.get(f"{here}/chronology").text
    assert page.index(VISITED) < page.index(SEEN) < page.index("Date of the charge")
    assert page.count('name="document"') == 1
    assert "A new chronology of your force" in page
    begun = author.post(f"{here}/chronology", {"document": "new"}).headers["location"]
    assert chronology.TITLE in author.get(begun).text
    assert begun.rpartition("/")[2] in author.get(f"/reviews/{pimr.review}").text, "a way there"
    with pimr.act("author") as gate:
        document = documents.start_document(kind="chronology", gate=gate).id
    assert "Choose the document" in author.post(f"{here}/chronology", {}).text
    wrong = author.post(f"{here}/chronology", {"document": "x" * 32})
    assert "Choose one of the documents" in wrong.text
    sent = author.post(f"{here}/chronology", {"document": document})
    assert sent.headers["location"] == f"/reviews/{pimr.review}/contributions/{document}"
    with reading_as(pimr, "author") as gate:
        ((row, told),) = documents.sections_of(document=document, gate=gate)
        assert (row.section_class, row.stage) == ("chronology", "draft")
        assert [p["kind"] for p in told["paragraphs"]] == ["head"] + ["row"] * 4
        assert told["paragraphs"][1]["text"].startswith(f"{in_words(ago(60))}\t{VISITED}\t")
    again = author.post(f"{here}/chronology", {"document": document})
    assert "stand in a chronology of that document already" in again.text
    later = {**TWO, "level_change": "no", "last_seen": ago(41).isoformat()}
    save(pimr, "author", "stage_2", later, seen=1)
    assert author.post(f"{here}/chronology", {"document": document}).status_code == 303
    with reading_as(pimr, "author") as gate:
        _, (_, told) = documents.sections_of(document=document, gate=gate)
        assert [p["text"].split("\t")[0] for p in told["paragraphs"]] == ["Date", in_words(ago(41))]


def found_id(pimr: World) -> str:
    return str(raw(pimr, f"select id from pimr_form where review_id = '{pimr.review}'")[0][0])


@pytest.mark.slow
def test_only_who_writes_for_the_force_puts_them_there(pimr: World, client_of: Any) -> None:
    commissioned(pimr)
    name(pimr)
    save(pimr, "author", "stage_1", ONE)
    save(pimr, "author", "stage_2", TWO)
    with pimr.act("author") as gate:
        document = documents.start_document(kind="chronology", gate=gate).id
    hand_on(pimr, "author")
    path = f"/reviews/{pimr.review}/pimr/{found_id(pimr)}/chronology"
    manager = visitor(pimr, client_of, "manager")
    assert "Only an author of your force" in manager.get(path).text
    days = [chronology.Dated(ago(1), "x", "stage 1")]
    with pytest.raises(Absent), pimr.act("manager") as gate:
        chronology.feed(form=found(gate), document=chronology.NEW, days=days, gate=gate)
    assert manager.post(path, {"document": document}).status_code == 422
    assert visitor(pimr, client_of, "probation_panel").get(path).status_code == 404
    with reading_as(pimr, "author") as gate:
        assert [row.id for row in chronology.writable(gate=gate)] == [document]
        assert documents.sections_of(document=document, gate=gate) == []
    with pimr.act("board") as gate:
        stand_downs.stand_down(
            person=pimr.people["author"], scope="review", what="", why="Kin", gate=gate
        )
    assert visitor(pimr, client_of, "author").post(path, {"document": document}).status_code == 404


@pytest.mark.slow
def test_a_document_of_another_review_is_none_of_them(pimr: World) -> None:
    commissioned(pimr)
    save(pimr, "author", "stage_1", ONE)
    with pimr.act("author") as gate:
        other = Document(id="d" * 32, review_id="e" * 32, owner_id=gate.body, kind="chronology")
        gate.session.add(other)
        gate.session.flush()
        with pytest.raises(Refused, match="Choose one of the documents"):
            chronology.feed(form=found(gate), document=other.id, days=[], gate=gate)
