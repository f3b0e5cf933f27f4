"""What of a review may be disclosed later, whom that is told, and what may not be published yet.

The schedule is for the disclosure officer of a criminal case (Criminal Procedure and Investigations
Act 1996): it says that documents exist, of what kind, from when and whose, and never a title or a
word. Her own agency's documents are on it, and of the others those that were handed to the panel,
which everybody there knows of.
"""

import csv
import io
import unicodedata
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.documents.models import Document, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.proceedings.acts import checked, permits
from portal.proceedings.models import (
    DISCLOSURE,
    HOLDS,
    DisclosureStatus,
    PublicationHold,
    Relevance,
)

# In which proceedings the review's words may have to be disclosed


def status(*, gate: Gate) -> list[str]:
    """The kinds of proceedings that stand, in the list's order; empty where none is known."""
    of = DisclosureStatus.__table__.c
    query = sa.select(of.kind).where(of.review_id == gate.domain, of.ended_at.is_(None))
    found = set(gate.connection.execute(query).scalars())
    return [kind for kind in DISCLOSURE if kind in found]


def set_status(*, kinds: set[str], gate: Gate) -> None:
    """From now on these and no others. Raises Absent, or Refused where nothing would change."""
    before = set(status(gate=gate))
    made = [
        DisclosureStatus(
            id=new_id(),
            review_id=gate.domain,
            kind=kind,
            recorded_by=gate.actor.member,
            recorded_at=gate.now,
        )
        for kind in sorted(kinds - before)
    ]
    checked(next(iter(made), DisclosureStatus(id=gate.domain, review_id=gate.domain)), gate)
    if not kinds <= set(DISCLOSURE):
        raise Refused("Choose only what is on this page.")
    if kinds == before:
        raise Refused("That is recorded already.")
    gone = DisclosureStatus.kind.in_(before - kinds), DisclosureStatus.ended_at.is_(None)
    ended = {"ended_at": gate.now, "ended_by": gate.actor.member}
    here = DisclosureStatus.review_id == gate.domain
    gate.session.execute(sa.update(DisclosureStatus).where(here, *gone).values(ended))
    gate.session.add_all(made)
    gate.session.flush()


def banner(*, gate: Gate) -> str:
    """What whoever writes is told: in one line, whatever stands."""
    told = [DISCLOSURE[kind] for kind in status(gate=gate)]
    named = ", ".join([told[0], *(one[0].lower() + one[1:] for one in told[1:])]) if told else ""
    why = f"{named}: this text may be disclosable" if told else "This text may be disclosable later"
    return f"{why}, also at an appeal. Write what you would stand by."


# Whether a document is relevant to a criminal case


