"""Legal hold on what an organisation owns in a review, and removing covert-source words."""

from typing import Any

from portal.custody import acts, forms
from portal.documents.models import Version
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Attachment
from portal.reviews import acts as reviews
from portal.reviews.words import framed, in_sentence, role_words
from portal.web.dates import day
from portal.web.page import Ask, Deed, Page, Values, deed, no_fields, page

CUSTODY = "/reviews/{review}/custody"
HOLD = f"{CUSTODY}/hold"
LIFT = f"{CUSTODY}/lift"
REMOVE = "/reviews/{review}/custody/{version}/remove"
COVERT_FILE = f"{CUSTODY}/files/{{attachment}}/covert"
REMOVE_FILE = f"{CUSTODY}/files/{{attachment}}/remove"


@page(CUSTODY, act=Act.READ_REVIEW, template="custody/custody.html")
def custody(ask: Ask) -> Values:
    framed(ask)
    gate = ask.gate
    keeps, removes = gate.owners_for(Act.KEEP_HOLD), gate.owners_for(Act.REMOVE_COVERT)
    mine = gate.body
    if mine not in {*keeps, *removes}:
        gate.deny(Act.KEEP_HOLD)
    hold = acts.standing_hold(owner=mine, gate=gate)
    members = role_words(reviews.members(gate=gate))
    base = f"/reviews/{gate.domain}/custody"
    return {
        "owner": in_sentence(reviews.owners(gate=gate)[mine]),
        "hold": _hold(ask, hold, members) if hold else None,
        "hold_href": f"{base}/{'lift' if hold else 'hold'}" if mine in keeps else None,
        "covert": _all_covert(ask, mine, members) if mine in removes else [],
    }


def _called(ask: Ask, member: str, members: Any) -> str:
    person = members[member].person_id
    return reviews.called(gate=ask.gate, person_ids=[person]).get(person, "Somebody")


def _hold(ask: Ask, hold: Any, members: Any) -> dict[str, str]:
    return {"since": day(hold.placed_at), "by": _called(ask, hold.placed_by, members)}


def _all_covert(ask: Ask, mine: str, members: Any) -> list[dict[str, object]]:
    """What was said to be covert, each with its address; sections first."""
    base = CUSTODY.format(review=ask.gate.domain)
    sections = acts.covert_sections(owner=mine, gate=ask.gate)
    files = acts.covert_files(owner=mine, gate=ask.gate)
    named = [(row, f"Section {row.position}", f"{base}/{row.newest_id}/remove") for row in sections]
    named += [(row, _file(row), f"{base}/files/{row.id}/remove") for row in files]
    return [_covert(ask, *one, members) for one in named]


def _file(row: Any) -> str:
    return f"File kept on {day(row.kept_at)}"


def _covert(ask: Ask, row: Any, name: str, href: str, members: Any) -> dict[str, object]:
    if row.done_at is not None:
        return {"name": name, "state": f"Removed on {day(row.done_at)}", "href": None}
    state = "Closed to everybody, and still held"
    if row.asked_at is not None:
        by = _called(ask, row.asked_by, members)
        state = f"{by} asked for its removal on {day(row.asked_at)}: another officer must confirm"
    return {"name": name, "state": state, "href": href}


def _own(ask: Ask) -> str:
    """The acting body's name. Raises Absent for whoever keeps no hold."""
    framed(ask)
    return in_sentence(reviews.owners(gate=ask.gate)[ask.gate.acting_for(Act.KEEP_HOLD)])


def _back(ask: Ask) -> str:
    return CUSTODY.format(review=ask.gate.domain)


@page(HOLD, act=Act.READ_REVIEW, template="custody/hold.html")
def hold_page(ask: Ask) -> Values:
    owner = _own(ask)
    return {
        "heading": "Place a legal hold",
        "sentence": f"Nothing that {owner} owns in this review can be destroyed or removed until "
        "the hold is lifted. Who can read what stays as it is.",
        "label": "Why is it needed?",
        "button": "Place the hold",
        "grave": False,
        "back": _back(ask),
    }


