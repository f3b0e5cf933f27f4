"""What may be asked of the directory, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID
from portal.gate.policy import PORTAL_ROLES, Role
from portal.people.forms import email_wrong, name_wrong, refuse
from portal.people.models import AGENCY_KINDS
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
