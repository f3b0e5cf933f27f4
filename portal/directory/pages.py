"""Setting up: agencies, people, their accounts, reviews, and who is to take part in them."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any

from portal.agreements import acts as agreements
from portal.directory import acts, desks, forms, seconding
from portal.directory.acts import Listed
from portal.directory.standing import board_name, closed_words, desks_of
from portal.directory.words import DONE, HINTS, KIND_WORDS
from portal.gate.gate import Refused
from portal.gate.policy import BOARD, PORTAL_ROLES, SPOKEN, Act, Role
from portal.people.models import AGENCY_KINDS, STANDINGS, Person
from portal.reviews import acts as reviews
from portal.reviews import forms as reviews_forms
from portal.reviews import opening, parts, words
from portal.reviews.forms import ROLES_OF_AGENCIES, ROLES_OF_THE_BOARD
from portal.reviews.kinds import offered
from portal.reviews.models import AS_AGREED, HANDLINGS, MARKINGS, Joining
from portal.web.dates import day, day_and_time, end_of, start_of, today
from portal.web.page import Ask, Cookie, Deed, Page, Values, Wrong, deed, no_fields, page

KEEP = Act.KEEP_DIRECTORY
BOARD_WORDS = "The commissioning board"
SHOWN_ONCE = "__Host-code"
"""Carries a new enrolment code from the deed that made it to the one page that shows it."""
MINUTES = 600

# Agencies


@page("/directory", act=KEEP, template="directory/index.html")
def index(ask: Ask) -> Values:
    people = acts.people(gate=ask.gate)
    inside = {key: list(some) for key, some in groupby(people, lambda one: one.agency_id)}
    agencies = [
        {
            "name": row.name,
            "kind": KIND_WORDS[row.kind],
            "href": f"/directory/agencies/{row.id}",
            "people": [_line(ask, one) for one in inside.get(row.id, [])],
        }
        for row in acts.agencies(gate=ask.gate)
    ]
    return {"agencies": agencies, "others": [_line(ask, one) for one in inside.get("", [])]}


def _line(ask: Ask, one: Listed) -> dict[str, str]:
    return {
        "name": one.name,
        "email": one.email,
        "state": _state(ask, one),
        "href": f"/directory/people/{one.id}",
    }


def _state(ask: Ask, one: Listed) -> str:
    if one.suspended_at:
        return f"Suspended since {day(one.suspended_at)}"
    if one.enrolled:
        return "Can sign in"
    if one.code_until and one.code_until > ask.now:
        return f"Has an enrolment code, good until {day(one.code_until)}"
    return "Has no enrolment code that works"


@page("/directory/agencies/new", act=KEEP, template="directory/new_agency.html")
def new_agency_page(_: Ask) -> Values:
    return {"kinds": [{"id": k, "text": KIND_WORDS[k], "hint": ""} for k in AGENCY_KINDS]}


@deed("/directory/agencies/new", act=KEEP, form=forms.new_agency)
def new_agency(ask: Ask) -> str:
    try:
        made = acts.add_agency(name=ask.form.name, kind=ask.form.kind, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("name", str(why)) from None
    return f"/directory/agencies/{made}?done=agency"


@page("/directory/agencies/{agency}", act=KEEP, template="directory/agency.html")
def agency(ask: Ask) -> Values:
    row = acts.agency(name=ask.ids["agency"], gate=ask.gate)
    people = [one for one in acts.people(gate=ask.gate) if one.agency_id == row.id]
    return {
        "name": row.name,
        "kind": KIND_WORDS[row.kind],
        "people": [_line(ask, one) for one in people],
        "desks": desks_of(row.id, ask),
        "waiting": seconding.waiting_of(row.id, ask),
        "closed": closed_words(row, acts.agencies(gate=ask.gate)),
        "base": f"/directory/bodies/{row.id}",
        "done": _done(ask),
    }


def _done(ask: Ask) -> str:
    return DONE.get(ask.raw.query.get("done", ""), "")


# People


@page("/directory/people/new", act=KEEP, template="directory/new_person.html")
def new_person_page(ask: Ask) -> Values:
    rows = [{"id": row.id, "text": row.name} for row in acts.agencies(gate=ask.gate)]
    nobodys = "No agency: somebody independent, for the commissioning board"
    return {"agencies": [*rows, {"id": forms.NOBODYS, "text": nobodys}]}


@deed("/directory/people/new", act=KEEP, form=forms.new_account)
def new_person(ask: Ask) -> str:
    told = ask.form
    try:
        person, code = acts.add_person(
            agency_id=told.agency, name=told.name, email=told.email, gate=ask.gate
        )
    except Refused as why:
        raise Wrong.one("email", str(why)) from None
    return _show_once(ask, person, code)


def _show_once(ask: Ask, person: str, code: str) -> str:
    ask.cookies[SHOWN_ONCE] = Cookie(f"{person}.{code}", MINUTES)
    return f"/directory/people/{person}/code"


PERSON = "/directory/people/{person}"


@page(f"{PERSON}/code", act=KEEP, template="directory/code.html", thing=Person)
def code(ask: Ask) -> Values:
    """Once: with this answer the browser forgets the code, and the portal holds a digest of it."""
    whose, _, told = ask.raw.cookies.get(SHOWN_ONCE, "").partition(".")
    ask.cookies[SHOWN_ONCE] = None
    one = acts.listed(person=ask.thing.id, gate=ask.gate)
    return {
        "name": one.name,
        "email": one.email,
        "code": told if whose == one.id else "",
        "until": day_and_time(one.code_until) if one.code_until else "",
        "person": f"/directory/people/{one.id}",
    }


@page(PERSON, act=KEEP, template="directory/person.html", thing=Person)
def person(ask: Ask) -> Values:
    one = acts.listed(person=ask.thing.id, gate=ask.gate)
    held = acts.held(person=one.id, gate=ask.gate)
    takes_part = opening.parts_of(person=one.id, gate=ask.gate)
    return {
        "name": one.name,
        "rows": [
            {"key": "Agency", "value": one.agency or "None"},
            {"key": "Email address", "value": one.email},
            {"key": "Account", "value": _state(ask, one)},
            {"key": "In the portal itself", "value": words.spoken(held) or "No role"},
            {"key": "Takes part in", "value": ", ".join(takes_part) or "No review"},
        ],
        "suspended": one.suspended_at is not None,
        "oneself": one.id == ask.gate.actor.person,
        "appoints": len(held) < len(PORTAL_ROLES) and one.suspended_at is None,
        "dismisses": bool(held),
        "base": f"/directory/people/{one.id}",
        "done": _done(ask),
    }


NEW_CODE = f"{PERSON}/new-code"


@page(NEW_CODE, act=KEEP, template="directory/new_code.html", thing=Person)
def new_code_page(ask: Ask) -> Values:
    return _about(ask)


def _about(ask: Ask) -> dict[str, object]:
    one = acts.listed(person=ask.thing.id, gate=ask.gate)
    called = f"{one.name}, {one.agency}" if one.agency else one.name
    return {"name": called, "email": one.email, "back": f"/directory/people/{one.id}"}


@deed(NEW_CODE, act=KEEP, form=no_fields, thing=Person)
def new_code(ask: Ask) -> str:
    person = ask.thing.id
    return _show_once(ask, person, acts.renew_enrolment(person_id=person, gate=ask.gate))


SUSPEND = f"{PERSON}/suspend"


@page(SUSPEND, act=KEEP, template="directory/suspend.html", thing=Person)
def suspend_page(ask: Ask) -> Values:
    return {**_about(ask), "lifting": False}


@deed(SUSPEND, act=KEEP, form=forms.reason, thing=Person)
def suspend(ask: Ask) -> str:
    try:
        acts.suspend(person_id=ask.thing.id, why=ask.form, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("reason", str(why)) from None
    return f"/directory/people/{ask.thing.id}?done=suspended"


RESTORE = f"{PERSON}/let-in"


@page(RESTORE, act=KEEP, template="directory/suspend.html", thing=Person)
def restore_page(ask: Ask) -> Values:
    return {**_about(ask), "lifting": True}


@deed(RESTORE, act=KEEP, form=forms.reason, thing=Person)
def restore(ask: Ask) -> str:
    acts.restore(person_id=ask.thing.id, why=ask.form, gate=ask.gate)
    return f"/directory/people/{ask.thing.id}?done=let-in"


# Reviews


@page("/directory/reviews", act=KEEP, template="directory/reviews.html")
def every_review(ask: Ask) -> Values:
    return {
        "reviews": [
            {
                "name": row.code_name,
                "kind": words.kind_words(row.kind),
                "opened": day(row.opened_at),
                "href": f"/directory/reviews/{row.id}",
            }
            for row in opening.every(gate=ask.gate)
        ]
    }


@page("/directory/reviews/new", act=KEEP, template="directory/new_review.html")
def new_review_page(ask: Ask) -> Values:
    return {
        "kinds": [
            {"id": k, "text": text, "hint": ""} for k, text in offered(today(ask.now)).items()
        ],
        "boards": [
            {"id": row.id, "text": row.name}
            for row in desks.boards(gate=ask.gate)
            if row.closed_at is None
        ],
        "markings": [{"id": m, "text": m, "hint": ""} for m in MARKINGS],
        "handlings": [{"id": h, "text": text, "hint": ""} for h, text in HANDLINGS.items()],
    }


@deed("/directory/reviews/new", act=KEEP, form=reviews_forms.new_review)
def new_review(ask: Ask) -> str:
    told = ask.form
    try:
        made = reviews.open_review(
            kind=told.kind,
            marking=told.marking,
            handling=told.handling,
            board=told.board,
            gate=ask.gate,
        )
    except Refused as why:
        raise Wrong.one("kind", str(why)) from None
    return f"/directory/reviews/{made.id}?done=opened"


OPENED = "/directory/reviews/{opened}"


@page(OPENED, act=KEEP, template="directory/review.html")
def one_review(ask: Ask) -> Values:
    row = opening.one(name=ask.ids["opened"], gate=ask.gate)
    here = {one.id: one for one in acts.people(gate=ask.gate)}
    base = f"/directory/reviews/{row.id}"
    rows = reviews.members(gate=ask.gate, review=row.id)
    standing = [one for one in words.role_words(rows).values() if one.ends > ask.now]
    asked = parts.asked_for(review=row.id, gate=ask.gate)
    answering = {one.id: one.owner_id for one in asked}
    return {
        "name": row.code_name,
        "rows": [
            {"key": "Kind", "value": words.kind_words(row.kind)},
            {"key": "For", "value": board_name(row.board_id, ask)},
            {"key": "Marking", "value": row.marking},
            {"key": "Handling", "value": HANDLINGS[row.handling or AS_AGREED]},
            {"key": "Opened", "value": day(row.opened_at)},
        ],
        "members": [_member(one, here[one.person_id]) for one in standing],
        "waiting": [
            {
                **_member(one, here[one.person_id]),
                "answers": _answers(one, answering[one.id], row.id, ask),
                "href": f"/directory/joinings/{one.id}/take-back",
            }
            for one in words.role_words(asked).values()
        ],
        "base": base,
        "done": _done(ask),
    }


def _member(one: words.Member, listed: Listed) -> dict[str, str]:
    return {
        "name": listed.name,
        "email": listed.email,
        "role": one.roles,
        "body": one.agency or BOARD_WORDS,
        "from": day(one.starts),
        "until": day(one.ends),
    }


def _answers(one: words.Member, owner: str, review: str, ask: Ask) -> str:
    """Who is to say yes, or what is missing so that somebody can."""
    stands = partial(parts.office_stands, review=review, gate=ask.gate, but=one.person_id)
    if owner != one.body and stands(body=one.body):
        return "Nobody: they have an office of their own now. Take this back, and propose it anew"
    if not stands(body=owner):
        return "Nobody can answer yet. Add that body's office first"
    return "The board's office" if owner == BOARD else f"The senior office of {one.agency}"


JOIN = f"{OPENED}/join"


@page(JOIN, act=KEEP, template="directory/join.html")
def join_page(ask: Ask) -> Values:
    row = opening.one(name=ask.ids["opened"], gate=ask.gate)
    people = [one for one in acts.people(gate=ask.gate) if one.suspended_at is None]
    bodies = [{"id": a.id, "text": a.name} for a in acts.agencies(gate=ask.gate)]
    return {
        "review": row.code_name,
        "people": [{"id": one.id, "text": _told_apart(one)} for one in people],
        "bodies": [*bodies, {"id": BOARD, "text": BOARD_WORDS}],
        "roles": _options(dict.fromkeys((*ROLES_OF_AGENCIES, *ROLES_OF_THE_BOARD))),
        "standings": [{"id": k, "text": text, "hint": ""} for k, text in STANDINGS.items()],
        "today": f"{today(ask.now):%-d/%-m/%Y}",
        "back": f"/directory/reviews/{row.id}",
    }


def _told_apart(one: Listed) -> str:
    """People of one name differ in agency or e-mail address."""
    return f"{one.name}, {one.agency or 'no agency'} ({one.email})"


def _options(roles: Iterable[Role]) -> list[dict[str, Any]]:
    return [{"id": role.value, "text": SPOKEN[role], "hint": HINTS[role]} for role in roles]


@deed(JOIN, act=KEEP, form=reviews_forms.new_part)
def join(ask: Ask) -> str:
    row = opening.one(name=ask.ids["opened"], gate=ask.gate)
    told = reviews_forms.in_time(ask.form, today(ask.now))
    starts = max(start_of(told.starts), ask.now)
    part = parts.Part(told.person, told.body, told.roles, starts, end_of(told.ends), told.standing)
    try:
        made = parts.ask(review=row.id, part=part, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("person", str(why)) from None
    if isinstance(made, Joining):
        return f"/directory/reviews/{row.id}?done=asked"
    agreements.hand_key_to(member=made, roles=part.roles, gate=ask.gate)
    return f"/directory/reviews/{row.id}?done=seated"


TAKE_BACK = "/directory/joinings/{joining}/take-back"


@page(TAKE_BACK, act=KEEP, template="directory/take_back.html")
def take_back_page(ask: Ask) -> Values:
    row = opening.waiting(name=ask.ids["joining"], gate=ask.gate)
    one = acts.listed(person=row.person_id, gate=ask.gate)
    return {"name": _told_apart(one), "back": f"/directory/reviews/{row.review_id}"}


@deed(TAKE_BACK, act=KEEP, form=no_fields)
def take_back(ask: Ask) -> str:
    review = parts.take_back(joining=ask.ids["joining"], gate=ask.gate)
    return f"/directory/reviews/{review}?done=taken-back"


ROUTES: list[Page | Deed] = [
    index, new_agency_page, new_agency, agency, new_person_page, new_person, code, person,
    new_code_page, new_code, suspend_page, suspend, restore_page, restore, every_review,
    new_review_page, new_review, one_review, join_page, join, take_back_page, take_back,
]  # fmt: skip
