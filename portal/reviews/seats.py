"""The pages on which people say for whom they act, and offices say who takes part."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.documents import acts as documents
from portal.documents.models import Section
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act, law
from portal.gate.sessions import choose
from portal.reviews import acts, forms, parts, stand_downs
from portal.reviews.models import Asked, Joining, Membership, StandDown
from portal.reviews.words import (
    BOARD_WORDS,
    DONE,
    framed,
    in_sentence,
    keeps_parts,
    role_words,
    roles_and_standing,
    standing,
    who_is,
)
from portal.web.dates import day, end_of
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

# For whom she acts

ACT_AS = "/reviews/{review}/act-as"


@page(ACT_AS, act=Act.OWN_AFFAIRS, template="reviews/choose.html", choosing=True)
def choose_page(ask: Ask) -> Values:
    members = role_words(acts.members(gate=ask.gate))
    mine = [members[seat] for seat in ask.gate.seats]
    options = [{"id": m.id, "text": m.agency or BOARD_WORDS, "hint": m.roles} for m in mine]
    return {"options": options}


@deed(ACT_AS, act=Act.OWN_AFFAIRS, form=forms.seat, choosing=True, goes_on=True)
def choose_deed(ask: Ask) -> str:
    if ask.form.membership not in ask.gate.seats:
        raise Wrong.one("membership", "Choose one of the memberships on this page.")
    choose(ask.gate.connection, ask.token, ask.gate.domain, ask.form.membership)
    return f"/reviews/{ask.gate.domain}"


# An office answers

JOINING = "/reviews/{review}/joinings/{joining}"


@page(JOINING, act=Act.CONFIRM_MEMBER, template="reviews/joining.html", thing=Joining)
def joining_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    body = acts.body_name(body=row.body, gate=ask.gate)
    roles = parts.roles_of(joining=row.id, gate=ask.gate)
    name = acts.called(gate=ask.gate, person_ids=[row.person_id], agency=False)[row.person_id]
    return {
        "name": name,
        "sentence": f"If you confirm it, {name} takes part for {in_sentence(body)} from "
        f"{day(max(row.starts_at, ask.now))} until {day(row.ends_at)}, and reads and does all that "
        "the roles below give. The administrator of the portal has proposed it.",
        "rows": [
            *who_is(row.person_id, ask.gate),
            {"key": "Role", "value": roles_and_standing(roles, row.standing)},
            {"key": "For", "value": body},
            {"key": "First day", "value": day(row.starts_at)},
            {"key": "Last day", "value": day(row.ends_at)},
        ],
        "why_not": _why_not(ask),
        "back": f"/reviews/{ask.gate.domain}/parts",
    }


def _why_not(ask: Ask) -> str:
    if ask.thing.stage != Asked.WAITING:
        return "This has been answered already. Nothing more is needed from you."
    if ask.thing.person_id == ask.gate.actor.person:
        return "Nobody confirms their own part. Another officer does."
    return ""


@deed(JOINING, act=Act.CONFIRM_MEMBER, form=forms.answer, thing=Joining)
def joining_deed(ask: Ask) -> str:
    gate, base = ask.gate, f"/reviews/{ask.gate.domain}/parts"
    try:
        if not ask.form.confirms:
            parts.refuse(joining=ask.thing, why=ask.form.why, gate=gate)
            return f"{base}?done=refused"
        member = parts.confirm(joining=ask.thing, gate=gate)
    except Refused as why:
        raise Wrong.one("answer", str(why)) from None
    roles = parts.roles_of(joining=ask.thing.id, gate=gate)
    agreements.hand_key_to(member=member, roles=roles, gate=gate)
    return f"{base}?done=confirmed"


# Who takes part, and what an office may change of it


@page("/reviews/{review}/parts", act=Act.READ_REVIEW, template="reviews/parts.html")
def parts_page(ask: Ask) -> Values:
    framed(ask)
    gate, base = ask.gate, f"/reviews/{ask.gate.domain}"
    if not keeps_parts(gate):
        gate.deny(Act.END_MEMBERSHIP)
    owners = set(gate.owners_for(Act.CONFIRM_MEMBER))
    asked = role_words(
        [one for one in parts.asked_for(review=gate.domain, gate=gate) if one.owner_id in owners]
    )
    members = standing(gate)
    away = stand_downs.standing(gate=gate)
    ids = {one.person_id for one in (*asked.values(), *members, *away)}
    names = acts.called(gate=gate, person_ids=ids)
    return {
        "waiting": [
            {"name": names[m.person_id], "role": m.roles, "href": f"{base}/joinings/{m.id}"}
            for m in asked.values()
        ],
        "members": [_member(m, names[m.person_id], ask) for m in members],
        "away": [_away(row, names[row.person_id], ask) for row in away],
        "done": DONE.get(ask.raw.query.get("done", ""), ""),
    }


def _member(one: Any, name: str, ask: Ask) -> dict[str, str]:
    base = f"/reviews/{ask.gate.domain}/parts/{one.id}"
    may_end = ask.gate.may(Act.END_MEMBERSHIP, one, Membership.shape).allowed
    oneself = one.person_id == ask.gate.actor.person
    return {
        "name": name,
        "role": one.roles,
        "body": one.agency or BOARD_WORDS,
        "until": day(one.ends),
        "end": f"{base}/end" if may_end else "",
        "stand_down": "" if oneself else f"{base}/stand-down",
    }


def _away(row: Any, name: str, ask: Ask) -> dict[str, str]:
    return {
        "name": name,
        "from": _kept_from(row, ask.gate),
        "since": day(row.made_at),
        "href": f"/reviews/{ask.gate.domain}/stand-downs/{row.id}/lift",
    }


def _kept_from(row: Any, gate: Gate) -> str:
    if row.scope == "review":
        return "the whole review"
    if row.scope == "owner":
        return f"all that {acts.body_name(body=row.what, gate=gate)} owns"
    return next((told for key, told in _sections(gate) if key == row.what), "one section")


END = "/reviews/{review}/parts/{membership}/end"


@page(END, act=Act.END_MEMBERSHIP, template="reviews/end_part.html", thing=Membership)
def end_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    name = acts.called(gate=ask.gate, person_ids=[row.person_id])[row.person_id]
    body = acts.body_name(body=row.body, gate=ask.gate)
    return {
        "sentence": f"{name} will take part for {in_sentence(body)} no longer, and will see "
        "nothing of the review in this part from then on. What they read and signed stays on "
        "record, and signatures stand.",
        "until": day(row.ends_at),
        "over": row.ends_at <= ask.now,
        "back": f"/reviews/{ask.gate.domain}/parts",
    }


@deed(END, act=Act.END_MEMBERSHIP, form=forms.leaving, thing=Membership, goes_on=True)
def end_deed(ask: Ask) -> str:
    last: datetime = end_of(ask.form.day) if ask.form.day else ask.now
    field = "day" if ask.form.day else "when"
    if last < ask.now:
        raise Wrong.one("day", "The last day must be today or later.")
    try:
        roles = parts.leave(member=ask.thing, ends=last, why=ask.form.why, gate=ask.gate)
    except Refused as why:
        raise Wrong.one(field, str(why)) from None
    if ask.thing.ends_at > ask.now:
        agreements.hand_key_to(member=ask.thing, roles=roles, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/parts?done=ended"


# A conflict

STAND = "/reviews/{review}/parts/{membership}/stand-down"


@page(STAND, act=Act.READ_REVIEW, template="reviews/stand_down.html", thing=Membership)
def stand_down_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.STAND_DOWN)
    person = ask.thing.person_id
    return {
        "name": acts.called(gate=ask.gate, person_ids=[person])[person],
        "options": _from_what(ask.gate),
        "back": f"/reviews/{ask.gate.domain}/parts",
    }


def _from_what(gate: Gate) -> list[dict[str, str]]:
    """From what the acting member's office can keep somebody."""
    if gate.body == BOARD:
        whole = {
            "id": "review",
            "text": "The whole review",
            "hint": "Their own agency's material too.",
        }
        bodies = acts.owners(gate=gate).items()
        owners = [
            {"id": f"owner:{b}", "text": f"All that {in_sentence(name)} owns", "hint": ""}
            for b, name in bodies
        ]
        return [whole, *owners]
    own = {"id": f"owner:{gate.body}", "text": "All that your agency owns", "hint": ""}
    sections = [{"id": f"section:{key}", "text": told, "hint": ""} for key, told in _sections(gate)]
    return [own, *sections]


