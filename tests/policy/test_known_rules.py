"""The rules of release, by their numbers: what is known of what is not shown (13, 15 and 16)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.agreements import acts as agreements
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents import classes
from portal.documents.models import Version
from portal.gate.gate import Absent
from portal.gate.policy import BOARD, Act, Role
from portal.gate.vault import CONSOLE
from portal.reviews import acts as reviews
from portal.reviews import stand_downs
from portal.schedules import tellings
from portal.sharing import acts as sharing
from portal.sharing import endings, withdrawals
from portal.sharing.models import Release
from portal.sharing.words import ended
from portal.web.dates import day
from tests.build import World, contribution, release, signed_agreement
from tests.cast import POLICE
from tests.commissions import commissioned
from tests.policy.asking import SHOWN, reading_as, reads, titles, version
from tests.policy.test_people_rules import LATER, READ, join, leave
from tests.policy.test_release_rules import end, sign
from tests.visit import Visitor, open_portal

pytestmark = pytest.mark.slow

# Rule 13


def ended_for(world: World, who: str, *, at: datetime | None = None) -> list[str]:
    with reading_as(world, who, at=at) as gate:
        told = {row.section_id for row, _ in documents.read(gate=gate)}
        found = endings.ended_for_me(open_sections=told, gate=gate)
    called = {name: short for short, name in world.releases.items()}
    return [called[row.id] for row in found]


def test_rule_13_only_who_had_read_is_told_that_it_ended(world: World) -> None:
    reads(world, "probation_panel")
    for who in ("probation_panel", "probation_senior", "author"):
        assert ended_for(world, who) == []
    reads(world, "author")
    end(world, "first")
    assert ended_for(world, "probation_panel") == ["first"]
    for who in ("probation_author", "author", "senior", "health_panel", "chair", "lay", "stranger"):
        assert ended_for(world, who) == [], who
    leave(world, "probation_panel")
    assert ended_for(world, "probation_panel") == [], "her membership stands no more"


def lines_for(world: World, who: str, *, at: datetime | None = None) -> list[str]:
    with reading_as(world, who, at=at) as gate:
        open_now = set(documents.open_now(gate=gate))
        return [ended(row, {}) for row in endings.ended_for_me(open_sections=open_now, gate=gate)]


def becomes(world: World, title: str, section_class: str) -> None:
    with world.act("senior") as gate:
        row = gate.find(Version, world.versions[title], Act.RECLASSIFY)
        classes.reclassify(version=row, section_class=section_class, gate=gate)


def test_rule_13_what_was_closed_today_is_told_of_today(world: World) -> None:
    """Not of the day on which the rest of its release is to end, which it tells nobody."""
    reads(world, "probation_panel")
    later = datetime.now(UTC) + timedelta(days=40)
    with world.act("senior") as gate:
        release_ = gate.session.get(Release, world.releases["first"])
        sharing.end_release(release=release_, why="x", on=later, gate=gate)
    reads(world, "probation_panel")
    becomes(world, "Context", "conduct")
    (line,) = lines_for(world, "probation_panel")
    assert f"on {day(datetime.now(UTC))}." in line


def test_rule_13_a_section_closed_before_its_release_was_over_is_told_of_by_itself(
    world: World,
) -> None:
    end(world, "first")
    over = datetime.now(UTC) + timedelta(days=40)
    release(world, "second", ["Context", "Practice"], ends=over)
    reads(world, "probation_panel")
    becomes(world, "Context", "conduct")
    today = f"on {day(datetime.now(UTC))}."
    assert [today in line for line in lines_for(world, "probation_panel")] == [True]
    after = lines_for(world, "probation_panel", at=over + timedelta(days=1))
    assert len(after) == 2
    assert today in after[0]
    assert f"until {day(over)}, as agreed" in after[1]


def test_rule_13_so_it_is_when_a_release_expires_as_agreed(world: World) -> None:
    now = datetime.now(UTC)
    release(world, "short", ["Practice"], ends=now + LATER)
    reads(world, "probation_panel")
    assert ended_for(world, "probation_panel", at=now + LATER - timedelta(microseconds=1)) == []
    assert ended_for(world, "probation_panel", at=now + LATER) == ["short"]


@pytest.mark.parametrize("how", ["reclassified", "withdrawn"])
def test_rule_13_so_it_is_when_a_section_is_taken_back_alone(world: World, how: str) -> None:
    reads(world, "probation_panel")
    with world.act("senior") as gate:
        version = gate.find(Version, world.versions["Chronology"], Act.RECLASSIFY)
        if how == "reclassified":
            classes.reclassify(version=version, section_class="conduct", gate=gate)
        else:
            classes.withdraw_section(version=version, gate=gate)
    assert titles(world, reads(world, "probation_panel")) == {"Context"}
    assert ended_for(world, "probation_panel") == ["first"]
    with reading_as(world, "probation_panel") as gate:
        told = {row.section_id for row, _ in documents.read(gate=gate)}
        (release_,) = endings.ended_for_me(open_sections=told, gate=gate)
        names = reviews.owners(gate=gate)
    assert release_.ended_at is None
    assert "ended its sharing of words that you read here on" in ended(release_, names)
    for who in ("probation_author", "chair", "health_panel"):
        assert ended_for(world, who) == [], who


def test_rule_13_never_beside_words_that_are_still_open(world: World) -> None:
    release(world, "again", ["Context", "Chronology"])
    reads(world, "probation_panel")
    with world.act("senior") as gate:
        rows = gate.session.get(Release, world.releases["again"])
        sharing.end_release(release=rows, why="Twice.", gate=gate)
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}
    assert ended_for(world, "probation_panel") == []


def read_one(world: World, who: str, title: str) -> None:
    with reading_as(world, who) as gate:
        documents.title_of(version=version(world, title), gate=gate)


def test_rule_13_who_read_another_section_of_the_release_is_told_nothing(world: World) -> None:
    read_one(world, "probation_panel", "Context")
    read_one(world, "probation_senior", "Chronology")
    read_one(world, "probation_author", "Context")
    reclassify(world, "Chronology", "conduct")
    assert ended_for(world, "probation_panel") == []
    assert ended_for(world, "probation_senior") == ["first"]
    with world.act("probation_senior") as gate:
        agreements.withdraw_signature(why="For now.", gate=gate)
    hers = version(world, "Context").section_id
    for held, told in ((set(), [world.agencies[POLICE]]), ({hers}, [])):
        with reading_as(world, "probation_author") as gate:
            assert withdrawals.closed_for_me(open_sections=held, gate=gate) == told


def reclassify(world: World, title: str, section_class: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        found = gate.find(Version, world.versions[title], Act.RECLASSIFY)
        classes.reclassify(version=found, section_class=section_class, gate=gate)


def test_rule_13_a_day_named_for_the_end_tells_nobody_before_it(world: World) -> None:
    reads(world, "probation_panel")
    with world.act("senior") as gate:
        held = gate.find(Release, world.releases["first"], Act.END_RELEASE)
        on = gate.now + timedelta(days=9)
        sharing.end_release(release=held, why="Then it is over.", on=on, gate=gate)
    with reading_as(world, "probation_panel") as gate:
        assert endings.ended_for_me(open_sections=set(), gate=gate) == []
    assert ended_for(world, "probation_panel", at=on) == ["first"]


@pytest.mark.parametrize("scope", ["owner", "section"])
def test_rule_2_who_is_stood_down_is_not_told_of_what_ended(world: World, scope: str) -> None:
    """Not even what she read before: the absent thing's answer."""
    reads(world, "probation_panel")
    what = world.agencies[POLICE] if scope == "owner" else version(world, "Context").section_id
    stood_down(world, "senior", "probation_panel", scope, what)
    end(world, "first")
    assert ended_for(world, "probation_panel") == ([] if scope == "owner" else ["first"])


