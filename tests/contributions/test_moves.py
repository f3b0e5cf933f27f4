"""Each move of a contribution, by the right person and by every wrong one, twice, and too late."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.contributions import acts, standing
from portal.contributions.models import MOVES, Request, State
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.reviews import stand_downs
from tests.build import World, release
from tests.cast import CAST, EVERYBODY, HEALTH, POLICE, PROBATION
from tests.commissions import begin, commission, commissioned, found_request, go
from tests.policy.asking import denies, reading_as, reads, titles, version
from tests.policy.test_people_rules import join

EVERYWHERE = "Welsh ŵ, ਪੰਜਾਬੀ, العربية, 🙂 and <b>no markup</b>\n\nsecond paragraph"


def state(world: World, asked: str) -> str:
    with world.vault.engine.connect() as connection:
        return str(connection.execute(sa.select(Request.state).where(Request.id == asked)).scalar())


def asking(world: World, asked: str, who: str, act: Callable[..., object], **given: object) -> None:
    with world.act(who) as gate:
        act(request=found_request(asked, gate), gate=gate, **given)


def rewrite(world: World, title: str, who: str = "author") -> None:
    with world.act(who) as gate:
        section = gate.find(Version, world.versions[title], Act.READ_SECTION).section
        made = documents.write(
            section=section, title=title, paragraphs=[Paragraph(new_id(), "p", "New")], gate=gate
        )
        world.versions[title] = made.id


def to_manager(world: World) -> str:
    asked = commission(world)
    begin(world, asked, [("chronology", "One"), ("learning", "Two"), ("conduct", "Closed")])
    go(world, asked, "author", acts.submit)
    return asked


def sign(world: World, *titles: str) -> dict[str, object]:
    return {"seen": [world.versions[t] for t in titles]}


# Asking


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {"chair", "board"}))
def test_only_those_who_may_ask_do(world: World, who: str) -> None:
    with pytest.raises(Absent):
        commission(world, who=who)


@pytest.mark.mission("C010", "C042")
def test_any_agency_is_asked_also_the_one_that_takes_no_part_yet(world: World) -> None:
    with world.act("administrator", "portal") as gate:
        from portal.directory import acts as people

        world.agencies["Late"] = people.add_agency(name="Late Trust", kind="health", gate=gate)
    asked = commission(world, "Late", who="board")
    with world.act("chair") as gate:
        request = found_request(asked, gate)
        assert request.owner_id == world.agencies["Late"]
        assert request.due_on == (gate.now + timedelta(days=30)).date()


def test_one_request_for_each_agency_and_kind_until_it_is_withdrawn(world: World) -> None:
    asked = commission(world)
    with pytest.raises(Refused, match="already"):
        commission(world)
    commission(world, kind="imr")
    commission(world, HEALTH)
    asking(world, asked, "chair", acts.withdraw, why="No longer needed")
    commission(world)


@pytest.mark.parametrize("days", [0, -1])
def test_a_date_is_in_the_future(world: World, days: int) -> None:
    with pytest.raises(Refused, match="future"):
        commission(world, days=days)
    asked = commission(world)
    past = datetime.now(UTC).date() - timedelta(days=1)
    with pytest.raises(Refused, match="future"):
        asking(world, asked, "chair", acts.change_due, due_on=past, why="Late")


def test_what_is_not_there_is_not_asked_for(world: World) -> None:
    due = (datetime.now(UTC) + timedelta(days=9)).date()
    for agency, kind in ((new_id(), "imr"), (world.agencies[POLICE], "overview"), ("'; --", "imr")):
        with world.act("chair") as gate, pytest.raises(Refused):
            acts.ask(agency_id=agency, kind=kind, due_on=due, gate=gate)


@pytest.mark.parametrize("who", sorted(set(CAST) - {"chair", "board"}))
def test_only_those_who_ask_chase_and_change_and_withdraw(world: World, who: str) -> None:
    asked = commission(world)
    later = (datetime.now(UTC) + timedelta(days=99)).date()
    for act, given in (
        (acts.chase, {}),
        (acts.change_due, {"due_on": later, "why": "More time"}),
        (acts.withdraw, {"why": "Not needed"}),
    ):
        with pytest.raises(Absent):
            asking(world, asked, who, act, **given)
    assert state(world, asked) == State.ASKED


# Answering


@pytest.mark.parametrize("who", sorted(set(CAST) - {"author"}))
def test_only_the_agencys_own_author_begins(world: World, who: str) -> None:
    asked = commission(world)
    with pytest.raises(Absent):
        begin(world, asked, who=who)
    begin(world, asked)
    with pytest.raises(Refused):
        begin(world, asked)


@pytest.mark.parametrize("who", sorted(set(CAST) - {"manager"}))
def test_only_the_senior_manager_says_that_nothing_is_held(world: World, who: str) -> None:
    asked = commission(world)
    with pytest.raises(Absent):
        asking(world, asked, who, acts.return_nil, searched="Every system")


def test_nothing_held_can_be_taken_up_again_and_not_said_of_words(world: World) -> None:
    asked = commission(world)
    asking(world, asked, "manager", acts.return_nil, searched=EVERYWHERE)
    assert state(world, asked) == State.NIL
    document = begin(world, asked, [("context", "Found")])
    with pytest.raises(Refused, match="does hold"):
        asking(world, asked, "manager", acts.return_nil, searched="Nothing")
    assert document
    with world.act("chair") as gate:
        from portal.contributions.standing import steps

        told = steps(request=found_request(asked, gate), gate=gate)
    assert EVERYWHERE in [words for _, words in told]


def test_an_empty_contribution_is_not_sent_on(world: World) -> None:
    asked = commission(world)
    begin(world, asked, [("conduct", "Closed")])
    with pytest.raises(Refused, match="no new words"):
        go(world, asked, "author", acts.submit)


WRONG = {
    acts.submit: ({"author"}, {}),
    acts.send_back: ({"manager"}, {"comments": "Change it", "remarks": {}}),
    acts.sign_off: ({"manager"}, {"seen": []}),
    acts.decide: ({"senior"}, {"seen": [], "shared": [], "why": "No"}),
    acts.query: ({"chair"}, {"words": "Why?"}),
    acts.accept: ({"chair"}, {}),
}


@pytest.mark.parametrize("act", WRONG, ids=lambda act: act.__name__)
def test_each_move_is_its_own_persons(world: World, act: Callable[..., object]) -> None:
    asked = commissioned(world)
    right, given = WRONG[act]
    for who in set(CAST) - right:
        with pytest.raises(Absent):
            go(world, asked, who, act, **given)
    assert state(world, asked) == State.WITH_PANEL


# The senior manager


def test_sent_back_sent_again_and_signed_off(world: World) -> None:
    asked = to_manager(world)
    go(world, asked, "manager", acts.send_back, comments="Say more", remarks={})
    with pytest.raises(Refused):
        go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    go(world, asked, "author", acts.submit)
    assert go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two")) == 0
    assert state(world, asked) == State.SIGNED_OFF
    with pytest.raises(Refused):
        go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    assert stage(world, "Closed") == "draft"
    assert stage(world, "One") == stage(world, "Two") == "signed_off"


def test_a_manager_signs_off_what_is_open_to_him_and_a_colleague_the_rest(world: World) -> None:
    asked = to_manager(world)
    with world.act("senior") as gate:
        stand_downs.stand_down(
            person=world.people["manager"], scope="section", what=version(world, "Two").section_id,
            why="x", gate=gate,
        )  # fmt: skip
    with pytest.raises(Refused, match="have changed"):
        go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    assert go(world, asked, "manager", acts.sign_off, **sign(world, "One")) == 1
    assert (stage(world, "One"), stage(world, "Two")) == ("signed_off", "draft")
    assert state(world, asked) == State.WITH_MANAGER


def stage(world: World, title: str) -> str:
    query = sa.select(Version.stage).where(Version.id == world.versions[title])
    with world.vault.engine.connect() as connection:
        return str(connection.execute(query).scalar())


def test_words_that_changed_since_he_read_them_are_not_signed_off(world: World) -> None:
    asked = to_manager(world)
    seen = sign(world, "One", "Two")
    rewrite(world, "Two")
    with pytest.raises(Refused, match="have changed"):
        go(world, asked, "manager", acts.sign_off, **seen)
    assert stage(world, "One") == "draft"
    for wrong in ([], [world.versions["One"]], [new_id()], [*seen["seen"], new_id()]):
        with pytest.raises(Refused):
            go(world, asked, "manager", acts.sign_off, seen=wrong)


def test_nobody_signs_off_his_own_words_and_the_others_are_not_held_up(world: World) -> None:
    """Rule 4: a manager who also writes leaves his own for a colleague."""
    asked = to_manager(world)
    query = sa.update(Version).where(Version.id == world.versions["Two"])
    with world.vault.engine.begin() as connection:
        connection.execute(query.values(written_by=world.people["manager"]))
    assert go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two")) == 1
    assert (stage(world, "One"), stage(world, "Two")) == ("signed_off", "draft")
    assert state(world, asked) == State.WITH_MANAGER
    with pytest.raises(Refused, match="You wrote all"):
        go(world, asked, "manager", acts.sign_off, **sign(world, "Two"))


def test_what_a_colleague_touched_up_is_still_his_own(world: World) -> None:
    """Rule 4: he wrote it, an author changed it, and it is not his to sign off."""
    asked = to_manager(world)
    query = sa.update(Version).where(Version.id == world.versions["Two"])
    with world.vault.engine.begin() as connection:
        connection.execute(query.values(written_by=world.people["manager"]))
    rewrite(world, "Two")
    assert go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two")) == 1
    assert (stage(world, "One"), stage(world, "Two")) == ("signed_off", "draft")


def test_two_managers_at_once_sign_off_once(world: World) -> None:
    asked, told = to_manager(world), []

    def try_it() -> None:
        try:
            told.append(go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two")))
        except Refused as refused:
            told.append(str(refused))

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "0" in map(str, told)
    assert told.count(0) == 1
    assert state(world, asked) == State.SIGNED_OFF


# Deciding, and the panel


@pytest.mark.mission("C079")
def test_nothing_is_handed_over_undecided(world: World) -> None:
    asked = to_manager(world)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    both = [world.versions["One"], world.versions["Two"]]
    for given in (
        {"seen": [], "shared": [], "why": "x"},
        {"seen": both[:1], "shared": both[:1], "why": ""},
        {"seen": both, "shared": [*both, new_id()], "why": ""},
        {"seen": both, "shared": both[:1], "why": ""},
    ):
        with pytest.raises(Refused):
            go(world, asked, "senior", acts.decide, **given)
    assert state(world, asked) == State.SIGNED_OFF
    go(world, asked, "senior", acts.decide, seen=both, shared=both[:1], why=EVERYWHERE)
    assert state(world, asked) == State.WITH_PANEL
    assert not {"One", "Two"} & set(titles(world, reads(world, "chair")))


def test_an_officer_decides_and_reads_nothing_of_a_section_she_is_kept_from(world: World) -> None:
    asked = to_manager(world)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    both = [world.versions["One"], world.versions["Two"]]
    lines = denies(world, "senior", f"sec:{version(world, 'One').section_id}")
    with world.act("board") as gate:
        gate.allow(lines, ref="stood_down:senior")
    given = {"seen": both, "shared": [], "why": "A court's business"}
    with pytest.raises(Refused, match="closed to you"):
        go(world, asked, "senior", acts.decide, **given)
    senior, office = world.members["senior"], (Role.SENIOR_OFFICE,)
    world.members["senior"] = join(world, "stranger", POLICE, office)
    person, world.people["senior"] = world.people["senior"], world.people["stranger"]
    go(world, asked, "senior", acts.decide, **given)
    world.members["senior"], world.people["senior"] = senior, person
    for who, told in (("senior", {both[1]}), ("disclosure", set(both))):
        with reading_as(world, who) as gate:
            why = standing.decisions(request=asked, gate=gate)
        assert {name for name, (_, words) in why.items() if words} == told


def handed_over(world: World) -> str:
    asked = to_manager(world)
    go(world, asked, "manager", acts.sign_off, **sign(world, "One", "Two"))
    both = [world.versions["One"], world.versions["Two"]]
    go(world, asked, "senior", acts.decide, seen=both, shared=both, why="")
    return asked


def test_the_chair_accepts_what_she_could_read_and_nothing_else(world: World) -> None:
    asked = handed_over(world)
    for act, given in ((acts.accept, {}), (acts.query, {"words": "Why?"})):
        with pytest.raises(Refused, match="open to you"):
            go(world, asked, "chair", act, **given)
    release(world, "to the chair", ["One"], to_kind="role", to_name="chair")
    go(world, asked, "chair", acts.query, words=EVERYWHERE)
    with pytest.raises(Refused):
        go(world, asked, "chair", acts.query, words="Again")
    go(world, asked, "chair", acts.accept)
    with pytest.raises(Refused):
        go(world, asked, "chair", acts.accept)
    assert state(world, asked) == State.ACCEPTED


def test_new_words_after_acceptance_open_it_again(world: World) -> None:
    asked = handed_over(world)
    release(world, "to the chair", ["One"], to_kind="role", to_name="chair")
    go(world, asked, "chair", acts.accept)
    with pytest.raises(Refused, match="no new words"):
        go(world, asked, "author", acts.submit)
    rewrite(world, "One")
    go(world, asked, "author", acts.submit)
    assert state(world, asked) == State.WITH_MANAGER
    with pytest.raises(Refused):
        go(world, asked, "chair", acts.accept)
    assert go(world, asked, "manager", acts.sign_off, **sign(world, "One")) == 0


def test_a_withdrawn_request_is_awaited_no_more(world: World) -> None:
    asked = to_manager(world)
    asking(world, asked, "board", acts.withdraw, why="The review is closed")
    for who, act, given in (
        ("author", acts.submit, {}),
        ("manager", acts.send_back, {"comments": "x", "remarks": {}}),
    ):
        with pytest.raises(Refused):
            go(world, asked, who, act, **given)
    with pytest.raises(Refused):
        asking(world, asked, "chair", acts.chase)
    assert MOVES[State.WITHDRAWN] == set()


def test_a_contribution_that_nobody_asked_for_is_not_moved(world: World) -> None:
    with world.act("author") as gate:
        document = documents.start_document(kind="imr", gate=gate)
    with world.act("author") as gate, pytest.raises(Refused, match="Nobody has asked"):
        acts.submit(document=document, gate=gate)


def test_agencies_do_not_meet(world: World) -> None:
    """Authors of one name in two agencies: each begins her own agency's alone."""
    theirs = commission(world, PROBATION)
    with pytest.raises(Absent):
        begin(world, theirs, who="author")
    begin(world, theirs, who="probation_author")
