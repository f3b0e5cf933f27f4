"""From whom a section's first words came, for its owner's side: "Entered by X for Y"."""

from typing import Any

import sqlalchemy as sa

from portal.db import plain_rows
from portal.documents.models import Section
from portal.doors import arrivals, words
from portal.doors.models import LINK, Arrival
from portal.gate.policy import Act
from portal.reviews import acts as reviews
from portal.web.page import Ask


def provenance(ask: Ask, document: str) -> dict[str, str]:
    """By section of one document the sentence that stands beside it; opened and recorded for those
    who take in what comes for its owner, and for nobody else.
    """
    if not (owners := ask.gate.owners_for(Act.TAKE_IN)):
        return {}
    of, at = Arrival.__table__.c, Section.__table__.c
    here = (
        sa.select(Arrival.__table__)
        .join(Section.__table__, at.id == of.section_id)
        .where(of.review_id == ask.gate.domain, at.document_id == document)
        .where(of.owner_id.in_(owners))
    )
    rows = plain_rows(ask.gate.connection.execute(here))
    senders = arrivals.senders(rows=rows, gate=ask.gate)
    allowed = {row.id for row in rows if row.id in senders and row.authorised is not None}
    entered = [row for row in rows if row.id in allowed]
    told = ask.gate.open_many(Arrival, entered, "authorised", act=Act.TAKE_IN) if entered else []
    authorised = {row.id: text for row, text in told}
    names = _names(ask, {row.entered_by or row.settled_by for row in rows})
    return {
        row.section_id: _sentence(row, senders[row.id], authorised.get(row.id, ""), names)
        for row in rows
        if row.id in senders
    }


def _sentence(row: Any, sender: str, authorised: str, names: dict[str, str]) -> str:
    way = words.came(row)
    how = f"{way[0].lower()}{way[1:]}"
    if row.way == LINK:
        return f"From {sender}: {how}. Taken in by {names[row.settled_by]}."
    return f"Entered by {names[row.entered_by]} for {sender}: {how}. Authorised by {authorised}."


def _names(ask: Ask, members: set[str]) -> dict[str, str]:
    people = {r.id: r.person_id for r in reviews.members(gate=ask.gate) if r.id in members}
    names = reviews.called(gate=ask.gate, person_ids=set(people.values()), agency=False)
    return {member: names[person] for member, person in people.items()}
