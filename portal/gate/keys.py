"""Data keys: one for each review and owning agency, for each agency, and for the portal.

A domain is a review's id, or "portal" for what belongs to no review. Its key epoch is read by every
request together with the session, so that a key shredded in one process opens nothing in another.
"""

import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, new_id, one_of
from portal.gate import envelope
from portal.gate.envelope import EnvelopeBroken
from portal.gate.keyfile import KeyProvider
from portal.gate.sealed import PORTAL, Place, Sealed


class KeyState(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"
    SHREDDED = "shredded"


KEY_MOVES = {
    KeyState.ACTIVE: {KeyState.RETIRED, KeyState.SHREDDED},
    KeyState.RETIRED: {KeyState.SHREDDED},
    KeyState.SHREDDED: set(),
}


class Use(StrEnum):
    SEAL = "seal"
    INDEX = "index"


class DataKey(Base):
    """A wrapped data key. Without its wrapping (shredded) it and what it sealed are gone."""

    __tablename__ = "data_key"
    id: Mapped[Id] = key()
    domain: Mapped[Id]
    owner_id: Mapped[Id]
    use: Mapped[Word]
    state: Mapped[Word]
    kek: Mapped[Id | None]
    wrapped: Mapped[bytes | None]
    made_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("use", Use),
        one_of("state", KeyState),
        sa.CheckConstraint("(state = 'shredded') = (wrapped is null)", name="shredded_is_gone"),
        sa.Index(
            "uq_data_key_active",
            "domain",
            "owner_id",
            "use",
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        ),
    )


class Shredded(EnvelopeBroken):
    """The key of these words was destroyed on purpose; nobody can open them again."""


@dataclass(slots=True)
class _Domain:
    """What one process holds of a domain's keys, true for one epoch."""

    epoch: int
    ciphers: dict[bytes, AESGCM] = field(default_factory=dict)
    index: dict[str, bytes] = field(default_factory=dict)
    active: dict[str, bytes] = field(default_factory=dict)
    gone: set[bytes] = field(default_factory=set)
    shredded: set[tuple[str, str]] = field(default_factory=set)
    """Owners and uses of which a key was destroyed and none is active: nothing is sealed there."""


def bound_to(row_id: str, domain: str, owner: str, use: str) -> bytes:
    return f"data key\n{row_id}\n{domain}\n{owner}\n{use}".encode()


class Keyring:
    """The data keys of this process, unwrapped when first needed."""

    def __init__(self, provider: KeyProvider) -> None:
        self.provider = provider
        self._domains: dict[str, _Domain] = {}
        self._lock = threading.Lock()

    def at(
        self, connection: Connection, domain: str, epoch: int, *, writing: bool = False
    ) -> "Keys":
        """The keys of `domain` as they are in this transaction, whose epoch the caller has read.

        What a writing transaction loads stays its own: it may hold a key that a rollback unmakes,
        and words sealed with such a key would be lost.
        """
        held = self._domains.get(domain)
        keys = Keys(self, connection, domain, held or _Domain(-1), writing=writing)
        if held is None or held.epoch != epoch:
            keys.reload(epoch)
        return keys

    def load(self, connection: Connection, domain: str, epoch: int) -> _Domain:
        """The domain's keys as this transaction sees them; nothing is kept."""
        fresh = _Domain(epoch)
        table = DataKey.__table__
        rows = connection.execute(sa.select(table).where(table.c.domain == domain)).all()
        active = {(row.owner_id, row.use) for row in rows if row.state == KeyState.ACTIVE}
        for row in rows:
            name = bytes.fromhex(row.id)
            if row.wrapped is None:
                fresh.gone.add(name)
                fresh.shredded |= {(row.owner_id, row.use)} - active
                continue
            bound = bound_to(row.id, domain, row.owner_id, row.use)
            plain = self.provider.unwrap(row.kek, row.wrapped, bound=bound)
            if row.use == Use.INDEX:
                fresh.index[row.owner_id] = plain
                continue
            fresh.ciphers[name] = AESGCM(plain)
            if row.state == KeyState.ACTIVE:
                fresh.active[row.owner_id] = name
        return fresh

    def keep(self, domain: str, held: _Domain) -> None:
        with self._lock:
            self._domains[domain] = held


