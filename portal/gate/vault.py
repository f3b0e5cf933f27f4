"""What one process holds for all its requests, and the two ways to go through the gate with it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from portal.db import acting, reading, writing
from portal.gate import audit, ledger, sessions
from portal.gate.certify import NotCertified
from portal.gate.checkpoints import Checkpoint, Journal
from portal.gate.clock import Clock
from portal.gate.gate import Actor, Gate
from portal.gate.index import Index
from portal.gate.keys import Keyring
from portal.gate.sealed import PORTAL
from portal.gate.sessions import State
from portal.gate.versions import Domain, Versions, settle

log = logging.getLogger("portal")
CONSOLE = Actor("console", "", ("role:anyone", "role:signed_in", "role:administrator"))
"""Whoever has the key file and runs the portal's own commands."""


@dataclass(frozen=True)
class Vault:
    engine: Engine
    ring: Keyring
    journal: Journal
    clock: Clock = field(default_factory=Clock)
    versions: Versions = field(default_factory=Versions)
    witnesses: tuple[Path, ...] = ()
    after: tuple[Callable[[Gate], None], ...] = ()
    """What every act ends with, in its own transaction: what rooms derive from what was changed."""

    @contextmanager
    def read(self, token: str, domain: str = PORTAL) -> Iterator[Gate]:
        """Read in one snapshot; on leaving, what was opened is recorded, or an error is raised.

        Nothing that was read may be sent before this has been left.
        """
        denials: list[ledger.Fact] = []
        try:
            with reading(self.engine) as connection:
                gate = self._known(connection, token, domain, None, locked=False)
                denials = gate.denials
                yield gate
        finally:
            self._record(denials)
        self._record(gate.facts, token, gate.actor, gate.marks)

    @contextmanager
    def act(
        self,
        token: str,
        domain: str = PORTAL,
        *,
        locked: bool = True,
        actor: Actor | None = None,
    ) -> Iterator[Gate]:
        """Act in one transaction, recorded by its commit. A refusal is recorded after the rollback.

        The domain is locked first, so that what the gate reads of policy and keys is true until
        the commit. What the act allows is certified and published before this is left.
        """
        denials: list[ledger.Fact] = []
        try:
            with acting(self.engine) as session:
                connection = session.connection()
                gate = self._known(connection, token, domain, session, locked=locked)
                denials = gate.denials
                gate.actor = actor or gate.actor
                yield gate
                session.flush()
                for derive in self.after:
                    derive(gate)
                receipts = ledger.append(connection, gate.facts)
        finally:
            self._record(denials)
        self.journal.note(receipts)
        for widened in sorted(gate.widened):
            self.settle(widened)

    def beside(self, gate: Gate, token: str, domain: str) -> Gate | None:
        """The same person's gate of a further domain, in the same snapshot or transaction.

        What it opens is recorded with what `gate` opens. None where there is no such domain.
        """
        acts = gate.acting
        found = self._gate(gate.connection, token, domain, acts, locked=acts is not None)
        if found is not None:
            found.facts, found.denials, found.widened = gate.facts, gate.denials, gate.widened
        return found

    def _known(
        self,
        connection: Connection,
        token: str,
        domain: str,
        session: Session | None,
        *,
        locked: bool,
    ) -> Gate:
        """The gate of the domain, or of the portal's where there is no such domain."""
        found = self._gate(connection, token, domain, session, locked=locked)
        found = found or self._gate(connection, token, PORTAL, session, locked=locked)
        if found is None:
            raise RuntimeError("the portal has not been set up")
        return found

    def _gate(
        self,
        connection: Connection,
        token: str,
        domain: str,
        session: Session | None,
        *,
        locked: bool,
    ) -> Gate | None:
        if session is not None:
            # Shared or not, the lock keeps rotation from destroying a key that this act seals with.
            lock = sa.select(Domain.id).where(Domain.id == domain)
            connection.execute(lock.with_for_update(key_share=locked, read=not locked))
        now = self.clock.now()
        state = sessions.read_state(connection, token, domain, now)
        if state is None:
            return None
        acts = session is not None
        index = self.versions.index(connection, domain, state.policy) if state.policy else None
        directory = self.ring.at(connection, PORTAL, state.portal_epoch, writing=acts)
        case = directory
        if domain != PORTAL:
            case = self.ring.at(connection, domain, state.epoch, writing=acts)
        return Gate(
            connection=connection,
            session=session,
            actor=_actor(state),
            domain=domain,
            index=index or Index((), ()),
            version=state.policy,
            keys=case,
            directory=directory,
            now=now,
        )

    def _record(
        self,
        facts: Iterable[ledger.Fact],
        token: str = "",
        actor: Actor | None = None,
        marks: Sequence[Callable[[Connection], None]] = (),
    ) -> None:
        """Append in a transaction of its own; only when this returns may an answer leave."""
        facts = list(facts)
        now = self.clock.now()
        late = bool(actor and actor.seen_at and now - actor.seen_at > sessions.SEEN_STEP)
        if not facts and not late and not marks:
            return
        with writing(self.engine) as connection:
            if late:
                sessions.touch(connection, token, now)
            for mark in marks:
                mark(connection)
            receipts = ledger.append(connection, facts)
        self.journal.note(receipts)

    def record(self, fact: ledger.Fact) -> None:
        """One entry on its own, for what happens outside any page, such as a failed sign-in."""
        self._record([fact])

    def settle(self, domain: str) -> None:
        """Certify and publish what waits. Where Casbin disagrees it stays closed, loudly."""
        try:
            settle(self.engine, domain, now=self.clock.now())
        except NotCertified:
            log.critical("policy of domain %s is not certified and stays closed", domain)

    def verify(self) -> audit.Verified:
        """The whole ledger, against its witnesses and the journals of all processes."""
        base = self.journal.path.name.rpartition(".")[0]
        journals = self.journal.path.parent.glob(f"{base}.*")
        return audit.verify(self.engine, self.ring.provider.public(), self.witnesses, journals)

    def export(self, review: str, owner: str) -> Iterator[str]:
        """An owner's stream in a review, a JSON object a line, for somebody else to verify."""
        public, now = self.ring.provider.public(), self.clock.now()
        return audit.export(self.engine, public, owner, review=review, now=now)

    def latest_checkpoint(self) -> str | None:
        with reading(self.engine) as connection:
            newest = sa.select(Checkpoint.told).order_by(Checkpoint.number.desc()).limit(1)
            return connection.execute(newest).scalar_one_or_none()


def _actor(state: State) -> Actor:
    if not state.person:
        return Actor("", "", ("role:anyone",))
    groups = ("role:anyone", "role:signed_in")
    return Actor(state.person, state.member_chosen, groups, state.who, state.seen_at)
