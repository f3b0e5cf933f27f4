"""What the panel's page shows of each person and of each meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.gate.policy import BOARD, Act
from portal.panel import appointing, ranks, sittings, standing, words
from portal.panel.models import NONE
from portal.reviews import meetings as days
from portal.reviews.kinds import Kind
from portal.reviews.models import Membership
from portal.reviews.words import BOARD_WORDS, spoken, who
from portal.web.dates import in_words, today
from portal.web.page import Ask

PANEL = "/reviews/{review}/panel"
CLOSED = "why is closed to you."
NOT_ON_RECORD = "Who was there is not on record."


def here(ask: Ask) -> str:
    return PANEL.format(review=ask.gate.domain)


def named(ask: Ask, member: str) -> str:
    """Whose membership it is, also of one that has ended."""
    return who(member, ask.gate)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked up once for the whole page."""

    ask: Ask
    kind: Kind
    found: Mapping[str, standing.Seat]
    names: Mapping[str, str]
    not_independent: Mapping[str, str]
    held: Sequence[Any]

    @property
    def base(self) -> str:
        return f"/reviews/{self.ask.gate.domain}/panel"


def person(seen: Seen, one: standing.Seat) -> dict[str, Any]:
    gate, on = seen.ask.gate, today(seen.ask.now)
    mine = [row for row in seen.held if row.membership_id == one.id]
    counts = {row.id for row in ranks.counting(mine, on)}
    oneself = one.person_id == gate.actor.person
    states = gate.may(Act.STATE_RANK, one, Membership.shape).allowed and not oneself
    appoints = gate.may(Act.APPOINT_PANEL, one, Membership.shape).allowed
    records = gate.may(Act.RECORD_CONFLICT, one, Membership.shape).allowed and not oneself
    at = f"{seen.base}/people/{one.id}"
    return {
        "name": seen.names[one.person_id],
        "role": words.office(spoken(sorted(one.roles)), one.office),
        "body": one.agency or BOARD_WORDS,
        "away": "Stood down from the review" if one.away else "",
        "letters": _letters(seen, one, ends=appoints),
        "declared": _declared(seen, one),
        "ranks": [
            {
                "words": words.rank(row),
                "end": f"{seen.base}/ranks/{row.id}/end" if states else "",
                "counts": row.id in counts,
            }
            for row in mine
            if not row.ends_on or row.ends_on >= on
        ],
        "actions": [
            {"words": said, "href": f"{at}/{step}"}
            for said, step, may in (
                ("Record an appointment", "appoint", appoints),
                ("State a rank", "rank", states),
                ("Record an interest", "interest", records),
            )
            if may
        ],
    }


def _letters(seen: Seen, one: standing.Seat, *, ends: bool) -> list[dict[str, str]]:
    gate = seen.ask.gate
    why = appointing.outside_words(rows=one.appointments, gate=gate)
    told = []
    for row in one.appointments:
        instead = seen.found.get(row.instead_of)
        of = seen.names[instead.person_id] if instead else ""
        told.append(
            {
                "words": words.letter(row, seen.kind, of),
                "why": words.outside(why.get(row.id, "")) if row.outside else "",
                "end": f"{seen.base}/appointments/{row.id}/end"
                if ends and row.ended_at is None and row.owner_id == gate.body
                else "",
            }
        )
    if not told and one.roles & standing.ON_PANEL:
        told.append({"words": "How they came to the panel is not on record.", "why": "", "end": ""})
    return told


def _declared(seen: Seen, one: standing.Seat) -> list[dict[str, str]]:
    """Whether somebody has declared; what the interest is, the board's office alone is told."""
    if not one.declares and not one.declared:
        return []
    told = [{"words": words.NOT_DECLARED, "href": ""}] if not one.declared else []
    decides = BOARD in seen.ask.gate.owners_for(Act.DECIDE_CONFLICT)
    for row in one.declared:
        interest = row.ground != NONE
        href = f"{seen.base}/declarations/{row.id}" if decides and interest else ""
        told.append({"words": words.interest(row, tells=decides), "href": href})
    if one.id in seen.not_independent:
        agency = seen.not_independent[one.id]
        body = next((s.agency for s in seen.found.values() if s.body == agency), "an agency")
        told.append({"words": words.not_independent(body), "href": ""})
    return told


def meetings(seen: Seen) -> list[dict[str, str]]:
    """Those that have been, the newest first, with who was there in a word."""
    gate, on = seen.ask.gate, today(seen.ask.now)
    met = [row for row in days.every(gate=gate) if row.meets_on <= on and not row.cancelled_at]
    told = []
    for row in reversed(met):
        there = sittings.attended(meeting=row.id, gate=gate)
        filled = standing.of_meeting(
            kind=seen.kind.code, on=row.meets_on, there=there, found=dict(seen.found)
        )
        told.append(
            {
                "on": in_words(row.meets_on),
                "state": words.quorate(filled, "It") if there else NOT_ON_RECORD,
                "href": f"{seen.base}/meetings/{row.id}",
            }
        )
    return told
