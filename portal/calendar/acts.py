"""Making and ending the address of one's calendar, and who it is that a calendar asks for."""

import hmac
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.calendar.models import Feed
from portal.clocks.rules import rule_on, today
from portal.gate.gate import Absent, Gate
from portal.gate.policy import Act
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account, hash_of, new_token
from portal.people.acts import standing


def mine(*, gate: Gate) -> Any:
    """The signed-in person's feed while it answers, or None."""
    whose = Feed.person_id == gate.actor.person
    return gate.connection.execute(_answering(gate).where(whose)).first()


def is_of(feed: Any, token: str) -> bool:
    """Whether that is the address's secret part."""
    return hmac.compare_digest(feed.token_hash, hash_of(token))


def make(*, gate: Gate) -> str:
    """A new address, under a secret that is given once; the one that was ends. Raises Absent."""
    person = gate.actor.person
    if not gate.may(Act.OWN_AFFAIRS).allowed or standing(person, gate) is None:
        gate.deny(Act.OWN_AFFAIRS)
    token, lasts = new_token(), rule_on("calendar_lasts", today(gate.now)).days
    held = sa.select(Account.epoch).where(Account.person_id == person)
    gate.connection.execute(sa.delete(Feed).where(Feed.person_id == person))
    gate.connection.execute(
        sa.insert(Feed).values(
            token_hash=hash_of(token),
            person_id=person,
            epoch=gate.connection.execute(held).scalar_one(),
            made_at=gate.now,
            until=gate.now + timedelta(days=lasts),
        )
    )
    gate.record(Act.OWN_AFFAIRS, PORTAL, {"calendar": (person,)})
    return token


def end(*, gate: Gate) -> None:
    """The address answers no more, from the next time that a calendar asks. Raises Absent."""
    if not gate.may(Act.OWN_AFFAIRS).allowed:
        gate.deny(Act.OWN_AFFAIRS)
    gone = sa.delete(Feed).where(Feed.person_id == gate.actor.person)
    if gate.connection.execute(gone).rowcount:
        gate.record(Act.OWN_AFFAIRS, PORTAL, {"calendar-ended": (gate.actor.person,)})


def asked(*, token: str, gate: Gate) -> None:
    """From here on the gate says what waits for whoever has this address; she is not signed in.

    It is no entry of the ledger, since it opens nothing: a calendar asks every hour. When it last
    did is kept for its owner. Raises Absent for an address that nobody has, or has any more.
    """
    whose = Feed.token_hash == hash_of(token)
    row = gate.connection.execute(_answering(gate).where(whose)).first()
    if row is None:
        raise Absent
    gate.arrived(row.person_id)
    gate.marks.append(partial(_mark, row.token_hash, gate.now))


def _answering(gate: Gate) -> sa.Select[Any]:
    """Feeds in time, of accounts that are not suspended and whose sessions were not voided."""
    account = sa.and_(
        Account.person_id == Feed.person_id,
        Account.epoch == Feed.epoch,
        Account.suspended_at.is_(None),
    )
    return (
        sa.select(Feed.__table__)
        .join(Account, account)
        .where(Feed.made_at <= gate.now, Feed.until > gate.now)
    )


def _mark(token_hash: str, now: Any, connection: Connection) -> None:
    last = sa.update(Feed).where(Feed.token_hash == token_hash)
    connection.execute(last.values(asked_at=now))
