"""The rules of release, by their numbers: people and bodies, and the owner's side (1 to 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.agreements import acts as agreements
from portal.db import new_id, stamp
from portal.directory import acts as directory
from portal.documents import acts as documents
from portal.documents.models import Version
from portal.gate import versions
from portal.gate.gate import Absent, Actor, MustChoose, Refused
from portal.gate.policy import ALWAYS, NEVER, STRANGERS, Act, Line, Link, Role
from portal.gate.vault import CONSOLE
from portal.importing.models import Attachment, Import
from portal.reviews import acts as reviews
from portal.reviews import bands, parts
from tests.build import YEAR, World, brought_in, contribution, sign_newest
from tests.policy.asking import SHOWN, denies, raw, reading_as, reads, titles, version, who_may
from tests.policy.test_release_rules import OWNERS_SIDE, PROBATION, become, end, sign

pytestmark = pytest.mark.slow

READ = Act.READ_SECTION
LATER = timedelta(seconds=5)


def join(
    world: World, who: str, body: str, roles: tuple[Role, ...], *, keyed: bool = True,
    starts: datetime | None = None, ends: datetime | None = None,
) -> str:  # fmt: skip
    """A further membership of one of the cast, or of somebody from outside; its id."""
    now = datetime.now(UTC)
    with world.vault.act("", actor=CONSOLE) as gate:
        member = parts.seat(
            review_id=world.review,
            person_id=world.people[who],
            body=world.agencies.get(body, body),
            roles=roles,
            starts=starts or now - timedelta(minutes=1),
            ends=ends or now + YEAR,
            standing="",
            gate=gate,
        )
        if keyed:
            agreements.hand_key_to(member=member, roles=roles, gate=gate)
    return member.id


def leave(world: World, who: str) -> None:
    """As the act of leaving will do it: the membership's own rows end."""
    with world.act(who) as gate:
        assert gate.end(ref=f"member:{world.members[who]}") >= 5


# Rule 1: memberships, never persons


def test_rule_1_who_leaves_is_no_longer_reached(world: World) -> None:
    assert "probation_panel" in who_may(world, READ, "Context")
    leave(world, "probation_panel")
    assert who_may(world, READ, "Context") == {*OWNERS_SIDE, *PROBATION, "chair"} - {
        "probation_panel"
    }
    assert reads(world, "probation_panel") == {}
    with reading_as(world, "probation_panel") as gate:
        assert gate.seats == []
        assert not gate.may(Act.READ_REVIEW).allowed


def test_rule_1_who_changes_agency_sees_what_the_new_one_gives(world: World) -> None:
    leave(world, "probation_author")
    assert reads(world, "probation_author") == {}
    join(world, "probation_author", "Fenwick Health Trust", (Role.AUTHOR,))
    assert reads(world, "probation_author") == {}, "health has not signed, and nothing is released"
    join(world, "stranger", "Aldermere Probation", (Role.PANEL_MEMBER,))
    assert titles(world, reads(world, "stranger")) == {"Context", "Chronology"}


def test_rule_1_a_membership_begins_and_ends_by_the_clock(world: World) -> None:
    now = datetime.now(UTC)
    join(world, "stranger", "Aldermere Probation", (Role.PANEL_MEMBER,),
         starts=now + LATER, ends=now + 2 * LATER)  # fmt: skip
    for at, there in {
        now + LATER - timedelta(microseconds=1): False,
        now + LATER: True,
        now + 2 * LATER - timedelta(microseconds=1): True,
        now + 2 * LATER: False,
    }.items():
        assert bool(reads(world, "stranger", at=at)) is there


def test_rule_1_who_has_two_memberships_acts_in_one_of_them_at_a_time(world: World) -> None:
    other = join(world, "probation_panel", "Westmarch Police", (Role.PANEL_MEMBER,))
    with pytest.raises(MustChoose):
        reads(world, "probation_panel")
    told = {}
    for member in (world.members["probation_panel"], other):
        with world.vault.read("", world.review) as gate:
            gate.actor = Actor(world.people["probation_panel"], member, ("role:signed_in",))
            gate.take_seat()
            told[member] = titles(world, [row.id for row, _ in documents.read(gate=gate)])
    assert told[world.members["probation_panel"]] == {"Context", "Chronology"}
    assert told[other] == {"Context", "Chronology", "Practice", "Methods"}


