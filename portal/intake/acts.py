"""What is told and decided about an incident inside its review: facts, findings and referral."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.intake.eligibility import Finding, found, refers
from portal.intake.facts import DAYS, Facts, read, written
from portal.intake.models import (
    Assessment,
    AssessmentResult,
    BoardDecision,
    Notification,
    ReviewReferral,
)
from portal.links import acts as links
from portal.reviews.kinds import kinds
from portal.timetable import acts as timetable
from portal.timetable.models import EVENTS

IN_HAND = "The board has this in hand, so nothing more is taken down here. Telephone the board."


def notification(*, gate: Gate) -> Any:
    """What opened this review, or None where an administrator did."""
    table = Notification.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return gate.connection.execute(here).first()


def tell(*, words: str, gate: Gate) -> None:
    """Who notified says what happened, or says it anew: what the board knows besides is among the
    particulars, which who notified does not read. Raises Absent; Refused for anybody else.
    """
    here = sa.select(Notification).where(Notification.review_id == gate.domain)
    row = gate.session.execute(here).scalar_one_or_none()
    if row is None:
        gate.deny(Act.WRITE_NOTIFICATION, outcome="absent")
    gate.check(Act.WRITE_NOTIFICATION, row, Notification.shape)
    still_open(gate)
    if row.notified_by != gate.actor.person:
        raise Refused("These are the words of whoever notified. Give what you know as particulars.")
    gate.seal(row, words=words)


def still_open(gate: Gate) -> None:
    """Raises Refused where nothing more is taken down."""
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing more is taken down.")
    if links.goes_no_further(gate=gate):
        if gate.may(Act.READ_ASSESSMENT).allowed:
            raise Refused("This is the same notification as another, and goes no further here.")
        raise Refused(IN_HAND)


def not_in_hand(gate: Gate) -> None:
    """Raises Refused for who only notified, once somebody of the board has given particulars or
    decided: what is told from outside does not take their place, or move a day of the timetable.
    """
    if gate.may(Act.READ_ASSESSMENT).allowed:
        return
    decided = sa.exists().where(BoardDecision.review_id == gate.domain)
    others = any(row.made_by != gate.actor.member for row in assessments(gate=gate))
    if others or gate.connection.execute(sa.select(decided)).scalar_one():
        raise Refused(IN_HAND)


# The facts, and what the rules say


def assessments(*, gate: Gate) -> list[Any]:
    """Every assessment, the oldest first. It opens nothing."""
    table = Assessment.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.position)))


def opened(*, rows: list[Any], field: str, gate: Gate) -> list[Any]:
    """The facts ("words") or the findings ("told") of assessments, recorded as read."""
    told = gate.open_many(Assessment, rows, field, act=Act.READ_ASSESSMENT) if rows else []
    return [read(text) if field == "words" else _findings(text) for _, text in told]


def _findings(text: str) -> list[Finding]:
    return [
        Finding(one["kind"], one["result"], *(tuple(one[k]) for k in _LISTS))
        for one in json.loads(text)
    ]


_LISTS = ("versions", "because", "unknown", "grounds")


def assess(*, facts: Facts, nominated: bool, gate: Gate) -> Assessment:
    """Take the facts down, run the rules over them, start the clocks; earlier ones stay.

    Raises Absent; Refused for days centuries off, a missing day of the charge, or no change.
    """
    made = Assessment(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        position=1 + _highest(gate),
        nominated=nominated,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.check(Act.WRITE_NOTIFICATION, made, Assessment.shape)
    still_open(gate)
    not_in_hand(gate)
    kind = timetable.kind_of(gate)
    _can_be(facts, kind, gate)
    told = found(facts)
    gate.seal(made, words=written(facts), told=json.dumps([_told(one) for one in told]))
    gate.session.add(made)
    gate.session.flush()
    gate.session.add_all(
        AssessmentResult(
            assessment_id=made.id, kind=one.kind, result=one.result, rules="; ".join(one.versions)
        )
        for one in told
    )
    gate.session.flush()
    if refers(told):
        _refer(made, gate)
    _start_clocks(facts, kind, gate)
    return made


def _highest(gate: Gate) -> int:
    highest = sa.select(sa.func.coalesce(sa.func.max(Assessment.position), 0))
    here = highest.where(Assessment.review_id == gate.domain)
    return int(gate.connection.execute(here).scalar_one())


def _told(one: Finding) -> dict[str, Any]:
    return {"kind": one.kind, "result": one.result, **{k: getattr(one, k) for k in _LISTS}}


def _can_be(facts: Facts, kind: str, gate: Gate) -> None:
    """Raises Refused for what no case can be, or where the day of the charge is wanting."""
    now = today(gate.now)
    days = [getattr(facts, name) for name in DAYS if name != "born"]
    levels = [on for _, on in facts.levels or ()]
    if any(on is not None and (on > now or too_far(on, gate.now)) for on in (*days, *levels)):
        raise Refused("Each day must be today or earlier, and within the last ten years.")
    if facts.born is not None and (facts.born > now or now.year - facts.born.year > 130):
        raise Refused("Nobody was born on that day. Check the date of birth.")
    if facts.charged_on and facts.happened_on and facts.charged_on < facts.happened_on:
        raise Refused("Nobody is charged before the offence. Check the two days.")
    cautioned = facts.youth_caution and facts.disposed_on
    if kinds()[kind].begins == "charge" and facts.charged_on is None and not cautioned:
        raise Refused(
            f"A {kinds()[kind].short} begins with a charge: enter the day of the charge, or the "
            "day of a youth caution in its place."
        )


def _refer(made: Assessment, gate: Gate) -> None:
    """Once: what was referred stays so, until it is decided and after."""
    one = ReviewReferral.review_id == gate.domain, ReviewReferral.kind == "mappa_scr"
    if gate.connection.execute(sa.select(sa.exists().where(*one))).scalar_one():
        return
    gate.session.add(
        ReviewReferral(
            id=new_id(), review_id=gate.domain, kind="mappa_scr", assessment_id=made.id,
            made_at=gate.now,
        )
    )  # fmt: skip


def _start_clocks(facts: Facts, kind: str, gate: Gate) -> None:
    """By what is known now: the charge, the offence, and that the board was told."""
    told: dict[str, date | None] = {
        "charge": facts.charged_on,
        "offence": facts.happened_on,
        "notified": today(gate.now),
    }
    known = timetable.happened(gate=gate)
    for event, on in told.items():
        if event not in EVENTS[kind] or on is None or known.get(event) == on:
            continue
        if event == "notified" and (event in known or kind in {"sfo", "cspr"}):
            continue
        timetable.enter(event=event, on=on, gate=gate)


def referrals(*, gate: Gate) -> list[Any]:
    table = ReviewReferral.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here))
