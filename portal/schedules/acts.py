"""Proposing a schedule, and signing what was looked through."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.clocks.rules import today
from portal.clocks.tasks import Task
from portal.contributions.standing import kept_back
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.schedules.matrix import kind_of_review, recipients, rows, suggested
from portal.schedules.models import Proposal
from portal.schedules.preview import Plan, Preview, preview
from portal.sharing import acts as sharing
from portal.sharing import corrections, rules, urgent, withdrawals
from portal.sharing.models import Schedule, ScheduleRelease

COUNTERSIGN = "Countersign an urgent disclosure"

# A schedule in the making


def begin(*, to: Iterable[str], gate: Gate) -> Proposal:
    """A proposal to these recipients, filled in as the templates have it, but for what the office
    has decided to keep. Raises Absent.
    """
    owner, kind = gate.acting_for(Act.PROPOSE_RELEASE), kind_of_review(gate)
    wanted, on = set(to), today(gate.now)
    kept = kept_back(owner=owner, gate=gate)
    fit = [row for row in rows(owner=owner, gate=gate) if row.shareable and row.signed]
    listed = [row for row in fit if row.signed not in kept]
    plan = Plan(starts=on.isoformat())
    plan.ends = rules.months_on(on, rules.number("release_lasts", on)).isoformat()
    for one in recipients(gate=gate):
        if one.key in wanted:
            plan.cells[one.key] = [r.section for r in listed if suggested(r, one, kind, on)]
    proposal = Proposal(
        id=new_id(), review_id=gate.domain, owner_id=owner, row_version=1,
        made_by=gate.actor.member, made_at=gate.now,
    )  # fmt: skip
    gate.seal(proposal, plan=json.dumps(asdict(plan)))
    gate.session.add(proposal)
    gate.session.flush()
    gate.record(Act.PROPOSE_RELEASE, owner, {"proposal": (proposal.id,)})
    return proposal


def plan_of(*, proposal: Any, gate: Gate) -> Plan:
    told = gate.open(proposal, "plan", act=Act.PROPOSE_RELEASE, model=Proposal)["plan"]
    return Plan(**json.loads(told))


def replan(*, proposal: Proposal, gate: Gate, **changes: Any) -> None:
    """Keep what was chosen or typed. Raises Refused for a proposal that has been signed."""
    if proposal.signed_as is not None:
        raise Refused("This schedule has been signed. To share more, begin a new one.")
    plan = plan_of(proposal=proposal, gate=gate)
    gate.seal(proposal, plan=json.dumps({**asdict(plan), **changes}))


# Looking through it, and signing it


def sign(*, proposal: Proposal, seen: str, gate: Gate) -> Schedule:
    """The owner's key, for every recipient of the proposal at once, or for none (rule 7).

    Raises Absent; Refused with a sentence for each unfit row, or where something has changed since
    the renditions with the hash `seen` were looked through.
    """
    owner = gate.acting_for(Act.SIGN_RELEASE)
    if proposal.signed_as is not None:
        raise Refused("This schedule has been signed already.")
    plan = plan_of(proposal=proposal, gate=gate)
    sharing.agreed(owner, gate)
    terms = agreements.current(gate=gate)
    look = preview(plan=plan, gate=gate)
    wrong = [*look.unfit, *_outside(plan, look, terms)]
    if wrong:
        raise Refused(" ".join(wrong))
    if look.seen != seen:
        raise Refused(CHANGED)
    return _signed(proposal, plan, look, terms, gate)


CHANGED = (
    "Something has changed since you looked: newer words were signed off, somebody joined or left, "
    "or the agreement was amended. Nothing was signed. Look through it again below, then sign."
)


def _outside(plan: Plan, look: Preview, terms: Any) -> list[str]:
    """Where the plan goes beyond the agreement, or is not finished."""
    told = []
    if not look.given:
        told.append("Choose at least one section for at least one recipient.")
    if plan.purpose not in {code for code, _ in terms.purposes}:
        told.append("Choose a purpose of the review agreement.")
    if plan.paragraph not in {number for number, _ in terms.paragraphs}:
        told.append("Choose a paragraph of the terms of reference.")
    if not plan.why:
        told.append("Say why sharing is necessary and proportionate.")
    if look.ends <= look.starts:
        told.append("The last day must come after the first.")
    return told + too_long(today(look.starts), today(look.ends))


def too_long(first: date, last: date) -> list[str]:
    """That a release would last too long, where it would."""
    most = rules.number("release_lasts_at_most", first)
    late = last > rules.months_on(first, most)
    return [f"The last day must be within {most} months of the first."] if late else []


def _signed(proposal: Proposal, plan: Plan, look: Preview, terms: Any, gate: Gate) -> Schedule:
    schedule = Schedule(
        id=new_id(), review_id=gate.domain, owner_id=proposal.owner_id, row_version=1,
        agreement_id=terms.id, purpose=plan.purpose, paragraph=plan.paragraph,
        signed_by=gate.actor.member, signed_at=gate.now,
    )  # fmt: skip
    contents, links = {}, []
    for key, ids in look.given.items():
        kind, _, name = key.partition(":")
        release = sharing.give(
            version_ids=ids, to=(kind, name), purpose=plan.purpose,
            starts=look.starts, ends=look.ends, gate=gate,
        )  # fmt: skip
        contents[release.id] = look.contents[key]
        links.append(ScheduleRelease(release_id=release.id, schedule_id=schedule.id))
    gate.seal(schedule, told=json.dumps({"why": plan.why, "contents": contents}))
    gate.session.add(schedule)
    gate.session.flush()
    gate.session.add_all(links)
    proposal.signed_as = schedule.id
    gate.session.flush()
    return schedule


def told_of(*, schedule: Any, gate: Gate) -> dict[str, Any]:
    """Why it was signed, and the hash of each release's content: for the owner's own side."""
    text = gate.open(schedule, "told", act=Act.SEE_SHARING, model=Schedule)["told"]
    told: dict[str, Any] = json.loads(text)
    return told


def releases_of(*, schedule: Any, gate: Gate) -> list[Any]:
    """The releases that one signing made."""
    of = ScheduleRelease.__table__.c
    ids = sa.select(of.release_id).where(of.schedule_id == schedule.id)
    made = set(gate.connection.execute(ids).scalars())
    found = sharing.releases(owner=schedule.owner_id, gate=gate)
    return [row for row in found if row.id in made]


def waits(*, gate: Gate) -> list[Task]:
    """Urgent disclosures to countersign, corrections to send, and what is agreed no more."""
    here, told = f"/reviews/{gate.domain}", []
    for owner in gate.owners_for(Act.SIGN_RELEASE):
        for row in urgent.waiting(owner=owner, gate=gate):
            if row.signed_by != gate.actor.member:
                href, by = f"{here}/releases/{row.id}/countersign", row.countersign_by
                last = today(by - timedelta(seconds=1))
                told.append(Task(COUNTERSIGN, href, last, COUNTERSIGN))
    for owner in gate.owners_for(Act.SEND_CORRECTION):
        due = corrections.unsent(owner=owner, gate=gate)
        told += [Task("Send a correction", f"{here}/sharing", None)] if due else []
    for owner in gate.owners_for(Act.END_RELEASE):
        for row in withdrawals.outside(owner=owner, gate=gate):
            what = "End a release that the amended agreement no longer covers"
            told.append(Task(what, f"{here}/releases/{row.id}/end", None))
    return told