def test_rule_1_nobody_takes_the_seat_of_somebody_else(world: World) -> None:
    for claimed in (world.members["author"], "none", "", new_id(), "x' or '1'='1"):
        with world.vault.read("", world.review) as gate:
            gate.actor = Actor(world.people["health_panel"], claimed, ("role:signed_in",))
            gate.take_seat()
            assert gate.actor.member == world.members["health_panel"]
            gate.actor = Actor(world.people["stranger"], claimed, ("role:signed_in",))
            gate.take_seat()
            assert gate.actor.member == ""
            assert documents.read(gate=gate) == []


def test_rule_1_several_roles_within_one_membership_add_up(world: World) -> None:
    both = (Role.PROFESSIONAL_STANDARDS, Role.AGENCY_LAWYER)
    join(world, "stranger", "Westmarch Police", both)
    assert titles(world, reads(world, "stranger")) == {"Conduct", "Advice"}


# Rule 2: suspended, and stood down


def test_rule_2_a_suspended_account_reads_nothing_and_signs_nothing(world: World) -> None:
    token = world.sign_in("senior")
    with world.vault.read(token, world.review) as gate:
        gate.take_seat()
        assert len(documents.read(gate=gate)) == 7
    with world.act("administrator", "portal") as gate:
        directory.suspend(person_id=world.people["senior"], why="Inquiry.", gate=gate)
    for later in (token, world.sign_in("senior")):
        with world.vault.read(later, world.review) as gate:
            gate.take_seat()
            assert gate.actor.person == ""
            assert documents.read(gate=gate) == []
        with world.vault.read(later, world.review) as gate:
            assert {act for act in Act if gate.may(act).allowed} == STRANGERS
            assert gate.owners_for(Act.SIGN_RELEASE) == []


def stand_down(world: World, who: str, obj: str) -> None:
    """As the chair's act of standing somebody down will do it: denies of one person."""
    with world.act("chair") as gate:
        gate.allow(denies(world, who, obj), ref=f"stood_down:{who}")


@pytest.mark.parametrize("who", ["author", "senior", "probation_panel", "chair"])
def test_rule_2_who_is_stood_down_reads_nothing_her_own_agencys_included(
    world: World, who: str
) -> None:
    assert reads(world, who)
    others = {title: who_may(world, READ, title) - {who} for title in world.versions}
    stand_down(world, who, "all")
    assert reads(world, who) == {}
    assert {title: who_may(world, READ, title) for title in world.versions} == others
    with reading_as(world, who) as gate:
        assert {act for act in Act if gate.may(act).allowed} == set()
        row = version(world, "Context")
        assert {act for act in Act if gate.may(act, row, Version.shape).allowed} == set()
        assert not gate.explain(READ, row, Version.shape).allowed


def test_rule_2_who_is_stood_down_signs_nothing(world: World) -> None:
    stand_down(world, "senior", "all")
    for _ in range(2):
        with pytest.raises(Absent):
            sign(world, "senior", [world.versions["Practice"]])
    with pytest.raises(Absent):
        end(world, "first")
    stand_down(world, "health_panel", "all")
    with pytest.raises(Absent), world.act("health_panel") as gate:
        sign_newest(gate)
    assert who_may(world, READ, "Practice") == OWNERS_SIDE - {"senior"}


def test_rule_2_a_narrower_stand_down_closes_just_that(world: World) -> None:
    police = world.agencies["Westmarch Police"]
    before = {title: who_may(world, READ, title) for title in world.versions}
    stand_down(world, "probation_panel", f"sec:{version(world, 'Context').section_id}")
    assert who_may(world, READ, "Context") == before["Context"] - {"probation_panel"}
    assert who_may(world, READ, "Chronology") == before["Chronology"]
    stand_down(world, "chair", f"owner:{police}")
    assert who_may(world, READ, "Context") == before["Context"] - {"probation_panel", "chair"}
    with reading_as(world, "chair") as gate:
        assert gate.may(Act.READ_REVIEW).allowed


