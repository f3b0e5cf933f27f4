"""Attachments whose pages go with a rendition as pictures, and what is covered on them.

Only PDFs and pictures can: of a spreadsheet, a message or a recording no picture is the whole, so
these stay with their owner, who is asked for them.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id, plain_rows
from portal.documents.models import SHARED
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Attachment
from portal.redaction import standing
from portal.redaction.exemptions import Grounds, fit
from portal.redaction.models import Rendition
from portal.renditions import apart
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import KINDS, Box, NotRebuilt

Drawn = TypeVar("Drawn")

NEVER = "It is of a class that is never shared, so it stays with its owner."
MOST = 50
"""Attachments in one rendition."""
MOST_BOXES = 2_000
"""On one attachment."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A box, and by which reasons it is there, as a passage is taken out."""

    box: Box
    codes: str = ""
    """Of policies/exemptions.csv with a space between."""
    harm: str = ""
    interest: str = ""

    def kept(self) -> list[Any]:
        return [*astuple(self.box), self.codes, self.harm, self.interest]

    @property
    def grounds(self) -> Grounds:
        return Grounds(tuple(self.codes.split()), harm=self.harm, interest=self.interest)

    @classmethod
    def of(cls, told: Sequence[Any]) -> "Covered":
        return cls(Box(*told[:5]), *told[5:])


def choosable(*, gate: Gate) -> tuple[list[tuple[Any, str]], list[tuple[Any, str]]]:
    """The attachments that the actor may open, each with its name: those that can go along, and
    those that stay with their owner for what they are. Of classes that are never shared there is
    none, though she reads it.
    """
    told = [one for one in importing.attachments(gate=gate) if one[0].section_class in SHARED]
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


def members(*, rendition: str, gate: Gate) -> set[str]:
    """The memberships that put one in, took one out, or changed what is covered on it."""
    rows = every(rendition=rendition, gate=gate)
    return {who for row in rows for who in (row.placed_by, row.removed_by) if who}


def not_of(*, documents: Collection[str | None], copy: str, gate: Gate) -> list[int]:
    """The numbers of those that go along and were kept with another document. It opens nothing."""
    there = {row.attachment_id: row.position for row in standing_in(rendition=copy, gate=gate)}
    of = Attachment.__table__.c
    query = sa.select(of.id, of.document_id).where(of.id.in_(there))
    rows = gate.connection.execute(query)
    return sorted(there[row.id] for row in rows if row.document_id not in documents)


def put_in(
    *, rendition: Rendition, attachment: str, covered: Sequence[Covered] = (), gate: Gate
) -> RenditionPicture:
    """An attachment goes along, with nothing covered but what another copy covered. Raises Absent;
    Refused, or Lacking where reasons do not carry a box any more.
    """
    standing.checked(rendition, gate)
    found = gate.find(Attachment, attachment, Act.READ_ATTACHMENT)
    if found.section_class not in SHARED:
        raise Refused(NEVER)
    if found.kind not in KINDS:
        raise Refused("Only PDFs and pictures go along. Other files stay with their owner.")
    there = standing_in(rendition=rendition.id, gate=gate)
    if found.id in {row.attachment_id for row in there}:
        raise Refused("This attachment goes along already.")
    if len(there) >= MOST:
        raise Refused(f"A rendition holds at most {MOST} attachments.")
    for one in covered:
        _fit(one.grounds, rendition, gate)
    standing.changed(rendition=rendition, gate=gate)
    last = max((row.position for row in there), default=0)
    return _stored(rendition.id, found.id, last + 1, covered, gate)


def _stored(
    rendition: str, attachment: str, position: int, boxes: Sequence[Covered], gate: Gate
) -> RenditionPicture:
    made = RenditionPicture(
        id=new_id(),
        review_id=gate.domain,
        owner_id=standing.one(rendition, gate=gate).owner_id,
        row_version=1,
        rendition_id=rendition,
        attachment_id=attachment,
        position=position,
        placed_by=gate.actor.member,
        placed_at=gate.now,
    )
    gate.seal(made, boxes=json.dumps([one.kept() for one in boxes], ensure_ascii=False))
    gate.session.add(made)
    gate.session.flush()
    return made


def cover(
    *, picture: RenditionPicture, boxes: Sequence[Box], grounds: Grounds, gate: Gate
) -> RenditionPicture:
    """From now on these boxes too are burnt into its pages, by these reasons; the row that holds
    them. Raises Absent; Refused, or Lacking with the field, where the reasons do not carry it.
    """
    row = _touched(picture, gate)
    _fit(grounds, standing.one(picture.rendition_id, gate=gate), gate)
    there = covered_of(picture=row, gate=gate)
    new = [
        Covered(box, grounds.written, grounds.harm, grounds.interest)
        for box in boxes
        if box not in {one.box for one in there}
    ]
    if not boxes:
        raise Refused("Say where the box is.")
    if len(there) + len(new) > MOST_BOXES:
        raise Refused(f"An attachment holds at most {MOST_BOXES} boxes.")
    _keep(row, [*there, *new], gate)
    return row


def _fit(grounds: Grounds, rendition: Rendition, gate: Gate) -> None:
    fit(grounds, regime=rendition.regime, dead=False, limbs_of=lambda _: (), on=today(gate.now))


