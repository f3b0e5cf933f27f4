"""Who had a hand in a rendition, as people and not as memberships: somebody else signs it, and
somebody else answers for another owner.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.redaction.models import Answer, Consultation, Passage, RenditionSection
from portal.reviews.models import Membership


def people(members: Iterable[str | None], gate: Gate) -> set[str]:
    """The persons of some memberships, whatever other parts they hold."""
    of = Membership.__table__.c
    wanted = {one for one in members if one}
    query = sa.select(of.person_id).where(of.id.in_(wanted), of.review_id == gate.domain)
    return set(gate.connection.execute(query).scalars())


def members(*, rendition: Any, gate: Gate) -> set[str]:
    """The memberships that made it, chose or took out its sections, decided or undid a passage, or
    went on although an owner wanted something else. Undoing shows words, and is deciding too.
    """
    of, at, asked, said = (m.__table__.c for m in (Passage, RenditionSection, Consultation, Answer))
    of_it = said.consultation_id.in_(sa.select(asked.id).where(asked.rendition_id == rendition.id))
    found = {rendition.made_by}
    for column, where in (
        (of.decided_by, of.rendition_id == rendition.id),
        (of.superseded_by, of.rendition_id == rendition.id),
        (at.added_by, at.rendition_id == rendition.id),
        (at.removed_by, at.rendition_id == rendition.id),
        (asked.departed_by, asked.rendition_id == rendition.id),
        (said.settled_by, of_it),
    ):
        query = sa.select(column).where(where, column.is_not(None)).distinct()
        found |= set(gate.connection.execute(query).scalars())
    return found