def stood_down(world: World, by: str, who: str, scope: str, what: str = "") -> None:
    with world.act(by) as gate:
        stand_downs.stand_down(
            person=world.people[who], scope=scope, what=what, why="A conflict.", gate=gate
        )


# Rules 15 and 16


def test_rule_15_the_chair_counts_what_she_may_not_read_and_reads_none_of_it(world: World) -> None:
    police = world.agencies["Westmarch Police"]
    with reading_as(world, "chair") as gate:
        assert documents.counts(gate=gate) == {police: 1}
        withheld = tellings.withheld(gate=gate)
    assert withheld == {police: {"not released": 2, "sensitive": 1, "never": 3}}
    assert titles(world, reads(world, "chair")) == {"Context"}


def test_rule_15_not_before_the_board_has_signed(bare_world: World) -> None:
    contribution(bare_world, [("context", "Context"), ("practice", "Practice")])
    with reading_as(bare_world, "chair") as gate:
        assert tellings.withheld(gate=gate) == {}
    signed_agreement(bare_world, ["board"])
    police = bare_world.agencies["Westmarch Police"]
    with reading_as(bare_world, "chair") as gate:
        assert documents.counts(gate=gate) == {}
        assert tellings.withheld(gate=gate) == {police: {"not released": 2}}


