"""Attachments whose pages go with a rendition as pictures, and what is covered on them.

Only PDFs and pictures can: of a spreadsheet, a message or a recording no picture is the whole, so
these stay with their owner, who is asked for them.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Attachment
from portal.redaction import standing
from portal.redaction.models import Rendition
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import KINDS, Box

MOST = 50
"""Attachments in one rendition."""


def choosable(*, gate: Gate) -> tuple[list[tuple[Any, str]], list[tuple[Any, str]]]:
    """The attachments that the actor may open, each with its name: those that can go along, and
    those that stay with their owner.
    """
    told = importing.attachments(gate=gate)
    fit = [one for one in told if one[0].kind in KINDS]
    return fit, [one for one in told if one[0].kind not in KINDS]


def standing_in(*, rendition: str, gate: Gate) -> list[Any]:
    """Those that go along, in order, unopened."""
    of = RenditionPicture.__table__.c
    query = sa.select(RenditionPicture.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition, of.removed_at.is_(None)
    )
    return plain_rows(gate.connection.execute(query.order_by(of.position, of.id)))


def every(*, rendition: str, gate: Gate) -> list[Any]:
    """As `standing_in`, with those that were taken out."""
    of = RenditionPicture.__table__.c
    query = sa.select(RenditionPicture.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition
    )
    return plain_rows(gate.connection.execute(query.order_by(of.id)))


def put_in(*, rendition: Rendition, attachment: str, gate: Gate) -> RenditionPicture:
    """An attachment goes along, with nothing covered yet. Raises Absent, Refused."""
    standing.checked(rendition, gate)
    found = gate.find(Attachment, attachment, Act.READ_ATTACHMENT)
    if found.kind not in KINDS:
        raise Refused("Only PDFs and pictures go along. Other files stay with their owner.")
    there = standing_in(rendition=rendition.id, gate=gate)
    if found.id in {row.attachment_id for row in there}:
        raise Refused("This attachment goes along already.")
    if len(there) >= MOST:
        raise Refused(f"A rendition holds at most {MOST} attachments.")
    standing.changed(rendition=rendition, gate=gate)
    last = max((row.position for row in there), default=0)
    return _placed(rendition, found.id, last + 1, [], gate)


def _placed(
    rendition: Rendition, attachment: str, position: int, boxes: Sequence[Box], gate: Gate
) -> RenditionPicture:
    made = RenditionPicture(
        id=new_id(),
        review_id=gate.domain,
        owner_id=rendition.owner_id,
        row_version=1,
        rendition_id=rendition.id,
        attachment_id=attachment,
        position=position,
        placed_by=gate.actor.member,
        placed_at=gate.now,
    )
    gate.seal(made, boxes=json.dumps([astuple(box) for box in boxes]))
    gate.session.add(made)
    gate.session.flush()
    return made


def cover(*, picture: RenditionPicture, boxes: Sequence[Box], gate: Gate) -> RenditionPicture:
    """From now on these boxes, and no others, are burnt into its pages. Who placed what stood
    before stays on record: nobody who had a hand in it signs it. Raises Absent, Refused.
    """
    _still(picture, gate)
    rendition = standing.one(picture.rendition_id, gate=gate)
    standing.changed(rendition=rendition, gate=gate)
    picture.removed_by, picture.removed_at = gate.actor.member, gate.now
    gate.session.flush()
    return _placed(rendition, picture.attachment_id, picture.position, boxes, gate)


def take_out(*, picture: RenditionPicture, gate: Gate) -> None:
    """It goes along no more; that it did stays on record. Raises Absent, Refused."""
    _still(picture, gate)
    standing.changed(rendition=standing.one(picture.rendition_id, gate=gate), gate=gate)
    picture.removed_by, picture.removed_at = gate.actor.member, gate.now


def _still(picture: RenditionPicture, gate: Gate) -> None:
    standing.checked(picture, gate)
    if picture.removed_at is not None:
        raise Refused("This attachment has been taken out or covered anew already.")


def boxes_of(*, picture: Any, gate: Gate) -> list[Box]:
    """What is covered: opened and recorded."""
    text = gate.open(picture, "boxes", act=Act.READ_RENDITION, model=RenditionPicture)["boxes"]
    return [Box(*one) for one in json.loads(text)]


def gathered(*, rendition: str, gate: Gate) -> dict[int, tuple[bytes, str, list[Box]]]:
    """By position the file, its kind and its boxes, opened for whoever asks. Raises Absent where an
    attachment is closed to her; Refused where one is gone.
    """
    told = {}
    for row in standing_in(rendition=rendition, gate=gate):
        try:
            found = gate.find(Attachment, row.attachment_id, Act.READ_ATTACHMENT)
        except Absent:
            raise Refused(
                f"Attachment {row.position} is not open to you any more. Take it out, or ask its "
                "owner."
            ) from None
        content = importing.bytes_of(attachment=found, gate=gate)
        told[row.position] = content, found.kind, boxes_of(picture=row, gate=gate)
    return told
