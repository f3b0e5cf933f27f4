"""Keys in the course of time: status, rotation of both kinds, and shredding, while others serve."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portal.db import Base, reading, writing
from portal.gate.gate import SealedRow, place_of, sealed_fields
from portal.gate.keyfile import KeyFile, KeyProvider
from portal.gate.keys import DataKey, Keyring, KeyState, Use, bound_to, make_key
from portal.gate.ledger import Fact, append
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Choice, SignedIn
from portal.gate.versions import Domain

BATCH = 200


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """How many keys there are, and what is left to do."""

    active: int
    retired: int
    shredded: int
    keks: dict[str, int]
    """How many data keys each key-encryption key still wraps."""


def status(engine: Engine) -> KeyStatus:
    with reading(engine) as connection:
        states = sa.select(DataKey.state, sa.func.count()).group_by(DataKey.state)
        counts: dict[Any, int] = {row[0]: row[1] for row in connection.execute(states)}
        held = sa.select(DataKey.kek, sa.func.count()).where(DataKey.wrapped.is_not(None))
        wrapping = connection.execute(held.group_by(DataKey.kek))
        keks: dict[Any, int] = {row[0]: row[1] for row in wrapping}
    active, retired, shredded = (counts.get(state, 0) for state in KeyState)
    return KeyStatus(active, retired, shredded, keks)


def rotate_kek(engine: Engine, provider: KeyFile, *, fresh: bool = True) -> int:
    """Wrap every data key with a new key-encryption key; resumable with `fresh` false.

    Returns how many were wrapped again. The older keys stay in the file until `forget_keks`.
    """
    current = provider.add() if fresh else provider.current()
    done = 0
    while True:
        with writing(engine) as connection:
            old = sa.select(DataKey.__table__).where(
                DataKey.wrapped.is_not(None), DataKey.kek != current
            )
            rows = connection.execute(old.limit(BATCH).with_for_update(key_share=True)).all()
            for row in rows:
                _rewrap(connection, provider, row)
        if not rows:
            return done
        done += len(rows)


def _rewrap(connection: Connection, provider: KeyProvider, row: Any) -> None:
    bound = bound_to(row.id, row.domain, row.owner_id, row.use)
    plain = provider.unwrap(row.kek, row.wrapped, bound=bound)
    kek, wrapped = provider.wrap(plain, bound=bound)
    change = sa.update(DataKey).where(DataKey.id == row.id, DataKey.wrapped == row.wrapped)
    connection.execute(change.values(kek=kek, wrapped=wrapped))


def forget_keks(engine: Engine, provider: KeyFile) -> set[str]:
    """Drop from the file the keys that wrap nothing any more; the ones dropped.

    All domains are locked meanwhile, so that no act is just wrapping a new key with one of them.
    """
    with writing(engine) as connection:
        connection.execute(sa.select(Domain.id).order_by(Domain.id).with_for_update()).all()
        used = connection.execute(sa.select(DataKey.kek).distinct()).scalars()
        idle = provider.held() - set(used) - {provider.current()}
        provider.forget(idle)
    return idle


def scopes(engine: Engine) -> list[tuple[str, str]]:
    """Every (domain, owner) that has a sealing key which is not shredded."""
    query = (
        sa.select(DataKey.domain, DataKey.owner_id)
        .where(DataKey.use == Use.SEAL, DataKey.state != KeyState.SHREDDED)
        .distinct()
        .order_by(DataKey.domain, DataKey.owner_id)
    )
    with reading(engine) as connection:
        return [(row.domain, row.owner_id) for row in connection.execute(query)]


def renew(engine: Engine, ring: Keyring, domain: str, owner: str, *, now: datetime) -> None:
    """A new sealing key for one scope; the old one, retired, opens until all is sealed anew."""
    with writing(engine) as connection:
        _lock(connection, domain)
        mine = (DataKey.domain == domain, DataKey.owner_id == owner, DataKey.use == Use.SEAL)
        retire = sa.update(DataKey).where(*mine, DataKey.state == KeyState.ACTIVE)
        connection.execute(retire.values(state=KeyState.RETIRED, ended_at=now))
        make_key(connection, ring.provider, domain, owner, Use.SEAL, now=now)
        _note(connection, "renew_key", domain, now)


def reseal(engine: Engine, ring: Keyring, domain: str, owner: str) -> Iterator[int]:
    """Seal what retired keys of one scope still hold with the active one, a batch at a time.

    Yields the number of envelopes done. Resumable: it looks for what is left. When nothing is,
    the retired keys hold nothing and are shredded. A second rotation may run beside it.
    """
    idle = False
    while not idle:
        for model, field in sealed_columns():
            while done := _reseal_some(engine, ring, domain, owner, model=model, field=field):
                yield done
        idle = _shred_idle(engine, domain, owner)


def sealed_columns() -> list[tuple[Any, str]]:
    return [(model, field) for model in sealed_models() for field in sealed_fields(model)]


def sealed_models() -> list[Any]:
    return sorted(
        (m.class_ for m in Base.registry.mappers if issubclass(m.class_, SealedRow)),
        key=lambda c: str(c.__tablename__),
    )


def _reseal_some(
    engine: Engine, ring: Keyring, domain: str, owner: str, *, model: Any, field: str
) -> int:
    table = model.__table__
    with writing(engine) as connection:
        epoch = _lock(connection, domain)
        names = _names(connection, domain, owner, KeyState.RETIRED)
        if not names:
            return 0
        held = _held_by(model, field, domain, owner, names)
        rows = connection.execute(sa.select(table).where(*held).limit(BATCH)).all()
        keys = ring.at(connection, domain, epoch, writing=True)
        for row in rows:
            old = getattr(row, field)
            words = keys.seal_again(old, place_of(model, row, field))
            same = (table.c.id == row.id, table.c.row_version == row.row_version)
            change = sa.update(table).where(*same, table.c[field] == old)
            connection.execute(change.values({field: words}))
    return len(rows)


def _held_by(
    model: Any, field: str, domain: str, owner: str, names: list[bytes]
) -> tuple[Any, ...]:
    """What finds the rows of one scope whose `field` was sealed with one of the keys named."""
    table = model.__table__
    outside = sa.type_coerce(table.c[field], sa.LargeBinary)
    old = sa.or_(*(sa.func.substr(outside, 3, 16) == name for name in names))
    review = "" if domain == PORTAL else domain
    return table.c.review_id == review, table.c.owner_id == owner, old


def _names(connection: Connection, domain: str, owner: str, state: KeyState) -> list[bytes]:
    query = sa.select(DataKey.id).where(
        DataKey.domain == domain,
        DataKey.owner_id == owner,
        DataKey.use == Use.SEAL,
        DataKey.state == state,
    )
    return [bytes.fromhex(name) for name in connection.execute(query).scalars()]


def _lock(connection: Connection, domain: str) -> int:
    """Lock the domain and move its key epoch on; every process reads its keys afresh.

    The lock keeps out even those who only share the domain's row while they seal.
    """
    connection.execute(sa.select(Domain.id).where(Domain.id == domain).with_for_update())
    change = sa.update(Domain).where(Domain.id == domain)
    moved = change.values(key_epoch=Domain.key_epoch + 1).returning(Domain.key_epoch)
    epoch = connection.execute(moved).scalar_one_or_none()
    if epoch is None:
        raise LookupError("no such domain")
    return int(epoch)


def _shred_idle(engine: Engine, domain: str, owner: str) -> bool:
    """Destroy the retired keys that hold nothing; whether that was all of them."""
    with writing(engine) as connection:
        _lock(connection, domain)
        retired = _names(connection, domain, owner, KeyState.RETIRED)
        idle = [name for name in retired if not _holds(connection, domain, owner, name)]
        if idle and owner == PORTAL:
            # Greetings are sealed with the portal's own key and last a day: people sign in again.
            connection.execute(sa.delete(Choice))
            connection.execute(sa.delete(SignedIn))
        _destroy(connection, DataKey.id.in_([name.hex() for name in idle]))
    return len(idle) == len(retired)


def _holds(connection: Connection, domain: str, owner: str, name: bytes) -> bool:
    for model, field in sealed_columns():
        held = _held_by(model, field, domain, owner, [name])
        if connection.execute(sa.select(model.id).where(*held).limit(1)).first():
            return True
    return False


def _destroy(connection: Connection, *which: Any) -> int:
    change = sa.update(DataKey).where(*which, DataKey.state != KeyState.SHREDDED)
    gone = change.values(state=KeyState.SHREDDED, wrapped=None, kek=None)
    return int(connection.execute(gone).rowcount)


class Held(Exception):
    """Keys under legal hold are not destroyed."""


def shred(
    engine: Engine,
    review: str,
    *,
    now: datetime,
    owner: str = "",
    held: Callable[[Connection, str, str], bool] = lambda *_: False,
) -> int:
    """Destroy the keys of a review, or of one owner in it. Its words cannot be opened any more.

    Returns how many keys were destroyed, which is on record. Raises Held where `held` says so of
    the review and owner, and LookupError where there is no such review. Backups of the database
    made before still hold them, wrapped: they end with the backups, or with the key-encryption key.
    """
    if review == PORTAL:
        raise ValueError("the portal's own keys are not shredded")
    with writing(engine) as connection:
        _lock(connection, review)
        if held(connection, review, owner):
            raise Held
        owned = [DataKey.owner_id == owner] if owner else []
        gone = _destroy(connection, DataKey.domain == review, *owned)
        _note(connection, "shred", review, now)
    return gone


def _note(connection: Connection, act: str, domain: str, now: datetime) -> None:
    fact = Fact(PORTAL, act, "console", "", "done", now, {"": (domain,)})
    append(connection, [fact])
