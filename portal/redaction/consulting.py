"""Asking the owners of what is in a rendition, and what follows from what they say.

One consultation for each rendition and owner; an owner that is asked again gets a new row. The
owner's people read their own section's words by their own right, and of the decisions what is to
become of which words and by which codes. What they answer, the body that asked reads.

For an audience that has not asked under an Act, an owner's "no" ends it, and what one owner wants
gone goes. For an applicant the responding authority decides, with reasons, once it has the answer.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import Act
from portal.redaction import hands, sources, standing
from portal.redaction.deciding import Mark
from portal.redaction.models import (
    ANSWERS,
    APPLICANTS,
    OUTCOMES,
    Answer,
    Consultation,
    Passage,
    Rendition,
    RenditionSection,
)

WANTED = frozenset({"object", "must_go"})
"""Answers that ask for something else than what is decided."""
ANSWERED = "This has been answered already. You are asked again if more is to be passed on."
NOT_ASKED = "Nobody of this body has to be asked about this version."


def owners(*, rendition: str, gate: Gate) -> list[str]:
    """The bodies that must be asked: the owners of its sections, from whom some of the information
    comes, and the maker's own where a passage asks its owner.
    """
    sections = standing.sections_of(rendition=rendition, gate=gate)
    of = {row.version_id: row for row in sections}
    maker = {row.owner_id for row in sections}
    told = {row.words_of for row in sections} - maker
    for row in standing.passages(rendition=rendition, gate=gate):
        if row.version_id in of:
            told |= {row.holder_id} - maker if row.holder_id else set()
            told |= {of[row.version_id].words_of} if row.decision == "ask" else set()
    return sorted(
        told | _asked_before(rendition, {row.section_id for row in sections}, gate) - maker
    )


def _asked_before(rendition: str, sections: Collection[str], gate: Gate) -> set[str]:
    """From whom some of it was once said to come, and who was asked: neither a later decision that
    says so no more nor newer words of the section make the answer undone.
    """
    of, at = Passage.__table__.c, Consultation.__table__.c
    query = (
        sa.select(of.holder_id)
        .join(Consultation, (at.rendition_id == of.rendition_id) & (at.owner_id == of.holder_id))
        .where(of.rendition_id == rendition, of.section_id.in_(sections))
    )
    return set(gate.connection.execute(query).scalars())


def ask(*, rendition: Rendition, owner: str, question: str, gate: Gate) -> Consultation:
    """Ask an owner, or ask it again. Raises Absent; Refused where it has nothing to say."""
    standing.checked(rendition, gate)
    if rendition.stage in {"released", "withdrawn"}:
        raise Refused(standing.RELEASED if rendition.stage == "released" else standing.WITHDRAWN)
    if owner not in owners(rendition=rendition.id, gate=gate):
        raise Refused(NOT_ASKED)
    earlier = sa.update(Consultation).where(
        Consultation.rendition_id == rendition.id,
        Consultation.owner_id == owner,
        Consultation.replaced_at.is_(None),
    )
    gate.session.execute(earlier.values(replaced_at=gate.now))
    made = Consultation(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        rendition_id=rendition.id,
        maker_id=rendition.owner_id,
        asked_by=gate.actor.member,
        asked_at=gate.now,
    )
    if question:
        gate.seal(made, question=question)
    gate.session.add(made)
    gate.session.flush()
    things = {"rendition": (rendition.id,), "consultation": (made.id,)}
    gate.record(Act.MAKE_RENDITION, owner, things)
    return made


# The owner's side


def _answers(row: Consultation, gate: Gate) -> None:
    gate.check(Act.ANSWER_CONSULTATION, row, Consultation.shape)
    if gate.shredded:
        raise Refused(standing.SHREDDED)
    if row.replaced_at is not None or row.answered_at is not None:
        raise Refused(ANSWERED)
    query = sa.select(Rendition).where(Rendition.id == row.rendition_id)
    rendition = gate.session.execute(query).scalar_one()
    own = row.owner_id == row.maker_id
    theirs = {row.asked_by} if own else hands.members(rendition=rendition, gate=gate)
    if hands.people([gate.actor.member], gate) & hands.people({row.asked_by, *theirs}, gate):
        raise Refused(
            "You have asked this yourself, or had a hand in it. Another officer of your "
            "organisation answers."
        )
    if any(_kept_from(_concerned(row, gate), gate)):
        raise Refused("Another officer of your organisation answers this.")


_OF_WHOM: Shape = {"sec": lambda row: row.section_id, "owner": lambda row: row.words_of}


def _kept_from(sections: Sequence[Any], gate: Gate) -> list[bool]:
    """Of these sections, which are closed to the actor in person: she is not told of them."""
    return gate.kept_from(Act.READ_SECTION, sections, _OF_WHOM)


def put_to(*, consultation: Any, gate: Gate) -> tuple[list[Any], list[Any]]:
    """What an owner is asked about, but for what the actor is kept from: sections, and the passages
    in them, unopened. A passage of information that comes from this owner brings its section along.
    """
    every = _concerned(consultation, gate)
    mine = [row for row, shut in zip(every, _kept_from(every, gate), strict=True) if not shut]
    owner = consultation.owner_id
    own = owner == consultation.maker_id
    there = {row.version_id: row.words_of == owner for row in mine}
    return mine, [
        row
        for row in standing.passages(rendition=consultation.rendition_id, gate=gate)
        if row.version_id in there
        and (
            row.holder_id == owner or (there[row.version_id] and (not own or row.decision == "ask"))
        )
    ]


def _concerned(consultation: Any, gate: Gate) -> list[Any]:
    """The sections of a version that hold something of the owner that is asked."""
    stands = standing.passages(rendition=consultation.rendition_id, gate=gate)
    owner = consultation.owner_id
    held = {row.version_id for row in stands if row.holder_id == owner}
    asked = {row.version_id for row in stands if row.decision == "ask"}
    own = owner == consultation.maker_id
    return [
        row
        for row in standing.sections_of(rendition=consultation.rendition_id, gate=gate)
        if row.version_id in held
        or (row.words_of == owner and (not own or row.version_id in asked))
    ]


def answer(
    *,
    consultation: Consultation,
    section: Any,
    mark: Mark,
    said: str,
    reasons: str,
    passage: str = "",
    gate: Gate,
) -> Answer:
    """What the owner says of one passage, or of words in its sections that nobody has marked. A
    later answer on the same words takes the place of an earlier one.

    Raises Absent; Refused for an answer without the reasons that it needs, or of what was not
    asked.
    """
    _answers(consultation, gate)
    if said not in ANSWERS:
        raise Refused("Choose what your organisation says of these words.")
    if said in WANTED and not reasons:
        raise Refused("Say why, so that whoever decides can weigh it.")
    mine, passages = put_to(consultation=consultation, gate=gate)
    if section.version_id not in {row.version_id for row in mine}:
        raise Refused("Choose one of the sections on this page.")
    if passage and passage not in {row.id for row in passages}:
        raise Refused("This passage has been decided anew meanwhile. Look at it again.")
    _replace(consultation, mark, gate)
    made = _answer(consultation, section, mark, said, passage, gate=gate)
    if reasons:
        gate.seal(made, reasons=reasons)
    gate.session.add(made)
    gate.session.flush()
    return made


def _replace(consultation: Consultation, mark: Mark, gate: Gate) -> None:
    same = sa.update(Answer).where(
        Answer.consultation_id == consultation.id,
        Answer.version_id == mark.version,
        Answer.paragraph == mark.paragraph,
        Answer.starts == mark.starts,
        Answer.ends == mark.ends,
        Answer.replaced_at.is_(None),
    )
    gate.session.execute(same.values(replaced_at=gate.now))


def _answer(
    consultation: Consultation, section: Any, mark: Mark, said: str, passage: str, *, gate: Gate
) -> Answer:
    return Answer(
        id=new_id(),
        review_id=gate.domain,
        owner_id=consultation.owner_id,
        row_version=1,
        consultation_id=consultation.id,
        maker_id=consultation.maker_id,
        passage_id=passage or None,
        section_id=section.section_id,
        version_id=mark.version,
        paragraph=mark.paragraph,
        starts=mark.starts,
        ends=mark.ends,
        said=said,
        answered_by=gate.actor.member,
        answered_at=gate.now,
    )


def finish(*, consultation: Consultation, outcome: str, reasons: str, gate: Gate) -> None:
    """The owner's answer as a whole: agreed, or no with the reasons. Raises Absent, Refused."""
    _answers(consultation, gate)
    if outcome not in OUTCOMES:
        raise Refused("Choose whether your organisation agrees.")
    if outcome == "refused" and not reasons:
        raise Refused("Say why your organisation does not agree.")
    consultation.outcome, consultation.answered_at = outcome, gate.now
    consultation.answered_by = gate.actor.member
    if reasons:
        gate.seal(consultation, reasons=reasons)
    gate.record(
        Act.ANSWER_CONSULTATION, consultation.maker_id, {"consultation": (consultation.id,)},
        outcome=outcome,
    )  # fmt: skip


