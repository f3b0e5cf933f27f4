"""An authority that is no force consults the force whose review material a request touches."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.cru.acts import NOT_OPEN, OfAThing, add_entry, standing
from portal.cru.models import ANSWERS, ConsultationAnswer, ForceConsultation
from portal.cru.pack import Applicant, NotBlind, blind_words, gathered, text_of
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import hands
from portal.requests import acts as requests
from portal.requests.acts import checked
from portal.requests.material import police_touched
from portal.requests.models import InformationRequest, Stage
from portal.timetable.acts import not_to_come

A_FORCE = "A force consults nobody here: it refers to the NPCC Central Referral Unit (CRU) itself."


def consult(*, request: InformationRequest, force: str, why: str, gate: Gate) -> ForceConsultation:
    """Tell a force of the request, without the applicant, and ask it to refer.

    Raises Absent; Refused for a force whose material is not touched, twice, and for words in which
    something of the applicant survives.
    """
    checked(request, gate)
    if requests.kinds_of([request.owner_id], gate).get(request.owner_id) == "police":
        raise Refused(A_FORCE)
    if request.stage not in {Stage.OPEN, Stage.CLARIFYING}:
        raise Refused(NOT_OPEN)
    if force not in police_touched(request=request, gate=gate):
        raise Refused("Choose a force whose review material the request touches.")
    if any(row.owner_id == force for row in consultations(request=request, gate=gate)):
        raise Refused("This force has been consulted. Ask it again where it does not answer.")
    told = requests.words_of(request=request, gate=gate)
    who = Applicant(told["applicant"], told["address"])
    facts = gathered(request=request, topic="", gate=gate)
    try:
        text = text_of(facts, blind_words(told["words"], who), why, who)
    except NotBlind as wrong:
        raise Refused(str(wrong)) from None
    made = ForceConsultation(
        id=new_id(),
        review_id=gate.domain,
        owner_id=force,
        row_version=1,
        request_id=request.id,
        asker_id=request.owner_id,
        asked_by=gate.actor.member,
        asked_at=gate.now,
    )
    gate.seal(made, told=text)
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.KEEP_FOI, force, {"force_consultation": (made.id,)})
    return made


def answer(
    *, consultation: ForceConsultation, said: str, words: str, gate: Gate
) -> ConsultationAnswer:
    """The force's answer, which the asking authority reads; a later one takes its place.

    Raises Absent, Refused.
    """
    checked(consultation, gate)
    if hands.people([consultation.asked_by], gate) & hands.people([gate.actor.member], gate):
        raise Refused("You have asked this yourself. Another officer of the force answers.")
    if said not in ANSWERS:
        raise Refused("Choose what the force says.")
    known = answers(of=[consultation.id], gate=gate)
    made = ConsultationAnswer(
        id=new_id(),
        review_id=gate.domain,
        owner_id=consultation.asker_id,
        row_version=1,
        consultation_id=consultation.id,
        position=len(known) + 1,
        answer=said,
        answered_by=gate.actor.member,
        answered_at=gate.now,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.KEEP_FOI, consultation.asker_id, {"force_consultation": (consultation.id,)})
    return made


def ask_again(*, request: InformationRequest, consultation: str, on: date, words: str, gate: Gate
              ) -> None:  # fmt: skip
    """The asking authority has asked the force again. Raises Absent, Refused."""
    row = _mine(request, consultation, Act.KEEP_FOI, gate)
    not_to_come(on, gate)
    if on < today(row.asked_at):
        raise Refused("The day must not be before the force was consulted.")
    add_entry(
        OfAThing(row.id, request.owner_id), "chased", on, gate, words=words, of="consultation_id"
    )


def go_on(*, request: InformationRequest, consultation: str, why: str, gate: Gate) -> None:
    """The senior office of the asking authority goes on without the force. Raises Absent; Refused
    before it was asked again.
    """
    row = _mine(request, consultation, Act.PROCEED_FOI, gate)
    there = {e.what for e in standing(of=[row.id], gate=gate)}
    if "chased" not in there:
        raise Refused("First the force is asked again, and that is recorded.")
    if "without" in there:
        raise Refused("That is recorded already.")
    asked = OfAThing(row.id, request.owner_id)
    add_entry(asked, "without", today(gate.now), gate, words=why, of="consultation_id")


def _mine(request: Any, consultation: str, act: Act, gate: Gate) -> Any:
    checked(request, gate, act)
    for row in consultations(request=request, gate=gate):
        if row.id == consultation:
            return row
    raise Refused("Choose one of the forces on this page.")


# What there is


_PLAIN = ("id", "owner_id", "request_id", "asker_id", "asked_at")


def consultations(*, request: Any, gate: Gate) -> list[Any]:
    """Of the consultations of a request what whoever asked may know: no words, for those are the
    force's own.
    """
    of = ForceConsultation.__table__.c
    query = sa.select(*(of[name] for name in _PLAIN)).where(of.request_id == request.id)
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def to_answer(*, gate: Gate) -> list[Any]:
    """Consultations of the force for which the actor reads them, newest first, unopened."""
    of = ForceConsultation.__table__.c
    query = sa.select(ForceConsultation.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(gate.owners_for(Act.READ_FOI)))
    return plain_rows(gate.connection.execute(here.order_by(of.id.desc())))


def answers(*, of: list[str], gate: Gate) -> list[Any]:
    """What forces said, oldest first, unopened."""
    table = ConsultationAnswer.__table__
    here = sa.select(table).where(table.c.consultation_id.in_(of))
    return plain_rows(gate.connection.execute(here.order_by(table.c.position)))
