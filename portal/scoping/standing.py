"""How scoping stands: each agency's answer, who is late, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.people.models import Agency
from portal.reviews.models import Membership
from portal.scoping import acts, told
from portal.scoping.models import KNOWN, Scoping, ScopingAnswer, ScopingStep
from portal.scoping.told import Told
from portal.web.draw import counted

ANSWER = "Answer a question that was put to your agency"
PRESS = "See who has not answered yet"


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's question with the answer that holds."""

    scoping: Any
    agency: Any
    """Its id, name and kind, and how many of its people take part now."""
    answer: Any
    """Its row, or None."""
    said: Told
    late: bool

    @property
    def state(self) -> str:
        """known, not_known, late or awaited."""
        if self.answer is not None:
            return str(self.answer.answer)
        return "late" if self.late else "awaited"


def agencies(*, gate: Gate) -> list[Any]:
    """Every agency of the directory, with how many of its people take part in this review now."""
    here = (
        sa.select(Membership.body, sa.func.count(Membership.person_id.distinct()).label("people"))
        .where(
            Membership.review_id == gate.domain,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
        )
        .group_by(Membership.body)
        .subquery()
    )
    people = sa.func.coalesce(here.c.people, 0).label("people")
    query = sa.select(Agency.id, Agency.name, Agency.kind, people)
    query = query.outerjoin(here, here.c.body == Agency.id).order_by(Agency.kind, Agency.name)
    return list(gate.connection.execute(query))


