"""What the disclosure officer is told of: that a document exists, its date, its type, no word.

Source: Criminal Procedure and Investigations Act 1996 (CPIA).
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.documents.models import Document, Version
from portal.gate.gate import Gate, Guarded
from portal.gate.policy import Act
from portal.importing.models import ATTACHMENT_KINDS, Attachment
from portal.pimr.acts import history
from portal.pimr.models import Filled
from portal.pimr.sheets import stage_of
from portal.web.dates import day

KINDS = {
    "imr": "Section of the management review",
    "information_report": "Section of an information report",
    "chronology": "Section of a chronology",
    "overview": "Section of the overview report",
}

FULL = {
    "full_terms": "Terms of reference of the full PIMR",
    "full_source": "Source of the full PIMR",
    "full_decision": "Key decision of the full PIMR",
    "full_interview": "Interview of the full PIMR",
}
"""Sheets that stand beside the form's own stages."""


@dataclass(frozen=True, slots=True)
class Listed:
    kind: str
    at: datetime
    version: str
    """Such as "version 2"; empty for a file."""

    @property
    def on(self) -> str:
        return day(self.at)


def listed(*, form: Any, gate: Gate) -> list[Listed]:
    """Every version of the form's stages, by date; of the force's sections and its files those that
    the reader may read, and for its disclosure officer all.
    """
    told = [
        Listed(stage_of(row.sheet, form.opened_on).title, row.written_at, f"version {row.number}")
        for row in history(form=form, gate=gate)
    ]
    kept = Filled.__table__
    beside = sa.select(kept).where(kept.c.review_id == gate.domain, kept.c.sheet.in_(FULL))
    told += [
        Listed(FULL[row.sheet], row.written_at, f"version {row.number}")
        for row in gate.connection.execute(beside)
    ]
    kinds = _documents(form, gate)
    told += [
        Listed(KINDS[kinds[row.document_id]], row.written_at, f"version {row.number}")
        for row in _told_of(Version, Act.READ_SECTION, form, gate)
    ]
    told += [
        Listed(f"File: {ATTACHMENT_KINDS[row.kind]}", row.kept_at, "")
        for row in _told_of(Attachment, Act.READ_ATTACHMENT, form, gate)
        if row.covert_at is None
    ]
    return sorted(told, key=lambda one: one.at)


def _documents(form: Any, gate: Gate) -> dict[str, str]:
    """The force's documents, each with its kind."""
    of = Document.__table__.c
    query = sa.select(of.id, of.kind).where(
        of.review_id == gate.domain, of.owner_id == form.owner_id
    )
    return {row.id: row.kind for row in gate.connection.execute(query)}


def _told_of(model: type[Guarded], act: Act, form: Any, gate: Gate) -> list[Any]:
    """Rows of the force that the reader may be told of (rule 16)."""
    of = model.__table__.c
    query = model.rows().where(of.review_id == gate.domain, of.owner_id == form.owner_id)
    rows = list(gate.connection.execute(query))
    if form.owner_id in gate.owners_for(Act.READ_SCHEDULE):
        return rows
    may = gate.readable(act, rows, model.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def as_table(rows: list[Listed], marking: str) -> bytes:
    """A table for a spreadsheet; its first and last lines carry the marking."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerows([[marking], ["Number", "Date", "Type", "Version"]])
    write.writerows([str(n), r.on, r.kind, r.version] for n, r in enumerate(rows, 1))
    write.writerow([marking])
    return out.getvalue().encode("utf-8-sig")
