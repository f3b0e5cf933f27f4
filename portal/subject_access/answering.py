"""The answer: begun from what was decided, edited, signed by a second person, sent.

The portal sends nothing. Whoever sends it records the day and the way; days over the limit are
counted there, and stay.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed, reasons
from portal.answers import pack as packing
from portal.answers.acts import MOST, MOVED, REMOVED
from portal.answers.answered import ANSWER_MOVES
from portal.answers.hands import SECOND, edited, people, wrote
from portal.answers.models import GIVEN
from portal.answers.ready import of_copy
from portal.clocks.rules import today
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import standing
from portal.redaction.access_laws import REGIME, Law
from portal.renditions import acts as renditions
from portal.subject_access import letters, others, ready, steps
from portal.subject_access.acts import add_move, checked, due_of, law_for, move_on
from portal.subject_access.models import (
    CHANNELS,
    OUTCOMES,
    AccessAnswer,
    AccessMove,
    AccessRequest,
    Stage,
)
from portal.timetable.acts import not_to_come

TAKE_BACK = "It is changed only while it is being written. Take it back first."
COVERED = "Something is taken out of the copy or covered in it. Choose that a part is given."
ANEW = (
    "The copy was decided anew since these texts were written. Take the answer back, and have the "
    "texts written again."
)


def begin(
    *, request: AccessRequest, outcome: str, copy: str = "", silence: str = "", gate: Gate
) -> AccessAnswer:
    """An answer whose texts write themselves. `silence` is why the applicant is not told that
    something is withheld. Raises Absent, Refused.
    """
    checked(request, gate)
    if answers(request=request.id, gate=gate):
        raise Refused("There is an answer already. Change that one, or give it up first.")
    if request.stage != Stage.OPEN:
        raise Refused(steps.NOT_OPEN)
    if outcome not in OUTCOMES:
        raise Refused("Choose what you answer.")
    made = AccessAnswer(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        rendition_id=_copy_of(request, outcome, copy, gate),
        outcome=outcome,
        stage="drafting",
        made_by=gate.actor.member,
        made_at=gate.now,
        edited_by=gate.actor.member,
        edited_at=gate.now,
    )
    told = _texts(made, request, gate, silent=bool(silence))
    gate.seal(made, **told, **({"silence": silence} if silence else {}))
    gate.session.add(made)
    gate.session.flush()
    return made


def _copy_of(request: Any, outcome: str, copy: str, gate: Gate) -> str | None:
    if outcome not in GIVEN | {"refused"}:
        return None
    if copy not in {row.id for row in steps.copies_of(request=request, gate=gate)}:
        raise Refused("Choose one of the redacted copies that were made for this applicant.")
    return copy


def _texts(answer: Any, request: Any, gate: Gate, *, silent: bool) -> dict[str, str]:
    """By field: the letter, and the schedule where there is one. Raises Refused."""
    facts = letters.Facts(
        request.reference, request.received_on, today(gate.now), request.asks_as, answer.outcome,
        silent, _why_refused(answer, request, gate),
    )  # fmt: skip
    if silent and answer.outcome not in letters.SILENT:
        raise Refused(ready.SILENT_ONLY)
    if answer.outcome == "neither" and not silent:
        raise Refused(ready.WHY_SILENT)
    rows = _rows(answer, gate)
    told = {
        "letter": letters.answer(
            facts, _laws(answer, request, gate), reasons.of_rows(rows, gate, REGIME)
        )
    }
    return told | ({"schedule": reasons.dump(rows)} if rows and not silent else {})


def _rows(answer: Any, gate: Gate) -> list[Any]:
    copy = answer.rendition_id
    return boxed.rows(rendition=copy, gate=gate, regime=REGIME) if copy else []


def _why_refused(answer: Any, request: Any, gate: Gate) -> str:
    move = steps.unfounded(request=request, gate=gate)
    if answer.outcome != "unfounded" or move is None:
        return ""
    why = gate.open(move, "words", act=Act.READ_SAR, model=AccessMove)["words"]
    return f"{move.code}: {why}"


def _laws(answer: Any, request: Any, gate: Gate) -> list[Law]:
    """That of the organisation first, then those of whoever owns words in the copy."""
    told = {law_for(request=request, gate=gate).code: law_for(request=request, gate=gate)}
    if answer.rendition_id:
        copy = of_copy(answer.rendition_id, gate=gate)
        for one in others.laws_of(request=request, copy=copy, gate=gate).values():
            told.setdefault(one.code, one)
    return list(told.values())


# What is done with it


def write(*, answer: AccessAnswer, letter: str, gate: Gate) -> None:
    """The officer's own words. Whoever edits them signs them no more. Raises Absent, Refused."""
    checked(answer, gate)
    if answer.stage != "drafting":
        raise Refused(TAKE_BACK)
    if not letter or len(letter) > MOST:
        raise Refused("Leave the letter neither empty nor endless: the applicant is owed it.")
    _shows_nothing(answer, letter, gate)
    gate.seal(answer, letter=letter)
    edited(answer, gate)


