"""Where each contribution stands: what pages and tasks ask of requests, without changing any."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.contributions.models import (
    MOVES,
    SEEN,
    TOLD,
    Decision,
    Heading,
    Remark,
    Request,
    RequestStep,
    State,
)
from portal.documents import acts as documents
from portal.documents.models import KIND_OF, SHARED, Document, Section, Version
from portal.gate.gate import Gate
from portal.gate.policy import Act, Stage
from portal.people.models import Agency
from portal.reviews import acts as reviews
from portal.reviews.models import Membership

_ROWS = (
    Request.rows()
    .add_columns(Agency.name.label("agency"))
    .join(Agency, Agency.id == Request.owner_id)
)


def sent_back_at(*, request: Any, gate: Gate) -> datetime | None:
    """When a contribution was last sent back, until it is signed off; for the owner's side."""
    if request is None or request.state not in {State.SENT_BACK, State.WITH_MANAGER}:
        return None
    if request.owner_id not in gate.owners_for(Act.READ_REQUEST):
        return None
    back = RequestStep.request_id == request.id, RequestStep.what == "sent_back"
    last = sa.select(sa.func.max(RequestStep.taken_at)).where(*back)
    told: datetime | None = gate.connection.execute(last).scalar_one()
    return told


def requests(*, gate: Gate) -> list[Any]:
    """What agencies are asked for in this review, by date, of what the reader may know."""
    query = _ROWS.where(Request.review_id == gate.domain)
    rows = gate.connection.execute(query.order_by(Request.due_on, Agency.name, Request.kind)).all()
    may = gate.readable(Act.READ_REQUEST, rows, Request.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def request_of(*, document: str, gate: Gate) -> Any:
    """The request that a document answers, or None."""
    query = _ROWS.where(Request.review_id == gate.domain, Request.document_id == document)
    return gate.connection.execute(query).first()


def agencies(*, gate: Gate) -> list[Any]:
    """Every agency of the directory, with how many of its people take part in this review now."""
    now = gate.now
    here = (
        sa.select(Membership.body, sa.func.count(Membership.person_id.distinct()).label("people"))
        .where(
            Membership.review_id == gate.domain,
            Membership.starts_at <= now,
            Membership.ends_at > now,
        )
        .group_by(Membership.body)
        .subquery()
    )
    people = sa.func.coalesce(here.c.people, 0).label("people")
    query = sa.select(Agency.id, Agency.name, people).outerjoin(here, here.c.body == Agency.id)
    return list(gate.connection.execute(query.order_by(Agency.name)))


def steps(*, request: Any, gate: Gate) -> list[tuple[Any, str]]:
    """The steps that the reader may know of, in order, each with the words that are open to her."""
    table = RequestStep.__table__
    query = sa.select(table).where(
        table.c.request_id == request.id, table.c.review_id == gate.domain
    )
    rows = list(gate.connection.execute(query.order_by(table.c.taken_at, table.c.id)))
    if request.owner_id not in gate.owners_for(Act.READ_REQUEST):
        rows = [row for row in rows if row.what in SEEN]
    spoken = [row for row in rows if row.words is not None]
    told = [r for r in spoken if r.what in TOLD], [r for r in spoken if r.what not in TOLD]
    words: dict[str, str] = {}
    for some, act in zip(told, (Act.READ_REQUEST, Act.READ_SECTION), strict=True):
        opened = gate.open_many(RequestStep, some, "words", act=act) if some else []
        words |= {row.id: text for row, text in opened}
    beside = _remarks(request, gate)
    said = {row.id: [words.get(row.id), *beside.get(row.id, ())] for row in rows}
    return [(row, "\n\n".join(filter(None, said[row.id]))) for row in rows]


def _remarks(request: Any, gate: Gate) -> dict[str, list[str]]:
    """By step what was said about single sections, each by its number among those she may read."""
    query = Remark.rows().where(RequestStep.request_id == request.id)
    rows = list(gate.connection.execute(query))
    if not rows:
        return {}
    places = documents.places(documents={row.document_id for row in rows}, gate=gate)
    told: dict[str, list[str]] = defaultdict(list)
    for row, text in gate.open_many(Remark, rows, "words", act=Act.READ_SECTION):
        told[row.step_id].append(f"Section {places[row.section_id]}: {text}")
    return told


def to_change(*, document: str, gate: Gate) -> dict[str, str]:
    """By section what the senior manager asked for when it was last sent back, until it is signed
    off; of the sections whose drafts the reader may read.
    """
    request = request_of(document=document, gate=gate)
    if request is None or request.state not in {State.SENT_BACK, State.WITH_MANAGER}:
        return {}
    back = RequestStep.request_id == request.id, RequestStep.what == "sent_back"
    last = sa.select(sa.func.max(RequestStep.taken_at)).where(*back).scalar_subquery()
    query = Remark.rows().where(*back, RequestStep.taken_at == last)
    rows = list(gate.connection.execute(query))
    if not rows:
        return {}
    since = sa.select(Version.section_id).where(
        Version.section_id.in_([row.section_id for row in rows]),
        Version.signed_at > rows[0].taken_at,
    )
    signed = set(gate.connection.execute(since).scalars())
    left = [row for row in rows if row.section_id not in signed]
    opened = gate.open_many(Remark, left, "words", act=Act.READ_SECTION)
    return {row.section_id: text for row, text in opened}


def note_of(*, request: Any, gate: Gate) -> str:
    """The covering note, opened and recorded; empty where there is none."""
    if request.note is None:
        return ""
    return gate.open(request, "note", act=Act.READ_REQUEST, model=Request)["note"]


def kept_back(*, owner: str, gate: Gate) -> set[str]:
    """The versions that an owner's senior office has last decided not to share."""
    of = Decision.__table__.c
    query = (
        sa.select(of.version_id, of.share)
        .where(of.review_id == gate.domain, of.owner_id == owner)
        .order_by(of.decided_at, of.id)
    )
    last = {row.version_id: row.share for row in gate.connection.execute(query)}
    return {name for name, share in last.items() if not share}


def decisions(*, request: str, gate: Gate) -> dict[str, tuple[bool, str]]:
    """By version, whether it is to be shared and why not; for whom it is open. The newest holds."""
    table = Decision.__table__
    query = Decision.rows().where(table.c.request_id == request).order_by(table.c.decided_at)
    rows = list(gate.connection.execute(query))
    if not rows or rows[0].owner_id not in gate.owners_for(Act.READ_DECISION):
        return {}
    refused = [row for row in rows if not row.share]
    opened = gate.open_many(Decision, refused, "why", act=Act.READ_DECISION) if refused else []
    why = {row.id: text for row, text in opened}
    return {row.version_id: (row.share, why.get(row.id, "")) for row in rows}


def contributions(*, gate: Gate) -> list[tuple[Any, str]]:
    """The contributions and requests that the reader may open, each with its address here."""
    mine = set(gate.owners_for(Act.READ_REQUEST))
    query = (
        sa.select(Document.__table__, Agency.name.label("agency"))
        .join(Agency, Agency.id == Document.owner_id)
        .where(Document.review_id == gate.domain)
        .order_by(Agency.name, Document.kind, Document.id)
    )
    rows = list(gate.connection.execute(query))
    may = gate.readable(Act.READ_CONTRIBUTION, rows, Document.shape)
    found = [(r, f"contributions/{r.id}") for r, yes in zip(rows, may, strict=True) if yes]
    asked = [r for r in requests(gate=gate) if r.owner_id in mine and r.document_id is None]
    return found + [(row, f"requests/{row.id}") for row in asked]


def to_sign(document: str, gate: Gate) -> list[Any]:
    """The unsigned newest words of shareable sections; of the others nobody signs any, nor of a
    heading under which nobody has written.
    """
    rows = written(document, gate)
    return [r for r in rows if r.stage == Stage.DRAFT and r.section_class in SHARED]


def written(document: str, gate: Gate) -> list[Any]:
    """The newest version of each section but for the template's empty headings; unopened."""
    of = Heading.__table__.c
    empty = set(
        gate.connection.execute(
            sa.select(of.version_id).where(of.review_id == gate.domain)
        ).scalars()
    )
    return [row for row in documents.newest(document=document, gate=gate) if row.id not in empty]


def to_decide(document: str, gate: Gate) -> list[Any]:
    """Of each shareable section the highest signed-off version."""
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(
        at.document_id == document,
        of.review_id == gate.domain,
        of.stage == Stage.SIGNED_OFF,
        at.section_class.in_(SHARED),
    )
    rows = gate.connection.execute(query.order_by(at.position, of.number))
    return list({row.section_id: row for row in rows}.values())


def has_something(document: str, gate: Gate) -> bool:
    """Whether any words of a contribution are open to the reader."""
    query = documents.candidates().where(Section.__table__.c.document_id == document)
    rows = list(gate.connection.execute(query, {"review": gate.domain}))
    return any(gate.readable(Act.READ_SECTION, rows, Version.shape))


def is_awaited(state: str) -> bool:
    """Whether the agency still owes something, so that a passed date is its own."""
    return State.WITHDRAWN in MOVES[State(state)]


def agency_name(owner: str, gate: Gate) -> str:
    return reviews.body_name(body=owner, gate=gate)


def document_row(document: str, gate: Gate) -> Any:
    query = sa.select(Document.__table__).where(
        Document.id == document, Document.review_id == gate.domain
    )
    return gate.connection.execute(query).one()


def document_of(section: str, gate: Gate) -> str:
    query = sa.select(Section.document_id).where(
        Section.id == section, Section.review_id == gate.domain
    )
    return str(gate.connection.execute(query).scalar_one())


def holds_covert(document: str, gate: Gate) -> bool:
    """Whether words of it were said to be of a covert source; for its owner's side (rule 5)."""
    hidden = sorted(name for name, kind in KIND_OF.items() if kind == "covert")
    query = sa.exists().where(
        Section.document_id == document,
        Section.review_id == gate.domain,
        Section.section_class.in_(hidden),
    )
    return bool(gate.connection.execute(sa.select(query)).scalar_one())
