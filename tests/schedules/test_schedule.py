"""A schedule from its first page to its signature, through the pages, by whom it is and is not."""

import json
import re
from collections.abc import Iterator
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
from tests.visit import Visitor, open_portal, plain

pytestmark = pytest.mark.slow


@pytest.fixture
def client(world: World) -> Iterator[Any]:
    with open_portal(world) as opened:
        yield opened


def visitor(world: World, client: Any, who: str) -> Visitor:
    return Visitor(client, world.sign_in(who))


def ticked(text: str) -> dict[str, str]:
    tree = html.document_fromstring(text)
    return {box.get("name"): "yes" for box in tree.xpath("//input[@type='checkbox'][@checked]")}


def terms(**other: str) -> dict[str, str]:
    now = datetime.now(UTC)
    ends = now + timedelta(days=160)
    told = {"purpose": "review", "paragraph": "1", "why": "The panel must weigh the handover."}
    for name, when in {"starts": now, "ends": ends}.items():
        told |= {f"{name}-{p}": str(getattr(when, p)) for p in ("day", "month", "year")}
    return {**told, **other}


def to(world: World, *names: str) -> dict[str, str]:
    return {f"to.body:{world.agencies[name]}": "yes" for name in names}


def proposed(world: World, senior: Visitor, *more: str) -> str:
    """As far as the last page, with what the template ticks; the front of its address."""
    fields = {**to(world, "Aldermere Probation"), **dict.fromkeys(more, "yes")}
    first = senior.post(f"/reviews/{world.review}/sharing/new", fields)
    here = first.headers["location"].removesuffix("/sections")
    grid = senior.get(f"{here}/sections")
    assert senior.post(f"{here}/sections", ticked(grid.text)).status_code == 303
    answer = senior.post(f"{here}/terms", terms())
    assert answer.headers["location"] == f"{here}/sign"
    return here


def seen(text: str) -> str:
    return html.document_fromstring(text).xpath("string(//input[@name='seen']/@value)")


def sign(senior: Visitor, here: str, looked: str = "") -> Any:
    mark = looked or seen(senior.get(f"{here}/sign").text)
    return senior.post(f"{here}/sign", {"seen": mark, "looked": "yes"})


def sentence(text: str) -> str:
    (told,) = html.document_fromstring(text).find_class("portal-consequence")
    return " ".join(told.text_content().split())


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


# The one screen


def test_the_one_screen_says_what_each_has_of_each_section(world: World, client: Any) -> None:
    for who in ("senior", "disclosure", "manager"):
        told = visitor(world, client, who).get(f"/reviews/{world.review}/sharing")
        tree = html.document_fromstring(told.text)
        heads = [h.text_content() for h in tree.xpath("//thead//th//a")]
        probation = next(i for i, h in enumerate(heads) if "Probation" in h)
        cells = {}
        for row in tree.xpath("//tbody/tr"):
            title = re.search(r"\d\. (\w+)", row.findtext("th/span") or "")
            assert title
            cells[title[1]] = row.findall("td")[probation].get("data-state")
        expected = {
            "Context": "shared", "Chronology": "shared", "Practice": "proposed",
            "Methods": "nothing", "Conduct": "never", "Welfare": "never", "Advice": "never",
        }  # fmt: skip
        seen_by_all = {t: s for t, s in expected.items() if who == "senior" or s != "never"}
        assert cells == seen_by_all, who


@pytest.mark.parametrize("who", ["author", "police_panel", "chair", "probation_panel", "lay"])
def test_who_has_no_part_in_sharing_is_answered_as_by_nothing(
    world: World, client: Any, who: str
) -> None:
    other = visitor(world, client, who)
    nothing = plain(other.get(f"/reviews/{new_id()}/read"))
    probation = world.agencies["Aldermere Probation"]
    for path in ("", "/new", "/departures", f"/as/body/{probation}"):
        assert plain(other.get(f"/reviews/{world.review}/sharing{path}")) == nothing, path


def test_as_they_see_it_is_what_they_see(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    probation = world.agencies["Aldermere Probation"]
    for who, path in {
        "probation_panel": f"body/{probation}",
        "probation_author": f"member/{world.members['probation_author']}",
        "chair": "role/chair",
        "lay": "role/lay_adviser",
    }.items():
        theirs = visitor(world, client, who).get(f"/reviews/{world.review}/read").text
        ours = senior.get(f"/reviews/{world.review}/sharing/as/{path}").text
        found = [{c for c in world.canaries if c in text} for text in (theirs, ours)]
        assert found[0] == found[1], who
        texts = [
            [
                " ".join(p.text_content().split())
                for p in html.document_fromstring(t).find_class("portal-para")
            ]
            for t in (theirs, ours)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("odd", ["body/x", "role/senior_office", "member/" + "0" * 32, "a/b"])
def test_as_nobody_is_absent(world: World, client: Any, odd: str) -> None:
    senior = visitor(world, client, "senior")
    assert senior.get(f"/reviews/{world.review}/sharing/as/{odd}").status_code == 404
    own = world.members["author"]
    assert senior.get(f"/reviews/{world.review}/sharing/as/member/{own}").status_code == 404


@pytest.mark.mission("A083")
@pytest.mark.parametrize(
    ("review", "section_class", "to", "usual"),
    [
        ("cspr", "chronology", "safeguarding", True),
        ("sar", "chronology", "safeguarding", True),
        ("mappa_scr", "chronology", "safeguarding", False),
        ("mappa_scr", "learning", "safeguarding", True),
        ("mappa_scr", "practice", "probation", True),
        ("dhr", "practice", "council", True),
        ("other", "practice", "probation", False),
        ("other", "learning", "probation", True),
        ("cspr", "tactics", "police", False),
    ],
)
def test_what_is_usual_goes_by_the_kind_of_review(
    review: str, section_class: str, to: str, usual: bool
) -> None:
    on = datetime.now(UTC).date()
    told = rules.proposes(review=review, document="imr", section_class=section_class, to=to, on=on)
    assert told == usual


@pytest.mark.mission("A083")
def test_departures_are_told_in_both_directions(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    told = senior.get(f"/reviews/{world.review}/sharing/departures")
    tree = html.document_fromstring(told.text)
    heads = [" ".join(h.text_content().split()) for h in tree.xpath("//main//h2")]
    assert heads == ["Not shared, though the template proposes it"]
    groups = {}
    for one in tree.xpath("//main//details"):
        assert one.get("open") is None, "each is opened by who wants to know"
        name = " ".join(one.find("summary").text_content().split())
        assert name not in groups, "every recipient once"
        groups[name] = [" ".join(li.text_content().split()) for li in one.iter("li")]
    (probation,) = (name for name in groups if "Probation" in name)
    assert probation.endswith(f": {len(groups[probation])} section")
    assert any(
        "Practice" in told and "(Analysis of practice)" in told for told in groups[probation]
    )
    assert not any("Context" in told for told in groups[probation])
    from tests.build import release

    release(world, "more", ["Chronology"], to_kind="role", to_name="lay_adviser")
    more = senior.get(f"/reviews/{world.review}/sharing/departures").text
    assert "Shared, though the template does not propose it" in more


def test_what_is_in_the_making_is_sealed(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    proposed(world, senior)
    with world.vault.engine.connect() as connection:
        whole = json.dumps([str(r) for r in connection.execute(sa.text("select * from proposal"))])
        ledger = str(connection.execute(sa.text("select entry from ledger_entry")).all())
    assert "weigh the handover" not in whole + ledger
