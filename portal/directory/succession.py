"""Closing a board, or merging an agency into another: its papers never lack somebody who answers.

Nothing of sight changes by it: releases reach memberships, and those stand as they stood. What
changes is who answers for the papers, whose people can be appointed, and whose
register they are in.
"""

from typing import Any

import sqlalchemy as sa

from portal.db import ID
from portal.directory import desks
from portal.directory.acts import there
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.people.models import Agency, Board, BoardTitle, Desk

MODELS: tuple[Any, ...] = (Agency, Board)


def body(*, name: str, gate: Gate) -> tuple[Any, Any]:
    """An agency or a board by its id, and its model. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    found = [
        (row, model)
        for model in (MODELS if ID.fullmatch(name) else ())
        for row in gate.connection.execute(sa.select(model.__table__).where(model.id == name))
    ]
    return found[0] if found else gate.deny(Act.KEEP_DIRECTORY, outcome="absent")


def successors(*, name: str, gate: Gate) -> list[Any]:
    """The bodies that can follow one: of its sort, not closed, not itself. Raises Absent."""
    _, model = body(name=name, gate=gate)
    table = model.__table__
    query = sa.select(table).where(table.c.closed_at.is_(None), table.c.id != name)
    return list(gate.connection.execute(query.order_by(table.c.name)))


def close(*, name: str, successor: str, why: str, gate: Gate) -> None:
    """From now on the successor answers for the body's papers; who stood for it stands no more.

    Raises Absent, or Refused without a successor that is of its sort and not closed itself.
    """
    row, model = body(name=name, gate=gate)
    if row.closed_at is not None:
        raise Refused("This body is closed already.")
    if successor == name:
        raise Refused("A body does not succeed itself. Choose another.")
    if not there(gate, model.id == successor, model.closed_at.is_(None)):
        raise Refused("Name the body that answers for its papers from now on: one not closed.")
    change = sa.update(model).where(model.id == name, model.closed_at.is_(None))
    gate.connection.execute(change.values(closed_at=gate.now, successor_id=successor))
    standing = sa.select(Desk.id).where(Desk.body == name, Desk.ended_at.is_(None))
    for desk in list(gate.connection.execute(standing).scalars()):
        desks.unseat(desk=desk, gate=gate)
    stream = name if model is Agency else "portal"
    reason = gate.reason(why, stream)
    gate.record(Act.KEEP_DIRECTORY, stream, {"closed": (name, successor)}, reason=reason)


def set_title(*, board: str, kind: str, title: str, gate: Gate) -> None:
    """What a board calls a kind of review; no title takes it back. Raises Absent, Refused."""
    row, model = body(name=board, gate=gate)
    if model is not Board or row.closed_at is not None:
        raise Refused("Only a board that is not closed has titles of its own.")
    mine = BoardTitle.board_id == board, BoardTitle.kind == kind
    gate.connection.execute(sa.delete(BoardTitle).where(*mine))
    if title:
        values = {"board_id": board, "kind": kind, "title": title}
        gate.connection.execute(sa.insert(BoardTitle).values(values))
    gate.record(Act.KEEP_DIRECTORY, "portal", {"title": (board, kind)})


def titles(*, board: str, gate: Gate) -> dict[str, str]:
    """A board's own titles, by kind of review."""
    query = sa.select(BoardTitle.kind, BoardTitle.title).where(BoardTitle.board_id == board)
    return {row.kind: row.title for row in gate.connection.execute(query)}


def answering(agency: str, gate: Gate) -> list[str]:
    """An agency, and whoever answers for its papers since it was merged, through all hands."""
    told = [agency]
    while True:
        after = sa.select(Agency.successor_id).where(Agency.id == told[-1])
        name = gate.connection.execute(after).scalar_one_or_none()
        if name is None or name in told:
            return told
        told.append(name)
