"""A schedule from its first page to its signature, through the pages, by whom it is and is not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal.clocks.rules import today
from portal.db import new_id, reading
from portal.directory import acts as directory
from portal.documents import acts as documents
from portal.documents import words
from portal.gate.policy import Act, Role
from portal.schedules import acts
from portal.schedules.models import Proposal
from portal.sharing import rules
from portal.sharing.models import Release, ReleaseRow, Schedule, ScheduleRelease
from tests.build import World
from tests.grounds import SetClock
from tests.policy.asking import reading_as, reads, titles, version
from tests.policy.test_people_rules import join
from tests.policy.test_release_rules import become
from tests.schedules.desk import proposed, seen, sentence, sign, terms, ticked, to
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow


@pytest.mark.mission("A010")
def test_a_schedule_is_proposed_looked_through_signed_and_read(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior, "to.role:chair")
    look = senior.get(f"{here}/sign")
    assert sentence(look.text).startswith("4 people in 1 agency and on the board will read 3 sect")
    assert "Practice" not in str(reads(world, "probation_panel"))
    answer = sign(senior, here)
    assert answer.status_code == 303
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology", "Practice"}
    assert titles(world, reads(world, "chair")) == {"Context", "Chronology", "Practice"}
    assert titles(world, reads(world, "lay")) == set()
    after = senior.get(answer.headers["location"])
    assert after.status_code == 200
    assert "The panel must weigh the handover." in after.text


def test_the_content_that_is_served_has_the_hash_that_was_signed(world: World, client: Any) -> None:
    """What the recipient reads and what was looked through are the same, words for words."""
    senior = visitor(world, client, "senior")
    sign(senior, proposed(world, senior, "to.role:chair"))
    with world.act("senior") as gate:
        schedule = gate.session.execute(sa.select(Schedule)).scalar_one()
        told = acts.told_of(schedule=schedule, gate=gate)["contents"]
    assert len(told) == 2
    for release, content in told.items():
        who = {"body": "probation_panel", "role": "chair"}[_kind(world, release)]
        named = _named(world, release)
        with reading_as(world, who) as gate:
            served = [(row.id, text) for row, text in documents.read(gate=gate) if row.id in named]
        assert words.digest(served) == content
        changed = [(name, {**text, "title": "Other"}) for name, text in served]
        assert words.digest(changed) != content


def _kind(world: World, release: str) -> str:
    with reading(world.vault.engine) as connection:
        query = sa.select(Release.to_kind).where(Release.id == release)
        return connection.execute(query).scalar_one()


def _named(world: World, release: str) -> set[str]:
    with reading(world.vault.engine) as connection:
        query = sa.select(ReleaseRow.version_id).where(ReleaseRow.release_id == release)
        return set(connection.execute(query).scalars())


@pytest.mark.mission("A080", "A081")
def test_the_template_fills_in_what_is_usual_for_each_kind_of_recipient(
    world: World, client: Any
) -> None:
    with world.act("administrator", "portal") as gate:
        board = directory.add_agency(name="Fenwick Children", kind="safeguarding", gate=gate)
        world.agencies["Fenwick Children"] = board
    join(world, "stranger", "Fenwick Children", (Role.PANEL_MEMBER,))
    become(world, "Practice", "learning")
    senior = visitor(world, client, "senior")
    recipients = ("Aldermere Probation", "Fenwick Health Trust", "Fenwick Children")
    fields = {**to(world, *recipients), "to.body:board": "yes",
              "to.role:lay_adviser": "yes", f"to.member:{world.members['lay']}": "yes"}  # fmt: skip
    first = senior.post(f"/reviews/{world.review}/sharing/new", fields)
    boxes = ticked(senior.get(first.headers["location"]).text)
    by_kind: dict[str, int] = {}
    for name in boxes:
        key = name.split(".", 2)[2]
        by_kind[key] = by_kind.get(key, 0) + 1
    health, probation = (world.agencies[n] for n in ("Fenwick Health Trust", "Aldermere Probation"))
    assert by_kind == {
        f"body:{probation}": 3, f"body:{health}": 3, "role:lay_adviser": 2,
        f"body:{board}": 1, "body:board": 1,
    }  # fmt: skip
    (learning,) = (name for name in boxes if name.endswith(f"body:{board}"))
    same = learning.removesuffix(f"body:{board}")
    assert {name.removeprefix(same) for name in boxes if name.startswith(same)} == set(by_kind)
    assert world.versions["Methods"] not in str(boxes), "by name only, and never by template"


@pytest.mark.parametrize("field", ["purpose", "paragraph", "why", "starts-day", "ends-year"])
def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(
    world: World, client: Any, field: str
) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    typed = {"why": "Žádné slovo, ਪੰਜਾਬੀ, <b>", **({field: ""} if field else {})}
    answer = senior.post(f"{here}/terms", terms(**typed))
    assert answer.status_code == 422
    if field != "why":
        assert "Žádné slovo, ਪੰਜਾਬੀ, &lt;b&gt;" in answer.text
    assert html.document_fromstring(answer.text).find_class("govuk-error-message")


@pytest.mark.parametrize(
    "odd",
    [{"ends-year": "1999"}, {"ends-day": "31", "ends-month": "2"}, {"ends-year": "2026\u0662"},
     {"starts-year": "9999"}, {"why": "x" * 4001}, {"ends-year": "2099"},
     {"starts-year": "2001", "ends-year": "2099"}],
)  # fmt: skip
def test_odd_terms_are_answered_in_a_sentence(
    world: World, client: Any, odd: dict[str, str]
) -> None:
    senior = visitor(world, client, "senior")
    answer = senior.post(f"{proposed(world, senior)}/terms", terms(**odd))
    assert answer.status_code == 422
    assert html.document_fromstring(answer.text).find_class("govuk-error-message")


def test_a_release_lasts_no_longer_than_its_row_says(world: World, client: Any) -> None:
    """Two years, at the terms and again at signing; to the day."""
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    said = "The last day must be within 24 months of the first."
    last = rules.months_on(today(datetime.now(UTC)), 24)
    for days, status in ((0, 303), (1, 422)):
        on = last + timedelta(days=days)
        ends = {f"ends-{p}": str(getattr(on, p)) for p in ("day", "month", "year")}
        assert senior.post(f"{here}/terms", terms(**ends)).status_code == status
    beside = html.document_fromstring(senior.post(f"{here}/terms", terms(**ends)).text)
    (error,) = beside.find_class("govuk-error-message")
    assert said in error.text_content()
    assert error.xpath("..//input[@name='ends-year']")
    with world.act("senior") as gate:
        held = gate.find(Proposal, here.rpartition("/")[2], Act.PROPOSE_RELEASE)
        acts.replan(proposal=held, gate=gate, ends="2099-01-01")
    answer = sign(senior, here)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Practice" not in titles(world, reads(world, "probation_panel"))


def test_a_section_that_was_added_after_looking_changes_what_is_signed(
    world: World, client: Any
) -> None:
    """Also where its recipient reads it already: the release would last longer."""
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    grid = f"{here}/sections"
    boxes = ticked(senior.get(grid).text)
    read_already = version(world, "Context").section_id
    fewer = {name: yes for name, yes in boxes.items() if read_already not in name}
    assert len(fewer) == len(boxes) - 1
    senior.post(grid, fewer)
    looked = seen(senior.get(f"{here}/sign").text)
    senior.post(grid, boxes)
    answer = sign(senior, here, looked)
    assert answer.status_code == 422
    assert "Something has changed since you looked" in answer.text
    assert sign(senior, here).status_code == 303


def test_the_days_of_a_schedule_are_those_of_london(world: World) -> None:
    """Late on a summer's evening it is tomorrow there already, by the clock of the world."""
    now = datetime.now(UTC)
    late = datetime(now.year, 6, 30, 23, 30, tzinfo=UTC)
    late = late if late > now else late.replace(year=now.year + 1)
    vault = replace(world.vault, clock=SetClock(late))
    with vault.act("", world.review, actor=world.actor("senior")) as gate:
        made = acts.begin(to=[], gate=gate)
        plan = acts.plan_of(proposal=made, gate=gate)
    assert (plan.starts, plan.ends) == (f"{late.year}-07-01", f"{late.year + 1}-01-01")


