"""The record of an owner, through the page; rule 18 by its number; and taking it away."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml import html

from portal.gate import checkpoints
from portal.gate.ledger import Entry, stream_of
from portal.gate.policy import Act
from portal.record import pages
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.build import World
from tests.cast import CAST, EVERYBODY
from tests.questions.conftest import Visit, visit
from tests.visit import Visitor, plain

__all__ = ["visit"]
SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "verify_ledger.py"
POLICE = "Westmarch Police"


def at(world: World, more: str = "") -> str:
    return f"/reviews/{world.review}/record{more}"


def rows(visitor: Visitor, address: str) -> list[list[str]]:
    answer = visitor.get(address)
    assert answer.status_code == 200
    tree = html.document_fromstring(answer.text)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in tree.xpath("//tbody/tr")
    ]


def test_rule_18_open_to_the_owners_disclosure_officer_and_senior_office(
    world: World, visit: Visit
) -> None:
    for who in EVERYBODY:
        visitor = visit(who)
        nothing = plain(visitor.get(f"/reviews/{'0' * 32}/record"))
        for more in ("", "/export"):
            answer = visitor.get(at(world, more))
            if who in {"disclosure", "senior", "probation_senior"}:
                assert answer.status_code == 200
            else:
                assert plain(answer) == nothing
                assert answer.status_code == 404


def test_rule_18_who_read_what_when_why_and_under_what(world: World, visit: Visit) -> None:
    visit("probation_panel").get(f"/reviews/{world.review}/read")
    visit("probation_panel").post(f"/reviews/{world.review}/find-words", {"words": "words"})
    practice = world.versions["Practice"]
    visit("health_panel").get(f"/reviews/{world.review}/sections/{practice}/why")
    found = rows(visit("disclosure"), at(world))
    release = f"Release {world.releases['first'][-6:].upper()}"
    where = "Internal management review, sections 1 to 2"
    assert found[0][1:] == [
        "Kamala Nair, Fenwick Health Trust", "Panel member for Fenwick Health Trust",
        "Asked for and was refused", "Internal management review, section 3", "Review work", "",
    ]  # fmt: skip
    gill = ["Harvir Gill, Aldermere Probation", "Panel member for Aldermere Probation", "Read"]
    assert found[1][1:] == [*gill, where, "Looking for words", release]
    assert found[2][1:] == [*gill, where, "Review work", release]


def test_rule_18_it_outlives_an_ending(world: World, visit: Visit) -> None:
    visit("probation_panel").get(f"/reviews/{world.review}/read")
    with world.act("senior") as gate:
        ending = gate.find(Release, world.releases["first"], Act.END_RELEASE)
        sharing.end_release(release=ending, why="A witness is at risk.", gate=gate)
    assert any("Harvir Gill" in row[1] for row in rows(visit("disclosure"), at(world)))


def test_questions_are_readings_of_their_own_and_one_click_is_one_time(
    world: World, visit: Visit
) -> None:
    visit("chair").get(f"/reviews/{world.review}/sections/{world.versions['Context']}/questions")
    found = rows(visit("disclosure"), at(world))[0]
    assert found[3:5] == ["Read", "Internal management review, section 1; questions and answers"]


def test_another_owners_record_is_not_reached(world: World, visit: Visit) -> None:
    visit("probation_panel").get(f"/reviews/{world.review}/read")
    theirs = world.agencies[POLICE]
    probation = visit("probation_senior")
    assert rows(probation, at(world)) == []
    told = probation.get(at(world, f"?owner={theirs}"))
    assert told.status_code == 404
    assert plain(told) == plain(probation.get(at(world, f"?owner={'0' * 32}")))
    assert rows(visit("disclosure"), at(world, f"?owner={theirs}")) != []


def test_by_section_and_by_person(world: World, visit: Visit) -> None:
    for who in ("probation_panel", "probation_panel", "chair"):
        visit(who).get(f"/reviews/{world.review}/read")
    with world.vault.engine.connect() as connection:
        chronology = connection.execute(
            sa.text("select section_id from section_version where id = :v"),
            {"v": world.versions["Chronology"]},
        ).scalar_one()
    disclosure = visit("disclosure")
    found = rows(disclosure, at(world, f"?section={chronology}"))
    gill = [row for row in found if "Harvir Gill" in row[1]]
    assert len(gill) == 1
    assert gill[0][3].startswith("Read, 2 times")
    assert not any("Leonard Ashby" in row[1] for row in found)
    person = world.people["chair"]
    assert {row[1] for row in rows(disclosure, at(world, f"?person={person}"))} == {"Leonard Ashby"}
    both = rows(disclosure, at(world, f"?section={chronology}&person={person}"))
    assert both == []


ODD = [
    "section=x", "person=../..", "before=-1", "before=9e9", "before=" + "9" * 15,
    "before=\u0663", "owner=%00", "section=" + "f" * 32,
]  # fmt: skip


def test_an_odd_address_asks_for_nothing(world: World, visit: Visit) -> None:
    disclosure = visit("disclosure")
    for query in ODD:
        assert disclosure.get(at(world, f"?{query}")).status_code == 200, query


def test_page_by_page_every_entry_once(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST", 3)
    for _ in range(7):
        visit("probation_panel").get(f"/reviews/{world.review}/read")
    person, disclosure = world.people["probation_panel"], visit("disclosure")
    address, found = at(world, f"?person={person}"), 0
    while address:
        tree = html.document_fromstring(disclosure.get(address).text)
        lines = tree.xpath("//tbody/tr")
        assert len(lines) <= 3
        said = [line.xpath("string(td[3])") for line in lines]
        found += sum(int((re.findall(r"(\d+) times", one) or [1])[0]) for one in said)
        older = tree.xpath("//a[starts-with(normalize-space(), 'Show what was done before')]/@href")
        address = older[0] if older else ""
    assert found == 7


def test_to_look_at_the_record_is_on_record(world: World, visit: Visit) -> None:
    visit("disclosure").get(at(world))
    assert last(world) == ("see_readers", world.people["disclosure"], [world.review])


def last(world: World) -> tuple[str, str, list[str]]:
    stream = stream_of(world.review, world.agencies[POLICE])
    with world.vault.engine.connect() as connection:
        query = sa.select(Entry.entry).where(Entry.stream == stream).order_by(Entry.seq.desc())
        told = json.loads(connection.execute(query.limit(1)).scalar_one())
    return told["act"], told["actor"], [name for ids in told["things"].values() for name in ids]


# Taking it away


def taken(world: World, visitor: Visitor) -> str:
    answer = visitor.post(at(world, "/export"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="OFFICIAL-SENSITIVE-record.jsonl"'
    )
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def checkpoint(world: World) -> None:
    vault = world.vault
    checkpoints.make_checkpoint(vault.engine, vault.ring.provider, vault.clock.now())


def test_a_record_that_was_taken_away_is_sound_to_a_stranger(
    world: World, visit: Visit, tmp_path: Path
) -> None:
    visit("probation_panel").get(f"/reviews/{world.review}/read")
    checkpoint(world)
    path = tmp_path / "taken"
    path.write_text(taken(world, visit("disclosure")))
    key = ["--public-key", world.vault.ring.provider.public().hex()]

    def verified() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-I", str(SCRIPT), str(path), *key]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    done = verified()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "SOUND."), done.stdout
    path.write_text(path.read_text().replace("allowed", "refused", 1))
    assert verified().returncode == 1


def test_it_holds_this_review_and_owner_alone_and_no_word(world: World, visit: Visit) -> None:
    checkpoint(world)
    text = taken(world, visit("disclosure"))
    stream = stream_of(world.review, world.agencies[POLICE])
    told = [json.loads(line) for line in text.splitlines()]
    assert [one["stream"] for one in told[0]["streams"]] == [stream]
    assert {json.loads(one["entry"])["stream"] for one in told if "entry" in one} == {stream}
    people = [part.name for part in CAST.values()]
    assert [word for word in (*world.canaries, *people) if word in text] == []


def test_taking_it_is_on_record_and_looking_at_the_button_is_not(
    world: World, visit: Visit
) -> None:
    before = last(world)
    visit("disclosure").get(at(world, "/export"))
    assert last(world) == before
    taken(world, visit("disclosure"))
    assert last(world) == ("export_record", world.people["disclosure"], [world.review])
    assert rows(visit("senior"), at(world))[0][3] == "Took the record away"


def test_nobody_else_takes_it(world: World, visit: Visit) -> None:
    for who in ("author", "chair", "probation_panel", "administrator", "auditor", "nobody"):
        answer = visit(who).post(at(world, "/export"))
        assert answer.status_code in {303, 404}
        assert "content-disposition" not in answer.headers


def test_without_its_token_the_form_gives_nothing(world: World, visit: Visit) -> None:
    answer = visit("disclosure").post(at(world, "/export"), {"token": "0" * 64})
    assert answer.status_code == 403
    assert "content-disposition" not in answer.headers
