"""The door: how people enrol, arrive and leave."""

import hmac
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.db import ID, writing
from portal.gate import sessions
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account, hash_of
from portal.gate.vault import Vault
from portal.people import delays, passwords
from portal.people.delays import Origin, Pair
from portal.people.models import Person, findable
from portal.people.names import names

# Arriving


@dataclass(frozen=True, slots=True)
class Proof:
    """How far somebody has come: whether the password is right, and of whom."""

    pair: str
    person: str
    stored: str
    right: bool


def prove(*, email: str, password: str, origin: Origin, vault: Vault) -> Proof:
    """Check a password, outside any transaction; whoever is asked for, it does the same work.

    Raises Wait, Busy.
    """
    pair, person, stored = _asked(email, origin, vault)
    with passwords.seat(known=pair.known):
        _admit(pair, vault)
        return Proof(pair.name, person, stored, passwords.matches(stored, password))


def admitted(*, email: str, origin: Origin, vault: Vault) -> str:
    """The pair of an attempt to enrol, which may be made now. Raises Wait."""
    pair, _, _ = _asked(email, origin, vault)
    _admit(pair, vault)
    return pair.name


def _admit(pair: Pair, vault: Vault) -> None:
    with writing(vault.engine) as connection:
        delays.admit(connection, pair.name, vault.clock.now())


def _asked(email: str, origin: Origin, vault: Vault) -> tuple[Pair, str, str]:
    """Who is asked for, from where: the pair, and the person's id and stored password or ""."""
    with vault.read("") as gate:
        index = gate.blind(PORTAL, "person.email", findable(email)) or findable(email)
        query = sa.select(Person.id, Person.password).where(Person.email_index == index)
        person, stored = gate.connection.execute(query).first() or ("", "")
        return delays.pair(gate.connection, index, person, origin), person, stored


def sign_in(*, proof: Proof, code: str, gate: Gate) -> Person:
    """The person, once the security code is right too and has not been used.

    Raises Absent for every kind of failure alike, at the same pace; that is recorded.
    """
    person = standing(proof.person, gate) if proof.right else None
    if person is None or person.password != proof.stored or not _spend(person, code, gate):
        gate.deny(Act.ARRIVE, PORTAL, proof.person)
    delays.forgive(gate.connection, proof.pair)
    return person


def standing(person_id: str, gate: Gate) -> Person | None:
    """The person if her account is not suspended; the account is locked, so that it stays so."""
    if not ID.fullmatch(person_id):
        return None
    lock = sa.select(Account.person_id).where(
        Account.person_id == person_id, Account.suspended_at.is_(None)
    )
    if gate.connection.execute(lock.with_for_update(key_share=True)).first() is None:
        return None
    return gate.session.execute(sa.select(Person).where(Person.id == person_id)).scalar_one()


def _spend(person: Person, code: str, gate: Gate) -> bool:
    """Whether the code is right and now used; of two who come with it the database takes one."""
    if person.totp is None:
        return False
    secret = gate.open(person, "totp", act=Act.ARRIVE, model=Person)["totp"]
    step = passwords.step_of(secret, code, gate.now)
    if step is None:
        return False
    change = sa.update(Person).where(Person.id == person.id, Person.totp_used < step)
    return gate.connection.execute(change.values(totp_used=step)).rowcount == 1


def arrive(*, person: Person, old: str, browser: str, gate: Gate) -> tuple[str, str]:
    """A new session, under a new token whatever the browser held; the one it had is ended.

    The session's token, and the one that this browser is known by from now on.
    """
    gate.arrived(person.id, "role:signed_in")
    gate.record(Act.ARRIVE, PORTAL, {"": (person.id,)})
    token = sessions.new_token()
    greeting = names(gate=gate, person_ids=[person.id])[person.id]
    who = gate.seal_greeting(greeting, sessions.place_of(hash_of(token)))
    mine = sa.select(Account.epoch).where(Account.person_id == person.id)
    epoch = gate.connection.execute(mine).scalar_one()
    sessions.end_session(gate.connection, old, gate.now)
    sessions.begin(
        gate.connection, token=token, person=person.id, epoch=epoch, who=who, now=gate.now
    )
    delays.sweep(gate.connection, person.id, gate.now)
    return token, delays.know(gate.connection, person.id, browser, gate.now)


def sign_out(*, token: str, gate: Gate) -> None:
    gate.record(Act.OWN_AFFAIRS, PORTAL, {"sign-out": (gate.actor.person,)})
    sessions.end_session(gate.connection, token, gate.now)


# Enrolling


def begin_enrolment(*, email: str, code: str, pair: str, gate: Gate) -> str:
    """Exchange e-mail and one-time code for a ticket to the second step. Raises Absent."""
    index = gate.blind(PORTAL, "person.email", findable(email))
    query = sa.select(Person.id, Person.enrol_hash).where(Person.email_index == index)
    name, held = gate.connection.execute(query).first() or ("", "")
    ticket = f"{name}.{code}"
    person = standing(name, gate) if hmac.compare_digest(held, hash_of(code)) else None
    if person is None or enrolling(ticket=ticket, gate=gate) is None:
        gate.deny(Act.ARRIVE, PORTAL, name)
    delays.forgive(gate.connection, pair)
    gate.record(Act.ARRIVE, PORTAL, {"enrolment": (person.id,)})
    gate.seal(person, totp=passwords.new_secret())
    return ticket


def enrolling(*, ticket: str, gate: Gate) -> Any:
    """Whose enrolment it is, while the code within the ticket lasts."""
    person_id, _, code = ticket.partition(".")
    if not ID.fullmatch(person_id):
        return None
    query = sa.select(Person.__table__).where(Person.id == person_id, Person.enrol_until > gate.now)
    row = gate.connection.execute(query).first()
    right = row is not None and hmac.compare_digest(row.enrol_hash, hash_of(code))
    return row if right else None


def factors(*, ticket: str, gate: Gate) -> dict[str, str] | None:
    """The new app's secret and the e-mail address of somebody who enrols; it is recorded."""
    row = enrolling(ticket=ticket, gate=gate)
    if row is None or row.totp is None:
        return None
    return gate.open(row, "totp", "email", act=Act.ARRIVE, model=Person)


def enrol(*, ticket: str, stored: str, totp: str, gate: Gate) -> Person:
    """Take the new password's hash and the app; code and old sessions end. Raises Absent."""
    person = standing(ticket.partition(".")[0], gate)
    if person is None or enrolling(ticket=ticket, gate=gate) is None:
        gate.deny(Act.ARRIVE)
    if not _spend(person, totp, gate):
        gate.deny(Act.ARRIVE, PORTAL, person.id)
    sessions.end_all(gate.connection, person.id)
    person.password, person.enrol_hash, person.enrol_until = stored, "", None
    return person
