"""The register of requests, and every step of one: each is a row, and none is ever changed.

A request and whoever made it are open to the disclosure officers and the senior office of the one
authority that it was made to, and to nobody else in the review.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused, SealedRow
from portal.gate.policy import BOARD, Act
from portal.people.models import Agency
from portal.requests.clock import Turn, turns
from portal.requests.costs import Authority, authority_of
from portal.requests.models import CAME, MOVES, InformationRequest, RequestMove, Stage
from portal.timetable.acts import not_to_come

LETTERS, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
NOBODY = {"anonymous", "anon", "unknown", "no name", "not given"}
Move = TypeVar("Move", bound=SealedRow)
NO_AUTHORITY = (
    "Your organisation is no public authority under the Freedom of Information Act, as the table "
    "has it. Tell the applicant which authority holds what is asked for."
)


def kinds_of(bodies: Iterable[str], gate: Gate) -> dict[str, str]:
    """By agency what kind of body it is; the board is none."""
    query = sa.select(Agency.id, Agency.kind).where(Agency.id.in_(set(bodies) - {BOARD}))
    return {row.id: row.kind for row in gate.connection.execute(query)}


def authority(*, body: str, on: date, gate: Gate) -> Authority | None:
    """What the table says of the body on a day; None for whoever is no public authority."""
    found = authority_of(kinds_of([body], gate).get(body, ""), on)
    return found if found is not None and found.is_one else None


def register(
    *, received_on: date, came: str, applicant: str, address: str, words: str, gate: Gate
) -> InformationRequest:
    """A request as it came to the acting body. The day of receipt is day 0 of its time.

    Raises Absent; Refused for what is no valid request (section 8: in writing, a name, an address,
    and what is asked for), for a day that cannot be, and for a body that is no authority.
    """
    made = new_request(gate.acting_for(Act.KEEP_FOI), received_on, came, gate)
    checked(made, gate)
    not_to_come(received_on, gate)
    if authority(body=made.owner_id, on=received_on, gate=gate) is None:
        raise Refused(NO_AUTHORITY)
    _valid(came, applicant, address, words)
    gate.seal(made, applicant=applicant, address=address, words=words)
    gate.session.add(made)
    gate.session.flush()
    add_move(made, "registered", received_on, gate)
    return made


def new_request(owner: str, received_on: date, came: str, gate: Gate) -> InformationRequest:
    """Its row, unsealed and not yet added."""
    return InformationRequest(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        reference=reference_of("FOI"),
        received_on=received_on,
        came=came,
        stage=Stage.OPEN,
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )


def reference_of(kind: str) -> str:
    """Such as "FOI-K7M2Q9R4": letters and digits in turn, so that none spells a name by chance."""
    return f"{kind}-" + "".join(secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(4))


def _valid(came: str, applicant: str, address: str, words: str) -> None:
    if came not in CAME or came == "transfer":
        raise Refused("Choose how it came. A request must be in writing (section 8 of the Act).")
    if sum(map(str.isalpha, applicant)) < 2 or applicant.strip().casefold() in NOBODY:
        raise Refused("A request needs the applicant's name. Ask for it, and register it then.")
    if sum(map(str.isalnum, address)) < 4:
        raise Refused(
            "A request needs an address for the answer. Ask for it, and register it then."
        )
    if len(words.split()) < 2:
        raise Refused("A request must describe what is asked for. Help the applicant to say it.")


def checked(row: Any, gate: Gate, act: Act = Act.KEEP_FOI) -> None:
    """Raises Absent for whoever may not, Refused for a review that was shredded."""
    gate.check(act, row, type(row).shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is recorded any more.")


def add_move(request: Any, what: str, on: date, gate: Gate, **more: Any) -> RequestMove:
    """Another step of a request, in its owner's record. The caller has decided that it may be."""
    return added(RequestMove, request, what, on, gate, **more)


