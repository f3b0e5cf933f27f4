"""Keeping the directory: agencies and people are added, appointed, suspended and let in again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, stamp
from portal.gate import sessions
from portal.gate.gate import Gate, Refused
from portal.gate.policy import PORTAL_ROLES, Act, Link, Role
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Account, hash_of
from portal.gate.versions import PolicyRow
from portal.people import passwords
from portal.people.models import Agency, Person, findable

CODE_LASTS = timedelta(days=7)

# Looking


def agencies(*, gate: Gate) -> list[Any]:
    """Every agency by name."""
    table = Agency.__table__
    return list(gate.connection.execute(sa.select(table).order_by(table.c.name)))


def agency(*, name: str, gate: Gate) -> Any:
    """One agency, by its id. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    found = next((row for row in agencies(gate=gate) if row.id == name), None)
    if found is None:
        gate.deny(Act.KEEP_DIRECTORY, outcome="absent")
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the directory, with what an administrator needs to know of the account."""

    id: str
    agency_id: str
    agency: str
    name: str
    email: str
    enrolled: bool
    code_until: datetime | None
    """Until when the enrolment code that is out can be used."""
    suspended_at: datetime | None


def people(*, gate: Gate) -> list[Listed]:
    """Everybody, by agency and then by name. Raises Absent."""
    gate.check(Act.KEEP_DIRECTORY)
    query = (
        sa.select(Person.__table__, Account.suspended_at, Agency.name.label("agency"))
        .join(Account, Account.person_id == Person.id)
        .outerjoin(Agency, Agency.id == Person.agency_id)
    )
    told = [_listed(row, gate) for row in gate.connection.execute(query)]
    return sorted(told, key=lambda one: (not one.agency, one.agency, one.name.casefold(), one.id))


def _listed(row: Any, gate: Gate) -> Listed:
    return Listed(
        id=row.id,
        agency_id=row.agency_id or "",
        agency=row.agency or "",
        name=gate.open_directory(Person, row, "name"),
        email=gate.open_directory(Person, row, "email"),
        enrolled=bool(row.password),
        code_until=row.enrol_until if row.enrol_hash else None,
        suspended_at=row.suspended_at,
    )


def listed(*, person: str, gate: Gate) -> Listed:
    """One of them; the person was found through the gate before."""
    return next(one for one in people(gate=gate) if one.id == person)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role in the portal itself: whose, which, from when, and until when where it has ended."""

    person: str
    role: Role
    since: str
    ended_at: datetime | None


def appointments(*, gate: Gate) -> list[Appointment]:
    """Every appointment there has been, the newest first: ids and roles, no words."""
    row = PolicyRow.__table__.c
    query = (
        sa.select(row.sub, row.obj, row.nbf, row.ended_at)
        .where(row.domain == PORTAL, row.ref.like("appointment:%"))
        .order_by(row.id.desc())
    )
    return [
        Appointment(sub.removeprefix("u:"), Role(obj.removeprefix("role:")), since, ended)
        for sub, obj, since, ended in gate.connection.execute(query)
    ]


def held(*, person: str, gate: Gate) -> list[Role]:
    """Which roles in the portal itself somebody has now."""
    mine = [one for one in appointments(gate=gate) if one.person == person]
    return sorted(one.role for one in mine if one.ended_at is None)


# Changing


def anybody(*, gate: Gate) -> bool:
    """Whether the portal has a person yet."""
    return there(gate, Person.id != "")


def there(gate: Gate, *facts: sa.ColumnElement[bool]) -> bool:
    return bool(gate.connection.execute(sa.select(sa.exists().where(*facts))).scalar_one())


def add_agency(*, name: str, kind: str, gate: Gate) -> str:
    """A public body; its id. Raises Absent, or Refused for a name that is taken."""
    agency = Agency(id=new_id(), name=name, kind=kind)
    gate.check(Act.KEEP_DIRECTORY, agency)
    if there(gate, Agency.name == name):
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
    if agency_id is not None and not there(gate, Agency.id == agency_id):
        raise Refused("There is no such agency.")
    person.email_index = gate.blind(PORTAL, "person.email", findable(email)) or ""
    if there(gate, Person.email_index == person.email_index):
        raise Refused("Somebody has that email address already.")
    gate.seal(person, name=name, email=email)
    code = _give_code(person, gate)
    gate.session.add_all([Account(person_id=person.id), person])
    gate.session.flush()
    return person.id, code


def renew_enrolment(*, person_id: str, gate: Gate) -> str:
    """A new code for somebody who lost password, app or code; what she had is void at once.

    Raises Absent, or Refused for one's own.
    """
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    if person.id == gate.actor.person:
        raise Refused("You would be signed out before you saw the code. Ask another administrator.")
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
    if role not in PORTAL_ROLES or role in held(person=person.id, gate=gate):
        raise Refused("That is no role of the portal's, or this person has it already.")
    ref = f"appointment:{person.id}:{role}"
    _note(person, ref, gate)
    link = Link(f"u:{person.id}", f"role:{role}", nbf=stamp(gate.now))
    gate.allow([link], ref=ref, domain=PORTAL)


def dismiss(*, person_id: str, role: Role, why: str = "", gate: Gate) -> None:
    """End an appointment from the next request on. Raises Absent, or Refused where there is none.

    Nobody dismisses herself while no other administrator can sign in: whoever dismisses another
    is there herself, so that the last is never lost.
    """
    person: Person = gate.find(Person, person_id, Act.KEEP_DIRECTORY)
    if role not in held(person=person.id, gate=gate):
        raise Refused("This person does not have that role.")
    if person.id == gate.actor.person and role is Role.ADMINISTRATOR and not _another(gate):
        raise Refused("No other administrator can sign in yet. Appoint one first.")
    gate.end(ref=f"appointment:{person.id}:{role}")
    _note(person, f"dismissal:{person.id}:{role}", gate, why)


def _another(gate: Gate) -> bool:
    """Whether somebody else keeps the directory, and has an account that she can use."""
    standing = [one for one in appointments(gate=gate) if one.ended_at is None]
    keep = {one.person for one in standing if one.role is Role.ADMINISTRATOR}
    others = keep - {gate.actor.person}
    usable = (Person.password != "", Account.suspended_at.is_(None))
    return there(gate, Person.id.in_(others), Account.person_id == Person.id, *usable)


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
