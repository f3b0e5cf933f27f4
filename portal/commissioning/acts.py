"""Writing and acknowledging a commissioning letter, beginning an IMR by its template, waiving."""

from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.commissioning import letters, mandatory
from portal.commissioning.letters import Wanted
from portal.commissioning.models import Letter, Receipt, Waiver
from portal.contributions import acts as contributions
from portal.contributions import standing as requests
from portal.contributions import steps
from portal.contributions.models import Heading, Request
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Document
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act

# The letter


def newest(*, request: Any, gate: Gate) -> Any:
    """The letter that holds, unopened; None where nobody has written one."""
    of = Letter.__table__.c
    here = sa.select(Letter.__table__).where(
        of.request_id == request.id, of.review_id == gate.domain
    )
    return gate.connection.execute(here.order_by(of.number.desc()).limit(1)).first()


def wanted(*, request: Any, gate: Gate) -> Wanted:
    """What the letter that holds asks of the agency: opened and recorded. Raises Absent."""
    row = newest(request=request, gate=gate)
    if row is None:
        return Wanted()
    return letters.load(gate.open(row, "words", act=Act.READ_REQUEST, model=Letter)["words"])


def write(*, request: Request, told: Wanted, gate: Gate) -> Letter:
    """What is asked of this agency in particular. A letter that had been acknowledged is to be
    acknowledged anew. Raises Absent; Refused where nothing is awaited, or for the same words.
    """
    gate.check(Act.ASK_AGENCY, request, Request.shape)
    if not requests.is_awaited(request.state):
        raise Refused("Nothing is awaited from this agency now, so there is nothing to commission.")
    before = newest(request=request, gate=gate)
    if before is not None and wanted(request=request, gate=gate) == told:
        raise Refused("That is what the letter says already.")
    made = Letter(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        row_version=1,
        request_id=request.id,
        number=(before.number if before else 0) + 1,
        written_by=gate.actor.member,
        written_at=gate.now,
    )
    gate.seal(made, words=letters.dump(told))
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.ASK_AGENCY, request.owner_id, {"letter": (request.id, made.id)})
    return made


def receipts(*, gate: Gate) -> dict[tuple[str, int], Any]:
    """By request and number of the letter who acknowledged it, and when."""
    of = Receipt.__table__.c
    here = sa.select(Receipt.__table__).where(of.review_id == gate.domain)
    return {(row.request_id, row.number): row for row in gate.connection.execute(here)}


def numbers(*, gate: Gate) -> dict[str, int]:
    """By request the number of its newest letter, where one was written."""
    of = Letter.__table__.c
    here = sa.select(of.request_id, sa.func.max(of.number).label("number"))
    rows = gate.connection.execute(here.where(of.review_id == gate.domain).group_by(of.request_id))
    return {row.request_id: row.number for row in rows}


def receipt_of(*, request: Any, gate: Gate) -> Any:
    """Of the letter that holds, or None."""
    number = numbers(gate=gate).get(request.id, 0)
    return receipts(gate=gate).get((request.id, number))


def acknowledge(*, request: Request, number: int, gate: Gate) -> Receipt:
    """Say for one's agency that the letter has come; those who ask see by whom and when.

    Raises Absent; Refused where it has been acknowledged, was withdrawn, or where a newer letter
    than `number` has been written since the page was opened.
    """
    gate.check(Act.ACKNOWLEDGE_REQUEST, request, Request.shape)
    if not requests.is_awaited(request.state):
        raise Refused("Nothing is awaited from your agency now.")
    if number != numbers(gate=gate).get(request.id, 0):
        raise Refused("The letter has been changed since you opened this page. Read it again.")
    if (request.id, number) in receipts(gate=gate):
        raise Refused("This letter has been acknowledged already.")
    made = Receipt(
        id=new_id(),
        review_id=gate.domain,
        owner_id=request.owner_id,
        request_id=request.id,
        number=number,
        received_by=gate.actor.member,
        received_at=gate.now,
    )
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.ACKNOWLEDGE_REQUEST, request.owner_id, {"received": (request.id, made.id)})
    return made


