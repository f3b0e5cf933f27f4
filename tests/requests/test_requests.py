"""The register of requests: whose it is, what makes one valid, each step, and what it touches."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.clocks.working_days import after
from portal.db import new_id
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.requests import acts, material, steps
from portal.requests.costs import COUNTED
from portal.requests.models import MOVES, InformationRequest, Stage
from portal.reviews import stand_downs
from tests.build import World
from tests.cast import CAST, HEALTH, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.requests.desk import ADDRESS, APPLICANT, ASKED, NOW, PUNJABI, asked, back, of, seated

pytestmark = pytest.mark.slow


def test_only_the_authoritys_own_officers_know_of_a_request(world: World) -> None:
    name = asked(world, words=PUNJABI)
    seated(world, "other_officer", PROBATION, Role.DISCLOSURE_OFFICER)
    seated(world, "gone", POLICE, Role.DISCLOSURE_OFFICER, person="lawyer",
           ends=datetime.now(UTC) + timedelta(seconds=1))  # fmt: skip
    for who in ("disclosure", "senior"):
        with reading_as(world, who) as gate:
            (row,) = acts.requests(gate=gate)
            told = acts.words_of(request=row, gate=gate)
            assert told == {"applicant": APPLICANT, "address": ADDRESS, "words": PUNJABI}
    later = datetime.now(UTC) + timedelta(minutes=5)
    for who in [*sorted(set(CAST) - {"disclosure", "senior"}), "other_officer", "gone"]:
        with reading_as(world, who, at=later) as gate:
            assert acts.requests(gate=gate) == []
            assert acts.waits(gate=gate) == []
            with pytest.raises(Absent):
                gate.find(InformationRequest, name, Act.READ_FOI)
            with pytest.raises(Absent):
                acts.words_of(request=row, gate=gate)
    for who in ("author", "senior", "chair", "board", "health_panel"):
        with pytest.raises(Absent):
            asked(world, who)
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": world.agencies[POLICE], "why": "x"}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with reading_as(world, "disclosure") as gate:
        assert acts.requests(gate=gate) == [] == acts.waits(gate=gate)
    with pytest.raises(Absent):
        asked(world)


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("in writing", {"came": "spoken"}),
        ("in writing", {"came": "transfer"}),
        ("applicant's name", {"applicant": " . "}),
        ("applicant's name", {"applicant": "Anonymous"}),
        ("address for the answer", {"address": "-"}),
        ("describe what is asked", {"words": "hello"}),
        ("today or earlier", {"received_on": NOW + timedelta(days=1)}),
        ("ten years", {"received_on": NOW - timedelta(days=20000)}),
    ],
)
def test_what_is_no_valid_request_is_refused_with_a_next_step(
    world: World, sentence: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match=sentence):
        asked(world, **given)


def test_who_is_no_authority_keeps_no_requests_and_a_shredded_review_none(world: World) -> None:
    raw(world, "update agency set kind = 'voluntary' where id = :id", id=world.agencies[HEALTH])
    seated(world, "charity", HEALTH, Role.DISCLOSURE_OFFICER)
    with pytest.raises(Refused, match="no public authority"):
        asked(world, "charity")
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        asked(world)


def test_every_change_of_the_last_day_is_kept_and_waits_with_it(world_on_either: World) -> None:
    world = world_on_either
    came = back(6)
    name = asked(world, received_on=came)
    with world.act("disclosure") as gate:
        steps.send_holding(request=of(name, gate), on=NOW, letter=PUNJABI, gate=gate)
        steps.ask_clarification(request=of(name, gate), on=back(2), letter="Which?", gate=gate)
    with reading_as(world, "disclosure") as gate:
        assert acts.waits(gate=gate) == [], "the clock stands"
    with world.act("disclosure") as gate:
        row = of(name, gate)
        for deed in (
            lambda: steps.ask_clarification(request=row, on=NOW, letter="x", gate=gate),
            lambda: steps.withdraw(request=row, on=back(4), words="", gate=gate),
            lambda: steps.clarify(request=row, on=back(3), words="x", gate=gate),
        ):
            with pytest.raises(Refused):
                deed()
        steps.clarify(request=row, on=back(1), words="That one", gate=gate)
        with pytest.raises(Refused, match="No clarification"):
            steps.clarify(request=row, on=NOW, words="again", gate=gate)
        due = after(back(1), 20)
        given = {"request": row, "on": NOW, "letter": "x", "gate": gate}
        for section, until in (("40", due + timedelta(days=9)), ("30", due), ("99", due)):
            with pytest.raises(Refused):
                steps.extend(section=section, until=until, **given)
        steps.extend(section="s.30(1)(b)", until=due + timedelta(days=9), **given)
    with reading_as(world, "disclosure") as gate:
        (row,) = acts.requests(gate=gate)
        told = acts.clock_of(request=row, gate=gate)
        days = [after(came, 20), None, due, due + timedelta(days=9)]
        assert [one.due for one in told] == days
        (task,) = acts.waits(gate=gate)
        assert (task.due, APPLICANT in task.what + task.plain) == (days[-1], False)


def test_a_late_clarification_or_extension_changes_nothing(world: World) -> None:
    name = asked(world, received_on=back(80))
    with world.act("disclosure") as gate:
        row = of(name, gate)
        with pytest.raises(Refused, match="had run out"):
            steps.ask_clarification(request=row, on=NOW, letter="x", gate=gate)
        until = NOW + timedelta(days=9)
        with pytest.raises(Refused, match="run out"):
            steps.extend(
                request=row, on=NOW, section="s.30(1)(b)", until=until, letter="x", gate=gate
            )


def test_a_request_is_sent_on_only_when_it_was_offered_and_agreed_to(world: World) -> None:
    name = asked(world, received_on=back(3))
    seated(world, "other_officer", PROBATION, Role.DISCLOSURE_OFFICER)
    there = world.agencies[PROBATION]
    with world.act("disclosure") as gate:
        row = of(name, gate)
        settle = {"request": row, "on": NOW, "gate": gate}
        with pytest.raises(Refused, match="First tell"):
            steps.settle_offer(agreed=True, **settle)
        for agency in (world.agencies[POLICE], "board", "0" * 32):
            with pytest.raises(Refused, match="Choose one"):
                steps.offer(agency=agency, letter="x", **settle)
        steps.offer(agency=there, letter="x", **settle)
        steps.settle_offer(agreed=False, **settle)
        assert steps.offered(request=row, gate=gate) == ""
        steps.offer(agency=there, letter="x", **settle)
    with reading_as(world, "other_officer") as gate:
        assert acts.requests(gate=gate) == [], "nothing is known before it is sent on"
    with world.act("disclosure") as gate:
        steps.settle_offer(request=of(name, gate), on=NOW, agreed=True, gate=gate)
        with pytest.raises(Refused, match="not being worked on"):
            steps.settle_offer(request=of(name, gate), on=NOW, agreed=True, gate=gate)
    with reading_as(world, "other_officer") as gate:
        (row,) = acts.requests(gate=gate)
        assert acts.words_of(request=row, gate=gate)["applicant"] == APPLICANT
        assert acts.due_of(request=row, gate=gate) == after(NOW, 20)
        assert (row.came, row.from_id) == ("transfer", name)


def test_two_people_who_ask_for_one_report_are_two_requests(world: World) -> None:
    one, other = asked(world), asked(world, applicant="Tobias Wren", words=ASKED)
    with world.act("disclosure") as gate:
        steps.relate(request=of(one, gate), other=other, gate=gate)
        with pytest.raises(Refused):
            steps.relate(request=of(one, gate), other=one, gate=gate)
        with pytest.raises(Refused):
            steps.relate(request=of(one, gate), other=new_id(), gate=gate)
        assert [r.id for r in acts.related(request=of(one, gate), gate=gate)] == [other]
        assert [r.id for r in acts.related(request=of(other, gate), gate=gate)] == [one]
        assert len(acts.waits(gate=gate)) == 2, "each is answered by itself"
        third = acts.register(
            received_on=NOW, came="post", applicant="Ada Quill", address="2 Weir Street",
            words="The same report", gate=gate,
        )  # fmt: skip
        for row in (of(one, gate), third):
            material.touch(request=row, document=world.document, held="own", gate=gate)
        assert material.alike(request=third, gate=gate) == {one}


def test_cost_lets_refuse_only_above_the_limit_and_decisions_are_set_aside(world: World) -> None:
    name = asked(world)
    with world.act("disclosure") as gate:
        row = of(name, gate)
        given = {"request": row, "section": "", "why": "x", "gate": gate}
        with pytest.raises(Refused, match="Estimate the cost"):
            steps.decide(what="costly", **given)
        few, many = dict.fromkeys(COUNTED, 60), {**dict.fromkeys(COUNTED, 0), "locating": 1081}
        steps.estimate(request=row, minutes=few, words="sample", gate=gate)
        with pytest.raises(Refused, match="Estimate the cost"):
            steps.decide(what="costly", **given)
        for wrong in ({"locating": 60}, {**few, "redacting": 9}, {**few, "locating": -1}):
            with pytest.raises(Refused, match="Enter hours"):
                steps.estimate(request=row, minutes=wrong, words="x", gate=gate)
        steps.estimate(request=row, minutes=many, words=PUNJABI, gate=gate)
        steps.decide(what="costly", **given)
        with pytest.raises(Refused, match="decided already"):
            steps.decide(what="costly", **given)
        steps.set_aside(request=row, what="costly", why="They narrowed it", gate=gate)
        with pytest.raises(Refused, match="No such decision"):
            steps.set_aside(request=row, what="costly", why="x", gate=gate)
        with pytest.raises(Refused, match="neither confirm nor deny"):
            steps.decide(**{**given, "what": "neither", "section": "s.21(1)"})
        steps.decide(**{**given, "what": "neither", "section": "s.40(2)"})
        assert {k: m.section for k, m in steps.decisions(request=row, gate=gate).items()} == {
            "neither": "s.40(2)"
        }
        assert [m.what for m in acts.moves_of(request=row, gate=gate)] == [
            "registered", "costly", "set_aside", "neither",
        ]  # fmt: skip
        assert len(steps.estimates(request=row, gate=gate)) == 2, "the earlier one stays"


def test_what_it_touches_is_what_the_officer_reads_and_police_material_is_reckoned(
    world: World,
) -> None:
    name = asked(world)
    shut = raw(world, "select id from section where section_class = 'conduct'")[0][0]
    with world.act("disclosure") as gate:
        row = of(name, gate)
        given = {"request": row, "held": "own", "gate": gate}
        chosen = material.to_choose(gate=gate)
        assert {len(rows) for rows in chosen.values()} == {4}, "conduct and advice are not hers"
        for wrong in ({"section": shut}, {"document": new_id()}, {}):
            with pytest.raises(Refused):
                material.touch(**given, **wrong)
        with pytest.raises(Refused, match="on whose behalf"):
            material.touch(**{**given, "held": "behalf"}, document=world.document)
        assert material.police_touched(request=row, gate=gate) == set()
        material.touch(**given, note="Board minutes in the archive")
        assert material.police_touched(request=row, gate=gate) == set()
        section = chosen[world.document][0].id
        on = material.touch(**given, section=section)
        assert material.police_touched(request=row, gate=gate) == {world.agencies[POLICE]}
        with pytest.raises(Refused, match="Say why"):
            material.take_off(row=on, why=" ", gate=gate)
        material.take_off(row=on, why="Another year", gate=gate)
        with pytest.raises(Refused, match="already"):
            material.take_off(row=on, why="again", gate=gate)
        assert material.police_touched(request=row, gate=gate) == set()
        assert len(material.touched(request=row, gate=gate, gone=True)) == 2
        material.touch(**given, note="The force's own review of 2019", police=True)
        assert material.police_touched(request=row, gate=gate) == {world.agencies[POLICE]}
    raw(world, "update request_material set police = false")
    raw(world, "update review set kind = 'pimr' where id = :id", id=world.review)
    with world.act("disclosure") as gate:
        assert material.police_touched(request=of(name, gate), gate=gate), "all of a PIMR is"


def test_others_say_whose_force_it_is_and_read_only_what_was_released(world: World) -> None:
    seated(world, "other_officer", PROBATION, Role.DISCLOSURE_OFFICER)
    name = asked(world, "other_officer")
    with world.act("other_officer") as gate:
        row = of(name, gate)
        chosen = material.to_choose(gate=gate)
        assert [len(rows) for rows in chosen.values()] == [2], "what is released to it"
        given = {"request": row, "held": "own", "note": "x", "police": True, "gate": gate}
        with pytest.raises(Refused, match="whose force"):
            material.touch(**given)
        material.touch(**given, agency=world.agencies[POLICE])
        assert material.police_touched(request=row, gate=gate) == {world.agencies[POLICE]}


def test_a_closed_request_stays_closed(world: World) -> None:
    assert set(MOVES) == set(Stage)
    name = asked(world)
    with world.act("disclosure") as gate:
        steps.withdraw(request=of(name, gate), on=NOW, words="Thank you", gate=gate)
        row = of(name, gate)
        assert acts.waits(gate=gate) == []
        given: dict[str, Any] = {"request": row, "gate": gate}
        for deed in (
            lambda: steps.withdraw(on=NOW, words="", **given),
            lambda: steps.send_holding(on=NOW, letter="x", **given),
            lambda: steps.decide(what="vexatious", section="", why="x", **given),
            lambda: steps.estimate(minutes=dict.fromkeys(COUNTED, 1), words="x", **given),
            lambda: material.touch(held="own", note="x", **given),
            lambda: acts.answered(on=NOW, **given),
        ):
            with pytest.raises(Refused):
                deed()


def test_the_words_are_nowhere_in_plain(world: World) -> None:
    asked(world)
    (row,) = raw(world, "select * from information_request")
    held = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    for word in (APPLICANT, ADDRESS, ASKED, "meera"):
        assert word.encode() not in held
