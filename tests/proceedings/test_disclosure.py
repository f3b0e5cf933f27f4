"""What may be disclosed later and whom that is told, and what may not be published yet."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents import acts as documents
from portal.documents.models import Document
from portal.gate.gate import Absent, Gate, Refused
from portal.proceedings import acts, disclosure, tasks
from portal.proceedings.models import PublicationHold
from portal.reviews import stand_downs
from portal.timetable import acts as timetable
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"


def document(gate: Gate, world: World) -> Document:
    return gate.session.execute(
        sa.select(Document).where(Document.id == world.document)
    ).scalar_one()


@pytest.mark.mission("A078", "A079")
def test_whoever_writes_is_told_in_which_proceedings_it_may_be_disclosed(
    world: World, client: Any
) -> None:
    base = f"/reviews/{world.review}"
    author = visitor(world, client, "author")
    places = [
        f"{base}/sections/{world.versions['Context']}/edit",
        f"{base}/contributions/{world.document}/add",
    ]
    for path in places:
        assert "This text may be disclosable later" in author.get(path).text
    chair = visitor(world, client, "chair")
    given = {"status_criminal": "criminal", "status_appeal": "appeal"}
    assert chair.post(f"{base}/proceedings/disclosure", given).status_code == 303
    for path in places:
        told = "Criminal proceedings, an appeal: this text may be disclosable"
        assert told in author.get(path).text
    again = chair.post(f"{base}/proceedings/disclosure", given)
    assert (again.status_code, "recorded already" in again.text) == (422, True)
    with world.act("board") as gate:
        disclosure.set_status(kinds={"appeal", "civil"}, gate=gate)
    with reading_as(world, "lay") as gate:
        assert disclosure.status(gate=gate) == ["appeal", "civil"]
    assert len(raw(world, "select * from disclosure_status")) == 3, "what ended stays"
    with world.act("author") as gate, pytest.raises(Absent):
        disclosure.set_status(kinds=set(), gate=gate)


@pytest.mark.mission("A064")
def test_its_owner_says_whether_a_document_is_relevant_and_why(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/proceedings/relevance"
    for who in CAST:
        told, nothing = visitor(world, client, who), None
        answer = told.get(f"{base}/{world.document}")
        if who not in {"author", "senior", "disclosure"}:
            nothing = plain(told.get("/no-such-page"))
            assert plain(answer) == nothing, who
            assert plain(told.post(f"{base}/{world.document}", {"relevant": "yes"})) == nothing
    author = visitor(world, client, "author")
    assert author.post(f"{base}/{world.document}", {"note": SAID}).status_code == 422
    given = {"relevant": "yes", "note": SAID}
    assert author.post(f"{base}/{world.document}", given).status_code == 303
    assert "Relevant: Yes" in author.get(base).text
    assert "ਪੰਜਾਬੀ" in visitor(world, client, "disclosure").get(base).text
    with world.act("senior") as gate:
        disclosure.mark(document=document(gate, world), relevant=False, note="", gate=gate)
    assert "Relevant: No" in author.get(base).text
    assert len(raw(world, "select * from relevance")) == 2


@pytest.mark.mission("A065")
def test_the_disclosure_officer_is_told_what_exists_and_no_word_of_it(
    world: World, client: Any
) -> None:
    path = f"/reviews/{world.review}/proceedings/schedule"
    with world.act("probation_author") as gate:
        drafted = documents.start_document(kind="chronology", gate=gate).id
    officer = visitor(world, client, "disclosure")
    page = officer.get(path)
    assert "Westmarch Police" in page.text
    assert "Aldermere Probation" not in page.text.partition("<tbody")[2].partition("</tbody")[0]
    with world.act("author") as gate:
        disclosure.mark(document=document(gate, world), relevant=True, note=SAID, gate=gate)
    raw(world, "update document set handed_over_at = :at where id = :d",
        at="2026-01-05T10:00:00.000000Z", d=drafted)  # fmt: skip
    answer = officer.post(path)
    assert answer.headers["content-disposition"].endswith('schedule.csv"')
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heads[:4] == ["Reference", "Owner", "Kind", "Date"]
    assert {(row[1], row[2], row[4]) for row in rows} == {
        ("Westmarch Police", "Internal management review (IMR)", "Yes"),
        ("Aldermere Probation", "Chronology", "Its owner has not said"),
    }
    assert not [word for word in world.canaries if word in answer.text + page.text]
    assert "ਪੰਜਾਬੀ" not in answer.text
    for who in set(CAST) - {"disclosure"}:
        told = visitor(world, client, who)
        assert plain(told.get(path)) == plain(told.get("/no-such-page")), who
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": world.agencies["Westmarch Police"], "why": "x"}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    assert "Westmarch Police</td>" not in officer.get(path).text


def test_a_cell_that_a_spreadsheet_would_reckon_is_only_words() -> None:
    told = disclosure.as_csv(["a"], [["=1+1"], ["@x"], ["plain"]]).decode("utf-8-sig")
    assert told.split() == ["a", "'=1+1", "'@x", "plain"]


@pytest.mark.mission("C245")
def test_nothing_is_published_while_a_hold_stands_and_its_day_comes_back(
    world: World, client: Any
) -> None:
    base = f"/reviews/{world.review}"
    chair, by = visitor(world, client, "chair"), NOW + timedelta(days=20)
    with world.act("chair") as gate:
        acts.record_investigation(state="none", since=NOW, gate=gate)
        assert disclosure.publication_held(gate=gate) == ""
    given = {"ground": "inquest", "on": f"{by.day}/{by.month}/{by.year}", "why": SAID}
    assert chair.post(f"{base}/proceedings/hold", given).status_code == 303
    for who in ("lay", "senior", "police_panel", "chair"):
        assert "Publication is held" in visitor(world, client, who).get(base).text
        page = visitor(world, client, who).get(f"{base}/proceedings").text
        assert in_words(by) in page
        assert ("ਪੰਜਾਬੀ" in page) == (who in {"senior", "chair"})
    with reading_as(world, "chair") as gate:
        assert "a coroner's inquest" in disclosure.publication_held(gate=gate)
        (task,) = tasks.waits(gate=gate)
        assert (task.what, task.due) == ("Look again at the hold on publication", by)
    with world.act("board") as gate:
        later = by + timedelta(days=9)
        held = disclosure.place_hold(ground="other", review_on=later, why="x", gate=gate).id
    assert len(raw(world, "select * from publication_hold")) == 2, "the one before stays"
    lift = f"{base}/proceedings/holds/{held}"
    assert chair.post(lift, {"why": ""}).status_code == 422
    assert chair.post(lift, {"why": "It is over."}).status_code == 303
    assert "has ended already" in chair.get(lift).text
    with reading_as(world, "chair") as gate:
        assert disclosure.publication_held(gate=gate) == ""
    with world.act("chair") as gate:
        acts.record_investigation(state="charged", since=NOW, gate=gate)
        assert "publication must wait" in disclosure.publication_held(gate=gate)


def test_a_hold_that_cannot_be_is_refused(world: World) -> None:
    for on, sentence in [(NOW, "after today"), (NOW.replace(year=8000, day=1), "within ten")]:
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            disclosure.place_hold(ground="other", review_on=on, why="x", gate=gate)
    on = NOW + timedelta(days=1)
    for who in sorted(set(CAST) - {"chair", "board"}):
        with world.act(who) as gate, pytest.raises(Absent):
            disclosure.place_hold(ground="other", review_on=on, why="x", gate=gate)
    with world.act("chair") as gate:
        disclosure.place_hold(ground="other", review_on=NOW + timedelta(days=1), why="x", gate=gate)
    with world.act("lay") as gate:
        held = gate.session.execute(sa.select(PublicationHold)).scalar_one()
        with pytest.raises(Absent):
            disclosure.lift_hold(held=held, why="x", gate=gate)


@pytest.mark.mission("A068", "C217")
def test_only_the_cps_or_the_like_stops_a_clock_and_the_last_day_is_subject_to_it(
    world: World, client: Any
) -> None:
    base = f"/reviews/{world.review}/timetable"
    with world.act("chair") as gate:
        timetable.record(event="charge", on=NOW - timedelta(days=30), gate=gate)
        for ground in ("complexity", "demands", "family", "other"):
            with pytest.raises(Refused, match="or the like stops a clock"):
                timetable.pause(code="", since=NOW, ground=ground, why="x", gate=gate)
    lay = visitor(world, client, "lay")
    assert "subject to CPS approval" not in lay.get(base).text
    with world.act("chair") as gate:
        acts.record_investigation(state="charged", since=NOW, gate=gate)
    assert "subject to CPS approval" in lay.get(base).text
    with world.act("board") as gate:
        since = NOW - timedelta(days=2)
        timetable.pause(code="SCR-T", since=since, ground="proceedings", why=SAID, gate=gate)
    page = lay.get(base).text
    assert "No day while the clock is paused" in page
    assert 'Recorded by <span dir="auto">Nadia Flint' in page
    assert "ਪੰਜਾਬੀ" in page
