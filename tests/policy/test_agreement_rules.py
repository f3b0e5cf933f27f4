"""The rules of release, by their numbers: the receiving key (rules 3, 6, 7 and 12)."""

from typing import Any

import pytest

from portal.agreements import acts as agreements
from portal.agreements.models import Signature
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.reviews import stand_downs
from portal.sharing.models import Release
from portal.sharing.withdrawals import withdraw
from tests.build import World, contribution, propose, release, sign, signed_agreement
from tests.policy.asking import SHOWN, denies, raw, reading_as, reads, titles, who_may

pytestmark = pytest.mark.slow

READ = Act.READ_SECTION
PROBATION = {"probation_panel", "probation_senior", "probation_author"}
OWNERS_SIDE = {"author", "manager", "senior", "disclosure", "police_panel"}
ALL = {*OWNERS_SIDE, *PROBATION, "chair"}
"""Who reads the section "Context" of the usual world."""


def leave_agreement(world: World, who: str) -> None:
    with world.act(who) as gate:
        withdraw(why="It was decided.", gate=gate)


def standing(world: World) -> set[str]:
    """The bodies that stand by the text in force, by the names that tests give them."""
    called = {name: agency.split()[0] for agency, name in world.agencies.items()}
    with reading_as(world, "chair") as gate:
        return {called.get(body, body) for body in agreements.standing_signatures(gate)}


def in_force(world: World) -> int:
    """The number of the text in force, or 0."""
    with reading_as(world, "chair") as gate:
        found = agreements.current(gate=gate)
    return found.number if found else 0


def act(world: World, who: str, doing: Any) -> Any:
    with world.act(who) as gate:
        return doing(gate)


# Rule 3


def test_rule_3_who_signed_may_leave_and_the_signature_stands(world: World) -> None:
    for who in ("senior", "probation_senior", "board"):
        with world.act(who) as gate:
            gate.end(ref=f"member:{world.members[who]}")
    assert who_may(world, READ, "Context") == ALL - {"senior", "probation_senior"}
    assert standing(world) == {"Westmarch", "Aldermere", BOARD}


def test_rule_3_a_signature_is_never_erased(world: World) -> None:
    leave_agreement(world, "probation_senior")
    sign(world, "probation_senior")
    rows = raw(world, "select withdrawn_at from signature where body = :b order by signed_at",
               b=world.agencies["Aldermere Probation"])  # fmt: skip
    assert [row.withdrawn_at is None for row in rows] == [False, True]


# Rule 6


@pytest.mark.mission("A011")
@pytest.mark.parametrize("missing", ["owner", "recipient", "board", "release"])
def test_rule_6_one_key_missing_and_nobody_is_reached(bare_world: World, missing: str) -> None:
    """Whichever it is, and in whatever order the others came: no words, no count, no mention."""
    world = bare_world
    contribution(world, [("context", "Context")])
    signed_agreement(world)
    if missing != "release":
        release(world, "first", ["Context"])
        assert who_may(world, READ, "Context") == OWNERS_SIDE | PROBATION
        who = {"owner": "senior", "recipient": "probation_senior", "board": "board"}[missing]
        leave_agreement(world, who)
    assert who_may(world, READ, "Context") == OWNERS_SIDE
    for who in PROBATION:
        assert reads(world, who) == {}


def test_rule_6_nothing_is_signed_before_it_is_proposed(bare_world: World) -> None:
    for who in ("board", "senior"):
        with (
            pytest.raises(Refused, match="has changed since you read it"),
            bare_world.act(who) as g,
        ):
            agreements.sign_agreement(agreement="0" * 32, digest="", gate=g)
    with reading_as(bare_world, "chair") as gate:
        assert agreements.newest(gate=gate) is None
        assert agreements.current(gate=gate) is None


def test_rule_6_nobody_signs_words_that_she_has_not_seen(world: World) -> None:
    seen = act(world, "senior", lambda gate: agreements.newest(gate=gate))
    propose(world, "second", gateway="Another statute")
    newer = act(world, "senior", lambda gate: agreements.newest(gate=gate))
    assert newer.digest != seen.digest
    for agreement, digest in ((newer.id, seen.digest), (newer.id, ""), ("0" * 32, newer.digest)):
        with (
            pytest.raises(Refused, match="has changed since you read it"),
            world.act("senior") as g,
        ):
            agreements.sign_agreement(agreement=agreement, digest=digest, gate=g)
    assert raw(world, "select count(*) as n from signature")[0].n == 3


