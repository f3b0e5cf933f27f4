"""What may be asked of the directory: one line of text, kept exactly, and an address."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory import forms as directory
from portal.people import forms
from portal.people.models import AGENCY_KINDS, findable
from portal.web.page import Wrong
from tests.people.test_directory import NAMES

UNWRITABLE = ["a\0b", "a\nb", "a\tb", "a\x7fb", "a\x85b", "a\ud800b", "\udfff"]
NOT_ADDRESSES = ["", " ", "amina", "@x", "a@", "a@b@c", "a b@c", "a@b c", "a" * 250 + "@x.example"]


@pytest.mark.parametrize("name", NAMES.values())
def test_a_name_is_kept_exactly(name: str) -> None:
    told = directory.new_person({"name": f" {name}\t", "email": " A.b@x.example "})
    assert (told.name, told.email) == (name, "A.b@x.example")


@pytest.mark.parametrize("text", UNWRITABLE)
def test_control_characters_and_halves_are_refused(text: str) -> None:
    for fields in ({"name": text, "email": "a@b"}, {"name": "A", "email": f"{text}@b"}):
        with pytest.raises(Wrong):
            directory.new_person(fields)
    with pytest.raises(Wrong):
        directory.new_agency({"name": text, "kind": "police"})
    for form in (forms.sign_in, forms.enrolment):
        with pytest.raises(Wrong):
            form({"email": f"{text}@b", "password": "p", "code": "123456"})


@pytest.mark.parametrize("email", NOT_ADDRESSES)
def test_what_is_no_address_is_told(email: str) -> None:
    with pytest.raises(Wrong) as wrong:
        directory.new_person({"name": "A", "email": email})
    assert [e["field"] for e in wrong.value.errors] == ["email"]


def test_an_agency_has_a_name_and_a_kind() -> None:
    assert directory.new_agency({"name": "Westmarch", "kind": "police"}).kind in AGENCY_KINDS
    with pytest.raises(Wrong) as wrong:
        directory.new_agency({"name": "x" * 121, "kind": "spies"})
    assert [e["field"] for e in wrong.value.errors] == ["name", "kind"]


@given(st.text(st.characters(codec=None), max_size=30), st.text(max_size=30), st.text(max_size=12))
def test_no_field_is_anything_but_taken_or_told(email: str, password: str, code: str) -> None:
    fields = {"email": email, "password": password, "code": code, "totp": code, "again": password}
    for form in (
        forms.sign_in,
        forms.enrolment,
        forms.factors,
        directory.new_person,
        directory.new_agency,
    ):
        assert all(sentence.endswith(".") for sentence in _told(form, fields))


def _told(form: Callable[[dict[str, str]], object], fields: dict[str, str]) -> list[str]:
    try:
        form(fields)
    except Wrong as wrong:
        return [error["sentence"] for error in wrong.errors]
    return []


@given(st.text(max_size=20))
def test_one_spelling_is_the_same_however_often_it_is_made(email: str) -> None:
    once = findable(email)
    assert findable(once).casefold() == findable(once)


def test_the_wait_counts_its_seconds() -> None:
    assert "1 second," in forms.wait(1)
    assert "60 seconds," in forms.wait(60)
