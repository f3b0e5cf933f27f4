"""Ranks: who states them, which acts they reach, and what an officer can delegate."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.clocks.tables import TableWrong
from portal.directory import acts as directory
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.panel import acts, ranks
from portal.panel.models import Delegation, Rank
from portal.reviews import acts as reviews
from portal.reviews import stand_downs
from portal.reviews.models import Membership
from portal.reviews.words import Member, role_words
from portal.web.dates import today
from tests.build import World
from tests.cast import CAST, POLICE
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, 🙂 &lt;script&gt;x&lt;/script&gt;"


def to_come(days: int) -> date:
    return NOW + timedelta(days=days)


def typed(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"


def state(world: World, code: str, who: str = "author", by: str = "senior", **other: Any) -> str:
    given = {"held": "substantive", "unit": "none", "since": NOW, "until": None, **other}
    with world.act(by) as gate:
        member = gate.find(Membership, world.members[who], Act.STATE_RANK)
        return acts.state_rank(member=member, code=code, **given, gate=gate).id


def seat(world: World, who: str, gate: Gate) -> Member:
    return role_words(reviews.members(gate=gate))[world.members[who]]


def delegate(world: World, floor: str, to: str, by: str = "author", days: int = 9) -> str:
    with world.act(by) as gate:
        given = {"floor": floor, "to": seat(world, to, gate), "until": to_come(days)}
        return acts.delegate(**given, why=SAID, gate=gate).id


def held(world: World, floor: str, who: str = "author") -> ranks.Held:
    with reading_as(world, who) as gate:
        return ranks.holds(floor=floor, gate=gate)


# The tables


def test_the_tables_say_each_rank_once_and_floors_of_ranks_that_are_known() -> None:
    levels = [g.level for g in ranks.grades().values() if g.scale == "police"]
    assert levels == sorted(levels)
    assert {f.grade.code for f in ranks.floors()} <= set(ranks.grades())
    assert ranks.rank_floor("team_inspector", NOW).words == "an inspector or above"
    told = ranks.rank_floor("commission_pimr", NOW).words
    assert told == (
        "a detective inspector or above in the unit that manages sexual and violent offenders"
    )
    assert "police staff of that level" in ranks.rank_floor("public_protection_lead", NOW).words
    with pytest.raises(TableWrong):
        ranks.rank_floor("team_inspector", date(1999, 1, 1))
    grades = [g for g in ranks.grades().values() if g.scale != "police"]
    assert {g.status for g in grades} == {"to be verified"}


@pytest.mark.mission("A047", "B037")
@pytest.mark.parametrize(
    ("code", "floor", "reached"),
    [
        ("sergeant", "supervising_officer", True),
        ("constable", "supervising_officer", False),
        ("sergeant", "team_inspector", False),
        ("chief_inspector", "team_inspector", True),
        ("staff_manager", "team_inspector", False),
        ("inspector", "inspector_review", True),
        ("detective_sergeant", "inspector_review", False),
        ("chief_inspector", "public_protection_lead", False),
        ("superintendent", "public_protection_lead", True),
        ("staff_head", "public_protection_lead", True),
        ("regional_director", "public_protection_lead", False),
    ],
)
def test_a_floor_is_reached_by_its_rank_or_a_higher_one(
    world: World, code: str, floor: str, reached: bool
) -> None:
    state(world, code)
    one = held(world, floor)
    assert (not one.why_not) == reached
    assert bool(one.rank) == reached
    if not reached:
        assert "does not reach it" in one.why_not
        assert ranks.grades()[code].name in one.why_not


@pytest.mark.mission("A008")
def test_a_pimr_is_for_a_detective_inspector_of_the_right_unit(world_on_either: World) -> None:
    world = world_on_either
    assert "No rank is on record" in held(world, "commission_pimr").why_not
    state(world, "inspector", unit="mosovo")
    assert "does not reach" in held(world, "commission_pimr").why_not
    state(world, "detective_inspector")
    assert "rank and unit on record does not reach" in held(world, "commission_pimr").why_not
    state(world, "detective_inspector", unit="mosovo")
    assert held(world, "commission_pimr").words == "Detective inspector"
    with world.act("author") as gate:
        assert ranks.require(floor="commission_pimr", gate=gate).rank
        with pytest.raises(Refused, match="superintendent or above"):
            ranks.require(floor="public_protection_lead", gate=gate)
    gone = raw(world, "select ended_at from rank_held order by stated_at")
    assert [row[0] is None for row in gone] == [False, False, True]


def test_an_acting_rank_counts_until_its_last_day_is_over(world: World) -> None:
    state(world, "sergeant")
    state(world, "inspector", held="acting", until=NOW)
    assert held(world, "team_inspector").words == "Acting inspector"
    state(world, "superintendent", held="temporary", since=to_come(1), until=to_come(9))
    assert "does not reach" in held(world, "public_protection_lead").why_not
    raw(world, "update rank_held set starts_on = :d, ends_on = :d where held = 'acting'",
        d=to_come(-1))  # fmt: skip
    assert "Sergeant" in held(world, "team_inspector").why_not
    raw(world, "delete from rank_held where held <> 'acting'")
    assert "counts no more" in held(world, "team_inspector").why_not
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update rank_held set ends_on = null")


# Delegation


def test_a_named_officer_delegates_and_takes_back(world_on_either: World) -> None:
    world = world_on_either
    state(world, "chief_inspector")
    name = delegate(world, "team_inspector", "manager")
    one = held(world, "team_inspector", "manager")
    assert (one.words, one.delegation) == ("Delegated by a chief inspector", name)
    assert held(world, "supervising_officer", "manager").why_not
    with world.act("manager") as gate:
        to = seat(world, "police_panel", gate)
        given = {"floor": "team_inspector", "to": to, "until": NOW, "why": "x"}
        with pytest.raises(Refused, match="cannot be delegated on"):
            acts.delegate(**given, gate=gate)
    with world.act("author") as gate:
        row = gate.find(Delegation, name, Act.DELEGATE_RANK)
        acts.end_delegation(delegation=row, gate=gate)
        with pytest.raises(Refused, match="taken back already"):
            acts.end_delegation(delegation=row, gate=gate)
    assert held(world, "team_inspector", "manager").why_not
    delegate(world, "team_inspector", "manager")


def test_what_is_delegated_ends_with_the_rank_the_day_and_the_officer(world: World) -> None:
    rank = state(world, "inspector")
    delegate(world, "team_inspector", "manager", days=0)
    assert not held(world, "team_inspector", "manager").why_not
    raw(world, "update delegation set ends_on = :d", d=to_come(-1))
    assert held(world, "team_inspector", "manager").why_not
    delegate(world, "team_inspector", "manager")
    with world.act("board") as gate:
        where = {"scope": "review", "what": "", "why": "x"}
        away = stand_downs.stand_down(person=world.people["author"], **where, gate=gate)
    assert held(world, "team_inspector", "manager").why_not
    with world.act("board") as gate:
        row = gate.find(stand_downs.StandDown, away.id, Act.STAND_DOWN)
        stand_downs.lift(row=row, why="x", gate=gate)
    assert not held(world, "team_inspector", "manager").why_not
    with world.act("senior") as gate:
        acts.end_rank(rank=gate.find(Rank, rank, Act.STATE_RANK), gate=gate)
    assert held(world, "team_inspector", "manager").why_not


def test_what_is_delegated_rests_while_the_officer_is_kept_away(world: World) -> None:
    state(world, "inspector")
    delegate(world, "team_inspector", "manager")
    with world.act("administrator", "portal") as gate:
        directory.suspend(person_id=world.people["author"], why="x", gate=gate)
    assert held(world, "team_inspector", "manager").why_not
    with world.act("administrator", "portal") as gate:
        directory.restore(person_id=world.people["author"], why="x", gate=gate)
    assert not held(world, "team_inspector", "manager").why_not
    with world.act("senior") as gate:
        where = {"scope": "owner", "what": world.agencies[POLICE], "why": "x"}
        stand_downs.stand_down(person=world.people["author"], **where, gate=gate)
    assert held(world, "team_inspector", "manager").why_not


# What is refused


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    tries: dict[str, dict[str, Any]] = {
        "ranks of the table": {"code": "field_marshal"},
        "has a last day": {"code": "sergeant", "held": "acting"},
        "before the first": {"code": "sergeant", "until": to_come(-1)},
        "within ten years": {"code": "sergeant", "since": date(1999, 1, 1)},
        "Nobody states their own": {"code": "sergeant", "who": "senior"},
    }
    for sentence, given in tries.items():
        with pytest.raises(Refused, match=sentence):
            state(world, **given)
    state(world, "inspector")
    with pytest.raises(Refused, match="on record already"):
        state(world, "inspector")
    delegate(world, "team_inspector", "manager")
    for sentence, floor, to, days in (
        ("already", "team_inspector", "manager", 9),
        ("things that ask", "team_constable", "manager", 9),
        ("colleague", "team_inspector", "probation_author", 9),
        ("colleague", "team_inspector", "author", 9),
        ("superintendent", "public_protection_lead", "manager", 9),
        ("today or later", "team_inspector", "police_panel", -1),
        ("within ten years", "team_inspector", "police_panel", 99999),
    ):
        with pytest.raises(Refused, match=sentence):
            delegate(world, floor, to, days=days)


def test_nobody_else_states_ranks_and_nobody_takes_back_for_another(world: World) -> None:
    for by in set(CAST) - {"senior", "board"}:
        with pytest.raises(Absent):
            state(world, "sergeant", by=by)
    with pytest.raises(Absent):
        state(world, "sergeant", who="author", by="probation_senior")
    state(world, "inspector", by="board")
    name = delegate(world, "team_inspector", "manager")
    with world.act("senior") as gate:
        row = gate.find(Delegation, name, Act.DELEGATE_RANK)
        with pytest.raises(Refused, match="Only the officer"):
            acts.end_delegation(delegation=row, gate=gate)
    with world.act("board") as gate:
        where = {"scope": "owner", "what": world.agencies["Westmarch Police"], "why": "x"}
        stand_downs.stand_down(person=world.people["senior"], **where, gate=gate)
    with pytest.raises(Absent):
        state(world, "sergeant", who="manager")


def test_nothing_is_kept_of_a_review_that_was_shredded(world: World) -> None:
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        state(world, "sergeant")


# The pages


def test_the_pages_state_delegate_and_lose_nothing(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/panel"
    senior, author = visitor(world, client, "senior"), visitor(world, client, "author")
    path = f"{base}/people/{world.members['author']}/rank"
    given = {"rank": "inspector", "held": "acting", "unit": "none", "since": typed(NOW)}
    answer = senior.post(path, given)
    assert answer.status_code == 422
    assert "An acting or temporary rank has one" in answer.text
    assert f'value="{typed(NOW)}"' in answer.text
    for _ in range(2):
        once = {**given, "until": typed(to_come(5)), "once": "0" * 32}
        assert senior.post(path, once).status_code == 303
    assert len(raw(world, "select * from rank_held")) == 1
    asked = {"floor": "team_inspector", "to": world.members["manager"], "why": SAID}
    wrong = author.post(f"{base}/delegate", {**asked, "until": "31/2/2027"})
    assert wrong.status_code == 422
    assert DRAWN in wrong.text
    assert author.post(f"{base}/delegate", {**asked, "to": "0" * 32, "until": typed(NOW)}
                       ).status_code == 422  # fmt: skip
    long = author.post(f"{base}/delegate", {**asked, "until": typed(NOW), "why": "x" * 4001})
    assert "4,000 characters or fewer" in long.text
    assert author.post(f"{base}/delegate", {**asked, "until": typed(NOW)}).status_code == 303
    for who in CAST:
        page = visitor(world, client, who).get(base)
        assert page.status_code == 200, who
        assert "Acting inspector, until" in page.text
        assert DRAWN in page.text
        assert ("Take off the record" in page.text) == (who in {"senior", "board"}), who
        assert ("Take it back" in page.text) == (who == "author"), who
    stranger = visitor(world, client, "stranger")
    nothing = plain(stranger.get("/no-such-page"))
    assert plain(stranger.get(base)) == plain(stranger.get(path)) == nothing
    rank, given_id = (raw(world, f"select id from {t}")[0][0] for t in ("rank_held", "delegation"))
    assert author.post(f"{base}/delegations/{given_id}/end", {}).status_code == 303
    assert senior.post(f"{base}/ranks/{rank}/end", {}).status_code == 303
    assert senior.post(f"{base}/ranks/{rank}/end", {}).status_code == 422
    assert "off the record already" in senior.get(f"{base}/ranks/{rank}/end").text
    assert "Acting inspector" not in senior.get(base).text
