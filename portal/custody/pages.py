"""Legal hold on what an organisation owns in a review, and removing covert-source words."""

from typing import Any

from portal.custody import acts, forms
from portal.documents.models import Version
from portal.gate.policy import Act
from portal.reviews import acts as reviews
from portal.reviews.words import framed, in_sentence, role_words
from portal.web.dates import day
from portal.web.page import Ask, Deed, Page, Values, deed, no_fields, page

CUSTODY = "/reviews/{review}/custody"
HOLD = f"{CUSTODY}/hold"
LIFT = f"{CUSTODY}/lift"
REMOVE = "/reviews/{review}/custody/{version}/remove"


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
        "sections": [
            _covert(ask, row, members)
            for row in (acts.covert_sections(owner=mine, gate=gate) if mine in removes else [])
        ],
    }


def _called(ask: Ask, member: str, members: Any) -> str:
    person = members[member].person_id
    return reviews.called(gate=ask.gate, person_ids=[person]).get(person, "Somebody")


def _hold(ask: Ask, hold: Any, members: Any) -> dict[str, str]:
    return {"since": day(hold.placed_at), "by": _called(ask, hold.placed_by, members)}


def _covert(ask: Ask, row: Any, members: Any) -> dict[str, object]:
    if row.done_at is not None:
        state, href = f"Removed on {day(row.done_at)}", None
    elif row.asked_at is not None:
        by = _called(ask, row.asked_by, members)
        state = f"{by} asked for its removal on {day(row.asked_at)}: another officer must confirm"
        href = f"{CUSTODY.format(review=ask.gate.domain)}/{row.newest_id}/remove"
    else:
        state = "Closed to everybody, and still held"
        href = f"{CUSTODY.format(review=ask.gate.domain)}/{row.newest_id}/remove"
    return {"name": f"Section {row.position}", "state": state, "href": href}


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
    framed(ask)
    rows = acts.covert_sections(owner=ask.thing.owner_id, gate=ask.gate)
    row = next((r for r in rows if r.id == ask.thing.section_id), None)
    if row is None or row.done_at is not None:
        ask.gate.deny(Act.REMOVE_COVERT, ask.thing.owner_id, ask.thing.id)
    name = f"Section {row.position}"
    asks = row.asked_at is None
    return {
        "heading": f"{'Ask for the removal of' if asks else 'Remove'} the words of {name.lower()}",
        "sentence": f"{name}'s words stay closed to everybody until another senior or disclosure "
        "officer of your organisation confirms; then they are gone for good."
        if asks
        else f"Every version of {name.lower()} and everything said beside it is removed at once, "
        "for good. You cannot take this back.",
        "button": "Ask for removal" if asks else "Remove the words for good",
        "back": _back(ask),
    }


@deed(REMOVE, act=Act.REMOVE_COVERT, form=no_fields, thing=Version)
def remove_deed(ask: Ask) -> str:
    acts.remove(version=ask.thing, gate=ask.gate)
    return _back(ask)


ROUTES: list[Page | Deed] = [
    custody, hold_page, hold_deed, lift_page, lift_deed, remove_page, remove_deed,
]  # fmt: skip
