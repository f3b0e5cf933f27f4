"""Signing in: one form, one sentence for every kind of failure, a session that nobody else chose."""

import re
from dataclasses import replace

import sqlalchemy as sa

from portal.db import reading
from portal.directory import acts as directory
from portal.gate.sessions import SignedIn, hash_of
from portal.gate.vault import CONSOLE
from portal.people import forms
from portal.web.answer import SESSION
from tests.people.door import PASSWORD, Browser, Portal, bare, said


def test_who_proves_herself_is_greeted_by_name(portal: Portal, browser: Browser) -> None:
    answer = browser.sign_in(portal.enrolled())
    assert (answer.status, answer.location) == (303, "/")
    assert "Amina Rahman" in browser.get("/").body.decode()


def test_every_kind_of_failure_is_one_answer(portal: Portal) -> None:
    amina = portal.enrolled()
    portal.add("Not Enrolled", "enrol@westmarch.example")
    gone = portal.enrolled("Sue Spended", "gone@westmarch.example")
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=gone.id, why="left", gate=gate)
    Browser(portal).sign_in(amina)
    tries = {
        "wrong password": {"email": amina.email, "password": "not the right words"},
        "wrong code": {"email": amina.email, "code": "000000"},
        "used code": {"email": amina.email},
        "unknown": {"email": "nobody@westmarch.example"},
        "not enrolled": {"email": "enrol@westmarch.example"},
        "suspended": {"email": gone.email, "code": gone.code(portal.now)},
    }
    seen = set()
    for told in tries.values():
        browser = Browser(portal)
        answer = browser.sign_in(amina, **told)
        assert answer.status == 422
        assert said(answer) == [forms.NOT_RIGHT]
        assert SESSION not in answer.cookies
        seen.add(bare(answer).replace(told["email"].encode(), b"EMAIL"))
    assert len(seen) == 1


def test_a_failure_draws_neither_password_nor_code(portal: Portal, browser: Browser) -> None:
    amina = portal.enrolled()
    page = browser.sign_in(amina, code="123456", password="wrong but telling").body.decode()
    assert amina.email in page
    assert "telling" not in page
    assert "123456" not in page


def test_empty_fields_are_told_each(browser: Browser) -> None:
    browser.get("/sign-in")
    told = said(browser.post("/sign-in", email=" ", password="", code="12 34"))
    assert told == [
        "Enter your work email address.",
        "Enter your password.",
        "The security code is 6 figures long.",
    ]


def test_spelling_of_address_password_and_code_does_not_matter(portal: Portal) -> None:
    with portal.vault.act("", actor=CONSOLE) as gate:
        person, portal.codes["x"] = directory.add_person(
            agency_id=None, name="Zoë", email="Zoë.Ffion@Westmarch.example", gate=gate
        )
    portal.codes[person] = portal.codes["x"]
    zoe = portal.enrol(person, "zoe\u0308.ﬃon@WESTMARCH.EXAMPLE ", "caf\u00e9 au lait at ten")
    figures = zoe.code(portal.now)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in figures[:3]) + " " + figures[3:]
    answer = Browser(portal).sign_in(zoe, password="cafe\u0301 au lait at ten", code=wide)
    assert answer.status == 303


# Sessions


def test_a_token_chosen_by_somebody_else_is_never_adopted(portal: Portal) -> None:
    amina = portal.enrolled()
    planted = "attacker-chosen" + "x" * 28
    browser = Browser(portal)
    browser.get("/sign-in")
    browser.cookies[SESSION] = planted
    answer = browser.post(
        "/sign-in", email=amina.email, password=PASSWORD, code=amina.code(portal.now)
    )
    assert answer.status == 303
    assert browser.session not in {"", planted}
    assert not Browser(portal, cookies={SESSION: planted}).signed_in


def test_signing_in_again_ends_this_browsers_old_session(portal: Portal, browser: Browser) -> None:
    amina = portal.enrolled()
    browser.sign_in(amina)
    old = browser.session
    portal.later(seconds=30)
    browser.get("/sign-in")
    browser.post("/sign-in", email=amina.email, password=PASSWORD, code=amina.code(portal.now))
    assert browser.session != old
    assert portal.sessions() == 1
    assert not Browser(portal, cookies={SESSION: old}).signed_in
    assert browser.signed_in


def test_signing_out_ends_the_session_everywhere(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.enrolled())
    token = browser.session
    browser.get("/")
    answer = browser.post("/sign-out")
    assert (answer.location, answer.cookies[SESSION]) == ("/sign-in", None)
    assert not Browser(portal.second(), cookies={SESSION: token}).signed_in
    assert portal.sessions() == 0


