"""Letters in which a chief officer signs off the portal: kept as evidence, attested by a second
person. They turn no key. A signature needs the office at that moment (rules 3, 6 and 8), so an
officer of the body signs in the portal, and the letter stands beside that.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.db import new_id, plain_rows
from portal.doors import arrivals
from portal.doors.arrivals import Brought
from portal.doors.models import CONCERNS, Arrival, Letter
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.reviews import acts as reviews
from portal.reviews import parts
from portal.reviews.models import Membership

WITH_OFFICE = (
    "This agency has a senior office here, so one of its own people enters the letter. Ask them."
)
OWN_WORD = "You entered this letter. Somebody else attests it, so that two people have seen it."


def keeper_of(about: str, gate: Gate) -> str:
    """Who keeps letters of a body: itself, or the board where nobody holds its office here."""
    stands = parts.office_stands(review=gate.domain, body=about, gate=gate)
    return about if stands else BOARD


def agencies(*, gate: Gate) -> dict[str, str]:
    """The agencies whose letters this member may enter, by id, with their names."""
    mine = gate.owners_for(Act.TAKE_IN)
    named = {body: name for body, name in reviews.owners(gate=gate).items() if body != BOARD}
    return {body: name for body, name in named.items() if keeper_of(body, gate) in mine}


def enter(
    *, about: str, concerns: str, brought: Brought, way: str, received: date, gate: Gate
) -> Letter:
    """Enter a letter; its scan comes next. Raises Absent; Refused where another body enters it, or
    where there is no agreement that it could sign.
    """
    owner = gate.acting_for(Act.TAKE_IN)
    if about not in reviews.owners(gate=gate) or about == BOARD or concerns not in CONCERNS:
        raise Refused("Choose one of the agencies that take part.")
    if keeper_of(about, gate) != owner:
        raise Refused(WITH_OFFICE)
    text = agreements.live(gate=gate)[-1:] if concerns == "agreement" else []
    if concerns == "agreement" and not text:
        raise Refused("No agreement has been proposed yet, so no letter can sign it.")
    authorised = {"authorised": brought.sender, "purpose": "other"}
    arrival = arrivals.enter(brought=brought, way=way, received=received, **authorised, gate=gate)
    letter = Letter(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        arrival_id=arrival.id,
        about=about,
        concerns=concerns,
        agreement_id=text[0].id if text else None,
    )
    gate.session.add(letter)
    gate.session.flush()
    return letter


def letters(*, gate: Gate) -> list[Any]:
    """Every letter of the bodies for which this member takes in, newest first. It opens nothing."""
    rows = plain_rows(gate.connection.execute(_here(gate)))
    may = gate.readable(Act.TAKE_IN, rows, Letter.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


def state(*, letter: Any, file: str | None) -> str:
    """How far it has come: "scan" is missing, it "waits" for a second person, or is "attested"."""
    if letter.attested_at is not None:
        return "attested"
    return "waits" if file else "scan"


def _here(gate: Gate) -> sa.Select[Any]:
    of, at = Letter.__table__.c, Arrival.__table__.c
    both = sa.join(Letter.__table__, Arrival.__table__, at.id == of.arrival_id)
    told = (at.entered_by, at.file_kind, at.received_on, at.arrived_at, at.way)
    query = sa.select(Letter.__table__, *told).select_from(both)
    return query.where(of.review_id == gate.domain).order_by(at.arrived_at.desc(), of.id)


def seen_by(*, letter: Any, gate: Gate) -> Arrival:
    """What the letter came as, found and recorded. Raises Absent."""
    found: Arrival = gate.find(Arrival, letter.arrival_id, Act.TAKE_IN)
    return found


def attest(*, letter: Letter, gate: Gate) -> None:
    """A second person, of the office that keeps it, says that it is the chief officer's.

    Raises Absent; Refused without the scan, for whoever entered it, twice, or where the body has an
    office of its own by now.
    """
    gate.check(Act.ATTEST, letter, Letter.shape)
    arrival = seen_by(letter=letter, gate=gate)
    if letter.attested_at is not None:
        raise Refused("This letter is attested already.")
    if arrival.file_kind is None:
        raise Refused("There is no scan of it yet. Whoever entered it adds the scan first.")
    entered = sa.select(Membership.person_id).where(Membership.id == arrival.entered_by)
    if gate.connection.execute(entered).scalar_one() == gate.actor.person:
        raise Refused(OWN_WORD)
    if keeper_of(letter.about, gate) != letter.owner_id:
        raise Refused(WITH_OFFICE)
    letter.attested_at, letter.attested_by = gate.now, gate.actor.member
    gate.session.flush()
    gate.record(Act.ATTEST, letter.owner_id, {"letter": (letter.id,)})
