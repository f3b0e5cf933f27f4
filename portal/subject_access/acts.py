"""The register of subject access requests, and every step of one: each is a row, never changed.

A request and whoever made it are open to the disclosure officers and the senior office of the one
organisation that it was made to. It is never referred to the Central Referral Unit: that advises on
requests under the Freedom of Information Act, which are answered as if to everybody.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.cru.blind import found, strings_of
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction.access_laws import HEALTH_RECORDS, Law, law, of_kind
from portal.requests import acts as foi
from portal.requests.acts import NOBODY, kinds_of, reference_of
from portal.requests.acts import requests as foi_requests
from portal.requests.clock import Turn
from portal.subject_access.clock import turns
from portal.subject_access.models import (
    ASKS_AS,
    CAME,
    MOVES,
    OF_THE_DEAD,
    ROADS,
    AccessMove,
    AccessRequest,
    Stage,
)
from portal.timetable.acts import not_to_come

NO_REFERRAL = (
    "A subject access request is answered to one known person about that person, so it is never "
    "referred to the National Police Chiefs' Council's Central Referral Unit (CRU), which advises "
    "on requests under the Freedom of Information Act."
)
OF_THE_LIVING = (
    "Data protection law is about people who are alive (section 3(2) of the Data Protection Act "
    "2018). Health records of somebody who has died are asked for under the Access to Health "
    "Records Act 1990: choose that. Anything else about the dead is asked for under the Freedom "
    "of Information Act."
)
NOT_DEAD = (
    "The Access to Health Records Act 1990 is about people who have died. Choose data protection "
    "law for information about somebody who is alive."
)
NO_HOLDER = (
    "Your organisation is no health body, so it holds no health record under the Act. Tell the "
    "applicant which health body to ask."
)


def register(
    *,
    received_on: date,
    came: str,
    road: str,
    asks_as: str,
    applicant: str,
    address: str,
    subject: str,
    words: str,
    recent: bool = False,
    foi: str = "",
    gate: Gate,
) -> AccessRequest:
    """A request as it came to the acting body; `foi` is a request of which a part is this one, and
    nothing of who made that is carried across. Raises Absent, Refused.
    """
    made = _new(received_on, gate)
    made.came, made.road, made.asks_as = came, road, asks_as
    made.recent = recent and road == "dead"
    checked(made, gate)
    not_to_come(received_on, gate)
    _one_road(made, gate)
    _who(made, applicant, address, subject, words)
    told = {"applicant": applicant, "address": address, "words": words}
    gate.seal(made, **told, **({"subject": subject} if asks_as != "self" else {}))
    gate.session.add(made)
    gate.session.flush()
    add_move(made, "registered", received_on, gate)
    if foi:
        treat_part(request=made, foi=foi, gate=gate)
    return made


def _new(received_on: date, gate: Gate) -> AccessRequest:
    """Its row, unsealed and not yet added."""
    return AccessRequest(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.acting_for(Act.KEEP_SAR),
        row_version=1,
        reference=reference_of("SAR"),
        received_on=received_on,
        stage=Stage.OPEN,
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )


def _one_road(made: AccessRequest, gate: Gate) -> None:
    if made.came not in CAME:
        raise Refused("Choose how it came.")
    if made.road not in ROADS or made.asks_as not in ASKS_AS:
        raise Refused("Choose under which law, and as whom the applicant asks.")
    if made.road == "living" and made.asks_as in OF_THE_DEAD:
        raise Refused(OF_THE_LIVING)
    if made.road == "dead" and made.asks_as not in OF_THE_DEAD:
        raise Refused(NOT_DEAD)
    if made.road == "dead" and kinds_of([made.owner_id], gate).get(made.owner_id) != "health":
        raise Refused(NO_HOLDER)


def _who(made: AccessRequest, applicant: str, address: str, subject: str, words: str) -> None:
    if sum(map(str.isalpha, applicant)) < 2 or applicant.strip().casefold() in NOBODY:
        raise Refused("Enter who asks: nobody is given information about an unknown person.")
    if sum(map(str.isalnum, address)) < 4:
        raise Refused("Enter how the applicant is reached.")
    if made.asks_as != "self" and sum(map(str.isalpha, subject)) < 2:
        raise Refused("Enter whose information it is: the applicant asks for somebody else.")
    if not words.strip():
        raise Refused("Enter what is asked for.")


def checked(row: Any, gate: Gate, act: Act = Act.KEEP_SAR) -> None:
    """Raises Absent for whoever may not, Refused for a review that was shredded."""
    foi.checked(row, gate, act)


def add_move(request: Any, what: str, on: date, gate: Gate, **more: Any) -> AccessMove:
    """Another step of a request, in its owner's record. The caller has decided that it may be."""
    return foi.added(AccessMove, request, what, on, gate, **more)


