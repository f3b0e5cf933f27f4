"""Enrolling: a code that works once, an app, a password; and what a lost phone costs."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.db import reading
from portal.directory import acts as directory
from portal.gate.vault import CONSOLE
from portal.people import forms, passwords
from portal.people.models import Person
from portal.web.answer import SESSION
from portal.web.draw import picture
from tests.people.door import PASSWORD, Browser, Portal, bare, said

EMAIL = "amina@westmarch.example"


def first_step(portal: Portal, person: str, email: str = EMAIL) -> Browser:
    browser = Browser(portal)
    browser.get("/enrol")
    answer = browser.post("/enrol", email=email, code=portal.codes[person])
    assert (answer.status, answer.location) == (303, "/enrol/factors")
    return browser


def shown_secret(browser: Browser) -> str:
    page = browser.get("/enrol/factors").body.decode()
    key = re.search(r'<code class="portal-key">([A-Z2-7 ]+)</code>', page)
    assert key is not None
    return key[1].replace(" ", "")


def finish(browser: Browser, secret: str, **other: str) -> list[str]:
    """The second step's sentences; none where it was taken."""
    code = pyotp.TOTP(secret).at(browser.portal.now)
    right = {"totp": code, "password": PASSWORD, "again": PASSWORD}
    answer = browser.post("/enrol/factors", **{**right, **other})
    return said(answer)


def test_both_steps_lead_home_signed_in(portal: Portal) -> None:
    browser = first_step(portal, portal.add())
    secret = shown_secret(browser)
    assert finish(browser, secret) == []
    assert browser.signed_in
    assert "__Host-enrol" not in browser.cookies
    assert "Amina Rahman" in browser.drawn


def test_the_picture_is_plain_and_holds_what_the_app_needs(portal: Portal) -> None:
    browser = first_step(portal, portal.add())
    secret = shown_secret(browser)
    drawing = re.search(r"<svg.*?</svg>", browser.drawn)
    assert drawing is not None
    assert picture(drawing[0]) == drawing[0]
    told = pyotp.parse_uri(passwords.address_for_app(secret, EMAIL))
    assert (told.secret, told.name, told.issuer) == (secret, EMAIL, "Review portal")


def test_a_mistake_in_the_second_step_loses_nothing(portal: Portal) -> None:
    browser = first_step(portal, portal.add())
    secret = shown_secret(browser)
    assert finish(browser, secret, totp="000000") == [forms.TOTP_NOT_RIGHT]
    assert "Use 12 characters" in finish(browser, secret, password="short", again="short")[0]
    assert finish(browser, secret, password=EMAIL, again=EMAIL) == [
        "Choose a password that is not your email address."
    ]
    assert finish(browser, secret, again="other words") == ["The two passwords are not the same."]
    assert shown_secret(browser) == secret
    assert finish(browser, secret) == []


def test_loading_the_page_again_shows_the_same_app_key(portal: Portal) -> None:
    browser = first_step(portal, portal.add())
    assert shown_secret(browser) == shown_secret(browser)


def test_whoever_begins_again_is_given_another_app_key(portal: Portal) -> None:
    """So that somebody who saw the code earlier holds nothing of what its owner enrols with."""
    person = portal.add()
    seen_before = shown_secret(first_step(portal, person))
    assert shown_secret(first_step(portal, person)) != seen_before


def test_until_the_second_step_the_account_opens_to_nobody(portal: Portal) -> None:
    browser = first_step(portal, portal.add())
    secret = shown_secret(browser)
    other = Browser(portal)
    other.get("/sign-in")
    code = pyotp.TOTP(secret).at(portal.now)
    for password in (PASSWORD, "x"):
        answer = other.post("/sign-in", email=EMAIL, password=password, code=code)
        assert said(answer) == [forms.NOT_RIGHT]


def test_the_code_works_once(portal: Portal) -> None:
    person = portal.add()
    browser = first_step(portal, person)
    secret = shown_secret(browser)
    ticket = browser.cookies["__Host-enrol"]
    finish(browser, secret)
    again = Browser(portal)
    again.get("/enrol")
    answer = again.post("/enrol", email=EMAIL, code=portal.codes[person])
    assert said(answer) == [forms.CODE_NOT_RIGHT]
    again.cookies["__Host-enrol"] = ticket
    assert said(again.get("/enrol/factors")) == [forms.BEGIN_AGAIN]
    portal.later(seconds=30)
    assert finish(again, secret) == [forms.BEGIN_AGAIN]


def test_the_code_is_good_for_seven_days(portal: Portal) -> None:
    person = portal.add()
    portal.later(days=7, seconds=-1)
    browser = first_step(portal, person)
    secret = shown_secret(browser)
    portal.later(seconds=1)
    assert said(browser.get("/enrol/factors")) == [forms.BEGIN_AGAIN]
    assert finish(browser, secret) == [forms.BEGIN_AGAIN]
    browser.get("/enrol")
    answer = browser.post("/enrol", email=EMAIL, code=portal.codes[person])
    assert said(answer) == [forms.CODE_NOT_RIGHT]


