"""A matter of conduct: professional standards is told that one arises, and says that it knows.

The matter itself stands nowhere here: conduct and discipline belong to professional standards, and
never to the report (rule 4).
"""

from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import new_id
from portal.full_pimr.models import Conduct, Standard
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Role
from portal.pimr.acts import still_open
from portal.pimr.models import OWN
from portal.reviews.models import Membership, MembershipRole

RECEIVE = "Record that you know of a matter of conduct"


def told(*, gate: Gate) -> list[Any]:
    """Every notice of this review, the newest last: who told it when, and who had it."""
    table = Conduct.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.told_at, table.c.id)))


def tell(*, standard: Standard, gate: Gate) -> None:
    """Put it before the force's professional standards, for an act that has decided that this
    officer may; one that still waits there is enough.
    """
    if any(row.received_at is None for row in told(gate=gate)):
        return
    made = Conduct(
        id=new_id(), review_id=gate.domain, owner_id=standard.owner_id, standard_id=standard.id,
        told_by=gate.actor.member, told_at=gate.now,
    )  # fmt: skip
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.ASSESS_STANDARD, standard.owner_id, {"pimr:conduct": (made.id,)})


def somebody_there(*, owner: str, gate: Gate) -> bool:
    """Whether anybody of the force's professional standards takes part, and so sees the notice."""
    query = (
        sa.select(Membership.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.review_id == gate.domain,
            Membership.body == owner,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
            MembershipRole.role == Role.PROFESSIONAL_STANDARDS,
        )
    )
    return gate.connection.execute(query).first() is not None


def receive(*, notice: Conduct, gate: Gate) -> None:
    """Professional standards knows. Raises Absent, Refused."""
    still_open(gate)
    gate.check(Act.RECEIVE_CONDUCT, notice, OWN)
    if notice.received_at is not None:
        raise Refused("That you know of it is recorded already.")
    notice.received_by, notice.received_at = gate.actor.member, gate.now


def waits(*, gate: Gate) -> list[Task]:
    """What waits for professional standards. It opens nothing."""
    mine = set(gate.owners_for(Act.RECEIVE_CONDUCT))
    base = f"/reviews/{gate.domain}/conduct-notices"
    return [
        Task(RECEIVE, f"{base}/{row.id}/receive", None)
        for row in (told(gate=gate) if mine else [])
        if row.owner_id in mine and row.received_at is None
    ]
