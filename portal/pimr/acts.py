"""The form on its way: commissioned, filled, handed on with a receipt, sent back, returned."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Role
from portal.panel.ranks import require
from portal.people.models import Agency
from portal.pimr import filling
from portal.pimr.models import OWN, Filled, Form, State, Step
from portal.pimr.sheets import DESKS, STAGES, Stage, at_desk, fields_of, stage_of
from portal.reviews.models import Membership, Review, Subject

ACTS = {
    Role.AUTHOR: Act.WRITE_PIMR,
    Role.SENIOR_MANAGER: Act.SUPERVISE_PIMR,
    Role.SENIOR_OFFICE: Act.DECIDE_PIMR,
}
"""What the law calls the work of each role that policies/pimr_stages.csv may name for a desk."""
ELSEWHERE = "The form is not on your desk now, or it has moved on since you opened the page."
CHANGED = (
    "Somebody else has saved this stage since you opened the page. What you typed is still here: "
    "open the stage in another window, compare, and save again."
)


def form_of(*, gate: Gate) -> Any:
    """The review's form, or None. It decides nothing."""
    table = Form.__table__
    return gate.connection.execute(sa.select(table).where(table.c.review_id == gate.domain)).first()


def commission(*, force: str, gate: Gate) -> Form:
    """A detective inspector of the MOSOVO unit has the initial review done by one force.

    Raises Absent; Refused for another kind of review, a rank below the floor, no police force of
    this review, or a form that is there already.
    """
    gate.check(Act.COMMISSION_PIMR)
    on = today(gate.now)
    still_open(gate)
    kind = sa.select(Review.kind).where(Review.id == gate.domain)
    if gate.connection.execute(kind).scalar_one() != "pimr":
        raise Refused("Only a police internal management review has this form.")
    held = require(floor=stage_of("commission", on).floor, gate=gate)
    if form_of(gate=gate) is not None:
        raise Refused("The initial review is commissioned already.")
    if force not in forces(gate=gate):
        raise Refused("Choose a police force that takes part in this review.")
    form = Form(
        id=new_id(),
        review_id=gate.domain,
        owner_id=force,
        state=State.SUPERVISING,
        moved_at=gate.now,
        received_at=gate.now,
        opened_on=on,
        rank=held.rank,
        decision="",
        commissioned_by=gate.actor.member,
    )
    gate.session.add(form)
    gate.session.flush()
    step(form, "commissioned", "commissioning", Act.COMMISSION_PIMR, gate, on=on)
    return form


def forces(*, gate: Gate) -> dict[str, str]:
    """The police forces that take part in the review, by id, with their names."""
    query = (
        sa.select(Agency.id, Agency.name)
        .join(Membership, Membership.body == Agency.id)
        .where(Membership.review_id == gate.domain, Agency.kind == "police")
        .distinct()
        .order_by(Agency.name)
    )
    return {row.id: row.name for row in gate.connection.execute(query)}


def still_open(gate: Gate) -> None:
    """Raises Refused for a review whose papers were destroyed."""
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so its form is closed.")


# Filling


def newest(*, form: Any, gate: Gate) -> dict[str, tuple[int, dict[str, str]]]:
    """By sheet of the form the number of its newest version, and its answers: opened, recorded."""
    rows = list({row.sheet: row for row in _versions(form, gate)}.values())
    opened = gate.open_many(Filled, rows, "words", act=Act.READ_PIMR) if rows else []
    return {row.sheet: (row.number, filling.load(words)) for row, words in opened}


def _versions(form: Any, gate: Gate) -> list[Any]:
    table = Filled.__table__
    here = sa.select(table).where(
        table.c.review_id == gate.domain, table.c.item == form.id, table.c.sheet.in_(STAGES)
    )
    return list(gate.connection.execute(here.order_by(table.c.sheet, table.c.number)))


def history(*, form: Any, gate: Gate) -> list[Any]:
    """Every version of every stage, unopened: who saved what when."""
    return _versions(form, gate)


def desk_of(form: Any) -> list[Stage]:
    """The stages that are to be filled now; none once the form has gone round."""
    return at_desk(form.state, form.opened_on) if form.state in DESKS else []


def in_hand(*, form: Any, gate: Gate) -> bool:
    """Whether whoever acts has the form on her desk. It records nothing."""
    stages = desk_of(form)
    return bool(stages) and gate.may(ACTS[stages[0].role], form, OWN).allowed