def _shows_nothing(answer: Any, text: str, gate: Gate) -> None:
    if answer.rendition_id and reasons.shows_removed(
        [text], rendition=answer.rendition_id, gate=gate
    ):
        raise Refused(REMOVED)


def write_anew(*, answer: AccessAnswer, gate: Gate) -> None:
    """The texts again from what is decided now; what was edited is gone. Raises Absent, Refused."""
    checked(answer, gate)
    if answer.stage != "drafting":
        raise Refused(TAKE_BACK)
    request = of(answer, gate)
    told = _texts(answer, request, gate, silent=answer.silence is not None)
    if answer.schedule is not None and "schedule" not in told:
        answer.schedule = None
    gate.seal(answer, **told)
    edited(answer, gate)


def of(answer: Any, gate: Gate) -> Any:
    """The request that it answers, unopened."""
    at = AccessRequest.__table__.c
    query = sa.select(AccessRequest.__table__).where(at.id == answer.request_id)
    return plain_rows(gate.connection.execute(query))[0]


def put_forward(*, answer: AccessAnswer, gate: Gate) -> None:
    """For a second person's signature. Raises Absent; Refused while something stands in the way."""
    checked(answer, gate)
    _move(answer, "forward")
    _is_ready(answer, gate)


def _move(answer: Any, to: str) -> None:
    if to not in ANSWER_MOVES[answer.stage]:
        raise Refused(MOVED)
    answer.stage = to


def _is_ready(answer: Any, gate: Gate) -> None:
    """Nothing stands in the way, and the texts are those of the copy as it is now."""
    if waits := ready.why_not(answer=answer, request=of(answer, gate), gate=gate):
        raise Refused(waits[0])
    if not answer.rendition_id:
        return
    told = texts_of(answer=answer, gate=gate)
    rows = _rows(answer, gate)
    if rows and answer.silence is not None:
        raise Refused(ready.LABELS)
    if rows and answer.outcome == "whole":
        raise Refused(COVERED)
    if wrong := others.wrong_boxes(request=of(answer, gate), rows=rows, gate=gate):
        raise Refused(wrong)
    if told.get("schedule", "") != (reasons.dump(rows) if rows else ""):
        raise Refused(ANEW)
    _shows_nothing(answer, told["letter"], gate)


def take_back(*, answer: AccessAnswer, why: str, gate: Gate) -> None:
    """To be written again: a signature falls away. Raises Absent, Refused."""
    checked(answer, gate, Act.SIGN_SAR)
    _move(answer, "drafting")
    answer.signed_by = answer.signed_at = answer.digest = answer.rendering_id = None
    gate.seal(answer, said_back=why)


def drop(*, answer: AccessAnswer, gate: Gate) -> None:
    """Given up, so that another can be begun; it stays on record. Raises Absent, Refused."""
    checked(answer, gate)
    _move(answer, "dropped")


def why_not_signed(*, answer: Any, gate: Gate) -> str:
    """Why this person may not sign it now; empty where nothing bars it."""
    if answer.stage != "forward":
        return "There is nothing to sign: an officer puts the answer forward first."
    return SECOND if people([gate.actor.member], gate) & wrote(answer, gate) else ""