def test_rule_6_whoever_takes_part_reads_the_agreement_and_nobody_else(world: World) -> None:
    with reading_as(world, "health_panel") as gate:
        told = agreements.current(gate=gate)
        assert told is not None
        assert [code for code, _ in told.purposes] == ["review"]
        assert [number for number, _ in told.paragraphs] == ["1", "2"]
    for who in ("stranger", "administrator", "auditor"):
        with pytest.raises(Absent), reading_as(world, who) as gate:
            agreements.newest(gate=gate)


@pytest.mark.parametrize("who", ["senior", "chair", "lay", "author", "health_panel"])
def test_rule_7_only_the_boards_office_proposes(world: World, who: str) -> None:
    with pytest.raises(SHOWN), world.act(who) as gate:
        agreements.propose(terms=agreements.newest(gate=gate), gate=gate)  # type: ignore[arg-type]


def test_rule_7_a_text_under_which_nothing_could_be_released_is_refused(world: World) -> None:
    for empty in ({"purposes": ()}, {"paragraphs": ()}):
        with pytest.raises(Refused, match="names a purpose and a paragraph"):
            propose(world, "empty", **empty)


# Amendments


def test_rule_7_an_amendment_waits_for_everybody_who_stands_by_the_text_before(
    world: World,
) -> None:
    propose(world, "second", purposes=(("review", "This review"), ("overview", "The overview")))
    for who in ("board", "probation_senior"):
        sign(world, who)
        assert in_force(world) == 1
        assert who_may(world, READ, "Context") == ALL, "the text before holds meanwhile"
    sign(world, "senior")
    assert in_force(world) == 2
    assert who_may(world, READ, "Context") == ALL
    with reading_as(world, "chair") as gate:
        told = agreements.current(gate=gate)
    assert [code for code, _ in told.purposes] == ["review", "overview"]


def test_rule_7_who_does_not_want_the_amendment_withdraws_and_is_not_waited_for(
    world: World,
) -> None:
    propose(world, "second")
    sign(world, "board")
    sign(world, "senior")
    leave_agreement(world, "probation_senior")
    assert in_force(world) == 2
    assert standing(world) == {"Westmarch", BOARD}
    assert who_may(world, READ, "Context") == {*OWNERS_SIDE, "chair"}


def test_rule_7_a_body_that_signs_the_amendment_alone_receives_when_it_comes_into_force(
    world: World,
) -> None:
    health = world.agencies["Fenwick Health Trust"]
    release(world, "health", ["Practice"], to_name=health)
    propose(world, "second")
    seat_health_office(world)
    sign(world, "health_panel")
    assert "health_panel" not in who_may(world, READ, "Practice")
    for who in ("board", "senior", "probation_senior"):
        assert "health_panel" not in who_may(world, READ, "Practice")
        sign(world, who)
    assert "health_panel" in who_may(world, READ, "Practice")


def seat_health_office(world: World) -> None:
    """The health trust's panel member becomes its senior office as well."""
    from portal.db import stamp
    from portal.gate.policy import Link
    from portal.reviews.models import Membership, MembershipRole

    with world.act("health_panel") as gate:
        held = gate.session.get(Membership, world.members["health_panel"])
        gate.session.add(MembershipRole(membership_id=held.id, role="senior_office"))
        window = stamp(held.starts_at), stamp(held.ends_at)
        groups = ("role:senior_office", f"team:senior_office:{held.body}")
        links = [Link(f"m:{held.id}", group, *window) for group in groups]
        gate.allow(links, ref=f"member:{held.id}")


