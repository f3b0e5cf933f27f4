"""Words of a section that were signed off after those which a rendition holds.

They are pointed out, and taken in by one act: what was decided on paragraphs that are the same is
taken over, and what was taken out of a changed one waits to be decided anew, so that nothing comes
back unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.documents.models import Version
from portal.gate.gate import Gate, Refused
from portal.redaction import sources, standing
from portal.redaction.deciding import texts_of
from portal.redaction.exemptions import Lacking
from portal.redaction.known import Register
from portal.redaction.models import GONE, RenditionSection, Suggestion
from portal.redaction.taken_over import take_over

EARLIER = "earlier"
"""The kind of a suggestion that comes from a decision on earlier words."""
NONE = "There are no newer words of this section that you may read and that are signed off."


def newer(*, rendition: str, gate: Gate) -> dict[str, Any]:
    """By section of a rendition its newest signed-off words, where these are newer than those that
    it holds and open to the actor. It opens nothing.
    """
    there = standing.sections_of(rendition=rendition, gate=gate)
    of = Version.__table__.c
    query = sa.select(of.id, of.number).where(of.id.in_([row.version_id for row in there]))
    held = {row.id: row.number for row in gate.connection.execute(query)}
    best = {
        row.section_id: row
        for row in sources.choosable(gate=gate)
        if not sources.why_not_chosen(row)
    }
    return {
        row.id: best[row.section_id]
        for row in there
        if row.section_id in best and best[row.section_id].number > held[row.version_id]
    }


def told(*, rendition: str, gate: Gate) -> list[str]:
    """A sentence for each section of which there are newer words."""
    found = newer(rendition=rendition, gate=gate)
    return [
        f"Section {row.position} has newer words, signed off as version {found[row.id].number}."
        for row in standing.sections_of(rendition=rendition, gate=gate)
        if row.id in found
    ]


def take_in(*, section: RenditionSection, register: Register, gate: Gate) -> RenditionSection:
    """The newer words stand in the place of those that a rendition holds. Its owner is asked anew.

    Raises Absent; Refused where there are none, and as any change of a rendition is.
    """
    standing.checked(section, gate)
    found = newer(rendition=section.rendition_id, gate=gate).get(section.id)
    if section.removed_at is not None or found is None:
        raise Refused(NONE)
    rendition = standing.one(section.rendition_id, gate=gate)
    rows = standing.passages(rendition=rendition.id, version=section.version_id, gate=gate)
    before = _texts(section, gate)
    standing.changed(rendition=rendition, gate=gate)
    section.removed_at, section.removed_by = gate.now, gate.actor.member
    gate.session.flush()
    made = RenditionSection(
        id=new_id(),
        review_id=gate.domain,
        owner_id=section.owner_id,
        rendition_id=section.rendition_id,
        section_id=section.section_id,
        version_id=found.id,
        words_of=found.owner_id,
        position=section.position,
        added_by=gate.actor.member,
    )
    gate.session.add(made)
    gate.session.flush()
    after = _texts(made, gate)
    same = {name for name, text in after.items() if before.get(name) == text}
    lost = [row for row in rows if row.paragraph not in same]
    for row in rows:
        try:
            if row.paragraph in same:
                take_over([row], into=lambda _: made, register=register, gate=gate)
        except Lacking:  # by what the register says now it cannot stand
            lost.append(row)
    _wait(made, [row for row in lost if row.decision in GONE], before, after, gate)
    return made


def _texts(section: RenditionSection, gate: Gate) -> dict[str, str]:
    told = sources.opened(sections=[section], gate=gate)
    return texts_of(told[section.version_id]) if section.version_id in told else {}


def _wait(
    section: RenditionSection,
    lost: Sequence[Any],
    before: Mapping[str, str],
    after: Mapping[str, str],
    gate: Gate,
) -> None:
    """What was taken out and is not taken over waits: in its place, or in a changed paragraph
    wherever its words stand now; where they stand nowhere, the whole of that paragraph does.
    """
    rows: dict[tuple[str, int, int], dict[str, Any]] = {}
    for one in lost:
        for place in _places(one, before, after):
            rows.setdefault(place, {
                "id": new_id(), "review_id": gate.domain, "owner_id": section.owner_id,
                "rendition_id": section.rendition_id, "section_id": section.section_id,
                "version_id": section.version_id, "paragraph": place[0], "starts": place[1],
                "ends": place[2], "kind": EARLIER, "person_id": one.person_id,
                "group_id": one.deed_id, "proposed": one.decision, "codes": one.codes,
                "sure": False, "made_at": gate.now,
            })  # fmt: skip
    if rows:
        gate.session.execute(sa.insert(Suggestion), list(rows.values()))


def _places(
    one: Any, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, int, int]]:
    if before.get(one.paragraph) == after.get(one.paragraph):
        yield one.paragraph, one.starts, one.ends
        return
    words, found = before.get(one.paragraph, "")[one.starts : one.ends], False
    for name, text in after.items():
        at = text.find(words) if words and before.get(name) != text else -1
        while at >= 0:
            found = True
            yield name, at, at + len(words)
            at = text.find(words, at + len(words))
    if not found and after.get(one.paragraph):
        yield one.paragraph, 0, len(after[one.paragraph])
