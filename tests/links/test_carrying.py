"""What is brought over from a linked review: approved words, people and days, and by whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents import acts as documents
from portal.documents.models import Document, Section, Version
from portal.documents.words import Paragraph
from portal.gate.gate import Refused
from portal.gate.policy import BOARD, Role
from portal.gate.vault import CONSOLE
from portal.links import carrying
from portal.links.models import Carried
from portal.reviews import parts, stand_downs
from portal.reviews.models import Subject
from portal.timetable import acts as timetable
from tests.build import YEAR, World
from tests.links.another import SAID, Other, canary, entries, here, linked, offered, rows
from tests.policy.asking import raw
from tests.visit import visitor

pytestmark = pytest.mark.slow


# Approved words


@pytest.mark.mission("C191")
def test_a_second_review_opens_with_approved_sections_only(
    world: World, client: Any, other: Other
) -> None:
    linked(world, other)
    newer = draft_over(world, "Practice")
    document = other.document()
    author = visitor(world, client, "author")
    page = author.get(other.path(f"/contributions/{document}/carry")).text
    found = offered(page)
    approved = {world.versions[t] for t in ("Context", "Chronology", "Practice", "Methods")}
    assert set(found) == {f"pick_{name}" for name in approved}
    assert set(found.values()) == {world.review}
    assert page.count("checked") >= 4
    assert "From Hawthorn 41. Version 1, signed off on" in page
    before = len(entries(world, world.review, "read_section"))
    sent = author.post(other.path(f"/contributions/{document}/carry"), found)
    assert sent.headers["location"] == other.path(f"/contributions/{document}")
    read = entries(world, world.review, "read_section")[before:]
    assert {name for one in read for names in one["things"].values() for name in names} == approved
    assert {one["stream"] for one in read} == {
        f"{world.review}:{world.agencies['Westmarch Police']}"
    }
    assert {one["member"] for one in read} == {world.members["author"]}
    written = entries(world, other.id, "write_section")
    assert {one["member"] for one in written} == {other.seats["author"]}
    versions = rows(world, Version, Version.review_id == other.id)
    assert {(one.number, one.stage) for one in versions} == {(1, "draft")}
    assert len(versions) == 4
    assert newer not in {row.from_thing for row in rows(world, Carried)}
    classes = {row.section_class for row in rows(world, Section, Section.review_id == other.id)}
    assert classes == {"context", "chronology", "practice", "tactics"}
    told = author.get(other.path(f"/contributions/{document}")).text
    assert told.count("Brought over from Hawthorn 41 on") == 4
    assert "version 1, signed off on" in told
    assert canary(world, "words of Context") in author.get(other.path("/read")).text
    assert offered(author.get(other.path(f"/contributions/{document}/carry")).text) == {}
    again = author.post(other.path(f"/contributions/{document}/carry"), found)
    assert again.status_code == 422


def draft_over(world: World, title: str) -> str:
    """Newer words, which nobody has signed off."""
    with world.act("author") as gate:
        version = gate.session.get(Version, world.versions[title])
        return documents.write(
            section=version.section, title="Unsigned", paragraphs=[Paragraph("0" * 32, "p", "No")],
            gate=gate,
        ).id  # fmt: skip


def test_another_provenance_is_told_to_who_takes_part_there_alone(
    world: World, client: Any, other: Other
) -> None:
    linked(world, other)
    document = other.document()
    with world.vault.act("", actor=CONSOLE) as gate:
        other.join("stranger", "manager", gate)
    author = visitor(world, client, "author")
    author.post(
        other.path(f"/contributions/{document}/carry"),
        {f"pick_{world.versions['Context']}": world.review},
    )
    told = visitor(world, client, "stranger").get(other.path(f"/contributions/{document}")).text
    assert "Brought over from approved words of another time on" in told
    assert "Hawthorn 41" not in told


def test_what_is_said_to_be_covert_closes_in_every_review_that_it_came_to(
    world: World, client: Any, other: Other
) -> None:
    """Whoever says it there need take no part here; a third review, two bridges on, closes too."""
    linked(world, other)
    third = Other(world, "sar", "Rowan 3")
    linked(world, third)
    author = visitor(world, client, "author")
    picked = {f"pick_{world.versions['Context']}": world.review}
    document = other.document()
    author.post(other.path(f"/contributions/{document}/carry"), picked)
    (first,) = rows(world, Version, Version.review_id == other.id)
    said, last = canary(world, "words of Context"), third.document()
    with third.act("author") as gate:
        made = documents.add_section(
            document=gate.session.get(Document, last), section_class="context", title="T",
            paragraphs=[Paragraph("1" * 32, "p", said)], graphic="", gate=gate,
        )  # fmt: skip
        gate.session.add(
            Carried(
                id="c" * 32, review_id=third.id, what="section", thing_id=made.section_id,
                from_review=other.id, from_thing=first.id, from_number=1, signed_at=gate.now,
                carried_by=third.seats["author"], carried_at=gate.now,
            )
        )  # fmt: skip
    pages = [one.path(f"/contributions/{doc}") for one, doc in ((other, document), (third, last))]
    pages += [one.path("/read") for one in (other, third)]
    assert said in author.get(pages[2]).text
    assert said in author.get(pages[3]).text
    senior = visitor(world, client, "senior")
    assert senior.get(pages[0]).status_code == 404, "she takes no part there"
    to = {"section_class": "covert"}
    sent = senior.post(here(world, f"/sections/{world.versions['Context']}/class"), to)
    assert sent.status_code == 303, sent.text
    for page in pages:
        assert said not in author.get(page).text
    found = rows(world, Section, Section.review_id.in_([other.id, third.id]))
    assert {row.section_class for row in found} == {"covert"}
    for one in (other, third):
        (entry,) = entries(world, one.id, "reclassify")
        assert entry["actor"] == world.people["senior"]
        assert entry["outcome"] == "followed"


def test_and_where_they_came_from(world: World, client: Any, other: Other) -> None:
    linked(world, other)
    document = other.document()
    author = visitor(world, client, "author")
    picked = {f"pick_{world.versions['Context']}": world.review}
    author.post(other.path(f"/contributions/{document}/carry"), picked)
    (copy,) = rows(world, Version, Version.review_id == other.id)
    said = canary(world, "words of Context")
    assert said in author.get(here(world, "/read")).text
    author.post(other.path(f"/sections/{copy.id}/class"), {"section_class": "learning"})
    assert said in author.get(here(world, "/read")).text, "another class is each review's own"
    sent = author.post(other.path(f"/sections/{copy.id}/class"), {"section_class": "covert"})
    assert sent.status_code == 303
    assert said not in author.get(here(world, "/read")).text


def test_nothing_is_lifted_by_who_may_not(world: World, client: Any, other: Other) -> None:
    document = other.document()
    author, path = visitor(world, client, "author"), other.path(f"/contributions/{document}/carry")
    picked = {f"pick_{world.versions['Context']}": world.review}
    assert offered(author.get(path).text) == {}
    assert author.post(path, picked).status_code == 422
    linked(world, other)
    for odd in (
        {f"pick_{world.versions['Conduct']}": world.review},
        {f"pick_{world.versions['Context']}": other.id},
        {"pick_nothing": world.review},
        {**picked, f"pick_{world.versions['Advice']}": world.review},
    ):
        assert author.post(path, odd).status_code == 422
    assert rows(world, Section, Section.review_id == other.id) == []
    assert author.post(path).status_code == 422
    assert visitor(world, client, "manager").post(path, picked).status_code == 404
    with world.act("board") as gate:
        stand_downs.stand_down(
            person=world.people["author"], scope="review", what="", why="Kin", gate=gate
        )
    assert offered(author.get(path).text) == {}
    assert author.post(path, picked).status_code == 422
    assert rows(world, Carried) == []


def test_another_agencys_words_are_no_ones_to_lift(world: World, client: Any) -> None:
    """Probation reads what was released to it; it carries nothing of it away."""
    other = Other(world)
    with world.vault.act("", actor=CONSOLE) as gate:
        other.join("probation_author", "probation_author", gate)
    linked(world, other)
    document = other.document("probation_author")
    path = other.path(f"/contributions/{document}/carry")
    theirs = visitor(world, client, "probation_author")
    assert offered(theirs.get(path).text) == {}
    picked = {f"pick_{world.versions['Context']}": world.review}
    assert theirs.post(path, picked).status_code == 422


def test_two_boards_are_two_bodies_and_neither_lifts_the_others_report(
    world: World, client: Any
) -> None:
    """An overview rests on what was released there, and to the people of that review alone."""
    other = Other(world)
    for review in (world.review, other.id):
        with world.vault.act("", actor=CONSOLE) as gate:
            seat = parts.seat(
                review_id=review, person_id=world.people["stranger"], body=BOARD,
                roles=(Role.AUTHOR,), starts=datetime.now(UTC) - timedelta(hours=1),
                ends=datetime.now(UTC) + YEAR, standing="", gate=gate,
            ).id  # fmt: skip
        if review == world.review:
            world.members["stranger"] = seat
        else:
            other.seats["stranger"] = seat
    linked(world, other)
    with world.act("stranger") as gate:
        made = documents.start_document(kind="overview", gate=gate)
        version = documents.add_section(
            document=made, section_class="context", title="What was shared", gate=gate,
            paragraphs=[Paragraph("0" * 32, "p", SAID)],
        ).id  # fmt: skip
    at = raw(world, "select written_at from section_version where id = :i", i=version)[0][0]
    raw(world, "update section_version set stage = 'signed_off', signed_at = :n where id = :i",
        i=version, n=at)  # fmt: skip
    with other.act("stranger") as gate:
        document = documents.start_document(kind="overview", gate=gate).id
    path = other.path(f"/contributions/{document}/carry")
    theirs = visitor(world, client, "stranger")
    assert offered(theirs.get(path).text) == {}
    assert theirs.post(path, {f"pick_{version}": world.review}).status_code == 422


def test_what_fails_here_leaves_no_entry_and_no_words_there(world_on_either: World) -> None:
    world = world_on_either
    other = Other(world)
    linked(world, other)
    name = other.document()

    def carried(wanted: list[str]) -> None:
        with other.act("author") as gate:
            there = world.vault.beside(gate, "", world.review)
            assert there is not None
            there.actor = world.actor("author")
            document = gate.session.execute(sa.select(Document).where(Document.id == name))
            carrying.bring_sections(
                document=document.scalar_one(), wanted=wanted, there=there, gate=gate
            )
            if len(wanted) == 1:
                raise Refused("Something else went wrong in the same act.")

    before = len(entries(world, world.review, "read_section"))
    with pytest.raises(Refused):
        carried([world.versions["Context"]])
    assert len(entries(world, world.review, "read_section")) == before
    assert rows(world, Carried) == []
    carried([world.versions["Context"], world.versions["Chronology"]])
    assert len(entries(world, world.review, "read_section")) == before + 1
    assert len(rows(world, Carried)) == 2
    found = [one.what for one in world.vault.verify().findings]
    assert found == ["it cannot be found or read"], "but for a witness that was not written yet"


@pytest.mark.mission("C192")
def test_an_imr_derives_from_an_sfo_review(world: World, client: Any) -> None:
    """What an agency signed off for its own SFO review is drafted into its IMR for the panel."""
    sfo = Other(world, "sfo", "Rowan 3")
    with sfo.act("author") as gate:
        document = documents.start_document(kind="imr", gate=gate)
        version = documents.add_section(
            document=document, section_class="practice", title=SAID,
            paragraphs=[Paragraph("1" * 32, "p", "How it was supervised")], gate=gate,
        ).id  # fmt: skip
    with sfo.act("manager") as gate:
        documents.sign_off(version=gate.session.get(Version, version), gate=gate)
    linked(world, sfo)
    author, path = visitor(world, client, "author"), here(world, f"/contributions/{world.document}")
    page = author.get(f"{path}/carry").text
    assert offered(page) == {f"pick_{version}": sfo.id}
    assert author.post(f"{path}/carry", offered(page)).status_code == 303
    assert "Brought over from Rowan 3 on" in author.get(path).text
    (row,) = rows(world, Carried)
    told = row.from_review, row.from_thing, row.from_number, row.review_id, row.carried_by
    assert told == (sfo.id, version, 1, world.review, world.members["author"])


# People and days


@pytest.mark.mission("A009")
def test_people_and_days_are_entered_once(world: World, client: Any, other: Other) -> None:
    """Also where one of them is a PIMR that stood alone first."""
    linked(world, other)
    pimr = Other(world, "pimr", "Rowan 3")
    linked(world, pimr)
    on = date(2026, 3, 2)
    with world.act("chair") as gate:
        timetable.record(event="charge", on=on, gate=gate)
        timetable.record(event="notified", on=on + timedelta(days=2), gate=gate)
    author, chair = visitor(world, client, "author"), visitor(world, client, "chair")
    page = author.get(other.path("/links/people"))
    assert canary(world, "subject last name") in page.text
    before = len(entries(world, world.review, "read_subject"))
    assert author.post(other.path("/links/people"), offered(page.text)).status_code == 303
    assert len(entries(world, world.review, "read_subject")) == before + 1
    (subject,) = rows(world, Subject, Subject.review_id == other.id)
    shown = author.get(other.path(f"/people/{subject.id}")).text
    for where in ("subject last name", "subject first name", "subject reference"):
        assert canary(world, where) in shown
    assert "Brought over from Hawthorn 41 on" in shown
    assert offered(author.get(other.path("/links/people")).text) == {}
    assert author.get(other.path("/links/days")).status_code == 404
    days = chair.get(pimr.path("/links/days"))
    assert len(offered(days.text)) == 1
    assert "Monday 2 March 2026" in days.text
    assert chair.post(pimr.path("/links/days"), offered(days.text)).status_code == 303
    shown = chair.get(pimr.path("/timetable")).text
    assert "Monday 2 March 2026" in shown
    assert "Brought over from Hawthorn 41 on" in shown
    assert offered(chair.get(pimr.path("/links/days")).text) == {}
    assert visitor(world, client, "manager").get(other.path("/links/people")).status_code == 404
