"""Who had a hand in an answer: whoever signs it or reviews it is somebody else."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.redaction.models import Passage, Rendition
from portal.reviews.models import Membership

SECOND = (
    "A second person signs: whoever wrote or changed this answer cannot. Ask another disclosure "
    "officer, or your senior office."
)
SOMEBODY_ELSE = (
    "Somebody else does the internal review: whoever decided, wrote, signed or sent the answer "
    "cannot. Ask another disclosure officer, or your senior office."
)


def people(members: Iterable[str | None], gate: Gate) -> set[str]:
    """The persons of some memberships, whatever other parts they hold."""
    of = Membership.__table__.c
    wanted = [one for one in members if one]
    query = sa.select(of.person_id).where(of.id.in_(wanted), of.review_id == gate.domain)
    return set(gate.connection.execute(query).scalars())


def wrote(answer: Any, gate: Gate) -> set[str]:
    """Who wrote an answer: they do not sign it."""
    return people([answer.made_by, answer.edited_by], gate)


def decided(answers: Iterable[Any], gate: Gate) -> set[str]:
    """Who decided, wrote, signed or sent answers, and the copies that these give."""
    rows = list(answers)
    members: set[str | None] = set()
    for row in rows:
        members |= {row.made_by, row.edited_by, row.signed_by, row.sent_by}
    copies = [row.rendition_id for row in rows if row.rendition_id]
    of, at = Passage.__table__.c, Rendition.__table__.c
    for query in (
        sa.select(of.decided_by).where(of.rendition_id.in_(copies)),
        sa.select(at.made_by).where(at.id.in_(copies)),
    ):
        members |= set(gate.connection.execute(query).scalars())
    return people(members, gate)
