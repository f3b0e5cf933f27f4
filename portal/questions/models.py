"""Comments, each anchored to a paragraph of one version (release rule 17)."""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from portal.db import Base, Id, Moment, Word, one_of, refer
from portal.documents.models import SHARED, Section, Version
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

ASKED, ANSWERED, SETTLED, NO_STATE = "asked", "answered", "settled", "none"
QUESTION_MOVES: dict[str, set[str]] = {
    ASKED: {ANSWERED, SETTLED},
    ANSWERED: {ASKED, SETTLED},
    SETTLED: set(),
}
"""Of a question: its owner's side answers; who asked it asks again, or says that it is settled."""
KINDS = ("question", "remark", "answer")


class Comment(SealedRow, Base):
    """One thing said about one paragraph. Its owner is the owner of the words it is about.

    An answer stands where its question stands: whoever could read the question reads it too.
    """

    __tablename__ = "comment"
    section_id: Mapped[Id] = refer("section.id")
    version_id: Mapped[Id] = refer("section_version.id")
    paragraph: Mapped[Id]
    mark: Mapped[Id]
    """A keyed digest of the paragraph's text: where a later version has the same, it is carried."""
    thread: Mapped[Id | None] = refer("comment.id", nullable=True)
    """The question or remark that this answers; none for the first of a thread."""
    kind: Mapped[Word]
    state: Mapped[Word]
    """How far a question has come, on the first of its thread."""
    said_by: Mapped[Id] = refer("membership.id")
    said_at: Mapped[Moment]
    words: Mapped[Sealed] = sealed()
    shape: ClassVar[Shape] = {
        **Version.shape,
        "ver": lambda row: row.through if row.section_class in SHARED else None,
    }
    """Named as the version through which the reader looks at it (`through` below)."""
    __table_args__ = (
        header("words"),
        one_of("kind", KINDS),
        one_of("state", (*QUESTION_MOVES, NO_STATE)),
        sa.CheckConstraint("(kind = 'question') = (state <> 'none')", name="state_of_a_question"),
        sa.Index("ix_comment_section", "review_id", "section_id"),
        sa.Index("ix_comment_waiting", "review_id", "state"),
    )

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        """As seen through the version that it was said about."""
        of, at = Version.__table__.c, Section.__table__.c
        joined = sa.join(cls.__table__, Version.__table__, of.id == cls.version_id)
        joined = joined.join(Section.__table__, at.id == of.section_id)
        extra = (of.number, of.stage, at.section_class, at.author, of.id.label("through"))
        return sa.select(cls.__table__, *extra).select_from(joined)
