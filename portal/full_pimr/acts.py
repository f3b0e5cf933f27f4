"""The full PIMR once the lead has decided on one: who conducts it, and what is kept of its work."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.documents.models import Document
from portal.full_pimr import conduct
from portal.full_pimr.models import Author, Flag, Standard
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Role
from portal.panel import conflicts
from portal.panel.quorum import barred
from portal.panel.ranks import require
from portal.pimr import filling
from portal.pimr.acts import CHANGED, keep, steps, still_open
from portal.pimr.models import OWN, Filled, State
from portal.pimr.sheets import STAGES
from portal.proceedings import disclosure
from portal.proceedings.acts import permits
from portal.proceedings.models import Relevance
from portal.reviews.models import Membership, MembershipRole

NOT_YET = "The force public protection lead has not decided that a full PIMR takes place."
NOBODY = "The lead has named nobody yet to conduct the full PIMR."
NOT_YOU = "Only the officer whom the lead has named conducts the full PIMR."
MANAGED = (
    "This officer had a part in managing the offender or in the initial review, so cannot conduct "
    "the full PIMR. Name somebody else."
)
KEPT = ("full_terms", "full_source", "full_decision", "full_interview")
"""Sheets whose versions stand beside those of the form."""


def decided(form: Any) -> None:
    """Raises Refused until the lead has decided on a full PIMR."""
    if form.decision != "full":
        raise Refused(NOT_YET)


# Who conducts it


def author_of(*, gate: Gate) -> Any:
    """Who stands named, with the person; or None. It opens nothing."""
    table, member = Author.__table__, Membership.__table__
    query = (
        sa.select(table, member.c.person_id)
        .join(member, member.c.id == table.c.membership_id)
        .where(table.c.review_id == gate.domain, table.c.ended_at.is_(None))
    )
    return gate.connection.execute(query).first()


def candidates(*, form: Any, gate: Gate) -> dict[str, str]:
    """Memberships of the force's authors, each with the person."""
    query = (
        sa.select(Membership.id, Membership.person_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.review_id == gate.domain,
            Membership.body == form.owner_id,
            MembershipRole.role == Role.AUTHOR,
            Membership.starts_at <= gate.now,
            Membership.ends_at > gate.now,
        )
        .order_by(Membership.id)
    )
    return {row.id: row.person_id for row in gate.connection.execute(query)}


def name_author(*, form: Any, member: str, gate: Gate) -> Author:
    """The lead names who conducts it; an earlier name ends. Raises Absent, Refused."""
    still_open(gate)
    gate.check(Act.DECIDE_PIMR, form, OWN)
    decided(form)
    known = candidates(form=form, gate=gate)
    if member not in known:
        raise Refused("Choose an author of your force who takes part in this review.")
    if known[member] == gate.actor.person or managed(member=member, gate=gate):
        raise Refused(MANAGED)
    now = author_of(gate=gate)
    if now is not None and now.membership_id == member:
        raise Refused("This officer is named already.")
    ends = sa.update(Author).where(Author.review_id == gate.domain, Author.ended_at.is_(None))
    gate.session.execute(ends.values(ended_at=gate.now))
    made = Author(
        id=new_id(),
        review_id=gate.domain,
        owner_id=form.owner_id,
        membership_id=member,
        named_by=gate.actor.member,
        named_at=gate.now,
    )
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.DECIDE_PIMR, form.owner_id, {"pimr:author": (made.id, member)})
    return made


def managed(*, member: str, gate: Gate) -> bool:
    """Whether somebody managed the offender, by an interest on record or by the initial form."""
    bars = barred(kind="pimr", capacity="author", on=today(gate.now))
    if any(row.ground in bars for row in conflicts.declarations(gate=gate, member=member)):
        return True
    of = sa.select(Membership.person_id).where(Membership.id == member)
    person = gate.connection.execute(of).scalar_one()
    early = {State.SUPERVISING, State.INSPECTING}
    if any(row.person_id == person and row.desk in early for row in steps(gate=gate)):
        return True
    table = Filled.__table__
    wrote = (
        sa.select(sa.func.count())
        .select_from(table)
        .join(Membership, Membership.id == table.c.written_by)
        .where(
            table.c.review_id == gate.domain,
            table.c.sheet.in_(STAGES[:3]),
            Membership.person_id == person,
        )
    )
    return bool(gate.connection.execute(wrote).scalar_one())


def reads(*, form: Any, gate: Gate) -> bool:
    """Whether the papers of the full PIMR are for whoever reads the form: of the force's authors
    and managers for the named author alone, for the others may be whose work is looked at. It only
    refuses.
    """
    if not any(gate.may(a, form, OWN).allowed for a in (Act.WRITE_FULL_PIMR, Act.SUPERVISE_PIMR)):
        return True
    named = author_of(gate=gate)
    return named is not None and named.membership_id == gate.actor.member


def writes(*, form: Any, gate: Gate) -> None:
    """Raises Absent; Refused for anybody but the named author, and for one with an interest."""
    still_open(gate)
    gate.check(Act.WRITE_FULL_PIMR, form, OWN)
    decided(form)
    named = author_of(gate=gate)
    if named is None:
        raise Refused(NOBODY)
    if named.membership_id != gate.actor.member:
        raise Refused(NOT_YOU)
    if why := conflicts.why_not(capacity="author", gate=gate):
        raise Refused(why)


# What is kept of its work


def papers(*, gate: Gate) -> list[tuple[Any, dict[str, str]]]:
    """The newest version of each entry of each sheet, in the order of beginning: opened."""
    table = Filled.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain, table.c.sheet.in_(KEPT))
    rows = gate.connection.execute(here.order_by(table.c.item, table.c.number))
    newest = list({(row.sheet, row.item): row for row in rows}.values())
    opened = gate.open_many(Filled, newest, "words", act=Act.READ_PIMR) if newest else []
    return [(row, filling.load(words)) for row, words in opened]


