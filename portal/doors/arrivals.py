"""What came in for a body: seen by its own people alone, opened, and kept with a contribution."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.documents import acts as documents
from portal.documents.models import Document
from portal.documents.words import Paragraph
from portal.doors.acts import DESTROYED
from portal.doors.models import SETTLED_MOVES, Arrival, ArrivalPiece, Door, Settled
from portal.gate.gate import Absent, Gate, Refused, sealed_fields
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.reviews.models import Membership
from portal.timetable.acts import not_to_come

PIECE = 512 * 1024
"""Bytes of a file in one row."""
OVER = "Somebody has decided on this already. Open the list again to see what became of it."


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody sends, or hands to whoever enters it: words, a file, or both."""

    sender: str = field(repr=False)
    part: str = field(repr=False)
    words: str = field(repr=False)
    secured: str
    file_name: str = field(default="", repr=False)
    file_kind: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def words_digest(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest() if self.words else ""

    @property
    def file_digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest() if self.content else ""


def stored(arrival: Arrival, brought: Brought, gate: Gate, *, authorised: str = "") -> None:
    """Seal what was brought into a row that has its id, review and owner. It decides nothing."""
    arrival.secured, arrival.state = brought.secured, Settled.WAITS
    arrival.file_kind, arrival.file_size = brought.file_kind or None, len(brought.content)
    told = {
        "sender": brought.sender,
        "part": brought.part,
        "words": brought.words,
        "words_digest": brought.words_digest,
        "file_name": brought.file_name if brought.content else "",
        "file_digest": brought.file_digest,
        "authorised": authorised,
    }
    always = {"sender", "part"}
    gate.seal(arrival, **{name: said for name, said in told.items() if said or name in always})
    gate.session.add(arrival)
    gate.session.flush()
    _pieces(arrival, brought.content, gate)


def _pieces(arrival: Arrival, content: bytes, gate: Gate) -> None:
    for position, start in enumerate(range(0, len(content), PIECE)):
        piece = ArrivalPiece(
            id=new_id(),
            review_id=gate.domain,
            owner_id=arrival.owner_id,
            row_version=1,
            arrival_id=arrival.id,
            position=position,
        )
        gate.seal(piece, body=base64.b64encode(content[start : start + PIECE]).decode())
        gate.session.add(piece)
        gate.session.flush()
        gate.session.expunge(piece)


def enter(
    *, brought: Brought, way: str, purpose: str, received: date, authorised: str, gate: Gate
) -> Arrival:
    """Enter for somebody without an account what came to this body by another way.

    Raises Absent for whoever takes nothing in for her body; Refused for a day to come or too far.
    """
    arrival = Arrival(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.acting_for(Act.TAKE_IN),
        row_version=1,
        way=way,
        purpose=purpose,
        received_on=received,
        entered_by=gate.actor.member,
        arrived_at=gate.now,
    )
    gate.check(Act.TAKE_IN, arrival, Arrival.shape)
    if gate.shredded:
        raise Refused(DESTROYED)
    not_to_come(received, gate)
    stored(arrival, brought, gate, authorised=authorised)
    return arrival


def scan(*, arrival: Arrival, name: str, kind: str, content: bytes, gate: Gate) -> None:
    """The paper itself, scanned, or the e-mail: once, by whoever enters it, while it waits.

    Raises Absent, Refused.
    """
    gate.check(Act.TAKE_IN, arrival, Arrival.shape)
    if arrival.entered_by is None or arrival.state != Settled.WAITS or arrival.file_kind:
        raise Refused("A file is here already, or somebody has decided on this. Enter it anew.")
    if not entered_by_me(arrival=arrival, gate=gate):
        raise Refused("Whoever entered this adds its scan. Ask them, or enter it anew.")
    arrival.file_kind, arrival.file_size = kind, len(content)
    gate.seal(arrival, file_name=name, file_digest=hashlib.sha256(content).hexdigest())
    _pieces(arrival, content, gate)


def entered_by_me(*, arrival: Any, gate: Gate) -> bool:
    """Whether the acting person entered it, in whichever part she had then."""
    entered = sa.select(Membership.person_id).where(Membership.id == arrival.entered_by)
    return bool(gate.connection.execute(entered).scalar_one_or_none() == gate.actor.person)


# What came in


def arrivals(*, gate: Gate) -> list[Any]:
    """All that came in for the bodies whose things this member takes in, newest first. It opens
    nothing; with each row comes the link's own id, or none.
    """
    owners = gate.owners_for(Act.TAKE_IN)
    if not owners:
        return []
    table = Arrival.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.owner_id.in_(owners))
    rows = plain_rows(gate.connection.execute(here.order_by(table.c.arrived_at.desc(), table.c.id)))
    may = gate.readable(Act.TAKE_IN, rows, Arrival.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def senders(*, rows: list[Any], gate: Gate) -> dict[str, str]:
    """By id from whom each is, with the organisation that a link was made for."""
    opened = gate.open_many(Arrival, rows, "sender", act=Act.TAKE_IN) if rows else []
    said = {row.id: text for row, text in opened}
    made_for = organisations(doors={row.door_id for row in rows if row.door_id}, gate=gate)
    for row in rows:
        if row.id in said and row.door_id in made_for:
            said[row.id] = f"{said[row.id]}, {made_for[row.door_id]}"
    return said


def organisations(*, doors: set[str], gate: Gate) -> dict[str, str]:
    """By link for whom it was made: for those who take in what comes through it."""
    if not doors:
        return {}
    table = Door.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.id.in_(doors))
    rows = list(gate.connection.execute(here))
    opened = gate.open_many(Door, rows, "organisation", act=Act.TAKE_IN)
    return {row.id: text for row, text in opened}


