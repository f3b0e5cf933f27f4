"""What stands of a rendition, whose it is, and what every act on one begins with.

The stages go by RENDITION_MOVES. A change of any decision leads back to the first of them.
"""

from typing import Any

import sqlalchemy as sa

from portal.db import plain_rows
from portal.gate.gate import WHOLE, Absent, Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.redaction.models import RENDITION_MOVES, Passage, Rendition, RenditionSection

SHREDDED = "The papers of this review were destroyed, so nothing is made of them any more."
RELEASED = "This was released as it stands, so nothing of it is changed. Make another rendition."
WITHDRAWN = "This rendition was withdrawn. Make another one."


def bodies(act: Act, *, gate: Gate) -> list[str]:
    """The bodies for which somebody makes or reads renditions: for most people none or one.

    The author of the board's report has it by the board's own name (policies/roles.csv).
    """
    told = gate.owners_for(act)
    board = gate.body == BOARD and gate.may(act, None, {"review": WHOLE["review"]}).allowed
    return sorted({*told, BOARD}) if board else told


def makes_for(*, gate: Gate) -> str:
    """The body for which the actor makes renditions now. Raises Absent where she makes none."""
    if gate.body in bodies(Act.MAKE_RENDITION, gate=gate):
        return gate.body
    return gate.deny(Act.MAKE_RENDITION)


def checked(row: Any, gate: Gate) -> None:
    """Decided and recorded for the very row. Raises Absent, or Refused for a shredded review."""
    gate.check(Act.MAKE_RENDITION, row, type(row).shape)
    if gate.shredded:
        raise Refused(SHREDDED)


def one(name: str, *, gate: Gate) -> Rendition:
    """For acts: the rendition of a row that was found. Raises Absent."""
    query = sa.select(Rendition).where(Rendition.id == name, Rendition.review_id == gate.domain)
    row = gate.session.execute(query).scalar_one_or_none()
    if row is None:
        raise Absent
    return row


def changed(*, rendition: Rendition, gate: Gate) -> None:
    """Something of it was decided anew: what was proved or signed is so no more.

    Raises Refused for what was released or withdrawn.
    """
    if rendition.stage == "released":
        raise Refused(RELEASED)
    if rendition.stage == "withdrawn":
        raise Refused(WITHDRAWN)
    rendition.revision += 1
    if rendition.stage != "deciding":
        rendition.stage, rendition.moved_at = "deciding", gate.now


def move(*, rendition: Rendition, to: str, gate: Gate) -> None:
    """The next stage, for an act that has decided that this person may. Raises Refused."""
    if to not in RENDITION_MOVES[rendition.stage]:
        raise Refused("Something else has been done with this rendition meanwhile. Look at it.")
    rendition.stage, rendition.moved_at = to, gate.now


def find(name: str, *, gate: Gate) -> Any:
    """A rendition that the actor may read. Raises Absent."""
    return gate.find(Rendition, name, Act.READ_RENDITION, noted=False)


def sections_of(*, rendition: str, gate: Gate) -> list[Any]:
    """The sections that stand in it, in order, unopened."""
    of = RenditionSection.__table__.c
    query = sa.select(RenditionSection.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition, of.removed_at.is_(None)
    )
    return plain_rows(gate.connection.execute(query.order_by(of.position, of.id)))


def passages(*, rendition: str, gate: Gate, version: str = "") -> list[Any]:
    """The decisions that stand, in the order of the text of each paragraph, unopened."""
    of = Passage.__table__.c
    query = sa.select(Passage.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition, of.superseded_at.is_(None)
    )
    query = query.where(of.version_id == version) if version else query
    return plain_rows(gate.connection.execute(query.order_by(of.version_id, of.starts, of.id)))


def every_section(*, rendition: str, gate: Gate) -> list[Any]:
    """As `sections_of`, with those that were taken out, the standing ones first."""
    of = RenditionSection.__table__.c
    query = sa.select(RenditionSection.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition
    )
    ordered = query.order_by(of.removed_at.is_not(None), of.position, of.id)
    return plain_rows(gate.connection.execute(ordered))


def history(*, passage: Any, gate: Gate) -> list[Any]:
    """All that was ever decided on characters of that passage, newest first, unopened."""
    of = Passage.__table__.c
    query = sa.select(Passage.__table__).where(
        of.review_id == gate.domain,
        of.rendition_id == passage.rendition_id,
        of.version_id == passage.version_id,
        of.paragraph == passage.paragraph,
        of.starts < passage.ends,
        of.ends > passage.starts,
    )
    return plain_rows(gate.connection.execute(query.order_by(of.decided_at.desc(), of.id.desc())))


def of_deed(*, deed: str, gate: Gate) -> int:
    """How many passages of one act stand."""
    of = Passage.__table__.c
    query = sa.select(sa.func.count()).where(
        of.review_id == gate.domain, of.deed_id == deed, of.superseded_at.is_(None)
    )
    return int(gate.connection.execute(query).scalar_one())
