"""The rules of release, by their numbers: two keys, versions, and endings (rules 6 to 10, 12)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.agreements import acts as agreements
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.build import (
    YEAR,
    World,
    contribution,
    release,
    sign_newest,
    sign_off,
    sign_release,
    signed_agreement,
)  # fmt: skip
from tests.policy.asking import SHOWN, raw, reads, titles, version, who_may

READ = Act.READ_SECTION
PROBATION = {"probation_panel", "probation_senior", "probation_author"}
OWNERS_SIDE = {"author", "manager", "senior", "disclosure", "police_panel"}
LATER = timedelta(seconds=5)


def sign(world: World, who: str, ids: list[str], to_kind: str = "body", to_name: str = "") -> str:
    """A release signed by anybody, of anything: the refusal's own sentence where it is refused."""
    now = datetime.now(UTC)
    with world.act(who) as gate:
        return sign_release(
            version_ids=ids,
            to_kind=to_kind,
            to_name=to_name or world.agencies["Aldermere Probation"],
            purpose="review",
            starts=now - timedelta(minutes=1),
            ends=now + YEAR,
            gate=gate,
        ).id


def rewrite(world: World, title: str) -> str:
    """New words for a section, signed off; the new version's id."""
    with world.act("author") as gate:
        old = gate.session.get(Version, world.versions[title])
        made = documents.write(
            section=old.section,
            title=f"{title} again",
            paragraphs=[Paragraph(new_id(), "p", "Newer words.")],
            gate=gate,
        )
        world.versions[title] = made.id
    sign_off(world, [title])
    return made.id


def end(world: World, name: str) -> None:
    with world.act("senior") as gate:
        ending: Release = gate.find(Release, world.releases[name], Act.END_RELEASE)
        sharing.end_release(release=ending, why="It was a mistake.", gate=gate)


# Rule 6


def test_rule_6_no_release_before_owner_and_board_have_signed(bare_world: World) -> None:
    world = bare_world
    contribution(world, [("context", "Context")])
    for bodies in ([], ["senior"]):
        signed_agreement(world, bodies)
        with pytest.raises(Refused, match="must sign the review agreement first"):
            release(world, "early", ["Context"])
    signed_agreement(world, ["board"])
    release(world, "first", ["Context"])
    assert who_may(world, READ, "Context") == OWNERS_SIDE, "probation has not signed"
    signed_agreement(world, ["probation_senior"])
    assert who_may(world, READ, "Context") == OWNERS_SIDE | PROBATION


def test_rule_6_a_body_signs_for_itself_and_once(world: World) -> None:
    for who in ("board", "senior", "probation_senior"):
        with pytest.raises(Refused, match="signed this agreement already"), world.act(who) as gate:
            sign_newest(gate)
    for who in ("author", "chair", "lay", "health_panel", "probation_panel"):
        with pytest.raises(SHOWN), world.act(who) as gate:
            sign_newest(gate)


@pytest.mark.parametrize("who", ["author", "manager", "disclosure", "probation_senior", "chair"])
def test_rule_6_only_the_owners_senior_office_signs_a_release(world: World, who: str) -> None:
    with pytest.raises((*SHOWN, Refused)):
        sign(world, who, [world.versions["Practice"]])
    assert who_may(world, READ, "Practice") == OWNERS_SIDE


# Rule 7


@pytest.mark.parametrize("title", ["Conduct", "Welfare", "Advice"])
@pytest.mark.parametrize("to", ["body", "role", "member"])
def test_rule_7_a_class_that_is_never_shared_is_refused_in_a_sentence(
    world: World, title: str, to: str
) -> None:
    name = {"body": "", "role": "chair", "member": world.members["lay"]}[to]
    for ids in ([world.versions[title]], [world.versions["Practice"], world.versions[title]]):
        with pytest.raises(Refused) as refusal:
            sign(world, "senior", ids, to, name)
        number = version(world, title).position
        assert str(refusal.value) == f"Section {number} is of a class that is never shared."
    assert who_may(world, READ, "Practice") == OWNERS_SIDE, "all of it, or nothing"


def test_rule_7_covert_words_and_reclassified_words_are_refused(world: World) -> None:
    for section_class in ("covert", "conduct", "staff_welfare", "legal_advice"):
        become(world, "Practice", section_class)
        where = "A section that is closed to you" if section_class == "covert" else "Section 3"
        with pytest.raises(Refused, match=f"{where} is of a class that is never shared"):
            sign(world, "senior", [world.versions["Practice"]])


