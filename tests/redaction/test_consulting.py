"""Owners are asked and answer: an owner's no, passages on which two disagree, and what is shown."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.redaction import acts, consulting, deciding, standing, tasks
from portal.redaction.deciding import Mark
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.redaction.models import Consultation, Rendition, ToMaker
from tests.build import World
from tests.cast import CAST, POLICE
from tests.policy.asking import reading_as
from tests.redaction.desk import SAID, looked, made, row, section

BOARDS = {"audience": "board", "regime": "none"}
MAKER = "chair"
"""She has the police's context by a release, and makes versions of it."""


@pytest.fixture
def police(world: World) -> str:
    return world.agencies[POLICE]


def begun(world: World, **given: Any) -> str:
    name = made(world, MAKER, "Context", **given)
    looked(world, name, MAKER, register=NOBODY)
    return name


def ask(world: World, name: str, owner: str, question: str = SAID) -> str:
    with world.act(MAKER) as gate:
        return consulting.ask(
            rendition=row(gate, name), owner=owner, question=question, gate=gate
        ).id


def finish(world: World, asked: str, outcome: str, why: str = "", who: str = "disclosure") -> None:
    with world.act(who) as gate:
        one = gate.find(Consultation, asked, Act.ANSWER_CONSULTATION)
        consulting.finish(consultation=one, outcome=outcome, reasons=why, gate=gate)


def first(gate: Any, name: str) -> tuple[Any, str, int]:
    """The section, its first paragraph, and how long that is."""
    from portal.redaction import sources

    at = section(gate, name)
    told = sources.opened(sections=[at], gate=gate)[at.version_id]["paragraphs"][0]
    return at, told["id"], len(told["text"])


def decide(
    world: World, name: str, decision: str, starts: int = 0, ends: int = 6, **more: Any
) -> str:
    with world.act(MAKER) as gate:
        at, paragraph, _ = first(gate, name)
        marks = [Mark(at.version_id, paragraph, starts, ends)]
        given = {"grounds": Grounds(**more), "decision": decision, "marks": marks,
                 "register": NOBODY}  # fmt: skip
        return deciding.decide(section=at, **given, gate=gate)


def said(world: World, asked: str, what: str, why: str = SAID, *, who: str = "disclosure",
         starts: int = 0, ends: int = 6) -> str:  # fmt: skip
    with world.act(who) as gate:
        one = gate.find(Consultation, asked, Act.ANSWER_CONSULTATION)
        at, paragraph, _ = first(gate, one.rendition_id)
        span = Mark(at.version_id, paragraph, starts, ends)
        passages = consulting.put_to(consultation=one, gate=gate)[1]
        same = [p.id for p in passages if (p.starts, p.ends) == (starts, ends)]
        given = {"section": at, "mark": span, "passage": same[0] if same else ""}
        return consulting.answer(consultation=one, **given, said=what, reasons=why, gate=gate).id


def why_not(world: World, name: str) -> list[str]:
    with reading_as(world, MAKER) as gate:
        return acts.why_not_yet(rendition=standing.find(name, gate=gate), gate=gate)


def test_nothing_is_rendered_before_the_owner_has_answered(world: World, police: str) -> None:
    name = begun(world, **BOARDS)
    assert "Ask Westmarch Police" in why_not(world, name)[0]
    asked = ask(world, name, police)
    assert "Wait for the answer" in why_not(world, name)[0]
    with reading_as(world, MAKER) as gate, pytest.raises(Refused, match="Wait for the answer"):
        acts.decided(name, register=NOBODY, gate=gate)
    finish(world, asked, "agreed")
    assert why_not(world, name) == []
    with reading_as(world, MAKER) as gate:
        assert acts.decided(name, register=NOBODY, gate=gate)[1]


def test_only_the_owners_officers_read_and_answer(world: World, police: str) -> None:
    asked = ask(world, begun(world, **BOARDS), police)
    answers = set()
    for who in CAST:
        with reading_as(world, who) as gate:
            if any(one.id == asked for one in consulting.asked_of(gate=gate)):
                answers.add(who)
                assert next(t.href for t in tasks.waits(gate=gate)).endswith(asked)
    assert answers == {"disclosure", "senior"}
    for who in set(CAST) - answers:
        with pytest.raises(Absent):
            finish(world, asked, "agreed", who=who)
    with pytest.raises(Refused, match="Say why"):
        finish(world, asked, "refused")
    finish(world, asked, "agreed", who="senior")
    with pytest.raises(Refused, match="answered already"):
        finish(world, asked, "refused", SAID)


def test_an_owners_no_ends_it_for_whoever_has_not_asked_under_an_act(
    world: World, police: str
) -> None:
    name = begun(world, **BOARDS)
    finish(world, ask(world, name, police), "refused", SAID)
    assert "take their sections out" in why_not(world, name)[0]
    with world.act(MAKER) as gate, pytest.raises(Refused, match="owner's agreement"):
        consulting.depart(rendition=row(gate, name), owner=police, why=SAID, gate=gate)
    finish(world, ask(world, name, police), "agreed")
    assert why_not(world, name) == [], "asked again, it agreed"