def test_rule_7_who_owns_nothing_and_can_sign_no_more_holds_no_amendment_up(world: World) -> None:
    """A made-up agency cannot keep the board from amending; an owner is always waited for."""
    police, probation, health = world.agencies.values()
    seat_health_office(world)
    sign(world, "health_panel")
    propose(world, "second")
    sign(world, "board")
    with reading_as(world, "board") as gate:
        assert agreements.awaited(gate=gate) == {police, probation, health}
    with world.act("board") as gate:
        for who in ("health_panel", "senior"):
            stand_downs.stand_down(
                person=world.people[who], scope="review", what="", why="A conflict.", gate=gate
            )
    with reading_as(world, "board") as gate:
        assert agreements.awaited(gate=gate) == {police, probation}


def test_rule_7_a_newer_proposal_takes_the_place_of_one_that_is_not_in_force(
    world: World,
) -> None:
    propose(world, "second")
    sign(world, "senior")
    propose(world, "third")
    for who in ("board", "probation_senior"):
        sign(world, who)
    assert in_force(world) == 1, "what was signed on the second text counts for nothing"
    sign(world, "senior")
    assert in_force(world) == 3


# Rule 12


def test_rule_12_a_recipients_withdrawal_closes_at_once_and_for_its_body_alone(
    world: World,
) -> None:
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}
    leave_agreement(world, "probation_senior")
    assert standing(world) == {"Westmarch", BOARD}
    assert raw(world, "select id from release where ended_at is not null") == []
    assert who_may(world, READ, "Context") == {*OWNERS_SIDE, "chair"}
    assert reads(world, "probation_panel") == {}
    with pytest.raises(Refused, match="does not stand on this agreement"):
        leave_agreement(world, "probation_senior")


def test_rule_12_an_owners_withdrawal_ends_its_releases_and_they_stay_ended(
    world: World,
) -> None:
    leave_agreement(world, "senior")
    assert standing(world) == {"Aldermere", BOARD}
    assert who_may(world, READ, "Context") == OWNERS_SIDE
    with pytest.raises(Refused, match="must sign the review agreement first"):
        release(world, "again", ["Context"])
    sign(world, "senior")
    assert who_may(world, READ, "Context") == OWNERS_SIDE, "signing again revives no release"
    release(world, "again", ["Context"])
    assert who_may(world, READ, "Context") == OWNERS_SIDE | PROBATION
    ended = raw(world, "select end_reason, ended_by from release where ended_at is not null")
    assert len(ended) == 2
    assert all(row.end_reason and row.ended_by == world.members["senior"] for row in ended)


def test_rule_12_without_the_board_nobody_reads_until_it_signs_again(world: World) -> None:
    leave_agreement(world, "board")
    assert raw(world, "select id from release where ended_at is not null") == []
    assert who_may(world, READ, "Context") == OWNERS_SIDE
    assert in_force(world) == 0
    with reading_as(world, "chair") as gate:
        assert not gate.may(Act.COUNT_WITHHELD).allowed
    sign(world, "board")
    assert who_may(world, READ, "Context") == ALL
    assert in_force(world) == 1


@pytest.mark.parametrize("who", ["author", "probation_panel", "chair", "lay", "health_panel"])
def test_rule_12_only_an_office_withdraws_for_its_body(world: World, who: str) -> None:
    with pytest.raises(SHOWN):
        leave_agreement(world, who)
    assert who_may(world, READ, "Context") == ALL


def test_rule_2_who_is_stood_down_neither_reads_signs_nor_withdraws(world: World) -> None:
    seen = act(world, "probation_senior", lambda gate: agreements.newest(gate=gate))
    with world.act("board") as gate:
        gate.allow(denies(world, "probation_senior", "all"), ref="stood_down:probation_senior")

    def signs(gate: Gate) -> Signature:
        return agreements.sign_agreement(agreement=seen.id, digest=seen.digest, gate=gate)

    for doing in (signs, lambda g: agreements.newest(gate=g), lambda g: withdraw(why="x", gate=g)):
        with pytest.raises(Absent):
            act(world, "probation_senior", doing)
    assert standing(world) == {"Westmarch", "Aldermere", BOARD}


def test_a_withdrawal_holds_in_the_release_itself(world: World) -> None:
    """Should its policy rows ever come back, the release still says that it was ended."""
    leave_agreement(world, "senior")
    with world.act("senior") as gate:
        held = gate.session.get(Release, world.releases["first"])
        assert held.ended_at is not None
