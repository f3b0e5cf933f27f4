"""What goes to the two national offices: due, sent, acknowledged, and chased while it is not."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import rule_on, today
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.pimr.models import CHANNELS, OWN, Dispatch
from portal.proceedings.acts import permits
from portal.timetable.acts import not_to_come


def goes_national(form: Any) -> bool:
    """Whether the form goes to the two national offices: key learning, or a full PIMR."""
    return bool(form.learning) or form.decision == "full"


NATIONAL = ("npl", "ppu")


def become_due(
    *, form: Any, matter: str, gate: Gate, offices: Sequence[str] = NATIONAL, why: str = ""
) -> None:
    """Both national offices, or those named, are to have it, where that is not due already."""
    known = {(row.matter, row.office) for row in dispatches(gate=gate)}
    for office in offices:
        if (matter, office) not in known:
            made = Dispatch(id=new_id(), review_id=gate.domain, owner_id=form.owner_id)
            made.row_version, made.matter, made.office, made.due_since = 1, matter, office, gate.now
            if why:
                gate.seal(made, words=why)
            gate.session.add(made)
            gate.session.flush()


def dispatches(*, gate: Gate) -> list[Any]:
    """What goes, has gone and was acknowledged, in the order in which it became due."""
    table = Dispatch.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.due_since, table.c.office)))


def send(*, dispatch: Dispatch, on: date, channel: str, to: str, gate: Gate) -> None:
    """Record that it has gone: when, how, and to whom in that office. Raises Absent, Refused.

    The report leaves the review only as the prosecutor or the investigating officer agreed.
    """
    gate.check(Act.DECIDE_PIMR, dispatch, OWN)
    if dispatch.matter == "report" and (bars := permits("circulation", gate=gate)):
        raise Refused(bars)
    if dispatch.sent_on is not None:
        raise Refused("That this has been sent is recorded already.")
    if channel not in CHANNELS:
        raise Refused("Choose how it was sent.")
    not_to_come(on, gate)
    dispatch.sent_on, dispatch.channel = on, channel
    dispatch.sent_by, dispatch.sent_at = gate.actor.member, gate.now
    if to and dispatch.office != "force":
        gate.seal(dispatch, words=to)


def acknowledge(*, dispatch: Dispatch, on: date, gate: Gate) -> None:
    """The office has said that it came. Raises Absent, Refused."""
    gate.check(Act.DECIDE_PIMR, dispatch, OWN)
    if dispatch.sent_on is None:
        raise Refused("This has not been sent yet. Record first that it was.")
    if dispatch.acknowledged_on is not None:
        raise Refused("That this was acknowledged is recorded already.")
    not_to_come(on, gate)
    if on < dispatch.sent_on:
        raise Refused("The day must not be before the day on which it was sent.")
    dispatch.acknowledged_on, dispatch.acknowledged_by = on, gate.actor.member


def chase(*, dispatch: Dispatch, gate: Gate) -> None:
    """The office has been asked again; its time runs anew. Raises Absent, Refused."""
    gate.check(Act.DECIDE_PIMR, dispatch, OWN)
    if dispatch.sent_on is None or dispatch.acknowledged_on is not None:
        raise Refused("Nothing is awaited from this office now.")
    dispatch.chased_at = gate.now


def answer_due(row: Any, now: date) -> date | None:
    """By when an office should have acknowledged what was sent; None where it is not awaited."""
    if row.office == "force" or row.sent_on is None or row.acknowledged_on is not None:
        return None
    since = max(row.sent_on, today(row.chased_at)) if row.chased_at else row.sent_on
    within: date = since + timedelta(days=rule_on("pimr_acknowledged_within", now).days)
    return within
