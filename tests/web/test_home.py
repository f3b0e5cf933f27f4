"""The first page: what waits for whom, in the order of dates, from each review's own gate."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal.clocks.tasks import Task
from portal.gate import readings
from portal.gate.gate import Gate
from portal.gate.policy import ALWAYS, NEVER, Act, Line
from portal.reviews import pages
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from portal.web.dates import due, today
from tests.build import World, release
from tests.documents.test_read_page import rewrite
from tests.visit import Visitor

NOW = today(datetime.now(UTC))
LATER = NOW + timedelta(days=30)


def of_the_senior_office(*, gate: Gate) -> list[Task]:
    owners = gate.owners_for(Act.SIGN_RELEASE)
    base = f"/reviews/{gate.domain}"
    return [Task(what, base, day) for what, day in TOLD if owners]


TOLD: list[tuple[str, date | None]] = [
    ("Do the undated thing", None),
    ("Do the later thing", LATER),
    ("Do the urgent thing", NOW),
]


def tasks(page: str) -> list[str]:
    found = re.findall(r"govuk-task-list__(?:link|status).*?>\s*([^<]+?)\s*<", page, re.DOTALL)
    return [" ".join(words.split()) for words in found]


def test_what_waits_is_told_by_date_with_the_review_and_the_day(
    world: World, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WAITS", [of_the_senior_office])
    told = tasks(Visitor(client, world.sign_in("senior")).get("/").text)
    assert told == [
        "Do the urgent thing, in Hawthorn 41", "today",
        "Do the later thing, in Hawthorn 41", due(LATER, NOW),
        "Do the undated thing, in Hawthorn 41", "no date set",
    ]  # fmt: skip
    nothing = Visitor(client, world.sign_in("author")).get("/").text
    assert tasks(nothing) == []
    assert "Nothing waits for you today" in nothing


@pytest.mark.parametrize("who", ["senior", "chair"])
def test_who_is_stood_down_has_no_review_and_no_task(
    world: World, client: Any, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WAITS", [of_the_senior_office])
    visitor = Visitor(client, world.sign_in(who))
    assert "Hawthorn 41" in visitor.get("/").text
    deny = [
        Line(f"u:{world.people[who]}", "all", act, ALWAYS, NEVER, "deny", "stood_down:x")
        for act in Act
    ]
    with world.act("board") as gate:
        gate.allow(deny, ref="stood_down:x")
    page = visitor.get("/")
    assert page.status_code == 200
    assert "Hawthorn" not in page.text
    assert tasks(page.text) == []


def test_what_a_room_opens_for_its_tasks_is_recorded_with_the_page(
    world: World, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(*, gate: Gate) -> list[Task]:
        gate.record(Act.READ_REVIEW, "board", {"looked": (gate.actor.member,)})
        return []

    monkeypatch.setattr(pages, "WAITS", [opens])
    Visitor(client, world.sign_in("chair")).get("/")
    with world.vault.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "select stream, actor from ledger_entry where entry like '%\"looked\"%'"
        ).all()
    assert [actor for _, actor in found] == [world.people["chair"]]


def news(world: World, client: Any, who: str) -> list[str]:
    """What the first page tells as new; the index is brought up first, as the keeper does."""
    readings.catch_up(world.vault.engine)
    page = html.document_fromstring(Visitor(client, world.sign_in(who)).get("/").text)
    return [line.text_content().strip() for line in page.xpath("//aside//li")]


def reads(world: World, client: Any, who: str, path: str = "read") -> None:
    Visitor(client, world.sign_in(who)).get(f"/reviews/{world.review}/{path}")
    world.vault.clock.not_before(world.vault.clock.now() + timedelta(hours=1))


NEW = "{} new section{} from Westmarch Police, in Hawthorn 41"
CHANGED = "1 section of Westmarch Police has changed, in Hawthorn 41"
CLOSED = "Words of Westmarch Police that you read are closed now, in Hawthorn 41"


def test_what_others_released_corrected_and_ended_is_news_until_it_is_read(
    world: World, client: Any
) -> None:
    told = news(world, client, "probation_panel")
    assert told == [NEW.format(2, "s")]
    reads(world, client, "probation_panel")
    assert news(world, client, "probation_panel") == []
    rewrite(world, "Context")
    assert news(world, client, "probation_panel") == [], "an edit is not released by being made"
    release(world, "corrected", ["Context"])
    release(world, "more", ["Practice"])
    assert set(news(world, client, "probation_panel")) == {NEW.format(1, ""), CHANGED}
    reads(world, client, "probation_panel")
    with world.act("senior") as gate:
        query = sa.select(Release).where(Release.id == world.releases["more"])
        found = gate.session.execute(query).scalar_one()
        sharing.end_release(release=found, why="No longer needed", gate=gate)
    assert news(world, client, "probation_panel") == [CLOSED]
    for who in ("author", "senior", "health_panel", "stranger", "administrator"):
        assert news(world, client, who) == [], f"{who} wrote it, or may not know of it"
    reads(world, client, "probation_panel")
    assert news(world, client, "probation_panel") == []


def test_an_answer_is_news_to_who_asked_alone_until_she_reads_it(world: World, client: Any) -> None:
    answered = "Somebody answered what you asked or said, in Hawthorn 41"
    assert answered in news(world, client, "chair")
    assert answered not in news(world, client, "probation_panel") + news(world, client, "author")
    reads(world, client, "chair", f"sections/{world.versions['Context']}/questions")
    assert answered not in news(world, client, "chair")
