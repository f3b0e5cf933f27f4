"""What may be asked of the directory, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.gate.policy import DESK_ROLES, PORTAL_ROLES, Role
from portal.people.forms import email_wrong, name_wrong, refuse
from portal.people.models import AGENCY_KINDS, BOARD_KINDS, STANDINGS
from portal.web.dates import typed_day
from portal.web.page import Wrong, text


@dataclass(frozen=True, slots=True)
class NewAgency:
    name: str
    kind: str


def new_agency(fields: Mapping[str, str]) -> NewAgency:
    name, kind = fields.get("name", "").strip(), fields.get("kind", "")
    listed = ", ".join(AGENCY_KINDS)
    said = "" if kind in AGENCY_KINDS else f"Choose what kind of body it is: {listed}."
    refuse(name=name_wrong(name, "the agency's name"), kind=said)
    return NewAgency(name, kind)


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    email: str


def new_person(fields: Mapping[str, str]) -> NewPerson:
    name, email = fields.get("name", "").strip(), fields.get("email", "").strip()
    refuse(name=name_wrong(name, "the person's name"), email=email_wrong(email))
    return NewPerson(name, email)


NOBODYS = "none"
"""Chosen for people of no agency: the board's chair, author and lay advisers."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    email: str
    agency: str | None


def new_account(fields: Mapping[str, str]) -> NewAccount:
    name, email = fields.get("name", "").strip(), fields.get("email", "").strip()
    agency = fields.get("agency", "")
    known = agency == NOBODYS or ID.fullmatch(agency)
    refuse(
        name=name_wrong(name, "the person's name"),
        email=email_wrong(email),
        agency="" if known else "Choose an agency, or that the person works for none.",
    )
    return NewAccount(name, email, None if agency == NOBODYS else agency)


def reason(fields: Mapping[str, str]) -> str:
    """Why somebody does something. Raises Wrong without a word, or with too many."""
    return text(fields, "reason", "Say why.")


def portal_role(fields: Mapping[str, str]) -> Role:
    """A role in the portal itself. Raises Wrong."""
    told = fields.get("role", "")
    if told not in PORTAL_ROLES:
        raise Wrong.one("role", "Choose the role.")
    return Role(told)


@dataclass(frozen=True, slots=True)
class Dismissal:
    role: Role
    why: str


def dismissal(fields: Mapping[str, str]) -> Dismissal:
    """Which role ends, and why. Raises Wrong."""
    return Dismissal(portal_role(fields), reason(fields))


def new_board(fields: Mapping[str, str]) -> NewAgency:
    """A board's name and kind. Raises Wrong."""
    name, kind = fields.get("name", "").strip(), fields.get("kind", "")
    said = "" if kind in BOARD_KINDS else "Choose what kind of board it is."
    refuse(name=name_wrong(name, "the board's name"), kind=said)
    return NewAgency(name, kind)


@dataclass(frozen=True, slots=True)
class OwnTitle:
    kind: str
    title: str
    """Empty to take the board's own title back."""


def board_title(fields: Mapping[str, str]) -> OwnTitle:
    """What a board calls a kind of review, which is yet to be looked up. Raises Wrong."""
    kind = fields.get("kind", "")
    title = " ".join(text(fields, "title", most=60).split())
    if any(not (c.isalpha() or c in " '\u2019-(),&") for c in title):
        raise Wrong.one("title", "Use letters, spaces, hyphens and brackets only.")
    return OwnTitle(kind, title)


@dataclass(frozen=True, slots=True)
class DeskSeat:
    person: str
    role: Role
    standing: str
    until: date


def desk_seat(fields: Mapping[str, str]) -> DeskSeat:
    """Whom to appoint to a body's desk. Raises Wrong."""
    person, role = fields.get("person", ""), fields.get("role", "")
    standing, until = fields.get("standing", ""), typed_day(fields.get("until", ""))
    refuse(
        person="" if ID.fullmatch(person) else "Choose the person.",
        role="" if role in DESK_ROLES else "Choose what the person is to do.",
        standing="" if standing in STANDINGS else "Choose how the person holds it.",
        until="" if until else "Enter the last day as a real date, such as 17/5/2027.",
    )
    return DeskSeat(person, Role(role), standing, until or date.min)


@dataclass(frozen=True, slots=True)
class Closing:
    successor: str
    why: str


def closing(fields: Mapping[str, str]) -> Closing:
    """Who answers for a body's papers from now on, and why. Raises Wrong without either."""
    successor = fields.get("successor", "")
    if not ID.fullmatch(successor):
        raise Wrong.one("successor", "Name the body that answers for its papers from now on.")
    return Closing(successor, reason(fields))
