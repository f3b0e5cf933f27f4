"""An answer: begun from what was decided, edited, signed by a second person, sent.

The portal sends nothing. Whoever sends it records the day and the way; days over the limit are
counted there, and stay.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed, drafts, hands, pack, ready, reasons
from portal.answers.answered import ANSWER_MOVES
from portal.answers.models import (
    CHANNELS,
    GIVEN,
    OUTCOMES,
    FoiAnswer,
)
from portal.clocks.rules import today
from portal.clocks.working_days import between
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import standing
from portal.renditions import acts as renditions
from portal.requests import acts as requests
from portal.requests.acts import checked
from portal.requests.models import InformationRequest, Stage
from portal.reviews import acts as reviews
from portal.timetable.acts import not_to_come

MOST = 20_000
"""Characters in one text of an answer."""
MOVED = "Something else has been done with this answer meanwhile. Go back to it and look."
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
    if answer.stage != "drafting":
        raise Refused("It is changed only while it is being written. Take it back first.")
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
    if answer.stage != "drafting":
        raise Refused("It is changed only while it is being written. Take it back first.")
    if answer.outcome == "redirected":
        raise Refused(drafts.HOLDER)
    request = _request(answer, gate)
    gate.seal(answer, **drafts.texts(answer, request, "", "", gate))
    hands.edited(answer, gate)


def _request(answer: Any, gate: Gate) -> InformationRequest:
    query = sa.select(InformationRequest).where(InformationRequest.id == answer.request_id)
    return gate.session.execute(query).scalar_one()


def put_forward(*, answer: FoiAnswer, gate: Gate) -> None:
    """For a second person's signature. Raises Absent; Refused while something stands in the way."""
    checked(answer, gate)
    _move(answer, "forward")
    _ready(answer, gate)
    _as_decided(answer, gate)


def _move(answer: Any, to: str) -> None:
    if to not in ANSWER_MOVES[answer.stage]:
        raise Refused(MOVED)
    answer.stage = to


def _ready(answer: Any, gate: Gate) -> None:
    waits = ready.why_not(answer=answer, request=_request(answer, gate), gate=gate)
    if waits:
        raise Refused(waits[0])


def _as_decided(answer: Any, gate: Gate) -> None:
    """Whether its schedule is that of the copy as it is now. Raises Refused."""
    if not answer.rendition_id:
        return
    told = texts_of(answer=answer, gate=gate)
    rows = boxed.rows(rendition=answer.rendition_id, gate=gate)
    if told.get("schedule", "") != (reasons.dump(rows) if rows else ""):
        raise Refused(
            "The copy was decided anew since these texts were written. Take the answer back, and "
            "have the texts written again."
        )
    if answer.outcome == "whole" and rows:
        raise Refused("Something is taken out of the copy. Say that it is given in part.")
    kept = [text for name, text in told.items() if name != "schedule"]
    _shows_nothing(answer, kept, gate)


def take_back(*, answer: FoiAnswer, why: str, gate: Gate) -> None:
    """To be written again: a signature falls away. Raises Absent, Refused."""
    checked(answer, gate, Act.SIGN_FOI)
    _move(answer, "drafting")
    answer.signed_by = answer.signed_at = answer.digest = answer.rendering_id = None
    gate.seal(answer, said_back=why)


def drop(*, answer: FoiAnswer, gate: Gate) -> None:
    """Given up, so that another can be begun; it stays on record. Raises Absent, Refused."""
    checked(answer, gate)
    _move(answer, "dropped")


def why_not_signed(*, answer: Any, gate: Gate) -> str:
    """Why this person may not sign it now; empty where nothing bars it."""
    if answer.stage != "forward":
        return "There is nothing to sign: an officer puts the answer forward first."
    if hands.people([gate.actor.member], gate) & hands.wrote(answer, gate):
        return hands.SECOND
    return ""


def sign(*, answer: FoiAnswer, as_seen: str, gate: Gate) -> None:
    """A second person signs the exact texts, and the copy's files. `as_seen` is of pack.as_seen,
    of when she looked. Raises Absent; Refused also where they are others by now.
    """
    checked(answer, gate, Act.SIGN_FOI)
    if why := why_not_signed(answer=answer, gate=gate):
        raise Refused(why)
    if as_seen != pack.as_seen(answer=answer, gate=gate):
        raise Refused(pack.SINCE)
    _ready(answer, gate)
    _as_decided(answer, gate)
    told = texts_of(answer=answer, gate=gate)
    rendering, files = pack.signed_files(answer=answer, gate=gate)
    _move(answer, "signed")
    answer.signed_by, answer.signed_at = gate.actor.member, gate.now
    answer.rendering_id = rendering or None
    gate.seal(answer, digest=pack.digest(told, files))


def record_sent(
    *, answer: FoiAnswer, on: date, channel: str, why_late: str = "", gate: Gate
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
    request = _request(answer, gate)
    _ready(answer, gate)
    _as_decided(answer, gate)
    _leaves(answer, request, gate)
    late = days_late(request=request, on=on, gate=gate) if not answer.after_review else 0
    if late and not why_late:
        raise Refused(f"It is {late} working days late. Say why: it stays on record.")
    _move(answer, "sent")
    answer.sent_on, answer.channel, answer.days_late = on, channel, late
    answer.sent_by = gate.actor.member
    if why_late:
        gate.seal(answer, why_late=why_late)
    if not answer.after_review:
        requests.answered(request=request, on=on, gate=gate)


def _leaves(answer: FoiAnswer, request: Any, gate: Gate) -> None:
    """All is as it was signed; and its copy is released with it. Raises Refused."""
    pack.check(answer=answer, texts=texts_of(answer=answer, gate=gate), gate=gate)
    if answer.outcome in GIVEN:
        copy = standing.one(answer.rendition_id or "", gate=gate)
        if copy.stage == "signed":
            to = f"With the answer to request {request.reference}"
            renditions.release(rendition=copy, recipient=to, answers=True, gate=gate)


def days_late(*, request: Any, on: date, gate: Gate) -> int:
    """Working days after the last day of its time; 0 in time, and while the clock stands."""
    due = requests.due_of(request=request, gate=gate)
    return between(due, on) if due is not None and on > due else 0


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


def texts_of(*, answer: Any, gate: Gate) -> dict[str, str]:
    """Its letter, and its notice and schedule where it has them: opened and recorded."""
    fields = [f for f in ("letter", "notice", "schedule") if getattr(answer, f) is not None]
    return gate.open(answer, *fields, act=Act.READ_FOI, model=FoiAnswer)
