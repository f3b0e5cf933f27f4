"""What the pages of the full PIMR show: all that is kept of it, and each sheet to be filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.full_pimr import acts, conduct, report
from portal.full_pimr.sheets import CHOICES, DOCUMENTS, SHEETS, Sheet, sources
from portal.gate.policy import Act
from portal.pimr import drawn, filling
from portal.pimr.acts import form_of
from portal.pimr.models import OWN
from portal.pimr.sheets import Field, fields_of
from portal.proceedings import disclosure
from portal.proceedings.acts import permits
from portal.reviews import acts as reviews
from portal.reviews.models import Membership
from portal.web.dates import day_and_time, in_words
from portal.web.page import Ask, Values

CLOSED = (
    "The papers of the full review are for the author whom the lead has named, the senior and "
    "disclosure offices of the force, and the inspector who commissioned the review."
)
NOBODY_THERE = (
    "Nobody of your force's professional standards takes part in this review, so nobody "
    "sees it. Ask an administrator to propose somebody, and confirm them."
)
DONE = {
    "full_author": "The officer is named, and sees it among what waits.",
    "full_terms": "The terms of reference are saved.",
    "full_source": "The source is saved.",
    "full_decision": "The key decision is saved.",
    "full_interview": "The interview is saved.",
    "full_standard": "The assessment is saved, for the senior office alone.",
    "full_flag": "The disclosure officer is told, and the receipt is awaited.",
    "full_key_issues": "The report has a section of key issues now. Go on with it there.",
    "full_endorse": "The report is endorsed as it stands, and due to both national offices.",
    "full_force": "The report is to be circulated in the force. It is among the dispatches.",
    "received": "It is recorded that the notice came.",
}


def base_of(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/pimr/{form_of(gate=ask.gate).id}"


def names_of(ask: Ask, members: set[str]) -> dict[str, str]:
    """By membership the person's name."""
    query = sa.select(Membership.id, Membership.person_id).where(Membership.id.in_(members))
    people = {row.id: row.person_id for row in ask.gate.connection.execute(query)}
    called = reviews.called(gate=ask.gate, person_ids=set(people.values()), agency=False)
    return {member: called[person] for member, person in people.items()}


def choices(ask: Ask, form: Any) -> dict[str, Mapping[str, str]]:
    """By field of kind "choice" what may be chosen in this review."""
    found = acts.candidates(form=form, gate=ask.gate)
    rows = acts.documents(form=form, gate=ask.gate)
    return {
        **CHOICES,
        "author": names_of(ask, set(found)),
        "source": sources(form.opened_on),
        "document": {
            row.id: f"{DOCUMENTS[row.kind]} (document {n})" for n, row in enumerate(rows, 1)
        },
    }


