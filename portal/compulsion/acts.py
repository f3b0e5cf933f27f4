"""Notices that compel, the owners of what they demand, and their claims.

A court overrides agreements, and the register says so; but nothing is opened to anybody by a
notice. Its addressee can give what is her own and what was released to her. Anything else is its
owner's to release, or needs an order directed to that owner.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.clocks.tasks import Task
from portal.compulsion.models import CLAIMS, DECISIONS, Bundle, Notice, NoticeClaim, NoticeMaterial
from portal.compulsion.powers import claims_until, power_of
from portal.db import new_id, plain_rows
from portal.documents.acts import places
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.proceedings import disclosure

OVERRIDES = "court_overrides"
"""The purpose under which the record says that a power overrides what was agreed."""
GONE = "This notice was withdrawn, so nothing is to be done for it any more."


def to_choose(*, gate: Gate) -> list[Any]:
    """Documents that a notice can name: the addressee's own, and those handed to the panel."""
    own = disclosure.documents(act=Act.KEEP_NOTICE, gate=gate)
    known = disclosure.documents(act=Act.READ_REVIEW, gate=gate)
    return list({row.id: row for row in (*own, *known)}.values())


def register(
    *,
    power: str,
    received_on: date,
    due_on: date,
    demander: str,
    words: str,
    documents: Iterable[str],
    gate: Gate,
) -> Notice:
    """Register what was demanded of the acting body, and tell the owner of each document.

    Raises Absent; Refused for a power that did not hold on that day, days that cannot be, or
    documents that are not to be chosen.
    """
    made = Notice(
        id=new_id(),
        review_id=gate.domain,
        owner_id=gate.acting_for(Act.KEEP_NOTICE),
        row_version=1,
        power=power,
        received_on=received_on,
        due_on=due_on,
        registered_by=gate.actor.member,
        registered_at=gate.now,
    )
    _checked(made, Act.KEEP_NOTICE, gate)
    _days(power, received_on, due_on, gate)
    known, wanted = {row.id: row for row in to_choose(gate=gate)}, set(documents)
    if not wanted or not wanted <= set(known):
        raise Refused("Choose at least one of the documents on this page.")
    gate.seal(made, demander=demander, words=words)
    gate.session.add(made)
    gate.session.flush()
    for name in sorted(wanted):
        _tell(made, known[name], f"{demander}\n\n{words}", gate)
    gate.session.flush()
    return made