def _sections(gate: Gate) -> list[tuple[str, str]]:
    """The acting body's own sections by number and class: no title is opened for a list."""
    table = Section.__table__
    query = sa.select(table).where(table.c.review_id == gate.domain, table.c.owner_id == gate.body)
    rows = gate.connection.execute(query.order_by(table.c.document_id, table.c.position)).all()
    places = documents.places(documents={row.document_id for row in rows}, gate=gate)
    classes = law().classes
    told = [
        (row.id, places[row.id], classes[row.section_class]) for row in rows if row.id in places
    ]
    return [(key, f"Section {place}: {one.title}") for key, place, one in told]


@deed(STAND, act=Act.READ_REVIEW, form=forms.conflict, thing=Membership)
def stand_down_deed(ask: Ask) -> str:
    told = ask.form
    try:
        stand_downs.stand_down(
            person=ask.thing.person_id,
            scope=told.scope,
            what=told.what,
            why=told.why,
            gate=ask.gate,
        )
    except Refused as why:
        raise Wrong.one("from", str(why)) from None
    return f"/reviews/{ask.gate.domain}/parts?done=stood-down"


LIFT = "/reviews/{review}/stand-downs/{stand_down}/lift"


@page(LIFT, act=Act.STAND_DOWN, template="reviews/lift.html", thing=StandDown)
def lift_page(ask: Ask) -> Values:
    framed(ask)
    person = ask.thing.person_id
    name = acts.called(gate=ask.gate, person_ids=[person])[person]
    what = _kept_from(ask.thing, ask.gate)
    return {
        "sentence": f"{name} will not be kept from {what} by your office any more, and sees again "
        "what their part in the review gives.",
        "over": ask.thing.lifted_at is not None,
        "back": f"/reviews/{ask.gate.domain}/parts",
    }


@deed(LIFT, act=Act.STAND_DOWN, form=forms.reason, thing=StandDown)
def lift_deed(ask: Ask) -> str:
    try:
        stand_downs.lift(row=ask.thing, why=ask.form, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("reason", str(why)) from None
    return f"/reviews/{ask.gate.domain}/parts?done=let-in"


ROUTES: list[Page | Deed] = [
    choose_page, choose_deed, joining_page, joining_deed, parts_page, end_page, end_deed,
    stand_down_page, stand_down_deed, lift_page, lift_deed,
]  # fmt: skip