def test_for_an_applicant_the_authority_decides_otherwise_with_reasons(
    world: World, police: str
) -> None:
    name = begun(world)
    finish(world, ask(world, name, police), "refused", SAID)
    assert "say why not" in why_not(world, name)[0]
    with world.act(MAKER) as gate:
        consulting.depart(rendition=row(gate, name), owner=police, why=SAID, gate=gate)
        with pytest.raises(Refused, match="has said no"):
            consulting.depart(rendition=row(gate, name), owner=police, why=SAID, gate=gate)
    assert why_not(world, name) == []
    with reading_as(world, "senior") as gate:
        (one,) = consulting.asked_of(gate=gate)
        told = gate.open(
            one, "departure", "question", act=Act.ANSWER_CONSULTATION, model=Consultation
        )
    assert told == {"departure": SAID, "question": SAID}
    with reading_as(world, MAKER) as gate:
        rows = list(consulting.of_rendition(rendition=name, gate=gate).values())
        words = consulting.words_for_maker(model=ToMaker, rows=rows, field="reasons", gate=gate)
        assert list(words.values()) == [SAID]
    with reading_as(world, "lay") as gate:
        assert (
            consulting.words_for_maker(model=ToMaker, rows=rows, field="reasons", gate=gate) == {}
        )


def test_what_an_owner_wants_gone_is_taken_out_for_other_audiences(
    world: World, police: str
) -> None:
    name = begun(world, **BOARDS)
    decide(world, name, "keep")
    asked = ask(world, name, police)
    with pytest.raises(Refused, match="Say why"):
        said(world, asked, "object", "")
    answered = said(world, asked, "must_go")
    said(world, asked, "not_ours", "", starts=7, ends=9)
    finish(world, asked, "agreed")
    assert "wants something else: 1" in why_not(world, name)[0]
    with world.act(MAKER) as gate, pytest.raises(Refused, match="taken out"):
        consulting.settle(rendition=row(gate, name), answered=answered, why=SAID, gate=gate)
    decide(world, name, "remove")
    assert why_not(world, name) == []


def test_for_an_applicant_what_two_agencies_want_otherwise_waits_for_reasons(
    world: World, police: str
) -> None:
    name = begun(world)
    decide(world, name, "keep")
    asked = ask(world, name, police)
    answered = said(world, asked, "object")
    finish(world, asked, "agreed")
    assert "Decide them" in why_not(world, name)[0]
    with world.act(MAKER) as gate:
        consulting.settle(rendition=row(gate, name), answered=answered, why=SAID, gate=gate)
        with pytest.raises(Refused, match="still wait"):
            consulting.settle(rendition=row(gate, name), answered=answered, why=SAID, gate=gate)
    assert why_not(world, name) == []


def test_more_than_an_owner_agreed_to_is_asked_anew_and_less_is_not(
    world: World, police: str
) -> None:
    name = begun(world, **BOARDS)
    deed = decide(world, name, "remove")
    finish(world, ask(world, name, police), "agreed")
    decide(world, name, "remove", 7, 9)
    assert why_not(world, name) == [], "less is shown than was agreed"
    with world.act(MAKER) as gate:
        deciding.undo(rendition=row(gate, name), deed=deed, gate=gate)
    assert "More is shown now than Westmarch Police agreed to" in why_not(world, name)[0]


def test_from_whom_information_comes_is_asked_too(world: World, police: str) -> None:
    probation = world.agencies["Aldermere Probation"]
    name = begun(world)
    decide(world, name, "keep", holder=probation)
    with reading_as(world, MAKER) as gate:
        assert set(consulting.owners(rendition=name, gate=gate)) == {police, probation}
    theirs = ask(world, name, probation)
    with world.act("probation_senior") as gate:
        one = gate.find(Consultation, theirs, Act.ANSWER_CONSULTATION)
        sections, passages = consulting.put_to(consultation=one, gate=gate)
        assert (len(sections), len(passages)) == (1, 1)
    with world.act("disclosure") as gate, pytest.raises(Absent):
        gate.find(Consultation, theirs, Act.ANSWER_CONSULTATION)


def test_an_asked_passage_of_ones_own_waits_for_a_colleague(world: World, police: str) -> None:
    with world.act("disclosure") as gate:
        given = {"audience": "panel", "regime": "none", "title": SAID, "purpose": SAID}
        name = acts.start(**given, versions=[world.versions["Practice"]], gate=gate).id
    looked(world, name, register=NOBODY)
    with world.act("disclosure") as gate:
        at, paragraph, _ = first(gate, name)
        marks = [Mark(at.version_id, paragraph, 0, 6)]
        deciding.decide(section=at, marks=marks, decision="ask", grounds=Grounds(),
                        register=NOBODY, gate=gate)  # fmt: skip
        asked = consulting.ask(rendition=row(gate, name), owner=police, question="", gate=gate).id
    with pytest.raises(Refused, match="asked this yourself"):
        finish(world, asked, "agreed")
    said(world, asked, "agree", "", who="senior")
    finish(world, asked, "agreed", who="senior")
    with reading_as(world, "disclosure") as gate:
        (why,) = acts.why_not_yet(rendition=standing.find(name, gate=gate), gate=gate)
    assert "their owner is asked: 1" in why, "the answer is advice; the maker decides"


def test_nobody_is_asked_who_owns_nothing_of_it(world: World, police: str) -> None:
    name = begun(world, **BOARDS)
    for owner in (world.agencies["Fenwick Health Trust"], "board", "x"):
        with pytest.raises(Refused, match="Nobody of this body"):
            ask(world, name, owner)
    with world.act("disclosure") as gate, pytest.raises(Absent):
        consulting.ask(rendition=row(gate, name), owner=police, question="", gate=gate)


def test_the_list_of_renditions_is_the_makers(world: World) -> None:
    begun(world, **BOARDS)
    with reading_as(world, "disclosure") as gate:
        assert acts.renditions(gate=gate) == []
        query = sa.select(sa.func.count()).select_from(Rendition)
        assert gate.connection.execute(query).scalar_one() == 1