def _checked(row: Any, act: Act, gate: Gate) -> None:
    gate.check(act, row, type(row).shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is recorded any more.")


def _days(power: str, received_on: date, due_on: date, gate: Gate) -> None:
    if received_on > today(gate.now) or too_far(received_on, gate.now):
        raise Refused("The day on which it came must be today or earlier, and not long past.")
    if due_on < received_on or too_far(due_on, gate.now):
        raise Refused("The last day must be on or after the day on which it came.")
    if power_of(power, received_on) is None:
        raise Refused("Choose a power that was in force on the day on which it came.")


def _tell(notice: Notice, document: Any, words: str, gate: Gate) -> None:
    """The owner's own row, which its officers find among their tasks; and its own entry."""
    told = NoticeMaterial(
        id=new_id(),
        review_id=gate.domain,
        owner_id=document.owner_id,
        row_version=1,
        notice_id=notice.id,
        document_id=document.id,
        told_at=gate.now,
    )
    gate.seal(told, told=words)
    gate.session.add(told)
    things = {"notice": (notice.id,), "document": (document.id,)}
    gate.record(Act.KEEP_NOTICE, document.owner_id, things, purpose=OVERRIDES)


def withdraw(*, notice: Notice, on: date, gate: Gate) -> None:
    """Whoever demanded it does so no longer. Raises Absent, Refused."""
    _checked(notice, Act.KEEP_NOTICE, gate)
    if notice.withdrawn_on is not None:
        raise Refused(GONE)
    if not notice.received_on <= on <= today(gate.now):
        raise Refused("The day must be after the notice came, and no later than today.")
    notice.withdrawn_on, notice.withdrawn_by = on, gate.actor.member


# What there is


def notices(*, gate: Gate) -> list[Any]:
    """Those of the bodies for which the actor keeps notices, newest first, unopened."""
    of = Notice.__table__.c
    owners = gate.owners_for(Act.KEEP_NOTICE)
    query = sa.select(Notice.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(owners))
    return list(gate.connection.execute(here.order_by(of.id.desc())))


def notice_of(*, material: Any, gate: Gate) -> Any:
    """Of the notice behind some material what its owner may know without its words."""
    of = Notice.__table__.c
    plain = (of.id, of.owner_id, of.power, of.received_on, of.due_on, of.withdrawn_on)
    return gate.connection.execute(sa.select(*plain).where(of.id == material.notice_id)).one()


def materials(*, gate: Gate, notice: str = "", owners: Iterable[str] = ()) -> list[Any]:
    """What a notice demands, or what is demanded of some owners, with the kind of document."""
    of = NoticeMaterial.__table__.c
    query = (
        sa.select(NoticeMaterial.__table__, Document.kind, Document.handed_over_at)
        .join(Document, Document.id == of.document_id)
        .where(of.review_id == gate.domain)
        .order_by(of.owner_id, of.id)
    )
    query = query.where(of.notice_id == notice if notice else of.owner_id.in_(list(owners)))
    return list(gate.connection.execute(query))


def claims(*, of: Iterable[Any], gate: Gate) -> list[Any]:
    """The claims about some material, oldest first, unopened. With each comes as its `place` the
    section's number among those of its document that the reader may read (rule 16), or 0.
    """
    table, ids = NoticeClaim.__table__, [row.id for row in of]
    query = sa.select(table, NoticeMaterial.document_id, sa.literal(0).label("place"))
    here = query.join(NoticeMaterial, NoticeMaterial.id == table.c.material_id)
    found = here.where(table.c.material_id.in_(ids)).order_by(table.c.id)
    rows = plain_rows(gate.connection.execute(found))
    known = places(documents={row.document_id for row in rows}, gate=gate) if rows else {}
    return [row._replace(place=known.get(row.section_id, 0)) for row in rows]


def until(notice: Any) -> date:
    """The last day on which the owners' claims are waited for."""
    return claims_until(notice.power, notice.received_on, notice.due_on)


def held_back(*, material: Any, notice: Any, claimed: Iterable[Any], on: date) -> str:
    """Why nothing of that document can be given now; empty where only sections are held."""
    mine = [one for one in claimed if one.material_id == material.id]
    whole = [one.decision for one in mine if one.section_id is None]
    if None in whole:
        return "Its owner has made a claim about all of it that is not decided yet."
    if "upheld" in whole:
        return "A claim about all of it was upheld."
    if not mine and material.nothing_at is None and on <= until(notice):
        return "Its owner still has time to make a claim, and has not said that there is none."
    return ""


# What the owner says


def claim(
    *, material: NoticeMaterial, kind: str, section: str, words: str, gate: Gate
) -> NoticeClaim:
    """A claim against giving a document, or one section of it. Late ones are made all the same:
    whether they still count is for whoever decides.

    Raises Absent; Refused for a withdrawn notice, or for what is no section of that document.
    """
    made = NoticeClaim(
        id=new_id(),
        review_id=gate.domain,
        owner_id=material.owner_id,
        row_version=1,
        material_id=material.id,
        section_id=section or None,
        kind=kind,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    _answers(material, gate)
    if kind not in CLAIMS:
        raise Refused("Choose what you claim.")
    if section and section not in sections_of(material=material, gate=gate):
        raise Refused("Choose one of the sections on this page.")
    gate.seal(made, words=words)
    gate.session.add(made)
    gate.session.flush()
    things = {"notice": (material.notice_id,), "claim": (made.id,)}
    gate.record(Act.ANSWER_NOTICE, material.owner_id, things)
    return made


def _answers(material: NoticeMaterial, gate: Gate) -> None:
    _checked(material, Act.ANSWER_NOTICE, gate)
    if notice_of(material=material, gate=gate).withdrawn_on is not None:
        raise Refused(GONE)


def sections_of(*, material: Any, gate: Gate) -> dict[str, int]:
    """The document's sections that the reader may read, by id with their numbers among those: no
    title is opened for a list. A claim about another is one about the whole document.
    """
    return places(documents=[material.document_id], gate=gate)


def claim_nothing(*, material: NoticeMaterial, gate: Gate) -> None:
    """The addressee need not wait any longer. It releases nothing.

    Raises Absent; Refused where it was said, or where a claim waits for its decision.
    """
    _answers(material, gate)
    if material.nothing_at is not None:
        raise Refused("Your organisation has said so already.")
    if any(one.decision is None for one in claims(of=[material], gate=gate)):
        raise Refused("A claim of your organisation waits for its decision.")
    material.nothing_at, material.nothing_by = gate.now, gate.actor.member


def decide(*, notice: Notice, claimed: str, decision: str, on: date, gate: Gate) -> None:
    """Record what whoever decides on a claim has decided. Raises Absent, Refused."""
    _checked(notice, Act.KEEP_NOTICE, gate)
    known = {one.id for one in claims(of=materials(notice=notice.id, gate=gate), gate=gate)}
    if claimed not in known or decision not in DECISIONS:
        raise Refused("Choose one of the claims on this page, and what was decided.")
    row = gate.session.execute(sa.select(NoticeClaim).where(NoticeClaim.id == claimed)).scalar_one()
    if row.decision is not None:
        raise Refused("A decision on this claim is recorded already.")
    if not today(row.made_at) <= on <= today(gate.now):
        raise Refused("The day must be after the claim was made, and no later than today.")
    row.decision, row.decided_on, row.recorded_by = decision, on, gate.actor.member
    things = {"notice": (notice.id,), "claim": (row.id,)}
    gate.record(Act.KEEP_NOTICE, row.owner_id, things, outcome=decision)


def waits(*, gate: Gate) -> list[Task]:
    """Notices to satisfy, and for their owners what is still to be said about material."""
    here, on = f"/reviews/{gate.domain}/compulsion", today(gate.now)
    served = sa.select(Bundle.notice_id).where(
        Bundle.review_id == gate.domain, Bundle.served_on.is_not(None)
    )
    done = set(gate.connection.execute(served).scalars())
    told = [
        Task("Give what a notice demands", f"{here}/{row.id}", row.due_on)
        for row in notices(gate=gate)
        if row.withdrawn_on is None and row.id not in done
    ]
    mine = materials(owners=gate.owners_for(Act.ANSWER_NOTICE), gate=gate)
    said = {one.material_id for one in claims(of=mine, gate=gate)}
    for row in mine:
        notice = notice_of(material=row, gate=gate)
        answered = row.nothing_at is not None or row.id in said
        if notice.withdrawn_on is None and not answered and on <= until(notice):
            what = "Say whether your organisation claims anything against a notice"
            told.append(Task(what, f"{here}/material/{row.id}", until(notice)))
    return told
