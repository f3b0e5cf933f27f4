"""A rendering beside the other copies that readers have or will have of the same case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.db import plain_rows
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction.access_laws import REGIME
from portal.redaction.models import Rendition
from portal.renditions import comparing, laying_out, making
from portal.renditions.comparing import Copy, Difference
from portal.renditions.models import Rendering, RenditionRelease


@dataclass(frozen=True)
class Beside:
    """What the comparison found, and with what it compared."""

    differences: list[Difference]
    others: Mapping[str, Any]
    """By rendering's id the row of what it was compared with."""
    elsewhere: int
    """Releases of other bodies, whose words are not open here."""

    @property
    def groups(self) -> dict[str, list[Difference]]:
        """What is looked at and ticked together: one kind of finding beside one other copy. The
        code changes with whatever is found.
        """
        several: dict[tuple[str, str], list[Difference]] = {}
        for one in self.differences:
            several.setdefault((one.kind, one.other), []).append(one)
        return {making.sha256(repr(many).encode())[:12]: many for many in several.values()}


def compared(*, rendition: Any, row: Any, gate: Gate) -> Beside:
    """The rendering beside the newest of every other rendition of the body, and beside what was
    released earlier of its own: opened and recorded.
    """
    others = {one.id: one for one in _others(rendition, row, gate)}
    opened = gate.open_many(Rendering, [row, *others.values()], "words", act=Act.READ_RENDITION)
    copies = {one.id: laying_out.load(one.id, text) for one, text in opened}
    here = copies.pop(row.id, Copy(row.id, (), {}))
    told = comparing.compare(here, list(copies.values()))
    return Beside(told, others, _elsewhere(rendition, gate))


def _elsewhere(rendition: Any, gate: Gate) -> int:
    """How many copies other bodies have released: not those that one applicant was given of her
    own information, of whom nobody else is to learn.
    """
    of, made = RenditionRelease.__table__.c, Rendering.__table__.c
    count = (
        sa.select(sa.func.count())
        .select_from(RenditionRelease)
        .join(Rendering, made.id == of.rendering_id)
        .join(Rendition, Rendition.id == made.rendition_id)
        .where(
            of.review_id == gate.domain,
            of.owner_id != rendition.owner_id,
            Rendition.regime != REGIME,
        )
    )
    return int(gate.connection.execute(count).scalar_one())


def _others(rendition: Any, row: Any, gate: Gate) -> list[Any]:
    of, given = Rendering.__table__.c, RenditionRelease.__table__.c
    query = (
        sa.select(Rendering.__table__, given.released_at)
        .join_from(
            Rendering.__table__,
            RenditionRelease.__table__,
            given.rendering_id == of.id,
            isouter=True,
        )
        .where(
            of.review_id == gate.domain,
            of.owner_id == rendition.owner_id,
            of.clean.is_(True),
            of.id != row.id,
        )
        .order_by(of.rendition_id, of.number)
    )
    rows = plain_rows(gate.connection.execute(query))
    last = {one.rendition_id: one.id for one in rows if one.rendition_id != rendition.id}
    return [one for one in rows if one.released_at or one.id in last.values()]
