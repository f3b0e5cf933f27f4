"""What is covered on the attachments that go with a redacted copy, as rows of its schedule.

A box is named by its attachment and its place, so that an internal review decides on it as on a
passage, and another copy of the same attachment has it under the same name.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import sqlalchemy as sa

from portal.answers import reasons
from portal.answers.models import FoiAnswer, InternalReview, ReviewedPassage
from portal.gate.gate import Gate, Refused
from portal.redaction import schedule
from portal.renditions import pictures
from portal.renditions.pictures import Covered
from portal.renditions.raster import Box


def rows(*, rendition: str, gate: Gate, regime: str = "foi") -> list[schedule.Row]:
    """The schedule of all that was taken out: passages first, then each box by its attachment and
    page. Opened and recorded for whoever asks. Raises Refused.
    """
    told = reasons.rows(rendition=rendition, gate=gate, regime=regime)
    known = reasons.known(gate, regime)
    for number, one in covered(rendition=rendition, gate=gate).values():
        codes = tuple(
            (code, known[code].title, known[code].kind)
            for code in one.codes.split()
            if code in known
        )
        place = f"Attachment {number}", f"Page {one.box.page}"
        said = one.harm, one.interest
        told.append(schedule.Row(len(told) + 1, 0, 0, codes, *said, "", pseudonym=False, box=place))
    return told


def there(*, rendition: str, gate: Gate) -> bool:
    """Whether attachments go along, on which something may be covered. It opens nothing."""
    return bool(pictures.standing_in(rendition=rendition, gate=gate))


def covered(*, rendition: str, gate: Gate) -> Mapping[str, tuple[int, Covered]]:
    """By name each box with its attachment's number, in the schedule's order: opened and recorded
    for whoever asks. Raises Refused where an attachment is closed to her.
    """
    there = pictures.standing_in(rendition=rendition, gate=gate)
    for row in there:
        if pictures.closed(picture=row, gate=gate):
            raise Refused(pictures.shut(row))
    return {
        name_of(row, one.box): (row.position, one)
        for row in there
        for one in sorted(
            pictures.covered_of(picture=row, gate=gate),
            key=lambda told: (told.box.page, told.box.top, told.box.left),
        )
    }


def shown(*, answer: Any, gate: Gate) -> int:
    """How many boxes that the internal review left in their place are on no attachment of this
    copy that goes along in it: opened and recorded for whoever asks.
    """
    of, at = InternalReview.__table__.c, ReviewedPassage.__table__.c
    query = (
        sa.select(at.passage)
        .join(InternalReview, of.id == at.internal_review_id)
        .where(
            of.request_id == answer.request_id,
            at.replaced_at.is_(None),
            at.finding != "withdrawn",
        )
    )
    left = set(gate.connection.execute(query).scalars())
    first = FoiAnswer.__table__.c
    answers = sa.select(first.rendition_id).where(
        first.request_id == answer.request_id, first.stage == "sent", first.after_review.is_(False)
    )
    old = gate.connection.execute(answers).scalar_one_or_none() or ""
    now = {
        row.attachment_id: [one.box for one in pictures.covered_of(picture=row, gate=gate)]
        for row in pictures.standing_in(rendition=answer.rendition_id, gate=gate)
    }
    return sum(
        name_of(row, one.box) in left
        and not any(one.box.within(box) for box in now[row.attachment_id])
        for row in pictures.standing_in(rendition=old, gate=gate)
        if row.attachment_id in now
        for one in pictures.covered_of(picture=row, gate=gate)
    )


def name_of(picture: Any, box: Box) -> str:
    """32 hexadecimal digits, as an id."""
    place = f"{picture.attachment_id} {astuple(box)}"
    return hashlib.sha256(place.encode()).hexdigest()[:32]
