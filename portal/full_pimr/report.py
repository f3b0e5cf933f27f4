"""The report of a full PIMR: key issues drawn into it, endorsed as it stands, and circulated."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today, too_far
from portal.contributions.models import Request
from portal.contributions.models import State as Way
from portal.contributions.standing import to_sign
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph
from portal.full_pimr.acts import decided, papers, writes
from portal.full_pimr.models import Endorsement
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage
from portal.panel.ranks import require
from portal.pimr.acts import newest, still_open
from portal.pimr.dispatches import become_due, dispatches
from portal.pimr.models import OWN
from portal.pimr.sheets import stage_of
from portal.writing import acts as writing

TITLE = "Key issues of the initial and of the full review"
NO_REPORT = (
    "Nobody has begun the report yet. Ask the force for an internal management review; what "
    "answers it is the report."
)
NOT_SIGNED = (
    "The report is not signed off as a whole. Its author sends it to the senior manager, who signs "
    "it off; then it is endorsed."
)
SIGNED = frozenset({Way.SIGNED_OFF, Way.WITH_PANEL, Way.QUERIED, Way.ACCEPTED})
INITIAL = {
    "recommended_note": ("stage_2", "Initial review, supervising officer"),
    "scrutiny_3_note": ("stage_3", "Initial review, team inspector"),
    "scrutiny_4_note": ("stage_4", "Initial review, force public protection lead"),
    "learning_note": ("stage_4", "Initial review, key learning"),
}


def report_of(*, form: Any, gate: Gate) -> Any:
    """The force's own management review in this review, with how far it has come; or None."""
    query = sa.select(Request.document_id, Request.state).where(
        Request.review_id == gate.domain,
        Request.owner_id == form.owner_id,
        Request.kind == "imr",
        Request.state != Way.WITHDRAWN,
        Request.document_id.is_not(None),
    )
    return gate.connection.execute(query).first()


def key_issues(*, form: Any, gate: Gate) -> list[str]:
    """What the initial form and the key decisions say, a paragraph each: opened, recorded."""
    said: Mapping[str, tuple[int, dict[str, str]]] = newest(form=form, gate=gate)
    told = [
        f"{whose}: {words}"
        for name, (sheet, whose) in INITIAL.items()
        if (words := said.get(sheet, (0, {}))[1].get(name, ""))
    ]
    for row, entry in papers(gate=gate):
        if row.sheet == "full_decision":
            told.append(f"Full review, key decision: {entry['what']}")
            told.append(f"What supported or constrained it: {entry['constraints']}")
    return told


def draw_in(*, form: Any, gate: Gate) -> Version:
    """The first section of the report, from the key issues: a draft for the author to go on with.

    Raises Absent, Refused.
    """
    writes(form=form, gate=gate)
    report = report_of(form=form, gate=gate)
    if report is None:
        raise Refused(NO_REPORT)
    lines = key_issues(form=form, gate=gate)
    if not lines:
        raise Refused("There are no key issues on record yet.")
    query = sa.select(Document).where(Document.id == report.document_id)
    document = gate.session.execute(query).scalar_one()
    found = documents.sections_of(document=document.id, gate=gate)
    if any(text["title"] == TITLE for _, text in found):
        raise Refused("The report has this section already. Go on with it there.")
    paragraphs = [Paragraph(new_id(), "text", line) for line in lines]
    given = {"section_class": "learning", "title": TITLE, "paragraphs": paragraphs}
    made = documents.add_section(document=document, **given, gate=gate)  # type: ignore[arg-type]
    for _ in found:
        writing.move(document=document, version=made.id, up=True, gate=gate)
    return made


# Endorsed


def _signed(document: str, gate: Gate) -> list[Any]:
    """The newest signed-off versions, unopened."""
    rows = documents.newest(document=document, gate=gate)
    return [row for row in rows if row.stage == Stage.SIGNED_OFF]


