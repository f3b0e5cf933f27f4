"""Policy versions: each change of a review's rows makes one immutable snapshot, and readers follow.

Rooms add rows and end rows. What only narrows is published inside the act, so that an ending waits
for nothing. What widens is kept pending by the act, certified by Casbin with no lock held, and
published by `settle` straight after; should the process die between, the keeper settles it.
"""

import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from threading import Lock
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, new_id, one_of, reading, stamp, writing
from portal.gate.certify import NotCertified, certify
from portal.gate.clock import Clock
from portal.gate.index import Index, PolicyWrong, check_line, check_link
from portal.gate.policy import Act, Law, Line, Link, law, law_for_portal, law_for_review
from portal.gate.sealed import PORTAL

LINE_CELLS = attrgetter("sub", "obj", "act", "nbf", "exp", "eft", "ref")
LINK_CELLS = attrgetter("sub", "group", "nbf", "exp")
"""A row's cells in their order; dataclasses.astuple copies each one and takes ten times as long."""
UNSETTLED = ""
"""Under no law: the domain's version is to be compiled and certified anew."""


class Domain(Base):
    """Where a set of policy rows and keys holds: one review, or the portal. Locked by every act."""

    __tablename__ = "domain"
    id: Mapped[Id] = key()
    policy_version: Mapped[int] = mapped_column(default=0)
    key_epoch: Mapped[int] = mapped_column(default=0)
    law: Mapped[Word] = mapped_column(default=UNSETTLED)