def test_rule_7_each_unfit_row_is_named(world: World) -> None:
    contribution(world, [("context", "Draft")], sign=False)
    names = ["Draft", "Conduct", "Methods", "Context"]
    with pytest.raises(Refused) as refusal:
        sign(world, "senior", [*(world.versions[n] for n in names), new_id()])
    told = str(refusal.value)
    assert "Section 1 is not signed off." in told
    assert "Section 5 is of a class that is never shared." in told
    assert "Section 4 holds sensitive methods and is released to named people only." in told
    assert "One of the sections is not your organisation's." in told
    assert "Section 2" not in told


def test_rule_7_nothing_is_released_without_naming_it(world: World) -> None:
    with pytest.raises(Refused, match="at least one section"):
        sign(world, "senior", [])
    with pytest.raises(Refused, match="not your organisation's"):
        sign(world, "probation_senior", [world.versions["Practice"]])


@pytest.mark.parametrize("title", ["Conduct", "Welfare", "Advice"])
def test_rule_7_a_row_put_into_the_database_by_hand_opens_no_class_that_is_never_shared(
    world: World, title: str
) -> None:
    """The compiler does not know classes; a closed one has no name that a release could say."""
    probation = world.agencies["Aldermere Probation"]
    for sub in (f"keyed:body:{probation}", "keyed:role:chair", f"m:{world.members['lay']}"):
        for name in (title, "Practice"):
            _by_hand(world, sub, f"ver:{world.versions[name]}")
    before = who_may(world, READ, title)
    world.vault.settle(world.review)
    reached = {*PROBATION, "chair", "lay"}
    assert who_may(world, READ, "Practice") == OWNERS_SIDE | reached, "the rows are in force"
    assert who_may(world, READ, title) == before
    assert not before & reached


