"""The dates that the form holds, put into a chronology that the force writes.

They become a draft section of the chronology class in one of the force's own documents: a table,
in the order of the days, with the stage from which each comes. What stands in a chronology of that
document already is not put there twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.documents import acts as documents
from portal.documents import words
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph, paragraphs_of
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage
from portal.pimr.models import OWN, Form
from portal.pimr.sheets import STAGES, fields_of, stage_of
from portal.web.dates import in_words

CHRONOLOGY = "chronology"
"""A kind of document, and a class of section (policies/classes.csv)."""
HEADS = "Date\tWhat happened\tFrom"
TITLE = "Dates from the reoffending review form"
NEW = "new"
"""Instead of a document's id: one that is begun for it."""
NOBODY = "Only an author of your force puts them there. Ask one: this page is on the form."
NONE = "The form holds no date yet."
NOTHING = "All dates of the form stand in a chronology of that document already."


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that the form holds."""

    on: date
    what: str
    stage: str

    @property
    def row(self) -> str:
        return "\t".join((in_words(self.on), self.what, f"Reoffending review form, {self.stage}"))


def dates(said: Mapping[str, Mapping[str, str]], on: date) -> list[Dated]:
    """Every day that the stages say, in order. `said` is by sheet what it says, `on` the day on
    which the form was opened.
    """
    told = []
    for sheet in STAGES:
        stage = stage_of(sheet, on).title.partition(":")[0].lower()
        for field in fields_of(sheet, on):
            own = said.get(sheet, {})
            if field.kind == "level_change" and own.get(field.code) == "yes":
                day = own.get(field.names["on"], "")
            else:
                day = own.get(field.code, "") if field.kind == "date" else ""
            if day:
                told.append(Dated(date.fromisoformat(day), field.label, stage))
    return sorted(told, key=lambda one: (one.on, one.stage))


def writable(*, gate: Gate) -> list[Any]:
    """The force's own documents to which the actor may add a section, oldest first."""
    of = Document.__table__.c
    query = sa.select(Document.__table__).where(
        of.review_id == gate.domain, of.owner_id == gate.body
    )
    rows = list(gate.connection.execute(query.order_by(of.id)))
    return [row for row in rows if gate.may(Act.WRITE_SECTION, row, Document.shape).allowed]


def may_begin(*, gate: Gate) -> bool:
    """Whether the actor writes for a body of her own, and so can begin a chronology."""
    own = Document(review_id=gate.domain, owner_id=gate.body, kind=CHRONOLOGY)
    return gate.may(Act.WRITE_SECTION, own, Document.shape).allowed


def feed(*, form: Form, document: str, days: Sequence[Dated], gate: Gate) -> Version:
    """A draft section with those of these days that stand in no chronology of the document yet;
    with NEW in a chronology that is begun for them.

    Raises Absent; Refused for another document, and where nothing is left to put there.
    """
    gate.check(Act.READ_PIMR, form, OWN)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is written any more.")
    if document not in {NEW, *(row.id for row in writable(gate=gate))}:
        raise Refused("Choose one of the documents on this page.")
    there = _rows_there(document, gate)
    fresh = [one.row for one in days if one.row not in there]
    if not fresh:
        raise Refused(NOTHING if there else NONE)
    return documents.add_section(
        document=_document(document, gate),
        section_class=CHRONOLOGY,
        title=TITLE,
        paragraphs=[
            Paragraph(new_id(), "head", HEADS),
            *(Paragraph(new_id(), "row", text) for text in fresh),
        ],
        gate=gate,
    )


def _document(name: str, gate: Gate) -> Document:
    if name == NEW:
        return documents.start_document(kind=CHRONOLOGY, gate=gate)
    return gate.session.execute(sa.select(Document).where(Document.id == name)).scalar_one()


def _rows_there(document: str, gate: Gate) -> set[str]:
    """The rows of the document's chronologies, of those that the actor reads."""
    query = Version.rows().where(
        Version.__table__.c.review_id == gate.domain,
        sa.column("document_id") == document,
        sa.column("section_class") == CHRONOLOGY,
        Version.__table__.c.stage != Stage.WITHDRAWN,
    )
    rows = list(gate.connection.execute(query.order_by(Version.__table__.c.number)))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    newest = {row.section_id: row for row, yes in zip(rows, may, strict=True) if yes}
    opened = gate.open_many(Version, list(newest.values()), "words", act=Act.READ_SECTION)
    return {p.text for _, text in opened for p in paragraphs_of(words.load(text))}