def enter(*, form: Any, sheet: str, answers: Mapping[str, str], gate: Gate,
          item: str = "", seen: int = 0) -> str:  # fmt: skip
    """A new entry of a sheet, or another version of one, of which version `seen` was the newest.

    Terms of reference are the senior office's, all else the named author's. Of somebody who may be
    a witness nothing is kept unless the prosecutor or the investigating officer agreed.
    Raises Absent, Refused.
    """
    act = Act.DECIDE_PIMR if sheet == "full_terms" else Act.WRITE_FULL_PIMR
    if sheet == "full_terms":
        still_open(gate)
        gate.check(act, form, OWN)
        decided(form)
        item = form.id
    else:
        writes(form=form, gate=gate)
    if sheet == "full_interview" and answers["witness"] != "no":
        barred_by(permits("interviews", gate=gate))
    there = {(row.sheet, row.item): row for row, _ in papers(gate=gate)}
    newest = there.get((sheet, item))
    if (newest.number if newest else 0) != seen:
        raise Refused(CHANGED)
    item = item or new_id()
    keep(form=form, sheet=sheet, item=item, number=seen + 1, words=filling.dump(answers), gate=gate,
         act=act)  # fmt: skip
    return item


def barred_by(why_not: str) -> None:
    """Raises Refused with the sentence of whatever bars it."""
    if why_not:
        raise Refused(why_not)


# The standard of practice, which is closed to the author


def assessments(*, form: Any, gate: Gate) -> list[tuple[Any, dict[str, str]]]:
    """Every version, the newest last: opened. Raises Absent for all but the senior office."""
    gate.check(Act.ASSESS_STANDARD, form, OWN)
    table = Standard.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain).order_by(table.c.number)
    rows = list(gate.connection.execute(here))
    opened = gate.open_many(Standard, rows, "words", act=Act.ASSESS_STANDARD) if rows else []
    return [(row, filling.load(words)) for row, words in opened]


def assess(*, form: Any, answers: Mapping[str, str], seen: int, gate: Gate) -> int:
    """A senior officer says what the standard of practice was; its number. Raises Absent, Refused.

    Source: College of Policing, reviews of reoffending (row A021).
    """
    still_open(gate)
    gate.check(Act.ASSESS_STANDARD, form, OWN)
    decided(form)
    held = require(floor="senior_assessment", gate=gate)
    if managed(member=gate.actor.member, gate=gate):
        raise Refused("You had a part in managing the offender. Another senior officer assesses.")
    here = sa.select(sa.func.count()).where(Standard.review_id == gate.domain)
    if gate.connection.execute(here).scalar_one() != seen:
        raise Refused(CHANGED)
    made = Standard(
        id=new_id(),
        review_id=gate.domain,
        owner_id=form.owner_id,
        row_version=1,
        number=seen + 1,
        rank=held.rank,
        assessed_by=gate.actor.member,
        assessed_at=gate.now,
    )
    gate.seal(made, words=filling.dump(answers))
    gate.session.add(made)
    gate.session.flush()
    if answers.get("conduct") == "standards":
        conduct.tell(standard=made, gate=gate)
    return made.number


# What the disclosure officer is told of each document (CPIA)


def documents(*, form: Any, gate: Gate) -> list[Any]:
    """The force's documents in this review: their ids and kinds alone."""
    table = Document.__table__
    here = sa.select(table.c.id, table.c.kind).where(
        table.c.review_id == gate.domain, table.c.owner_id == form.owner_id
    )
    return list(gate.connection.execute(here.order_by(table.c.id)))


def flags(*, gate: Gate) -> list[Any]:
    """The notice of each mark that holds, with the mark: unopened."""
    table, mark = Flag.__table__, Relevance.__table__
    of = (mark.c.document_id, mark.c.relevant, mark.c.marked_at, mark.c.replaced_at)
    query = sa.select(table, *of).join(mark, mark.c.id == table.c.relevance_id)
    here = query.where(table.c.review_id == gate.domain, mark.c.replaced_at.is_(None))
    return list(gate.connection.execute(here.order_by(mark.c.marked_at, table.c.id)))


def flag(*, form: Any, document: str, relevant: bool, note: str, gate: Gate) -> Flag:
    """Mark a document as relevant or not; the disclosure officer has a notice of it at once.

    Raises Absent, Refused. Source: Criminal Procedure and Investigations Act 1996 (CPIA).
    """
    writes(form=form, gate=gate)
    if document not in {row.id for row in documents(form=form, gate=gate)}:
        raise Refused("Choose one of your force's documents in this review.")
    thing = gate.session.execute(sa.select(Document).where(Document.id == document)).scalar_one()
    mark = disclosure.mark(document=thing, relevant=relevant, note=note, gate=gate)
    ids = {"id": new_id(), "review_id": gate.domain, "owner_id": form.owner_id}
    made = Flag(**ids, relevance_id=mark.id)
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.WRITE_FULL_PIMR, form.owner_id, {"pimr:flag": (made.id, document)})
    return made


def receive(*, flag: Flag, gate: Gate) -> None:
    """The disclosure officer has the notice. Raises Absent, Refused."""
    still_open(gate)
    gate.check(Act.RECEIVE_FLAG, flag, OWN)
    if flag.id not in {row.id for row in flags(gate=gate)}:
        raise Refused("Another mark has taken the place of this one. Its own notice waits for you.")
    if flag.received_at is not None:
        raise Refused("That this notice has come is recorded already.")
    flag.received_by, flag.received_at = gate.actor.member, gate.now
