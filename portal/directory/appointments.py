"""The pages on which administrators appoint others and auditors, and end appointments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal.directory import acts, forms
from portal.directory.words import PORTAL_HINTS
from portal.gate.gate import Refused
from portal.gate.policy import ALWAYS, PORTAL_ROLES, SPOKEN, Act, Role
from portal.people.models import Person
from portal.web.dates import day
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

KEEP = Act.KEEP_DIRECTORY


@page("/directory/appointments", act=KEEP, template="directory/appointments.html")
def appointments(ask: Ask) -> Values:
    here = {one.id: one for one in acts.people(gate=ask.gate)}
    told = [_told(one, here[one.person]) for one in acts.appointments(gate=ask.gate)]
    return {
        "standing": [one for one in told if not one["until"]],
        "ended": [one for one in told if one["until"]],
    }


def _told(one: acts.Appointment, listed: acts.Listed) -> dict[str, str]:
    begun = one.since != ALWAYS
    return {
        "name": listed.name,
        "email": listed.email,
        "role": SPOKEN[one.role],
        "from": day(datetime.fromisoformat(one.since)) if begun else "The beginning",
        "until": day(one.ended_at) if one.ended_at else "",
        "href": f"/directory/people/{one.person}",
    }


APPOINT = "/directory/people/{person}/appoint"


@page(APPOINT, act=KEEP, template="directory/appoint.html", thing=Person)
def appoint_page(ask: Ask) -> Values:
    held = set(acts.held(person=ask.thing.id, gate=ask.gate))
    return {**_about(ask, PORTAL_ROLES - held), "ending": False}


def _about(ask: Ask, roles: Iterable[Role]) -> dict[str, Any]:
    one = acts.listed(person=ask.thing.id, gate=ask.gate)
    return {
        "name": f"{one.name}, {one.agency}" if one.agency else one.name,
        "email": one.email,
        "roles": [{"id": r, "text": SPOKEN[r], "hint": PORTAL_HINTS[r]} for r in sorted(roles)],
        "back": f"/directory/people/{one.id}",
    }


@deed(APPOINT, act=KEEP, form=forms.portal_role, thing=Person)
def appoint(ask: Ask) -> str:
    try:
        acts.appoint(person_id=ask.thing.id, role=ask.form, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("role", str(why)) from None
    return f"/directory/people/{ask.thing.id}?done=appointed"


DISMISS = "/directory/people/{person}/dismiss"


@page(DISMISS, act=KEEP, template="directory/appoint.html", thing=Person)
def dismiss_page(ask: Ask) -> Values:
    return {**_about(ask, acts.held(person=ask.thing.id, gate=ask.gate)), "ending": True}


@deed(DISMISS, act=KEEP, form=forms.dismissal, thing=Person)
def dismiss(ask: Ask) -> str:
    person, told = ask.thing.id, ask.form
    try:
        acts.dismiss(person_id=person, role=told.role, why=told.why, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("role", str(why)) from None
    leaves = person == ask.gate.actor.person and told.role is Role.ADMINISTRATOR
    return "/" if leaves else f"/directory/people/{person}?done=dismissed"


ROUTES: list[Page | Deed] = [appointments, appoint_page, appoint, dismiss_page, dismiss]
