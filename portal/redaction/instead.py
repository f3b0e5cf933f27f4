"""Other words in the place of what is taken out, as a panel may wish for a publication.

Who put them there, when, and what stood there before them stays on record with the passage. The
owner of the words reads them where it is asked, and is asked again when they change.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction.models import Passage, PassageToOwner


def words(passages: Sequence[Any], *, gate: Gate) -> dict[str, str]:
    """By passage the words that stand in its place: opened for whoever reads the rendition."""
    rows = [row for row in passages if row.instead is not None]
    told = gate.open_many(Passage, rows, "instead", act=Act.READ_RENDITION) if rows else []
    return {row.id: said for row, said in told}


def words_for_owner(owner: str, passages: Sequence[Any], *, gate: Gate) -> dict[str, str]:
    """As `words`, of passages that are put to this owner: opened for whoever answers for it."""
    names = [row.id for row in passages if row.instead is not None]
    if not names:
        return {}
    of = Passage.__table__
    query = sa.select(of, sa.literal(owner).label("asked_of")).where(of.c.id.in_(names))
    rows = list(gate.connection.execute(query))
    told = gate.open_many(PassageToOwner, rows, "instead", act=Act.ANSWER_CONSULTATION)
    return {row.id: said for row, said in told}


def changed(passages: Iterable[Any], since: datetime) -> bool:
    """Whether other words were put into some of these after that moment."""
    return any(row.instead is not None and row.decided_at > since for row in passages)