def asked_of(*, gate: Gate) -> list[Any]:
    """The consultations of the bodies for which the actor answers, newest first, unopened."""
    return _consultations(Consultation.owner_id.in_(gate.owners_for(Act.ANSWER_CONSULTATION)), gate)


def _consultations(which: sa.ColumnElement[bool], gate: Gate) -> list[Any]:
    of = Consultation.__table__.c
    query = sa.select(Consultation.__table__, Rendition.audience, Rendition.stage).join(
        Rendition, Rendition.id == of.rendition_id
    )
    here = query.where(of.review_id == gate.domain, of.replaced_at.is_(None), which)
    return plain_rows(gate.connection.execute(here.order_by(of.id.desc())))


# The side of the body that asked


def of_rendition(*, rendition: str, gate: Gate) -> dict[str, Any]:
    """By owner the consultation that counts, unopened."""
    rows = _consultations(Consultation.rendition_id == rendition, gate)
    return {row.owner_id: row for row in rows}


def answers(*, consultation: str, gate: Gate) -> list[Any]:
    """What stands of the answers, unopened."""
    of = Answer.__table__.c
    query = sa.select(Answer.__table__).where(
        of.review_id == gate.domain, of.consultation_id == consultation, of.replaced_at.is_(None)
    )
    return plain_rows(gate.connection.execute(query.order_by(of.version_id, of.starts, of.id)))


