"""A health trust's own words: the UK GDPR for the living, the Act of 1990 for the dead."""

from typing import Any

import pytest

from portal.answers import pack
from portal.documents import acts as documents
from portal.documents.words import Paragraph
from portal.gate.gate import Gate
from portal.gate.policy import Act, Role
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.subject_access import acts, answering, leaving, others, ready, steps
from portal.subject_access.models import OUTCOMES
from tests.build import World
from tests.cast import HEALTH
from tests.redaction.desk import decide, looked, made
from tests.renditions.desk import rendered, signed
from tests.requests.desk import NOW, seated
from tests.subject_access.desk import SELF, TEXTS, at, of

pytestmark = pytest.mark.slow
OFFICER = "health_officer"
HARM = "Her father would read where she sleeps."
SAID = (2, 0, 40)


def staffed(world: World) -> None:
    """A disclosure officer of the trust, and another who signs; a section of its own."""
    seated(world, OFFICER, HEALTH, Role.DISCLOSURE_OFFICER, Role.AUTHOR)
    seated(world, "health_second", HEALTH, Role.DISCLOSURE_OFFICER, person="health_panel")
    with world.act(OFFICER) as gate:
        document = documents.start_document(kind="imr", gate=gate)
        told = [Paragraph(f"{n:032x}", "p", text) for n, text in enumerate(TEXTS, 1)]
        version = documents.add_section(
            document=document, section_class="practice", title="Of the trust", paragraphs=told,
            gate=gate,
        )  # fmt: skip
        version.stage, version.signed_at = "signed_off", gate.now
        version.signed_by = gate.actor.person
        world.versions["Trust"] = version.id


def asked(world: World, **given: Any) -> str:
    with world.act(OFFICER) as gate:
        row = acts.register(**{**SELF, **given}, gate=gate)
        steps.show_identity(request=row, on=NOW, seen="passport", words="", gate=gate)
        if row.asks_as == "estate":
            steps.show_authority(request=row, on=NOW, what="grant", words="Seen", gate=gate)
        return row.id


def copied(world: World, request: str, grounds: Grounds, *, sign: bool = False) -> str:
    name = made(world, OFFICER, "Trust", regime="subject_access")
    looked(world, name, who=OFFICER, register=NOBODY)
    decide(world, name, SAID, who=OFFICER, grounds=grounds)
    with world.act(OFFICER) as gate:
        steps.choose_copy(request=of(request, gate), rendition=name, gate=gate)
    if sign:
        assert rendered(world, name, who=OFFICER).clean
        signed(world, name, who="health_second")
    return name


def begun(world: World, request: str, copy: str, outcome: str = "refused") -> str:
    with world.act(OFFICER) as gate:
        row = of(request, gate)
        return answering.begin(request=row, outcome=outcome, copy=copy, gate=gate).id


def waits(gate: Gate, answer: str) -> str:
    row = at(answer, gate)
    return " ".join(ready.why_not(answer=row, request=answering.of(row, gate), gate=gate))


def test_a_trusts_words_are_withheld_by_schedules_2_and_3_and_not_by_part_3(world: World) -> None:
    staffed(world)
    crime = Grounds(codes=("s.45(4)(b)",), harm=HARM)
    first = asked(world)
    answer = begun(world, first, copied(world, first, crime))
    with world.act(OFFICER) as gate:
        assert "under the UK GDPR" in waits(gate, answer)
    second = asked(world)
    answer = begun(world, second, copied(world, second, Grounds(codes=("Sch.2.16",))))
    with world.act(OFFICER) as gate:
        assert "register of people does not have" in waits(gate, answer)
        others.weigh(
            request=of(second, gate), person="", standing="private", consent="not_asked",
            weighed="withhold", words="To ask him would tell him.", gate=gate,
        )  # fmt: skip
        assert waits(gate, answer) == ""
        told = answering.texts_of(answer=at(answer, gate), gate=gate)["letter"]
        assert "Sch.2.16" in told
        assert "section 51" not in told, "that is Part 3's"


def test_a_dead_patients_record_is_given_by_its_own_act_from_end_to_end(world: World) -> None:
    staffed(world)
    dead = {"road": "dead", "asks_as": "estate", "subject": "Bo Larch"}
    wrong = asked(world, **dead)
    answer = begun(world, wrong, copied(world, wrong, Grounds(codes=("Sch.3.5",), harm=HARM)))
    with world.act(OFFICER) as gate:
        assert "under the Access to Health Records Act" in waits(gate, answer)
    name = asked(world, **dead)
    limb = Grounds(codes=("AHRA.s.5(1)(a)(i)",), harm=HARM)
    answer = begun(world, name, copied(world, name, limb, sign=True), "part")
    with world.act(OFFICER) as gate:
        told = answering.texts_of(answer=at(answer, gate), gate=gate)
        assert "section 8 of the Act" in told["letter"]
        assert "AHRA.s.5(1)(a)(i)" in told["schedule"]
        assert "Bo Larch" not in str(told)
        answering.put_forward(answer=at(answer, gate), gate=gate)
    with world.act("health_second") as gate:
        row = at(answer, gate, Act.SIGN_SAR)
        answering.sign(answer=row, as_seen=pack.as_seen(answer=row, gate=gate), gate=gate)
    with world.act(OFFICER) as gate:
        answering.record_sent(answer=at(answer, gate), on=NOW, channel="post", gate=gate)
        (row,) = leaving.log(gate=gate)
        assert row[4:6] == [OUTCOMES["part"], "AHRA.s.5(1)(a)(i)"]
    with world.act("disclosure") as gate:
        assert leaving.log(gate=gate) == [], "another organisation's"