def test_a_slow_request_does_not_bring_a_session_back(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.enrolled())
    token = browser.session
    browser.get("/")
    portal.later(minutes=5)
    with portal.vault.read(token) as slow:
        assert slow.actor.person
        assert browser.post("/sign-out").status == 303
    assert portal.sessions() == 0
    assert not Browser(portal, cookies={SESSION: token}).signed_in


def test_what_the_database_holds_is_no_cookie(portal: Portal, browser: Browser) -> None:
    browser.sign_in(portal.enrolled())
    with reading(portal.vault.engine) as connection:
        held = connection.execute(sa.select(SignedIn.token_hash)).scalar_one()
    assert held == hash_of(browser.session)
    assert not Browser(portal, cookies={SESSION: held}).signed_in


def test_a_suspended_account_is_dead_at_its_next_request(portal: Portal, browser: Browser) -> None:
    amina, other = portal.enrolled(), portal.second()
    browser.sign_in(amina)
    elsewhere = Browser(other, cookies=dict(browser.cookies))
    assert elsewhere.signed_in
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=amina.id, why="phone lost", gate=gate)
    assert not elsewhere.signed_in
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.restore(person_id=amina.id, why="phone found", gate=gate)
    assert not elsewhere.signed_in
    portal.later(seconds=30)
    assert elsewhere.sign_in(amina).status == 303


def test_all_sessions_end_when_password_or_app_changes(portal: Portal) -> None:
    amina = portal.enrolled()
    browsers = [Browser(portal), Browser(portal.second(), client="198.51.100.7")]
    for browser in browsers:
        portal.later(seconds=30)
        assert browser.sign_in(amina).status == 303
    with portal.vault.act("", actor=CONSOLE) as gate:
        portal.codes[amina.id] = directory.renew_enrolment(person_id=amina.id, gate=gate)
    assert not any(browser.signed_in for browser in browsers)
    portal.later(seconds=30)
    assert said(browsers[0].sign_in(amina)) == [forms.NOT_RIGHT]
    anew = portal.enrol(amina.id, amina.email, "a wholly new password")
    assert anew.secret != amina.secret
    assert not any(browser.signed_in for browser in browsers)
    assert browsers[0].sign_in(anew).status == 303


def test_a_session_ends_by_idleness_and_by_age(portal: Portal, browser: Browser) -> None:
    amina = portal.enrolled()
    browser.sign_in(amina)
    for _ in range(20):
        portal.later(minutes=29)
        assert browser.signed_in
    portal.later(minutes=29)
    assert not browser.signed_in
    browser.sign_in(amina)
    portal.later(minutes=31)
    assert not browser.signed_in


# Forms from elsewhere


ELSEWHERE: list[dict[str, str]] = [
    {"fetch_site": "cross-site"},
    {"fetch_site": "same-site"},
    {"fetch_site": "", "origin": "https://evil.example"},
]


def test_a_form_from_elsewhere_is_not_even_tried(portal: Portal) -> None:
    from portal.people.pages import sign_in
    from portal.web.wrapper import respond

    amina, browser = portal.enrolled(), Browser(portal)
    browser.get("/sign-in")
    before = portal.whole()
    fields = {"email": amina.email, "password": "x", "code": "000000", **browser.hidden()}
    for change in ELSEWHERE:
        raw = replace(browser.raw("/sign-in", {}, fields), **change)
        assert respond(portal.house(), sign_in, raw).status == 403
        assert portal.whole() == before


def test_a_token_of_another_browser_is_worthless(portal: Portal, browser: Browser) -> None:
    amina, other = portal.enrolled(), Browser(portal)
    other.get("/sign-in")
    browser.get("/sign-in")
    before = portal.whole()
    answer = browser.post(
        "/sign-in",
        email=amina.email,
        password=PASSWORD,
        code=amina.code(portal.now),
        token=other.hidden()["token"],
    )
    assert answer.status == 403
    assert portal.whole() == before


# What is recorded


def test_arrivals_and_refusals_are_in_the_portals_own_stream(portal: Portal) -> None:
    amina = portal.enrolled()
    began = len(portal.entries("arrive"))
    browser = Browser(portal)
    browser.sign_in(amina, password="not the right words")
    browser.sign_in(amina, email="nobody@westmarch.example")
    browser.sign_in(amina)
    new = [e for e in portal.entries("arrive")[began:] if "law:" not in e]
    assert [re.search('"outcome":"(.*?)"', e)[1] for e in new] == ["refused", "refused", "done"]
    assert [amina.id in e for e in new] == [True, False, True]
    assert [f'"actor":"{amina.id}"' in e for e in new] == [False, False, True]
    assert all('"stream":"portal"' in e for e in new)
    assert not any("westmarch" in e or "Amina" in e for e in portal.entries())
