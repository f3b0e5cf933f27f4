"""What comes after an answer: the log, the internal review, the second answer, the Commissioner."""

from datetime import timedelta
from typing import Any

import pytest

from portal.answers import acts, again, complaints, log, ready, reviewing, tasks
from portal.answers.models import FoiAnswer, IcoComplaint, IcoEntry, InternalReview
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.persons import acts as persons
from portal.persons.models import KnownPerson
from portal.persons.told import Told
from portal.proceedings.disclosure import as_csv
from portal.redaction import standing
from portal.redaction.people import register
from tests.answers.desk import (
    NAMED,
    PLANNED,
    answered,
    at,
    begun,
    colleague,
    copy,
    decide,
    forward,
    review,
    sent,
    sign,
)
from tests.build import World
from tests.cast import CAST, POLICE
from tests.policy.asking import raw, reading_as, version
from tests.renditions.desk import rendered, signed
from tests.requests.desk import APPLICANT, NOW, PUNJABI, asked, back, of

pytestmark = pytest.mark.slow


def logged(world: World, answer: str, words: str, who: str = "disclosure") -> None:
    with world.act(who) as gate:
        log.enter(answer=at(answer, gate), words=words, gate=gate)


def test_the_log_never_names_who_asked_and_no_cell_is_reckoned(world: World) -> None:
    _, _, answer = answered(world)
    with reading_as(world, "disclosure") as gate:
        assert [row.id for row in log.offered(gate=gate)] == [answer]
    for words in (f"What {APPLICANT} wants", "A report for THISTLEWOOD", "of meera.t@post.example"):
        with pytest.raises(Refused, match="applicant"):
            logged(world, answer, words)
    logged(world, answer, PUNJABI)
    logged(world, answer, "=1+1 A report on a review")
    with reading_as(world, "senior") as gate:
        (row,) = log.rows(gate=gate)
        assert row[1:] == [
            "=1+1 A report on a review", NOW.isoformat(), "Given in part", "s.31(1)(a), s.40(2)",
            "No",
        ]  # fmt: skip
        assert "'=1+1" in as_csv(log.HEADS, [row]).decode("utf-8-sig")
        assert log.offered(gate=gate) == []
    for who in sorted(set(CAST) - {"disclosure", "senior"}):
        with reading_as(world, who) as gate:
            assert log.rows(gate=gate) == []
        with pytest.raises(Absent):
            logged(world, answer, "x", who)


def asks(world: World, request: str, **given: Any) -> str:
    with world.act("disclosure") as gate:
        told = {"on": NOW, "words": PUNJABI, **given}
        return reviewing.ask(request=of(request, gate), **told, gate=gate).id


def taken(world: World, name: str, who: str) -> None:
    with world.act(who) as gate:
        reviewing.take(review=review(name, gate), gate=gate)


def places(world: World, name: str) -> list[str]:
    with reading_as(world, "disclosure") as gate:
        row = gate.find(InternalReview, name, Act.READ_FOI)
        return list(reviewing.places(review=row, gate=gate))


def found(world: World, name: str, passage: str, finding: str, who: str = "second_officer",
          **given: Any) -> None:  # fmt: skip
    with world.act(who) as gate:
        told = {"why": "It was looked at afresh.", **given}
        row = review(name, gate)
        reviewing.find(review=row, passage=passage, finding=finding, **told, gate=gate)


def test_somebody_else_reviews_passage_by_passage_and_what_is_withdrawn_is_given(
    world: World,
) -> None:
    request, copy, _ = answered(world)
    colleague(world)
    name = asks(world, request)
    with pytest.raises(Refused, match="already"):
        asks(world, request)
    for who in ("disclosure", "senior"):
        with pytest.raises(Refused, match="decided, wrote, signed"):
            taken(world, name, who)
        with reading_as(world, who) as gate:
            assert [t for t in tasks.waits(gate=gate) if "Take on" in t.what] == []
    first, second = places(world, name)
    with pytest.raises(Refused, match="taken it on"):
        found(world, name, first, "upheld")
    _decides(world, name, first, second)
    with pytest.raises(Refused, match="begin the answer"):
        told(world, name)
    with world.act("disclosure") as gate:
        more = again.start(
            first=copy, title="All", given={first, second}, gate=gate,
        ).id  # fmt: skip
    assert rendered(world, more).clean
    signed(world, more)
    with pytest.raises(Refused, match="Choose what you answer"):
        begun(world, request, "neither", after_review=True)
    with world.act("disclosure") as gate:
        too_much = FoiAnswer(
            owner_id=world.agencies[POLICE], request_id=request, rendition_id=more,
            outcome="whole", after_review=True, stage="drafting",
        )  # fmt: skip
        waits = ready.why_not(answer=too_much, request=of(request, gate), gate=gate)
        assert waits == [ready.UPHELD.format(1)], "one was upheld, and the other withdrawn"
    second_answer(world, request, copy, name)
    told(world, name)
    with pytest.raises(Refused):
        told(world, name)