def sign(*, answer: AccessAnswer, as_seen: str, gate: Gate) -> None:
    """A second person signs the exact texts, and the copy's files. `as_seen` is of pack.as_seen,
    of when she looked. Raises Absent; Refused also where they are others by now.
    """
    checked(answer, gate, Act.SIGN_SAR)
    if why := why_not_signed(answer=answer, gate=gate):
        raise Refused(why)
    if as_seen != packing.as_seen(answer=answer, gate=gate):
        raise Refused(packing.SINCE)
    _is_ready(answer, gate)
    rendering, files = packing.signed_files(answer=answer, gate=gate)
    _move(answer, "signed")
    answer.signed_by, answer.signed_at = gate.actor.member, gate.now
    answer.rendering_id = rendering or None
    gate.seal(answer, digest=packing.digest(texts_of(answer=answer, gate=gate), files))


def record_sent(
    *, answer: AccessAnswer, on: date, channel: str, why_late: str = "", gate: Gate
) -> None:
    """That a person has sent it. The request is answered by it; days over the limit are counted.

    Raises Absent; Refused while something stands in the way, and for a late one without the reason.
    """
    checked(answer, gate)
    not_to_come(on, gate)
    if channel not in CHANNELS:
        raise Refused("Choose how it was sent.")
    if answer.signed_at is None or on < today(answer.signed_at):
        raise Refused("It is sent on the day of its signature or later.")
    query = sa.select(AccessRequest).where(AccessRequest.id == answer.request_id)
    request = gate.session.execute(query).scalar_one()
    _is_ready(answer, gate)
    check(answer=answer, gate=gate)
    late = days_late(request=request, on=on, gate=gate)
    if late and not why_late:
        raise Refused(f"It is late (calendar days: {late}). Say why: it stays on record.")
    _release(answer, request, gate)
    _move(answer, "sent")
    answer.sent_on, answer.channel, answer.days_late = on, channel, late
    answer.sent_by = gate.actor.member
    if why_late:
        gate.seal(answer, why_late=why_late)
    move_on(request, Stage.ANSWERED)
    add_move(request, "answered", on, gate)


def _release(answer: Any, request: Any, gate: Gate) -> None:
    if answer.outcome in GIVEN:
        copy = standing.one(answer.rendition_id or "", gate=gate)
        if copy.stage == "signed":
            to = f"With the answer to request {request.reference}"
            renditions.release(rendition=copy, recipient=to, answers=True, gate=gate)


def check(*, answer: Any, gate: Gate) -> None:
    """Whether all is as it was signed. Raises Refused."""
    told = gate.open(answer, "digest", act=Act.READ_SAR, model=AccessAnswer)["digest"]
    name, files = packing.signed_files(answer=answer, gate=gate)
    texts = texts_of(answer=answer, gate=gate)
    if name != (answer.rendering_id or "") or told != packing.digest(texts, files):
        raise Refused(packing.CHANGED)


def days_late(*, request: Any, on: date, gate: Gate) -> int:
    """Calendar days after the last day of its time; 0 in time, and while the clock stands."""
    due = due_of(request=request, gate=gate)
    return (on - due).days if due is not None and on > due else 0


# What there is


def answers(*, request: str, gate: Gate, dropped: bool = False) -> list[Any]:
    """Those of one request that were not given up, unopened."""
    at = AccessAnswer.__table__.c
    query = sa.select(AccessAnswer.__table__).where(at.request_id == request)
    query = query if dropped else query.where(at.stage != "dropped")
    return plain_rows(gate.connection.execute(query.order_by(at.id)))


def every(*, gate: Gate) -> list[Any]:
    """Those of the body for which the actor reads them, newest first, unopened."""
    at = AccessAnswer.__table__.c
    query = sa.select(AccessAnswer.__table__).where(
        at.review_id == gate.domain,
        at.owner_id.in_(gate.owners_for(Act.READ_SAR)),
        at.stage != "dropped",
    )
    return plain_rows(gate.connection.execute(query.order_by(at.id.desc())))


def texts_of(*, answer: Any, gate: Gate) -> dict[str, str]:
    """Its letter, and its schedule where it has one: opened and recorded."""
    fields = [f for f in ("letter", "schedule") if getattr(answer, f) is not None]
    return gate.open(answer, *fields, act=Act.READ_SAR, model=AccessAnswer)
