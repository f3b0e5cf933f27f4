"""The answer: begun from what was decided, edited, signed by a second person, sent.

The portal sends nothing. Whoever sends it records the day and the way; days over the limit are
counted there, and stay.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed, reasons
from portal.answers.acts import MOST, REMOVED
from portal.answers.hands import edited
from portal.answers.models import GIVEN
from portal.answers.ready import of_copy
from portal.answers.way import Way, being_written
from portal.clocks.rules import today
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction.access_laws import REGIME, Law
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
    being_written(answer)
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
    being_written(answer)
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


def _is_ready(answer: Any, gate: Gate) -> None:
    """Nothing stands in the way, and the texts are those of the copy as it is now."""
    if waits := ready.why_not(answer=answer, request=of(answer, gate), gate=gate):
        raise Refused(waits[0])
    if not answer.rendition_id:
        return
    told = WAY.texts_of(answer=answer, gate=gate)
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


def days_late(*, request: Any, on: date, gate: Gate) -> int:
    """Calendar days after the last day of its time; 0 in time, and while the clock stands."""
    due = due_of(request=request, gate=gate)
    return (on - due).days if due is not None and on > due else 0


def _request(answer: Any, gate: Gate) -> AccessRequest:
    query = sa.select(AccessRequest).where(AccessRequest.id == answer.request_id)
    return gate.session.execute(query).scalar_one()


def _late(_answer: Any, request: Any, on: date, gate: Gate) -> int:
    return days_late(request=request, on=on, gate=gate)


def _ends(_answer: Any, request: Any, on: date, gate: Gate) -> None:
    move_on(request, Stage.ANSWERED)
    add_move(request, "answered", on, gate)


WAY = Way(
    model=AccessAnswer, read=Act.READ_SAR, keep=Act.KEEP_SAR, sign_by=Act.SIGN_SAR,
    channels=CHANNELS, request=_request, ready=_is_ready, days_late=_late,
    says_late="It is late (calendar days: {}). Say why: it stays on record.", ends=_ends,
)  # fmt: skip
put_forward, take_back, drop, sign = WAY.put_forward, WAY.take_back, WAY.drop, WAY.sign
record_sent, texts_of = WAY.record_sent, WAY.texts_of


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
