"""A rendered file's bytes as they lie: sealed pieces, so that no row grows without bound."""

import base64
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.renditions.models import RenderedPiece, Rendering

PIECE = 512 * 1024
"""Bytes of a file in one row."""


def keep(row: Rendering, name: str, file: bytes, gate: Gate) -> None:
    """Sealed, one row after another."""
    kind, _, part = name.partition("-")
    for position, start in enumerate(range(0, len(file), PIECE)):
        piece = RenderedPiece(
            id=new_id(),
            review_id=gate.domain,
            owner_id=row.owner_id,
            row_version=1,
            rendering_id=row.id,
            kind=kind,
            part=int(part or 0),
            position=position,
        )
        gate.seal(piece, body=base64.b64encode(file[start : start + PIECE]).decode())
        gate.session.add(piece)
        gate.session.flush()
        gate.session.expunge(piece)


def together(row: Any, name: str, gate: Gate) -> bytes:
    """The whole file again: opened and recorded."""
    kind, _, part = name.partition("-")
    of = RenderedPiece.__table__.c
    query = sa.select(RenderedPiece.__table__).where(
        of.review_id == gate.domain,
        of.rendering_id == row.id,
        of.kind == kind,
        of.part == int(part or 0),
    )
    rows = plain_rows(gate.connection.execute(query.order_by(of.position)))
    opened = gate.open_many(RenderedPiece, rows, "body", act=Act.READ_RENDITION)
    return b"".join(base64.b64decode(body) for _, body in opened)
