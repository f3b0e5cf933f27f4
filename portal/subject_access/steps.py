"""What is done with a subject access request before it is answered: each a sentence, and a row."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.gate.gate import Gate, Refused
from portal.redaction import acts as redaction
from portal.redaction.access_laws import HEALTH_RECORDS, REGIME, laws
from portal.redaction.people import register
from portal.reviews import acts as reviews
from portal.subject_access.acts import (
    add_move,
    checked,
    clock_of,
    law_for,
    move_on,
    moves_of,
)
from portal.subject_access.clock import TURNS, first_month, longer
from portal.subject_access.models import (
    AUTHORITY_OF,
    GROUNDS,
    SEEN,
    AccessMove,
    AccessRequest,
    Stage,
)
from portal.timetable.acts import not_to_come

NOT_OPEN = "This request is not being worked on. Go back to it and see how it stands."
NO_MORE_TIME = "The law by which you answer this request gives no more time."
TOO_LATE = (
    "The applicant must be told within the first month. That time has run out, so it cannot be "
    "extended any more. Answer what you can, and say that it is late."
)


def _begins(request: AccessRequest, on: date, gate: Gate) -> None:
    """Raises Absent; Refused where it is not open, or for a day before it came."""
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    _day(request, on, gate)


def _day(request: AccessRequest, on: date, gate: Gate) -> None:
    not_to_come(on, gate)
    if on < max(m.happened_on for m in moves_of(request=request, gate=gate) if m.what in TURNS):
        raise Refused("The day must not be before the request came or was last changed.")


def _last(request: Any, gate: Gate, *kinds: str) -> Any:
    """The newest step of some kinds, or None."""
    found = [row for row in moves_of(request=request, gate=gate) if row.what in kinds]
    return found[-1] if found else None


# Who asks


def ask_identity(*, request: AccessRequest, on: date, letter: str, gate: Gate) -> AccessMove:
    """The month begins on the day on which it is shown. Raises Absent; Refused where it was."""
    _begins(request, on, gate)
    if _last(request, gate, "identity_asked", "identity_shown"):
        raise Refused("The applicant was asked already, or has shown it.")
    return add_move(request, "identity_asked", on, gate, words=letter)


def show_identity(
    *, request: AccessRequest, on: date, seen: str, words: str, gate: Gate
) -> AccessMove:
    """What was seen and when; by whom is the actor. Raises Absent, Refused."""
    _begins(request, on, gate)
    if seen not in SEEN:
        raise Refused("Choose what you have seen.")
    if seen in {"other", "known"} and not words:
        raise Refused("Say what you have seen, or how you know the applicant.")
    return add_move(request, "identity_shown", on, gate, words=words, code=seen)


def show_authority(
    *, request: AccessRequest, on: date, what: str, words: str, gate: Gate
) -> AccessMove:
    """By what the applicant may ask for somebody else. Raises Absent; Refused for what does not fit
    whoever asks.
    """
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    not_to_come(on, gate)
    if what not in AUTHORITY_OF.get(request.asks_as, ()):
        raise Refused("Choose an authority that fits as whom the applicant asks.")
    return add_move(request, "authority_shown", on, gate, words=words, code=what)


def authority(*, request: Any, gate: Gate) -> str:
    """What was shown last; empty where nothing was."""
    row = _last(request, gate, "authority_shown")
    return row.code if row else ""


def identified(*, request: Any, gate: Gate) -> bool:
    return _last(request, gate, "identity_shown") is not None


def known(*, gate: Gate) -> dict[str, str]:
    """The people of the case as far as the actor may know them, by id with what they are called."""
    people = register(gate=gate)
    return {name: people.called(name) for name in people.people}


def find_person(*, request: AccessRequest, person: str, gate: Gate) -> AccessMove:
    """Whose information it is, as the register of people has it. Raises Absent, Refused."""
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if person not in known(gate=gate):
        raise Refused("Choose one of the people on this page.")
    request.person_id = person
    return add_move(request, "found", today(gate.now), gate)


# What is meant, and how long it takes


def ask_clarification(*, request: AccessRequest, on: date, letter: str, gate: Gate) -> AccessMove:
    """The clock stands until the answer, where the law has it so. Raises Absent, Refused."""
    _begins(request, on, gate)
    if asked(request=request, gate=gate):
        raise Refused("A clarification is waited for already.")
    return add_move(request, "clarification", on, gate, words=letter)


def asked(*, request: Any, gate: Gate) -> bool:
    """Whether a clarification is waited for."""
    row = _last(request, gate, "clarification", "clarified")
    return row is not None and row.what == "clarification"


def clarify(*, request: AccessRequest, on: date, words: str, gate: Gate) -> AccessMove:
    """What the applicant said. Raises Absent; Refused where nothing was asked."""
    _begins(request, on, gate)
    if not asked(request=request, gate=gate):
        raise Refused("No clarification is waited for.")
    return add_move(request, "clarified", on, gate, words=words)


def extend(*, request: AccessRequest, on: date, ground: str, letter: str, gate: Gate) -> AccessMove:
    """Two further months, of which the applicant is told within the first, with the reason.

    Raises Absent, Refused.
    """
    _begins(request, on, gate)
    if ground not in GROUNDS:
        raise Refused("Choose why more time is needed.")
    if _last(request, gate, "extended"):
        raise Refused("It was extended already, and can be extended once.")
    told = clock_of(request=request, gate=gate)
    if new_day(request=request, gate=gate) is None:
        raise Refused(NO_MORE_TIME if told[-1].due else "The clock stands: no time is running.")
    last = first_month(told)
    if last is None or on > last:
        raise Refused(TOO_LATE)
    return add_move(request, "extended", on, gate, words=letter, code=ground)


def new_day(*, request: Any, gate: Gate) -> date | None:
    """The last day with two further months; None where there are none, or the clock stands."""
    rows = moves_of(request=request, gate=gate)
    return longer(law_for(request=request, gate=gate), request.received_on, rows)


# What there is, and by which law


def search(*, request: AccessRequest, on: date, words: str, gate: Gate) -> AccessMove:
    """Where it was looked for, and what was found: reasonable and proportionate searches.

    Raises Absent, Refused.
    """
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    not_to_come(on, gate)
    return add_move(request, "searched", on, gate, words=words)


def say_law(*, request: AccessRequest, agency: str, law: str, why: str, gate: Gate) -> AccessMove:
    """Under another law than the table has it an organisation's words were held for their purpose,
    such as a force's staff matters. Raises Absent, Refused.
    """
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if request.road == "dead":
        raise Refused("Health records of the dead are given under their own Act alone.")
    if agency not in {body for body in reviews.owners(gate=gate) if body != "board"}:
        raise Refused("Choose one of the organisations on this page.")
    if law not in {one.code for one in laws()} - {HEALTH_RECORDS}:
        raise Refused("Choose one of the two laws.")
    on = today(gate.now)
    return add_move(request, "law_said", on, gate, words=why, agency_id=agency, code=law)


def choose_copy(*, request: AccessRequest, rendition: str, gate: Gate) -> AccessMove:
    """A redacted copy is made for this one applicant, and for nobody else. Raises Absent; Refused
    for a copy that is another applicant's, or under other rules.
    """
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if rendition not in {row.id for row in free_copies(request=request, gate=gate)}:
        raise Refused("Choose one of the copies on this page: each is for one applicant alone.")
    on = today(gate.now)
    return add_move(request, "copy", on, gate, rendition_id=rendition)


def free_copies(*, request: Any, gate: Gate) -> list[Any]:
    """Copies for subject access that are nobody's yet, newest first, unopened."""
    of = AccessMove.__table__.c
    query = sa.select(of.rendition_id).where(of.what == "copy", of.review_id == gate.domain)
    taken = set(gate.connection.execute(query).scalars())
    return [row for row in _copies(request, gate) if row.id not in taken]


