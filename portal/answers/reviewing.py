"""An internal review: asked for in time or with a reason, done by somebody who had no part in the
answer, passage by passage, and told to the applicant in a notice that writes itself.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.answers import acts, boxed, given, hands, notices, reasons
from portal.answers.models import (
    CHANNELS,
    FINDINGS,
    REVIEW_MOVES,
    WHOLE,
    InternalReview,
    ReviewedPassage,
)
from portal.clocks.reckoning import last_day
from portal.clocks.rules import today
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import sources, standing
from portal.redaction.exemptions import excluded, in_force
from portal.requests.acts import checked
from portal.requests.models import InformationRequest
from portal.timetable.acts import not_to_come

NOT_SENT = "There is nothing to review: the request has not been answered yet."
SAME = "That is the exemption under which it was taken out. Uphold it, or choose another one."


def ask(
    *,
    request: InformationRequest,
    on: date,
    words: str,
    why_late: str = "",
    complex_case: bool = False,
    gate: Gate,
) -> InternalReview:
    """The applicant asks for it. Raises Absent; Refused for a request that was not answered, twice,
    and where it is too late without a reason to do it all the same.
    """
    checked(request, gate)
    not_to_come(on, gate)
    first = sent(request=request.id, gate=gate)
    if first is None or on < first.sent_on:
        raise Refused(NOT_SENT)
    if of_request(request=request.id, gate=gate) is not None:
        raise Refused("An internal review was asked for already.")
    until = last_day_to_ask(first.sent_on)
    if until is not None and on > until and not why_late:
        limit = given.to_ask_review(first.sent_on)
        raise Refused(f"It is later than {limit.words} after the answer. Say why you do it.")
    limit = given.to_review(on, complex_case=complex_case)
    made = InternalReview(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        asked_on=on,
        due_on=last_day(on, limit.number, limit.unit),
        stage="asked",
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )
    gate.seal(made, words=words, **({"why_late": why_late} if why_late else {}))
    gate.session.add(made)
    gate.session.flush()
    return made


def last_day_to_ask(sent_on: date) -> date | None:
    limit = given.to_ask_review(sent_on)
    return last_day(sent_on, limit.number, limit.unit)


def sent(*, request: str, gate: Gate) -> Any:
    """The first answer to a request, where it was sent; or None."""
    rows = acts.answers(request=request, gate=gate)
    return next((row for row in rows if row.stage == "sent" and not row.after_review), None)


def of_request(*, request: str, gate: Gate) -> Any:
    of = InternalReview.__table__.c
    query = sa.select(InternalReview.__table__).where(of.request_id == request)
    return next(iter(plain_rows(gate.connection.execute(query))), None)


def every(*, gate: Gate) -> list[Any]:
    """Those of the authority for which the actor reads them, newest first, unopened."""
    of = InternalReview.__table__.c
    owners = gate.owners_for(Act.READ_FOI)
    query = sa.select(InternalReview.__table__).where(
        of.review_id == gate.domain, of.owner_id.in_(owners)
    )
    return plain_rows(gate.connection.execute(query.order_by(of.id.desc())))


def had_a_hand(*, review: Any, gate: Gate) -> str:
    """Why this person may not do it; empty where nothing bars her."""
    rows = acts.answers(request=review.request_id, gate=gate, dropped=True)
    mine = hands.people([gate.actor.member], gate)
    return hands.SOMEBODY_ELSE if mine & hands.decided(rows, gate) else ""


def take(*, review: InternalReview, gate: Gate) -> None:
    """Somebody who had no part in the answer takes it on. Raises Absent, Refused."""
    checked(review, gate, Act.REVIEW_FOI)
    if why := had_a_hand(review=review, gate=gate):
        raise Refused(why)
    _move(review, "taken")
    review.taken_by, review.taken_at = gate.actor.member, gate.now


def _move(review: Any, to: str) -> None:
    if to not in REVIEW_MOVES[review.stage]:
        raise Refused("The internal review has moved on. Go back to it and see how it stands.")
    review.stage = to


# Passage by passage


def places(*, review: Any, gate: Gate) -> dict[str, Any]:
    """What is to be decided: by passage, and by box on an attachment, its row of the schedule, in
    that order; or the decision as a whole, where nothing was taken out. Opened and recorded for
    whoever asks.
    """
    first = sent(request=review.request_id, gate=gate)
    if first is None or first.rendition_id is None:
        return {WHOLE: None}
    rows = boxed.rows(rendition=first.rendition_id, gate=gate)
    names = [one.id for one in reasons.ordered(rendition=first.rendition_id, gate=gate)]
    names += boxed.covered(rendition=first.rendition_id, gate=gate)
    return dict(zip(names, rows, strict=True)) or {WHOLE: None}


def codes_of(*, review: Any, gate: Gate) -> dict[str, str]:
    """By what is to be decided the exemptions under which it was taken out. It opens no words."""
    first = sent(request=review.request_id, gate=gate)
    if first is None or first.rendition_id is None:
        return {WHOLE: ""}
    told = {row.id: row.codes for row in reasons.gone(rendition=first.rendition_id, gate=gate)}
    boxes = boxed.covered(rendition=first.rendition_id, gate=gate)
    told |= {name: one.codes for name, (_, one) in boxes.items()}
    return told or {WHOLE: ""}


def find(
    *, review: InternalReview, passage: str, finding: str, codes: Collection[str] = (), why: str,
    gate: Gate,
) -> ReviewedPassage:  # fmt: skip
    """What is decided of one passage, with reasons; a later decision takes the place of this one.

    Raises Absent; Refused for whoever has not taken it on or had a hand in the answer, for what was
    not taken out, and for a varied one without another exemption.
    """
    checked(review, gate, Act.REVIEW_FOI)
    _whose(review, gate)
    if finding not in FINDINGS or not why:
        raise Refused("Choose what you decide, and say why.")
    there = codes_of(review=review, gate=gate)
    if passage not in there:
        raise Refused("Choose one of the passages on this page.")
    told = " ".join(dict.fromkeys(codes)) if finding == "varied" else ""
    if finding == "varied":
        _another(there[passage], told, gate)
    of = ReviewedPassage
    earlier = sa.update(of).where(
        of.internal_review_id == review.id, of.passage == passage, of.replaced_at.is_(None)
    )
    gate.session.execute(earlier.values(replaced_at=gate.now))
    made = ReviewedPassage(
        id=new_id(),
        review_id=gate.domain,
        owner_id=review.owner_id,
        row_version=1,
        internal_review_id=review.id,
        passage=passage,
        finding=finding,
        codes=told,
        decided_by=gate.actor.member,
        decided_at=gate.now,
    )
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def _whose(review: Any, gate: Gate) -> None:
    if review.stage != "taken":
        raise Refused(
            "The internal review is decided once somebody has taken it on, and then once."
        )
    if review.taken_by != gate.actor.member:
        raise Refused("Somebody else has taken this internal review on.")
    if why := had_a_hand(review=review, gate=gate):
        raise Refused(why)
    first = sent(request=review.request_id, gate=gate)
    sections = standing.sections_of(rendition=first.rendition_id or "", gate=gate) if first else []
    for row in sources.not_open(sections=sections, gate=gate):
        raise Refused(sources.closed(row))


def _another(first: str, codes: str, gate: Gate) -> None:
    """Raises Refused for what is no exemption, the same one, or one that cannot stand beside."""
    on = today(gate.now)
    if not codes or not set(codes.split()) <= set(in_force("foi", on)):
        raise Refused("Choose the exemption under which it stays taken out.")
    if why := excluded(codes.split(), dead=False, on=on):
        raise Refused(why)
    if set(first.split()) == set(codes.split()):
        raise Refused(SAME)


def findings(*, review: Any, gate: Gate) -> dict[str, Any]:
    """By passage what stands of the decisions, unopened."""
    of = ReviewedPassage.__table__.c
    query = sa.select(ReviewedPassage.__table__).where(
        of.internal_review_id == review.id, of.replaced_at.is_(None)
    )
    return {row.passage: row for row in plain_rows(gate.connection.execute(query))}


def left(*, review: Any, gate: Gate) -> set[str]:
    """The passages and boxes on which nothing is decided yet."""
    return set(codes_of(review=review, gate=gate)) - set(findings(review=review, gate=gate))


def draft(*, review: Any, gate: Gate) -> str:
    """The notice of its outcome as it writes itself. Raises Absent."""
    told = findings(review=review, gate=gate)
    words = gate.open_many(ReviewedPassage, list(told.values()), "words", act=Act.READ_FOI)
    why = {row.passage: text for row, text in words}
    rows = places(review=review, gate=gate)
    found = [
        notices.Found(rows[p].number if rows.get(p) else 0, row.finding, row.codes, why[p])
        for p, row in told.items()
        if p in rows
    ]
    of = InformationRequest.__table__.c
    query = sa.select(of.reference).where(of.id == review.request_id)
    reference = str(gate.connection.execute(query).scalar_one())
    return notices.outcome(reference, today(gate.now), review.asked_on, found)


def decide(*, review: InternalReview, notice: str, gate: Gate) -> None:
    """Every passage is decided, and the notice says it. Raises Absent, Refused."""
    checked(review, gate, Act.REVIEW_FOI)
    _whose(review, gate)
    if many := len(left(review=review, gate=gate)):
        raise Refused(f"Places on which nothing is decided yet: {many}. Decide them.")
    if not notice:
        raise Refused("Leave the notice not empty: the applicant is owed it.")
    first = sent(request=review.request_id, gate=gate)
    if first.rendition_id and reasons.shows_removed(
        [notice], rendition=first.rendition_id, gate=gate
    ):
        raise Refused(acts.REMOVED)
    _move(review, "decided")
    review.decided_at = gate.now
    gate.seal(review, notice=notice)


def record_told(*, review: InternalReview, on: date, channel: str, gate: Gate) -> None:
    """That a person has sent the notice. Raises Absent; Refused before the decision, and while what
    was withdrawn has not been given: both go out together.
    """
    checked(review, gate)
    not_to_come(on, gate)
    if channel not in CHANNELS:
        raise Refused("Choose how it was sent.")
    if review.decided_at is None or on < today(review.decided_at):
        raise Refused("The applicant is told on the day of the decision or later.")
    if withdrawn(review=review, gate=gate) and second(review=review, gate=gate) is None:
        raise Refused("An exemption was withdrawn: begin the answer that gives what it hid first.")
    if withdrawn(review=review, gate=gate) and second(review=review, gate=gate).signed_by is None:
        raise Refused("The answer that gives what was withdrawn is not signed yet: both go out "
                      "together.")  # fmt: skip
    _move(review, "told")
    review.told_on, review.channel, review.told_by = on, channel, gate.actor.member


def withdrawn(*, review: Any, gate: Gate) -> set[str]:
    """The passages and boxes that are to be given after all."""
    told = findings(review=review, gate=gate)
    return {name for name, row in told.items() if row.finding == "withdrawn"}


def second(*, review: Any, gate: Gate) -> Any:
    """The answer that gives what was withdrawn, or None."""
    rows = acts.answers(request=review.request_id, gate=gate)
    return next((row for row in rows if row.after_review), None)