class PolicyRow(Base):
    """A row that a room added: a line (kind p) or a link (kind g). Ended, never deleted."""

    __tablename__ = "policy_row"
    id: Mapped[Id] = key()
    domain: Mapped[Id] = mapped_column(sa.ForeignKey("domain.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(sa.String(1))
    sub: Mapped[str] = mapped_column(sa.String(120))
    obj: Mapped[str] = mapped_column(sa.String(120))
    act: Mapped[Word]
    nbf: Mapped[str] = mapped_column(sa.String(27))
    exp: Mapped[str] = mapped_column(sa.String(27))
    eft: Mapped[Word]
    ref: Mapped[str] = mapped_column(sa.String(120))
    added_in: Mapped[int | None]
    """The version that first held it; None while it waits to be certified."""
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        one_of("kind", ("p", "g")),
        sa.CheckConstraint("eft in ('allow', 'deny')", name="eft_listed"),
        sa.CheckConstraint("eft <> 'deny' or sub like 'u:%'", name="denies_are_for_persons"),
        sa.CheckConstraint("sub like '_%:%' and obj <> ''", name="names_are_typed"),
        sa.Index("ix_policy_row_domain", "domain", "ended_at"),
        sa.Index("ix_policy_row_domain_ref", "domain", "ref"),
    )


class Snapshot(Base):
    """The rows of one version, whole. Written once."""

    __tablename__ = "policy_snapshot"
    domain: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("domain.id", ondelete="RESTRICT"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[bytes]
    digest: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[Moment]
    certified_at: Mapped[datetime | None] = mapped_column(Utc)


class Versions:
    """The compiled versions that this process holds; a version never changes, so none is stale."""

    def __init__(self, room: int = 512) -> None:
        self._held: OrderedDict[tuple[str, int], Index] = OrderedDict()
        self._room, self._lock = room, Lock()

    def index(self, connection: Connection, domain: str, version: int) -> Index:
        """Raises PolicyWrong where the version is not in the database or is not sound."""
        with self._lock:
            held = self._held.get((domain, version))
            if held is not None:
                self._held.move_to_end((domain, version))
                return held
        index = read_snapshot(connection, domain, version)
        with self._lock:
            self._held[domain, version] = index
            while len(self._held) > self._room:
                self._held.popitem(last=False)
        return index


def read_snapshot(connection: Connection, domain: str, version: int) -> Index:
    table = Snapshot.__table__
    row = connection.execute(
        sa.select(table.c.rows, table.c.digest).where(
            table.c.domain == domain, table.c.version == version
        )
    ).first()
    if row is None or hashlib.sha256(row.rows).hexdigest() != row.digest:
        raise PolicyWrong(f"policy version {version} is missing or damaged")
    return _index_of(bytes(row.rows))


@lru_cache(maxsize=32)
def _index_of(rows: bytes) -> Index:
    """Compiled once for the same bytes: an index is never changed."""
    told = json.loads(zlib.decompress(rows))
    return Index((Line(*r) for r in told["lines"]), (Link(*r) for r in told["links"]))


def open_domain(session: Session, domain: str) -> None:
    """A domain without rows: nothing is open in it until its first version is settled."""
    session.execute(
        sa.insert(Domain).values(id=domain, policy_version=0, key_epoch=0, law=UNSETTLED)
    )


def add(
    session: Session,
    domain: str,
    rows: Iterable[Line | Link],
    *,
    ref: str,
    now: datetime | None = None,
) -> None:
    """Rows that wait for `settle`; but a deny waits for nothing and holds with this commit.

    Raises PolicyWrong for a row that must not be.
    """
    rows = list(rows)
    values = [_values(domain, row, ref) for row in rows]
    if not values:
        return
    closing = [v for v in values if v["eft"] == "deny"]
    at = _locked(session.connection(), domain) if closing else 0
    for deny in closing:
        deny["added_in"] = at + 1
    session.execute(sa.insert(PolicyRow), values)
    if closing:
        old = _snapshot_or_nothing(session.connection(), domain, at)
        index = Index(_in_full([*old.lines, *_told(closing)[0]]), old.links)
        publish(session.connection(), domain, now=now or Clock().now(), index=index)


def _values(domain: str, row: Line | Link, ref: str) -> dict[str, object]:
    common: dict[str, object] = {
        "id": new_id(), "domain": domain, "nbf": row.nbf, "exp": row.exp, "ref": ref,
        "added_in": None,
    }  # fmt: skip
    if isinstance(row, Link):
        check_link(row)
        return {**common, "kind": "g", "sub": row.sub, "obj": row.group, "act": "-", "eft": "allow"}
    check_line(row)
    if row.ref != ref:
        raise PolicyWrong("a row is ended by the reason that it gives, and by no other")
    return {
        **common, "kind": "p", "sub": row.sub, "obj": row.obj, "act": row.act, "eft": row.eft
    }  # fmt: skip


def end(
    session: Session,
    domain: str,
    *,
    now: datetime,
    ref: str = "",
    obj: str | None = None,
    sub: str | None = None,
) -> list[Any]:
    """End the rows of `ref` (of one object or one subject, where named) and publish at once.

    Returns the rows. But a deny is lifted by `settle` alone, for that opens: until Casbin agrees
    it holds. Of an object alone only what allows is ended: an ending must never open anything.
    """
    wanted = [
        PolicyRow.domain == domain,
        PolicyRow.ref == ref if ref else PolicyRow.eft == "allow",
        PolicyRow.ended_at.is_(None),
        *([PolicyRow.obj == obj] if obj else []),
        *([PolicyRow.sub == sub] if sub else []),
    ]
    if not ref and not obj:
        raise PolicyWrong("an ending names a reason or an object")
    connection = session.connection()
    version = _locked(connection, domain)
    change = sa.update(PolicyRow).where(*wanted).values(ended_at=now)
    gone = connection.execute(change.returning(*PolicyRow.__table__.columns)).all()
    if any(row.added_in is not None for row in gone):
        old = _snapshot_or_nothing(connection, domain, version)
        closing = [row for row in gone if row.eft != "deny"]
        publish(connection, domain, now=now, index=_without(old, closing, connection, domain))
    if any(row.eft == "deny" for row in gone):
        connection.execute(sa.update(Domain).where(Domain.id == domain).values(law=UNSETTLED))
    return list(gone)


def lines_of(session: Session, domain: str, *, ref: str) -> list[Line]:
    """The lines of `ref` that have not ended."""
    rows = _rows(session.connection(), domain, pending=True)
    return _told(row for row in rows if row.ref == ref)[0]


def _without(old: Index, gone: Iterable[Any], connection: Connection, domain: str) -> Index:
    """The version before, less the rows that ended: it can open nothing that was closed, whatever
    law this process was started with. A row that another one still says stays.
    """
    ended = _told(gone)
    standing = _told(_rows(connection, domain, pending=False))
    lines = set(ended[0]) - set(standing[0])
    links = set(ended[1]) - set(standing[1])
    return Index(
        (line for line in old.lines if line not in lines),
        (link for link in old.links if link not in links),
    )


def _locked(connection: Connection, domain: str) -> int:
    """The domain's version, which nobody else changes until the commit."""
    lock = sa.select(Domain.policy_version).where(Domain.id == domain)
    return int(connection.execute(lock.with_for_update(key_share=True)).scalar_one())


def _rows(
    connection: Connection, domain: str, *, pending: bool
) -> list[sa.Row[tuple[object, ...]]]:
    table = PolicyRow.__table__
    query = sa.select(table).where(table.c.domain == domain, table.c.ended_at.is_(None))
    if not pending:
        query = query.where(table.c.added_in.is_not(None))
    return list(connection.execute(query.order_by(table.c.id)))


def _snapshot_or_nothing(connection: Connection, domain: str, version: int) -> Index:
    return read_snapshot(connection, domain, version) if version else Index((), ())


def _told(rows: Iterable[Any]) -> tuple[list[Line], list[Link]]:
    links, lines = [], []
    for told in rows:
        row = SimpleNamespace(**told) if isinstance(told, dict) else told
        if row.kind == "g":
            links.append(Link(row.sub, row.obj, row.nbf, row.exp))
        else:
            cells = (row.sub, row.obj, row.act, row.nbf, row.exp, row.eft, row.ref)
            lines.append(Line(*cells))
    return lines, links


def _compiled(told: Law, domain: str, rows: Iterable[Any]) -> Index:
    lines, links = _told(rows)
    standing = law_for_portal(told, links) if domain == PORTAL else law_for_review(told, links)
    return Index([*standing, *_in_full(lines)], links)


def _in_full(lines: list[Line]) -> list[Line]:
    """With each deny for every act: who was kept from something before the law learned an act is
    kept from that one too.
    """
    denies = {replace(line, act=Act.READ_REVIEW) for line in lines if line.eft == "deny"}
    wanted = {replace(line, act=act) for line in denies for act in Act}
    return lines + sorted(wanted - set(lines), key=LINE_CELLS)


def publish(
    connection: Connection,
    domain: str,
    *,
    now: datetime,
    index: Index,
    under: str = "",
) -> int:
    """The next version and the domain's pointer to it. `under` is the digest of the law that it was
    certified under; empty where rows were only taken from the version before.
    """
    _locked(connection, domain)
    rows = zlib.compress(
        json.dumps(
            {
                "lines": [LINE_CELLS(line) for line in index.lines],
                "links": [LINK_CELLS(link) for link in index.links],
            }
        ).encode()
    )
    version: int = connection.execute(
        sa.update(Domain)
        .where(Domain.id == domain)
        .values({"policy_version": Domain.policy_version + 1, **({"law": under} if under else {})})
        .returning(Domain.policy_version)
    ).scalar_one()
    connection.execute(
        sa.insert(Snapshot).values(
            domain=domain,
            version=version,
            rows=rows,
            digest=hashlib.sha256(rows).hexdigest(),
            made_at=now,
            certified_at=now if under else None,
        )
    )
    return version


def settle(engine: Engine, domain: str, *, now: datetime, tries: int = 5) -> bool:
    """Certify what waits in `domain` and publish it; True when nothing waits any more.

    Casbin is asked while no lock is held. If the domain moved meanwhile, it is asked again.
    Raises NotCertified, and the rows stay closed.
    """
    for _ in range(tries):
        with reading(engine) as connection:
            at = connection.execute(sa.select(Domain).where(Domain.id == domain)).first()
            rows = _rows(connection, domain, pending=True)
            waiting = [row.id for row in rows if row.added_in is None]
            if at is None or (not waiting and at.law == law().digest):
                return True
            old = _last_certified(connection, domain)
        try:
            index = _compiled(law(), domain, rows)
            certify(law().model, domain, index, old, stamp(now))
        except PolicyWrong as wrong:
            raise NotCertified(str(wrong)) from wrong
        if _activate(engine, domain, base=at.policy_version, waiting=waiting, index=index, now=now):
            return True
    return False


def _last_certified(connection: Connection, domain: str) -> Index | None:
    """What Casbin has agreed to: all that came since, endings too, it is asked about again."""
    table = Snapshot.__table__
    newest = sa.select(sa.func.max(table.c.version)).where(
        table.c.domain == domain, table.c.certified_at.is_not(None)
    )
    version = connection.execute(newest).scalar_one()
    try:
        return read_snapshot(connection, domain, version) if version else None
    except PolicyWrong:
        return None


def _activate(
    engine: Engine, domain: str, *, base: int, waiting: list[str], index: Index, now: datetime
) -> bool:
    with writing(engine) as connection:
        if _locked(connection, domain) != base:
            return False
        marked = 0
        for start in range(0, len(waiting), 500):
            some = waiting[start : start + 500]
            change = sa.update(PolicyRow).where(
                PolicyRow.id.in_(some), PolicyRow.ended_at.is_(None), PolicyRow.added_in.is_(None)
            )
            marked += connection.execute(change.values(added_in=base + 1)).rowcount
        if marked != len(waiting):
            connection.rollback()
            return False
        publish(connection, domain, now=now, under=law().digest, index=index)
    return True


def unsettled(connection: Connection) -> list[str]:
    """Domains with rows that wait: what a process that died left for the keeper."""
    waits = (
        sa.select(PolicyRow.domain)
        .where(PolicyRow.added_in.is_(None), PolicyRow.ended_at.is_(None))
        .distinct()
    )
    lifted = sa.select(Domain.id).where(Domain.law == UNSETTLED, Domain.policy_version > 0)
    return list(connection.execute(sa.union(waits, lifted)).scalars())