def opened(*, arrival: Any, gate: Gate) -> Mapping[str, str]:
    """Every word of it that is still here, by column. Raises Absent."""
    held = [name for name in sealed_fields(Arrival) if getattr(arrival, name) is not None]
    return gate.open(arrival, *held, act=Act.TAKE_IN, model=Arrival)


def bytes_of(*, arrival: Any, gate: Gate) -> bytes:
    """The file as it came, to the byte. Raises Absent, also where it is not here any more."""
    if arrival.file_kind is None:
        raise Absent
    digest = gate.open(arrival, "file_digest", act=Act.TAKE_IN, model=Arrival)["file_digest"]
    table = ArrivalPiece.__table__
    here = sa.select(table).where(
        table.c.arrival_id == arrival.id, table.c.review_id == gate.domain
    )
    rows = plain_rows(gate.connection.execute(here.order_by(table.c.position)))
    told = gate.open_many(ArrivalPiece, rows, "body", act=Act.TAKE_IN)
    content = b"".join(base64.b64decode(body) for _, body in told)
    if hashlib.sha256(content).hexdigest() != digest:
        raise Absent
    return content


# Deciding


def contributions(*, owner: str, gate: Gate) -> list[Any]:
    """The documents of a body into which this member may write."""
    table = Document.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.owner_id == owner)
    rows = list(gate.connection.execute(here.order_by(table.c.kind, table.c.id)))
    may = gate.readable(Act.WRITE_SECTION, rows, Document.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def keep(
    *, arrival: Arrival, document: Document, section_class: str, title: str, gate: Gate
) -> None:
    """Keep it with a contribution of the same body: the file as an attachment, the words as a
    section of a draft. From then on they stand there, under that class, and no more here.

    Raises Absent for whoever may not write there; Refused where it was decided already.
    """
    gate.check(Act.TAKE_IN, arrival, Arrival.shape)
    gate.check(Act.WRITE_SECTION, document, Document.shape)
    if document.owner_id != arrival.owner_id:
        raise Refused("Choose a contribution of the body for which this came in.")
    told = opened(arrival=arrival, gate=gate)
    _settle(arrival, Settled.KEPT, gate)
    if arrival.file_kind is not None:
        _attach(arrival, document, section_class, told["file_name"], gate)
    if "words" in told:
        made = documents.add_section(
            document=document,
            section_class=section_class,
            title=title,
            paragraphs=[Paragraph(new_id(), "p", line) for line in _lines(told["words"])],
            gate=gate,
        )
        arrival.section_id, arrival.words = made.section_id, None
        gate.session.flush()


def _lines(words: str) -> list[str]:
    return [" ".join(line.split()) for line in words.split("\n") if line.strip()]


def _attach(
    arrival: Arrival, document: Document, section_class: str, name: str, gate: Gate
) -> None:
    content = bytes_of(arrival=arrival, gate=gate)
    kept = importing.keep(
        document=document,
        name=name,
        kind=arrival.file_kind or "",
        section_class=section_class,
        content=content,
        gate=gate,
    )
    arrival.attachment_id, arrival.file_name = kept.id, None
    gone = sa.delete(ArrivalPiece).where(ArrivalPiece.arrival_id == arrival.id)
    gate.session.execute(gone)


def note(*, arrival: Arrival, gate: Gate) -> None:
    """It was read and stays here, closed as it is. Raises Absent, Refused."""
    gate.check(Act.TAKE_IN, arrival, Arrival.shape)
    _settle(arrival, Settled.NOTED, gate)


def decline(*, arrival: Arrival, why: str, gate: Gate) -> None:
    """It is not taken in, and why; it stays here, closed as it is. Raises Absent, Refused."""
    gate.check(Act.TAKE_IN, arrival, Arrival.shape)
    gate.seal(arrival, why=why)
    _settle(arrival, Settled.DECLINED, gate)


def _settle(arrival: Arrival, to: Settled, gate: Gate) -> None:
    if to not in SETTLED_MOVES[Settled(arrival.state)]:
        raise Refused(OVER)
    arrival.state, arrival.settled_at, arrival.settled_by = to, gate.now, gate.actor.member
    gate.session.flush()
    gate.record(Act.TAKE_IN, arrival.owner_id, {f"arrival:{to}": (arrival.id,)})
