"""Suggestions: identifiers by kind, groups of which each is decided once, and a model beside."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from portal.persons import checks, model
from portal.persons.dates import is_day, meant
from portal.persons.identifiers import identifiers
from portal.persons.known import Known
from portal.persons.suggesting import grouped, suggest
from portal.settings import SettingsWrong
from tests.persons.marks import CASES

SARAH = Known("sarah", ("Sarah Jane Hargreaves",), dates=(date(1990, 5, 3),))
BEN = Known("ben", ("Ben Smith",))
ANN = Known("ann", ("Ann Smith",))


def right(kind: str, told: str) -> bool:
    text = re.sub("[⟦⟧]", "", told)
    start = told.index("⟦")
    end = told.index("⟧") - 1
    return any((m.kind, m.start, m.end) == (kind, start, end) for m in suggest([text], []))


def test_identifiers() -> None:
    missed = [told for kind, told in CASES if not right(kind, told)]
    assert len(CASES) >= 46
    assert len(missed) <= len(CASES) * 2 // 46, missed


@pytest.mark.parametrize(
    "text",
    [
        "See section 12.3.4 of the Act 2015 and Article 29 (1).",
        "The M6 and the A38 were closed. Form B12, Class A1.",
        "Version 1.2.10 of the guidance, page 134.",
        "He may march 12 more.",
        "In all, 12345 forms and 99999 letters were sent.",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    kinds = {m.kind for m in identifiers([text])}
    assert kinds <= {"date"}, kinds


def test_check_digits() -> None:
    assert checks.nhs("943 476 5919")
    assert not checks.nhs("943 476 5918")
    for number in ("81/34U", "02/73319Z", "2002/0073319Z", "19790163001B"):
        assert checks.pnc(number)
        assert not checks.pnc(number[:-1] + "X")
    assert checks.upn("W861324509002")
    assert not checks.upn("A861324509002")
    assert checks.luhn("4111 1111 1111 1111")
    assert checks.iban("GB82 WEST 1234 5698 7654 32")
    assert not checks.postcode("ZZ1 1AA")


def test_what_a_date_means() -> None:
    day = date(1990, 5, 3)
    for words in ("3 May 1990", "3rd of May 1990", "03/05/90", "1990-05-03", "May 3rd, 1990"):
        assert meant(words) == (1990, 5, 3), words
        assert is_day(words, day)
    assert is_day("third of May", day)
    assert not is_day("4 May 1990", day)
    assert not is_day("May 1990", day)


def test_one_decision_covers_all_mentions() -> None:
    texts = [
        "Sarah Hargreaves, born 3 May 1990, rang 07700 900123.",
        "On 03/05/1990 Hargreaves was born. Call 07700900123. Mr Smith and Mr Smith left.",
    ]
    groups = grouped(suggest(texts, [SARAH, BEN, ANN]), texts)
    sarah = next(g for g in groups if g.people == ("sarah",) and g.kind == "person")
    assert sarah.count == 2
    assert sarah.value == "Sarah Hargreaves"
    born = next(g for g in groups if g.kind == "date_of_birth")
    assert (born.count, born.people) == (2, ("sarah",))
    assert next(g for g in groups if g.kind == "phone").count == 2
    asked = [g for g in groups if g.ambiguous]
    assert [g.count for g in asked] == [1, 1]
    assert groups[:2] == asked


def test_an_address_with_a_known_name_is_that_persons() -> None:
    (mention,) = suggest(["sarah.hargreaves@example.org"], [SARAH])
    assert (mention.kind, mention.people) == ("email", ("sarah",))


def test_no_two_overlap_and_all_say_why() -> None:
    texts = ["Mrs Sarah Hargreaves (14) of 3 Mill Lane, Ambleford AB4 2BQ, PNC 79/163001B."] * 3
    mentions = suggest(texts, [SARAH])
    for index in range(3):
        places = [(m.start, m.end) for m in mentions if m.text_index == index]
        assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert all(m.why and 0 < m.confidence <= 1 for m in mentions)


class Stand:
    """Says what a language model might, one place of which is outside the text."""

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        yield text.index("tall"), text.index("tall") + 4, "TRAIT"
        yield 0, 9999, "BROKEN"


def test_a_named_model_is_used_and_a_missing_one_refused(monkeypatch: Any) -> None:
    found = SimpleNamespace(ents=[SimpleNamespace(start_char=4, end_char=8, label_="TRAIT")])
    module = SimpleNamespace(load=lambda path: lambda text: found)
    monkeypatch.setitem(sys.modules, "standing_in", module)
    assert model.load("") is None
    told = suggest(["The tall man left."], [], model.load("standing_in:/srv/names"))
    assert [(m.start, m.end, m.kind) for m in told] == [(4, 8, "trait")]
    with pytest.raises(SettingsWrong, match="PORTAL_NAMES_MODEL"):
        model.load("no_such_module:x")


def test_a_model_adds_and_takes_nothing() -> None:
    text = "The tall man saw Sarah Hargreaves."
    without = suggest([text], [SARAH])
    with_model = suggest([text], [SARAH], Stand())
    assert [m for m in with_model if m.kind != "trait"] == without
    assert [m.kind for m in with_model] == ["trait", "person"]