@deed(HOLD, act=Act.READ_REVIEW, form=forms.why)
def hold_deed(ask: Ask) -> str:
    acts.place_hold(why=ask.form.reason, gate=ask.gate)
    return _back(ask)


@page(LIFT, act=Act.READ_REVIEW, template="custody/hold.html")
def lift_page(ask: Ask) -> Values:
    owner = _own(ask)
    return {
        "heading": "Lift the legal hold",
        "sentence": f"What {owner} owns in this review may then be destroyed when its time comes, "
        "and covert-source words may be removed. Who can read what stays as it is.",
        "label": "Why is it not needed any more?",
        "button": "Lift the hold",
        "grave": True,
        "back": _back(ask),
    }


@deed(LIFT, act=Act.READ_REVIEW, form=forms.why)
def lift_deed(ask: Ask) -> str:
    acts.lift_hold(why=ask.form.reason, gate=ask.gate)
    return _back(ask)


@page(REMOVE, act=Act.REMOVE_COVERT, template="custody/remove.html", thing=Version)
def remove_page(ask: Ask) -> Values:
    rows = acts.covert_sections(owner=ask.thing.owner_id, gate=ask.gate)
    row = _still_there(ask, rows, ask.thing.section_id)
    return _removal(
        ask, row, f"Section {row.position}", "every version of it and everything said beside it is"
    )


@page(REMOVE_FILE, act=Act.REMOVE_COVERT, template="custody/remove.html", thing=Attachment)
def remove_file_page(ask: Ask) -> Values:
    rows = acts.covert_files(owner=ask.thing.owner_id, gate=ask.gate)
    row = _still_there(ask, rows, ask.thing.id)
    return _removal(ask, row, _file(row), "its name and all that it holds are")


def _still_there(ask: Ask, rows: list[Any], name: str) -> Any:
    row = next((r for r in rows if r.id == name and r.done_at is None), None)
    if row is None:
        ask.gate.deny(Act.REMOVE_COVERT, ask.thing.owner_id, ask.thing.id)
    return row


def _removal(ask: Ask, row: Any, name: str, goes: str) -> Values:
    framed(ask)
    asks = row.asked_at is None
    return {
        "heading": f"{'Ask for the removal' if asks else 'Removal'} of covert-source material",
        "sentence": f"{name} stays closed to everybody until another senior or disclosure officer "
        "of your organisation confirms; then it is gone for good."
        if asks
        else f"{name}: {goes} removed at once, for good. You cannot take this back.",
        "button": "Ask for removal" if asks else "Remove it for good",
        "back": _back(ask),
    }


@deed(REMOVE, act=Act.REMOVE_COVERT, form=no_fields, thing=Version)
def remove_deed(ask: Ask) -> str:
    acts.remove(version=ask.thing, gate=ask.gate)
    return _back(ask)


@deed(REMOVE_FILE, act=Act.REMOVE_COVERT, form=no_fields, thing=Attachment)
def remove_file_deed(ask: Ask) -> str:
    acts.remove_file(attachment=ask.thing, gate=ask.gate)
    return _back(ask)


@page(COVERT_FILE, act=Act.RECLASSIFY, template="custody/remove.html", thing=Attachment)
def covert_file_page(ask: Ask) -> Values:
    framed(ask)
    number = importing.number_of(attachment=ask.thing, gate=ask.gate)
    return {
        "heading": "Does this file hold covert-source material?",
        "sentence": f"Attachment {number} closes for everybody at once, you included, and stays "
        "closed until two officers of your organisation remove it. You cannot take this back.",
        "button": "Close it for everybody",
        "back": _attachments(ask),
    }


@deed(COVERT_FILE, act=Act.RECLASSIFY, form=no_fields, thing=Attachment)
def covert_file_deed(ask: Ask) -> str:
    importing.mark_covert(attachment=ask.thing, gate=ask.gate)
    return _attachments(ask)


def _attachments(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/contributions/{ask.thing.document_id}/attachments"


ROUTES: list[Page | Deed] = [
    custody, hold_page, hold_deed, lift_page, lift_deed, remove_page, remove_deed,
    remove_file_page, remove_file_deed, covert_file_page, covert_file_deed,
]  # fmt: skip
