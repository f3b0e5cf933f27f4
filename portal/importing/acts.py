"""Bringing a file in, choosing what becomes of it, and keeping files as they came."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.clocks.rules import rule_on, today
from portal.db import new_id, plain_rows
from portal.documents import acts as documents
from portal.documents.models import Document
from portal.documents.words import Paragraph
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import Act
from portal.importing import drafts
from portal.importing.blocks import Found
from portal.importing.drafts import Draft, Unread
from portal.importing.models import (
    IMPORT_MOVES,
    WAITING,
    Attachment,
    AttachmentPiece,
    Import,
    ImportStage,
)

PIECE = 512 * 1024
"""Bytes of an attachment in one row."""
MOST_WAITING = 20
"""Of one author in one review, so that nothing grows without bound."""


def kept_for(now: datetime) -> timedelta:
    """How long a file that was read waits for its author to decide."""
    return timedelta(days=rule_on("file_read_kept", today(now)).days)


def bring_in(*, document: Document, name: str, found: Found | None, gate: Gate) -> Import:
    """What was read of a file waits, sealed, for its author to say what becomes of it.

    With nothing found it is still being read, until `finish`. Raises Absent, or Refused where too
    many files wait already.
    """
    if len(waiting(gate=gate)) >= MOST_WAITING:
        raise Refused(
            "Too many of your files wait to become sections. Finish or cancel some of them first."
        )
    brought = Import(
        id=new_id(),
        review_id=gate.domain,
        owner_id=document.owner_id,
        row_version=1,
        document_id=document.id,
        author=gate.actor.member,
        stage=ImportStage.READY if found else ImportStage.READING,
        done=1 if found else 0,
        total=1,
        sections=0,
        brought_at=gate.now,
        until=gate.now + kept_for(gate.now),
    )
    gate.check(Act.IMPORT_WORDS, brought, Import.shape)
    unread = drafts.dump_unread(Unread(name))
    gate.seal(brought, draft=drafts.dump(drafts.fresh(name, found)) if found else unread)
    gate.session.add(brought)
    gate.session.flush()
    return brought


def finish(*, name: str, found: Found | None, refused: str, gate: Gate) -> bool:
    """What was found, or why nothing was, once a reading is over; whether its import is there yet.

    Raises Absent where she may bring nothing in any more. What was cancelled stays so.
    """
    query = sa.select(Import).where(Import.id == name, Import.review_id == gate.domain)
    brought = gate.session.execute(query).scalar_one_or_none()
    if brought is None:
        return False
    gate.check(Act.IMPORT_WORDS, brought, Import.shape)
    if brought.stage == ImportStage.READING:
        _read(brought, found, refused, gate)
    return True


def _read(brought: Import, found: Found | None, refused: str, gate: Gate) -> None:
    name = unread_of(brought=brought, gate=gate).name
    text = drafts.dump_unread(Unread(name, refused))
    if found is not None:
        brought.stage, brought.done = ImportStage.READY, 1
        text = drafts.dump(drafts.fresh(name, found))
    gate.seal(brought, draft=text)


def unread_of(*, brought: Any, gate: Gate) -> Unread:
    """A file that is being read, or why it is not. Raises Absent, or Refused where it is over."""
    _still(brought, ImportStage.READING, gate)
    text = gate.open(brought, "draft", act=Act.IMPORT_WORDS, model=Import)["draft"]
    return drafts.load_unread(text, age=gate.now - brought.brought_at)


def waiting(*, gate: Gate) -> list[Any]:
    """The files that the membership has brought in and not decided on, oldest first."""
    of = Import.__table__.c
    query = Import.rows().where(
        of.review_id == gate.domain, of.author == gate.actor.member, of.stage.in_(WAITING)
    )
    rows = plain_rows(gate.connection.execute(query.order_by(of.brought_at)))
    mine = gate.readable(Act.IMPORT_WORDS, rows, Import.shape)
    return [row for row, yes in zip(rows, mine, strict=True) if yes and row.until > gate.now]


def draft_of(*, brought: Any, gate: Gate) -> Draft:
    """Raises Absent, or Refused where it is over and its words are gone."""
    _still(brought, ImportStage.READY, gate)
    text = gate.open(brought, "draft", act=Act.IMPORT_WORDS, model=Import)["draft"]
    return drafts.load(text)


def _still(brought: Any, stage: ImportStage, gate: Gate) -> None:
    if brought.stage == ImportStage.USED:
        raise Refused("This file stands as sections already. Open the contribution to read them.")
    if brought.stage != stage or brought.until <= gate.now or brought.draft is None:
        raise Refused(
            "This file is no longer kept: it was cancelled, or its time is over. Choose it again."
        )


def choose(
    *,
    brought: Import,
    roles: Mapping[int, str],
    classes: Mapping[int, str],
    remarks: str,
    gate: Gate,
) -> None:
    """Keep what the author says of each heading. Raises Absent, or Refused where it is over."""
    draft = draft_of(brought=brought, gate=gate)
    chosen = replace(
        draft,
        roles={n: roles.get(n, role) for n, role in draft.roles.items()},
        classes={n: classes.get(n, name) for n, name in draft.classes.items()},
        remarks=remarks,
    )
    gate.seal(brought, draft=drafts.dump(chosen))


def confirm(*, brought: Import, gate: Gate) -> int:
    """The chosen parts stand as sections of the author's, and the draft is gone: how many.

    Raises Absent for whoever may not write there, or Refused where it is over.
    """
    draft = draft_of(brought=brought, gate=gate)
    document = gate.session.execute(
        sa.select(Document).where(
            Document.id == brought.document_id, Document.review_id == gate.domain
        )
    ).scalar_one()
    parts = draft.parts()
    for part in parts:
        documents.add_section(
            document=document,
            section_class=draft.class_of(part),
            title=part.title,
            paragraphs=[Paragraph(new_id(), kind, text) for kind, text in part.paragraphs],
            gate=gate,
        )
    told = len(parts)
    if draft.remarks and draft.found.comments:
        documents.add_section(
            document=document,
            section_class=draft.remarks,
            title=drafts.REMARKS_TITLE,
            paragraphs=[Paragraph(new_id(), "p", text) for text in draft.found.comments],
            gate=gate,
        )
        told += 1
    brought.sections = told
    _over(brought, ImportStage.USED, gate)
    return told


def drop(*, brought: Import, gate: Gate) -> None:
    """The author does not want it: what was read is gone. Raises Refused where it is over."""
    if ImportStage.DROPPED not in IMPORT_MOVES[ImportStage(brought.stage)]:
        _still(brought, ImportStage.READY, gate)
    _over(brought, ImportStage.DROPPED, gate)


def _over(brought: Import, stage: ImportStage, gate: Gate) -> None:
    brought.stage, brought.draft, brought.ended_at = stage, None, gate.now
    gate.record(Act.IMPORT_WORDS, brought.owner_id, {f"import:{stage}": (brought.id,)})


def sweep(
    connection: Connection, now: datetime, *, spared: sa.ColumnElement[bool] | None = None
) -> None:
    """What nobody decided on in time is gone, but for what is `spared`."""
    over = sa.and_(Import.stage.in_(WAITING), Import.until <= now)
    if spared is not None:
        over = sa.and_(over, ~spared)
    gone = {"stage": ImportStage.DROPPED, "draft": None, "ended_at": now}
    connection.execute(sa.update(Import).where(over).values(**gone))


# Attachments


def keep(
    *, document: Document, name: str, kind: str, section_class: str, content: bytes, gate: Gate,
    beside: tuple[Act, Any, Shape] | None = None,
) -> Attachment:  # fmt: skip
    """A file as it came, sealed in pieces, open to its owner's side alone. Raises Absent.

    What it is handed in `beside`, with the act on that, decides in place of its own name.
    """
    kept = Attachment(
        id=new_id(), review_id=gate.domain, owner_id=document.owner_id, row_version=1,
        document_id=document.id, section_class=section_class, author=gate.actor.member, kind=kind,
        size=len(content), kept_by=gate.actor.person, kept_at=gate.now,
    )  # fmt: skip
    gate.check(*(beside or (Act.KEEP_ATTACHMENT, kept, Attachment.shape)))
    gate.seal(kept, name=name, digest=hashlib.sha256(content).hexdigest())
    gate.session.add(kept)
    gate.session.flush()
    for position, start in enumerate(range(0, len(content), PIECE)):
        piece = AttachmentPiece(
            id=new_id(),
            review_id=gate.domain,
            owner_id=document.owner_id,
            row_version=1,
            attachment_id=kept.id,
            position=position,
        )
        gate.seal(piece, body=base64.b64encode(content[start : start + PIECE]).decode())
        gate.session.add(piece)
        gate.session.flush()
        gate.session.expunge(piece)
    return kept


def mark_covert(*, attachment: Attachment, gate: Gate) -> None:
    """It holds covert-source material: it closes for everybody, until two officers remove it.

    Raises Absent for whoever may not say of which class it is.
    """
    gate.check(Act.RECLASSIFY, attachment, Attachment.shape)
    attachment.covert_at = gate.now
    gate.record(Act.RECLASSIFY, attachment.owner_id, {"class:covert": (attachment.id,)})


def attachments(*, gate: Gate, document: str = "") -> list[tuple[Any, str]]:
    """The attachments that the reader may open, of one document or of them all, oldest first, each
    with its name.
    """
    return gate.open_many(Attachment, _kept(document, gate), "name", act=Act.READ_ATTACHMENT)


def any_attachment(*, gate: Gate) -> bool:
    """Whether the reader may open one at all. Opens and records nothing."""
    return any(gate.readable(Act.READ_ATTACHMENT, _kept("", gate), Attachment.shape))


def _kept(document: str, gate: Gate) -> list[Any]:
    of = Attachment.__table__.c
    here = Attachment.rows().where(of.review_id == gate.domain)
    if document:
        here = here.where(of.document_id == document)
    return plain_rows(gate.connection.execute(here.order_by(of.kept_at, of.id)))


def number_of(*, attachment: Any, gate: Gate) -> int:
    """Which of the attachments that the reader may open it is: others leave no gap."""
    rows = _kept(attachment.document_id, gate)
    may = gate.readable(Act.READ_ATTACHMENT, rows, Attachment.shape)
    return [r.id for r, yes in zip(rows, may, strict=True) if yes].index(attachment.id) + 1


def bytes_of(*, attachment: Any, gate: Gate) -> bytes:
    """The file as it came, to the byte. Raises Absent."""
    digest = gate.open(attachment, "digest", act=Act.READ_ATTACHMENT, model=Attachment)["digest"]
    of = AttachmentPiece.__table__.c
    here = AttachmentPiece.rows().where(
        of.attachment_id == attachment.id, of.review_id == gate.domain
    )
    rows = plain_rows(gate.connection.execute(here.order_by(of.position)))
    opened = gate.open_many(AttachmentPiece, rows, "body", act=Act.READ_ATTACHMENT)
    content = b"".join(base64.b64decode(body) for _, body in opened)
    if hashlib.sha256(content).hexdigest() != digest:
        raise Absent
    return content