def test_how_the_code_is_typed_does_not_matter(portal: Portal) -> None:
    person = portal.add()
    portal.codes[person] = f" {portal.codes[person].lower().replace('-', ' ')} "
    assert shown_secret(first_step(portal, person, "  AMINA@Westmarch.example"))


def test_wrong_address_and_wrong_code_are_one_answer(portal: Portal) -> None:
    right = portal.codes[portal.add()]
    portal.add("Other", "other@westmarch.example")
    other = passwords.new_code()
    seen = set()
    for email, code in [
        (EMAIL, other),
        ("nobody@westmarch.example", other),
        ("nobody@westmarch.example", right),
        ("other@westmarch.example", right),
    ]:
        browser = Browser(portal)
        browser.get("/enrol")
        answer = browser.post("/enrol", email=email, code=code)
        assert said(answer) == [forms.CODE_NOT_RIGHT]
        assert "__Host-enrol" not in answer.cookies
        seen.add(bare(answer).replace(email.encode(), b"EMAIL"))
    assert len(seen) == 1


def test_guessing_codes_is_delayed_like_signing_in(portal: Portal) -> None:
    person, browser = portal.add(), Browser(portal)
    browser.get("/enrol")
    for _ in range(5):
        browser.post("/enrol", email=EMAIL, code=passwords.new_code())
    answer = browser.post("/enrol", email=EMAIL, code=portal.codes[person])
    assert said(answer) == [forms.wait(1)]
    portal.later(seconds=1)
    assert browser.post("/enrol", email=EMAIL, code=portal.codes[person]).status == 303


MADE_UP = ["", ".", "x.y", "0" * 32, "0" * 32 + ".", "\0.\0", "é.é", "0" * 31 + "é.x"]


def test_a_made_up_ticket_leads_to_the_first_step(portal: Portal) -> None:
    for ticket in MADE_UP:
        browser = Browser(portal, cookies={"__Host-enrol": ticket})
        answer = browser.get("/enrol/factors")
        assert (answer.status, said(answer)) == (200, [forms.BEGIN_AGAIN])
        assert finish(browser, passwords.new_secret()) == [forms.BEGIN_AGAIN]


def test_a_new_code_voids_what_was_begun_and_what_there_was(portal: Portal) -> None:
    person = portal.add()
    browser = first_step(portal, person)
    secret = shown_secret(browser)
    with portal.vault.act("", actor=CONSOLE) as gate:
        portal.codes[person] = directory.renew_enrolment(person_id=person, gate=gate)
    assert finish(browser, secret) == [forms.BEGIN_AGAIN]
    assert shown_secret(first_step(portal, person)) != secret


def test_a_suspended_account_does_not_enrol(portal: Portal) -> None:
    person = portal.add()
    browser = first_step(portal, person)
    secret = shown_secret(browser)
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=person, why="left", gate=gate)
    assert finish(browser, secret) == [forms.TOTP_NOT_RIGHT]
    assert SESSION not in browser.cookies
    other = Browser(portal)
    other.get("/enrol")
    answer = other.post("/enrol", email=EMAIL, code=portal.codes[person])
    assert said(answer) == [forms.CODE_NOT_RIGHT]


def test_the_database_holds_neither_code_nor_secret_nor_name(portal: Portal) -> None:
    person = portal.add()
    secret = shown_secret(first_step(portal, person))
    held = repr(portal.whole()) + repr(portal.entries())
    for words in (secret, EMAIL, "Amina", passwords.bare_code(portal.codes[person])):
        assert words not in held


def test_an_older_envelope_of_the_account_no_longer_opens(portal: Portal) -> None:
    from portal.gate.envelope import EnvelopeBroken

    person = portal.add()
    with reading(portal.vault.engine) as connection, Session(connection) as session:
        old = session.execute(sa.select(Person)).scalar_one().name
    first_step(portal, person)
    with portal.vault.act("", actor=CONSOLE) as gate:
        row = gate.connection.execute(sa.select(Person.__table__)).one()
        played_back = SimpleNamespace(**{**row._mapping, "name": old})
        assert gate.open_directory(Person, row, "name") == "Amina Rahman"
        with pytest.raises(EnvelopeBroken):
            gate.open_directory(Person, played_back, "name")


def test_codes_are_long_and_easily_read() -> None:
    made = {passwords.new_code() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}", code) for code in made)
    assert all(len(passwords.bare_code(code)) == passwords.CODE_LENGTH for code in made)


def test_the_code_lasts_as_long_as_its_letter_says() -> None:
    assert timedelta(days=7) == directory.CODE_LASTS
    assert "7 days" in forms.CODE_NOT_RIGHT
