"""What is done with a request before it is answered: each a sentence of the Act, and a row."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD
from portal.redaction.exemptions import in_force
from portal.requests.acts import (
    add_move,
    authority,
    checked,
    clock_of,
    move_on,
    moves_of,
    new_request,
    requests,
    words_of,
)
from portal.requests.clock import notice_by
from portal.requests.costs import AN_HOUR, COUNTED, Reckoned, reckoned
from portal.requests.models import (
    AS_A_WHOLE,
    DECISIONS,
    InformationRequest,
    RequestCost,
    RequestMove,
    Stage,
)
from portal.reviews import acts as reviews
from portal.timetable.acts import not_to_come

NOT_OPEN = "This request is not being worked on. Go back to it and see how it stands."
MOST = 10_000 * AN_HOUR
"""Minutes of one activity: more is a slip of the pen."""


def _begins(request: InformationRequest, on: date, gate: Gate) -> None:
    """Raises Absent; Refused where it is not open, or for a day before it came."""
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    _day(request, on, gate)


def _day(request: InformationRequest, on: date, gate: Gate) -> None:
    not_to_come(on, gate)
    if on < max(m.happened_on for m in moves_of(request=request, gate=gate) if m.what in _TURNING):
        raise Refused("The day must not be before the request came or was last changed.")


_TURNING = ("registered", "clarification", "clarified", "extended")


def send_holding(*, request: InformationRequest, on: date, letter: str, gate: Gate) -> RequestMove:
    """Record the holding letter as it was sent. It moves no day. Raises Absent, Refused."""
    _begins(request, on, gate)
    return add_move(request, "holding", on, gate, words=letter)


def ask_clarification(
    *, request: InformationRequest, on: date, letter: str, gate: Gate
) -> RequestMove:
    """The clock stands until the applicant has clarified what is asked for (section 1(3)).

    Raises Absent; Refused where the time had run out already, so that nothing could begin afresh.
    """
    _begins(request, on, gate)
    due = clock_of(request=request, gate=gate)[-1].due
    if due is not None and on > due:
        raise Refused(
            "The time for answering had run out by then, and a clarification does not begin it "
            "afresh. Answer what you can, and say that it is late."
        )
    move_on(request, Stage.CLARIFYING)
    return add_move(request, "clarification", on, gate, words=letter)


def clarify(*, request: InformationRequest, on: date, words: str, gate: Gate) -> RequestMove:
    """What the applicant said; the time begins afresh on that day (section 10(6)).

    Raises Absent; Refused where no clarification is waited for.
    """
    checked(request, gate)
    if request.stage != Stage.CLARIFYING:
        raise Refused("No clarification is waited for.")
    _day(request, on, gate)
    move_on(request, Stage.OPEN)
    return add_move(request, "clarified", on, gate, words=words)


def extend(
    *, request: InformationRequest, on: date, section: str, until: date, letter: str, gate: Gate
) -> RequestMove:
    """More time to weigh the public interest under a qualified exemption (section 10(3)).

    Raises Absent; Refused where the notice was not given within the twenty days, for an absolute
    exemption, or for a day that is no later.
    """
    _begins(request, on, gate)
    told = clock_of(request=request, gate=gate)
    last, now = notice_by(told), told[-1].due
    if last is None or now is None or on > last:
        raise Refused(
            "The notice must be given within the twenty working days. That time has run out, so "
            "it cannot be extended any more."
        )
    exemption = in_force("foi", on).get(section)
    if exemption is None or not exemption.qualified:
        raise Refused("Choose a qualified exemption: only there is the public interest weighed.")
    if until <= now or too_far(until, gate.now):
        raise Refused("The new day must be after the last day that holds now, and not years away.")
    return add_move(request, "extended", on, gate, words=letter, due_on=until, section=section)


# Somebody else holds it


def others(*, request: Any, gate: Gate) -> dict[str, str]:
    """Agencies in the review that are authorities and not this one, by id with their names."""
    named = reviews.owners(gate=gate)
    mine = {BOARD, request.owner_id}
    return {
        body: name
        for body, name in named.items()
        if body not in mine and authority(body=body, on=request.received_on, gate=gate)
    }


def offer(
    *, request: InformationRequest, on: date, agency: str, letter: str, gate: Gate
) -> RequestMove:
    """Tell the applicant who holds it and offer to send the request on. Raises Absent, Refused."""
    _begins(request, on, gate)
    if agency not in others(request=request, gate=gate):
        raise Refused("Choose one of the authorities on this page.")
    return add_move(request, "offered", on, gate, words=letter, agency_id=agency)


def offered(*, request: Any, gate: Gate) -> str:
    """The agency to which it was offered to send the request on; empty where nothing waits."""
    told = [m for m in moves_of(request=request, gate=gate) if m.what in {"offered", "kept"}]
    return told[-1].agency_id if told and told[-1].what == "offered" else ""


def settle_offer(*, request: InformationRequest, on: date, agreed: bool, gate: Gate) -> None:
    """The applicant agrees, and the other authority has the request as its own from that day on;
    or she does not, and it stays. Raises Absent; Refused where nothing was offered.
    """
    _begins(request, on, gate)
    agency = offered(request=request, gate=gate)
    if not agency:
        raise Refused("First tell the applicant who holds it, and offer to send the request on.")
    if not agreed:
        add_move(request, "kept", on, gate)
        return
    told = words_of(request=request, gate=gate)
    made = new_request(agency, on, "transfer", gate)
    made.from_id = request.id
    gate.seal(made, **told)
    gate.session.add(made)
    move_on(request, Stage.TRANSFERRED)
    gate.session.flush()
    add_move(made, "registered", on, gate)
    add_move(request, "transferred", on, gate, agency_id=agency)


# Decisions before any exemption of a passage


def decisions(*, request: Any, gate: Gate) -> dict[str, Any]:
    """Those that hold, by what was decided, with the step that says so."""
    told: dict[str, Any] = {}
    for move in moves_of(request=request, gate=gate):
        if move.what in DECISIONS:
            told[move.what] = move
        elif move.what == "set_aside":
            told.pop(move.section, None)
    return told


def decide(
    *, request: InformationRequest, what: str, section: str, why: str, gate: Gate
) -> RequestMove:
    """Neither confirm nor deny under an exemption; or sections 12 and 14.

    Raises Absent; Refused for an exemption that has no such limb, and for a cost that no estimate
    puts over the limit.
    """
    on = today(gate.now)
    checked(request, gate)
    if request.stage != Stage.OPEN:
        raise Refused(NOT_OPEN)
    if what not in DECISIONS:
        raise Refused("Choose what you decide.")
    if what in decisions(request=request, gate=gate):
        raise Refused("That is decided already. Set it aside before you decide it anew.")
    exemption = in_force("foi", on).get(section)
    if what == "neither" and (exemption is None or not exemption.lets_neither):
        raise Refused("Choose the exemption under which you neither confirm nor deny.")
    if what == "costly" and not over_limit(request=request, gate=gate):
        raise Refused("Estimate the cost first. Only an estimate over the limit lets you refuse.")
    named = section if what == "neither" else AS_A_WHOLE[what]
    return add_move(request, what, on, gate, words=why, section=named)


def set_aside(*, request: InformationRequest, what: str, why: str, gate: Gate) -> RequestMove:
    """A decision that holds no longer; it stays on record. Raises Absent, Refused."""
    checked(request, gate)
    if what not in decisions(request=request, gate=gate):
        raise Refused("No such decision stands.")
    return add_move(request, "set_aside", today(gate.now), gate, words=why, section=what)


def relate(*, request: InformationRequest, other: str, gate: Gate) -> RequestMove:
    """Two people may ask for one report: they stay two requests, each answered by itself.

    Raises Absent; Refused for a request that is not this authority's.
    """
    checked(request, gate)
    known = {r.id for r in requests(gate=gate) if r.owner_id == request.owner_id} - {request.id}
    if other not in known:
        raise Refused("Choose one of the requests on this page.")
    return add_move(request, "related", today(gate.now), gate, other_id=other)


def withdraw(*, request: InformationRequest, on: date, words: str, gate: Gate) -> RequestMove:
    """The applicant wants no answer any more. Raises Absent, Refused."""
    checked(request, gate)
    _day(request, on, gate)
    move_on(request, Stage.WITHDRAWN)
    return add_move(request, "withdrawn", on, gate, words=words)


# What finding it would cost (section 12)


def estimate(
    *, request: InformationRequest, minutes: dict[str, int], words: str, gate: Gate
) -> RequestCost:
    """Minutes of each activity that counts; an earlier estimate stays. Raises Absent, Refused."""
    checked(request, gate)
    if request.stage not in {Stage.OPEN, Stage.CLARIFYING}:
        raise Refused(NOT_OPEN)
    if set(minutes) != set(COUNTED) or not all(0 <= n <= MOST for n in minutes.values()):
        raise Refused("Enter hours for each activity, 0 where there are none.")
    made = RequestCost(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        position=len(estimates(request=request, gate=gate)) + 1,
        made_by=gate.actor.member,
        made_at=gate.now,
        **minutes,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    return made


def estimates(*, request: Any, gate: Gate) -> list[Any]:
    """Every estimate, oldest first, unopened."""
    of = RequestCost.__table__.c
    query = sa.select(RequestCost.__table__).where(of.request_id == request.id)
    return list(gate.connection.execute(query.order_by(of.position)))


def cost(*, request: Any, row: Any, gate: Gate) -> Reckoned | None:
    """An estimate against the limit of its authority on the day on which the request came."""
    limit = authority(body=request.owner_id, on=request.received_on, gate=gate)
    spent = {code: getattr(row, code) for code in COUNTED}
    return reckoned(spent, limit) if limit else None


def over_limit(*, request: Any, gate: Gate) -> bool:
    """Whether the newest estimate is over the limit."""
    told = estimates(request=request, gate=gate)
    newest = cost(request=request, row=told[-1], gate=gate) if told else None
    return newest is not None and newest.over
