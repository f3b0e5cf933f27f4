"""Delays: they grow for a guesser, they never lock anybody out, and they count what is tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal.db import reading, writing
from portal.people import acts, delays, forms
from portal.people.delays import Origin, Wait
from portal.people.models import Delay, KnownBrowser
from tests.people.door import HOME, NOON, Browser, Portal, said

pytestmark = pytest.mark.slow


def test_the_first_failures_are_free_and_then_it_doubles_to_a_minute() -> None:
    grown = [delays.wait_after(failures) for failures in range(14)]
    assert grown == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.integers(0, 10**9), st.floats(-(10.0**7), 10.0**7))
def test_nobody_ever_waits_longer_than_a_minute(failures: int, seconds: float) -> None:
    left = delays.remaining(failures, NOON, NOON + timedelta(seconds=seconds))
    assert 0 <= left <= 60
    assert not (seconds >= 60 and left)
    assert not (seconds < -60 and left)


@pytest.mark.parametrize(
    ("client", "near", "far"),
    [
        ("192.0.2.10", "192.0.2.250", "192.0.3.10"),
        ("2001:db8:1:1200::1", "2001:db8:1:12ff::9", "2001:db8:1:1300::1"),
        ("::ffff:192.0.2.10", "192.0.2.99", "::ffff:192.0.3.1"),
        ("", "", "192.0.2.10"),
        ("testclient", "testclient", ""),
    ],
)
def test_a_network_is_a_neighbourhood(client: str, near: str, far: str) -> None:
    assert delays.network(client) == delays.network(near) != delays.network(far)


def test_the_wait_is_told_in_seconds_and_the_right_password_waits_too(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    for _ in range(5):
        assert said(browser.sign_in(amina, password="wrong again")) == [forms.NOT_RIGHT]
    told = [forms.wait(1)]
    assert said(browser.sign_in(amina, password="wrong again")) == told
    assert said(browser.sign_in(amina)) == told
    assert "Wait 1 second," in told[0]
    portal.later(seconds=1)
    assert said(browser.sign_in(amina, password="wrong again")) == [forms.NOT_RIGHT]
    assert "Wait 2 seconds," in said(browser.sign_in(amina))[0]
    portal.later(seconds=30)
    assert browser.sign_in(amina).status == 303
    assert browser.sign_in(amina, password="wrong again").status == 422


def test_waiting_is_not_made_longer_by_trying_meanwhile(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    for _ in range(5):
        browser.sign_in(amina, password="wrong again")
    for _ in range(20):
        browser.sign_in(amina, password="wrong again")
    portal.later(seconds=1)
    assert browser.sign_in(amina).status == 303


def test_an_address_that_nobody_has_is_delayed_alike(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    told = [
        [said(browser.sign_in(amina, email=email, password="wrong")) for _ in range(7)]
        for email in (amina.email, "nobody@westmarch.example")
    ]
    assert told[0] == told[1]
    assert told[0][5:] == [[forms.wait(1)]] * 2


@pytest.mark.slow
def test_strangers_never_hold_up_the_owner_in_a_browser_that_is_known(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    browser.sign_in(amina)
    portal.later(seconds=30)
    for network in (0, 2, *range(50, 58)):
        stranger = Origin(f"192.0.{network}.66", "made up")
        for _ in range(40):
            _fails(portal, amina.email, stranger)
    assert browser.client == HOME
    assert browser.sign_in(amina).status == 303


def _fails(portal: Portal, email: str, origin: Origin) -> bool:
    try:
        proof = acts.prove(email=email, password="a guess", origin=origin, vault=portal.vault)
    except Wait:
        return False
    assert not proof.right
    return True


def test_strangers_in_another_network_do_not_hold_up_a_new_browser(portal: Portal) -> None:
    amina = portal.enrolled()
    while _fails(portal, amina.email, Origin("198.51.100.9", "")):
        pass
    assert Browser(portal).sign_in(amina).status == 303


def test_even_a_neighbour_of_the_guesser_gets_in_after_a_minute(portal: Portal) -> None:
    amina = portal.enrolled()
    for _ in range(12):
        _fails(portal, amina.email, Origin(HOME, ""))
        portal.later(seconds=61)
    assert Browser(portal).sign_in(amina).status == 303


def test_a_known_browser_has_a_budget_of_its_own_and_it_ends(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    browser.sign_in(amina)
    portal.later(seconds=30)
    for _ in range(5):
        browser.sign_in(amina, password="wrong again")
    assert said(browser.sign_in(amina)) == [forms.wait(1)]
    assert Browser(portal).sign_in(amina).status == 303


def test_a_browser_known_to_one_person_is_not_known_to_another(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    brian = portal.enrolled("Brian Oakes", "brian@westmarch.example")
    browser.sign_in(amina)
    while _fails(portal, brian.email, Origin(HOME, "")):
        pass
    assert said(browser.sign_in(brian)) == [forms.wait(1)]
    portal.later(seconds=30)
    assert browser.sign_in(brian).status == 303
    assert browser.sign_in(amina).status == 303
    assert len(portal.whole()["known_browser"]) == 2


def test_a_browsers_cookie_that_we_never_gave_out_is_replaced(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    browser.cookies["__Host-browser"] = "planted"
    browser.sign_in(amina)
    kept = browser.cookies["__Host-browser"]
    assert kept != "planted"
    portal.later(seconds=30)
    browser.sign_in(amina)
    assert browser.cookies["__Host-browser"] == kept


def test_attempts_made_all_at_once_count_like_any_others(portal: Portal) -> None:
    amina, other = portal.enrolled(), portal.second()
    with ThreadPoolExecutor(8) as pool:
        tried = pool.map(lambda n: _admitted([portal, other][n % 2], amina.email), range(40))
        assert sum(tried) == 5


def _admitted(portal: Portal, email: str) -> bool:
    try:
        acts.admitted(email=email, origin=Origin(HOME, ""), vault=portal.vault)
    except Wait:
        return False
    return True


def test_failures_are_forgotten_and_swept_away(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    for _ in range(5):
        _fails(portal, amina.email, Origin("198.51.100.9", ""))
        _fails(portal, "nobody@westmarch.example", Origin("198.51.100.9", ""))
    portal.later(days=1, seconds=1)
    assert all(_fails(portal, amina.email, Origin("198.51.100.9", "")) for _ in range(5))
    browser.sign_in(amina)
    with reading(portal.vault.engine) as connection:
        assert connection.execute(sa.select(sa.func.count(Delay.pair))).scalar_one() == 1
    portal.later(days=181)
    Browser(portal).sign_in(amina)
    with reading(portal.vault.engine) as connection:
        assert (
            connection.execute(sa.select(sa.func.count(KnownBrowser.person_id))).scalar_one() == 1
        )


def test_a_clock_that_was_set_back_locks_nobody_out(portal: Portal) -> None:
    with writing(portal.vault.engine) as connection:
        for _ in range(5):
            delays.admit(connection, "pair", NOON + timedelta(days=400))
    with writing(portal.vault.engine) as connection:
        delays.admit(connection, "pair", NOON)
    with pytest.raises(Wait), writing(portal.vault.engine) as connection:
        delays.admit(connection, "pair", NOON)
