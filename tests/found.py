"""Findings of an inquest in the filled world, and what of the review meets them."""

from typing import Any

from portal.db import new_id
from portal.documents.models import Version
from portal.gate.gate import Gate
from portal.gate.policy import BOARD
from portal.proceedings import findings
from portal.proceedings.matches import Match
from portal.proceedings.models import Proceeding
from portal.web.dates import today
from tests.build import World


def found_and_met(world: World, made: Proceeding, gate: Gate) -> dict[str, list[str]]:
    """Two findings, the second corrected. A section of the police that the chair may not read meets
    the first; the second is not dealt with; either was said before and ended.
    """
    on, told = today(gate.now), []
    given: dict[str, Any] = {"source": "narrative", "given_on": on, "gate": gate}
    for shared, where in ((True, "finding for all"), (False, "finding before it was corrected")):
        said = [world.canary(where)]
        told += findings.enter(proceeding=made, told=said, shared=shared, **given)
    said = world.canary("finding for few")
    told.append(findings.correct(finding=told[1], words=said, shared=False, **given))
    version = gate.session.get(Version, world.versions["Practice"])
    met = []
    for of, section, where in ((told[0], version, "a section"), (told[2], None, "none")):
        for ended in (True, False):
            row = Match(
                id=new_id(), review_id=gate.domain, owner_id=BOARD, row_version=1,
                proceeding_id=made.id, number=of.number,
                section_id=section and section.section_id, version_id=section and section.id,
                relation="differs" if section else "absent",
                made_by=gate.actor.member, made_at=gate.now,
            )  # fmt: skip
            gate.seal(row, why=world.canary(f"why {where} meets"))
            if ended:
                row.ended_by, row.ended_at = gate.actor.member, gate.now
                gate.seal(row, why_ended=world.canary(f"why {where} meets no longer"))
            gate.session.add(row)
            met.append(row.id)
    return {"{proceeding_outcome}": [one.id for one in told], "{finding_match}": met}
