"""What whoever holds the key file may do from the machine itself, in the order it is needed."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.app import open_vault
from portal.custody.acts import held
from portal.db import About, acting, open_database, reading
from portal.directory import acts as directory
from portal.directory.forms import new_person
from portal.gate import audit, rotation, versions
from portal.gate.clock import Clock
from portal.gate.keyfile import KeyFile, make_key_file
from portal.gate.keys import Keyring
from portal.gate.policy import Role, law
from portal.gate.sealed import PORTAL
from portal.gate.vault import CONSOLE, Vault
from portal.gate.versions import Domain
from portal.migrate import check_schema, migrate
from portal.settings import Settings
from portal.web.page import Wrong

MARK = "demo"
"""Under this name a database says that it is a demonstration."""


class CannotDo(Exception):
    """The command cannot be carried out; the message says why and what to do."""


def about(engine: Engine, name: str) -> str:
    """What the database says of itself under that name; empty where it says nothing."""
    with reading(engine) as connection:
        return (
            connection.execute(
                sa.select(About.value).where(About.name == name)
            ).scalar_one_or_none()
            or ""
        )


def found(settings: Settings, mark: str = "") -> Vault:
    """Schema, keys and the portal's own domain, in a database that holds no portal yet.

    Interrupted, it may be run again. With `mark` an empty database is marked for ever, together
    with its schema, so that there is no moment in which it could be taken for a real portal's.
    """
    engine = open_database(settings.database_url)
    migrate(engine, mark=mark)
    if not mark and about(engine, MARK):
        engine.dispose()
        raise CannotDo("This database is a demonstration. Begin a real portal in another.")
    with reading(engine) as connection:
        begun = connection.execute(sa.select(Domain.id)).first() is not None
    if not begun:
        if not settings.key_file.exists():
            make_key_file(settings.key_file)
        with acting(engine) as session:
            versions.open_domain(session, PORTAL)
    versions.settle(engine, PORTAL, now=Clock().now())
    return open_vault(settings, engine)


def begin(settings: Settings, *, agency: str, kind: str, name: str, email: str) -> str:
    """The first agency and its administrator; her one-time code. Raises CannotDo once begun."""
    try:
        who = new_person({"name": name, "email": email})
    except Wrong as wrong:
        raise CannotDo(" ".join(one["sentence"] for one in wrong.errors)) from None
    vault = found(settings)
    try:
        with vault.act("", actor=CONSOLE) as gate:
            if directory.anybody(gate=gate):
                raise CannotDo("There is a portal in this database already; nothing was changed.")
            body = directory.add_agency(name=name_of(agency), kind=kind, gate=gate)
            person, code = directory.add_person(
                agency_id=body, name=who.name, email=who.email, gate=gate
            )
            directory.appoint(person_id=person, role=Role.ADMINISTRATOR, gate=gate)
    finally:
        vault.journal.close()
        vault.engine.dispose()
    return code


def name_of(agency: str) -> str:
    told = " ".join(agency.split())
    if not told:
        raise CannotDo("Give the agency a name.")
    return told


def public_key(settings: Settings) -> str:
    return KeyFile(settings.key_file).public().hex()


def reissue(engine: Engine) -> int:
    """Give every domain whose version was made under another law a version under this one."""
    with reading(engine) as connection:
        old = sa.select(Domain.id).where(Domain.law != law().digest)
        domains = list(connection.execute(old).scalars())
    for domain in domains:
        versions.settle(engine, domain, now=Clock().now())
    return len(domains)


def rotate(engine: Engine, provider: KeyFile) -> Iterator[int]:
    """New data keys everywhere, and everything sealed again with them; how many so far."""
    ring, now = Keyring(provider), Clock().now()
    done = 0
    for domain, owner in rotation.scopes(engine):
        rotation.renew(engine, ring, domain, owner, now=now)
        for some in rotation.reseal(engine, ring, domain, owner):
            done += some
            yield done


def shred(engine: Engine, review: str) -> int:
    """Destroy a review's keys. Raises CannotDo where there is no such review, or a legal hold."""
    try:
        return rotation.shred(engine, review, now=Clock().now(), held=held)
    except rotation.Held:
        raise CannotDo(
            "This review is under legal hold. The organisation that placed it must lift it first."
        ) from None
    except (LookupError, ValueError):
        raise CannotDo("There is no such review. Name it by its id, with --review.") from None


def verify(settings: Settings) -> audit.Verified:
    """The whole ledger against its witnesses and journals."""
    engine = open_database(settings.database_url)
    check_schema(engine)
    journals = [*settings.journal.parent.glob(f"{settings.journal.name}.*")]
    return audit.verify(engine, KeyFile(settings.key_file).public(), settings.witnesses, journals)
