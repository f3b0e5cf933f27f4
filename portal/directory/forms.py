"""What may be asked of the directory, and each refusal as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.db import ID
from portal.gate.policy import BOARD, PORTAL_ROLES, SPOKEN, Role
from portal.people.forms import email_wrong, name_wrong, refuse
from portal.people.models import AGENCY_KINDS
from portal.reviews.models import MARKINGS, REVIEW_KINDS, STANDINGS
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
LONGEST = 730
"""Days for which somebody can be let into a review at most; then she is proposed again."""


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


@dataclass(frozen=True, slots=True)
class NewReview:
    kind: str
    marking: str


def new_review(fields: Mapping[str, str]) -> NewReview:
    kind, marking = fields.get("kind", ""), fields.get("marking", "")
    refuse(
        kind="" if kind in REVIEW_KINDS else "Choose what kind of review it is.",
        marking="" if marking in MARKINGS else "Choose the marking that its pages carry.",
    )
    return NewReview(kind, marking)


ROLES_OF_AGENCIES = (
    Role.SENIOR_OFFICE,
    Role.SENIOR_MANAGER,
    Role.AUTHOR,
    Role.PANEL_MEMBER,
    Role.DISCLOSURE_OFFICER,
    Role.PROFESSIONAL_STANDARDS,
    Role.AGENCY_LAWYER,
)
ROLES_OF_THE_BOARD = (Role.BOARD_OFFICE, Role.CHAIR, Role.AUTHOR, Role.LAY_ADVISER)


@dataclass(frozen=True, slots=True)
class NewPart:
    person: str
    body: str
    roles: tuple[Role, ...]
    standing: str
    starts: date
    ends: date


def new_part(fields: Mapping[str, str]) -> NewPart:
    """Who is to take part for whom, as what, and from when until when. Raises Wrong."""
    person, body = fields.get("person", ""), fields.get("body", "")
    roles = tuple(role for role in Role if fields.get(f"role_{role}") == role)
    standing = fields.get("standing", "")
    starts, ends = typed_day(fields.get("starts", "")), typed_day(fields.get("ends", ""))
    refuse(
        person="" if ID.fullmatch(person) else "Choose the person.",
        body="" if body == BOARD or ID.fullmatch(body) else "Choose for whom they take part.",
        role=_roles_wrong(roles, body),
        standing=_standing_wrong(roles, standing),
        starts="" if starts else "Enter the first day as a real date, such as 17/5/2027.",
        ends=_ends_wrong(starts, ends),
    )
    return NewPart(person, body, roles, standing, starts or date.max, ends or date.max)


def _roles_wrong(roles: tuple[Role, ...], body: str) -> str:
    if not roles:
        return "Choose at least one role."
    fit = ROLES_OF_THE_BOARD if body == BOARD else ROLES_OF_AGENCIES
    if set(roles) <= set(fit):
        return ""
    whom = "the commissioning board" if body == BOARD else "an agency"
    wrong = ", ".join(SPOKEN[role].lower() for role in roles if role not in fit)
    return f"Nobody is {wrong} for {whom}. Choose among the roles that it has."


def _standing_wrong(roles: tuple[Role, ...], standing: str) -> str:
    office = {Role.SENIOR_OFFICE, Role.BOARD_OFFICE} & set(roles)
    if office and standing not in STANDINGS:
        return "Say how this person holds the office."
    return "" if office or not standing else "Only a senior office or a board's office has this."


def _ends_wrong(starts: date | None, ends: date | None) -> str:
    if ends is None:
        return "Enter the last day as a real date, such as 17/5/2027. Every part has an end."
    if starts and ends < starts:
        return "The last day must not be before the first."
    if starts and (ends - starts).days > LONGEST:
        return "Choose a last day within two years of the first. It can be prolonged later."
    return ""


def not_past(part: NewPart, now: date) -> NewPart:
    """Raises Wrong for a part that was to begin before today."""
    if part.starts < now:
        raise Wrong.one("starts", "The first day must be today or later.")
    return part
