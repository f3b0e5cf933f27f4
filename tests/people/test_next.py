"""Where signing in leads: to this portal's own pages and nowhere else."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.answer import local_path
from portal.web.wrapper import respond
from tests.people.door import Browser, Portal

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%2f/evil.example",
    "/a//evil.example",
    "/a/../../evil.example",
    "/.evil",
    "/\tevil",
    "/a\n",
    "/a\r\nset-cookie: x=1",
    "/a?next=//evil.example",
    "/a#b",
    "/@evil.example",
    "/évil",
    "/a b",
    "a",
    "",
    " /a",
    "/" + "a" * 400,
]


@pytest.mark.parametrize("told", HOSTILE)
def test_what_is_not_plainly_ours_leads_home(told: str) -> None:
    assert local_path(told) == "/"


@pytest.mark.parametrize("told", ["/", "/reviews", "/reviews/0190ab/read", "/a_b/c-d/"])
def test_what_is_plainly_ours_is_kept(told: str) -> None:
    assert local_path(told) == told


@given(st.text(alphabet="/\\.:@%?#ab \t\r\n\0é", max_size=12) | st.text(max_size=12))
def test_nothing_leads_away(told: str) -> None:
    led = local_path(told)
    there = urlsplit(urljoin("https://portal.example/sign-in", led))
    assert (there.scheme, there.netloc) == ("https", "portal.example")
    assert led.isascii()
    assert led.isprintable()
    assert " " not in led


def test_signing_in_leads_back_to_the_page_that_was_asked_for(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    assert (
        'name="next" value="/reviews/0190ab"'
        in browser.get("/sign-in", next="/reviews/0190ab").body.decode()
    )
    assert browser.sign_in(amina, next="/reviews/0190ab").location == "/reviews/0190ab"


def test_a_hostile_next_is_neither_drawn_nor_followed(portal: Portal) -> None:
    amina, browser = portal.enrolled(), Browser(portal)
    assert b"evil" not in browser.get("/sign-in", next="//evil.example").body
    failed = browser.sign_in(amina, next="//evil.example", code="000000")
    assert b"evil" not in failed.body
    assert browser.sign_in(amina, next="//evil.example").location == "/"


def test_an_odd_address_is_not_carried_to_the_sign_in_page(portal: Portal) -> None:
    from portal.reviews.pages import review

    for path in ("/reviews/x\r\nset-cookie: a=b", "/reviews/é", "/reviews//"):
        answer = respond(portal.house(), review, Browser(portal).raw(path, {}))
        assert (answer.status, answer.location) == (303, "/sign-in")
        assert all(b"\n" not in value for _, value in answer.headers())
