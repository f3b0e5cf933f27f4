"""Who takes part: an administrator proposes, the body's own office confirms, an office ends it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import new_id, reading
from portal.gate.gate import Absent, Refused
from portal.gate.ledger import Entry
from portal.gate.policy import BOARD, Act, Role
from portal.gate.vault import CONSOLE
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.reviews.models import Joining, Membership
from portal.reviews.parts import Part
from tests.build import YEAR, World
from tests.directory.test_setting_up import NOW, part, typed, words
from tests.policy.asking import reading_as, reads, titles, who_may
from tests.policy.test_people_rules import join
from tests.visit import Visitor, plain

pytestmark = pytest.mark.slow

POLICE, PROBATION, HEALTH = "Westmarch Police", "Aldermere Probation", "Fenwick Health Trust"


@pytest.fixture
def keeper(world: World, client: Any) -> Visitor:
    return Visitor(client, world.sign_in("administrator"))


def propose(world: World, who: str, body: str, *roles: Role, standing: str = "") -> str:
    now = datetime.now(UTC)
    with world.act("administrator", "portal") as gate:
        told = Part(
            world.people[who], world.agencies.get(body, body), roles, now, now + YEAR, standing
        )
        made = parts.ask(review=world.review, part=told, gate=gate)
    return made.id


def confirm(world: World, who: str, joining: str) -> None:
    with world.act(who) as gate:
        parts.confirm(joining=gate.find(Joining, joining, Act.CONFIRM_MEMBER), gate=gate)


def seats(world: World, who: str) -> int:
    with reading_as(world, who) as gate:
        return len(gate.seats)


def test_a_made_up_colleague_reads_nothing_until_the_agencys_office_says_yes(
    world: World, keeper: Visitor, client: Any
) -> None:
    sent = part(world, body=world.agencies[PROBATION])
    led = keeper.post(f"/directory/reviews/{world.review}/join", sent)
    assert "asked to confirm" in keeper.get(led.headers["location"]).text
    assert "Take it back" in keeper.get(led.headers["location"]).text
    assert seats(world, "stranger") == 0
    stranger = Visitor(client, world.sign_in("stranger"))
    assert "Hawthorn" not in stranger.get("/").text
    assert stranger.get(f"/reviews/{world.review}").status_code == 404
    office = Visitor(client, world.sign_in("probation_senior"))
    home = office.get("/").text
    assert "Say whether Quentin Shaw takes part for Aldermere Probation, in Hawthorn 41" in home
    path = re.search(r"/reviews/\w+/joinings/\w+", home)
    assert path
    page = words(office.get(path[0]))
    assert "stranger@example.org" in page
    assert HEALTH in page, "from another agency, which the office sees"
    done = office.post(path[0], {"answer": "confirm"})
    assert "You have confirmed it" in office.get(done.headers["location"]).text
    assert "Say whether" not in office.get("/").text
    assert titles(world, reads(world, "stranger")) == {"Context", "Chronology"}, "key and all"
    assert "Hawthorn 41" in stranger.get("/").text
    assert office.post(path[0], {"answer": "confirm"}).status_code == 422
    assert "answered already" in words(office.get(path[0]))


@pytest.mark.parametrize("who", ["senior", "board", "chair", "probation_panel", "administrator"])
def test_nobody_but_the_bodys_own_office_is_asked(world: World, client: Any, who: str) -> None:
    joining = propose(world, "stranger", PROBATION, Role.PANEL_MEMBER)
    visitor = Visitor(client, world.sign_in(who))
    path = f"/reviews/{world.review}/joinings/{joining}"
    assert plain(visitor.get(path)) == plain(visitor.get("/no-such-page"))
    assert visitor.post(path, {"answer": "confirm"}).status_code == 404
    assert "Say whether" not in visitor.get("/").text
    assert seats(world, "stranger") == 0


def test_a_refusal_has_a_reason_lets_nobody_in_and_is_final(world: World, client: Any) -> None:
    joining = propose(world, "stranger", PROBATION, Role.PANEL_MEMBER)
    office = Visitor(client, world.sign_in("probation_senior"))
    path = f"/reviews/{world.review}/joinings/{joining}"
    assert office.post(path, {}).status_code == 422
    told = office.post(path, {"answer": "refuse", "reason": ""})
    assert "Say why" in told.text
    office.post(path, {"answer": "refuse", "reason": "canaryreason ਪੰਜਾਬੀ"})
    assert office.post(path, {"answer": "confirm"}).status_code == 422
    assert seats(world, "stranger") == 0
    with reading(world.vault.engine) as connection:
        entries = "".join(connection.execute(sa.select(Entry.entry)).scalars())
    assert "canaryreason" not in entries
    assert "not-confirmed" in entries


def test_the_first_office_of_a_body_waits_for_the_board_and_is_the_bodys_own(
    world: World, keeper: Visitor
) -> None:
    """Else an administrator could make up an agency with everything that signs for it."""
    office = {"standing": "holder"}
    with pytest.raises(Refused, match="own people"):
        propose(world, "author", HEALTH, Role.SENIOR_OFFICE, **office)
    first = propose(world, "stranger", HEALTH, Role.SENIOR_OFFICE, **office)
    assert seats(world, "stranger") == 0
    assert "The board's office" in words(keeper.get(f"/directory/reviews/{world.review}"))
    confirm(world, "board", first)
    assert seats(world, "stranger") == 1
    second = propose(world, "auditor", HEALTH, Role.SENIOR_OFFICE, standing="deputy")
    assert seats(world, "auditor") == 0
    world.members["stranger"] = membership(world, "stranger")
    confirm(world, "stranger", second)
    assert seats(world, "auditor") == 1


def test_before_the_boards_office_stands_a_first_office_takes_part_at_once(world: World) -> None:
    with world.vault.act("", actor=CONSOLE) as gate:
        other = reviews.open_review(kind="dhr", marking="OFFICIAL", gate=gate)
    world.review = other.id
    for who, body, role in (
        ("stranger", HEALTH, Role.SENIOR_OFFICE),
        ("board", BOARD, Role.BOARD_OFFICE),
        ("senior", POLICE, Role.SENIOR_OFFICE),
    ):
        propose(world, who, body, role, standing="holder")
    told = {who: seats(world, who) for who in ("stranger", "board", "senior")}
    assert told == {"stranger": 1, "board": 1, "senior": 0}


def test_the_board_answers_only_while_the_body_cannot(world: World, keeper: Visitor) -> None:
    path = f"/directory/people/{world.people['probation_senior']}"
    keeper.post(f"{path}/suspend", {"reason": "Inquiry."})
    joining = propose(world, "stranger", PROBATION, Role.SENIOR_OFFICE, standing="holder")
    keeper.post(f"{path}/let-in", {"reason": "It is over."})
    with pytest.raises(Refused, match="propose it anew"):
        confirm(world, "board", joining)
    page = words(keeper.get(f"/directory/reviews/{world.review}"))
    assert "Take this back, and propose it anew" in page
    assert seats(world, "stranger") == 0


def membership(world: World, who: str) -> str:
    query = sa.select(Membership.id).where(Membership.person_id == world.people[who])
    with reading(world.vault.engine) as connection:
        return str(connection.execute(query).scalar_one())


def test_a_body_that_has_lost_its_office_is_answered_for_by_the_board(
    world: World, client: Any
) -> None:
    """Else an administrator could have the office end, and make up the next."""
    board, office = (Visitor(client, world.sign_in(w)) for w in ("board", "probation_senior"))
    end = f"/reviews/{world.review}/parts/{world.members['probation_senior']}/end"
    kept = board.post(end, {"when": "now", "reason": "Retired."})
    assert kept.status_code == 422
    assert "only senior office of that agency" in kept.text, "who comes next is not for the board"
    office.post(end, {"when": "now", "reason": "Retired."})
    assert seats(world, "probation_senior") == 0
    joining = propose(world, "stranger", PROBATION, Role.SENIOR_OFFICE, standing="holder")
    assert seats(world, "stranger") == 0
    assert "Say whether Quentin Shaw" in board.get("/").text
    confirm(world, "board", joining)
    assert seats(world, "stranger") == 1


def test_nobody_confirms_herself_nor_whom_she_was_not_asked_about(world: World) -> None:
    joining = propose(world, "probation_senior", POLICE, Role.PANEL_MEMBER)
    with pytest.raises(Absent):
        confirm(world, "probation_senior", joining)
    own = propose(world, "senior", BOARD, Role.CHAIR)
    with pytest.raises(Absent):
        confirm(world, "senior", own)
    confirm(world, "board", own)


@pytest.mark.parametrize(
    ("who", "body", "why"),
    [
        ("administrator", POLICE, "cannot add yourself"),
        ("probation_panel", PROBATION, "takes part for them already"),
    ],
)
def test_who_cannot_be_proposed(world: World, who: str, body: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        propose(world, who, body, Role.AUTHOR)


def test_a_proposal_is_made_once_and_can_be_taken_back(world: World, keeper: Visitor) -> None:
    joining = propose(world, "stranger", PROBATION, Role.PANEL_MEMBER)
    with pytest.raises(Refused, match="already proposed"):
        propose(world, "stranger", PROBATION, Role.AUTHOR)
    path = f"/directory/joinings/{joining}/take-back"
    assert "is not asked any more" in keeper.get(path).text
    assert "proposed no more" in keeper.get(keeper.post(path).headers["location"]).text
    assert keeper.get(path).status_code == 404
    with pytest.raises(Refused, match="answered already"):
        confirm(world, "probation_senior", joining)
    propose(world, "stranger", PROBATION, Role.AUTHOR)


def test_everybody_is_a_member_and_nobody_is_made_one_twice(world: World) -> None:
    with pytest.raises(Refused, match="is a member"):
        propose(world, "stranger", HEALTH, Role.MEMBER, Role.SENIOR_OFFICE, standing="holder")


def test_a_suspended_person_is_neither_proposed_nor_confirmed_nor_listed(
    world: World, keeper: Visitor
) -> None:
    joining = propose(world, "stranger", PROBATION, Role.PANEL_MEMBER)
    for who in ("stranger", "probation_panel"):
        keeper.post(f"/directory/people/{world.people[who]}/suspend", {"reason": "Inquiry."})
    with pytest.raises(Refused, match="suspended"):
        confirm(world, "probation_senior", joining)
    with pytest.raises(Refused, match="suspended"):
        propose(world, "stranger", HEALTH, Role.AUTHOR)
    assert "probation_panel" not in who_may(world, Act.READ_SECTION, "Context")
    assert "probation_author" in who_may(world, Act.READ_SECTION, "Context")


# Leaving


def test_who_leaves_reads_no_more_and_holds_no_key(world: World, client: Any) -> None:
    office = Visitor(client, world.sign_in("probation_senior"))
    path = f"/reviews/{world.review}/parts/{world.members['probation_panel']}/end"
    assert "will take part for Aldermere Probation no longer" in words(office.get(path))
    assert reads(world, "probation_panel")
    done = office.post(path, {"when": "now", "reason": "Moved on."})
    assert "The end is set" in office.get(done.headers["location"]).text
    assert reads(world, "probation_panel") == {}
    member = f"m:{world.members['probation_panel']}"
    with reading_as(world) as gate:
        assert not [link for link in gate.index.links if link.sub == member]
    assert "This part has ended" in office.get(path).text
    assert office.post(path, {"when": "now", "reason": "again"}).status_code == 422


def test_a_part_ends_on_a_day_and_reads_until_then(world: World, client: Any) -> None:
    office = Visitor(client, world.sign_in("probation_senior"))
    path = f"/reviews/{world.review}/parts/{world.members['probation_panel']}/end"
    last = NOW + timedelta(days=10)
    sent = {"when": "day", "day": typed(last), "reason": "Retires."}
    for wrong in ({"day": ""}, {"day": typed(NOW - timedelta(days=2))}, {"reason": ""},
                  {"when": ""}, {"day": typed(NOW + timedelta(days=900))}):  # fmt: skip
        assert office.post(path, {**sent, **wrong}).status_code == 422
    assert office.post(path, sent).status_code == 303
    before = datetime.now(UTC) + timedelta(days=9)
    assert titles(world, reads(world, "probation_panel", at=before)) == {"Context", "Chronology"}
    assert reads(world, "probation_panel", at=before + timedelta(days=3)) == {}


@pytest.mark.parametrize("who", ["chair", "senior", "probation_panel"])
def test_who_may_not_end_a_part_learns_nothing(world: World, client: Any, who: str) -> None:
    visitor = Visitor(client, world.sign_in(who))
    path = f"/reviews/{world.review}/parts/{world.members['probation_author']}/end"
    assert plain(visitor.get(path)) == plain(visitor.get("/no-such-page"))
    assert visitor.post(path, {"when": "now", "reason": "x"}).status_code == 404
    assert seats(world, "probation_author") == 1


def test_the_last_office_of_the_board_stays_until_there_is_another(
    world: World, client: Any
) -> None:
    board = Visitor(client, world.sign_in("board"))
    path = f"/reviews/{world.review}/parts/{world.members['board']}/end"
    answer = board.post(path, {"when": "now", "reason": "x"})
    assert answer.status_code == 422
    assert "only board office" in answer.text


# A conflict


def test_the_board_stands_somebody_down_and_lets_her_in_again(world: World, client: Any) -> None:
    board, her = (Visitor(client, world.sign_in(who)) for who in ("board", "probation_panel"))
    path = f"/reviews/{world.review}/parts/{world.members['probation_panel']}/stand-down"
    assert "The whole review" in board.get(path).text
    for wrong in ({}, {"from": "review"}, {"from": "owner:", "reason": "x"},
                  {"from": "section:" + "0" * 32, "reason": "x"},
                  {"from": "owner:" + "0" * 32, "reason": "x"}):  # fmt: skip
        assert board.post(path, wrong).status_code == 422, wrong
    assert her.get(f"/reviews/{world.review}").status_code == 200
    board.post(path, {"from": "review", "reason": "canarycousin"})
    assert plain(her.get(f"/reviews/{world.review}")) == plain(her.get("/no-such-page"))
    assert "Hawthorn" not in her.get("/").text
    assert "already" in board.post(path, {"from": "review", "reason": "again"}).text
    page = board.get(f"/reviews/{world.review}/parts").text
    lift = re.search(r"/reviews/\w+/stand-downs/\w+/lift", page)
    assert lift
    assert board.post(lift[0], {"reason": ""}).status_code == 422
    assert board.post(lift[0], {"reason": "No cousin."}).status_code == 303
    assert board.post(lift[0], {"reason": "again"}).status_code == 422
    assert titles(world, reads(world, "probation_panel")) == {"Context", "Chronology"}


def test_who_is_stood_down_from_the_review_has_nothing_to_choose(world: World, client: Any) -> None:
    """Two parts in it or one: the same nothing, and no way on to a choice."""
    join(world, "author", HEALTH, (Role.PANEL_MEMBER,))
    author, here = Visitor(client, world.sign_in("author")), f"/reviews/{world.review}"
    assert author.get(f"{here}/read").status_code == 303, "she has two"
    board = Visitor(client, world.sign_in("board"))
    path = f"{here}/parts/{world.members['author']}/stand-down"
    assert board.post(path, {"from": "review", "reason": "A conflict."}).status_code == 303
    nothing = plain(author.get(f"/reviews/{new_id()}/read"))
    for path in ("act-as", "read", "parts"):
        assert plain(author.get(f"{here}/{path}")) == nothing, path
    chosen = {"membership": world.members["author"]}
    assert author.post(f"{here}/act-as", chosen).status_code == 404


def test_an_owners_office_keeps_somebody_from_its_own_material_alone(
    world: World, client: Any
) -> None:
    senior = Visitor(client, world.sign_in("senior"))
    path = f"/reviews/{world.review}/parts/{world.members['probation_panel']}/stand-down"
    page = senior.get(path).text
    assert "The whole review" not in page
    section = re.search(r'value="(section:\w+)"', page)
    assert section
    for not_hers in ("review", f"owner:{world.agencies[PROBATION]}", "owner:board"):
        assert senior.post(path, {"from": not_hers, "reason": "x"}).status_code == 422
    senior.post(path, {"from": section[1], "reason": "A neighbour."})
    assert len(titles(world, reads(world, "probation_panel"))) == 1
    senior.post(path, {"from": f"owner:{world.agencies[POLICE]}", "reason": "A cousin."})
    assert reads(world, "probation_panel") == {}
    her = Visitor(client, world.sign_in("probation_panel"))
    assert her.get(f"/reviews/{world.review}").status_code == 200


def test_only_whose_office_stood_her_down_lets_her_in(world: World, client: Any) -> None:
    senior = Visitor(client, world.sign_in("senior"))
    path = f"/reviews/{world.review}/parts/{world.members['lay']}/stand-down"
    senior.post(path, {"from": f"owner:{world.agencies[POLICE]}", "reason": "x"})
    lift = re.search(
        r"/reviews/\w+/stand-downs/\w+/lift", senior.get(f"/reviews/{world.review}/parts").text
    )
    assert lift
    for who in ("board", "probation_senior", "chair", "author"):
        visitor = Visitor(client, world.sign_in(who))
        assert plain(visitor.get(lift[0])) == plain(visitor.get("/no-such-page"))
        assert visitor.post(lift[0], {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["chair", "author", "health_panel"])
def test_who_holds_no_office_stands_nobody_down(world: World, client: Any, who: str) -> None:
    visitor = Visitor(client, world.sign_in(who))
    nothing = plain(visitor.get("/no-such-page"))
    path = f"/reviews/{world.review}/parts/{world.members['lay']}/stand-down"
    assert plain(visitor.get(path)) == nothing
    assert plain(visitor.get(f"/reviews/{world.review}/parts")) == nothing
    assert visitor.post(path, {"from": "review", "reason": "x"}).status_code in {404, 422}
    assert who_may(world, Act.READ_SECTION, "Context")


def test_nobody_stands_herself_down(world: World, client: Any) -> None:
    board = Visitor(client, world.sign_in("board"))
    path = f"/reviews/{world.review}/parts/{world.members['board']}/stand-down"
    assert "cannot stand yourself down" in board.post(path, {"from": "review", "reason": "x"}).text


def test_how_somebody_holds_an_office_is_shown(world: World, client: Any) -> None:
    office = propose(world, "stranger", HEALTH, Role.SENIOR_OFFICE, standing="on_call")
    confirm(world, "board", office)
    page = words(Visitor(client, world.sign_in("chair")).get(f"/reviews/{world.review}"))
    assert "Senior office (on-call officer)" in page


def test_who_has_one_part_is_told_that_there_is_nothing_to_choose(
    world: World, client: Any
) -> None:
    page = Visitor(client, world.sign_in("author")).get(f"/reviews/{world.review}/act-as")
    assert "You have one part in this review" in page.text
    assert 'type="radio"' not in page.text
