"""What the NPCC Central Referral Unit (CRU) advised of each exemption, and what the force decides.

The force remains the decision-maker: where it departs from the advice it says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.cru.acts import CORRECTED, effective, has_correction, standing
from portal.cru.models import SIDES, STANDS, CruPosition, CruReferral
from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.redaction.exemptions import in_force
from portal.requests.acts import checked


@dataclass(frozen=True, slots=True)
class Position:
    """One side's word on one exemption."""

    side: str
    section: str
    stand: str
    words: str
    """The evidence of prejudice, or the force's reasons."""


def say(*, referral: CruReferral, said: Position, gate: Gate) -> CruPosition:
    """What was advised of an exemption, or what the force decides of it.

    Raises Absent; Refused before advice has come, twice for one exemption, and for a departure
    without reasons.
    """
    _sayable(referral, said, gate)
    known = effective(positions(of=[referral.id], gate=gate))
    if any((p.side, p.section) == (said.side, said.section) for p in known):
        raise Refused("That is recorded for this exemption already. Correct it where it was wrong.")
    return _keep(referral, said, gate)


def correct(*, position: CruPosition, said: Position, struck: bool, gate: Gate) -> CruPosition:
    """Another row in the place of one that was wrong; both are shown. Raises Absent, Refused."""
    here = sa.select(CruReferral).where(CruReferral.id == position.referral_id)
    referral = gate.session.execute(here).scalar_one()
    checked(position, gate)
    if has_correction(CruPosition, position.id, gate):
        raise Refused(CORRECTED)
    if not struck:
        _sayable(referral, said, gate)
    return _keep(referral, said, gate, corrects_id=position.id, struck=struck)


def _sayable(referral: CruReferral, said: Position, gate: Gate) -> None:
    checked(referral, gate)
    there = {row.what for row in standing(of=[referral.id], gate=gate)}
    if "advice" not in there and not (said.side == "decision" and "without" in there):
        raise Refused("First record that the advice came, or that the force goes on without it.")
    if said.side not in SIDES or said.stand not in STANDS:
        raise Refused("Choose how the exemption stands.")
    if said.section not in in_force("foi", today(gate.now)):
        raise Refused("Choose the exemption.")
    advised = advised_of(effective(positions(of=[referral.id], gate=gate)))
    departs = said.side == "decision" and advised.get(said.section) != said.stand
    if departs and not said.words.strip():
        raise Refused("Say why the force departs from the advice.")


def advised_of(rows: Iterable[Any]) -> dict[str, str]:
    """By exemption how it stands by the advice."""
    return {row.section: row.stand for row in rows if row.side == "advice"}


def _keep(
    referral: Any, said: Position, gate: Gate, *, corrects_id: str | None = None,
    struck: bool = False,
) -> CruPosition:  # fmt: skip
    made = CruPosition(
        id=new_id(),
        review_id=gate.domain,
        owner_id=referral.owner_id,
        row_version=1,
        referral_id=referral.id,
        side=said.side,
        section=said.section,
        stand=said.stand,
        struck=struck,
        corrects_id=corrects_id,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.seal(made, words=said.words)
    gate.session.add(made)
    gate.session.flush()
    return made


def positions(*, of: Iterable[str], gate: Gate) -> list[Any]:
    """All that was advised and decided, corrections too, in order, unopened."""
    table = CruPosition.__table__
    here = sa.select(table).where(table.c.referral_id.in_(list(of)))
    return plain_rows(gate.connection.execute(here.order_by(table.c.id)))
