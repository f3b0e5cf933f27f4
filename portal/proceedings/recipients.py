"""To whom a review's report goes (policies/recipients.csv), and on which day it went to each."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tables import TableWrong, dated, window
from portal.clocks.tasks import Task
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.proceedings.acts import checked, permits
from portal.proceedings.models import WHAT_IS_SENT, ReportSent
from portal.reviews.models import REVIEW_KINDS, Review
from portal.timetable import acts as timetable

HEADER = "kind,code,recipient,what,from,until,source,status,why"
READY = {"report": ("report", "overview", "published"), "published": ("published",)}
"""By what is sent the events of the timetable of which one must have happened."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row: of what kind of review what goes to whom, for reviews opened within its days."""

    kind: str
    code: str
    name: str
    what: str
    since: date
    until: date
    source: str
    status: str
    why: str


@cache
def recipients() -> tuple[Recipient, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    return tuple(map(_recipient, dated("recipients.csv", HEADER)))


def _recipient(row: dict[str, str]) -> Recipient:
    if row["kind"] not in REVIEW_KINDS or row["what"] not in WHAT_IS_SENT:
        raise TableWrong(f"recipients.csv: {row['code']} has a kind or a paper unknown here")
    return Recipient(
        row["kind"], row["code"], row["recipient"], row["what"], *window(row),
        row["source"], row["status"], row["why"],
    )  # fmt: skip


def of_this_review(*, gate: Gate) -> list[Recipient]:
    """To whom this review's report goes, by the rows of the day on which it was opened."""
    query = sa.select(Review.kind, Review.opened_at).where(Review.id == gate.domain)
    kind, opened_at = gate.connection.execute(query).one()
    on = today(opened_at)
    return [row for row in recipients() if row.kind == kind and row.since <= on < row.until]


def sent(*, gate: Gate) -> list[Any]:
    """Every day that was recorded, corrected ones too, in the order of recording."""
    table = ReportSent.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def why_not(recipient: Recipient, *, gate: Gate) -> str:
    """Why it cannot have been sent yet, in a sentence with its next step; or nothing."""
    known = timetable.happened(gate=gate)
    if not any(event in known for event in READY[recipient.what]):
        return "Record on the timetable first on which day the report was ready or published."
    if recipient.what == "published":
        return ""
    return permits("circulation", gate=gate)


def record(*, to: str, on: date, gate: Gate) -> ReportSent:
    """Say that it was sent on a day, or correct the day. Raises Absent; Refused for a recipient of
    another kind of review, a day to come, and while it must wait.
    """
    found = next((row for row in of_this_review(gate=gate) if row.code == to), None)
    made = ReportSent(
        id=new_id(), review_id=gate.domain, recipient=to, what=found.what if found else "report",
        sent_on=on, recorded_by=gate.actor.member, recorded_at=gate.now,
    )  # fmt: skip
    checked(made, gate)
    if found is None:
        raise Refused("Choose one of those who are listed.")
    timetable.not_to_come(on, gate)
    if why := why_not(found, gate=gate):
        raise Refused(why)
    standing = ReportSent.review_id == gate.domain, ReportSent.recipient == to
    gate.session.execute(
        sa.update(ReportSent)
        .where(*standing, ReportSent.replaced_at.is_(None))
        .values(replaced_at=gate.now)
    )
    gate.session.add(made)
    gate.session.flush()
    return made


def waits(*, gate: Gate) -> list[Task]:
    """To whom it is still to be sent, once it is ready and nothing bars it. It opens nothing."""
    if not gate.may(Act.KEEP_PROCEEDINGS).allowed:
        return []
    mine = of_this_review(gate=gate)
    done = {row.recipient for row in sent(gate=gate)} if mine else set()
    left = [row for row in mine if row.code not in done and not why_not(row, gate=gate)]
    return [
        Task(f"Send {WHAT_IS_SENT[row.what].lower()} to: {row.name}",
             f"/reviews/{gate.domain}/recipients", None)
        for row in left
    ]  # fmt: skip
