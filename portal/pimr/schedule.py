"""What the disclosure officer is told of: that a document exists, its date, its type, no word.

Source: Criminal Procedure and Investigations Act 1996 (CPIA).
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.documents.models import Document, Section, Version
from portal.gate.gate import Gate
from portal.importing.models import ATTACHMENT_KINDS, Attachment
from portal.pimr.acts import history
from portal.pimr.sheets import stage_of
from portal.web.dates import day

KINDS = {
    "imr": "Section of the management review",
    "information_report": "Section of an information report",
    "chronology": "Section of a chronology",
    "overview": "Section of the overview report",
}


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
    """Every version of the form's stages, of the force's sections, and its files, by date."""
    told = [
        Listed(stage_of(row.sheet, form.opened_on).title, row.written_at, f"version {row.number}")
        for row in history(form=form, gate=gate)
    ]
    of, at, whole = Version.__table__.c, Section.__table__.c, Document.__table__.c
    words = (
        sa.select(whole.kind, of.number, of.written_at)
        .join(Section.__table__, at.id == of.section_id)
        .join(Document.__table__, whole.id == at.document_id)
        .where(of.review_id == gate.domain, of.owner_id == form.owner_id)
    )
    told += [
        Listed(KINDS[row.kind], row.written_at, f"version {row.number}")
        for row in gate.connection.execute(words)
    ]
    kept = Attachment.__table__.c
    files = sa.select(kept.kind, kept.kept_at).where(
        kept.review_id == gate.domain, kept.owner_id == form.owner_id, kept.covert_at.is_(None)
    )
    told += [
        Listed(f"File: {ATTACHMENT_KINDS[row.kind]}", row.kept_at, "")
        for row in gate.connection.execute(files)
    ]
    return sorted(told, key=lambda one: one.at)


def as_table(rows: list[Listed], marking: str) -> bytes:
    """A table for a spreadsheet; its first and last lines carry the marking."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerows([[marking], ["Number", "Date", "Type", "Version"]])
    write.writerows([str(n), r.on, r.kind, r.version] for n, r in enumerate(rows, 1))
    write.writerow([marking])
    return out.getvalue().encode("utf-8-sig")