def move_on(request: AccessRequest, to: Stage) -> None:
    """Raises Refused where the request cannot come to that stage from its own."""
    foi.move_on(request, to, MOVES)


def treat_part(*, request: AccessRequest, foi: str, gate: Gate) -> AccessMove:
    """A part of what was asked goes by the Freedom of Information Act. Only the two references know
    of each other. Raises Absent; Refused for a request that is not this organisation's.
    """
    checked(request, gate)
    if foi not in {row.id for row in foi_of(request=request, gate=gate)}:
        raise Refused("Choose one of the requests on this page.")
    there = moves_of(request=request, gate=gate)
    if any(row.what == "other_road" and row.foi_id == foi for row in there):
        raise Refused("That is recorded already.")
    return add_move(request, "other_road", request.received_on, gate, foi_id=foi)


def foi_of(*, request: Any, gate: Gate) -> list[Any]:
    """The organisation's requests under the Freedom of Information Act, unopened."""
    return [row for row in foi_requests(gate=gate) if row.owner_id == request.owner_id]


# What there is


def requests(*, gate: Gate) -> list[Any]:
    """Those of the body for which the actor reads them, newest first, unopened."""
    of = AccessRequest.__table__.c
    owners = gate.owners_for(Act.READ_SAR)
    query = sa.select(AccessRequest.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(owners))
    return plain_rows(gate.connection.execute(here.order_by(of.received_on.desc(), of.id.desc())))


def words_of(*, request: Any, gate: Gate) -> dict[str, str]:
    """Who asked, for whom, how to reach them, and what for: opened and recorded. Raises Absent."""
    fields = [
        "applicant",
        "address",
        *(["subject"] if request.subject is not None else []),
        "words",
    ]
    return gate.open(request, *fields, act=Act.READ_SAR, model=AccessRequest)


def tells_of(*, words: str, but: str = "", gate: Gate) -> bool:
    """Whether words that another body is to read say who made a request, as cru.naming has it: each
    request that the actor reads is opened and recorded, but for one that has its own rule.
    """
    rows = [row for row in requests(gate=gate) if row.id != but] if words.strip() else []
    told = [words_of(request=row, gate=gate) for row in rows]
    return any(found(words, strings_of(one["applicant"], one["address"])) for one in told)


def moves(*, gate: Gate, requests: Iterable[str]) -> dict[str, list[Any]]:
    """By request its steps, oldest first, unopened."""
    return foi.by_request(AccessMove, requests, gate)


def moves_of(*, request: Any, gate: Gate) -> list[Any]:
    return moves(gate=gate, requests=[request.id]).get(request.id, [])


def newest(what: str, *, request: Any, gate: Gate) -> Any:
    """The step of that kind that counts, or None."""
    found = [row for row in moves_of(request=request, gate=gate) if row.what == what]
    return found[-1] if found else None


def other_roads(*, foi: str, gate: Gate) -> list[Any]:
    """Subject access requests that are a part of that request, for whoever reads them, unopened."""
    of = AccessMove.__table__.c
    query = sa.select(of.request_id).where(of.foi_id == foi, of.review_id == gate.domain)
    ids = set(gate.connection.execute(query).scalars())
    return [row for row in requests(gate=gate) if row.id in ids] if ids else []


def law_for(*, request: Any, gate: Gate) -> Law:
    """Under which the organisation answers, by which its time runs."""
    on = request.received_on
    if request.road == "dead":
        return law(HEALTH_RECORDS, on)
    return law(of_kind(kinds_of([request.owner_id], gate).get(request.owner_id, ""), on), on)


def clock_of(*, request: Any, gate: Gate) -> list[Turn]:
    """Every turn of its time, oldest first."""
    rows = moves_of(request=request, gate=gate)
    of = law_for(request=request, gate=gate)
    return turns(of, request.received_on, rows, recent=request.recent)


def due_of(*, request: Any, gate: Gate) -> date | None:
    """The last day for the answer now; None while the clock stands."""
    return clock_of(request=request, gate=gate)[-1].due


def waits(*, gate: Gate) -> list[Task]:
    """Requests that are open, for those who keep them, with the last day for the answer."""
    keeps = set(gate.owners_for(Act.KEEP_SAR))
    return [
        Task(
            f"Answer subject access request {row.reference}",
            f"/reviews/{gate.domain}/subject-access/{row.id}",
            due_of(request=row, gate=gate),
            "Answer a subject access request",
        )
        for row in requests(gate=gate)
        if row.owner_id in keeps and row.stage == Stage.OPEN
    ]
