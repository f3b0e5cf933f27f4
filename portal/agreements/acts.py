"""The review agreement: proposed by the board, signed for each body, and withdrawn from.

A standing signature is a receiving key (rule 6): while the board's stands too, releases reach the
memberships of its body. Which bodies hold keys is worked out before and after each act, and the
difference is given or ended as policy rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.agreements import words
from portal.agreements.models import Agreement, Signature
from portal.agreements.words import Terms
from portal.db import new_id, stamp
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import BOARD, Act, Line, Link
from portal.reviews.models import Membership, MembershipRole
from portal.reviews.parts import office_stands

OWN: Shape = {"owner": lambda member: member.body}
"""A membership as the law names what its body owns."""
CHANGED = "The agreement has changed since you read it. Read the newest text and sign that one."
NOT_SIGNED = "Your organisation's signature does not stand on this agreement."
SIGNED = "Your organisation has signed this agreement already. Nothing more is needed from you."


def my_membership(act: Act, gate: Gate) -> Membership:
    """The membership acted in. Raises Absent where the person has none here."""
    mine = sa.select(Membership).where(Membership.id == gate.actor.member)
    member = gate.session.execute(mine).scalar_one_or_none()
    if member is None:
        gate.deny(act)
    return member


# The texts


def propose(*, terms: Terms, gate: Gate) -> Agreement:
    """The board puts up a text for signing: the first one, or an amendment (rule 7).

    It takes the place of an earlier text that is not in force yet. Raises Absent, or Refused for
    a text under which nothing could be released.
    """
    mine = my_membership(Act.PROPOSE_AGREEMENT, gate)
    gate.check(Act.PROPOSE_AGREEMENT, mine, OWN)
    if not terms.purposes or not terms.paragraphs:
        raise Refused("An agreement names a purpose and a paragraph of the terms of reference.")
    texts = every(gate=gate)
    row = Agreement(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        number=texts[-1].number + 1 if texts else 1,
        proposed_by=mine.id,
        proposed_at=gate.now,
        review_at=terms.review_at,
    )
    gate.seal(row, words=words.dump(terms))
    gate.session.add(row)
    gate.session.flush()
    gate.record(Act.PROPOSE_AGREEMENT, BOARD, {"agreement": (row.id,)})
    return row


def every(*, gate: Gate) -> list[Any]:
    """Every text of this review's agreement, oldest first, unopened."""
    table = Agreement.__table__
    query = sa.select(table).where(table.c.review_id == gate.domain).order_by(table.c.number)
    return list(gate.connection.execute(query))


def live(*, gate: Gate) -> list[Any]:
    """The texts that can be signed: the one in force, and the one that would follow it."""
    texts = every(gate=gate)
    held = [row for row in texts if row.in_force_at is not None][-1:]
    return held + [row for row in texts[-1:] if row.in_force_at is None]


def read(*, row: Any, gate: Gate) -> Terms:
    """The words of one text: open to whoever takes part, and recorded. Raises Absent."""
    told = gate.open(row, "words", act=Act.READ_AGREEMENT, model=Agreement)
    return words.load(told["words"], row)


def newest(*, gate: Gate) -> Terms | None:
    """The text that was put up last, in force or not."""
    texts = every(gate=gate)
    return read(row=texts[-1], gate=gate) if texts else None


def current(*, gate: Gate) -> Terms | None:
    """The text in force; None before the board has signed one, and after it has withdrawn."""
    row = in_force(gate=gate)
    return read(row=row, gate=gate) if row is not None else None


def in_force(*, gate: Gate) -> Any:
    """The row of the text in force, unopened; or None."""
    held = next((row for row in live(gate=gate) if row.in_force_at is not None), None)
    return held if BOARD in standing_signatures(gate) else None


# Signing


def sign_agreement(*, agreement: str, digest: str, gate: Gate) -> Signature:
    """The acting member's body signs a text: its receiving key (rules 3 and 6).

    `digest` is that of the words she has read. Raises Absent, or Refused where the text is not to
    be signed any more, is not the one that she read, or bears her body's signature.
    """
    mine = my_membership(Act.SIGN_AGREEMENT, gate)
    gate.check(Act.SIGN_AGREEMENT, mine, OWN)
    row = next((row for row in live(gate=gate) if row.id == agreement), None)
    if row is None or read(row=row, gate=gate).digest != digest:
        raise Refused(CHANGED)
    if mine.body in signatures(agreement=row.id, gate=gate):
        raise Refused(SIGNED)
    before = _keyed(gate)
    signature = Signature(
        id=new_id(),
        review_id=gate.domain,
        agreement_id=row.id,
        body=mine.body,
        signed_by=mine.id,
        signed_at=gate.now,
    )
    gate.session.add(signature)
    gate.session.flush()
    _bring_into_force(gate)
    _turn_keys(before, gate)
    things = {"signature": (signature.id,), "agreement": (row.id,)}
    gate.record(Act.SIGN_AGREEMENT, mine.body, things)
    return signature


