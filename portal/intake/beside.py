"""MAPPA Form N, one file beside the notification of a charge: handed in once, and the board's."""

from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.importing import acts as importing
from portal.importing.models import ATTACHMENT_KINDS, Attachment
from portal.intake import acts
from portal.intake.models import Notification
from portal.reviews.kinds import kinds
from portal.timetable import acts as timetable

TWICE = "Form N is attached already. A second one cannot take its place."
NO_CHARGE = "Form N goes with a review that begins with a charge. This one does not."


def attach(*, name: str, kind: str, content: bytes, gate: Gate) -> Attachment:
    """The file is the board's from now on: who only notified does not read it back.

    Raises Absent; Refused for a second file, without a charge, or once the board has it in hand.
    """
    row = acts.notification(gate=gate)
    if row is None:
        gate.deny(Act.WRITE_NOTIFICATION, outcome="absent")
    row = gate.find(Notification, row.id, Act.WRITE_NOTIFICATION, noted=False)
    refused = why_not(row, gate)
    if refused:
        raise Refused(refused)
    papers = Document(id=new_id(), review_id=gate.domain, owner_id=BOARD, kind="information_report")
    gate.session.add(papers)
    gate.session.flush()
    kept = importing.keep(
        document=papers, name=name, kind=kind, section_class="context", content=content, gate=gate,
        beside=(Act.WRITE_NOTIFICATION, row, Notification.shape),
    )  # fmt: skip
    row.form_n = kept.id
    gate.record(Act.WRITE_NOTIFICATION, BOARD, {"form-n": (kept.id,)})
    return kept


def why_not(row: Any, gate: Gate) -> str:
    """Why Form N cannot be attached, or nothing where it can be by who writes the notification."""
    try:
        acts.still_open(gate)
        acts.not_in_hand(gate)
    except Refused as refused:
        return str(refused)
    if kinds()[timetable.kind_of(gate)].begins != "charge":
        return NO_CHARGE
    return TWICE if row.form_n else ""


def shown(row: Any, gate: Gate) -> dict[str, str] | None:
    """Whether Form N is there, and where it is open to the reader; None where none is asked for.

    It opens nothing.
    """
    if row is None or (row.form_n is None and kinds()[timetable.kind_of(gate)].begins != "charge"):
        return None
    base = f"/reviews/{gate.domain}"
    told = {"stands": "Not attached", "href": "", "what": "", "attach": ""}
    if row.form_n is None:
        may = gate.may(Act.WRITE_NOTIFICATION, row, Notification.shape).allowed
        told["attach"] = f"{base}/notification/form-n" if may and not why_not(row, gate) else ""
        return told
    table = Attachment.__table__
    here = table.c.id == row.form_n, table.c.review_id == gate.domain
    file = gate.connection.execute(sa.select(table).where(*here)).one()
    told["stands"] = "Attached"
    if gate.may(Act.READ_ATTACHMENT, file, Attachment.shape).allowed:
        told |= {"href": f"{base}/attachments/{file.id}", "what": ATTACHMENT_KINDS[file.kind]}
    return told
