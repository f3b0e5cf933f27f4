"""Which section versions a rendition can be made of, and their words for whoever may read them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.db import plain_rows
from portal.documents import words
from portal.documents.models import SHARED, Document, Version
from portal.gate.gate import Gate
from portal.gate.policy import Act, Stage


def choosable(*, gate: Gate) -> list[Any]:
    """Of every section that the actor may read the version open to her that was signed off, or
    else the newest that is open: in order of owner, document and place. It opens nothing.
    """
    of, table = Version.__table__.c, Document.__table__.c
    query = (
        Version.rows()
        .add_columns(table.kind)
        .join(Document.__table__, table.id == sa.column("document_id"))
        .where(of.review_id == gate.domain)
        .order_by(of.owner_id, sa.column("document_id"), sa.column("position"), of.number)
    )
    rows = plain_rows(gate.connection.execute(query))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    best: dict[str, Any] = {}
    for row, yes in zip(rows, may, strict=True):
        before = best.get(row.section_id)
        if yes and (before is None or why_not_chosen(before) or not why_not_chosen(row)):
            best[row.section_id] = row
    return list(best.values())


def why_not_chosen(row: Any) -> str:
    """Why a version that she reads can be in no rendition; empty where it can."""
    if row.section_class not in SHARED:
        return "It is of a class that is never shared."
    if row.stage == Stage.SIGNED_OFF:
        return ""
    if row.stage == Stage.WITHDRAWN:
        return "Its owner has withdrawn it."
    return "It is not signed off yet. Ask its senior manager to sign it off."


def opened(*, sections: Sequence[Any], gate: Gate) -> dict[str, Mapping[str, Any]]:
    """By version the words of those of these sections that can be in a rendition and that the actor
    may read now: one decision and one entry for each owner.
    """
    query = Version.rows().where(Version.__table__.c.id.in_([row.version_id for row in sections]))
    rows = [row for row in plain_rows(gate.connection.execute(query)) if not why_not_chosen(row)]
    told = gate.open_many(Version, rows, "words", act=Act.READ_SECTION) if rows else []
    return {row.id: words.load(text) for row, text in told}


def titles(*, sections: Sequence[Any], gate: Gate) -> dict[str, str]:
    """By version the titles of those of these sections whose words the actor may read now."""
    told = opened(sections=sections, gate=gate)
    return {version: str(words["title"]) for version, words in told.items()}


def closed(section: Any) -> str:
    return (
        f"Section {section.position} is not open to you any more: its release has ended, or its "
        "owner has withdrawn it. The rendition cannot go on with it. Take it out, or ask its owner."
    )


def not_open(*, sections: Sequence[Any], gate: Gate) -> list[Any]:
    """Of these sections those whose words the actor may not read now. It opens nothing."""
    query = Version.rows().where(Version.__table__.c.id.in_([row.version_id for row in sections]))
    rows = plain_rows(gate.connection.execute(query))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    fit = {row.id for row, yes in zip(rows, may, strict=True) if yes and not why_not_chosen(row)}
    return [row for row in sections if row.version_id not in fit]
