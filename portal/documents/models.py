"""Documents of any kind: a contribution, an overview report, a rendition."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import SHAREABLE, Stage, law
from portal.gate.sealed import Sealed, header, sealed

DOCUMENT_KINDS = ("imr", "information_report", "chronology", "overview")


class Document(Guarded, Base):
    __tablename__ = "document"
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = mapped_column(index=True)
    owner_id: Mapped[Id]
    """The agency whose words these are, or "board"."""
    kind: Mapped[Word]
    handed_over_at: Mapped[datetime | None] = mapped_column(Utc)
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.owner_id,
        "words": lambda row: f"{row.owner_id}:{SHAREABLE}",
        "review": lambda row: "" if row.handed_over_at else None,
        "all": lambda _: "",
    }
    """It is its owner's words of the shareable kind, and the review's once the panel has it."""
    __table_args__ = (one_of("kind", DOCUMENT_KINDS),)


class Section(Base):
    """A place in a document. Its class decides whether its words can ever be shared."""

    __tablename__ = "section"
    id: Mapped[Id] = key()
    review_id: Mapped[Id]
    document_id: Mapped[Id] = refer("document.id", index=True)
    owner_id: Mapped[Id]
    position: Mapped[int]
    section_class: Mapped[Word]
    author: Mapped[Id]
    """The membership that writes it."""
    newest_id: Mapped[Id | None]
    """The newest version, whose words the owner's side works on."""
    __table_args__ = (
        one_of("section_class", law().classes),
        sa.UniqueConstraint("document_id", "position"),
        sa.Index("ix_section_review", "review_id", "owner_id"),
    )


KIND_OF = {name: one.kind for name, one in law().classes.items()}
SHARED = frozenset(name for name, kind in KIND_OF.items() if kind == SHAREABLE)
HELD = frozenset(name for name, kind in KIND_OF.items() if kind != "covert")
"""Classes whose words have a name at all: covert words have none, and so are closed."""
BY_NAME_ONLY = frozenset({"tactics"})
"""Classes that are released to one membership at a time."""


def _ver(row: Any) -> str | None:
    """Only words of a shareable class have a name by which they can be released."""
    return row.id if row.section_class in SHARED else None


def _words(row: Any) -> str | None:
    kind = row.section_class
    return f"{row.owner_id}:{KIND_OF[kind]}" if kind in HELD else None


def _staged(row: Any) -> str | None:
    kind = row.section_class
    return f"{row.owner_id}:{KIND_OF[kind]}:{row.stage}" if kind in HELD else None


def _authored(row: Any) -> str | None:
    kind = row.section_class
    return f"{row.owner_id}:{row.author}:{KIND_OF[kind]}" if kind in HELD else None


class Version(SealedRow, Base):
    """The words of a section at one time, never changed. Titles are words too."""

    __tablename__ = "section_version"
    section_id: Mapped[Id] = refer("section.id")
    number: Mapped[int]
    stage: Mapped[Word] = mapped_column(default=Stage.DRAFT)
    words: Mapped[Sealed] = sealed()
    """A JSON object: title, graphic, paragraphs (words.py)."""
    written_by: Mapped[Id]
    written_at: Mapped[Moment]
    signed_by: Mapped[Id | None]
    signed_at: Mapped[datetime | None] = mapped_column(Utc)
    released: Mapped[bool] = mapped_column(default=False)
    """Whether a release has ever named it: then pages of recipients look at it."""
    section: Mapped[Section] = relationship(lazy="joined")
    shape: ClassVar[Shape] = {
        "ver": _ver,
        "sec": lambda row: row.section_id,
        "owner": lambda row: row.owner_id,
        "words": _words,
        "staged": _staged,
        "authored": _authored,
        "all": lambda _: "",
    }
    __table_args__ = (
        header("words"),
        one_of("stage", Stage),
        sa.UniqueConstraint("section_id", "number"),
        sa.CheckConstraint("(stage = 'draft') = (signed_at is null)", name="signed_when_signed"),
        sa.Index("ix_section_version_review", "review_id", "section_id"),
    )

    @property
    def section_class(self) -> str:
        return self.section.section_class

    @property
    def author(self) -> str:
        return self.section.author

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of = Section.__table__.c
        extra = (of.section_class, of.author, of.document_id, of.position, of.newest_id)
        joined = sa.join(cls.__table__, Section.__table__, of.id == cls.__table__.c.section_id)
        return sa.select(cls.__table__, *extra).select_from(joined)
