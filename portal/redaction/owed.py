"""Why the owners' side of a rendition is not done yet: whom to ask or wait for, and what is decided
otherwise than an owner wants.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.redaction import consulting, instead, standing
from portal.redaction.models import APPLICANTS, GONE, Passage, RenditionSection
from portal.redaction.spans import Span, united, within


def unsettled(*, rendition: Any, gate: Gate) -> list[Any]:
    """The answers whose wish is not met: the words are not taken out, and nobody has said why."""
    gone = _gone(standing.passages(rendition=rendition.id, gate=gate))
    told = []
    for row in consulting.of_rendition(rendition=rendition.id, gate=gate).values():
        if row.answered_at is None:
            continue
        for one in consulting.answers(consultation=row.id, gate=gate):
            met = within((one.starts, one.ends), gone.get((one.version_id, one.paragraph), []))
            if one.said in consulting.WANTED and not met and one.settled_at is None:
                told.append(one)
    return told


def _gone(
    rows: Sequence[Any], decisions: frozenset[str] = frozenset({"remove"})
) -> dict[tuple[str, str], list[Span]]:
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for row in rows:
        if row.decision in decisions:
            spans[row.version_id, row.paragraph].append((row.starts, row.ends))
    return {place: united(some) for place, some in spans.items()}


def shown_again(*, consultation: Any, gate: Gate) -> bool:
    """Whether words of what the owner agreed to see gone are shown by a later decision, or whether
    there is a section with words from it, or newer words of one, that it has not been asked about.
    """
    of, at = Passage.__table__.c, RenditionSection.__table__.c
    when, owner = consultation.answered_at, consultation.owner_id
    query = sa.select(Passage.__table__).where(
        of.rendition_id == consultation.rendition_id,
        of.decided_at <= when,
        sa.or_(of.superseded_at.is_(None), of.superseded_at > when),
    )
    sections = standing.sections_of(rendition=consultation.rendition_id, gate=gate)
    there = {row.version_id for row in sections}
    mine = {row.version_id for row in sections if row.words_of == owner}
    then = [
        row
        for row in gate.connection.execute(query)
        if row.version_id in mine or (row.holder_id == owner and row.version_id in there)
    ]
    stands = standing.passages(rendition=consultation.rendition_id, gate=gate)
    now = _gone(stands, GONE)
    held = sa.select(of.section_id).where(
        of.rendition_id == consultation.rendition_id, of.holder_id == owner
    )
    later = sa.select(at.id).where(
        at.rendition_id == consultation.rendition_id, at.removed_at.is_(None),
        sa.or_(at.version_id.in_(mine), at.section_id.in_(held)), at.id > consultation.id,
    )  # fmt: skip
    theirs = [r for r in stands if r.version_id in mine or r.holder_id == owner]
    new = instead.changed(theirs, when) or gate.connection.execute(later).first() is not None
    return new or any(
        not within(span, now.get(place, []))
        for place, spans in _gone(then, GONE).items()
        for span in spans
    )


def outstanding(*, rendition: Any, names: Mapping[str, str], gate: Gate) -> list[str]:
    """Why the owners' side is not done, a sentence with its next step for each. `names` are the
    bodies' as they stand in a sentence.
    """
    asked = consulting.of_rendition(rendition=rendition.id, gate=gate)
    told = []
    for owner in consulting.owners(rendition=rendition.id, gate=gate):
        who, row = names.get(owner, "another body"), asked.get(owner)
        if row is None:
            told.append(f"Ask {who}: some of these words are theirs.")
        elif row.answered_at is None:
            told.append(f"Wait for the answer of {who}.")
        elif row.outcome == "refused" and rendition.audience not in APPLICANTS:
            told.append(f"No answer in favour came from {who}: take their sections out.")
        elif row.outcome == "refused" and row.departed_at is None:
            told.append(f"The answer of {who} is no. Take their sections out, or say why not.")
        elif shown_again(consultation=row, gate=gate):
            told.append(f"More is shown now than {who} agreed to. Ask again.")
    if many := len(unsettled(rendition=rendition, gate=gate)):
        told.append(f"Passages on which an owner wants something else: {many}. Decide them.")
    return told