def awaited(*, gate: Gate) -> set[str]:
    """The bodies without whose signature the newest text does not come into force.

    A first text needs the board's; an amendment that of every body that stands by the one before,
    unless it owns nothing here and has nobody who could sign: then only its own key ends.
    """
    texts = live(gate=gate)
    if not texts or texts[-1].in_force_at is not None:
        return set()
    before = standing_signatures(gate) if len(texts) > 1 else {}
    needed = {BOARD} | {body for body in before if _has_a_say(body, gate)}
    return needed - set(signatures(agreement=texts[-1].id, gate=gate))


def _has_a_say(body: str, gate: Gate) -> bool:
    owned = sa.exists().where(Document.review_id == gate.domain, Document.owner_id == body)
    owns = gate.connection.execute(sa.select(owned)).scalar_one()
    return bool(owns) or office_stands(review=gate.domain, body=body, gate=gate)


def _bring_into_force(gate: Gate) -> None:
    texts = live(gate=gate)
    if texts[-1].in_force_at is None and not awaited(gate=gate):
        change = sa.update(Agreement).where(Agreement.id == texts[-1].id)
        gate.session.execute(change.values(in_force_at=gate.now))


def withdraw_signature(*, why: str, gate: Gate) -> None:
    """The acting member's body withdraws; its key ends with it, at once (rule 12).

    Everybody's where the board withdraws. What its body has released is ended by the room of
    releases (sharing.withdrawals), through which pages withdraw. Raises Absent, or Refused.
    """
    mine = my_membership(Act.WITHDRAW_SIGNATURE, gate)
    gate.check(Act.WITHDRAW_SIGNATURE, mine, OWN)
    before = _keyed(gate)
    texts = [row.id for row in live(gate=gate)]
    stands = (
        Signature.agreement_id.in_(texts),
        Signature.body == mine.body,
        Signature.withdrawn_at.is_(None),
    )
    found = list(gate.session.execute(sa.select(Signature).where(*stands)).scalars())
    if not found:
        raise Refused(NOT_SIGNED)
    reason = gate.reason(why, mine.body)
    gate.session.flush()
    for signature in found:
        signature.withdrawn_at, signature.withdrawn_by = gate.now, mine.id
        signature.withdrawal_reason = reason
    gate.session.flush()
    _bring_into_force(gate)
    _turn_keys(before, gate)
    things = {"signature": [signature.id for signature in found]}
    gate.record(Act.WITHDRAW_SIGNATURE, mine.body, things, reason=reason)


# Keys


def signatures(*, agreement: str, gate: Gate) -> dict[str, Any]:
    """The bodies whose signature stands on one text, with the signature."""
    every = history(agreement=agreement, gate=gate)
    return {body: row for body, row in every.items() if row.withdrawn_at is None}


def history(*, agreement: str, gate: Gate) -> dict[str, Any]:
    """The bodies that have ever signed one text, with the last signature, withdrawn or not."""
    of = Signature.__table__.c
    query = sa.select(Signature.__table__).where(of.agreement_id == agreement)
    return {row.body: row for row in gate.connection.execute(query.order_by(of.signed_at, of.id))}


def last_signature(*, body: str, gate: Gate) -> Any:
    """A body's last signature on a text that can be signed, withdrawn or not; or None."""
    told = [history(agreement=row.id, gate=gate).get(body) for row in live(gate=gate)]
    return max((row for row in told if row), key=lambda row: row.signed_at, default=None)


def standing_signatures(gate: Gate, review: str = "") -> dict[str, Any]:
    """The bodies that stand by the text in force, or by the newest before any came into force."""
    of = Agreement.__table__.c
    text = (
        sa.select(of.id)
        .where(of.review_id == (review or gate.domain))
        .order_by(of.in_force_at.is_(None), of.number.desc())
        .limit(1)
    )
    name = gate.connection.execute(text).scalar_one_or_none()
    return signatures(agreement=name, gate=gate) if name else {}


def _keyed(gate: Gate) -> set[str]:
    """The bodies that hold receiving keys: none without the board's signature."""
    signed = set(standing_signatures(gate))
    return signed if BOARD in signed else set()


def _turn_keys(before: set[str], gate: Gate) -> None:
    """Give keys to the bodies that hold them now and did not before; end the others'."""
    after = _keyed(gate)
    for body in sorted(before - after):
        gate.end(ref=f"key:{body}")
    if after - before:
        _hand_keys(after - before, gate)


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


def keys_of(member: Any, roles: Iterable[str]) -> list[str]:
    """The names by which a release can reach a membership whose body has signed (rule 8)."""
    own = [f"keyed:body:{member.body}", f"keyed:member:{member.id}"]
    return own + [f"keyed:role:{role}" for role in roles]


def hand_key_to(*, member: Membership, roles: Iterable[str], gate: Gate) -> None:
    """Who joins later on behalf of a body that has signed holds its key from the start."""
    if {member.body, BOARD} <= set(standing_signatures(gate, member.review_id)):
        window = stamp(member.starts_at), stamp(member.ends_at)
        links = [Link(f"m:{member.id}", group, *window) for group in keys_of(member, roles)]
        gate.allow(links, ref=f"key:{member.body}", domain=member.review_id)