def entries(ask: Ask, form: Any, fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """The fields of a sheet to be filled."""
    told, chosen = drawn.entries(ask, fields, {}), choices(ask, form)
    for entry in told:
        if entry["draws"] == "choice":
            entry["options"] = drawn.options(chosen[entry["code"]])
    return told


def _rows(ask: Ask, form: Any, sheet: str, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """A sheet to be read."""
    told, chosen = [], choices(ask, form)
    for field in fields_of(sheet, form.opened_on):
        lines = filling.told(field, said, {})
        if field.kind == "choice":
            lines = [chosen[field.code].get(one, "Not listed any more") for one in lines]
        told.append({"label": field.label, "lines": lines, "beyond": ""})
    return told


def whole(ask: Ask) -> Values:
    """Everything of the full review on one page, for whoever may read it."""
    form, gate = ask.thing, ask.gate
    open_to = acts.reads(form=form, gate=gate)
    why_not = acts.NOT_YET if form.decision != "full" else "" if open_to else CLOSED
    kept = [] if why_not else acts.papers(gate=gate)
    named = acts.author_of(gate=gate)
    return {
        "notice": DONE.get(ask.raw.query.get("done", ""), ""),
        "back": drawn.here(ask),
        "why_not": why_not,
        "author": _author(ask, named),
        "moves": [] if why_not else _moves(ask, named),
        "parts": [] if why_not else [_part(ask, sheet, kept) for sheet in acts.KEPT],
        "unseen": _unseen(form.opened_on, kept),
        "interviews": permits("interviews", gate=gate),
        "circulation": permits("circulation", gate=gate),
        "flags": [] if why_not else _flags(ask),
        "standard": [] if why_not else _standard(ask),
        "conduct": [] if why_not else _conduct(ask),
        "report": "" if why_not else _report(ask),
        "endorsed": [] if why_not else _endorsed(ask),
    }


def _author(ask: Ask, named: Any) -> str:
    if named is None:
        return acts.NOBODY
    name = names_of(ask, {named.membership_id})[named.membership_id]
    return f"{name}, named on {day_and_time(named.named_at)}."


def _moves(ask: Ask, named: Any) -> list[dict[str, str]]:
    gate, base = ask.gate, f"{drawn.here(ask)}/full"
    mine = named is not None and named.membership_id == gate.actor.member
    told = []
    for sheet in SHEETS.values():
        may = gate.may(sheet.act, ask.thing, OWN).allowed
        if may and (mine or sheet.act != Act.WRITE_FULL_PIMR):
            told.append({"text": sheet.heading.rstrip("?"), "href": f"{base}/{sheet.path}"})
    return told


def _part(ask: Ask, code: str, kept: list[tuple[Any, dict[str, str]]]) -> dict[str, Any]:
    """One sheet with its entries, each with who saved it last and where it is changed."""
    mine = [(row, said) for row, said in kept if row.sheet == code]
    names = names_of(ask, {row.written_by for row, _ in mine})
    return {
        "title": PLURALS[code],
        "code": code,
        "entries": [
            {
                "rows": _rows(ask, ask.thing, code, said),
                "saved": f"Version {row.number}, saved by {names[row.written_by]} on "
                f"{day_and_time(row.written_at)}.",
                "number": str(n),
                "href": f"/reviews/{ask.gate.domain}/pimr-entries/{row.id}"
                if ask.gate.may(SHEETS[code].act, ask.thing, OWN).allowed
                else "",
            }
            for n, (row, said) in enumerate(mine, 1)
        ],
    }


PLURALS = {
    "full_terms": "Terms of reference",
    "full_source": "Source register",
    "full_decision": "Key decisions",
    "full_interview": "Interviews",
}


def _unseen(opened: date, kept: list[tuple[Any, dict[str, str]]]) -> list[str]:
    seen = {said["source"] for row, said in kept if row.sheet == "full_source"}
    return [title for code, title in sources(opened).items() if code not in seen]


def _flags(ask: Ask) -> list[dict[str, str]]:
    gate, told = ask.gate, choices(ask, ask.thing)
    receives = gate.may(Act.RECEIVE_FLAG, ask.thing, OWN).allowed
    sees, marks = gate.may(Act.MARK_RELEVANCE, ask.thing, OWN).allowed, disclosure.marks(gate=gate)
    return [
        {
            "document": told["document"].get(row.document_id, "A document"),
            "relevance": told["relevance"]["yes" if row.relevant else "no"],
            "why": disclosure.note_of(row=marks[row.document_id], gate=gate) if sees else "",
            "state": f"The disclosure officer had the notice on {day_and_time(row.received_at)}."
            if row.received_at
            else "The disclosure officer has not recorded the receipt yet.",
            "receive": f"/reviews/{gate.domain}/pimr-notices/{row.id}/receive"
            if receives and row.received_at is None
            else "",
        }
        for row in acts.flags(gate=gate)
    ]


def _standard(ask: Ask) -> list[dict[str, Any]]:
    """The newest assessment, for the senior office alone; to others it does not exist."""
    if not ask.gate.may(Act.ASSESS_STANDARD, ask.thing, OWN).allowed:
        return []
    found = acts.assessments(form=ask.thing, gate=ask.gate)
    return _rows(ask, ask.thing, "full_standard", found[-1][1]) if found else []


def _conduct(ask: Ask) -> list[str]:
    """Whether professional standards knows, for the senior office alone."""
    gate, form = ask.gate, ask.thing
    if not gate.may(Act.ASSESS_STANDARD, form, OWN).allowed:
        return []
    rows = conduct.told(gate=gate)
    names = names_of(ask, {row.told_by for row in rows})
    lines = [
        f"Professional standards was told by {names[row.told_by]} on {day_and_time(row.told_at)}, "
        + (
            f"and recorded on {day_and_time(row.received_at)} that it knows."
            if row.received_at
            else "and has not recorded yet that it knows."
        )
        for row in rows
    ]
    waits = any(row.received_at is None for row in rows)
    if waits and not conduct.somebody_there(owner=form.owner_id, gate=gate):
        lines.append(NOBODY_THERE)
    return lines


def _report(ask: Ask) -> str:
    found = report.report_of(form=ask.thing, gate=ask.gate)
    if found is None:
        return report.NO_REPORT
    if found.state in report.SIGNED:
        return "The report is signed off by the senior manager."
    return "The report is being written. It is one of the force's contributions to this review."


def _endorsed(ask: Ask) -> list[dict[str, str]]:
    found = report.endorsements(gate=ask.gate)
    names = names_of(ask, {row.endorsed_by for row, _ in found})
    told = []
    for n, (row, said) in enumerate(reversed(found)):
        carried = not n and report.carries(endorsed=said, document=row.document_id, gate=ask.gate)
        told.append(
            {
                "title": f"Endorsement {row.number}",
                "by": f"{names[row.endorsed_by]}, on {in_words(row.endorsed_on)}. Recorded "
                f"{day_and_time(row.endorsed_at)}.",
                "digest": said["digest"],
                "carried": "The report is as it was endorsed."
                if carried
                else "The report has other words now. They do not carry this endorsement.",
            }
        )
    return told


def sheet_page(ask: Ask, sheet: Sheet, form: Any, said: Mapping[str, str], seen: int) -> Values:
    """One sheet to be filled, or why it is not."""
    fields = fields_of(sheet.code, form.opened_on)
    why_not = refused(ask, sheet, form)
    return {
        "heading": sheet.heading,
        "sentence": sheet.sentence,
        "button": sheet.button,
        "why_not": why_not,
        "entries": [] if why_not else entries(ask, form, fields),
        "values": filling.shown(fields, said),
        "seen": str(seen),
        "back": f"{base_of(ask)}/full",
    }


def refused(ask: Ask, sheet: Sheet, form: Any) -> str:
    """Why the page has nothing to fill, as far as that can be said beforehand."""
    if form.decision != "full":
        return acts.NOT_YET
    if not ask.gate.may(sheet.act, form, OWN).allowed:
        return f"This is for {sheet.who}."
    if sheet.act != Act.WRITE_FULL_PIMR:
        return ""
    if sheet.code == "full_flag" and not acts.documents(form=form, gate=ask.gate):
        return "Your force has no document in this review yet."
    named = acts.author_of(gate=ask.gate)
    if named is None:
        return acts.NOBODY
    return "" if named.membership_id == ask.gate.actor.member else acts.NOT_YOU
