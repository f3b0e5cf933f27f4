"""An answer from its first draft until it is sent: what bars it, who signs, what leaves."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.answers import acts, pack, reasons, tasks
from portal.answers.models import FoiAnswer
from portal.db import reading
from portal.gate import rotation
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act, Role
from portal.requests import acts as requests
from portal.requests import steps
from portal.requests.models import InformationRequest, Stage
from portal.reviews import stand_downs
from tests.answers.desk import (
    NAMED,
    PLANNED,
    answered,
    at,
    begun,
    colleague,
    concluded,
    copy,
    forward,
    ready,
    sent,
    sign,
)
from tests.build import World
from tests.cast import CAST, PROBATION
from tests.policy.asking import raw, reading_as
from tests.redaction.desk import decide
from tests.renditions.desk import stage
from tests.requests.desk import APPLICANT, NOW, PUNJABI, back, of, seated

pytestmark = pytest.mark.slow


def parcel(world: World, answer: str, who: str = "disclosure") -> dict[str, bytes]:
    with reading_as(world, who) as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        given = {"marking": "OFFICIAL", "handling": "As agreed", "reference": "FOI-X"}
        made = pack.parcel(answer=row, **given, gate=gate)
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        return {name: read.read(name) for name in read.namelist()}


def texts(world: World, answer: str, who: str = "disclosure") -> dict[str, str]:
    with reading_as(world, who) as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        return acts.texts_of(answer=row, gate=gate)


@pytest.mark.mission("A075")
def test_an_answer_in_part_cites_each_passages_exemption_and_leaves_as_one_parcel(
    world: World,
) -> None:
    concluded(world)
    request, name = ready(world), copy(world, NAMED, PLANNED)
    answer = begun(world, request, copy=name, advice=PUNJABI)
    told = texts(world, answer)
    assert "40 working days" in told["letter"]
    assert PUNJABI in told["letter"]
    assert "s.40(2), personal data of somebody else: an absolute exemption" in told["notice"]
    assert "s.31(1)(a), law enforcement: crime: a qualified exemption" in told["notice"]
    assert "safety weighs more" in told["notice"]
    rows = reasons.load(told["schedule"])
    assert [row[:4] for row in rows] == [["1", "1", "1", "s.40(2)"], ["2", "1", "2", "s.31(1)(a)"]]
    assert "Carl" not in "".join(told.values())
    assert APPLICANT not in "".join(told.values())
    with pytest.raises(Refused, match="second person has signed"):
        parcel(world, answer)
    forward(world, answer)
    sign(world, answer)
    files = parcel(world, answer)
    assert sorted(files) == [
        f"OFFICIAL-{name}"
        for name in ("1-letter.docx", "1-letter.pdf", "2-refusal-notice.docx",
                     "2-refusal-notice.pdf", "3-schedule.docx", "3-schedule.pdf", "4-copy.docx",
                     "4-copy.pdf")
    ]  # fmt: skip
    assert files == parcel(world, answer, "senior"), "the same bytes each time"
    sent(world, answer)
    assert stage(world, name) == "released"
    with reading_as(world, "disclosure") as gate:
        row = gate.find(InformationRequest, request, Act.READ_FOI)
        done = gate.find(FoiAnswer, answer, Act.READ_FOI)
        assert (row.stage, done.days_late, done.channel) == (Stage.ANSWERED, 0, "post")


def test_nothing_leaves_before_the_referral_the_signature_and_the_end_of_the_trial(
    world: World,
) -> None:
    request, name = ready(world, referred=False), copy(world, NAMED, sign=False)
    answer = begun(world, request, copy=name)
    with pytest.raises(Refused, match="must be referred"):
        forward(world, answer)
    other = ready(world)
    second = begun(world, other, copy=name)
    with pytest.raises(Refused, match="signed the rendered and proved copy"):
        forward(world, second)
    raw(world, "update rendition set stage = 'signed'")
    with pytest.raises(Refused, match="given to everybody"):
        forward(world, second)
    concluded(world)
    forward(world, second)
    with pytest.raises(Refused, match="second person must have signed"):
        sign(world, second)


def test_whoever_wrote_it_does_not_sign_it_and_nobody_else_knows_of_it(world: World) -> None:
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    colleague(world)
    seated(world, "other_officer", PROBATION, Role.DISCLOSURE_OFFICER, person="auditor")
    with pytest.raises(Refused, match="puts the answer forward"):
        sign(world, answer)
    with world.act("second_officer") as gate:
        row = at(answer, gate)
        acts.write(answer=row, letter="Dear reader", notice="Because", gate=gate)
    forward(world, answer)
    for who in ("disclosure", "second_officer"):
        with pytest.raises(Refused, match="whoever wrote or changed"):
            sign(world, answer, who)
        with reading_as(world, who) as gate:
            assert [t for t in tasks.waits(gate=gate) if t.what.startswith("Sign")] == []
    with reading_as(world, "senior") as gate:
        assert [t.what[:4] for t in tasks.waits(gate=gate)] == ["Sign"]
    for who in [*sorted(set(CAST) - {"disclosure", "senior"}), "other_officer"]:
        for deed in (lambda who=who: sign(world, answer, who),
                     lambda who=who: forward(world, answer, who),
                     lambda who=who: begun(world, request, "refused", who),
                     lambda who=who: texts(world, answer, who)):  # fmt: skip
            with pytest.raises(Absent):
                deed()
        with reading_as(world, who) as gate:
            assert acts.every(gate=gate) == [] == tasks.waits(gate=gate)
    sign(world, answer)
    with pytest.raises(Refused, match="puts the answer forward"):
        sign(world, answer)
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": gate.body, "why": "x"}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with pytest.raises(Absent):
        sent(world, answer)


def test_what_was_changed_after_the_signature_is_refused(world: World) -> None:
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    forward(world, answer)
    sign(world, answer)
    with (
        pytest.raises(Refused, match="only while it is being written"),
        world.act("disclosure") as gate,
    ):
        acts.write(answer=at(answer, gate), letter="Other", notice="x", gate=gate)
    decide(world, name, PLANNED)
    with pytest.raises(Refused):
        sent(world, answer)
    with pytest.raises(Refused):
        parcel(world, answer)
    with world.act("senior") as gate:
        row = at(answer, gate, Act.SIGN_FOI)
        acts.take_back(answer=row, why="The copy changed.", gate=gate)
    with pytest.raises(Refused, match="signed the rendered"):
        forward(world, answer)


def test_files_that_are_not_those_that_were_signed_are_refused(world: World) -> None:
    concluded(world)
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    forward(world, answer)
    sign(world, answer)
    raw(world, "update foi_answer set rendering_id = :other", other="0" * 32)
    for deed in (lambda: parcel(world, answer), lambda: sent(world, answer)):
        with pytest.raises(Refused, match="not those that were signed"):
            deed()


def test_words_that_were_taken_out_are_in_no_text(world: World) -> None:
    request, name = ready(world), copy(world, NAMED)
    answer = begun(world, request, copy=name)
    for letter, notice in (("About CARL  evans", "x"), ("x", "It is of Carl Evans.")):
        with pytest.raises(Refused, match="taken out"), world.act("disclosure") as gate:
            acts.write(answer=at(answer, gate), letter=letter, notice=notice, gate=gate)
    with world.act("disclosure") as gate:
        acts.write(answer=at(answer, gate), letter=PUNJABI, notice=PUNJABI, gate=gate)
    assert texts(world, answer)["letter"] == PUNJABI
    with world.act("disclosure") as gate:
        acts.write_anew(answer=at(answer, gate), gate=gate)
    assert "Your request" in texts(world, answer)["letter"]


@pytest.mark.parametrize(
    ("outcome", "given", "sentence"),
    [
        ("part", {}, "redacted copies on this page"),
        ("other", {}, "Choose what you answer"),
        ("redirected", {"holder": "x"}, "authority that holds it"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    world: World, outcome: str, given: dict[str, Any], sentence: str
) -> None:
    request = ready(world)
    with pytest.raises(Refused, match=sentence):
        begun(world, request, outcome, **given)


def test_which_authority_holds_it_is_not_lost(world: World) -> None:
    answer = begun(world, ready(world), "redirected", holder=world.agencies["Aldermere Probation"])
    with pytest.raises(Refused, match="would be lost"), world.act("disclosure") as gate:
        acts.write_anew(answer=at(answer, gate), gate=gate)
    assert "Aldermere Probation" in texts(world, answer)["letter"]


def test_outcome_and_decisions_are_one(world: World) -> None:
    request = ready(world)
    answer = begun(world, request, "neither")
    with pytest.raises(Refused, match="neither confirm nor deny"):
        forward(world, answer)
    with pytest.raises(Refused, match="answer already"):
        begun(world, request, "not_held")
    with world.act("disclosure") as gate:
        row = of(request, gate)
        given = {
            "what": "neither",
            "section": "s.40(2)",
            "why": "To say so would tell of somebody.",
        }
        steps.decide(request=row, **given, gate=gate)
        acts.write_anew(answer=at(answer, gate), gate=gate)
    notice = texts(world, answer)["notice"]
    assert "To say so would tell of somebody." in notice
    assert "s.40(5" in notice
    forward(world, answer)
    with world.act("disclosure") as gate:
        acts.drop(answer=at(answer, gate), gate=gate)
    again = begun(world, request, "refused")
    with pytest.raises(Refused, match="Set that aside"):
        forward(world, again)


def test_an_answer_that_is_late_says_by_how_much_and_why(world: World) -> None:
    request = ready(world, received_on=back(60))
    answer = begun(world, request, "not_held")
    forward(world, answer)
    sign(world, answer)
    for on in (NOW + timedelta(days=1), NOW - timedelta(days=1), NOW - timedelta(days=40000)):
        with pytest.raises(Refused):
            sent(world, answer, on=on)
    with pytest.raises(Refused, match="working days late"):
        sent(world, answer)
    sent(world, answer, why_late="The papers were at a court.")
    with reading_as(world, "senior") as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        late = acts.days_late(request=of(request, gate, Act.READ_FOI), on=NOW, gate=gate)
        assert row.days_late == late > 15
    with pytest.raises(Refused):
        sent(world, answer, why_late="x")


def test_a_shredded_review_answers_nothing_and_words_are_nowhere_in_plain(world: World) -> None:
    _, _, answer = answered(world)
    with reading(world.vault.engine) as connection:
        rows = connection.exec_driver_sql("select * from foi_answer").all()
    assert b"working days" not in repr(rows).encode()
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises((Refused, Absent)):
        begun(world, ready(world), "not_held")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, no words come out
        texts(world, answer)


def test_requests_know_that_they_are_answered(world: World) -> None:
    request, _, _ = answered(world, NAMED)
    with reading_as(world, "disclosure") as gate:
        assert requests.waits(gate=gate) == []
        told = requests.moves_of(request=of(request, gate, Act.READ_FOI), gate=gate)
        assert told[-1].what == "answered"
