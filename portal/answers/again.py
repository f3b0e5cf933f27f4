"""Another redacted copy that starts from a first one's decisions: for a second request for one
report, or to give what an internal review withdrew. Whoever begins it takes the decisions over as
her own, and changes them as any others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from portal.answers import boxed
from portal.gate.gate import Absent, Gate, Refused
from portal.redaction import acts, deciding, people, standing
from portal.redaction.exemptions import Lacking
from portal.redaction.models import Rendition, RenditionSection
from portal.redaction.taken_over import take_over
from portal.renditions import pictures
from portal.renditions.pictures import Covered

CLOSED = "Attachment {} of the first copy is not open to you any more. Ask its owner."
ANEW = "Make a new copy of the same sections, and decide it anew."


def start(
    *,
    first: str,
    title: str,
    given: Collection[str] = (),
    varied: Mapping[str, tuple[str, str]] | None = None,
    gate: Gate,
) -> Rendition:
    """A copy of the same sections and attachments with the same decisions. `given` are passages and
    boxes that are kept now; `varied` gives by them other codes, and the reasons for them.

    Raises Absent; Refused for a copy that is not under the Act, where a section is closed, and
    where a decision cannot stand by what the register of people says now.
    """
    old = standing.find(first, gate=gate)
    if old.regime != "foi" or old.stage == "withdrawn":
        raise Refused("Choose a copy that was made under the Freedom of Information Act.")
    sections = standing.sections_of(rendition=old.id, gate=gate)
    made = acts.start(
        audience=old.audience,
        regime=old.regime,
        title=title,
        purpose="It starts from the decisions of an earlier copy.",
        versions=[row.version_id for row in sections],
        gate=gate,
    )
    varied = varied or {}
    try:
        _decided(old, made, sections, given=given, varied=varied, gate=gate)
        _covered(old, made, given=given, varied=varied, gate=gate)
    except Lacking as why:
        raise Refused(f"A decision of it cannot stand any more. {why} {ANEW}") from None
    return made


def _decided(
    old: Any,
    made: Rendition,
    sections: Sequence[Any],
    *,
    given: Collection[str],
    varied: Mapping[str, tuple[str, str]],
    gate: Gate,
) -> None:
    """Each decision of the old copy in the new one, by what the register of people says now."""
    mine = _by_version(made, gate)
    _looked(old, sections, mine, gate)
    take_over(
        standing.passages(rendition=old.id, gate=gate),
        into=lambda row: mine.get(row.version_id),
        given=given, varied=varied, register=people.register(gate=gate), gate=gate,
    )  # fmt: skip


def _covered(
    old: Any,
    made: Rendition,
    *,
    given: Collection[str],
    varied: Mapping[str, tuple[str, str]],
    gate: Gate,
) -> None:
    """Each attachment that went along, with the boxes that stay on it."""
    boxes = boxed.covered(rendition=old.id, gate=gate)
    for row in pictures.standing_in(rendition=old.id, gate=gate):
        stay = [
            _as_varied(one, varied.get(name))
            for name, (number, one) in boxes.items()
            if number == row.position and name not in given
        ]
        again = {"rendition": made, "attachment": row.attachment_id, "covered": stay}
        try:
            pictures.put_in(**again, gate=gate)
        except Absent:
            raise Refused(CLOSED.format(row.position)) from None


def _as_varied(one: Covered, varied: tuple[str, str] | None) -> Covered:
    return replace(one, codes=varied[0], harm=varied[1], interest=varied[1]) if varied else one


def _looked(old: Any, sections: Sequence[Any], mine: Mapping[str, Any], gate: Gate) -> None:
    """The same words are not looked through again where all that was found in them was decided."""
    if not deciding.waiting(rendition=old.id, gate=gate):
        for one in sections:
            mine[one.version_id].suggested_at = one.suggested_at


def _by_version(made: Rendition, gate: Gate) -> dict[str, RenditionSection]:
    rows = standing.sections_of(rendition=made.id, gate=gate)
    query = sa.select(RenditionSection).where(RenditionSection.id.in_([row.id for row in rows]))
    return {row.version_id: row for row in gate.session.execute(query).scalars()}
