"""What follows a signature: corrections, ends on a day, urgent disclosure, and what is told."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal.db import new_id
from portal.gate.gate import Refused
from portal.gate.policy import Act, Role
from portal.reviews import stand_downs
from portal.schedules import tellings
from portal.sharing import acts as sharing
from portal.sharing import corrections, rules, urgent
from portal.sharing.models import Release, Urgent
from portal.web.dates import day
from tests.build import World, propose
from tests.build import sign as agree
from tests.cast import HEALTH, POLICE, PROBATION
from tests.policy.asking import SHOWN, denies, reading_as, reads, titles, version, who_may
from tests.policy.test_people_rules import join
from tests.policy.test_release_rules import end, rewrite
from tests.visit import Visitor, open_portal, plain

pytestmark = pytest.mark.slow
READ = Act.READ_SECTION
DAY = timedelta(days=1)


@pytest.fixture
def client(world: World) -> Iterator[Any]:
    with open_portal(world) as opened:
        yield opened


def visitor(world: World, client: Any, who: str) -> Visitor:
    return Visitor(client, world.sign_in(who))


def correct(world: World, name: str, who: str = "manager", seen: str = "") -> int:
    with world.act(who) as gate:
        row = gate.connection.execute(_version(name)).one()
        gate.find(corrections.Version, name, Act.SEND_CORRECTION)
        found = corrections.due(version=row, gate=gate)
        return corrections.send(version=row, seen=seen or corrections.mark(found), gate=gate)


def seen_in(text: str) -> str:
    return html.document_fromstring(text).xpath("string(//input[@name='seen']/@value)")


def _version(name: str) -> Any:
    return corrections.Version.rows().where(corrections.Version.__table__.c.id == name)


def test_somebody_with_two_parts_is_told_apart(world: World, client: Any) -> None:
    join(world, "health_panel", "board", (Role.LAY_ADVISER,))
    page = visitor(world, client, "senior").get(f"/reviews/{world.review}/sharing/urgent").text
    for part in ("Panel member for Fenwick Health Trust", "Lay adviser for the commissioning"):
        assert f"Kamala Nair, Fenwick Health Trust: {part}" in page
    assert "Harvir Gill, Aldermere Probation:" not in page


# Rule 9


def test_rule_9_a_correction_goes_out_in_the_same_releases(world: World) -> None:
    first = world.versions["Context"]
    newer = rewrite(world, "Context")
    assert first in reads(world, "probation_panel")
    assert correct(world, newer) == 2
    for who in ("probation_panel", "chair"):
        told = reads(world, who)
        assert newer in told
        assert first not in told
    assert newer not in reads(world, "lay")
    end(world, "first")
    assert not {first, newer} & set(reads(world, "probation_panel")), "ending it ends all"
    assert newer in reads(world, "chair")


@pytest.mark.parametrize("who", ["author", "disclosure", "probation_senior", "chair", "board"])
def test_rule_9_nobody_else_sends_it(world: World, who: str) -> None:
    newer = rewrite(world, "Context")
    with pytest.raises(SHOWN):
        correct(world, newer, who)
    assert newer not in reads(world, "probation_panel")


def test_rule_9_nothing_but_newer_signed_off_words_of_the_same_section(world: World) -> None:
    for title in ("Context", "Practice"):
        with pytest.raises(Refused, match="nothing to send"):
            correct(world, world.versions[title])
    older, _ = rewrite(world, "Context"), rewrite(world, "Context")
    with pytest.raises(Refused, match="nothing to send"):
        correct(world, older)


def test_rule_9_a_release_that_ended_meanwhile_is_looked_at_again(world: World) -> None:
    newer = rewrite(world, "Context")
    with world.act("manager") as gate:
        row = gate.connection.execute(_version(newer)).one()
        seen = corrections.mark(corrections.due(version=row, gate=gate))
    end(world, "first")
    with pytest.raises(Refused, match="changed since"):
        correct(world, newer, seen=seen)
    assert correct(world, newer) == 1
    assert newer not in reads(world, "probation_panel"), "an ended release is not revived"


def test_rule_9_its_readers_see_what_changed_and_nobody_else_does(
    world: World, client: Any
) -> None:
    newer = rewrite(world, "Context")
    manager = visitor(world, client, "manager")
    page = f"/reviews/{world.review}/sections/{newer}"
    look = manager.get(f"{page}/correct")
    assert "Newer words." in look.text
    seen = seen_in(look.text)
    assert manager.post(f"{page}/correct", {"seen": seen}).status_code == 422
    done = manager.post(f"{page}/correct", {"seen": seen, "looked": "yes"})
    assert done.headers["location"] == f"{page}/sent"
    assert manager.get(f"{page}/sent").status_code == 200
    reader = visitor(world, client, "probation_panel")
    assert "Corrected on" in reader.get(f"/reviews/{world.review}/read").text
    changed = reader.get(f"{page}/changed")
    assert changed.status_code == 200
    assert html.document_fromstring(changed.text).xpath("//ins")
    other = visitor(world, client, "lay")
    assert plain(other.get(f"{page}/changed")) == plain(other.get(f"/reviews/{new_id()}/read"))


def test_rule_9_a_correction_is_seen_and_sent_by_who_may_read_it(world: World, client: Any) -> None:
    newer = rewrite(world, "Context")
    manager = visitor(world, client, "manager")
    page = f"/reviews/{world.review}/sections/{newer}"
    form = {"looked": "yes", "seen": seen_in(manager.get(f"{page}/correct").text)}
    nothing = plain(manager.get(f"/reviews/{new_id()}/read"))
    with world.act("senior") as gate:
        stand_downs.stand_down(
            person=world.people["manager"], scope="section", what=version(world, newer).section_id,
            why="He is its subject.", gate=gate,
        )  # fmt: skip
    shut = world.versions["Conduct"]
    for path in (page, f"/reviews/{world.review}/sections/{shut}"):
        for step in ("correct", "sent"):
            assert plain(manager.get(f"{path}/{step}")) == nothing, step
        assert manager.post(f"{path}/correct", form).status_code == 404
    assert newer not in reads(world, "probation_panel")
    senior = visitor(world, client, "senior")
    assert senior.get(f"{page}/correct").status_code == 200


# Rule 7, after an amendment


@pytest.mark.parametrize("lost", ["purpose", "paragraph"])
def test_rule_7_what_an_amendment_leaves_out_waits_for_the_owners_office(
    world: World, client: Any, lost: str
) -> None:
    """Every body has signed it, the owner too: it is told, and what runs on grows no more."""
    from tests.schedules.test_schedule import proposed, sign

    senior = visitor(world, client, "senior")
    end(world, "chair")
    sign(senior, proposed(world, senior))
    words = {"purpose": {"purposes": (("other", "Something else"),)},
             "paragraph": {"paragraphs": (("2", "What was done"),)}}[lost]  # fmt: skip
    what = "End a release that the amended agreement no longer covers"
    propose(world, "second", **words)
    for who in ("board", "senior"):
        agree(world, who)
    assert what not in senior.get("/").text, "the old text is still in force"
    agree(world, "probation_senior")
    newer = rewrite(world, "Practice")
    with pytest.raises(Refused, match="nothing to send"):
        correct(world, newer)
    told = senior.get("/").text
    assert told.count(what) == (2 if lost == "purpose" else 1), "the first names no paragraph"
    assert "No longer agreed" in senior.get(f"/reviews/{world.review}/releases").text
    for who in ("manager", "chair", "board", "probation_senior"):
        assert what not in visitor(world, client, who).get("/").text
    for led in re.findall(r'href="(/reviews/[^"]+/end)"', told):
        senior.post(led, {"reason": "It is agreed no more.", "when": "now"})
    assert what not in senior.get("/").text


# Rule 11


def disclose(world: World, who: str = "senior", to: str = "health_panel", **other: Any) -> str:
    with world.act(who) as gate:
        return urgent.disclose(
            version_ids=[world.versions[t] for t in other.get("titles", ["Practice"])],
            member=world.members[to],
            why="Her address is known to him.",
            gate=gate,
        ).id


def test_rule_11_one_membership_reads_for_72_hours_without_a_receiving_key(world: World) -> None:
    disclose(world)
    now = datetime.now(UTC)
    assert "health_panel" in who_may(world, READ, "Practice")
    hours = timedelta(hours=72)
    assert "health_panel" in who_may(world, READ, "Practice", at=now + hours - timedelta(minutes=5))
    assert "health_panel" not in who_may(world, READ, "Practice", at=now + hours)
    assert titles(world, reads(world, "health_panel")) == {"Practice"}


@pytest.mark.parametrize("who", ["author", "manager", "disclosure", "board", "chair"])
def test_rule_11_nobody_else_discloses(world: World, who: str) -> None:
    with pytest.raises(SHOWN):
        disclose(world, who)
    assert "health_panel" not in who_may(world, READ, "Practice")


@pytest.mark.parametrize(("to", "title"), [("author", "Practice"), ("health_panel", "Conduct")])
def test_rule_11_not_to_ones_own_and_never_what_is_never_shared(
    world: World, to: str, title: str
) -> None:
    with pytest.raises(Refused):
        disclose(world, to=to, titles=[title])


def test_rule_11_another_officer_countersigns_in_time(world: World) -> None:
    name = disclose(world)
    with pytest.raises(Refused, match="Another officer"), world.act("senior") as gate:
        urgent.countersign(release=gate.find(Release, name, Act.SIGN_RELEASE), gate=gate)
    world.members["stranger"] = join(world, "stranger", POLICE, (Role.SENIOR_OFFICE,))
    with world.act("stranger") as gate:
        assert [r.id for r in urgent.waiting(owner=world.agencies[POLICE], gate=gate)] == [name]
        urgent.countersign(release=gate.find(Release, name, Act.SIGN_RELEASE), gate=gate)
    with world.act("stranger") as gate:
        held = gate.session.execute(sa.select(Urgent)).scalar_one()
        assert held.countersigned_by == world.members["stranger"]
        assert urgent.waiting(owner=world.agencies[POLICE], gate=gate) == []


def test_rule_11_nobody_discloses_to_herself_in_another_part(world: World) -> None:
    world.members["herself"] = join(world, "senior", HEALTH, (Role.PANEL_MEMBER,))
    with pytest.raises(Refused, match="somebody else"):
        disclose(world, to="herself")


def test_rule_11_the_same_is_not_disclosed_again_before_it_is_countersigned(world: World) -> None:
    """Else 72 hours would go on for ever without a second officer."""
    name = disclose(world)
    for titles_ in (["Practice"], ["Context", "Practice"]):
        with pytest.raises(Refused, match="countersigns that first"):
            disclose(world, titles=titles_)
    disclose(world, titles=["Chronology"])
    disclose(world, to="lay")
    world.members["stranger"] = join(world, "stranger", POLICE, (Role.SENIOR_OFFICE,))
    with world.act("stranger") as gate:
        urgent.countersign(release=gate.find(Release, name, Act.SIGN_RELEASE), gate=gate)
    disclose(world)


def test_rule_2_an_officer_gives_nobody_a_section_that_she_is_kept_from(world: World) -> None:
    lines = denies(world, "senior", f"sec:{version(world, 'Practice').section_id}")
    with world.act("board") as gate:
        gate.allow(lines, ref="stood_down:senior")
    with pytest.raises(Refused, match="One of the sections is closed to you"):
        disclose(world)
    disclose(world, titles=["Context"])


def test_rule_11_the_numbers_are_rows_with_a_day(world: World) -> None:
    friday = datetime(2026, 12, 18, 15, tzinfo=UTC)
    ends, deadline = urgent.lasts(friday)
    assert ends == friday + timedelta(hours=72)
    assert deadline == datetime(2026, 12, 24, tzinfo=UTC), "by the end of Wednesday"
    assert rules.number("urgent_lasts", friday.date()) == 72


def test_rule_11_who_had_read_it_is_told_that_it_ended(world: World) -> None:
    disclose(world)
    reads(world, "health_panel")
    with reading_as(world, "health_panel", at=datetime.now(UTC) + 4 * DAY) as gate:
        assert len(sharing.ended_for_me(open_sections=set(), gate=gate)) == 1


# Rule 12


def test_rule_12_a_release_ends_on_the_day_that_was_named(world: World) -> None:
    on = datetime.now(UTC) + 10 * DAY
    with world.act("senior") as gate:
        release = gate.find(Release, world.releases["first"], Act.END_RELEASE)
        sharing.end_release(release=release, why="The panel meets then.", on=on, gate=gate)
    probation = {"probation_panel", "probation_senior", "probation_author"}
    assert who_may(world, READ, "Chronology") >= probation
    assert who_may(world, READ, "Chronology", at=on - timedelta(microseconds=1)) >= probation
    assert not who_may(world, READ, "Chronology", at=on) & probation
    end(world, "first")
    assert not who_may(world, READ, "Chronology") & probation, "and sooner, at once"


def test_rule_12_a_day_is_asked_for_in_the_form(world: World, client: Any) -> None:
    senior = visitor(world, client, "senior")
    path = f"/reviews/{world.review}/releases/{world.releases['first']}/end"
    on = datetime.now(UTC) + 20 * DAY
    day = {f"on-{p}": str(getattr(on, p)) for p in ("day", "month", "year")}
    for odd in ({"on-day": "99"}, {"on-year": str(on.year - 3)}, {"on-year": str(on.year + 9)}):
        answer = senior.post(path, {"reason": "Over.", "when": "day", **day, **odd})
        assert answer.status_code == 422, odd
        assert "Over." in answer.text
    done = senior.post(path, {"reason": "Over.", "when": "day", **day})
    after = senior.get(done.headers["location"])
    assert "The day of its end is set" in after.text
    assert "Chronology" in titles(world, reads(world, "probation_panel"))


# Rules 15 and 16


def test_rule_15_the_chair_counts_by_owner_and_class_of_reason(world: World) -> None:
    police = world.agencies[POLICE]
    with reading_as(world, "chair") as gate:
        assert tellings.withheld(gate=gate) == {
            police: {"never": 3, "sensitive": 1, "not released": 2}
        }
    for who in ("lay", "board", "probation_panel", "senior", "author"):
        with reading_as(world, who) as gate:
            assert tellings.withheld(gate=gate) == {}


def test_rule_15_unless_the_senior_office_tells_her_otherwise_in_writing(
    world: World, client: Any
) -> None:
    senior, chair = visitor(world, client, "senior"), visitor(world, client, "chair")
    here = f"/reviews/{world.review}/sharing/withheld"
    assert "never shared" in chair.get(f"/reviews/{world.review}").text
    assert senior.post(here, {"what": "write", "note": " "}).status_code == 422
    note = "Two sections wait for a court."
    assert senior.post(here, {"what": "write", "note": note}).status_code == 303
    told = chair.get(f"/reviews/{world.review}").text
    assert note in told
    assert "never shared" not in told
    assert note in senior.get(here).text
    for who in ("lay", "probation_panel", "author", "disclosure"):
        assert note not in visitor(world, client, who).get(f"/reviews/{world.review}").text
    assert senior.post(here, {"what": "count"}).status_code == 303
    assert "never shared" in chair.get(f"/reviews/{world.review}").text


def test_rule_16_the_office_reveals_that_something_is_withheld_and_no_more(
    world: World, client: Any
) -> None:
    senior, lay = visitor(world, client, "senior"), visitor(world, client, "lay")
    here, read = f"/reviews/{world.review}/sharing/withheld", f"/reviews/{world.review}/read"
    line = "Westmarch Police holds material that is not shown here"
    assert line not in lay.get(read).text
    assert senior.post(here, {"what": "reveal"}).status_code == 303
    assert line in lay.get(read).text
    assert line not in visitor(world, client, "author").get(read).text
    assert senior.post(here, {"what": "reveal"}).status_code == 403, "it is said already"
    assert senior.post(here, {"what": "hide"}).status_code == 303
    assert line not in lay.get(read).text


@pytest.mark.parametrize("who", ["author", "manager", "disclosure", "chair", "board"])
def test_rule_16_nobody_else_lets_anything_be_known(world: World, client: Any, who: str) -> None:
    other = visitor(world, client, who)
    here = f"/reviews/{world.review}/sharing/withheld"
    assert other.get(here).status_code == 404
    assert other.post(here, {"what": "reveal"}).status_code == 404


# Why, and where a report goes


@pytest.mark.mission("A011")
def test_why_names_the_agreement_its_paragraph_and_who_signed(world: World, client: Any) -> None:
    from tests.schedules.test_schedule import proposed, sign

    senior = visitor(world, client, "senior")
    sign(senior, proposed(world, senior))
    reader = visitor(world, client, "probation_panel")
    why = reader.get(f"/reviews/{world.review}/sections/{world.versions['Practice']}/why").text
    today = day(datetime.now(UTC))
    for told in (
        "Cerys Vaughan, senior office", "Isla Byrne, senior office", "Nadia Flint, board office",
        "To carry out this review", "Paragraph 1", f"on {today}",
    ):  # fmt: skip
        assert told in why, told


@pytest.mark.mission("C083")
def test_an_overview_report_goes_to_the_board_and_nobody_else(world: World) -> None:
    on = datetime.now(UTC).date()
    for to in ("chair", "probation", "health", "lay_adviser", "board"):
        yes = rules.proposes(
            review="mappa_scr", document="overview", section_class="practice", to=to, on=on
        )
        assert yes == (to == "board"), to
    row = version(world, "Practice")
    with world.act("senior") as gate:
        gate.connection.execute(
            sa.text("update document set kind = 'overview' where id = :d"), {"d": row.document_id}
        )
        for kind, name in (("body", world.agencies[PROBATION]), ("role", "chair")):
            told = sharing.unfit_rows(
                version_ids=[row.id], owner=row.owner_id, to=(kind, name), gate=gate
            )
            assert "goes to the board and nobody else" in told[0]
        told = sharing.unfit_rows(
            version_ids=[row.id], owner=row.owner_id, to=("body", "board"), gate=gate
        )
        assert told == []
