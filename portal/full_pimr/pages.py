"""The pages of the full PIMR: what is kept of it, and a sheet for each thing that is done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.full_pimr import acts, conduct, drawn, report
from portal.full_pimr.models import Conduct, Flag
from portal.full_pimr.sheets import SHEETS, Sheet
from portal.gate.gate import Absent
from portal.gate.policy import Act
from portal.pimr import filling, forms
from portal.pimr.acts import form_of
from portal.pimr.models import Filled, Form
from portal.pimr.sheets import fields_of
from portal.reviews.words import framed
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

FULL = "/reviews/{review}/pimr/{form}/full"
ENTRY = "/reviews/{review}/pimr-entries/{entry}"
RECEIVE = "/reviews/{review}/pimr-notices/{pimr_flag}/receive"
CONDUCT = "/reviews/{review}/conduct-notices/{pimr_conduct}/receive"


@page(FULL, act=Act.READ_PIMR, template="full_pimr/full.html", thing=Form)
def full(ask: Ask) -> Values:
    review = framed(ask)
    return {"review": review.code_name, **drawn.whole(ask)}


def _typed(ask: Ask, sheet: Sheet, form: Any) -> dict[str, str]:
    """What was typed, whole. Raises Wrong with every part that is missing or cannot be taken."""
    fields = fields_of(sheet.code, form.opened_on)
    chosen = drawn.choices(ask, form)
    said = filling.typed(fields, ask.form, now=ask.now, choices=chosen)
    lacks = filling.missing(fields, said)
    if lacks:
        raise Wrong([e for one in lacks for e in Wrong.one(one["field"], one["sentence"]).errors])
    return said


def _seen(ask: Ask) -> int:
    seen = ask.form.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 6 else -1


def _newest(ask: Ask, code: str) -> tuple[int, dict[str, str]]:
    """What the sheet says already, where there is one of it in a review."""
    if code == "full_terms" and acts.reads(form=ask.thing, gate=ask.gate):
        found = [(r.number, said) for r, said in acts.papers(gate=ask.gate) if r.sheet == code]
        return found[0] if found else (0, {})
    if code == "full_standard":
        told = acts.assessments(form=ask.thing, gate=ask.gate)
        return (told[-1][0].number, told[-1][1]) if told else (0, {})
    return 0, {}


def _show(ask: Ask, sheet: Sheet) -> Values:
    review = framed(ask)
    seen, said = _newest(ask, sheet.code)
    return {
        "review": review.code_name, **drawn.sheet_page(ask, sheet, ask.thing, said, seen)
    }  # fmt: skip


def _keep(ask: Ask, sheet: Sheet) -> str:
    form, gate = ask.thing, ask.gate
    said = _typed(ask, sheet, form)
    _done(sheet, {"form": form, "gate": gate}, said, _seen(ask))
    return f"{drawn.base_of(ask)}/full?done={sheet.code}"


def _done(sheet: Sheet, given: dict[str, Any], said: Mapping[str, str], seen: int) -> None:
    """The act of a sheet."""
    match sheet.code:
        case "full_author":
            do("author", acts.name_author, member=said["author"], **given)
        case "full_standard":
            do("standard", acts.assess, answers=said, seen=seen, **given)
        case "full_flag":
            told = {"document": said["document"], "relevant": said["relevance"] == "yes"}
            do("document", acts.flag, note=said["reasons"], **told, **given)
        case "full_key_issues":
            do("", report.draw_in, **given)
        case "full_endorse":
            on = date.fromisoformat(said["endorsed_on"])
            do("endorsed_on", report.endorse, on=on, **given)
        case "full_force":
            do("reasons", report.circulate_in_force, why=said["reasons"], **given)
        case _:
            field = "witness" if sheet.code == "full_interview" else ""
            do(field, acts.enter, sheet=sheet.code, answers=said, seen=seen, **given)


def _routes_of(sheet: Sheet) -> list[Page | Deed]:
    path = f"{FULL}/{sheet.path}"
    act = Act.ASSESS_STANDARD if sheet.act == Act.ASSESS_STANDARD else Act.READ_PIMR
    shows = page(path, act=act, template="full_pimr/sheet.html", thing=Form)
    keeps = deed(path, act=act, form=forms.whole, thing=Form)
    return [shows(lambda ask: _show(ask, sheet)), keeps(lambda ask: _keep(ask, sheet))]


# An entry that is there already


def _entry(ask: Ask) -> tuple[Any, Sheet, int, dict[str, str]]:
    """The form, and the sheet with its newest version. Raises Absent."""
    row, form = ask.thing, form_of(gate=ask.gate)
    there = form is not None and acts.reads(form=form, gate=ask.gate) and row.sheet in acts.KEPT
    if not there:
        raise Absent
    for one, said in acts.papers(gate=ask.gate):
        if (one.sheet, one.item) == (row.sheet, row.item):
            return form, SHEETS[row.sheet], one.number, said
    raise Absent


@page(ENTRY, act=Act.READ_PIMR, template="full_pimr/sheet.html", thing=Filled)
def entry_page(ask: Ask) -> Values:
    review = framed(ask)
    form, sheet, seen, said = _entry(ask)
    return {"review": review.code_name, **drawn.sheet_page(ask, sheet, form, said, seen)}


@deed(ENTRY, act=Act.READ_PIMR, form=forms.whole, thing=Filled)
def entry_deed(ask: Ask) -> str:
    form, sheet, _, _ = _entry(ask)
    told = {"sheet": sheet.code, "item": ask.thing.item, "seen": _seen(ask)}
    given = {"form": form, "answers": _typed(ask, sheet, form), **told}
    do("witness" if sheet.code == "full_interview" else "", acts.enter, **given, gate=ask.gate)
    return f"{drawn.base_of(ask)}/full?done={sheet.code}"


# The disclosure officer's receipt


@page(RECEIVE, act=Act.RECEIVE_FLAG, template="full_pimr/sheet.html", thing=Flag)
def receive_page(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    stands = {one.id for one in acts.flags(gate=ask.gate)}
    waits = row.received_at is None and row.id in stands
    return {
        "review": review.code_name,
        "heading": "Has the notice come to you?",
        "sentence": "Your name and this moment are kept as the receipt of a notice under the "
        "Criminal Procedure and Investigations Act 1996 (CPIA).",
        "button": "Record that it has come",
        "why_not": "" if waits else "Nothing waits for you here any more.",
        "entries": [],
        "values": {},
        "seen": "",
        "back": f"{drawn.base_of(ask)}/full",
    }


@deed(RECEIVE, act=Act.RECEIVE_FLAG, form=no_fields, thing=Flag)
def receive_deed(ask: Ask) -> str:
    do("", acts.receive, flag=ask.thing, gate=ask.gate)
    return f"{drawn.base_of(ask)}/full?done=received"


# A matter of conduct, before professional standards


@page(CONDUCT, act=Act.RECEIVE_CONDUCT, template="full_pimr/conduct.html", thing=Conduct)
def conduct_page(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    name = drawn.names_of(ask, {row.told_by})[row.told_by]
    return {
        "name": review.code_name,
        "sentence": f"{name} assessed the standard of practice in a police internal management "
        "review, and says that a matter of conduct arises. Nothing of it is written in the portal: "
        "speak to this officer. Your name and this moment are kept, and shown to the force's "
        "senior office.",
        "why_not": "That you know of it is recorded already." if row.received_at else "",
        "back": f"/reviews/{ask.gate.domain}",
    }


@deed(CONDUCT, act=Act.RECEIVE_CONDUCT, form=no_fields, thing=Conduct)
def conduct_deed(ask: Ask) -> str:
    do("", conduct.receive, notice=ask.thing, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}"


ROUTES: list[Page | Deed] = [
    full, *(route for sheet in SHEETS.values() for route in _routes_of(sheet)),
    entry_page, entry_deed, receive_page, receive_deed, conduct_page, conduct_deed,
]  # fmt: skip
