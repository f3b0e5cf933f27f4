"""What is typed and not saved is kept, for its writer alone."""

import json

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent
from portal.gate.ledger import Entry, stream_of
from portal.gate.policy import Act
from portal.writing.models import Draft
from tests.build import World
from tests.cast import POLICE
from tests.visit import Visitor
from tests.writing.desk import (
    at,
    fields,
    visitor,
)


def test_a_draft_is_kept_offered_back_and_gone_when_she_saves(portal: World) -> None:
    author = visitor(portal, "author")
    form = {**fields(author.get(at(portal, "edit"))), "text": "Half a sent", "title": ""}
    assert author.post(at(portal, "draft"), form).status_code == 303
    assert author.post(at(portal, "draft"), {**form, "text": "Half a sentence"}).status_code == 303
    page = author.get(at(portal, "edit"))
    assert "This is your draft of" in page.text
    assert fields(page)["text"] == "Half a sentence"
    again = author.get(at(portal, "edit") + "?from=saved")
    assert "Half a sentence" not in again.text
    assert author.post(at(portal, "edit"), {**fields(page), "title": "T"}).status_code == 303
    assert "This is your draft of" not in author.get(at(portal, "edit")).text
    with portal.vault.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(Draft)).scalar_one() == 0


def test_a_draft_can_be_thrown_away(portal: World) -> None:
    author = visitor(portal, "author")
    form = {**fields(author.get(at(portal, "edit"))), "text": "Half a sentence"}
    author.post(at(portal, "draft"), form)
    assert "gone for good" in author.get(at(portal, "discard")).text
    assert author.post(at(portal, "discard")).status_code == 303
    assert "Half a sentence" not in author.get(at(portal, "edit")).text


def test_a_draft_is_open_to_its_writer_alone(portal: World, two: tuple[Visitor, Visitor]) -> None:
    form = {**fields(two[0].get(at(portal, "edit"))), "text": "SECRET HALF"}
    two[0].post(at(portal, "draft"), form)
    page = two[1].get(at(portal, "edit")).text
    assert "SECRET HALF" not in page
    assert "Amina Rahman is writing on this section too" in page
    with portal.vault.engine.connect() as connection:
        row = connection.execute(Draft.rows()).one()
    for who in ("second", "senior", "manager", "disclosure"):
        with portal.vault.read("", portal.review) as gate:
            gate.actor = portal.actor(who)
            with pytest.raises(Absent):
                gate.open(row, "words", act=Act.KEEP_DRAFT, model=Draft)


def test_an_editing_session_is_one_entry_and_each_version_one(portal: World) -> None:
    author = visitor(portal, "author")

    def entries() -> list[str]:
        stream = stream_of(portal.review, portal.agencies[POLICE])
        query = sa.select(Entry.entry).where(Entry.stream == stream).order_by(Entry.seq)
        with portal.vault.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    before = len(entries())
    form = fields(author.get(at(portal, "edit")))
    assert len(entries()) == before + 1
    for n in range(5):
        author.post(at(portal, "draft"), {**form, "text": f"Half a sentence {n}"})
    author.post(at(portal, "show"), {**form, "text": "Half a sentence"})
    assert len(entries()) == before + 1
    author.post(at(portal, "edit"), {**form, "text": "A sentence."})
    made = [json.loads(e) for e in entries()[before + 1 :]]
    assert [e["act"] for e in made].count("write_section") == 1
    assert "sentence" not in json.dumps(made)