def _decides(world: World, name: str, first: str, second: str) -> None:
    with reading_as(world, "second_officer") as gate:
        assert [t.what for t in tasks.waits(gate=gate) if "internal review" in t.what]
    taken(world, name, "second_officer")
    with pytest.raises(Refused, match="moved on"):
        taken(world, name, "second_officer")
    for passage, finding, codes in ((first, "varied", ()), (first, "varied", ("s.40(2)",)),
                                    (first, "varied", ("s.99",)), ("x", "upheld", ()),
                                    (first, "nothing", ())):  # fmt: skip
        with pytest.raises(Refused):
            found(world, name, passage, finding, codes=codes)
    with pytest.raises(Refused, match="Somebody else"):
        found(world, name, first, "upheld", "senior")
    found(world, name, first, "upheld")
    found(world, name, first, "varied", codes=("s.38(1)(a)",), why="It would endanger somebody.")
    with (
        pytest.raises(Refused, match="nothing is decided yet: 1"),
        world.act("second_officer") as gate,
    ):
        reviewing.decide(review=review(name, gate), notice="x", gate=gate)
    found(world, name, second, "withdrawn", why="The visits have ended.")
    with world.act("second_officer") as gate:
        row = review(name, gate)
        draft = reviewing.draft(review=row, gate=gate)
        assert "Row 1 of the schedule: varied, now under s.38(1)(a)" in draft
        assert "Row 2 of the schedule: withdrawn" in draft
        with pytest.raises(Refused, match="taken out"):
            reviewing.decide(review=row, notice=f"{draft} Carl Evans", gate=gate)
        reviewing.decide(review=row, notice=draft, gate=gate)


def told(world: World, name: str) -> None:
    with world.act("disclosure") as gate:
        row = review(name, gate, Act.KEEP_FOI)
        reviewing.record_told(review=row, on=NOW, channel="post", gate=gate)


def second_answer(world: World, request: str, copy: str, name: str) -> None:
    with world.act("disclosure") as gate:
        row = review(name, gate, Act.KEEP_FOI)
        found_ = reviewing.findings(review=row, gate=gate)
        (varied,) = [p for p, one in found_.items() if one.finding == "varied"]
        made = again.start(
            first=copy, title="After the review", given=reviewing.withdrawn(review=row, gate=gate),
            varied={varied: ("s.38(1)(a)", "It would endanger somebody.")}, gate=gate,
        ).id  # fmt: skip
    with reading_as(world, "disclosure") as gate:
        now = {(p.decision, p.codes) for p in standing.passages(rendition=made, gate=gate)}
        assert now == {("remove", "s.38(1)(a)"), ("keep", "")}
    assert rendered(world, made).clean
    signed(world, made)
    answer = begun(world, request, copy=made, after_review=True)
    with pytest.raises(Refused, match="not signed yet"):
        told(world, name)
    forward(world, answer)
    sign(world, answer)
    sent(world, answer)
    with reading_as(world, "senior") as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        assert (row.stage, row.days_late) == ("sent", 0)


def test_a_review_that_is_asked_for_too_late_needs_a_reason(world: World) -> None:
    request, _, answer = answered(world, NAMED)
    with pytest.raises(Refused, match="not been answered"):
        asks(world, request, on=back(1))
    raw(world, "update foi_answer set sent_on = :on where id = :id", on=back(120), id=answer)
    with pytest.raises(Refused, match="40 working days"):
        asks(world, request)
    asks(world, request, why_late="The applicant was in hospital.", complex_case=True)
    with pytest.raises(Refused, match="not been answered"):
        asks(world, asked(world))


