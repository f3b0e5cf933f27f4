"""Whether files of a rendition are still open: what closes a section closes what is made of it.

Before a release nobody reads through files what the release rules keep from her. What was released
has left, and stays on the record of the body that gave it; but words that were said to be of a
covert source or of another class that is never shared, and what is closed to somebody in person,
are closed in it too (rules 2, 5 and 12).
"""

from datetime import datetime
from typing import Any

from portal.db import plain_rows
from portal.documents.models import SHARED, Version
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.importing.models import Attachment
from portal.redaction import sources, standing
from portal.renditions import pictures

SHUT = (
    "Something in these files is not open to you, or not any more, so they are not either. Their "
    "page says what stands in the way."
)
WITHDRAWN = "This was withdrawn, so nobody downloads it any more."
OLDER = "This does not count any more, so nobody downloads it. Take what was rendered last."


def why_shut(*, row: Any, counts: bool, release: Any, gate: Gate) -> str:
    """Why this person may not have a rendering's files, as a sentence; empty where she may. It
    opens nothing. `counts` says whether it is the newest of these decisions.
    """
    if release is not None and release.withdrawn_at is not None:
        return WITHDRAWN
    if release is None and not counts:
        return OLDER
    sections = _then(standing.every_section(rendition=row.rendition_id, gate=gate), row.made_at)
    placed = _then(pictures.every(rendition=row.rendition_id, gate=gate), row.made_at)
    if release is not None:
        shut = _kept_back(sections, placed, gate)
    else:
        shut = bool(sources.not_open(sections=sections, gate=gate)) or _not_open(placed, gate)
    return SHUT if shut else ""


def _then(rows: list[Any], made_at: datetime) -> list[Any]:
    """Those that stood when it was made; what came later is no harm here."""
    return [row for row in rows if row.removed_at is None or row.removed_at > made_at]


def _attachments(placed: list[Any], gate: Gate) -> list[Any]:
    of = Attachment.__table__.c
    query = Attachment.rows().where(of.id.in_([row.attachment_id for row in placed]))
    return plain_rows(gate.connection.execute(query)) if placed else []


def _not_open(placed: list[Any], gate: Gate) -> bool:
    found = _attachments(placed, gate)
    reads = gate.readable(Act.READ_ATTACHMENT, found, Attachment.shape)
    return not all(reads) or any(one.section_class not in SHARED for one in found)


def _kept_back(sections: list[Any], placed: list[Any], gate: Gate) -> bool:
    """Of what was released: whether some of it is closed in person, or of a class that is never
    shared and that she does not read either.
    """
    query = Version.rows().where(Version.__table__.c.id.in_([row.version_id for row in sections]))
    words = plain_rows(gate.connection.execute(query))
    files = _attachments(placed, gate)
    for act, rows, shape in (
        (Act.READ_SECTION, words, Version.shape),
        (Act.READ_ATTACHMENT, files, Attachment.shape),
    ):
        reads = gate.readable(act, rows, shape)
        never = [one.section_class not in SHARED or getattr(one, "covert_at", None) for one in rows]
        if any(gate.kept_from(act, rows, shape)):
            return True
        if any(shut and not yes for shut, yes in zip(never, reads, strict=True)):
            return True
    return False