def digest_of(words: list[str]) -> str:
    """SHA-256 of the words of each version in turn, each by its own SHA-256."""
    whole = hashlib.sha256()
    for text in words:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()


def endorsements(*, gate: Gate) -> list[tuple[Any, dict[str, Any]]]:
    """Every endorsement with its versions and digest, the newest last: opened."""
    table = Endorsement.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain).order_by(table.c.number)
    rows = list(gate.connection.execute(here))
    opened = gate.open_many(Endorsement, rows, "words", act=Act.READ_PIMR) if rows else []
    return [(row, json.loads(words)) for row, words in opened]


def carries(*, endorsed: Mapping[str, Any], document: str, gate: Gate) -> bool:
    """Whether the report is still what was endorsed: no newer words, no section more or less."""
    if to_sign(document, gate):
        return False
    return [row.id for row in _signed(document, gate)] == list(endorsed["versions"])


def endorse(*, form: Any, on: date, gate: Gate) -> Endorsement:
    """The lead endorses the signed-off report, which is frozen as it stands; it is due then to the
    two national offices. Raises Absent, Refused.
    """
    still_open(gate)
    gate.check(Act.DECIDE_PIMR, form, OWN)
    decided(form)
    held = require(floor=stage_of("stage_4", form.opened_on).floor, gate=gate)
    report = report_of(form=form, gate=gate)
    if report is None:
        raise Refused(NO_REPORT)
    rows = _signed(report.document_id, gate)
    if report.state not in SIGNED or not rows or to_sign(report.document_id, gate):
        raise Refused(NOT_SIGNED)
    if documents.own_words(sections={row.section_id for row in rows}, gate=gate):
        raise Refused("You wrote some of the report. Another officer of your office endorses it.")
    if on > today(gate.now) or too_far(on, gate.now):
        raise Refused("The day must be today or earlier, and within the last ten years.")
    return _endorsed(form, rows, on=on, rank=held.rank, gate=gate)


def _endorsed(form: Any, rows: list[Any], *, on: date, rank: str, gate: Gate) -> Endorsement:
    told = gate.open_many(Version, rows, "words", act=Act.READ_SECTION)
    opened = {row.id: text for row, text in told}
    if len(opened) < len(rows):
        raise Refused("A section of it is closed to you. Another officer of your office endorses.")
    before = endorsements(gate=gate)
    versions = [row.id for row in rows]
    if before and before[-1][1]["versions"] == versions:
        raise Refused("The report is endorsed as it stands already.")
    made = Endorsement(
        id=new_id(),
        review_id=gate.domain,
        owner_id=form.owner_id,
        row_version=1,
        number=len(before) + 1,
        document_id=rows[0].document_id,
        endorsed_on=on,
        rank=rank,
        endorsed_by=gate.actor.member,
        endorsed_at=gate.now,
    )
    sealed = {"versions": versions, "digest": digest_of([opened[name] for name in versions])}
    gate.seal(made, words=json.dumps(sealed))
    gate.session.add(made)
    gate.session.flush()
    gate.record(Act.DECIDE_PIMR, form.owner_id, {"pimr:endorsed": (made.id, *versions)})
    become_due(form=form, matter="report", gate=gate)
    return made


def circulate_in_force(*, form: Any, why: str, gate: Gate) -> None:
    """A choice of the force's, with its reason: the endorsed report goes to its own people too.

    Raises Absent, Refused. Source: College of Policing, reviews of reoffending (row A073).
    """
    still_open(gate)
    gate.check(Act.DECIDE_PIMR, form, OWN)
    if not endorsements(gate=gate):
        raise Refused("The report is not endorsed yet. It is circulated after that.")
    if any(row.office == "force" for row in dispatches(gate=gate)):
        raise Refused("That it is to be circulated in the force is decided already.")
    become_due(form=form, matter="report", offices=("force",), why=why, gate=gate)