def test_rule_2_standing_down_reaches_every_membership_that_the_person_has(world: World) -> None:
    stand_down(world, "probation_panel", "all")
    join(world, "probation_panel", "Westmarch Police", (Role.SENIOR_OFFICE,))
    assert "probation_panel" not in who_may(world, READ, "Conduct")
    for member in [world.members["probation_panel"]]:
        with world.vault.read("", world.review) as gate:
            gate.actor = Actor(world.people["probation_panel"], member, ())
            assert documents.read(gate=gate) == []


def test_rule_2_a_stand_down_from_an_owner_closes_its_files_and_whom_it_named(world: World) -> None:
    brought_in(world)
    file, draft = world.files["{attachment}"][0], world.files["{import}"][0]
    told = {"author": (Import, draft, Act.IMPORT_WORDS),
            "disclosure": (Attachment, file, Act.READ_ATTACHMENT)}  # fmt: skip
    for who, (model, name, act) in told.items():
        with reading_as(world, who) as gate:
            assert gate.find(model, name, act)
            assert len(bands.subjects_in_bands(gate=gate)) == 1
        stand_down(world, who, f"owner:{world.agencies['Westmarch Police']}")
        with reading_as(world, who) as gate:
            assert bands.subjects_in_bands(gate=gate) == []
            assert reviews.find_subjects(wanted={"last_name": "x"}, gate=gate) == []
            with pytest.raises(Absent):
                gate.find(model, name, act)


def test_rule_2_who_is_stood_down_is_kept_from_acts_that_the_law_learns_later(
    world: World,
) -> None:
    before = set(Act) - {Act.READ_REVIEW}
    with world.act("chair") as gate:
        gate.allow(denies(world, "author", "all", before), ref="stood_down:author")
    raw(world, "update domain set law = 'an older one' where id = :d", d=world.review)
    assert versions.settle(world.vault.engine, world.review, now=datetime.now(UTC))
    with reading_as(world, "author") as gate:
        assert {act for act in Act if gate.may(act).allowed} == set()
    with world.act("chair") as gate:
        gate.end(ref="stood_down:author")
    with reading_as(world, "author") as gate:
        assert gate.may(Act.READ_REVIEW).allowed, "and is let in again to all of them"


def test_rule_2_standing_down_waits_for_no_certification(world: World) -> None:
    """It is published inside its act, whatever else waits and whether or not that is sound."""
    raw(world, "insert into policy_row (id, domain, kind, sub, obj, act, nbf, exp, eft, ref) values "
        "(:id, :d, 'p', 'm:1', 'never', 'x', '-', '-', 'allow', 'x')",
        id=new_id(), d=world.review)  # fmt: skip
    with world.act("chair") as gate:
        gate.allow(denies(world, "author", "all"), ref="stood_down:author")
        gate.widened.clear()  # as if the process died before it could settle
    assert "author" not in who_may(world, READ, "Context")
    assert reads(world, "author") == {}


def test_rule_2_a_deny_is_for_a_person_and_a_release_for_a_membership(world: World) -> None:
    wrong = [
        Line("role:author", "all", READ, ALWAYS, NEVER, "deny", "x"),
        Line(f"m:{world.members['author']}", "all", READ, ALWAYS, NEVER, "deny", "x"),
        Line(f"u:{world.people['lay']}", "ver:1", READ, ALWAYS, NEVER, "allow", "x"),
        Line("role:member", "ver:1", READ, ALWAYS, NEVER, "allow", "release:x"),
        Line("keyed:role:chair", "ver:1", Act.WRITE_SECTION, ALWAYS, NEVER, "allow", "release:x"),
        Line("keyed:role:chair", "sec:1", READ, ALWAYS, NEVER, "allow", "release:x"),
        Line("keyed:role:chair", "all", READ, ALWAYS, NEVER, "allow", "law:R4"),
        Link("role:author", "role:chair"),
    ]
    from portal.gate.index import PolicyWrong

    for row in wrong:
        with pytest.raises(PolicyWrong), world.act("chair") as gate:
            gate.allow([row], ref="x")


# Rules 3 to 5