def _copies(request: Any, gate: Gate) -> list[Any]:
    """Of the organisation, for subject access, and not withdrawn."""
    return [
        row
        for row in redaction.renditions(gate=gate)
        if row.owner_id == request.owner_id
        and (row.regime, row.audience) == (REGIME, "applicant")
        and row.stage != "withdrawn"
    ]


def copies_of(*, request: Any, gate: Gate) -> list[Any]:
    """The copies that were made for this applicant, newest first, unopened."""
    mine = {m.rendition_id for m in moves_of(request=request, gate=gate) if m.what == "copy"}
    return [row for row in _copies(request, gate) if row.id in mine]


# Decisions on a request as a whole


def refuse(*, request: AccessRequest, why: str, gate: Gate) -> AccessMove:
    """Manifestly unfounded or excessive. Raises Absent; Refused where it is decided, and under the
    Act for the dead, which knows no such ground.
    """
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    limb = law_for(request=request, gate=gate).as_a_whole
    if not limb:
        raise Refused("The Access to Health Records Act does not let you refuse a request so.")
    if unfounded(request=request, gate=gate):
        raise Refused("That is decided already.")
    return add_move(request, "unfounded", today(gate.now), gate, words=why, code=limb)


def unfounded(*, request: Any, gate: Gate) -> Any:
    """The decision that stands, or None."""
    row = _last(request, gate, "unfounded", "set_aside")
    return row if row is not None and row.what == "unfounded" else None


def set_aside(*, request: AccessRequest, why: str, gate: Gate) -> AccessMove:
    """It holds no longer, and stays on record. Raises Absent, Refused."""
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if not unfounded(request=request, gate=gate):
        raise Refused("No such decision stands.")
    return add_move(request, "set_aside", today(gate.now), gate, words=why)


def withdraw(*, request: AccessRequest, on: date, words: str, gate: Gate) -> AccessMove:
    """The applicant wants no answer any more. Raises Absent, Refused."""
    _begins(request, on, gate)
    move_on(request, Stage.WITHDRAWN)
    return add_move(request, "withdrawn", on, gate, words=words)
