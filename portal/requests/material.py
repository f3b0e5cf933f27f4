"""What a request touches, for whom it is held, and whether it is police review material.

Whether it is police material is reckoned from whose document it is, and deny by default: an
overview report rests on what the police gave, and so does all of a police internal management
review (PIMR). Somebody may say that papers kept elsewhere are; nothing says that they are not.
"""

from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.documents import acts as documents
from portal.documents.models import Document, Section
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD
from portal.requests.acts import checked, kinds_of
from portal.requests.models import HELD, InformationRequest, RequestMaterial, Stage
from portal.requests.steps import NOT_OPEN
from portal.reviews import acts as reviews
from portal.timetable.acts import kind_of


def to_choose(*, gate: Gate) -> dict[str, list[Any]]:
    """By document its sections that the actor may read, in their order; no title is opened."""
    found = documents.open_now(gate=gate)
    at = Section.__table__.c
    query = sa.select(at.id, at.document_id, Document.kind, Document.owner_id)
    joined = query.join(Document, Document.id == at.document_id)
    here = joined.where(at.id.in_(list(found))).order_by(at.document_id, at.position)
    told: dict[str, list[Any]] = {}
    for row in plain_rows(gate.connection.execute(here)) if found else []:
        told.setdefault(row.document_id, []).append(row)
    return told


def touch(
    *,
    request: InformationRequest,
    document: str = "",
    section: str = "",
    held: str,
    agency: str = "",
    police: bool = False,
    note: str = "",
    gate: Gate,
) -> RequestMaterial:
    """Something that the request touches: a document here, one of its sections, or other papers.

    Raises Absent; Refused for what the actor may not read, and for papers that nobody describes.
    """
    checked(request, gate)
    if request.stage not in {Stage.OPEN, Stage.CLARIFYING}:
        raise Refused(NOT_OPEN)
    document = _chosen(document, section, note, gate)
    mine = kinds_of([request.owner_id], gate).get(request.owner_id)
    _holder(held, agency, police=police and mine != "police", gate=gate)
    made = RequestMaterial(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        document_id=document or None,
        section_id=section or None,
        held=held,
        agency_id=agency or None,
        police=police,
        added_by=gate.actor.member,
        added_at=gate.now,
    )
    if note:
        gate.seal(made, note=note)
    gate.session.add(made)
    gate.session.flush()
    return made


def _chosen(document: str, section: str, note: str, gate: Gate) -> str:
    """The document, also where a section alone was named."""
    known = to_choose(gate=gate) if document or section else {}
    whole = {row.id: name for name, rows in known.items() for row in rows}
    if section:
        document = document or whole.get(section, "")
        if not document or whole.get(section) != document:
            raise Refused("Choose one of the sections on this page.")
    elif document and document not in known:
        raise Refused("Choose one of the documents on this page.")
    if not document and not note:
        raise Refused("Say what the papers are that are not in this portal.")
    return document


def _holder(held: str, agency: str, *, police: bool, gate: Gate) -> None:
    if held not in HELD:
        raise Refused("Choose for whom it is held.")
    known = reviews.owners(gate=gate)
    if agency and (agency not in known or agency == BOARD):
        raise Refused("Choose one of the organisations on this page.")
    if held == "behalf" and not agency:
        raise Refused("Say on whose behalf it is held.")
    if police and kinds_of([agency], gate).get(agency) != "police":
        raise Refused("Say whose force's review material it is.")


def take_off(*, row: RequestMaterial, why: str, gate: Gate) -> None:
    """It is not touched after all, and somebody says why; it stays on record.

    Raises Absent; Refused where it was taken off before, or for no reason.
    """
    checked(row, gate)
    if row.taken_off_at is not None:
        raise Refused("It was taken off the list already.")
    if not why.strip():
        raise Refused("Say why the request does not touch it after all.")
    row.taken_off_at, row.taken_off_by = gate.now, gate.actor.member
    gate.seal(row, why_off=why)
    gate.session.flush()


def touched(*, request: Any, gate: Gate, gone: bool = False) -> list[Any]:
    """What is on the list, unopened, with whose document it is; with `gone` what was on it too."""
    of = RequestMaterial.__table__.c
    extra = (Document.kind, Document.owner_id.label("owner"))
    query = sa.select(RequestMaterial.__table__, *extra)
    here = query.outerjoin(Document, Document.id == of.document_id)
    here = here.where(of.request_id == request.id)
    if not gone:
        here = here.where(of.taken_off_at.is_(None))
    return plain_rows(gate.connection.execute(here.order_by(of.id)))


def places_of(*, rows: list[Any], gate: Gate) -> dict[str, int]:
    """By section its number among those of its document that the reader may read."""
    named = {row.document_id for row in rows if row.section_id}
    return documents.places(documents=named, gate=gate) if named else {}


def forces(*, rows: list[Any], request: Any, gate: Gate) -> dict[str, set[str]]:
    """By row the forces whose review material it is; none where it is nobody's."""
    bodies = {*reviews.owners(gate=gate), request.owner_id, *(r.owner for r in rows if r.owner)}
    kinds = kinds_of(bodies, gate)
    police = {body for body, kind in kinds.items() if kind == "police"}
    pimr = kind_of(gate) == "pimr"
    told: dict[str, set[str]] = {}
    for row in rows:
        own = {row.owner, row.agency_id, request.owner_id if row.police else None} & police
        told[row.id] = police if row.kind == "overview" or (pimr and not own) else own
    return told


def police_touched(*, request: Any, gate: Gate) -> set[str]:
    """The forces whose review material the request touches, as the list stands."""
    rows = touched(request=request, gate=gate)
    return set().union(*forces(rows=rows, request=request, gate=gate).values())


def alike(*, request: Any, gate: Gate) -> set[str]:
    """Other requests to the same authority that touch one of the same documents."""
    of = RequestMaterial.__table__.c
    mine = [row.document_id for row in touched(request=request, gate=gate) if row.document_id]
    query = sa.select(of.request_id).where(
        of.document_id.in_(mine), of.taken_off_at.is_(None), of.owner_id == request.owner_id
    )
    return set(gate.connection.execute(query).scalars()) - {request.id}