def unacknowledged(*, gate: Gate) -> list[Any]:
    """Requests whose agency has neither acknowledged the letter nor begun; for those who ask."""
    number, held = numbers(gate=gate), receipts(gate=gate)
    return [
        row
        for row in requests.requests(gate=gate)
        if row.state == "asked" and (row.id, number.get(row.id, 0)) not in held
    ]


def to_remind(*, gate: Gate) -> list[Any]:
    """Of those the ones nobody was reminded of today."""
    on = today(gate.now)
    rows = unacknowledged(gate=gate)
    return [row for row in rows if row.chased_at is None or today(row.chased_at) < on]


def remind_all(*, gate: Gate) -> int:
    """A reminder to each agency that has not acknowledged; how many. Raises Absent, Refused."""
    gate.check(Act.ASK_AGENCY)
    ids = [row.id for row in to_remind(gate=gate)]
    if not ids:
        raise Refused("There is no letter to remind anybody of that was not reminded of today.")
    rows = gate.session.execute(sa.select(Request).where(Request.id.in_(ids))).scalars().all()
    for row in rows:
        contributions.chase(request=row, gate=gate)
    return len(rows)


# The template


def may_premake(*, document: Any, gate: Gate) -> bool:
    """Whether a contribution is an IMR without any section yet."""
    return document.kind == "imr" and not documents.newest(document=document.id, gate=gate)


def premake(*, document: Document, gate: Gate) -> int:
    """A section for each heading of the template, without words yet; how many.

    An empty heading is never signed off: it waits for nobody until somebody writes under it. Raises
    Absent; Refused for another kind of contribution, or one that has sections.
    """
    gate.check(Act.WRITE_SECTION, document, Document.shape)
    steps.asked(document, gate)
    if not may_premake(document=document, gate=gate):
        raise Refused("The template is for a review of your own work that has no section yet.")
    told = letters.headings_on(today(gate.now))
    for one in told:
        version = documents.add_section(
            document=document,
            section_class=one.section_class,
            title=one.title,
            paragraphs=(),
            gate=gate,
        )
        gate.session.add(Heading(version_id=version.id, review_id=gate.domain))
    gate.session.flush()
    return len(told)


# What a review must have


def waive(*, code: str, why: str, gate: Gate) -> Waiver:
    """The review goes without one of the things that it must have; everybody in it reads why.

    Raises Absent; Refused for what it need not have, what is there, and what is waived already.
    """
    kind, _, contribution = code.partition(":")
    made = Waiver(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        agency_kind=kind,
        contribution=contribution,
        waived_by=gate.actor.member,
        waived_at=gate.now,
    )
    gate.check(Act.WAIVE_CONTRIBUTION, made, Waiver.shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is awaited.")
    found = [one for one in mandatory.standing(gate=gate) if one.must.code == code]
    if not found or not found[0].missing:
        raise Refused("That is not missing now. Load the page again to see how it stands.")
    gate.seal(made, words=why)
    gate.session.add(made)
    gate.session.flush()
    return made


def take_back(*, waiver: Waiver, gate: Gate) -> None:
    """The contribution is awaited again; the waiver and its reason stay. Raises Absent, Refused."""
    gate.check(Act.WAIVE_CONTRIBUTION, waiver, Waiver.shape)
    if waiver.taken_back_at is not None:
        raise Refused("This waiver has been taken back already.")
    waiver.taken_back_at, waiver.taken_back_by = gate.now, gate.actor.member
    gate.session.flush()


def waivers(*, gate: Gate) -> list[tuple[Any, str]]:
    """Every waiver of the review, the newest first, each with its reason where it is open."""
    of = Waiver.__table__.c
    here = sa.select(Waiver.__table__).where(of.review_id == gate.domain)
    rows = list(gate.connection.execute(here.order_by(of.waived_at.desc(), of.id)))
    opened = gate.open_many(Waiver, rows, "words", act=Act.READ_REVIEW) if rows else []
    said = {row.id: text for row, text in opened}
    return [(row, said.get(row.id, "")) for row in rows]
