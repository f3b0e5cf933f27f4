"""What may be asked of reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.clocks.rules import rule_on
from portal.db import ID
from portal.gate.policy import BOARD, SPOKEN, Role
from portal.people.forms import refuse
from portal.people.models import STANDINGS
from portal.reviews.kinds import kinds
from portal.reviews.models import HANDLINGS, MARKINGS
from portal.web.dates import day_in, typed_day
from portal.web.page import Wrong, text


@dataclass(frozen=True, slots=True)
class Seat:
    membership: str


def seat(fields: Mapping[str, str]) -> Seat:
    chosen = fields.get("membership", "")
    if not ID.fullmatch(chosen):
        raise Wrong.one("membership", "Choose for whom you are acting.")
    return Seat(chosen)


@dataclass(frozen=True, slots=True)
class Sought:
    wanted: dict[str, str]


def sought(fields: Mapping[str, str]) -> Sought:
    """Exact words to look for. Raises Wrong where there are none, or no such day."""
    wanted = {
        name: fields[name].strip()
        for name in ("last_name", "reference")
        if fields.get(name, "").strip()
    }
    if any(fields.get(name, "").strip() for name in ("day", "month", "year")):
        born = day_in(fields)
        if born is None:
            raise Wrong.one("day", "Date of birth must be a real date, such as 31 3 1980.")
        wanted["date_of_birth"] = born.isoformat()
    if not wanted:
        raise Wrong.one("last_name", "Enter a last name, a date of birth or a reference.")
    if any(len(words) > 200 for words in wanted.values()):
        raise Wrong.one("last_name", "Use 200 characters or fewer.")
    return Sought(wanted)


def meeting(fields: Mapping[str, str]) -> date:
    """The day on which the panel meets. Raises Wrong."""
    on = typed_day(fields.get("on", ""))
    if on is None:
        raise Wrong.one("on", "Enter the day as a real date, such as 17/5/2027.")
    return on


# Who takes part


def reason(fields: Mapping[str, str]) -> str:
    """Why somebody does something. Raises Wrong without a word, or with too many."""
    return text(fields, "reason", "Say why. It is kept, sealed, with the record.")


@dataclass(frozen=True, slots=True)
class Answer:
    confirms: bool
    why: str


def answer(fields: Mapping[str, str]) -> Answer:
    """An office's yes, or its no with a reason."""
    told = fields.get("answer", "")
    if told == "confirm":
        return Answer(confirms=True, why="")
    if told == "refuse":
        return Answer(confirms=False, why=reason(fields))
    raise Wrong.one("answer", "Choose whether you confirm this.")


@dataclass(frozen=True, slots=True)
class Leaving:
    day: date | None
    """The last day; None for at once."""
    why: str


def leaving(fields: Mapping[str, str]) -> Leaving:
    when = fields.get("when", "")
    last = typed_day(fields.get("day", "")) if when == "day" else None
    if when not in {"now", "day"}:
        raise Wrong.one("when", "Choose when this part ends.")
    if when == "day" and last is None:
        raise Wrong.one("day", "Enter the last day as a real date, such as 17/5/2027.")
    return Leaving(last, reason(fields))


@dataclass(frozen=True, slots=True)
class Conflict:
    scope: str
    what: str
    why: str


def conflict(fields: Mapping[str, str]) -> Conflict:
    """From what somebody is kept: "review", "owner:" with a body, or "section:" with an id."""
    scope, _, what = fields.get("from", "").partition(":")
    if scope not in {"review", "owner", "section"} or bool(what) != (scope != "review"):
        raise Wrong.one("from", "Choose what this person is kept from.")
    return Conflict(scope, what, reason(fields))


# Opening a review, and proposing who takes part


@dataclass(frozen=True, slots=True)
class NewReview:
    kind: str
    marking: str
    handling: str
    board: str
    """Empty where the board is not in the directory."""


def new_review(fields: Mapping[str, str]) -> NewReview:
    kind, marking = fields.get("kind", ""), fields.get("marking", "")
    handling, board = fields.get("handling", ""), fields.get("board", "")
    refuse(
        kind="" if kind in kinds() else "Choose what kind of review it is.",
        marking="" if marking in MARKINGS else "Choose the marking that its pages carry.",
        handling="" if handling in HANDLINGS else "Choose how its papers are to be handled.",
        board="" if not board or ID.fullmatch(board) else "Choose a board of the list.",
    )
    return NewReview(kind, marking, handling, board)


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
    return ""


def in_time(part: NewPart, now: date) -> NewPart:
    """Raises Wrong for a part that was to begin before today, or would last too long."""
    if part.starts < now:
        raise Wrong.one("starts", "The first day must be today or later.")
    most = rule_on("part_lasts_at_most", now).days
    if (part.ends - part.starts).days > most:
        sentence = f"Choose a last day within {most // 365} years of the first. Prolong it later."
        raise Wrong.one("ends", sentence)
    return part
