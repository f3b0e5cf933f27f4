"""What is being brought in, and what is kept as it came."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.documents.models import HELD, KIND_OF
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.policy import SHAREABLE
from portal.gate.sealed import Sealed, header, sealed


class ImportStage(StrEnum):
    """How far a file has come on its way to being sections."""

    READING = "reading"
    READY = "ready"
    USED = "used"
    DROPPED = "dropped"


IMPORT_MOVES = {
    ImportStage.READING: {ImportStage.READY, ImportStage.DROPPED},
    ImportStage.READY: {ImportStage.USED, ImportStage.DROPPED},
    ImportStage.USED: set(),
    ImportStage.DROPPED: set(),
}
WAITING = (ImportStage.READING, ImportStage.READY)


class Import(SealedRow, Base):
    """A file that was read and does not stand as sections yet: open to who brought it in, alone."""

    __tablename__ = "import"
    document_id: Mapped[Id] = refer("document.id")
    author: Mapped[Id]
    """The membership that brought it in."""
    stage: Mapped[Word]
    draft: Mapped[Sealed | None] = sealed(null=True)
    """A JSON object (drafts.py); gone when it was used or its time has passed."""
    done: Mapped[int]
    total: Mapped[int]
    """How much of the file has been read, of how much; of large files only."""
    sections: Mapped[int]
    """How many sections it became."""
    brought_at: Mapped[Moment]
    until: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "authored": lambda row: f"{row.owner_id}:{row.author}:{SHAREABLE}",
        "all": lambda _: "",
    }
    __table_args__ = (
        header("draft"),
        one_of("stage", ImportStage),
        sa.CheckConstraint(
            "(stage in ('used', 'dropped')) = (ended_at is not null)", name="ended_when_over"
        ),
        sa.CheckConstraint("ended_at is null or draft is null", name="over_is_empty"),
        sa.Index("ix_import_author", "review_id", "author"),
    )


ATTACHMENT_KINDS = {
    "pdf": "PDF",
    "word": "Word document",
    "old_word": "Older Word document",
    "sheet": "Spreadsheet",
    "old_sheet": "Older spreadsheet",
    "slides": "Slides",
    "png": "Picture (PNG)",
    "jpeg": "Picture (JPEG)",
    "tiff": "Scan (TIFF)",
    "email": "E-mail",
    "outlook": "E-mail (Outlook)",
    "rtf": "Rich text",
    "csv": "Table as text (CSV)",
    "text": "Plain text",
}


def _words(row: Any) -> str | None:
    return f"{row.owner_id}:{KIND_OF[row.section_class]}" if row.covert_at is None else None


def _authored(row: Any) -> str | None:
    kind = KIND_OF[row.section_class]
    return f"{row.owner_id}:{row.author}:{kind}" if row.covert_at is None else None


CLOSED_SHAPE: Shape = {
    "owner": lambda row: row.owner_id,
    "words": _words,
    "authored": _authored,
    "all": lambda _: "",
}
"""Law reaches an attachment through its class, as it reaches words; no release can name one, and
one from a covert source has no name by which anybody could open it (rule 5).
"""


class Attachment(SealedRow, Base):
    """A file kept as it came, beside a contribution. Its release is no matter of this room."""

    __tablename__ = "attachment"
    document_id: Mapped[Id] = refer("document.id")
    section_class: Mapped[Word]
    author: Mapped[Id]
    """The membership that keeps it."""
    kind: Mapped[Word]
    name: Mapped[Sealed] = sealed()
    digest: Mapped[Sealed] = sealed()
    """SHA-256 of its bytes, in hex."""
    size: Mapped[int]
    """In bytes."""
    kept_by: Mapped[Id]
    kept_at: Mapped[Moment]
    covert_at: Mapped[datetime | None] = mapped_column(Utc)
    """When somebody said that it holds covert-source material: closed to everybody since."""
    shape: ClassVar[Shape] = CLOSED_SHAPE
    __table_args__ = (
        header("name"),
        header("digest"),
        one_of("kind", ATTACHMENT_KINDS),
        one_of("section_class", HELD),
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.Index("ix_attachment_document", "document_id"),
    )


class AttachmentPiece(SealedRow, Base):
    """Part of an attachment's bytes, in base64, so that no seal and no row grows without bound."""

    __tablename__ = "attachment_piece"
    attachment_id: Mapped[Id] = refer("attachment.id")
    position: Mapped[int]
    body: Mapped[Sealed] = sealed()
    attachment: Mapped[Attachment] = relationship(lazy="joined")
    shape: ClassVar[Shape] = CLOSED_SHAPE
    __table_args__ = (header("body"), sa.UniqueConstraint("attachment_id", "position"))

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of = Attachment.__table__.c
        joined = sa.join(
            cls.__table__, Attachment.__table__, of.id == cls.__table__.c.attachment_id
        )
        extra = (of.section_class, of.author, of.covert_at)
        return sa.select(cls.__table__, *extra).select_from(joined)