@pytest.mark.mission("A082")
@pytest.mark.parametrize("odd", [{"purpose": "curiosity"}, {"paragraph": "99"}])
def test_rule_7_nothing_outside_the_agreement_is_signed(
    world: World, client: Any, odd: dict[str, str]
) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    senior.post(f"{here}/terms", terms(**odd))
    answer = sign(senior, here)
    assert answer.status_code == 422
    told = {"purpose": "a purpose of the review agreement", "paragraph": "a paragraph of the terms"}
    assert told[next(iter(odd))] in answer.text
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}


def test_newer_words_signed_off_meanwhile_are_looked_through_first(
    world: World, client: Any
) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    looked = seen(senior.get(f"{here}/sign").text)
    from tests.policy.test_release_rules import rewrite

    newer = rewrite(world, "Practice")
    answer = sign(senior, here, looked)
    assert answer.status_code == 422
    assert "Something has changed since you looked" in answer.text
    assert newer not in reads(world, "probation_panel")
    assert sign(senior, here, seen(answer.text)).status_code == 303
    assert newer in reads(world, "probation_panel")


def test_somebody_who_joined_meanwhile_changes_what_is_signed(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    looked = seen(senior.get(f"{here}/sign").text)
    with world.act("senior") as gate:
        gate.end(ref=f"member:{world.members['probation_author']}")
    assert sign(senior, here, looked).status_code == 422
    assert sign(senior, here).status_code == 303


def test_without_saying_that_it_was_looked_through_nothing_is_signed(
    world: World, client: Any
) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    mark = seen(senior.get(f"{here}/sign").text)
    assert senior.post(f"{here}/sign", {"seen": mark}).status_code == 422
    assert senior.post(f"{here}/sign", {"looked": "yes"}).status_code == 422


def test_it_is_signed_once_however_often_the_form_is_sent(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    fields = {"seen": seen(senior.get(f"{here}/sign").text), "looked": "yes", "once": new_id()}
    first, second = (senior.post(f"{here}/sign", fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    again = senior.post(f"{here}/sign", {**fields, "once": new_id()})
    assert again.status_code in {403, 422}
    with reading(world.vault.engine) as connection:
        count = sa.select(sa.func.count()).select_from(ScheduleRelease)
        assert connection.execute(count).scalar_one() == 1


def test_rule_7_one_unfit_row_refuses_the_whole_and_is_named(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    here = proposed(world, senior)
    grid = senior.get(f"{here}/sections").text
    some = next(iter(ticked(grid)))
    with reading(world.vault.engine) as connection:
        section = connection.execute(
            sa.text("select section_id from section_version where id = :v"),
            {"v": world.versions["Conduct"]},
        ).scalar_one()
    forged = f"cell.{section}.{some.split('.', 2)[2]}"
    senior.post(f"{here}/sections", {**ticked(grid), forged: "yes"})
    look = senior.get(f"{here}/sign")
    assert "Section 5 is of a class that is never shared." in look.text
    assert "Sign this schedule" not in look.text
    assert sign(senior, here, "x").status_code == 422
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}


@pytest.mark.parametrize(
    "who",
    ["author", "manager", "disclosure", "police_panel", "probation_senior", "chair", "board"],
)
def test_nobody_else_finds_the_proposal(world: World, client: Any, who: str) -> None:
    here = proposed(world, visitor(world, client, "senior"))
    other = visitor(world, client, who)
    nothing = plain(other.get(f"/reviews/{new_id()}/read"))
    for step in ("sections", "terms", "sign"):
        assert plain(other.get(f"{here}/{step}")) == nothing
        assert other.post(f"{here}/{step}", {"seen": "x", "looked": "yes"}).status_code == 404


@pytest.mark.parametrize(
    "field", ["to.body:0", "to.role:ROOT", "to.", "to.member:../x", "cell.x.y", ""]
)
def test_an_odd_recipient_is_no_recipient(world: World, client: Any, field: str) -> None:
    senior = visitor(world, client, "senior")
    answer = senior.post(f"/reviews/{world.review}/sharing/new", {field: "yes"} if field else {})
    assert answer.status_code == 422


def test_what_is_in_the_making_is_sealed(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    proposed(world, senior)
    with world.vault.engine.connect() as connection:
        whole = json.dumps([str(r) for r in connection.execute(sa.text("select * from proposal"))])
        ledger = str(connection.execute(sa.text("select entry from ledger_entry")).all())
    assert "weigh the handover" not in whole + ledger
