"""What a body's withdrawal from the agreement ends: its keys, and all that it has released."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.sharing.acts import ref_of
from portal.sharing.models import Release


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What has ended: the bodies whose receiving keys did, and how many releases."""

    bodies: set[str]
    releases: int


def withdraw(*, why: str, gate: Gate) -> Withdrawn:
    """The acting member's body withdraws: it receives nothing, and what it released ends (rule 12).

    Both at once, in every process. Signing again gives the key back; a release stays ended.
    Raises Absent, or Refused where there is no signature to withdraw.
    """
    bodies = agreements.withdraw_signature(why=why, gate=gate)
    mine = agreements.my_membership(Act.WITHDRAW_SIGNATURE, gate)
    reason = gate.reason(why, mine.body)
    gate.session.flush()
    standing = sa.select(Release).where(
        Release.review_id == gate.domain,
        Release.owner_id == mine.body,
        sa.or_(Release.ended_at.is_(None), Release.ended_at > gate.now),
        Release.ends_at > gate.now,
    )
    ended = list(gate.session.execute(standing).scalars())
    for release in ended:
        release.ended_at, release.ended_by, release.end_reason = gate.now, mine.id, reason
        gate.end(ref=ref_of(release))
        gate.record(Act.END_RELEASE, mine.body, {ref_of(release): (release.id,)}, reason=reason)
    return Withdrawn(bodies, len(ended))