def uncover(*, picture: RenditionPicture, box: Box, gate: Gate) -> RenditionPicture:
    """That box is burnt in no more. Raises Absent, Refused."""
    row = _touched(picture, gate)
    there = covered_of(picture=row, gate=gate)
    left = [one for one in there if one.box != box]
    if len(left) == len(there):
        raise Refused("This box has been taken off already.")
    _keep(row, left, gate)
    return row


def _keep(row: RenditionPicture, boxes: Sequence[Covered], gate: Gate) -> None:
    standing.changed(rendition=standing.one(row.rendition_id, gate=gate), gate=gate)
    gate.seal(row, boxes=json.dumps([one.kept() for one in boxes], ensure_ascii=False))
    row.placed_at = gate.now


def _touched(picture: RenditionPicture, gate: Gate) -> RenditionPicture:
    """A new row in place of the one that stands: who placed what stood before stays on record, and
    nobody who had a hand in it signs it. Nobody decides on what is closed to her.
    """
    standing.checked(picture, gate)
    if picture.removed_at is not None:
        now = stands_now(picture=picture, gate=gate)
        if now is None:
            raise Refused("This attachment has been taken out already.")
        picture = gate.find(RenditionPicture, now.id, Act.MAKE_RENDITION)
    _found(picture, gate)
    boxes = covered_of(picture=picture, gate=gate)
    picture.removed_by, picture.removed_at = gate.actor.member, gate.now
    gate.session.flush()
    return _stored(picture.rendition_id, picture.attachment_id, picture.position, boxes, gate)


def stands_now(*, picture: Any, gate: Gate) -> Any:
    """The row that took the place of one that another person changed; or None."""
    there = standing_in(rendition=picture.rendition_id, gate=gate)
    return next((one for one in there if one.attachment_id == picture.attachment_id), None)


def take_out(*, picture: RenditionPicture, gate: Gate) -> None:
    """It goes along no more; that it did stays on record. Raises Absent, Refused."""
    _still(picture, gate)
    standing.changed(rendition=standing.one(picture.rendition_id, gate=gate), gate=gate)
    picture.removed_by, picture.removed_at = gate.actor.member, gate.now


def _still(picture: RenditionPicture, gate: Gate) -> None:
    standing.checked(picture, gate)
    if picture.removed_at is not None:
        raise Refused("This attachment has been taken out or covered anew already.")


def covered_of(*, picture: Any, gate: Gate) -> list[Covered]:
    """What is covered, and by which reasons: opened and recorded."""
    text = gate.open(picture, "boxes", act=Act.READ_RENDITION, model=RenditionPicture)["boxes"]
    return [Covered.of(one) for one in json.loads(text)]


# The file itself is opened for whoever asks, and never changed


def sheet(*, picture: Any, page: int, gate: Gate) -> tuple[int, float, float]:
    """How many pages it has, and width and height of one in points. Raises Absent, Refused."""
    key = (picture.attachment_id, page)
    if key not in _sizes:
        content, kind = _file(picture, gate)
        if len(_sizes) > MOST_SIZES:
            _sizes.clear()
        _sizes[key] = _drawn(apart.measured, content, kind, page)
    else:
        _found(picture, gate)
    return _sizes[key]


MOST_SIZES = 5_000
_sizes: dict[tuple[str, int], tuple[int, float, float]] = {}
"""Numbers alone, of files that never change."""


def page_of(*, picture: Any, page: int, gate: Gate) -> bytes:
    """One page as a PNG: opened and recorded. Raises Absent, Refused."""
    content, kind = _file(picture, gate)
    return _drawn(apart.shown, content, kind, page)


def _drawn(draw: Callable[[bytes, str, int], Drawn], content: bytes, kind: str, page: int) -> Drawn:
    try:
        return draw(content, kind, page)
    except NotRebuilt as why:
        raise Refused(str(why)) from None


def closed(*, picture: Any, gate: Gate) -> bool:
    """Whether the file is closed to whoever asks. It opens nothing."""
    of = Attachment.__table__.c
    query = Attachment.rows().where(of.id == picture.attachment_id, of.review_id == gate.domain)
    rows = plain_rows(gate.connection.execute(query))
    return not all(gate.readable(Act.READ_ATTACHMENT, rows, Attachment.shape))


def shut(picture: Any) -> str:
    return (
        f"Attachment {picture.position} is not open to you any more. Take it out, or ask its owner."
    )


def _found(picture: Any, gate: Gate) -> Attachment:
    try:
        found: Attachment = gate.find(Attachment, picture.attachment_id, Act.READ_ATTACHMENT)
    except Absent:
        raise Refused(shut(picture)) from None
    if found.section_class not in SHARED:
        raise Refused(f"Attachment {picture.position}: {NEVER} Take it out.")
    return found


def _file(picture: Any, gate: Gate) -> tuple[bytes, str]:
    found = _found(picture, gate)
    return importing.bytes_of(attachment=found, gate=gate), found.kind


def gathered(*, rendition: str, gate: Gate) -> dict[int, tuple[bytes, str, list[Box]]]:
    """By position the file, its kind and its boxes, opened for whoever asks. Raises Refused where
    an attachment is closed to her.
    """
    return {
        row.position: (
            *_file(row, gate),
            [one.box for one in covered_of(picture=row, gate=gate)],
        )
        for row in standing_in(rendition=rendition, gate=gate)
    }