@pytest.mark.parametrize("scope", ["owner", "section"])
def test_rule_15_she_is_told_nothing_of_what_she_is_kept_from(world: World, scope: str) -> None:
    """Nor is a page of hers lost by what she may not be told."""
    police, asked = world.agencies[POLICE], commissioned(world)
    with world.act("senior") as gate:
        tellings.tell(to="panel", gate=gate)
    what = police if scope == "owner" else version(world, "Practice").section_id
    stood_down(world, "senior", "chair", scope, what)
    with reading_as(world, "chair") as gate:
        withheld = tellings.withheld(gate=gate)
    if scope == "section":
        assert withheld == {police: {"never": 3, "sensitive": 1, "not released": 2}}
        return
    assert withheld == {}
    with world.act("senior") as gate:
        tellings.tell(to="chair", note="Two wait for a court.", gate=gate)
    with open_portal(world) as client:
        chair, here = Visitor(client, world.sign_in("chair")), f"/reviews/{world.review}"
        assert chair.get(here).status_code == 200
        for path in ("/", here, f"{here}/read", f"{here}/requests"):
            told = chair.get(path).text
            assert "of Westmarch Police" not in told, path
            assert "Westmarch Police holds" not in told, path
            assert asked not in told, path


@pytest.mark.parametrize(
    "who", ["lay", "board", "health_panel", "probation_panel", "senior", "auditor"]
)
def test_rule_16_nobody_else_learns_that_anything_is_withheld(world: World, who: str) -> None:
    with reading_as(world, who) as gate:
        readable = documents.counts(gate=gate)
        assert sum(readable.values()) == len(documents.read(gate=gate))
        assert tellings.withheld(gate=gate) == {}
        assert not gate.may(Act.COUNT_WITHHELD).allowed


def test_rule_16_what_is_refused_is_found_no_better_than_what_is_not_there(world: World) -> None:
    ids = [world.versions["Conduct"], world.versions["Practice"], new_id(), "0" * 32, "x", ""]
    ids += [world.versions["Practice"].upper(), f"{world.versions['Context']} ", world.review]
    for name in ids:
        with pytest.raises(Absent) as refusal, reading_as(world, "health_panel") as gate:
            gate.find(Version, name, READ)
        assert refusal.value.args == ()


def test_rule_16_another_reviews_rows_are_not_found_from_here(world: World) -> None:
    """Whoever may do everything in her own review may find nothing there of another's."""
    with world.vault.act("", actor=CONSOLE) as gate:
        other = reviews.open_review(
            code_name="Larch 7", kind="dhr", marking="OFFICIAL-SENSITIVE", gate=gate
        ).id
    here, world.review = world.review, other
    join(world, "stranger", "Westmarch Police", (Role.SENIOR_OFFICE, Role.AUTHOR), keyed=False)
    assert reads(world, "stranger") == {}
    with pytest.raises(Absent), reading_as(world, "stranger") as gate:
        gate.find(Version, world.versions["Context"], READ)
    with pytest.raises(SHOWN):
        sign(world, "stranger", [world.versions["Context"]], "body", BOARD)
    world.review = here
    assert reads(world, "stranger") == {}
