"""The directory, and how its people enrol, arrive and leave."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.db import ID, new_id, writing
from portal.gate import sessions
from portal.gate.gate import Gate, Refused
from portal.gate.policy import PORTAL_ROLES, Act, Link, Role
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account, hash_of
from portal.gate.vault import Vault
from portal.gate.versions import PolicyRow
from portal.people import delays, passwords
from portal.people.delays import Origin, Pair
from portal.people.models import Agency, Person, findable

CODE_LASTS = timedelta(days=7)

# The directory


def anybody(*, gate: Gate) -> bool:
    """Whether the portal has a person yet."""
    return _there(gate, Person.id != "")


def _there(gate: Gate, *facts: sa.ColumnElement[bool]) -> bool:
    return bool(gate.connection.execute(sa.select(sa.exists().where(*facts))).scalar_one())


def add_agency(*, name: str, kind: str, gate: Gate) -> str:
    """A public body; its id. Raises Absent, or Refused for a name that is taken."""
    agency = Agency(id=new_id(), name=name, kind=kind)
    gate.check(Act.KEEP_DIRECTORY, agency)
    if _there(gate, Agency.name == name):
        raise Refused("There is an agency of that name already.")
    gate.session.add(agency)
    gate.session.flush()
    return agency.id


def add_person(*, agency_id: str | None, name: str, email: str, gate: Gate) -> tuple[str, str]:
    """An account without password; its id, and the code with which its owner enrols.

    Raises Absent, or Refused for an agency that is not there or an e-mail address that is taken.
    """
    person = Person(id=new_id(), agency_id=agency_id, owner_id=agency_id or PORTAL, review_id="")
    gate.check(Act.KEEP_DIRECTORY, person, Person.shape)
    if agency_id is not None and not _there(gate, Agency.id == agency_id):
        raise Refused("There is no such agency.")
    person.email_index = gate.blind(PORTAL, "person.email", findable(email)) or ""
    if _there(gate, Person.email_index == person.email_index):
        raise Refused("Somebody has that email address already.")
    gate.seal(person, name=name, email=email)
    code = _give_code(person, gate)
    gate.session.add_all([Account(person_id=person.id), person])
    gate.session.flush()
    return person.id, code


def renew_enrolment(*, person_id: str, gate: Gate) -> str:
    """A new code for somebody who lost password, app or code; what she had is void at once."""
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    _note(person, "renewal", gate)
    sessions.end_all(gate.connection, person.id)
    person.password, person.totp, person.totp_used = "", None, 0
    return _give_code(person, gate)


def _give_code(person: Person, gate: Gate) -> str:
    code = passwords.new_code()
    person.enrol_hash = hash_of(passwords.bare_code(code))
    person.enrol_until = gate.now + CODE_LASTS
    return code


def appoint(*, person_id: str, role: Role, gate: Gate) -> None:
    """Give a person a role in the portal itself. Raises Absent, or Refused where she has it."""
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    ref = f"appointment:{person.id}:{role}"
    has_it = _there(gate, PolicyRow.ref == ref, PolicyRow.ended_at.is_(None))
    if role not in PORTAL_ROLES or has_it:
        raise Refused("That is no role of the portal's, or this person has it already.")
    _note(person, ref, gate)
    gate.allow([Link(f"u:{person.id}", f"role:{role}")], ref=ref, domain=PORTAL)


def dismiss(*, person_id: str, role: Role, gate: Gate) -> None:
    """End an appointment from the next request on. Raises Absent, Refused where there is none."""
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    ref = f"appointment:{person.id}:{role}"
    if not gate.end(ref=ref):
        raise Refused("This person does not have that role.")
    _note(person, ref, gate)


def suspend(*, person_id: str, why: str, gate: Gate) -> None:
    """Nobody acts with it from the next request on. Raises Absent, Refused for one's own."""
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    if person.id == gate.actor.person:
        raise Refused("You cannot suspend your own account. Ask another administrator.")
    _note(person, "suspension", gate, why)
    change = sa.update(Account).where(Account.person_id == person.id)
    gate.connection.execute(change.values(suspended_at=gate.now))
    sessions.end_all(gate.connection, person.id)


def restore(*, person_id: str, why: str, gate: Gate) -> None:
    """End a suspension: she signs in anew, her old sessions stay ended. Raises Absent."""
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    _note(person, "restoration", gate, why)
    change = sa.update(Account).where(Account.person_id == person.id)
    gate.connection.execute(change.values(suspended_at=None))


def _note(person: Person, what: str, gate: Gate, why: str = "") -> None:
    """What happens to somebody's account, in her agency's stream, with the sealed reason's id."""
    reason = gate.reason(why, person.owner_id) if why else ""
    gate.record(Act.KEEP_DIRECTORY, person.owner_id, {what: (person.id,)}, reason=reason)


NAMED = (
    sa.select(Person.id, Person.review_id, Person.owner_id, Person.row_version, Person.name)
    .add_columns(Agency.name.label("agency"))
    .outerjoin(Agency, Agency.id == Person.agency_id)
)


def names(*, gate: Gate, person_ids: Iterable[str], agency: bool = True) -> dict[str, str]:
    """People by name and agency, such as "Amina Rahman, Westmarch Police"; in one query."""
    wanted = list(person_ids)
    rows = gate.connection.execute(NAMED.where(Person.id.in_(wanted))) if wanted else ()
    return {
        row.id: ", ".join(
            filter(None, (gate.open_directory(Person, row, "name"), row.agency if agency else ""))
        )
        for row in rows
    }


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
    gate.arrived(person.id)
    gate.record(Act.ARRIVE, PORTAL, {"": (person.id,)})
    token = sessions.new_token()
    greeting = names(gate=gate, person_ids=[person.id])[person.id]
    who = gate.seal_greeting(greeting, sessions.place_of(hash_of(token)))
    mine = sa.select(Account.epoch).where(Account.person_id == person.id)
    epoch = gate.connection.execute(mine).scalar_one()
    sessions.end_session(gate.connection, old)
    sessions.begin(
        gate.connection, token=token, person=person.id, epoch=epoch, who=who, now=gate.now
    )
    delays.sweep(gate.connection, person.id, gate.now)
    return token, delays.know(gate.connection, person.id, browser, gate.now)


def sign_out(*, token: str, gate: Gate) -> None:
    gate.record(Act.OWN_AFFAIRS, PORTAL, {"sign-out": (gate.actor.person,)})
    sessions.end_session(gate.connection, token)


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
