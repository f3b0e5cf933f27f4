"""What was made of covert-source words, and what was said of them, goes with them (release rule 5).

A redacted version holds the words that it kept; its decisions, its owners' answers and a notice
that is not sent yet say why others were taken out. The record that all this was stays, without a
word. What was sent has left the portal, and stays on record as it was sent.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.answers.models import FoiAnswer, InternalReview, ReviewedPassage
from portal.gate.gate import Gate
from portal.proceedings.matches import Match
from portal.redaction.models import Answer, Consultation, Passage, RenditionSection
from portal.renditions import laying_out
from portal.renditions.comparing import Copy
from portal.renditions.models import (
    RenderedPiece,
    Rendering,
    RenditionPicture,
    RenditionSignature,
)
from portal.requests.models import RequestMaterial
from portal.subject_access.models import AccessAnswer

NOTHING = laying_out.dump("", Copy("", (), {}))


def blank(*, section: str, owner: str, instead: str, gate: Gate) -> None:
    """Seal one word in place of all that was made of a section and said of it. The caller has
    decided that this may be.
    """
    of = RenditionSection
    stood = gate.session.execute(sa.select(of).where(of.section_id == section)).scalars().all()
    renditions = {row.rendition_id for row in stood}
    passages = list(_rows(Passage, Passage.section_id == section, gate))
    asked = Consultation.rendition_id.in_(renditions), Consultation.owner_id == owner
    names = [row.id for row in passages]
    unsent = FoiAnswer.rendition_id.in_(renditions), FoiAnswer.stage != "sent"
    own = AccessAnswer.rendition_id.in_(renditions), AccessAnswer.stage != "sent"
    for rows, fields in (
        (passages, ("instead", "harm", "interest", "note")),
        (_rows(Match, Match.section_id == section, gate), ("why", "why_ended")),
        (_rows(Answer, Answer.section_id == section, gate), ("reasons", "settled")),
        (_rows(Consultation, sa.and_(*asked), gate), ("question", "reasons", "departure")),
        (_rows(ReviewedPassage, ReviewedPassage.passage.in_(names), gate), ("words",)),
        (_rows(RequestMaterial, RequestMaterial.section_id == section, gate), ("note", "why_off")),
        (_rows(FoiAnswer, sa.and_(*unsent), gate), ("letter", "notice")),
        (_rows(FoiAnswer, FoiAnswer.rendition_id.in_(renditions), gate), ("said_back",)),
        (_rows(InternalReview, _untold(renditions), gate), ("notice",)),
        (_rows(AccessAnswer, sa.and_(*own), gate), ("letter", "silence")),
        (_rows(AccessAnswer, AccessAnswer.rendition_id.in_(renditions), gate), ("said_back",)),
    ):
        _seal(rows, fields, instead, gate)
    _files(stood, renditions, instead, gate)


def _untold(renditions: set[str]) -> sa.ColumnElement[bool]:
    """Internal reviews of what was made of them, of whose outcome nobody was told yet."""
    of = InternalReview
    answered = sa.select(FoiAnswer.request_id).where(FoiAnswer.rendition_id.in_(renditions))
    return sa.and_(of.request_id.in_(answered), of.stage != "told")


def blank_pictures(*, attachment: str, gate: Gate) -> None:
    """The pictures of a covert file's pages, in whatever they stand, and where it was covered."""
    of, piece = RenditionPicture, RenderedPiece
    for row in _rows(of, of.attachment_id == attachment, gate):
        made = sa.select(Rendering.id).where(Rendering.rendition_id == row.rendition_id)
        gone = sa.delete(piece).where(
            piece.rendering_id.in_(made), piece.kind == "picture", piece.part == row.position
        )
        gate.session.execute(gone)
        gate.seal(row, boxes="[]")


def _files(
    stood: Sequence[RenditionSection], renditions: set[str], instead: str, gate: Gate
) -> None:
    """The files of every rendering in which the section stood, and what was looked at in them."""
    rows = [
        row
        for row in _rows(Rendering, Rendering.rendition_id.in_(renditions), gate)
        if any(
            one.rendition_id == row.rendition_id
            and (one.removed_at is None or one.removed_at > row.made_at)
            for one in stood
        )
    ]
    names = [row.id for row in rows]
    gate.session.execute(sa.delete(RenderedPiece).where(RenderedPiece.rendering_id.in_(names)))
    for row in rows:
        gate.seal(row, words=NOTHING)
    signed = _rows(RenditionSignature, RenditionSignature.rendering_id.in_(names), gate)
    _seal(signed, ("jigsaw",), instead, gate)


def _rows(model: Any, which: sa.ColumnElement[bool], gate: Gate) -> list[Any]:
    return list(gate.session.execute(sa.select(model).where(which)).scalars())


def _seal(rows: Iterable[Any], fields: tuple[str, ...], instead: str, gate: Gate) -> None:
    for row in rows:
        held = {field: instead for field in fields if getattr(row, field) is not None}
        if held:
            gate.seal(row, **held)