def added(
    model: type[Move], request: Any, what: str, on: date, gate: Gate, *, words: str = "",
    **more: Any,
) -> Move:  # fmt: skip
    """As `add_move`, among the steps of the request's own register."""
    of: Any = model
    here = sa.select(sa.func.count()).where(of.request_id == request.id)
    made: Move = of(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        position=gate.session.execute(here).scalar_one() + 1,
        what=what,
        happened_on=on,
        taken_by=gate.actor.member,
        taken_at=gate.now,
        **more,
    )
    if words:
        gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def move_on(request: Any, to: Any, moves: Mapping[Any, Collection[Any]] = MOVES) -> None:
    """Raises Refused where the request cannot come to that stage from its own."""
    if to not in moves[type(to)(request.stage)]:
        raise Refused("The request has moved on. Go back to it and see how it stands.")
    request.stage = to


# What there is


def requests(*, gate: Gate) -> list[Any]:
    """Those of the authority for which the actor reads them, newest first, unopened."""
    of = InformationRequest.__table__.c
    owners = gate.owners_for(Act.READ_FOI)
    query = sa.select(InformationRequest.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(owners))
    return list(gate.connection.execute(here.order_by(of.received_on.desc(), of.id.desc())))


def words_of(*, request: Any, gate: Gate) -> dict[str, str]:
    """Who asked, where the answer goes, and what for: opened and recorded. Raises Absent."""
    fields = ("applicant", "address", "words")
    return gate.open(request, *fields, act=Act.READ_FOI, model=InformationRequest)


def moves(*, gate: Gate, requests: Iterable[str]) -> dict[str, list[Any]]:
    """By request its steps, oldest first, unopened."""
    return by_request(RequestMove, requests, gate)


def by_request(model: Any, requests: Iterable[str], gate: Gate) -> dict[str, list[Any]]:
    """As `moves`, of the steps of any register."""
    of = model.__table__.c
    query = sa.select(model.__table__).where(of.request_id.in_(list(requests)))
    told: dict[str, list[Any]] = {}
    for row in plain_rows(gate.connection.execute(query.order_by(of.request_id, of.position))):
        told.setdefault(row.request_id, []).append(row)
    return told


def moves_of(*, request: Any, gate: Gate) -> list[Any]:
    return moves(gate=gate, requests=[request.id]).get(request.id, [])


def clock_of(*, request: Any, gate: Gate) -> list[Turn]:
    """Every turn of its time, oldest first."""
    return turns(request.received_on, moves_of(request=request, gate=gate))


def due_of(*, request: Any, gate: Gate) -> date | None:
    """The last day for the answer now; None while a clarification is waited for."""
    return clock_of(request=request, gate=gate)[-1].due


def related(*, request: Any, gate: Gate) -> list[Any]:
    """Other requests to the same authority that somebody found to be related, unopened."""
    of = RequestMove.__table__.c
    either = sa.or_(of.request_id == request.id, of.other_id == request.id)
    query = sa.select(of.request_id, of.other_id).where(of.what == "related", either)
    pairs = gate.connection.execute(query).all()
    ids = {name for pair in pairs for name in pair} - {request.id}
    return [row for row in requests(gate=gate) if row.id in ids]


def answered(*, request: InformationRequest, on: date, gate: Gate) -> None:
    """For the room that answers: it has asked cru.standing.cleared in the same transaction.

    Raises Absent; Refused for a request that is not open.
    """
    checked(request, gate)
    not_to_come(on, gate)
    move_on(request, Stage.ANSWERED)
    add_move(request, "answered", on, gate)


def waits(*, gate: Gate) -> list[Task]:
    """Requests that are open, for those who keep them, with the last day for the answer."""
    keeps = set(gate.owners_for(Act.KEEP_FOI))
    rows = [r for r in requests(gate=gate) if r.owner_id in keeps and r.stage == Stage.OPEN]
    known = moves(gate=gate, requests=[row.id for row in rows]) if rows else {}
    here = f"/reviews/{gate.domain}/foi"
    return [
        Task(
            f"Answer request {row.reference} under the Freedom of Information Act",
            f"{here}/{row.id}",
            turns(row.received_on, known.get(row.id, []))[-1].due,
            "Answer a request under the Freedom of Information Act",
        )
        for row in rows
    ]
