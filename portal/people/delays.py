"""How long a guesser waits. It is never a lock: each pair waits for itself, a minute at most.

A pair is an account and a place the attempts come from: a browser in which its owner has signed in
before, or else a network. So a stranger's failures never hold up the owner in her own browser.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from portal.gate.sessions import hash_of, new_token
from portal.people.models import Delay, KnownBrowser

FREE = 5
"""Failures without a delay, as tired people make them."""
LONGEST = 60
FORGOTTEN = timedelta(days=1)
BROWSER_FORGOTTEN = timedelta(days=180)


class Wait(Exception):
    """This pair has failed too often to try again at once; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from: an address, and the cookie this browser is known by, or ""."""

    client: str
    browser: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An account and a place, by a digest; and whether the place is a browser known to be its."""

    name: str
    known: bool


def wait_after(failures: int) -> int:
    """Seconds from the last failure to the next attempt: 0 for the first, then 1, 2, 4 ... 60."""
    return min(LONGEST, 2 ** min(failures - FREE, 10)) if failures >= FREE else 0


def remaining(failures: int, last_at: datetime, now: datetime) -> int:
    """Whole seconds still to wait. A failure far in the future (the clock was set back) is none."""
    passed = (now - last_at).total_seconds()
    if passed < -LONGEST:
        return 0
    wait = wait_after(failures)
    return max(0, min(wait, math.ceil(wait - passed)))


def pair(connection: Connection, account: str, person: str, origin: Origin) -> Pair:
    """The account with this browser where the person is known in it, or else with its network."""
    held = hash_of(origin.browser)
    query = sa.select(KnownBrowser.person_id).where(
        KnownBrowser.token_hash == held, KnownBrowser.person_id == person
    )
    known = connection.execute(query).first() is not None
    place = held if known else network(origin.client)
    return Pair(hashlib.sha256(f"{account}\n{place}".encode()).hexdigest(), known)


def network(client: str) -> str:
    """The neighbourhood of an address: /24 for IPv4, /56 for IPv6; anything else is its own."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    address = getattr(address, "ipv4_mapped", None) or address
    wide = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network((address.packed, wide), strict=False))


def admit(connection: Connection, pair: str, now: datetime) -> None:
    """Let one attempt through, written down as a failure until `forgive`. Raises Wait.

    Written first, so that attempts made all at once, or broken off, count like any others.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Delay).values(pair=pair, failures=0, last_at=now)
    connection.execute(fresh.on_conflict_do_nothing())
    mine = Delay.pair == pair
    row = connection.execute(
        sa.select(Delay.failures, Delay.last_at).where(mine).with_for_update()
    ).one()
    failures = 0 if now - row.last_at > FORGOTTEN else row.failures
    if left := remaining(failures, row.last_at, now):
        raise Wait(left)
    change = sa.update(Delay).where(mine)
    connection.execute(change.values(failures=failures + 1, last_at=now))


def forgive(connection: Connection, pair: str) -> None:
    connection.execute(sa.delete(Delay).where(Delay.pair == pair))


def know(connection: Connection, person: str, browser: str, now: datetime) -> str:
    """Know this browser by its cookie from now on: the one it has if that is ours, or a new one."""
    held = KnownBrowser.token_hash == hash_of(browser)
    whose = set(connection.execute(sa.select(KnownBrowser.person_id).where(held)).scalars())
    if person in whose:
        change = sa.update(KnownBrowser).where(held, KnownBrowser.person_id == person)
        connection.execute(change.values(seen_at=now))
        return browser
    token = browser if whose else new_token()
    values = {"token_hash": hash_of(token), "person_id": person, "seen_at": now}
    connection.execute(sa.insert(KnownBrowser).values(values))
    return token


def sweep(connection: Connection, person: str, now: datetime) -> None:
    """Remove delays that slow nobody down any more, and browsers that a person has long left."""
    connection.execute(sa.delete(Delay).where(Delay.last_at < now - FORGOTTEN))
    left = KnownBrowser.seen_at < now - BROWSER_FORGOTTEN
    connection.execute(sa.delete(KnownBrowser).where(KnownBrowser.person_id == person, left))
