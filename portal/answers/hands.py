"""Who had a hand in an answer: whoever signs it or reviews it is somebody else."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.redaction import hands
from portal.redaction.hands import people as people  # noqa: PLC0414 - its own name here too
from portal.redaction.models import Rendition
from portal.renditions import pictures
from portal.renditions.models import Rendering, RenditionSignature
from portal.requests.models import DECISIONS, RequestMove

SECOND = (
    "A second person signs: whoever wrote or changed this answer cannot. Ask another disclosure "
    "officer, or your senior office."
)
SOMEBODY_ELSE = (
    "Somebody else does the internal review: whoever decided, wrote, signed or sent the answer "
    "cannot. Ask another disclosure officer, or your senior office."
)


def wrote(answer: Any, gate: Gate) -> set[str]:
    """Everybody who ever wrote an answer: they do not sign it."""
    return people([answer.made_by, answer.edited_by, *answer.wrote.split()], gate)


def edited(answer: Any, gate: Gate) -> None:
    """Somebody has changed its texts: she is remembered, whoever changes them after her."""
    told = dict.fromkeys([*answer.wrote.split(), answer.edited_by, gate.actor.member])
    answer.wrote = " ".join(told)
    answer.edited_by, answer.edited_at = gate.actor.member, gate.now


def decided(answers: Iterable[Any], gate: Gate) -> set[str]:
    """Who wrote, signed or sent answers, decided on their requests as a whole, or had a hand in the
    copies that they give.
    """
    rows = list(answers)
    found: set[str | None] = set()
    for row in rows:
        found |= {row.made_by, row.edited_by, row.signed_by, row.sent_by, *row.wrote.split()}
    of = RequestMove.__table__.c
    query = sa.select(of.taken_by).where(
        of.request_id.in_([row.request_id for row in rows]),
        of.what.in_([*DECISIONS, "set_aside"]),
    )
    found |= set(gate.connection.execute(query).scalars())
    copies = sorted({row.rendition_id for row in rows if row.rendition_id})
    return people(found | _of_copies(copies, gate), gate)


def _of_copies(copies: list[str], gate: Gate) -> set[str]:
    """Who had a hand in redacted copies or covered anything in them, rendered or signed them."""
    of, made, signed = (m.__table__.c for m in (Rendition, Rendering, RenditionSignature))
    found: set[str] = set()
    for row in gate.connection.execute(sa.select(Rendition.__table__).where(of.id.in_(copies))):
        found |= hands.members(rendition=row, gate=gate)
        found |= pictures.members(rendition=row.id, gate=gate)
    query = (
        sa.select(made.made_by, signed.signed_by)
        .select_from(
            sa.outerjoin(
                Rendering.__table__, RenditionSignature.__table__, signed.rendering_id == made.id
            )
        )
        .where(made.rendition_id.in_(copies))
    )
    for pair in gate.connection.execute(query):
        found |= {one for one in pair if one}
    return found
