"""Passwords: how they are kept, that checking them is bounded, and which are refused."""

import threading
import time
from statistics import median

import pytest
from argon2 import extract_parameters

from portal.people import acts, forms, passwords
from portal.people.delays import Origin
from portal.web.page import Wrong
from tests.people.door import PASSWORD, Browser, Portal, said

pytestmark = pytest.mark.slow


def test_a_password_is_kept_as_argon2id_of_the_advised_cost() -> None:
    found = extract_parameters(passwords.hashed(PASSWORD))
    assert found.type.name == "ID"
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19_456, 2, 1)
    assert extract_parameters(passwords.NOBODYS) == found
    assert len(passwords.hashed("p" * passwords.MOST)) <= 200


def test_the_password_matches_and_no_other_does() -> None:
    stored = passwords.hashed(PASSWORD)
    assert passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, PASSWORD + " ")
    assert not passwords.matches("", PASSWORD)


def test_nobodys_password_takes_as_long_as_somebodys() -> None:
    stored, taken = passwords.hashed(PASSWORD), {"": [], "some": []}
    for _ in range(15):
        for name, held in (("", ""), ("some", stored)):
            began = time.perf_counter()
            passwords.matches(held, "a guess")
            taken[name].append(time.perf_counter() - began)
    assert 0.5 < median(taken[""]) / median(taken["some"]) < 2


def test_few_hash_at_once_few_wait_and_the_rest_are_told_at_once() -> None:
    inside, leave = threading.Semaphore(0), threading.Event()

    def stays() -> None:
        with passwords.seat(known=False):
            inside.release()
            leave.wait(20)

    sitting = [threading.Thread(target=stays) for _ in range(passwords.STRANGERS)]
    for one in sitting:
        one.start()
    for _ in sitting:
        assert inside.acquire(timeout=20)
    with pytest.raises(passwords.Busy), passwords.seat(known=False):
        pass
    kept = [passwords.seat(known=True) for _ in range(passwords.SEATS - passwords.STRANGERS)]
    with kept[0], kept[1], pytest.raises(passwords.Busy), passwords.seat(known=True):
        pass
    leave.set()
    for one in sitting:
        one.join()
    with passwords.seat(known=False):
        pass


def test_a_busy_door_says_so_and_counts_nothing(portal: Portal, browser: Browser) -> None:
    amina = portal.enrolled()
    seats = [passwords.seat(known=False) for _ in range(passwords.STRANGERS)]
    for one in seats:
        one.__enter__()
    try:
        assert said(browser.sign_in(amina)) == [forms.BUSY]
    finally:
        for one in seats:
            one.__exit__(None, None, None)
    assert portal.whole()["delay"] == []
    assert browser.sign_in(amina).status == 303


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "Enter your password."),
        ("eleven char", "Use 12 characters or more."),
        ("é" * 11, "Use 12 characters or more."),
        ("e\u0301" * 11, "Use 12 characters or more."),
        ("p" * 201, "A password has 200 characters or fewer."),
        ("\ufdfa" * 20, "A password has 200 characters or fewer."),
        ("Password-1234", "among the first"),
        ("aaaaaaaaaaaaaaa", "among the first"),
        ("correct horse battery staple", "among the first"),
        ("half a character \ud800", "half a character"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_a_sentence(password: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        forms.factors({"totp": "123456", "password": password, "again": password})
    assert why in wrong.value.errors[0]["sentence"]


@pytest.mark.parametrize(
    "password",
    [
        "all in small letters",
        "ਸੱਤ ਤਰ੍ਹਾਂ ਦਾ ਮੌਸਮ",
        "سبعة أنواع من الطقس",
        "🌧🌧🌧🌧☀️☀️☀️☀️🌈🌈🌈🌈",
        "  spaces at both ends  ",
        "p" * 11 + "q",
        "tab\tand\0nul are kept",
    ],
)
def test_any_characters_will_do_and_nothing_is_asked_of_their_kinds(password: str) -> None:
    told = forms.factors({"totp": "123456", "password": password, "again": password})
    assert passwords.matches(passwords.hashed(told.password), password)


def test_two_keyboards_write_one_password() -> None:
    told = {"totp": "123456", "password": "caf\u00e9 au lait at ten"}
    assert forms.factors({**told, "again": "cafe\u0301 au lait at ten"}).password
    with pytest.raises(Wrong) as wrong:
        forms.factors({**told, "again": "cafe au lait at ten"})
    assert wrong.value.errors == [
        {"field": "again", "sentence": "The two passwords are not the same."}
    ]


def test_the_email_address_is_no_password() -> None:
    with pytest.raises(Wrong):
        forms.not_the_email("AMINA@westmarch.example ", "amina@Westmarch.example")
    forms.not_the_email("amina at westmarch", "amina@westmarch.example")


def test_an_unknown_address_is_worked_on_like_a_known_one(portal: Portal) -> None:
    amina = portal.enrolled()
    stored = list(portal.whole()["person"])
    for email in (amina.email, "nobody@westmarch.example"):
        proof = acts.prove(
            email=email, password="a guess", origin=Origin("", ""), vault=portal.vault
        )
        assert not proof.right
    assert stored == portal.whole()["person"]
    assert len(portal.whole()["delay"]) == 2