def test_who_was_replaced_by_a_pseudonym_is_so_in_the_next_copy_too(world: World) -> None:
    first = copy(world, sign=False)
    with world.act("author") as gate:
        person = persons.enter(
            role="adult", deceased="no", told=Told(names=("Carl Evans",)), gate=gate
        ).id
    with reading_as(world, "disclosure") as gate:
        known = register(gate=gate)
    decide(world, first, NAMED, decision="pseudonym", person=person, register=known)
    with world.act("disclosure") as gate:
        made = again.start(first=first, title="For another", gate=gate).id
        (row,) = standing.passages(rendition=made, gate=gate)
        assert (row.decision, row.person_id) == ("pseudonym", person)
        entry = gate.find(KnownPerson, person, Act.KEEP_PERSON)
        told = Told(names=("Carl Evans",))
        persons.change(person=entry, role="adult", deceased="yes", told=told, gate=gate)
    with world.act("disclosure") as gate, pytest.raises(Refused, match="recorded as dead"):
        again.start(first=first, title="For a third", gate=gate)


def test_a_second_request_starts_from_the_first_copys_decisions(world: World) -> None:
    _, copy, _ = answered(world)
    with world.act("disclosure") as gate:
        made = again.start(first=copy, title="For another", gate=gate).id
    with reading_as(world, "senior") as gate:
        told = [
            [(p.paragraph, p.starts, p.ends, p.decision, p.codes) for p in rows]
            for rows in (standing.passages(rendition=name, gate=gate) for name in (copy, made))
        ]
        assert told[0] == told[1]
    for who in ("chair", "senior", "health_panel"):
        with pytest.raises(Absent), world.act(who) as gate:
            again.start(first=copy, title="x", gate=gate)


def test_a_complaint_is_kept_with_what_it_orders_until_it_is_done(world: World) -> None:
    request, _, _ = answered(world, PLANNED)
    with world.act("disclosure") as gate:
        given = {"request": of(request, gate), "on": NOW, "words": PUNJABI, "gate": gate}
        made = complaints.register(reference="IC-1", **given)
        with pytest.raises(Refused, match="open already"):
            complaints.register(reference="IC-2", **given)
        enter = {"complaint": made, "on": NOW, "words": "x", "gate": gate}
        later = NOW + timedelta(days=35)
        for wrong in ({"what": "step", "until": later}, {"what": "asked"}, {"what": "tribunal"},
                      {"what": "asked", "until": back(1)}, {"what": "nothing"},
                      {"what": "asked", "until": NOW + timedelta(days=40000)}):  # fmt: skip
            with pytest.raises(Refused):
                complaints.enter(**wrong, **enter)
        complaints.enter(what="notice", **enter)
        with pytest.raises(Refused, match="Choose the exemption"):
            complaints.enter(what="finding", code="s.99", stand="upheld", **enter)
        complaints.enter(what="finding", code="s.31(1)(a)", stand="not_upheld", **enter)
        step = complaints.enter(what="step", until=later, **enter).id
        complaints.enter(what="appeal", **enter)
        complaints.enter(what="tribunal", **enter)
        with pytest.raises(Refused, match="not done yet"):
            complaints.close(complaint=made, on=NOW, gate=gate)
        name = made.id
    _waits_until(world, step, later)
    with world.act("disclosure") as gate:
        row = gate.find(IcoEntry, step, Act.KEEP_FOI)
        complaints.done(entry=row, on=NOW, gate=gate)
        with pytest.raises(Refused, match="any more"):
            complaints.done(entry=row, on=NOW, gate=gate)
        found_ = gate.find(IcoComplaint, name, Act.KEEP_FOI)
        complaints.close(complaint=found_, on=NOW, gate=gate)
        with pytest.raises(Refused, match="closed"):
            complaints.enter(complaint=found_, what="notice", on=NOW, words="x", gate=gate)
    with reading_as(world, "senior") as gate:
        assert acts.answers(request=request, gate=gate)


def _waits_until(world: World, step: str, on: Any) -> None:
    with reading_as(world, "disclosure") as gate:
        (task,) = [t for t in tasks.waits(gate=gate) if "Commissioner" in t.what]
        assert task.due == on
    for who in sorted(set(CAST) - {"disclosure"}):
        with pytest.raises(Absent), world.act(who) as gate:
            gate.find(IcoEntry, step, Act.KEEP_FOI)


def test_nobody_reviews_passages_that_are_closed_to_her(world: World) -> None:
    request, _, _ = answered(world)
    colleague(world)
    name = asks(world, request)
    taken(world, name, "second_officer")
    first, _ = places(world, name)
    raw(world, "update section set section_class = 'covert' where id = :s",
        s=version(world, "Practice").section_id)  # fmt: skip
    for finding in ("withdrawn", "upheld"):
        with pytest.raises(Refused, match="not open to you"):
            found(world, name, first, finding)
