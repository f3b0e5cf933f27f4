"""The hard gate: what must be there before a response may leave, case by case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.cru import acts, advising, consulting, log, naming, standing
from portal.cru.advising import Position
from portal.cru.models import (
    ConsultationAnswer,
    CruEntry,
    CruPosition,
    CruReferral,
    ForceConsultation,
)
from portal.cru.topics import topics
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act, Role
from portal.requests import material
from portal.requests.acts import due_of, requests
from portal.requests.models import InformationRequest
from portal.reviews import stand_downs
from tests.build import World
from tests.cast import CAST, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.requests.desk import NOW, PUNJABI, asked, of, seated

pytestmark = pytest.mark.slow
ONE, OTHER = "s.30(1)(b)", "s.38(1)(b)"


def stands(world: World, name: str, who: str = "disclosure") -> str:
    with reading_as(world, who) as gate:
        row = gate.find(InformationRequest, name, Act.READ_FOI)
        return standing.cleared(row, gate=gate)


def touched(world: World, name: str, who: str = "disclosure", **given: Any) -> None:
    with world.act(who) as gate:
        told = {"document": world.document, "held": "own", **given}
        material.touch(request=of(name, gate), **told, gate=gate)


def referred(world: World, name: str, who: str = "disclosure", why: str = "It must be.") -> str:
    with world.act(who) as gate:
        made = acts.refer(request=of(name, gate), topic="serious_case", why=why, gate=gate)
        return made.id


def row(gate: Gate, name: str, act: Act = Act.KEEP_FOI) -> CruReferral:
    return gate.find(CruReferral, name, act)  # type: ignore[no-any-return]


def enter(world: World, referral: str, what: str, *, on: date = NOW, words: str = "x") -> str:
    with world.act("disclosure") as gate:
        given = {"channel": "system"} if what == "sent" else {}
        return acts.enter(
            referral=row(gate, referral), what=what, on=on, words=words, **given, gate=gate
        ).id


def say(world: World, referral: str, *said: str) -> str:
    with world.act("disclosure") as gate:
        return advising.say(referral=row(gate, referral), said=Position(*said), gate=gate).id


@pytest.mark.mission("A077")
def test_a_force_cannot_answer_before_a_referral_is_logged_as_sent(world_on_either: World) -> None:
    world = world_on_either
    name = asked(world)
    assert "Say first what the request touches" in stands(world, name)
    touched(world, name, document="", note="Minutes of the force's finance board")
    assert stands(world, name) == "", "nothing of it is police review material"
    touched(world, name)
    assert "must be referred" in stands(world, name)
    made = referred(world, name)
    assert "was sent" in stands(world, name)
    enter(world, made, "sent")
    assert "silence gives no more time" in stands(world, name)
    enter(world, made, "received")
    assert "Ask again" in stands(world, name)
    enter(world, made, "advice", words=PUNJABI)
    assert stands(world, name) == "", "it advised on no exemption"
    say(world, made, "advice", ONE, "applies", "It would harm a trial")
    assert f"advised on {ONE}" in stands(world, name)
    with pytest.raises(Refused, match="departs"):
        say(world, made, "decision", ONE, "not", " ")
    say(world, made, "decision", ONE, "not", "The trial is over")
    assert stands(world, name) == ""
    with pytest.raises(Refused, match="Correct it"):
        say(world, made, "decision", ONE, "applies", "x")
    for who in sorted(set(CAST) - {"disclosure", "senior"}):
        with pytest.raises(Absent):
            stands(world, name, who)
    touched(world, name, document="", note="The force's review of 2019", police=True)
    assert "added after the referral" in stands(world, name)
    again = referred(world, name)
    assert "added after" in stands(world, name)
    enter(world, again, "sent")
    assert "has not come" in stands(world, name), "each referral is waited for"


@pytest.mark.mission("A077")
def test_silence_is_chased_stops_no_clock_and_the_senior_office_goes_on(world: World) -> None:
    name = asked(world)
    touched(world, name)
    made = referred(world, name)
    with reading_as(world, "disclosure") as gate:
        (request,) = requests(gate=gate)
        due = due_of(request=request, gate=gate)
    enter(world, made, "sent")
    with world.act("senior") as gate, pytest.raises(Refused, match="asked again"):
        acts.go_on(referral=row(gate, made, Act.PROCEED_FOI), why="x", gate=gate)
    with reading_as(world, "disclosure") as gate:
        (chase,) = [t for t in standing.waits(gate=gate) if "again" in t.what]
        assert chase.due == standing.chase_on(NOW)
    enter(world, made, "chased")
    assert "senior office" in stands(world, name)
    with world.act("disclosure") as gate, pytest.raises(Absent):
        acts.go_on(referral=row(gate, made), why="x", gate=gate)
    with world.act("senior") as gate:
        acts.go_on(referral=row(gate, made, Act.PROCEED_FOI), why=PUNJABI, gate=gate)
        with pytest.raises(Refused, match="Nothing is waited for"):
            acts.go_on(referral=row(gate, made, Act.PROCEED_FOI), why="x", gate=gate)
    assert stands(world, name) == ""
    with reading_as(world, "disclosure") as gate:
        assert due_of(request=request, gate=gate) == due, "nothing has moved the last day"
        assert not [t for t in standing.waits(gate=gate) if "again" in t.what]
    enter(world, made, "advice")
    say(world, made, "advice", ONE, "applies", "")
    assert f"advised on {ONE}" in stands(world, name), "late advice is weighed all the same"


def test_a_correction_stands_beside_what_it_corrects_and_nothing_is_lost(world: World) -> None:
    name = asked(world)
    touched(world, name)
    made = referred(world, name)
    with pytest.raises(Refused, match="First record when"):
        enter(world, made, "advice")
    sent = enter(world, made, "sent", words="To the wrong desk")
    with pytest.raises(Refused, match="sent once"):
        enter(world, made, "sent")
    told = {"on": NOW, "channel": "secure_mail", "words": "To the right desk"}
    with world.act("disclosure") as gate:
        entry = gate.find(CruEntry, sent, Act.KEEP_FOI)
        newer = acts.correct(entry=entry, struck=False, **told, gate=gate)
        with pytest.raises(Refused, match="corrected already"):
            acts.correct(entry=entry, struck=True, **told, gate=gate)
        assert [e.channel for e in acts.entries(of=[made], gate=gate)] == ["system", "secure_mail"]
        assert [e.channel for e in acts.standing(of=[made], gate=gate)] == ["secure_mail"]
        acts.correct(entry=newer, struck=True, **told, gate=gate)
    assert "was sent" in stands(world, name), "struck out it was never sent"
    enter(world, made, "sent")
    enter(world, made, "advice")
    wrong = say(world, made, "advice", ONE, "applies", "Misread")
    with world.act("disclosure") as gate:
        position = gate.find(CruPosition, wrong, Act.KEEP_FOI)
        right = Position("advice", ONE, "part", "As it reads")
        advising.correct(position=position, said=right, struck=False, gate=gate)
        with pytest.raises(Refused, match="corrected already"):
            advising.correct(position=position, said=right, struck=False, gate=gate)
        rows = advising.positions(of=[made], gate=gate)
        assert [r.stand for r in rows] == ["applies", "part"]
        assert [r.stand for r in acts.effective(rows)] == ["part"]
    assert raw(world, "select count(*) from cru_entry")[0][0] == 5


FACE = "Meera T. asks. Thistlewood-Okafor, MEERA, of 4 Larch Row: send the report. meera.t@post.example"


@pytest.mark.mission("A077")
def test_the_pack_is_blind_and_what_is_not_is_refused(world: World) -> None:
    name = asked(world, words=f"{FACE} M e e r a")
    touched(world, name)
    made = referred(world, name)
    with reading_as(world, "disclosure") as gate:
        pack = gate.open(row(gate, made), "pack", act=Act.READ_FOI, model=CruReferral)["pack"]
    for part in ("meera", "thistlewood", "okafor", "larch", "post.example", "al4"):
        assert part not in pack.casefold()
    assert "send the report" in pack
    assert "NPCC Central Referral Unit (CRU)" in pack
    assert POLICE in pack
    with pytest.raises(Refused, match="says who the applicant is"):
        referred(world, name, why="Ms Thistlewood writes often")
    with pytest.raises(Refused, match="says who the applicant is"):
        referred(world, name, why="she is at larch row")


def test_the_applicant_is_named_only_for_a_purpose_and_by_two_people(world: World) -> None:
    seated(world, "second", POLICE, Role.DISCLOSURE_OFFICER)
    name = asked(world)
    touched(world, name)
    with world.act("disclosure") as gate:
        given = {"request": of(name, gate), "gate": gate}
        field = naming.ask_to_name(what="name", purpose="A threat was made", **given)
        with pytest.raises(Refused, match="already"):
            naming.ask_to_name(what="name", purpose="x", **given)
        with pytest.raises(Refused, match="second person"):
            naming.settle(field=field, agreed=True, gate=gate)
        assert naming.waiting(gate=gate) == []
    assert "Meera" not in _pack(world, referred(world, name))
    with reading_as(world, "second") as gate:
        assert [t.href for t in standing.waits(gate=gate) if "fields" in t.href] == [
            f"/reviews/{world.review}/cru/fields/{field.id}"
        ]
    with world.act("second") as gate:
        found = gate.find(type(field), field.id, Act.AGREE_FOI)
        naming.settle(field=found, agreed=True, gate=gate)
        with pytest.raises(Refused, match="already"):
            naming.settle(field=found, agreed=False, gate=gate)
    pack = _pack(world, referred(world, name))
    assert "The applicant's name: Meera Thistlewood-Okafor" in pack
    assert "larch" not in pack.casefold()
    assert "Meera" not in _pack(world, referred(world, name)), "a purpose holds for one referral"
    with world.act("disclosure") as gate:
        given = {"request": of(name, gate), "gate": gate}
        again = naming.ask_to_name(what="name", purpose="It was made again", **given).id
    with world.act("second") as gate:
        found = gate.find(type(field), again, Act.AGREE_FOI)
        naming.settle(field=found, agreed=True, gate=gate)
    assert "Meera" in _pack(world, referred(world, name))


def _pack(world: World, made: str) -> str:
    with reading_as(world, "disclosure") as gate:
        found = row(gate, made)
        return gate.open(found, "pack", act=Act.READ_FOI, model=CruReferral)["pack"]


@pytest.mark.mission("A077")
def test_who_is_no_force_consults_the_force_which_refers(world_on_either: World) -> None:
    world = world_on_either
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER)
    name, force = asked(world, "other", words=FACE), world.agencies[POLICE]
    touched(world, name, "other")
    assert "consult the force" in stands(world, name, "other")
    with world.act("other") as gate:
        given = {"request": of(name, gate), "gate": gate}
        with pytest.raises(Refused, match="Only a police force"):
            acts.refer(topic="serious_case", why="x", **given)
        with pytest.raises(Refused, match="Choose a force"):
            consulting.consult(force=world.agencies[PROBATION], why="x", **given)
        with pytest.raises(Refused, match="who the applicant is"):
            consulting.consult(force=force, why="Okafor asks", **given)
        made = consulting.consult(force=force, why="It is your review", **given).id
        with pytest.raises(Refused, match="has been consulted"):
            consulting.consult(force=force, why="x", **given)
    assert "not recorded yet that it has referred" in stands(world, name, "other")
    with reading_as(world, "disclosure") as gate:
        assert any("another authority asks" in t.what for t in standing.waits(gate=gate))
        found = gate.find(ForceConsultation, made, Act.READ_FOI)
        told = gate.open(found, "told", act=Act.READ_FOI, model=ForceConsultation)["told"]
        assert [p for p in ("meera", "okafor", "larch") if p in told.casefold()] == []
    with reading_as(world, "other") as gate, pytest.raises(Absent):
        gate.find(ForceConsultation, made, Act.READ_FOI)
    with world.act("disclosure") as gate:
        found = gate.find(ForceConsultation, made, Act.KEEP_FOI)
        consulting.answer(consultation=found, said="part", words=PUNJABI, gate=gate)
        referral = acts.refer_consulted(
            consultation=found, topic="serious_case", why="It must be.", gate=gate
        ).id
    assert "not recorded yet" in stands(world, name, "other")
    enter(world, referral, "sent")
    assert stands(world, name, "other") == ""
    touched(world, name, "other", document="", note="x", police=True, agency=force)
    assert "added since the force answered" in stands(world, name, "other")
    with reading_as(world, "other") as gate:
        (said,) = consulting.answers(of=[made], gate=gate)
        words = gate.open(said, "words", act=Act.READ_FOI, model=ConsultationAnswer)["words"]
        assert words == PUNJABI
    theirs = asked(world)
    with world.act("disclosure") as gate, pytest.raises(Refused, match="refers to the NPCC"):
        consulting.consult(request=of(theirs, gate), force=force, why="x", gate=gate)


def test_a_silent_force_is_asked_again_and_gone_on_without(world: World) -> None:
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER)
    name = asked(world, "other")
    touched(world, name, "other")
    with world.act("other") as gate:
        told = {"request": of(name, gate), "gate": gate}
        made = consulting.consult(force=world.agencies[POLICE], why="x", **told).id
    senior = {"consultation": made, "why": "The day is near"}
    with world.act("probation_senior") as gate, pytest.raises(Refused, match="asked again"):
        consulting.go_on(request=of(name, gate, Act.PROCEED_FOI), **senior, gate=gate)
    with world.act("other") as gate:
        again = {"consultation": made, "on": NOW, "words": "By telephone"}
        consulting.ask_again(request=of(name, gate), **again, gate=gate)
        with pytest.raises(Absent):
            consulting.go_on(request=of(name, gate), **senior, gate=gate)
    for who in ("senior", "disclosure"):
        with world.act(who) as gate, pytest.raises(Absent):
            of(name, gate, Act.READ_FOI)
    with world.act("probation_senior") as gate:
        consulting.go_on(request=of(name, gate, Act.PROCEED_FOI), **senior, gate=gate)
    assert stands(world, name, "other") == ""


def test_the_log_holds_no_applicant_and_is_for_the_force_alone(world: World) -> None:
    name = asked(world)
    touched(world, name)
    made = referred(world, name)
    enter(world, made, "sent")
    with reading_as(world, "senior") as gate:
        (told,) = log.rows(gate=gate)
        assert len(told) == len(log.HEADS)
        assert told[5] == NOW.isoformat()
        assert not [cell for cell in told if "Meera" in cell or "must be" in cell]
        assert [fact.act for fact in gate.facts][-1] == Act.READ_FOI, "that she looked is on record"
    for who in ("chair", "police_panel", "author", "probation_senior"):
        with reading_as(world, who) as gate:
            assert log.rows(gate=gate) == []


def test_who_stood_down_or_left_refers_nothing_and_a_shredded_review_keeps_nothing(
    world: World,
) -> None:
    ends = datetime.now(UTC) + timedelta(seconds=1)
    seated(world, "gone", POLICE, Role.DISCLOSURE_OFFICER, ends=ends)
    name = asked(world)
    touched(world, name)
    made = referred(world, name)
    later = datetime.now(UTC) + timedelta(minutes=5)
    with reading_as(world, "gone", at=later) as gate, pytest.raises(Absent):
        row(gate, made, Act.READ_FOI)
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": world.agencies[POLICE], "why": "x"}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with pytest.raises(Absent):
        enter(world, made, "sent")
    with reading_as(world, "disclosure") as gate:
        assert standing.waits(gate=gate) == []
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    assert "destroyed" in stands(world, name, "senior")


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    assert {one.code for one in topics() if not one.mandatory} == {"advice"}
    name = asked(world)
    touched(world, name)
    with world.act("disclosure") as gate, pytest.raises(Refused, match="Choose why"):
        acts.refer(request=of(name, gate), topic="king", why="x", gate=gate)
    made = referred(world, name)
    for on in (NOW + timedelta(days=1), NOW - timedelta(days=20000)):
        with pytest.raises(Refused):
            enter(world, made, "sent", on=on)
    enter(world, made, "sent")
    with pytest.raises(Refused, match="before the referral was sent"):
        enter(world, made, "chased", on=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="First record that the advice"):
        say(world, made, "advice", ONE, "applies", "x")
    enter(world, made, "advice")
    for side, section, stand in (("x", ONE, "not"), ("advice", "99", "not"), ("advice", ONE, "x")):
        with pytest.raises(Refused):
            say(world, made, side, section, stand, "x")
    say(world, made, "advice", OTHER, "part", "x")


def test_its_words_are_nowhere_in_plain(world: World) -> None:
    name = asked(world, words=PUNJABI)
    touched(world, name)
    made = referred(world, name, why="Because of the trial")
    enter(world, made, "sent", words="To the desk of J")
    for table in ("cru_referral", "cru_entry", "information_request"):
        for found in raw(world, f"select * from {table}"):
            held = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in found)
            for word in ("Because", "desk", "script", "Meera"):
                assert word.encode() not in held


def test_one_person_does_not_ask_for_one_body_and_answer_for_the_other(world: World) -> None:
    seated(world, "other", PROBATION, Role.DISCLOSURE_OFFICER, person="disclosure")
    name = asked(world, "other")
    touched(world, name, "other")
    with world.act("other") as gate:
        given = {"force": world.agencies[POLICE], "why": "x"}
        made = consulting.consult(request=of(name, gate), **given, gate=gate).id
    answer = {"said": "open", "words": "x"}
    with world.act("disclosure") as gate:
        one = gate.find(ForceConsultation, made, Act.KEEP_FOI)
        with pytest.raises(Refused, match="Another officer"):
            consulting.answer(consultation=one, **answer, gate=gate)
