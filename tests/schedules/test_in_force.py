"""What follows a signature: urgent disclosure, ends on a day, and why somebody can read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Refused
from portal.gate.policy import Act, Role
from portal.sharing import acts as sharing
from portal.sharing import endings, rules, urgent
from portal.sharing.models import Release, Urgent
from portal.web.dates import day
from tests.build import World
from tests.cast import HEALTH, POLICE, PROBATION
from tests.policy.asking import SHOWN, denies, reading_as, reads, titles, version, who_may
from tests.policy.test_people_rules import join
from tests.policy.test_release_rules import end
from tests.schedules.desk import proposed, sign
from tests.visit import visitor

pytestmark = pytest.mark.slow
READ = Act.READ_SECTION
DAY = timedelta(days=1)


def test_somebody_with_two_parts_is_told_apart(world: World, client: Any) -> None:
    join(world, "health_panel", "board", (Role.LAY_ADVISER,))
    page = visitor(world, client, "senior").get(f"/reviews/{world.review}/sharing/urgent").text
    for part in ("Panel member for Fenwick Health Trust", "Lay adviser for the commissioning"):
        assert f"Kamala Nair, Fenwick Health Trust: {part}" in page
    assert "Harvir Gill, Aldermere Probation:" not in page


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
        assert len(endings.ended_for_me(open_sections=set(), gate=gate)) == 1


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


# Why, and where a report goes


@pytest.mark.mission("A011")
def test_why_names_the_agreement_its_paragraph_and_who_signed(world: World, client: Any) -> None:
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
