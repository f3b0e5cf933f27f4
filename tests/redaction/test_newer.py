"""Newer words of a section are pointed out, and taken in without anything coming back unseen."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.answers import again
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Role
from portal.redaction import acts, consulting, deciding, newer, owed, standing, suggested
from portal.redaction.exemptions import Grounds
from portal.redaction.known import Register
from portal.redaction.models import RenditionSection
from tests.build import World
from tests.cast import PROBATION
from tests.policy.asking import reading_as
from tests.redaction.desk import CARL, PEOPLE, PERSONAL, TEXTS, decide, made, names, row, written
from tests.redaction.desk import section as section_of
from tests.redaction.test_consulting import finish
from tests.requests.desk import seated
from tests.visit import visitor

pytestmark = pytest.mark.slow
PLANS = Grounds(codes=("s.38(1)(a)",), harm="He would be found.", interest="Safety weighs more.")
ASK = "Ask them: some of these words are theirs."
KNOWN = Register(PEOPLE, find=names(("Carl Evans", CARL)))


def stands(world: World, name: str) -> list[tuple[str, int, int, str, str]]:
    with reading_as(world, "disclosure") as gate:
        return [
            (p.paragraph[-1], p.starts, p.ends, p.decision, p.codes)
            for p in standing.passages(rendition=name, gate=gate)
            if p.version_id
            in {s.version_id for s in standing.sections_of(rendition=name, gate=gate)}
        ]


def waits(world: World, name: str) -> list[tuple[str, int, int, str]]:
    with reading_as(world, "disclosure") as gate:
        rows = deciding.waiting(rendition=name, gate=gate)
        return sorted((r.paragraph[-1], r.starts, r.ends, r.kind) for r in rows)


def take_in(world: World, name: str, who: str = "disclosure") -> None:
    with world.act(who) as gate:
        query = sa.select(RenditionSection).where(
            RenditionSection.rendition_id == name, RenditionSection.removed_at.is_(None)
        )
        one = gate.session.execute(query).scalar_one()
        newer.take_in(section=one, register=KNOWN, gate=gate)


def told(world: World, name: str) -> list[str]:
    with reading_as(world, "disclosure") as gate:
        return newer.told(rendition=name, gate=gate)


def test_what_was_decided_goes_along_where_the_words_are_the_same(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice")
    decide(world, name, (1, 0, 10))
    decide(world, name, (2, 0, 7), grounds=PLANS)
    decide(world, name, (3, 0, 7), decision="keep", grounds=Grounds())
    assert told(world, name) == []
    with pytest.raises(Refused, match="no newer words"):
        take_in(world, name)
    changed = ["Carl Evans saw Jo on 4 May. He, Carl Evans, left.", *TEXTS[1:]]
    written(world, texts=changed)
    assert told(world, name) == ["Section 1 has newer words, signed off as version 3."]
    with world.act("disclosure") as gate:
        row(gate, name).stage = "proved"
    take_in(world, name)
    assert told(world, name) == []
    assert stands(world, name) == [("2", 0, 7, "remove", "s.38(1)(a)"), ("3", 0, 7, "keep", "")]
    assert waits(world, name) == [("1", 0, 10, "earlier"), ("1", 32, 42, "earlier")]
    with reading_as(world, "disclosure") as gate:
        one = standing.find(name, gate=gate)
        assert one.stage == "deciding"
        why = " ".join(acts.why_not_yet(rendition=one, gate=gate))
        assert "not looked through" in why
        assert "nobody has decided: 2" in why
        assert [s.position for s in standing.sections_of(rendition=name, gate=gate)] == [1]
        kept = [p for p in standing.passages(rendition=name, gate=gate) if p.harm is not None]
        assert len(kept) == 2, "the first stays on record, and the one that was taken over"
    with world.act("disclosure") as gate:
        suggested.look(rendition=row(gate, name), register=KNOWN, gate=gate)
    assert [one[:3] for one in waits(world, name) if one[0] == "1"] == [
        ("1", 0, 10), ("1", 32, 42),
    ], "what was found before is not found twice"  # fmt: skip


def test_what_stands_nowhere_in_a_changed_paragraph_is_looked_at_whole(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice")
    decide(world, name, (1, 0, 10), (2, 0, 7))
    written(world, texts=["C. Evans saw Jo.", TEXTS[2]])
    take_in(world, name)
    assert stands(world, name) == []
    assert waits(world, name) == [("1", 0, 16, "earlier"), ("2", 0, len(TEXTS[2]), "earlier")]


def test_a_decision_that_cannot_stand_any_more_waits_in_its_place(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice", audience="family", regime="none")
    decide(
        world, name, (2, 0, 7), decision="pseudonym", grounds=Grounds(codes=("personal",)),
        person=CARL, register=Register(PEOPLE, find=names()),
    )  # fmt: skip
    written(world, texts=["Other words.", *TEXTS[1:]])
    with world.act("disclosure") as gate:
        one = section_of(gate, name)
        newer.take_in(section=one, register=Register({}, find=names()), gate=gate)
    assert waits(world, name) == [("2", 0, 7, "earlier")]


def test_only_who_makes_it_takes_newer_words_in(world: World, client: Any) -> None:
    written(world)
    name = made(world, "disclosure", "Practice")
    decide(world, name, (1, 0, 10), grounds=PERSONAL)
    written(world, texts=["New."])
    for who in ("author", "chair", "probation_senior", "stranger"):
        with pytest.raises(Absent):
            take_in(world, name, who)
    page = visitor(world, client, "disclosure")
    here = f"/reviews/{world.review}/redaction/{name}"
    text = page.get(here).text
    assert "Section 1: newer words are signed off (version 3)" in text
    with reading_as(world, "disclosure") as gate:
        (one,) = standing.sections_of(rendition=name, gate=gate)
    path = f"/reviews/{world.review}/redaction/sections/{one.id}/newer"
    assert "Take them in" in page.get(path).text
    assert page.post(path, {}).headers["location"] == f"{here}?done=newer"
    assert "The newer words stand in it" in page.get(f"{here}?done=newer").text
    again = page.post(path, {})
    assert again.status_code == 422
    assert "no newer words" in again.text


def theirs(world: World, name: str) -> tuple[list[str], list[str]]:
    """Who has to be asked, and what is outstanding of that."""
    with reading_as(world, "disclosure") as gate:
        one = standing.find(name, gate=gate)
        owners = consulting.owners(rendition=name, gate=gate)
        bodies = dict.fromkeys(owners, "them")
        return owners, owed.outstanding(rendition=one, names=bodies, gate=gate)


def holds(world: World, starts: int, decision: str = "keep") -> Any:
    """What a decision says on words that come from probation."""
    return {"decision": decision, "grounds": Grounds(
        codes=PERSONAL.codes if decision == "remove" else (),
        holder=world.agencies[PROBATION])}, (1, starts, starts + 4)  # fmt: skip


def test_whom_information_comes_from_is_asked_whatever_is_taken_over(world: World) -> None:
    """What another body told stays its own in another copy, and in newer words."""
    written(world)
    name = made(world, "disclosure", "Practice")
    given, span = holds(world, 11)
    decide(world, name, span, **given)
    with world.act("disclosure") as gate:
        other = again.start(first=name, title="Another", gate=gate).id
    probation = world.agencies[PROBATION]
    assert theirs(world, name) == theirs(world, other) == ([probation], [ASK])
    written(world, texts=[*TEXTS[:2], "Other words."])
    take_in(world, name)
    assert theirs(world, name) == ([probation], [ASK])


@pytest.mark.parametrize("outcome", ["refused", "agreed"])
def test_an_answer_holds_for_newer_words_of_the_section(world: World, outcome: str) -> None:
    """Who was told no does not come round it by a slip of the pen that was mended."""
    seated(world, "probation_officer", PROBATION, Role.DISCLOSURE_OFFICER)
    written(world)
    name, probation = made(world, "disclosure", "Practice"), world.agencies[PROBATION]
    given, span = holds(world, 11, "remove")
    decide(world, name, span, **given)
    with world.act("disclosure") as gate:
        asked = consulting.ask(
            rendition=row(gate, name), owner=probation, question="", gate=gate
        ).id
    finish(world, asked, outcome, "No.", "probation_officer")
    written(world, texts=["Carl Evans saw Jo on 4 May.", *TEXTS[1:]])
    take_in(world, name)
    owners, waits_for = theirs(world, name)
    assert owners == [probation]
    (said,) = waits_for
    assert ("answer of them is no" in said) == (outcome == "refused")
    assert ("More is shown now" in said) == (outcome == "agreed")