def mark(*, document: Document, relevant: bool, note: str, gate: Gate) -> Relevance:
    """What its owner says of a document; said anew, the earlier mark stays. Raises Absent."""
    gate.check(Act.MARK_RELEVANCE, document, Document.shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is recorded any more.")
    made = Relevance(
        id=new_id(),
        review_id=gate.domain,
        owner_id=document.owner_id,
        row_version=1,
        document_id=document.id,
        relevant=relevant,
        marked_by=gate.actor.member,
        marked_at=gate.now,
    )
    standing = Relevance.document_id == document.id, Relevance.replaced_at.is_(None)
    gate.session.execute(sa.update(Relevance).where(*standing).values(replaced_at=gate.now))
    if note:
        gate.seal(made, note=note)
    gate.session.add(made)
    gate.session.flush()
    return made


def marks(*, gate: Gate) -> dict[str, Any]:
    """By document the mark that holds, unopened."""
    of = Relevance.__table__.c
    query = sa.select(Relevance.__table__)
    here = query.where(of.review_id == gate.domain, of.replaced_at.is_(None))
    return {row.document_id: row for row in gate.connection.execute(here)}


def note_of(*, row: Any, gate: Gate) -> str:
    """The note of a mark, opened and recorded. Raises Absent."""
    if row.note is None:
        return ""
    return gate.open(row, "note", act=Act.MARK_RELEVANCE, model=Relevance)["note"]


# The schedule


def documents(*, act: Act, gate: Gate) -> list[Any]:
    """Documents on which the actor may do this, with the day of their first words: no title."""
    begun = (
        sa.select(Section.document_id, sa.func.min(Version.written_at).label("begun_at"))
        .join(Version, Version.section_id == Section.id)
        .group_by(Section.document_id)
        .subquery()
    )
    of = Document.__table__.c
    query = (
        sa.select(Document.__table__, begun.c.begun_at)
        .outerjoin(begun, begun.c.document_id == of.id)
        .where(of.review_id == gate.domain)
        .order_by(of.owner_id, of.id)
    )
    rows = list(gate.connection.execute(query))
    may = gate.readable(act, rows, Document.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def schedule(*, gate: Gate) -> list[Any]:
    """The rows of the schedule, and one entry with each owner that she has looked at it."""
    rows = documents(act=Act.READ_SCHEDULE, gate=gate)
    line = gate.may(Act.READ_SCHEDULE).line
    for owner in sorted({row.owner_id for row in rows}):
        ids = [row.id for row in rows if row.owner_id == owner]
        gate.record(Act.READ_SCHEDULE, owner, {line.ref if line else "": ids})
    return rows


def as_csv(heads: list[str], rows: list[list[str]]) -> bytes:
    """For a spreadsheet: a cell that would be reckoned there stands behind an apostrophe."""
    out = io.StringIO()
    told = csv.writer(out)
    told.writerow(heads)
    told.writerows([f"'{cell}" if _reckoned(cell) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _reckoned(cell: str) -> bool:
    """Whether a spreadsheet may take it for a formula: of double width or after spaces too."""
    bare = unicodedata.normalize("NFKC", cell).strip()
    return cell[:1] in {"\t", "\r", "\n"} or bare[:1] in {"=", "+", "-", "@"}


# What may not be published yet


def hold(*, gate: Gate) -> Any:
    """The hold that stands, unopened; or None."""
    of = PublicationHold.__table__.c
    query = sa.select(PublicationHold.__table__)
    here = query.where(of.review_id == gate.domain, of.ended_at.is_(None))
    return gate.connection.execute(here).first()


def publication_held(*, gate: Gate) -> str:
    """Why nothing of the review may be published now, as a sentence; empty where nothing bars it.

    To be asked by whatever publishes, in the same transaction. It opens nothing.
    """
    if (held := hold(gate=gate)) is not None:
        return (
            f"Publication is held ({HOLDS[held.ground].lower()}). The chair or the board's office "
            "looks again and lifts the hold under Proceedings."
        )
    return permits("publication", gate=gate)


def place_hold(*, ground: str, review_on: date, why: str, gate: Gate) -> PublicationHold:
    """Nothing is published until somebody has looked again, at the latest on that day. Placed
    anew it takes the place of the one that stands.

    Raises Absent; Refused for a day gone by or on no list.
    """
    made = PublicationHold(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        ground=ground,
        review_on=review_on,
        placed_by=gate.actor.member,
        placed_at=gate.now,
    )
    checked(made, gate)
    if ground not in HOLDS:
        raise Refused("Choose the kind of reason.")
    if review_on <= today(gate.now):
        raise Refused("The day must be after today.")
    if too_far(review_on, gate.now):
        raise Refused("The day must be within ten years.")
    standing = PublicationHold.review_id == gate.domain, PublicationHold.ended_at.is_(None)
    ended = {"ended_at": gate.now, "ended_by": gate.actor.member}
    gate.session.execute(sa.update(PublicationHold).where(*standing).values(ended))
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def lift_hold(*, held: PublicationHold, why: str, gate: Gate) -> None:
    """What the CPS has not agreed to still waits. Raises Absent, or Refused where it is lifted."""
    checked(held, gate)
    if held.ended_at is not None:
        raise Refused("This hold has ended already.")
    held.ended_at, held.ended_by = gate.now, gate.actor.member
    gate.seal(held, why_ended=why)
