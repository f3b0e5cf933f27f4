"""The other side of a drop-off link: whoever holds link and code sends once, and reads nothing.

Whatever is wrong, the answer is the same: an unknown link, a wrong code, one that was used, revoked
or has ended, one whose maker takes part no more, and one of a review that was destroyed.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id, reading, writing
from portal.doors.acts import code_hash, maker_stands
from portal.doors.arrivals import Brought, stored
from portal.doors.limits import number_on
from portal.doors.models import LINK, Arrival, Door, closed
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.gate.sessions import hash_of, new_token
from portal.gate.vault import Vault
from portal.people import delays

REFERENCE = 8
"""Signs of a receipt's reference: enough to be read out, and no id of anything."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender keeps. It is given once, and the portal cannot be asked for it again."""

    reference: str
    on: datetime
    words_size: int
    words_digest: str
    file_size: int
    file_digest: str
    ring: str = field(repr=False)


def knock(*, link: str, client: str, vault: Vault) -> str:
    """Count one attempt before it is looked at, for this network and for this link; the network's
    pair. Attempts made all at once count like any others. Raises Wait.
    """
    now = vault.clock.now()
    pair = hash_of(f"drop-off\n{delays.network(client)}")
    most = number_on("tries", today(now))
    with writing(vault.engine) as connection:
        delays.admit(connection, pair, now)
        mine = sa.update(Door).where(Door.link_hash == hash_of(link))
        # A further one than the table gives is never right, whatever it says.
        connection.execute(mine.where(Door.tries <= most).values(tries=Door.tries + 1))
    return pair


def review_behind(*, link: str = "", proof: str = "", vault: Vault) -> str:
    """The review that a link, or the pass that its code gave, is for. Raises Absent, recorded."""
    here = Door.link_hash == hash_of(link) if link else Door.pass_hash == hash_of(proof)
    with reading(vault.engine) as connection:
        found = connection.execute(sa.select(Door.review_id).where(here)).scalar_one_or_none()
    if found is None:
        with vault.read("") as gate:
            gate.deny(Act.DROP_OFF, outcome="absent")
    return str(found)


def enter(*, link: str, code: str, pair: str, gate: Gate) -> str:
    """The right code opens the form for a few hours in this browser alone; its pass.

    Raises Absent for every kind of failure alike; that is recorded.
    """
    door = _door(Door.link_hash == hash_of(link), gate)
    right = door is not None and hmac.compare_digest(door.code_hash, code_hash(link, code))
    most = number_on("tries", today(gate.now))
    if door is None or not right or door.tries > most or not _takes(door, gate):
        gate.deny(Act.DROP_OFF, getattr(door, "owner_id", "") or "portal", getattr(door, "id", ""))
    gate.check(Act.DROP_OFF, door, Door.shape)
    proof, lasts = new_token(), number_on("sending", today(gate.now))
    door.tries, door.pass_hash = 0, hash_of(proof)
    door.pass_until = min(gate.now + timedelta(minutes=lasts), door.until)
    delays.forgive(gate.connection, pair)
    return proof


def _door(where: sa.ColumnElement[bool], gate: Gate) -> Door | None:
    """The link's row, locked: of two who come at once the second finds what the first has done."""
    query = sa.select(Door).where(where, Door.review_id == gate.domain).with_for_update()
    return gate.session.execute(query).scalar_one_or_none()


def _takes(door: Any, gate: Gate) -> bool:
    return not gate.shredded and not closed(door, gate.now) and maker_stands(door, gate)


def admits(*, proof: str, gate: Gate) -> bool:
    """Whether a form may be drawn for this pass: for the page alone, the sending decides anew."""
    table = Door.__table__
    query = sa.select(table).where(table.c.pass_hash == hash_of(proof))
    door = gate.connection.execute(query).first() if proof else None
    return door is not None and door.pass_until > gate.now and not closed(door, gate.now)


def send(*, proof: str, brought: Brought, form: str, gate: Gate) -> Receipt:
    """Take in what was brought, once; the link is used up by it. The same form sent again leads to
    the same receipt and takes in nothing. Raises Absent for every kind of failure alike.
    """
    door = _door(Door.pass_hash == hash_of(proof), gate)
    if door is None or door.pass_until is None or door.pass_until <= gate.now:
        gate.deny(Act.DROP_OFF, outcome="absent")
    sent = hash_of(f"{form}\n{brought.words_digest}\n{brought.file_digest}")
    again = door.used_at is not None and hmac.compare_digest(door.sent_hash, sent)
    if gate.shredded or not (again or _takes(door, gate)):
        gate.deny(Act.DROP_OFF, door.owner_id, door.id)
    ring = gate.open(door, "ring", act=Act.DROP_OFF, model=Door)["ring"]
    if not again:
        _take(door, brought, gate)
        door.used_at, door.sent_hash = gate.now, sent
    return Receipt(
        reference=reference_of(door.id),
        on=door.used_at or gate.now,
        words_size=len(brought.words.encode()),
        words_digest=brought.words_digest,
        file_size=len(brought.content),
        file_digest=brought.file_digest,
        ring=ring,
    )


def reference_of(door: str) -> str:
    """By which a sender and whoever takes in speak of one sending."""
    told = hashlib.sha256(f"receipt\n{door}".encode()).hexdigest()[:REFERENCE].upper()
    return f"{told[:4]}-{told[4:]}"


def _take(door: Door, brought: Brought, gate: Gate) -> None:
    arrival = Arrival(
        id=new_id(),
        review_id=gate.domain,
        owner_id=door.owner_id,
        row_version=1,
        door_id=door.id,
        way=LINK,
        purpose=door.purpose,
        received_on=today(gate.now),
        arrived_at=gate.now,
    )
    stored(arrival, brought, gate)
    gate.record(Act.DROP_OFF, door.owner_id, {"arrival": (arrival.id,)})
