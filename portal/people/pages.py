"""The door: signing in and out, and the two steps of enrolling."""

import ipaddress
from typing import NoReturn

import segno

from portal.gate.gate import Absent
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.people import acts, forms, passwords
from portal.people.cast import cast
from portal.people.delays import Origin, Wait
from portal.people.models import Person
from portal.web import kept
from portal.web.answer import SESSION, local_path
from portal.web.dates import day_and_time
from portal.web.page import (
    Again,
    Ask,
    Cookie,
    Deed,
    Page,
    Raw,
    Values,
    Wrong,
    deed,
    no_fields,
    page,
)

BROWSER = "__Host-browser"
"""By this cookie a browser is known in which somebody has signed in: it opens nothing."""
ENROL = "__Host-enrol"
HALF_A_YEAR = 180 * 24 * 3600
AN_HOUR = 3600


def _origin(raw: Raw) -> Origin:
    return Origin(raw.client, raw.cookies.get(BROWSER, ""))


def _not_now(field: str, why: Wait | passwords.Busy) -> NoReturn:
    sentence = forms.wait(why.seconds) if isinstance(why, Wait) else forms.BUSY
    raise Wrong.one(field, sentence) from None


def _welcome(ask: Ask, person: Person) -> None:
    """The new session's cookies, and the one this browser is known by."""
    browser = ask.raw.cookies.get(BROWSER, "")
    token, browser = acts.arrive(person=person, old=ask.token, browser=browser, gate=ask.gate)
    ask.cookies[SESSION] = Cookie(token)
    ask.cookies[BROWSER] = Cookie(browser, HALF_A_YEAR)


# Signing in and out


@page("/sign-in", act=Act.ARRIVE, template="people/sign_in.html")
def sign_in_page(ask: Ask) -> Values:
    told = ask.raw.form if ask.raw.method == "POST" else ask.raw.query
    return {
        "next": local_path(told.get("next", "")),
        "cast": cast(gate=ask.gate) if ask.demo else [],
    }


def _prove(vault: Vault, raw: Raw) -> acts.Proof:
    asked = forms.sign_in(raw.form)
    try:
        return acts.prove(
            email=asked.email, password=asked.password, origin=_origin(raw), vault=vault
        )
    except (Wait, passwords.Busy) as why:
        _not_now("email", why)


@deed("/sign-in", act=Act.ARRIVE, form=forms.sign_in, before=_prove)
def sign_in(ask: Ask) -> str:
    try:
        person = acts.sign_in(proof=ask.ready, code=ask.form.code, gate=ask.gate)
    except Absent:
        raise Wrong.one("email", forms.NOT_RIGHT) from None
    _welcome(ask, person)
    return str(ask.form.next)


@deed("/sign-out", act=Act.OWN_AFFAIRS, form=no_fields)
def sign_out(ask: Ask) -> str:
    acts.sign_out(token=ask.token, gate=ask.gate)
    ask.cookies[SESSION] = None
    return "/sign-in"


# What was typed when a session had ended


@page("/kept", act=Act.OWN_AFFAIRS, template="people/kept.html", form=forms.which)
def kept_page(ask: Ask) -> Values | Again:
    again = kept.form(which=ask.form, gate=ask.gate) if ask.form else None
    rows = kept.waiting(gate=ask.gate)
    return again or {"forms": [{"id": r.id, "when": day_and_time(r.kept_at)} for r in rows]}


@page("/kept/throw-away", act=Act.OWN_AFFAIRS, template="people/throw_away.html")
def throw_away_page(_: Ask) -> Values:
    return {}


@deed("/kept/throw-away", act=Act.OWN_AFFAIRS, form=no_fields)
def throw_away(ask: Ask) -> str:
    kept.throw_away(gate=ask.gate)
    return "/"


# Enrolling


@page("/enrol", act=Act.ARRIVE, template="people/enrol.html")
def enrol_page(_: Ask) -> Values:
    return {"step": "code", "secret": "", "qr": "", "minimum": passwords.MINIMUM}


def _admitted(vault: Vault, raw: Raw) -> str:
    asked = forms.enrolment(raw.form)
    try:
        return acts.admitted(email=asked.email, origin=_origin(raw), vault=vault)
    except Wait as why:
        _not_now("code", why)


@deed("/enrol", act=Act.ARRIVE, form=forms.enrolment, before=_admitted)
def begin_enrolment(ask: Ask) -> str:
    email, code = ask.form.email, ask.form.code
    try:
        ticket = acts.begin_enrolment(email=email, code=code, pair=ask.ready, gate=ask.gate)
    except Absent:
        raise Wrong.one("code", forms.CODE_NOT_RIGHT) from None
    ask.cookies[ENROL] = Cookie(ticket, AN_HOUR)
    return "/enrol/factors"


@page("/enrol/factors", act=Act.ARRIVE, template="people/enrol.html")
def factors_page(ask: Ask) -> Values:
    told = acts.factors(ticket=ask.raw.cookies.get(ENROL, ""), gate=ask.gate)
    if told is None:
        again = [{"field": "code", "sentence": forms.BEGIN_AGAIN}]
        return {**enrol_page.show(ask), "errors": again}
    return {
        "step": "factors",
        "secret": passwords.in_fours(told["totp"]),
        "qr": _picture(passwords.address_for_app(told["totp"], told["email"])),
        "minimum": passwords.MINIMUM,
    }


def _picture(address: str) -> str:
    """A QR code of one path, in black on the page's own white."""
    return segno.make(address, error="m", micro=False).svg_inline(omitsize=True)


def _hashed(vault: Vault, raw: Raw) -> str:
    """The new password's hash, once the rest of the form is right."""
    asked = forms.factors(raw.form)
    with vault.read("") as gate:
        told = acts.factors(ticket=raw.cookies.get(ENROL, ""), gate=gate)
        now = gate.now
    if told is None:
        raise Wrong.one("code", forms.BEGIN_AGAIN)
    if passwords.step_of(told["totp"], asked.totp, now) is None:
        raise Wrong.one("totp", forms.TOTP_NOT_RIGHT)
    forms.not_the_email(asked.password, told["email"])
    try:
        with passwords.seat(known=False):
            return passwords.hashed(asked.password)
    except passwords.Busy as why:
        _not_now("password", why)


@deed("/enrol/factors", act=Act.ARRIVE, form=forms.factors, before=_hashed)
def enrol(ask: Ask) -> str:
    ticket = ask.raw.cookies.get(ENROL, "")
    try:
        person = acts.enrol(ticket=ticket, stored=ask.ready, totp=ask.form.totp, gate=ask.gate)
    except Absent:
        raise Wrong.one("totp", forms.TOTP_NOT_RIGHT) from None
    _welcome(ask, person)
    ask.cookies[ENROL] = None
    return "/"


# A demonstration's one press


@deed("/demo/sign-in", act=Act.ARRIVE, form=forms.chosen)
def demo_sign_in(ask: Ask) -> str:
    """Exists in a demonstration only, and even there for this machine alone."""
    person = acts.standing(ask.form, ask.gate)
    if not ask.demo or not _this_machine(ask.raw.client) or person is None:
        ask.gate.deny(Act.ARRIVE)
    _welcome(ask, person)
    return "/"


def _this_machine(client: str) -> bool:
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


ROUTES: list[Page | Deed] = [
    sign_in_page, sign_in, sign_out, kept_page, throw_away_page, throw_away,
    enrol_page, begin_enrolment, factors_page, enrol,
]  # fmt: skip
DEMO_ROUTES: list[Page | Deed] = [demo_sign_in]
