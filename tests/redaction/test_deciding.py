"""Deciding passages: one, groups, whole paragraphs; overlaps, undoing, who may, and at once."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.redaction import acts, deciding, opinions, schedule, sources, standing, suggested
from portal.redaction.exemptions import Grounds, Lacking, in_force
from portal.redaction.known import NOBODY, Register
from portal.redaction.models import Passage
from portal.web.dates import today
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.redaction.desk import (
    CARL,
    CARL_IS_DEAD,
    EVERYBODY,
    GIVEN,
    JO,
    PEOPLE,
    PERSONAL,
    SAID,
    decide,
    looked,
    made,
    mark,
    names,
    row,
    section,
    shown,
    written,
)


@pytest.fixture
def begun(world: World) -> str:
    written(world)
    return made(world, "disclosure", "Practice")


def left(world: World, name: str) -> int:
    with reading_as(world, "disclosure") as gate:
        return len(deciding.waiting(rendition=name, gate=gate))


def test_one_passage_goes_and_the_original_stays(world: World, begun: str) -> None:
    decide(world, begun, (1, 0, 10), (1, 28, 38))
    assert shown(world, begun, reading_as)[0] == (
        "[s.40(2)] saw Jo on 3 May. [s.40(2)] left, and Jo called 07700 900123."
    )
    with reading_as(world, "disclosure") as gate:
        told = sources.opened(sections=standing.sections_of(rendition=begun, gate=gate), gate=gate)
    assert next(iter(told.values()))["paragraphs"][0]["text"].startswith("Carl Evans saw")


def test_only_the_maker_decides(world: World, begun: str) -> None:
    for who in set(CAST) - {"disclosure"}:
        with pytest.raises(Absent):
            decide(world, begun, (1, 0, 10), who=who)


def test_a_mark_never_splits_a_character(world: World, begun: str) -> None:
    decide(world, begun, (2, 0, 1))
    with reading_as(world, "disclosure") as gate:
        (one,) = standing.passages(rendition=begun, gate=gate)
    assert (one.starts, one.ends) == (0, 2)


@pytest.mark.parametrize("span", [(1, 5, 5), (1, -1, 3), (1, 0, 999), (9, 0, 1)])
def test_what_is_no_stretch_of_the_page_is_refused(
    world: World, begun: str, span: tuple[int, int, int]
) -> None:
    with pytest.raises(Refused):
        decide(world, begun, span)


def test_a_part_of_what_is_decided_is_refused_and_the_whole_supersedes(
    world: World, begun: str
) -> None:
    decide(world, begun, (1, 5, 10))
    for span in ((1, 0, 7), (1, 6, 8), (1, 8, 12)):
        with pytest.raises(Refused, match="Undo that decision"):
            decide(world, begun, span)
    decide(world, begun, (1, 0, 10), decision="keep")
    with reading_as(world, "disclosure") as gate:
        (one,) = standing.passages(rendition=begun, gate=gate)
        history = standing.history(passage=one, gate=gate)
    assert [(h.decision, h.superseded_at is None) for h in history] == [
        ("keep", True),
        ("remove", False),
    ]


def test_a_whole_section_goes_with_its_title_and_tells_no_number(world: World, begun: str) -> None:
    looked(world, begun, register=NOBODY)
    with world.act("disclosure") as gate:
        at = section(gate, begun)
        told = deciding.texts_of(sources.opened(sections=[at], gate=gate)[at.version_id])
        given = {"marks": deciding.whole(at, told), "decision": "remove", "grounds": PERSONAL}
        deciding.decide(section=at, **given, register=NOBODY, gate=gate)
    with reading_as(world, "disclosure") as gate:
        _, (one,) = acts.decided(begun, register=NOBODY, gate=gate)
    assert (one.title, [p.text for p in one.paragraphs]) == ("[s.40(2)]", ["[s.40(2)]"])


@pytest.mark.mission("A075")
def test_the_reasons_stand_with_the_passage_and_the_schedule_writes_itself(
    world: World, begun: str
) -> None:
    with pytest.raises(Lacking) as lacking:
        decide(world, begun, (1, 0, 10), grounds=Grounds(codes=("s.38(1)(a)",), harm="Harm."))
    assert lacking.value.field == "interest"
    told = Grounds(codes=("s.38(1)(a)", "s.40(2)"), harm=SAID, interest="For and against.")
    decide(world, begun, (1, 0, 10), grounds=told)
    decide(world, begun, (1, 15, 17))
    with reading_as(world, "disclosure") as gate:
        stands = standing.passages(rendition=begun, gate=gate)
        held = [one for one in stands if one.harm is not None]
        words = {row_.id: {"harm": text} for row_, text in gate.open_many(
            Passage, held, "harm", act=acts.Act.READ_RENDITION)}  # fmt: skip
        (at,) = standing.sections_of(rendition=begun, gate=gate)
        numbers = {at.version_id: {stands[0].paragraph: 1}}
        known = in_force("foi", today(gate.now))
        rows = schedule.rows(
            [at], numbers=numbers, passages=stands, words=words, known=known, holders={}
        )
    assert [[code for code, _, _ in one.exemptions] for one in rows] == [
        ["s.38(1)(a)", "s.40(2)"], ["s.40(2)"],
    ]  # fmt: skip
    assert rows[0].harm == SAID


def test_section_36_needs_an_opinion_of_ones_own_body(world: World, begun: str) -> None:
    given = {"person": "chief_officer", "limbs": ["s.36(2)(c)"], "words": SAID}
    with world.act("disclosure") as gate:
        on = today(gate.now)
        held = opinions.record(**given, given_on=on, gate=gate).id
        for odd in (
            {"limbs": ["s.30(1)(a)"]},
            {"person": "me"},
            {"given_on": on.replace(year=2999)},
        ):
            with pytest.raises(Refused):
                opinions.record(**{**given, "given_on": on, **odd}, gate=gate)
    for who in ("senior", "author", "probation_senior"):
        with world.act(who) as gate, pytest.raises(Absent):
            opinions.record(**given, given_on=on, gate=gate)
    told = {"codes": ("s.36(2)(c)",), "interest": "For and against."}
    with pytest.raises(Lacking, match="qualified person"):
        decide(world, begun, (1, 0, 10), grounds=Grounds(**told))
    decide(world, begun, (1, 0, 10), grounds=Grounds(**told, opinion=held))


def test_a_dead_person_has_no_personal_data(world: World, begun: str) -> None:
    with pytest.raises(Lacking, match="recorded as dead"):
        decide(world, begun, (1, 0, 10), person=CARL, register=CARL_IS_DEAD)
    told = Grounds(codes=("s.41(1)",))
    decide(world, begun, (1, 0, 10), grounds=told, person=CARL, register=CARL_IS_DEAD)


def test_a_pseudonym_is_somebodys(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice", audience="public", regime="none")
    with pytest.raises(Lacking, match="is somebody's"):
        decide(world, name, (1, 0, 10), decision="pseudonym", grounds=Grounds())
    given = {"decision": "pseudonym", "grounds": Grounds(), "person": CARL}
    with pytest.raises(Lacking, match="this person is not in it"):
        decide(world, name, (1, 0, 10), **given, register=NOBODY)
    decide(world, name, (1, 0, 10), **given, register=EVERYBODY)
    assert shown(world, name, reading_as)[0].startswith("Adult 1 saw Jo")


def test_whom_the_register_does_not_show_any_more_has_no_pseudonym_and_nothing_is_made(
    world: World,
) -> None:
    written(world)
    name = made(world, "disclosure", "Practice", audience="public", regime="none")
    given = {"decision": "pseudonym", "grounds": Grounds(), "person": CARL}
    decide(world, name, (1, 0, 10), **given, register=EVERYBODY)
    looked(world, name, register=NOBODY)
    with reading_as(world, "disclosure") as gate, pytest.raises(Refused, match="in section 1, and"):
        acts.decided(name, register=NOBODY, gate=gate)


def test_a_person_who_was_known_by_another_id_is_the_same(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice", audience="public", regime="none")
    given = {"decision": "pseudonym", "grounds": Grounds(), "person": CARL}
    decide(world, name, (1, 0, 10), **given, register=EVERYBODY)
    looked(world, name, register=NOBODY)
    joined = Register({JO: PEOPLE[JO]}, {CARL: JO})
    with reading_as(world, "disclosure") as gate:
        _, (one,) = acts.decided(name, register=joined, gate=gate)
    assert one.paragraphs[0].text.startswith("Child 1 saw Jo")


def test_what_was_proposed_before_the_register_knew_of_a_death_waits_and_the_rest_is_decided(
    world: World, begun: str
) -> None:
    looked(world, begun)
    with world.act("disclosure") as gate:
        deciding.accept(rendition=row(gate, begun), register=CARL_IS_DEAD, gate=gate)
    assert left(world, begun) == 2


@pytest.mark.mission("A076")
def test_for_a_request_personal_details_are_proposed_to_go_and_the_rest_stays(
    world: World, begun: str
) -> None:
    assert looked(world, begun) == 0
    assert left(world, begun) == 6
    with (
        reading_as(world, "disclosure") as gate,
        pytest.raises(Refused, match="nobody has decided: 6"),
    ):
        acts.decided(begun, register=NOBODY, gate=gate)
    with world.act("disclosure") as gate:
        (deed,) = deciding.accept(rendition=row(gate, begun), register=EVERYBODY, gate=gate)
    assert left(world, begun) == 0
    assert shown(world, begun, reading_as) == [
        "[s.40(2)] saw [s.40(2)] on 3 May. [s.40(2)] left, and [s.40(2)] called [s.40(2)].",
        "ਪੰਜਾਬੀ words stand here, and [s.40(2)] again.",
        "Nothing is said here.",
    ]
    with world.act("disclosure") as gate:
        assert deciding.undo(rendition=row(gate, begun), deed=deed, gate=gate) == 6
        with pytest.raises(Refused, match="does not stand"):
            deciding.undo(rendition=row(gate, begun), deed=deed, gate=gate)
    assert left(world, begun) == 6


@pytest.mark.mission("A076")
def test_of_the_dead_nothing_is_proposed_that_stands_by_itself(world: World, begun: str) -> None:
    looked(world, begun, register=CARL_IS_DEAD)
    with world.act("disclosure") as gate:
        deciding.accept(rendition=row(gate, begun), register=CARL_IS_DEAD, gate=gate)
    assert left(world, begun) == 2, "who is dead waits for reasons"
    with world.act("disclosure") as gate:
        given = {"groups": [CARL], "decision": "remove", "register": CARL_IS_DEAD}
        with pytest.raises(Lacking, match="recorded as dead"):
            deciding.decide_groups(rendition=row(gate, begun), **given, grounds=PERSONAL, gate=gate)
        told = Grounds(codes=("s.41(1)",))
        deciding.decide_groups(rendition=row(gate, begun), **given, grounds=told, gate=gate)
    assert left(world, begun) == 0


def test_a_group_is_one_decision_in_one_act(world: World, begun: str) -> None:
    looked(world, begun)
    decide(world, begun, (1, 13, 20), decision="keep")
    before = raw(world, "select count(*) from ledger_entry")[0][0]
    with world.act("disclosure") as gate:
        given = {"groups": [JO], "decision": "remove", "grounds": PERSONAL,
                 "register": EVERYBODY}  # fmt: skip
        deciding.decide_groups(rendition=row(gate, begun), **given, gate=gate)
        with pytest.raises(Refused, match="still waits"):
            deciding.decide_groups(rendition=row(gate, begun), **given, gate=gate)
    assert raw(world, "select count(*) from ledger_entry")[0][0] - before <= 2
    assert left(world, begun) == 3, "Jo within what is kept was answered with that"
    with reading_as(world, "disclosure") as gate:
        groups = {
            g.group_id: (g.mentions, g.waiting)
            for g in suggested.groups(rendition=begun, gate=gate)
        }
        progress = suggested.progress(rendition=begun, gate=gate)
    assert (groups[JO], groups[CARL]) == ((3, 0), (2, 2))
    assert list(progress.values()) == [{"decided": 3, "asked": 0, "waiting": 3}]


def test_looking_again_finds_nothing_twice(world: World, begun: str) -> None:
    looked(world, begun)
    with world.act("disclosure") as gate:
        suggested.look_again(rendition=row(gate, begun), gate=gate)
    looked(world, begun, register=Register(find=names(("Carl Evans", CARL), ("Nothing", JO))))
    assert left(world, begun) == 7


def test_a_change_after_proof_goes_back_to_deciding(world: World, begun: str) -> None:
    deed = decide(world, begun, (1, 0, 10))
    for change in ("decide", "undo"):
        with world.act("disclosure") as gate:
            standing.move(rendition=row(gate, begun), to="proved", gate=gate)
        if change == "decide":
            decide(world, begun, (1, 15, 17))
        else:
            with world.act("disclosure") as gate:
                deciding.undo(rendition=row(gate, begun), deed=deed, gate=gate)
        with reading_as(world, "disclosure") as gate:
            assert standing.find(begun, gate=gate).stage == "deciding"
    with world.act("disclosure") as gate:
        for to in ("proved", "signed", "released"):
            standing.move(rendition=row(gate, begun), to=to, gate=gate)
    with pytest.raises(Refused, match="Make another"):
        decide(world, begun, (2, 0, 3))


def test_the_database_keeps_one_decision_on_the_same_words(world: World, begun: str) -> None:
    decide(world, begun, (1, 0, 10))
    columns = (
        "review_id, owner_id, row_version, rendition_id, section_id, version_id, paragraph, starts,"
        " ends, decision, codes, deed_id, decided_by, decided_at"
    )
    again = (
        f"insert into passage (id, {columns}) select 'f' || substr(id, 2), {columns} from passage"
    )
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, again)


def test_each_owner_finds_on_its_record_that_its_words_were_decided_on(world: World) -> None:
    name = made(world, "chair", "Context", **{**GIVEN, "audience": "board", "regime": "none"})
    with world.act("chair") as gate:
        at = section(gate, name)
        told = deciding.texts_of(sources.opened(sections=[at], gate=gate)[at.version_id])
        given = {"marks": deciding.whole(at, told), "decision": "remove", "grounds": Grounds()}
        deciding.decide(section=at, **given, register=NOBODY, gate=gate)
    police = world.agencies["Westmarch Police"]
    entries = raw(world, "select count(*) from ledger_entry where stream like :s and act = 'make_rendition'",
                  s=f"%{police}%")  # fmt: skip
    assert entries[0][0] >= 1


def test_a_shredded_review_is_closed(world: World, begun: str) -> None:
    from portal.gate import rotation

    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises((Refused, Absent)):
        decide(world, begun, (1, 0, 10))


def test_marks_are_of_this_section(world: World, begun: str) -> None:
    with world.act("disclosure") as gate:
        at = section(gate, begun)
        other: Any = type("Other", (), {"version_id": world.versions["Context"]})()
        with pytest.raises(Refused, match="on this page"):
            deciding.decide(section=at, marks=[mark(other, 1, 0, 3)], decision="keep",
                            grounds=Grounds(), register=NOBODY, gate=gate)  # fmt: skip
