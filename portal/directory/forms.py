"""What may be asked of the directory, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.people.forms import email_wrong, name_wrong, refuse
from portal.people.models import AGENCY_KINDS


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