@pytest.mark.parametrize("obj", ["sec:{section}", "all", "owner:{owner}", "words:{owner}:conduct"])
def test_rule_7_a_row_by_hand_with_any_other_name_never_comes_to_a_decision(
    world: World, obj: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = version(world, "Conduct")
    _by_hand(
        world, f"m:{world.members['lay']}", obj.format(section=row.section_id, owner=row.owner_id)
    )
    world.vault.settle(world.review)
    assert "is not certified and stays closed" in caplog.text
    assert "lay" not in who_may(world, READ, "Conduct")


def _by_hand(world: World, sub: str, obj: str) -> None:
    raw(
        world,
        "insert into policy_row (id, domain, kind, sub, obj, act, nbf, exp, eft, ref) values "
        "(:id, :d, 'p', :s, :o, 'read_section', '0000-01-01T00:00:00.000000Z', "
        "'9999-12-31T23:59:59.999999Z', 'allow', 'release:hand')",
        id=new_id(), d=world.review, s=sub, o=obj,
    )  # fmt: skip


def become(world: World, title: str, section_class: str) -> None:
    raw(world, "update section set section_class = :c where id = :s", c=section_class,
        s=version(world, title).section_id)  # fmt: skip


# Rule 8


RECIPIENTS = [
    ("member", "probation_panel", {"probation_panel"}),
    ("member", "health_panel", set()),
    ("role", "panel_member", {"probation_panel"}),
    ("role", "lay_adviser", {"lay"}),
    ("role", "chair", {"chair"}),
    ("role", "member", set()),
    ("body", "Aldermere Probation", PROBATION),
    ("body", "Fenwick Health Trust", set()),
    ("body", "board", {"chair", "lay", "board"}),
    ("member", "nobody", set()),
    ("role", "anyone", set()),
]


def test_rule_8_a_release_reaches_memberships_of_bodies_that_have_signed(world: World) -> None:
    contribution(world, [("context", f"{to} {name}") for to, name, _ in RECIPIENTS])
    now = datetime.now(UTC)
    with world.act("senior") as gate:
        for to, name, _ in RECIPIENTS:
            known = {"member": world.members, "body": world.agencies}.get(to, {})
            sign_release(
                version_ids=[world.versions[f"{to} {name}"]],
                to_kind=to,
                to_name=known.get(name, name),
                purpose="review",
                starts=now - LATER,
                ends=now + YEAR,
                gate=gate,
            )
    for to, name, reached in RECIPIENTS:
        assert who_may(world, READ, f"{to} {name}") == OWNERS_SIDE | reached, (to, name)


def test_rule_8_a_body_that_signs_later_is_reached_from_then_on(world: World) -> None:
    sign(world, "senior", [world.versions["Practice"]], "role", "panel_member")
    assert "health_panel" not in who_may(world, READ, "Practice")
    with world.act("health_panel") as gate:
        member = gate.session.get(agreements.Membership, world.members["health_panel"])
        agreements._hand_keys({member.body}, gate)
    assert "health_panel" in who_may(world, READ, "Practice")


# Rules 9 and 10


def test_rule_9_an_edit_is_not_shared_until_it_is_released(world: World) -> None:
    first = world.versions["Context"]
    newer = rewrite(world, "Context")
    assert who_may(world, READ, newer) == OWNERS_SIDE
    assert first in reads(world, "probation_panel")
    assert newer not in reads(world, "probation_panel")
    assert newer in reads(world, "author")


def test_rule_10_of_two_versions_in_force_the_higher_is_read(world: World) -> None:
    first = world.versions["Context"]
    newer = rewrite(world, "Context")
    release(world, "second", ["Context"])
    told = reads(world, "probation_panel")
    assert newer in told
    assert first not in told
    assert {first, newer} & set(reads(world, "chair")) == {first}, "a release to probation alone"
    end(world, "second")
    assert first in reads(world, "probation_panel"), "the earlier release is still in force"
    end(world, "first")
    assert not {first, newer} & set(reads(world, "probation_panel"))


# Rule 12


def test_rule_12_the_owners_senior_office_ends_a_release_at_once(world: World) -> None:
    assert who_may(world, READ, "Chronology") > PROBATION
    end(world, "first")
    assert who_may(world, READ, "Chronology") == OWNERS_SIDE
    assert who_may(world, READ, "Context") == {*OWNERS_SIDE, "chair"}, "only that release"
    with pytest.raises(Refused, match="ended already"):
        end(world, "first")


@pytest.mark.parametrize("who", ["author", "disclosure", "probation_senior", "chair", "board"])
def test_rule_12_nobody_else_finds_the_release_to_end(world: World, who: str) -> None:
    with pytest.raises(SHOWN), world.act(who) as gate:
        gate.find(Release, world.releases["first"], Act.END_RELEASE)
    assert who_may(world, READ, "Chronology") > PROBATION


def test_rule_12_a_release_begins_and_expires_by_the_clock(world: World) -> None:
    now = datetime.now(UTC)
    release(world, "timed", ["Practice"], starts=now + LATER, ends=now + 2 * LATER)
    for at, reached in {
        now + LATER - timedelta(microseconds=1): False,
        now + LATER: True,
        now + 2 * LATER - timedelta(microseconds=1): True,
        now + 2 * LATER: False,
        now + YEAR: False,
    }.items():
        assert (who_may(world, READ, "Practice", at=at) >= PROBATION) is reached
        assert ("Practice" in titles(world, reads(world, "probation_panel", at=at))) is reached


@pytest.mark.parametrize("section_class", ["conduct", "staff_welfare", "legal_advice", "covert"])
def test_rule_12_reclassified_words_close_and_their_neighbours_do_not(
    world: World, section_class: str
) -> None:
    become(world, "Context", section_class)
    assert not who_may(world, READ, "Context") & {*PROBATION, "chair", "police_panel", "manager"}
    assert who_may(world, READ, "Chronology") > PROBATION


def test_rule_12_going_back_does_not_revive_rows_that_were_ended(world: World) -> None:
    """Reclassifying ends the section's rows in every release, and of each release those alone."""
    name = f"ver:{world.versions['Context']}"
    with world.act("senior") as gate:
        ended = [gate.end(ref=f"release:{r}", obj=name) for r in world.releases.values()]
    assert ended == [1, 1]
    become(world, "Context", "conduct")
    become(world, "Context", "context")
    assert who_may(world, READ, "Context") == OWNERS_SIDE
    assert who_may(world, READ, "Chronology") == OWNERS_SIDE | PROBATION


# The tests themselves


def test_a_release_without_its_second_key_would_be_noticed(world: World) -> None:
    """As if releases reached bodies that have not signed: the tests of rules 6 and 8 say so."""
    from portal.gate.policy import Link

    sign(
        world,
        "senior",
        [world.versions["Practice"]],
        "body",
        world.agencies["Fenwick Health Trust"],
    )
    with world.act("health_panel") as gate:
        sub, body = f"m:{world.members['health_panel']}", world.agencies["Fenwick Health Trust"]
        gate.allow([Link(sub, f"keyed:body:{body}")], ref="key:stolen")
    assert "health_panel" in who_may(world, READ, "Practice")
