"""A strongroom without rooms: keys, law, ledger, and one review in which two owners write.

What stands here for words is the gate's own Reason. It is built once for each engine and then
copied, so that a test may begin with a portal that has been set up.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.db import acting, open_database, reading, writing
from portal.gate import audit, sessions, versions
from portal.gate.checkpoints import Journal, hand_over, make_checkpoint
from portal.gate.clock import Clock
from portal.gate.gate import Actor, Gate, Reason
from portal.gate.keyfile import KeyFile, make_key_file
from portal.gate.keys import PORTAL, DataKey, Keyring, Keys
from portal.gate.ledger import stream_of
from portal.gate.policy import ALWAYS, NEVER, Act, Line, Link
from portal.gate.vault import Vault
from portal.gate.versions import Domain
from portal.migrate import migrate
from tests.postgres import database_like, fresh_database

REVIEW, OURS, THEIRS, PERSON, MEMBER = (digit * 32 for digit in "abcde")
WHO = Actor(PERSON, MEMBER, ("role:anyone", "role:signed_in"))
TOKEN = "a token that only this ground knows"


@dataclass
class Ground:
    folder: Path
    url: str
    engine: Engine
    vault: Vault
    others: list[Vault] = field(default_factory=list)

    @property
    def provider(self) -> KeyFile:
        found = self.vault.ring.provider
        assert isinstance(found, KeyFile)
        return found

    @property
    def witnesses(self) -> list[Path]:
        return [self.folder / "witness.one", self.folder / "witness.two"]

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def stream(self) -> str:
        return stream_of(REVIEW, OURS)

    def second(self, clock: Clock | None = None) -> Vault:
        """Another process: connections, keys, caches, journal and clock of its own."""
        other = open_vault(self.folder, self.url, clock)
        self.others.append(other)
        return other

    def act(self, vault: Vault | None = None) -> Any:
        return (vault or self.vault).act("", REVIEW, actor=WHO)

    def write(self, *texts: str, owner: str = OURS, vault: Vault | None = None) -> list[str]:
        """Each text in an act of its own, as a page would; the ids."""
        return [self._write(text, owner, vault) for text in texts]

    def _write(self, text: str, owner: str, vault: Vault | None) -> str:
        with self.act(vault) as gate:
            name = gate.reason(text, owner)
            gate.record(Act.WRITE_SECTION, owner, {"law:R4": (name,)}, reason=name)
        return name

    def words(self, vault: Vault | None = None) -> list[str]:
        """What the review's reader reads, as a page would: in order of writing."""
        with (vault or self.vault).read(TOKEN, REVIEW) as gate:
            return opened(gate)

    def checkpoint(self) -> None:
        make_checkpoint(self.engine, self.provider, self.vault.clock.now())
        for witness in self.witnesses:
            hand_over(self.engine, witness)

    def verify(self) -> audit.Verified:
        journals = sorted(self.folder.glob("journal.*"))
        return audit.verify(self.engine, self.provider.public(), self.witnesses, journals)

    def findings(self) -> list[str]:
        return [f"{f.where}: {f.what}" for f in self.verify().findings]

    def raw(self, statement: str, **values: Any) -> Any:
        """What somebody does who has the database itself."""
        with writing(self.engine) as connection:
            done = connection.execute(sa.text(statement), values)
            return done.all() if done.returns_rows else done.rowcount

    @contextmanager
    def keys(self, domain: str = REVIEW) -> Iterator[Keys]:
        with writing(self.engine) as connection:
            yield self.vault.ring.at(connection, domain, epoch_of(connection, domain), writing=True)

    def data_keys(self, **where: str) -> list[Any]:
        query = sa.select(DataKey.__table__).filter_by(**where).order_by(DataKey.id)
        with reading(self.engine) as connection:
            return list(connection.execute(query))


def opened(gate: Gate) -> list[str]:
    gate.take_seat()
    table = Reason.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain).order_by(table.c.id)
    rows = gate.connection.execute(here).all()
    return [words for _, words in gate.open_many(Reason, rows, "words", act=Act.READ_SECTION)]


def epoch_of(connection: Any, domain: str) -> int:
    return int(
        connection.execute(sa.select(Domain.key_epoch).where(Domain.id == domain)).scalar_one()
    )


def open_vault(folder: Path, url: str, clock: Clock | None = None) -> Vault:
    ring = Keyring(KeyFile(folder / "keys.json"))
    return Vault(open_database(url), ring, Journal(folder / "journal"), clock or Clock())


def set_up(folder: Path, url: str) -> None:
    """Schema, keys, the portal's domain, one review, and a reader who is signed in."""
    make_key_file(folder / "keys.json")
    engine = open_database(url)
    migrate(engine)
    with acting(engine) as session:
        versions.open_domain(session, PORTAL)
        versions.open_domain(session, REVIEW)
        rows = [Line(f"m:{MEMBER}", f"owner:{o}", Act.READ_SECTION, ALWAYS, NEVER, "allow", "law:R4")
                for o in (OURS, THEIRS)]  # fmt: skip
        versions.add(session, REVIEW, [Link(f"m:{MEMBER}", f"u:{PERSON}"), *rows], ref="law:R4")
        session.add(sessions.Account(person_id=PERSON))
    now = datetime.now(UTC)
    for domain in (PORTAL, REVIEW):
        versions.settle(engine, domain, now=now)
    vault = open_vault(folder, url)
    sign_in(vault, TOKEN, now)
    vault.journal.close()
    vault.journal.path.unlink()
    vault.engine.dispose()
    engine.dispose()


def sign_in(vault: Vault, token: str, now: datetime) -> None:
    with writing(vault.engine) as connection:
        keys = vault.ring.at(connection, PORTAL, epoch_of(connection, PORTAL), writing=True)
        who = keys.seal("Amina Rahman", sessions.place_of(sessions.hash_of(token)), now=now)
        sessions.begin(connection, token=token, person=PERSON, epoch=1, who=who, now=now)


def copied(url: str, pattern: Path, pattern_url: str, folder: Path, postgres: str) -> str:
    """A copy of the ground that was set up, in a folder and a database of its own."""
    shutil.copy2(pattern / "keys.json", folder / "keys.json")
    if url.startswith("sqlite"):
        shutil.copy2(pattern / "portal.db", folder / "portal.db")
        return f"sqlite:///{folder / 'portal.db'}"
    return database_like(postgres, of=pattern_url)


def pattern_url(engine: str, folder: Path, postgres: str) -> str:
    return f"sqlite:///{folder / 'portal.db'}" if engine == "sqlite" else fresh_database(postgres)


def together(*jobs: Any) -> list[Any]:
    """Run the jobs at once, each in a thread; what each returned or raised."""
    told: list[Any] = [None] * len(jobs)

    def run(number: int, job: Any) -> None:
        try:
            told[number] = job()
        except Exception as error:  # noqa: BLE001 - whoever asked looks at it
            told[number] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