def at_hand(form: Form, gate: Gate) -> tuple[list[Stage], Act]:
    """The stages on the desk of whoever acts, and her act. Raises Absent, Refused."""
    still_open(gate)
    stages = desk_of(form)
    if not stages:
        raise Refused(ELSEWHERE)
    act = ACTS[stages[0].role]
    gate.check(act, form, OWN)
    return stages, act


def save(*, form: Form, sheet: str, answers: Mapping[str, str], seen: int, gate: Gate) -> int:
    """A version of one stage, however far it has come; its number. What is the same stays.

    `seen` is the number that the page was drawn from. Raises Absent, Refused.
    """
    stages, act = at_hand(form, gate)
    if sheet not in {stage.code for stage in stages}:
        raise Refused(ELSEWHERE)
    if form.received_at is None:
        raise Refused("Record first that the form has come to you.")
    number, old = newest(form=form, gate=gate).get(sheet, (0, {}))
    if number != seen:
        raise Refused(CHANGED)
    words = filling.dump(answers)
    if number and words == filling.dump(old):
        return number
    return keep(form=form, sheet=sheet, item=form.id, number=number + 1, words=words, gate=gate,
                act=act)  # fmt: skip


def keep(*, form: Any, sheet: str, item: str, number: int, words: str, gate: Gate, act: Act) -> int:
    """One version of a sheet, for an act that has been decided."""
    made = Filled(
        id=new_id(),
        review_id=gate.domain,
        owner_id=form.owner_id,
        row_version=1,
        sheet=sheet,
        item=item,
        number=number,
        written_by=gate.actor.member,
        written_at=gate.now,
    )
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    gate.record(act, form.owner_id, {f"pimr:{sheet}": (made.id,)})
    return number


def subject(*, gate: Gate) -> Any:
    """The registered sex offender as the case has the person, or None. It opens nothing."""
    table = Subject.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.part == "perpetrator")
    return gate.connection.execute(here.order_by(table.c.position).limit(1)).first()


def incomplete(*, form: Any, sheets: list[Stage], gate: Gate) -> list[dict[str, str]]:
    """What the stages of a desk still lack, each with its stage, its field and a sentence."""
    answers, found = newest(form=form, gate=gate), []
    for stage in sheets:
        _, said = answers.get(stage.code, (0, {}))
        fields = fields_of(stage.code, form.opened_on)
        lacks = filling.missing(fields, said)
        if any(field.kind == "subject" for field in fields) and subject(gate=gate) is None:
            sentence = "Enter the registered sex offender."
            lacks.append({"field": "person", "sentence": sentence})
        found += [{**one, "sheet": stage.code} for one in lacks]
    return found


# Its steps and its papers


def steps(*, gate: Gate) -> list[Any]:
    """Every step in its order, with the person who took it. It opens no reason."""
    table = Step.__table__
    query = (
        sa.select(table, Membership.person_id)
        .join(Membership, Membership.id == table.c.taken_by)
        .where(table.c.review_id == gate.domain)
    )
    return list(gate.connection.execute(query.order_by(table.c.taken_at, table.c.id)))


def step(
    form: Any,
    what: str,
    desk: str,
    act: Act,
    gate: Gate,
    *,
    on: date | None = None,
    words: str = "",
    rank: str = "",
) -> None:
    """One step of the form, for an act that has been decided."""
    taken = Step(
        id=new_id(),
        review_id=gate.domain,
        owner_id=form.owner_id,
        row_version=1,
        what=what,
        desk=desk,
        taken_by=gate.actor.member,
        taken_at=gate.now,
        given_on=on,
        rank=rank or None,
    )
    if words:
        gate.seal(taken, words=words)
    gate.session.add(taken)
    gate.session.flush()
    gate.record(act, form.owner_id, {f"pimr:{what}": (form.id, taken.id)})


def papers(*, form: Form, gate: Gate) -> Document:
    """The force's document beside which the form's files are kept; made with the first of them."""
    if form.papers is None:
        made = Document(
            id=new_id(), review_id=gate.domain, owner_id=form.owner_id, kind="information_report"
        )
        gate.session.add(made)
        gate.session.flush()
        form.papers = made.id
    return gate.session.execute(sa.select(Document).where(Document.id == form.papers)).scalar_one()
