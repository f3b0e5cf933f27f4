"""What of this review meets a finding of other proceedings, and how it stands to it.

Nobody learns of a section by it: who may not read a section sees neither that it was entered nor
how often (release rule 16), also whoever keeps the register. So all that is told here, and every
number, is of what the reader may read now; and no word of a section is copied.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, new_id, one_of, refer
from portal.documents import acts as documents
from portal.documents.models import Document, Section, Version
from portal.gate.gate import Gate, Refused, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import BOARD, Act
from portal.gate.sealed import Sealed, header, sealed
from portal.proceedings import findings
from portal.proceedings.acts import checked
from portal.proceedings.models import OF_THE_CASE, Outcome

RELATIONS = {
    "same": "Says the same",
    "further": "Goes further",
    "differs": "Differs",
    "absent": "Is not dealt with in this review",
}
ABSENT = "absent"
MEET = frozenset({"practice", "good_practice", "learning", "recommendations"})
"""Classes of sections that weigh, find or recommend, and so can meet a finding."""


class Match(SealedRow, Base):
    """A section that meets a finding, or that the review does not deal with it. What was ended
    stays on record.
    """

    __tablename__ = "finding_match"
    shape: ClassVar[Shape] = {**OF_THE_CASE, "sec": lambda row: row.section_id}
    proceeding_id: Mapped[Id] = refer("proceeding.id")
    number: Mapped[int]
    """The finding's, which it keeps when it is corrected."""
    section_id: Mapped[Id | None] = refer("section.id", nullable=True)
    version_id: Mapped[Id | None] = refer("section_version.id", nullable=True)
    """The words that were read when it was entered."""
    relation: Mapped[Word]
    why: Mapped[Sealed] = sealed()
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    ended_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    why_ended: Mapped[Sealed | None] = sealed(null=True)
    __table_args__ = (
        header("why"),
        header("why_ended"),
        one_of("relation", RELATIONS),
        sa.CheckConstraint("(section_id is null) = (relation = 'absent')", name="of_a_section"),
        sa.CheckConstraint("(section_id is null) = (version_id is null)", name="with_its_words"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
        sa.CheckConstraint("(ended_at is null) = (why_ended is null)", name="ended_with_why"),
        sa.Index("ix_finding_match_review_id", "review_id"),
        sa.Index(
            "uq_finding_match_standing", "proceeding_id", "number", "section_id", unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        ),
    )  # fmt: skip


# What the reader may see


def seen(*, proceeding: str = "", gate: Gate) -> list[Any]:
    """Every match that the reader may know of, ended ones too, oldest first: of one of the
    proceedings or of all. It opens nothing.
    """
    of = Match.__table__.c
    query = sa.select(Match.__table__).where(of.review_id == gate.domain)
    if proceeding:
        query = query.where(of.proceeding_id == proceeding)
    rows = list(gate.connection.execute(query.order_by(of.id)))
    may = gate.readable(Act.READ_PROCEEDINGS, rows, Match.shape)
    reads = documents.open_now(gate=gate) if any(row.section_id for row in rows) else {}
    return [
        row
        for row, yes in zip(rows, may, strict=True)
        if yes and (row.section_id is None or row.section_id in reads)
    ]


def unmet(*, gate: Gate) -> Counter[str]:
    """By proceedings, how many findings nothing meets that the reader sees."""
    standing = findings.standing(gate=gate)
    if not standing:
        return Counter()
    met = {(m.proceeding_id, m.number) for m in seen(gate=gate) if m.ended_at is None}
    left = [row for row in standing if (row.proceeding_id, row.number) not in met]
    return Counter(row.proceeding_id for row in left)


def of_sections(*, gate: Gate) -> dict[str, list[Any]]:
    """By section the findings that it meets, for whoever reads both: each row has the proceedings'
    id and the finding's number. It opens nothing.
    """
    numbers = {(row.proceeding_id, row.number) for row in findings.standing(gate=gate)}
    told: dict[str, list[Any]] = {}
    for row in seen(gate=gate) if numbers else ():
        if row.section_id and row.ended_at is None and (row.proceeding_id, row.number) in numbers:
            told.setdefault(row.section_id, []).append(row)
    return told


def sections(*, gate: Gate) -> dict[str, Any]:
    """By section the version of it that is open to the reader, of every class, with the kind of its
    document: in order of owner, document and place. It opens nothing.
    """
    of, at = Document.__table__.c, Section.__table__.c
    query = documents.candidates().add_columns(of.kind.label("document_kind"))
    query = query.join(Document.__table__, of.id == at.document_id)
    rows = list(gate.connection.execute(query, {"review": gate.domain}))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    return {row.section_id: row for row, yes in zip(rows, may, strict=True) if yes}


def choosable(*, gate: Gate) -> dict[str, Any]:
    """Of `sections` those that can meet a finding."""
    return {k: row for k, row in sections(gate=gate).items() if row.section_class in MEET}


# Saying so, and ending it


def enter(*, finding: Outcome, relation: str, section: str, why: str, gate: Gate) -> Match:
    """Say what meets a finding: `section` is empty for what is not dealt with.

    Raises Absent; Refused for a section that cannot be chosen, what is entered already, or what
    contradicts what stands.
    """
    checked(finding, gate)
    findings.still_stands(finding)
    if relation not in RELATIONS:
        raise Refused("Choose how it stands to the finding.")
    row = choosable(gate=gate).get(section)
    if relation != ABSENT and row is None:
        raise Refused("Choose one of the sections that are listed.")
    if relation == ABSENT and section:
        raise Refused("Choose no section where this review does not deal with the finding.")
    _agrees(_standing(finding, gate), relation, section)
    made = Match(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        proceeding_id=finding.proceeding_id,
        number=finding.number,
        section_id=section or None,
        version_id=row.id if row is not None else None,
        relation=relation,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    checked(made, gate)
    gate.seal(made, why=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def _standing(finding: Outcome, gate: Gate) -> list[Any]:
    rows = seen(proceeding=finding.proceeding_id, gate=gate)
    return [row for row in rows if row.number == finding.number and row.ended_at is None]


def _agrees(stands: list[Any], relation: str, section: str) -> None:
    """Raises Refused where what the actor sees says otherwise, or the same."""
    if any(row.relation == ABSENT for row in stands):
        raise Refused(
            "It is entered that this review does not deal with this finding. End that first."
        )
    if relation == ABSENT and stands:
        raise Refused("Sections are entered that meet this finding. End them first.")
    if any(row.section_id == section for row in stands):
        raise Refused("This section is entered already. End that first, to say something else.")


def end(*, match: Match, why: str, gate: Gate) -> None:
    """It holds no longer, and stays on record. Raises Absent, also for whoever may not read the
    section now; Refused where it has ended.
    """
    known(match=match, gate=gate)
    checked(match, gate)
    if match.ended_at is not None:
        raise Refused("This has been ended already.")
    match.ended_at, match.ended_by = gate.now, gate.actor.member
    gate.seal(match, why_ended=why)


def known(*, match: Any, gate: Gate) -> None:
    """Raises Absent for whoever may not read the section, and so does not learn of the match."""
    if match.id not in {row.id for row in seen(proceeding=match.proceeding_id, gate=gate)}:
        gate.deny(Act.READ_PROCEEDINGS, match.owner_id, match.id)


def opened(*, rows: list[Any], field: str, gate: Gate) -> Mapping[str, str]:
    """By id one sealed field of what `seen` gave."""
    held = [row for row in rows if getattr(row, field) is not None]
    told = gate.open_many(Match, held, field, act=Act.READ_PROCEEDINGS) if held else []
    return {row.id: text for row, text in told}