def words_for_maker(*, model: Any, rows: Sequence[Any], field: str, gate: Gate) -> dict[str, str]:
    """By id one field of consultations (ToMaker) or answers (AnswerToMaker): opened, recorded."""
    closed = gate.kept_from(Act.READ_RENDITION, rows, Consultation.shape)
    held = [
        row for row, shut in zip(rows, closed, strict=True)
        if not shut and getattr(row, field) is not None
    ]  # fmt: skip
    opened = gate.open_many(model, held, field, act=Act.READ_RENDITION) if held else []
    return {row.id: text for row, text in opened}


def depart(*, rendition: Rendition, owner: str, why: str, gate: Gate) -> None:
    """Go on although an owner said no, with the reasons: for an applicant alone.

    Raises Absent, Refused.
    """
    standing.checked(rendition, gate)
    if rendition.audience not in APPLICANTS:
        raise Refused("Without its owner's agreement its words go to no such audience.")
    of = Consultation
    query = sa.select(of).where(
        of.rendition_id == rendition.id, of.owner_id == owner, of.replaced_at.is_(None)
    )
    row = gate.session.execute(query).scalar_one_or_none()
    if row is None or row.outcome != "refused" or row.departed_at is not None:
        raise Refused("Choose an owner that has said no.")
    standing.changed(rendition=rendition, gate=gate)
    gate.seal(row, departure=why)
    row.departed_by, row.departed_at = gate.actor.member, gate.now
    things = {"rendition": (rendition.id,), "consultation": (row.id,)}
    gate.record(Act.MAKE_RENDITION, owner, things, outcome="departed")


def settle(*, rendition: Rendition, answered: str, why: str, gate: Gate) -> None:
    """Decide otherwise than an owner wants of one passage, with the reasons: for an applicant.

    Raises Absent, Refused.
    """
    standing.checked(rendition, gate)
    if rendition.audience not in APPLICANTS:
        raise Refused("For this audience what its owner wants gone is taken out.")
    query = sa.select(Answer).join(Consultation, Consultation.id == Answer.consultation_id)
    here = query.where(Consultation.rendition_id == rendition.id, Answer.id == answered)
    row = gate.session.execute(here).scalar_one_or_none()
    if row is None or row.said not in WANTED or row.settled_at or row.replaced_at:
        raise Refused("Choose one of the answers that still wait for your decision.")
    place = place_of(answer=row, gate=gate)
    for shut in sources.not_open(sections=[place] if place else [], gate=gate):
        raise Refused(sources.closed(shut))
    standing.changed(rendition=rendition, gate=gate)
    gate.seal(row, settled=why)
    row.settled_by, row.settled_at = gate.actor.member, gate.now
    gate.record(Act.MAKE_RENDITION, row.owner_id, {"answer": (row.id,)}, outcome="settled")


def consulted(name: str, *, gate: Gate) -> Any:
    """A consultation that the actor may answer. Raises Absent."""
    row = gate.find(Consultation, name, Act.ANSWER_CONSULTATION)
    if row.replaced_at is not None:
        raise Absent
    return row


def about(*, consultation: Any, gate: Gate) -> Any:
    """Of the rendition what an owner may know of it: for whom it is, and how far it has come."""
    of = Rendition.__table__.c
    query = sa.select(of.id, of.audience, of.regime, of.stage)
    return gate.connection.execute(query.where(of.id == consultation.rendition_id)).one()


def place_of(*, answer: Any, gate: Gate) -> Any:
    """The section in which an answer's words stand, unopened; None where it was taken out."""
    of, at = RenditionSection.__table__.c, Consultation.__table__.c
    query = (
        sa.select(RenditionSection.__table__)
        .join(Consultation.__table__, at.rendition_id == of.rendition_id)
        .where(at.id == answer.consultation_id, of.version_id == answer.version_id)
        .where(of.removed_at.is_(None))
    )
    return gate.connection.execute(query).first()