class Keys:
    """One domain's keys within one transaction."""

    def __init__(
        self, ring: Keyring, connection: Connection, domain: str, held: _Domain, *, writing: bool
    ) -> None:
        self._ring, self._connection, self._domain, self._held = ring, connection, domain, held
        self._writing = writing

    def reload(self, epoch: int | None = None) -> None:
        at = self._held.epoch if epoch is None else epoch
        self._held = self._ring.load(self._connection, self._domain, at)
        if not self._writing:
            self._ring.keep(self._domain, self._held)

    @property
    def shredded(self) -> bool:
        """Whether there were keys and all of them were destroyed."""
        return bool(self._held.gone) and not self._held.ciphers

    def open(self, words: Sealed, place: Place) -> str:
        """Raises Shredded, EnvelopeBroken."""
        return envelope.open_one(words, place, key=self.cipher(envelope.key_id_of(words)))

    def open_rows(self, kind: str, field: str, rows: Sequence[Any]) -> list[str]:
        """The words of one field of many rows, which carry the columns of SealedRow.

        Raises as `open`: a page is whole or it is not there.
        """
        review = "" if self._domain == PORTAL else self._domain
        return envelope.open_rows(kind, field, review, rows, self.cipher)

    def cipher(self, name: bytes) -> AESGCM:
        found = self._held.ciphers.get(name)
        if found is None and name not in self._held.gone:
            self.reload()
            found = self._held.ciphers.get(name)
        if found is None and name in self._held.gone:
            raise Shredded("the key of these words was destroyed")
        if found is None:
            raise EnvelopeBroken("no key of this domain has the id on the envelope")
        return found

    def seal(self, words: str, place: Place, *, now: datetime) -> Sealed:
        name = self._active(place.owner, now)
        return envelope.seal(words, place, key_id=name, key=self._held.ciphers[name])

    def seal_again(self, words: Sealed, place: Place) -> Sealed:
        """The same words under the active key: for rotation, which decides and shows nothing."""
        name = self._held.active[place.owner]
        plain = self.open(words, place)
        return envelope.seal(plain, place, key_id=name, key=self._held.ciphers[name])

    def blind(
        self, owner: str, column: str, words: str, *, now: datetime | None = None
    ) -> str | None:
        """A keyed digest of 128 bits for exact look-ups, different for each agency and column.

        Where the owner has no index key one is made at `now`; without `now` (in a reading) the
        answer is None, for then there is nothing that could match.
        """
        if owner not in self._held.index:
            self.reload()
        if owner not in self._held.index:
            if now is None:
                return None
            self._make(owner, Use.INDEX, now)
        message = f"{column}\n{words}".encode()
        return hmac.digest(self._held.index[owner], message, "sha256")[:16].hex()

    def _active(self, owner: str, now: datetime) -> bytes:
        if owner not in self._held.active:
            self.reload()
        if owner not in self._held.active:
            self._make(owner, Use.SEAL, now)
        return self._held.active[owner]

    def _make(self, owner: str, use: Use, now: datetime) -> None:
        """Raises Shredded: words sealed after a shredding would be kept against its purpose."""
        if (owner, use) in self._held.shredded:
            raise Shredded("the keys of this owner were destroyed")
        make_key(self._connection, self._ring.provider, self._domain, owner, use, now=now)
        self.reload()


def make_key(
    connection: Connection,
    provider: KeyProvider,
    domain: str,
    owner: str,
    use: Use,
    *,
    now: datetime,
) -> str:
    """A new active key; the database refuses a second active one of the same scope."""
    name = new_id()
    kek, wrapped = provider.wrap(AESGCM.generate_key(256), bound=bound_to(name, domain, owner, use))
    connection.execute(
        sa.insert(DataKey).values(
            id=name,
            domain=domain,
            owner_id=owner,
            use=use,
            state=KeyState.ACTIVE,
            kek=kek,
            wrapped=wrapped,
            made_at=now,
        )
    )
    return name