def sign_off_as(world: World, who: str, title: str) -> None:
    with world.act(who) as gate:
        documents.sign_off(version=gate.session.get(Version, world.versions[title]), gate=gate)


def write_as(world: World, who: str, title: str) -> str:
    with world.act(who) as gate:
        section = gate.session.get(Version, world.versions[title]).section
        return documents.write(section=section, title="New", paragraphs=[], gate=gate).id


def add_as(world: World, who: str, owner: str, section_class: str) -> str:
    with world.act(who) as gate:
        document = documents.start_document(kind="imr", gate=gate)
        return documents.add_section(
            document=document, section_class=section_class, title="New", paragraphs=[], gate=gate
        ).id


def test_rule_3_a_signature_outlives_its_signers_office(world: World) -> None:
    leave(world, "senior")
    assert who_may(world, READ, "Context") == {*OWNERS_SIDE, *PROBATION, "chair"} - {"senior"}
    with pytest.raises(SHOWN):
        sign(world, "senior", [world.versions["Practice"]])


def test_rule_4_nobody_signs_off_their_own_words(world: World) -> None:
    join(world, "author", "Westmarch Police", (Role.AUTHOR, Role.SENIOR_MANAGER))
    with world.vault.read("", world.review) as gate:
        gate.actor = Actor(world.people["author"], "", ())
        mine = [s for s in gate.seats if s != world.members["author"]]
    world.members["author"] = mine[0]
    contribution(world, [("context", "Mine")], sign=False)
    for who, refusal in {"author": Refused, "senior": Absent, "chair": Absent}.items():
        with pytest.raises(refusal):
            sign_off_as(world, who, "Mine")
    assert version(world, "Mine").stage == "draft"


def test_rule_4_a_colleagues_comma_makes_nobodys_words_another_persons(world: World) -> None:
    """Whoever wrote since the last signing off signs nothing off there, until somebody else has."""
    roles = (Role.AUTHOR, Role.SENIOR_MANAGER)
    world.members["stranger"] = join(world, "stranger", "Westmarch Police", roles)
    for who in ("stranger", "author"):
        world.versions["Practice"] = write_as(world, who, "Practice")
    with pytest.raises(Refused, match="You wrote some of this"):
        sign_off_as(world, "stranger", "Practice")
    sign_off_as(world, "manager", "Practice")
    world.versions["Practice"] = write_as(world, "author", "Practice")
    sign_off_as(world, "stranger", "Practice")
    assert version(world, "Practice").stage == "signed_off"


def test_rule_4_another_agencys_closed_words_are_its_own(world: World) -> None:
    for section_class in ("conduct", "context"):
        made = add_as(world, "probation_author", "Aldermere Probation", section_class)
        world.versions[f"Theirs {section_class}"] = made
    theirs = {"probation_author", "probation_senior"}
    assert who_may(world, READ, "Theirs conduct") == theirs
    assert who_may(world, READ, "Theirs context") == theirs
    with pytest.raises(Absent):
        write_as(world, "author", "Theirs context")
    assert write_as(world, "probation_author", "Theirs context") != world.versions["Theirs context"]


def test_rule_4_an_author_whose_time_is_over_reads_her_closed_words_no_more(world: World) -> None:
    """Neither by the list nor under the membership's own name, which policy rows carry too."""
    after = datetime.now(UTC) + 2 * YEAR
    row = version(world, "Conduct")
    assert "author" in who_may(world, READ, "Conduct")
    assert who_may(world, READ, "Conduct", at=after) == set()
    with reading_as(world, at=after) as gate:
        page = gate.index.page(f"m:{world.members['author']}", READ, stamp(after))
        assert page.decide(Version.shape, [row]) == [None]


def test_rule_5_covert_words_are_written_by_nobody_and_open_to_nobody(world: World) -> None:
    for who in ("author", "senior", "standards"):
        with pytest.raises(Absent):
            add_as(world, who, "Westmarch Police", "covert")
    for title in world.versions:
        become(world, title, "covert")
        assert who_may(world, READ, title) == set()
    assert {who: reads(world, who) for who in ("author", "senior", "chair")} == {
        "author": {}, "senior": {}, "chair": {}
    }  # fmt: skip
