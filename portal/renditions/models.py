"""What was rendered of a rendition, who signed it, and to whom it was released.

The bytes lie sealed in pieces, as attachments do. Nothing here is ever deleted or changed; a later
rendering counts instead of an earlier one.
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.redaction.models import MADE
from portal.reviews.models import MARKINGS

FILES = {
    "pdf": "PDF",
    "docx": "Word document",
    "picture": "PDF of the pictures of an attachment's pages",
}
WORK_MOVES = {
    "working": {"kept", "refused", "stopped"},
    "kept": set(),
    "refused": set(),
    "stopped": set(),
}
"""How far a rendering has come, and what may follow. "stopped" is what another took the place of,
once it gave no sign of life or what it rendered was decided anew.
"""
DOING = {
    "waits": "Waiting to begin",
    "gather": "Opening the sections and what is decided",
    "pdf": "Making the PDF",
    "docx": "Making the Word document",
    "picture": "Drawing the pages of an attachment",
    "prove": "Looking in a file for what was taken out",
}


class RenderingWork(SealedRow, Base):
    """That files are being made: told on a page while somebody waits, and kept when it is over."""

    __tablename__ = "rendering_work"
    shape: ClassVar[Shape] = MADE
    rendition_id: Mapped[Id] = refer("rendition.id")
    revision: Mapped[int]
    marking: Mapped[Word]
    title: Mapped[Sealed] = sealed()
    stage: Mapped[Word] = mapped_column(default="working")
    doing: Mapped[Word] = mapped_column(default="waits")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=5)
    """Steps that are over, of how many."""
    pages: Mapped[int] = mapped_column(default=0)
    """About how many pages it will have; 0 while that is not known."""
    begun_by: Mapped[Id] = refer("membership.id")
    begun_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    """When it last gave a sign of life."""
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    why: Mapped[Sealed | None] = sealed(null=True)
    """Why there are no files, as a sentence."""
    rendering_id: Mapped[Id | None] = refer("rendering.id", nullable=True)
    __table_args__ = (
        header("title"),
        header("why"),
        one_of("marking", MARKINGS),
        one_of("stage", WORK_MOVES),
        one_of("doing", DOING),
        sa.CheckConstraint("0 <= done and done <= total", name="is_a_part"),
        sa.CheckConstraint("(stage = 'working') = (ended_at is null)", name="ends_once"),
        sa.CheckConstraint("(stage = 'kept') = (rendering_id is not null)", name="keeps_one"),
        sa.Index(
            "uq_rendering_work_standing",
            "rendition_id",
            unique=True,
            sqlite_where=sa.text("stage = 'working'"),
            postgresql_where=sa.text("stage = 'working'"),
        ),
        sa.Index("ix_rendering_work_review_id", "review_id", "owner_id"),
    )


class Rendering(SealedRow, Base):
    """One making of a rendition's files, and their proof. Files of what leaks are not kept."""

    __tablename__ = "rendering"
    shape: ClassVar[Shape] = MADE
    rendition_id: Mapped[Id] = refer("rendition.id")
    number: Mapped[int]
    """Of this rendition's renderings, from 1."""
    revision: Mapped[int]
    """The rendition's when it was made: decisions that change afterwards are not in it."""
    marking: Mapped[Word]
    clean: Mapped[bool]
    digests: Mapped[Sealed] = sealed()
    """A JSON object: by file its SHA-256 in hex and its size in bytes."""
    proof: Mapped[Sealed] = sealed()
    """A JSON object: by file what was looked for by which ways, with what, and what was found."""
    words: Mapped[Sealed] = sealed()
    """A JSON object: the printed title, the paragraphs as the audience has them, the pseudonyms."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    __table_args__ = (
        header("digests"),
        header("proof"),
        header("words"),
        one_of("marking", MARKINGS),
        sa.CheckConstraint("number > 0 and revision >= 0", name="is_numbered"),
        sa.UniqueConstraint("rendition_id", "number"),
        sa.Index("ix_rendering_review_id", "review_id", "owner_id"),
    )


class RenderedPiece(SealedRow, Base):
    """Part of a rendered file's bytes, in base64, so that no row grows without bound."""

    __tablename__ = "rendered_piece"
    shape: ClassVar[Shape] = MADE
    rendering_id: Mapped[Id] = refer("rendering.id")
    kind: Mapped[Word]
    part: Mapped[int]
    """0, or which of the attachments it shows."""
    position: Mapped[int]
    body: Mapped[Sealed] = sealed()
    rendering: Mapped[Rendering] = relationship(lazy="joined")
    __table_args__ = (
        header("body"),
        one_of("kind", FILES),
        sa.UniqueConstraint("rendering_id", "kind", "part", "position"),
    )


class RenditionPicture(SealedRow, Base):
    """An attachment whose pages go with a rendition as pictures, with what is covered on them."""

    __tablename__ = "rendition_picture"
    shape: ClassVar[Shape] = MADE
    rendition_id: Mapped[Id] = refer("rendition.id")
    attachment_id: Mapped[Id] = refer("attachment.id")
    position: Mapped[int]
    boxes: Mapped[Sealed] = sealed()
    """A JSON list: page, left, top, right and bottom of each box, in hundredths of the page."""
    placed_by: Mapped[Id] = refer("membership.id")
    placed_at: Mapped[Moment]
    removed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    removed_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("boxes"),
        sa.CheckConstraint("(removed_at is null) = (removed_by is null)", name="removed_by_one"),
        sa.Index(
            "uq_rendition_picture_standing",
            "rendition_id",
            "attachment_id",
            unique=True,
            sqlite_where=sa.text("removed_at is null"),
            postgresql_where=sa.text("removed_at is null"),
        ),
        sa.Index("ix_rendition_picture_review_id", "review_id"),
    )


class RenditionSignature(SealedRow, Base):
    """A second person's signature over the exact bytes of a rendering."""

    __tablename__ = "rendition_signature"
    shape: ClassVar[Shape] = MADE
    rendering_id: Mapped[Id] = refer("rendering.id")
    digest: Mapped[Sealed] = sealed()
    """SHA-256 in hex over the names and digests of all files."""
    jigsaw: Mapped[Sealed] = sealed()
    """What the signer looked at by hand, and what she found."""
    seen: Mapped[int]
    """How many findings of the comparison she ticked as seen."""
    signed_by: Mapped[Id] = refer("membership.id")
    signed_at: Mapped[Moment]
    __table_args__ = (
        header("digest"),
        header("jigsaw"),
        sa.UniqueConstraint("rendering_id"),
        sa.Index("ix_rendition_signature_review_id", "review_id"),
    )


class RenditionRelease(SealedRow, Base):
    """That a signed rendering was given to its audience, and that it was taken back."""

    __tablename__ = "rendition_release"
    shape: ClassVar[Shape] = MADE
    rendering_id: Mapped[Id] = refer("rendering.id")
    recipient: Mapped[Sealed] = sealed()
    """To whom, and how, in words."""
    released_by: Mapped[Id] = refer("membership.id")
    released_at: Mapped[Moment]
    why: Mapped[Sealed | None] = sealed(null=True)
    """Why it was withdrawn, and who was told."""
    withdrawn_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("recipient"),
        header("why"),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn_by_one"
        ),
        sa.UniqueConstraint("rendering_id"),
        sa.Index("ix_rendition_release_review_id", "review_id"),
    )
