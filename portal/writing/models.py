"""Drafts: what somebody is typing and nobody else reads."""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from portal.db import Base, Id, Moment, refer
from portal.documents.models import HELD, KIND_OF, Section
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed


def _authored(row: Any) -> str | None:
    kind = row.section_class
    return f"{row.owner_id}:{row.member}:{KIND_OF[kind]}" if kind in HELD else None


class Draft(SealedRow, Base):
    """One for each membership and section, overwritten as she types and gone when she saves."""

    __tablename__ = "draft"
    section_id: Mapped[Id] = refer("section.id")
    member: Mapped[Id]
    person_id: Mapped[Id]
    base_id: Mapped[Id] = refer("section_version.id")
    """The version that she began from."""
    words: Mapped[Sealed] = sealed()
    """A JSON object: title, text, graphic, as typed."""
    saved_at: Mapped[Moment]
    section: Mapped[Section] = relationship(lazy="joined")
    shape: ClassVar[Shape] = {
        "sec": lambda row: row.section_id,
        "owner": lambda row: row.owner_id,
        "authored": _authored,
        "all": lambda _: "",
    }
    """To policy it is what this membership wrote, so that it opens to no other."""
    __table_args__ = (header("words"), sa.UniqueConstraint("section_id", "member"))

    @property
    def section_class(self) -> str:
        return self.section.section_class

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        of = Section.__table__.c
        joined = sa.join(cls.__table__, Section.__table__, of.id == cls.__table__.c.section_id)
        return sa.select(cls.__table__, of.section_class).select_from(joined)