def lines(*, gate: Gate) -> list[Line]:
    """Every question that stands, of what the reader may know; answers are opened and recorded."""
    rows = acts.standing(gate=gate)
    may = gate.readable(Act.READ_SCOPING, rows, Scoping.shape)
    rows = [row for row, yes in zip(rows, may, strict=True) if yes]
    names, late = _named(rows, gate), {row.id for row in acts.overdue(gate=gate)}
    held = {row.scoping_id: row for row in _answers(rows, gate) if row.replaced_at is None}
    said = opened(rows=list(held.values()), gate=gate)
    found = [
        Line(
            row,
            names[row.owner_id],
            answer := held.get(row.id),
            said.get(answer.id, Told()) if answer is not None else Told(),
            row.id in late,
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: (line.agency.kind, line.agency.name))


def taken_back(*, gate: Gate) -> list[tuple[Any, Any]]:
    """Questions that were taken back and the reader may know of, each with its agency."""
    of = Scoping.__table__.c
    here = sa.select(Scoping.__table__).where(
        of.review_id == gate.domain, of.withdrawn_at.is_not(None)
    )
    found = list(gate.connection.execute(here.order_by(of.withdrawn_at, of.id)))
    may = gate.readable(Act.READ_SCOPING, found, Scoping.shape)
    rows = [row for row, yes in zip(found, may, strict=True) if yes]
    names = _named(rows, gate)
    return [(row, names[row.owner_id]) for row in rows]


def line_of(*, scoping: Any, gate: Gate) -> Line:
    """One question as its own page shows it, also one that was taken back."""
    held = [row for row in _answers([scoping], gate) if row.replaced_at is None]
    said = opened(rows=held, gate=gate)
    answer = held[0] if held else None
    late = scoping.id in {row.id for row in acts.overdue(gate=gate)}
    name = _named([scoping], gate)[scoping.owner_id]
    return Line(scoping, name, answer, said.get(answer.id, Told()) if answer else Told(), late)


def _named(rows: Sequence[Any], gate: Gate) -> dict[str, Any]:
    wanted = {row.owner_id for row in rows}
    return {one.id: one for one in agencies(gate=gate) if one.id in wanted}


def _answers(rows: Sequence[Any], gate: Gate) -> list[Any]:
    here = ScopingAnswer.rows().where(
        ScopingAnswer.review_id == gate.domain, ScopingAnswer.scoping_id.in_([r.id for r in rows])
    )
    return list(gate.connection.execute(here)) if rows else []


def opened(*, rows: Sequence[Any], gate: Gate) -> dict[str, Told]:
    """By id what these answers say, for whom it is open."""
    worded = [row for row in rows if row.words is not None]
    found = gate.open_many(ScopingAnswer, worded, "words", act=Act.READ_SCOPING) if worded else []
    return {row.id: told.load(text) for row, text in found}


def replaced(*, scoping: Any, gate: Gate) -> list[tuple[Any, Told]]:
    """The answers that were corrected, the newest first, with what they said."""
    rows = [row for row in _answers([scoping], gate) if row.replaced_at is not None]
    said = opened(rows=rows, gate=gate)
    return [(row, said.get(row.id, Told())) for row in reversed(rows)]


def steps(*, scoping: Any, gate: Gate) -> list[tuple[Any, str, str]]:
    """Reminders and escalations in order, each with the officer and the words that were said."""
    of = ScopingStep.__table__.c
    here = sa.select(ScopingStep.__table__).where(of.scoping_id == scoping.id)
    rows = list(gate.connection.execute(here.order_by(of.taken_at, of.id)))
    said: dict[str, dict[str, str]] = {}
    for field in ("officer", "words"):
        some = [row for row in rows if getattr(row, field) is not None]
        found = gate.open_many(ScopingStep, some, field, act=Act.READ_SCOPING) if some else []
        said[field] = {row.id: text for row, text in found}
    return [(r, said["officer"].get(r.id, ""), said["words"].get(r.id, "")) for r in rows]


def note_of(*, scoping: Any, gate: Gate) -> str:
    """What was asked besides; opened and recorded, empty where there is none."""
    if scoping.note is None:
        return ""
    return gate.open(scoping, "note", act=Act.READ_SCOPING, model=Scoping)["note"]


def mine(*, gate: Gate) -> list[Any]:
    """The questions that stand to the reader's own agency; unopened."""
    owners = set(gate.owners_for(Act.READ_SCOPING))
    return [row for row in acts.standing(gate=gate) if row.owner_id in owners]


def known(*, gate: Gate) -> list[Line]:
    """Those who know somebody in the case."""
    return [line for line in lines(gate=gate) if line.state == KNOWN]


def waits(*, gate: Gate) -> list[Task]:
    """Answers that an agency owes, and for those who ask what is overdue. It opens nothing."""
    base, told = f"/reviews/{gate.domain}/scoping", []
    owners = set(gate.owners_for(Act.ANSWER_SCOPING))
    for row in acts.unanswered(gate=gate) if owners else []:
        if row.owner_id in owners:
            again = " (you were reminded)" if row.chased_at else ""
            what = f"Say whether your agency knows the people in the case{again}"
            told.append(Task(what, f"{base}/{row.id}", row.due_on, ANSWER))
    if gate.may(Act.SCOPE_AGENCIES).allowed:
        told += _to_press(base, gate)
    return told


def _to_press(base: str, gate: Gate) -> list[Task]:
    late, on = acts.to_press(gate=gate), today(gate.now)
    if not late:
        return []
    first = min(row.due_on for row in late)
    number = counted(len(late), "agency", "agencies")
    if any(not row.escalated_at and acts.may_escalate(row, gate) <= on for row in late):
        what = f"Escalate or remind {number} that has not answered the scoping question"
    else:
        what = f"Remind {number} that has not answered the scoping question"
    if len(late) > 1:
        what = what.replace("that has", "that have")
    return [Task(what, base, first, PRESS)]


def links_of(gate: Gate) -> list[dict[str, str]]:
    """From the review's own page: the grid for those who ask, its question for an agency."""
    base = f"/reviews/{gate.domain}/scoping"
    if gate.may(Act.SCOPE_AGENCIES).allowed:
        return [{"text": "Scoping: which agencies know the people in the case", "href": base}]
    own = "Scoping: what your agency was asked"
    return [{"text": own, "href": f"{base}/{row.id}"} for row in mine(gate=gate)]
