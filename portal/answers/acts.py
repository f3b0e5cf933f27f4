"""An answer: begun from what was decided, edited, signed by a second person, sent.

The portal sends nothing. Whoever sends it records the day and the way; days over the limit are
counted there, and stay.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed, drafts, hands, ready, reasons
from portal.answers.models import (
    CHANNELS,
    GIVEN,
    OUTCOMES,
    FoiAnswer,
)
from portal.answers.way import Way, being_written
from portal.clocks.working_days import between
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.requests import acts as requests
from portal.requests.acts import checked
from portal.requests.models import InformationRequest, Stage
from portal.reviews import acts as reviews

MOST = 20_000
"""Characters in one text of an answer."""
REMOVED = (
    "Words that were taken out of the copy stand in this text. The applicant would read them here: "
    "take them out of the text."
)


def begin(
    *,
    request: InformationRequest,
    outcome: str,
    copy: str = "",
    holder: str = "",
    advice: str = "",
    after_review: bool = False,
    gate: Gate,
) -> FoiAnswer:
    """An answer with its texts, which write themselves. Raises Absent; Refused where there is one
    already, and for an outcome that what was decided does not bear.
    """
    checked(request, gate)
    _may_begin(request, gate, after_review=after_review)
    if outcome not in (GIVEN if after_review else OUTCOMES):
        raise Refused("Choose what you answer.")
    if outcome == "redirected" and holder not in _holders(request, gate):
        raise Refused("Choose the authority that holds it.")
    made = FoiAnswer(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        after_review=after_review,
        rendition_id=_copy_of(request, outcome, copy, gate),
        outcome=outcome,
        stage="drafting",
        made_by=gate.actor.member,
        made_at=gate.now,
        edited_by=gate.actor.member,
        edited_at=gate.now,
    )
    named = _holders(request, gate).get(holder, "")
    gate.seal(made, **drafts.texts(made, request, named, advice, gate))
    gate.session.add(made)
    gate.session.flush()
    return made


def _may_begin(request: Any, gate: Gate, *, after_review: bool) -> None:
    if any(row.after_review == after_review for row in answers(request=request.id, gate=gate)):
        raise Refused("There is an answer already. Change that one, or give it up first.")
    if request.stage != (Stage.ANSWERED if after_review else Stage.OPEN):
        raise Refused("This request is not being worked on. Go back to it and see how it stands.")
    if after_review and not ready.withdrawn(request=request.id, gate=gate):
        raise Refused(ready.NO_WITHDRAWAL)


def _holders(request: Any, gate: Gate) -> dict[str, str]:
    told = reviews.owners(gate=gate)
    return {body: name for body, name in told.items() if body != request.owner_id}


def _copy_of(request: Any, outcome: str, copy: str, gate: Gate) -> str | None:
    """The redacted copy, where there is one to choose. Raises Refused."""
    if outcome not in GIVEN | {"refused"} or (outcome == "refused" and not copy):
        return None
    if copy not in {row.id for row in reasons.copies(request=request, gate=gate)}:
        raise Refused("Choose one of the redacted copies on this page.")
    return copy


# What is done with it


def write(*, answer: FoiAnswer, letter: str, notice: str, gate: Gate) -> None:
    """The officer's own words in place of what wrote itself. Whoever edits it signs it no more.

    Raises Absent; Refused for an answer that is not being written, and for words that were taken
    out.
    """
    checked(answer, gate)
    being_written(answer)
    if not letter or (answer.notice is not None and not notice):
        raise Refused("Leave no text empty: the applicant is owed it.")
    texts = [letter, *([notice] if answer.notice is not None else [])]
    _shows_nothing(answer, texts, gate)
    told = {"letter": letter} | ({"notice": notice} if answer.notice is not None else {})
    gate.seal(answer, **told)
    hands.edited(answer, gate)


def _shows_nothing(answer: Any, texts: Iterable[str], gate: Gate) -> None:
    if answer.rendition_id and reasons.shows_removed(
        list(texts), rendition=answer.rendition_id, gate=gate
    ):
        raise Refused(REMOVED)


def write_anew(*, answer: FoiAnswer, gate: Gate) -> None:
    """The texts again from what is decided now; what was edited is gone. Raises Absent, Refused."""
    checked(answer, gate)
    being_written(answer)
    if answer.outcome == "redirected":
        raise Refused(drafts.HOLDER)
    request = _request(answer, gate)
    gate.seal(answer, **drafts.texts(answer, request, "", "", gate))
    hands.edited(answer, gate)


def _request(answer: Any, gate: Gate) -> InformationRequest:
    query = sa.select(InformationRequest).where(InformationRequest.id == answer.request_id)
    return gate.session.execute(query).scalar_one()


def _ready(answer: Any, gate: Gate) -> None:
    """Nothing stands in the way, and the texts are those of the copy as it is now."""
    waits = ready.why_not(answer=answer, request=_request(answer, gate), gate=gate)
    if waits:
        raise Refused(waits[0])
    if not answer.rendition_id:
        return
    told = WAY.texts_of(answer=answer, gate=gate)
    rows = boxed.rows(rendition=answer.rendition_id, gate=gate)
    if answer.after_review and (many := boxed.shown(answer=answer, gate=gate)):
        raise Refused(ready.UPHELD.format(many))
    if told.get("schedule", "") != (reasons.dump(rows) if rows else ""):
        raise Refused(
            "The copy was decided anew since these texts were written. Take the answer back, and "
            "have the texts written again."
        )
    if answer.outcome == "whole" and rows:
        raise Refused("Something is taken out of the copy. Say that it is given in part.")
    kept = [text for name, text in told.items() if name != "schedule"]
    _shows_nothing(answer, kept, gate)


def days_late(*, request: Any, on: date, gate: Gate) -> int:
    """Working days after the last day of its time; 0 in time, and while the clock stands."""
    due = requests.due_of(request=request, gate=gate)
    return between(due, on) if due is not None and on > due else 0


def _late(answer: Any, request: Any, on: date, gate: Gate) -> int:
    return 0 if answer.after_review else days_late(request=request, on=on, gate=gate)


def _ends(answer: Any, request: Any, on: date, gate: Gate) -> None:
    if not answer.after_review:
        requests.answered(request=request, on=on, gate=gate)


WAY = Way(
    model=FoiAnswer, read=Act.READ_FOI, keep=Act.KEEP_FOI, sign_by=Act.SIGN_FOI, channels=CHANNELS,
    request=_request, ready=_ready, days_late=_late,
    says_late="It is {} working days late. Say why: it stays on record.", ends=_ends,
)  # fmt: skip
put_forward, take_back, drop, sign = WAY.put_forward, WAY.take_back, WAY.drop, WAY.sign
record_sent, texts_of = WAY.record_sent, WAY.texts_of


# What there is


def answers(*, request: str, gate: Gate, dropped: bool = False) -> list[Any]:
    """Those of one request that were not given up, the first one first, unopened."""
    of = FoiAnswer.__table__.c
    query = sa.select(FoiAnswer.__table__).where(of.request_id == request)
    query = query if dropped else query.where(of.stage != "dropped")
    return plain_rows(gate.connection.execute(query.order_by(of.after_review, of.id)))


def every(*, gate: Gate) -> list[Any]:
    """Those of the authority for which the actor reads them, newest first, unopened."""
    of = FoiAnswer.__table__.c
    owners = gate.owners_for(Act.READ_FOI)
    query = sa.select(FoiAnswer.__table__).where(
        of.review_id == gate.domain, of.owner_id.in_(owners), of.stage != "dropped"
    )
    return plain_rows(gate.connection.execute(query.order_by(of.id.desc())))
