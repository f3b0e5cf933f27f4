"""What is covered on the attachments that go with a redacted copy, as rows of its schedule.

A box is named by its attachment and its place, so that an internal review decides on it as on a
passage, and another copy of the same attachment has it under the same name.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from portal.answers import reasons
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


def name_of(picture: Any, box: Box) -> str:
    """32 hexadecimal digits, as an id."""
    place = f"{picture.attachment_id} {astuple(box)}"
    return hashlib.sha256(place.encode()).hexdigest()[:32]
