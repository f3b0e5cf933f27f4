"""Signing the agreement, and what a standing signature gives."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.agreements.models import Signature
from portal.db import new_id, stamp
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, Line, Link
from portal.reviews.models import Membership, MembershipRole


def sign_agreement(*, gate: Gate) -> Signature:
    """The acting member's body signs the review agreement: its receiving key (rule 6).

    Raises Absent, or Refused where the body has signed already.
    """
    mine = my_membership(Act.SIGN_AGREEMENT, gate)
    gate.check(Act.SIGN_AGREEMENT, mine, {"owner": lambda m: m.body})
    signed = standing_signatures(gate)
    if mine.body in signed:
        raise Refused("Your organisation has signed this agreement already.")
    signature = Signature(
        id=new_id(),
        review_id=gate.domain,
        body=mine.body,
        signed_by=mine.id,
        signed_at=gate.now,
    )
    gate.session.add(signature)
    gate.session.flush()
    if mine.body == BOARD or BOARD in signed:
        keyed = {mine.body, *signed} if mine.body == BOARD else {mine.body}
        _hand_keys(keyed, gate)
    gate.record(Act.SIGN_AGREEMENT, mine.body, {"signature": (signature.id,)})
    return signature


def my_membership(act: Act, gate: Gate) -> Membership:
    """The membership acted in. Raises Absent where the person has none here."""
    mine = sa.select(Membership).where(Membership.id == gate.actor.member)
    member = gate.session.execute(mine).scalar_one_or_none()
    if member is None:
        gate.deny(act)
    return member


def standing_signatures(gate: Gate) -> dict[str, Any]:
    """The bodies whose signature stands in this review, with the signature."""
    query = sa.select(Signature.__table__).where(
        Signature.review_id == gate.domain, Signature.withdrawn_at.is_(None)
    )
    return {row.body: row for row in gate.connection.execute(query)}


def _hand_keys(bodies: set[str], gate: Gate) -> None:
    """Releases reach the memberships of these bodies from now on."""
    links: dict[str, list[Line | Link]] = defaultdict(list)
    query = (
        sa.select(Membership, MembershipRole.role)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(Membership.review_id == gate.domain, Membership.body.in_(bodies))
    )
    for member, role in gate.session.execute(query):
        links[member.body] += [
            Link(f"m:{member.id}", group, stamp(member.starts_at), stamp(member.ends_at))
            for group in keys_of(member, [role])
        ]
    for body, found in links.items():
        gate.allow(list(dict.fromkeys(found)), ref=f"key:{body}")


def keys_of(member: Membership, roles: Iterable[str]) -> list[str]:
    """The names by which a release can reach a membership whose body has signed (rule 8)."""
    own = [f"keyed:body:{member.body}", f"keyed:member:{member.id}"]
    return own + [f"keyed:role:{role}" for role in roles]


def hand_key_to(*, member: Membership, roles: Iterable[str], gate: Gate) -> None:
    """Who joins later on behalf of a body that has signed holds its key from the start."""
    signed = gate.session.execute(
        sa.select(Signature.body).where(
            Signature.review_id == member.review_id, Signature.withdrawn_at.is_(None)
        )
    ).scalars()
    if {member.body, BOARD} <= set(signed):
        window = stamp(member.starts_at), stamp(member.ends_at)
        links = [Link(f"m:{member.id}", group, *window) for group in keys_of(member, roles)]
        gate.allow(links, ref=f"key:{member.body}", domain=member.review_id)
