"""The page index against Casbin over all rows: thousands of decisions on random reviews, no mismatch.

Each way in which the index could be wrong is then built on purpose, and found.
"""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.models import Version
from portal.gate.certify import NotCertified, Question, certify, explain
from portal.gate.index import EVERYTHING, Index, Page, Shape, names_of
from portal.gate.policy import ALWAYS, NEVER, Line, Link, law
from tests.policy.differential import MOMENTS, Tally, compare, decisions, random_review
from tests.policy.rows import DOMAIN, allow, bare_by_act, deny

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_decisions_are_casbins_own(seed: int) -> None:
    tally = decisions(seed, 1_000)
    assert tally.asked >= 1_000
    assert tally.mismatches == tally.strange == 0
    assert tally.allowed > tally.asked / 20
    assert tally.denied > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_times_ten_thousand_decisions_are_casbins_own(seed: int) -> None:
    tally = decisions(seed, 10_000, fill=bare_by_act)
    assert tally.asked >= 10_000
    assert tally.mismatches == tally.strange == 0
    assert tally.allowed > tally.asked / 20
    assert tally.denied > 200


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_whatever_review_hypothesis_thinks_of(seed: int) -> None:
    tally, dice = Tally(), Random(seed)
    compare(random_review(dice), dice, tally, moments=1)
    assert tally.mismatches == 0


def test_explanations_are_casbins_decisions_over_all_rows() -> None:
    """explain() asks Casbin with the rows that could bear on the question: nothing is lost by it."""
    dice = Random(7)
    asked = 0
    while asked < 300:
        review = random_review(dice)
        index, now = Index(review.lines, review.links), dice.choice(MOMENTS)
        for sub in review.members:
            told = index.page(sub, "read_section", now).decide(Version.shape, review.things)
            for thing, line in zip(review.things, told, strict=True):
                question = Question(sub, "read_section", names_of(Version.shape, thing), now)
                assert explain(index, law().model, DOMAIN, question).allowed == (line is not None)
                asked += 1


# Wrong on purpose


class IgnoresDenies(Index):
    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        return Page(super().page(sub, act, now, extra).allow, {})


class ForgetsPersons(Index):
    """The denies of persons hang on one link: here it is overlooked."""

    def closure(self, sub: str, now: str, extra: Iterable[str] = ()) -> list[str]:
        return [n for n in super().closure(sub, now, extra) if not n.startswith("u:")]


class NeverEnds(Index):
    def __init__(self, lines: Iterable[Line], links: Iterable[Link]) -> None:
        super().__init__(lines, links)
        for key, rows in self._lines.items():
            self._lines[key] = [(k, r, Line(*_cells(line, exp=NEVER))) for k, r, line in rows]


class BeginsEarly(Index):
    def __init__(self, lines: Iterable[Line], links: Iterable[Link]) -> None:
        super().__init__(lines, links)
        for key, rows in self._lines.items():
            self._lines[key] = [(k, r, Line(*_cells(line, nbf=ALWAYS))) for k, r, line in rows]


class ClosesTooLate(Index):
    """The last moment counted in: a window that is not half-open."""

    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        page = super().page(sub, act, now, extra)
        for name in self.closure(sub, now, extra):
            for kind, rest, line in self._lines.get((name, act), ()):
                if line.exp == now and line.eft == "allow":
                    page.allow.setdefault(kind, {})[rest] = line
        return page


class MembersForEver(Index):
    def __init__(self, lines: Iterable[Line], links: Iterable[Link]) -> None:
        super().__init__(lines, links)
        for sub, held in self._groups.items():
            self._groups[sub] = [Link(link.sub, link.group) for link in held]


class MixesActs(Index):
    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        return super().page(sub, "read_section" if act == "write_section" else act, now, extra)


class ForgetsEverything(Index):
    """A deny of the whole review that reaches only what says of itself that it is part of it."""

    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        page = super().page(sub, act, now, extra)
        page.deny.pop("all", None)
        return page


def _cells(line: Line, **changed: str) -> Iterator[str]:
    for name in ("sub", "obj", "act", "nbf", "exp", "eft", "ref"):
        yield changed.get(name, getattr(line, name))


WRONG = [IgnoresDenies, ForgetsPersons, NeverEnds, BeginsEarly, ClosesTooLate, MembersForEver,
         MixesActs, ForgetsEverything]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_the_comparison_finds_an_index_that_is_wrong(wrong: Any) -> None:
    assert decisions(1, 5_000, make=wrong, fill=bare_by_act).mismatches > 0


FIRST, LAST = MOMENTS[0], MOMENTS[2]
TIMED = [
    allow("keyed:body:a", "ver:1", nbf=FIRST, exp=LAST),
    allow("keyed:role:chair", "ver:2"),
    allow("team:author:a", "words:a:shareable"),
    deny("u:2", "all"),
    deny("u:1", "ver:1", "write_section"),
    allow("body:a", "ver:1", "write_section", ref="law:R4"),
]
SEATED = [
    Link("m:1", "u:1"), Link("m:1", "keyed:body:a"), Link("m:1", "body:a"),
    Link("m:1", "keyed:role:chair", ALWAYS, LAST),
    Link("m:2", "u:2"), Link("m:2", "team:author:a"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", [w for w in WRONG if w is not MixesActs])
def test_certification_refuses_an_index_that_is_wrong(wrong: Any) -> None:
    """Not by the luck of its sample: what differs from the last version is asked at its edges."""
    for now in (FIRST, "2027-01-01T00:00:00.000000Z"):
        assert certify(law().model, DOMAIN, Index(TIMED, SEATED), None, now, sample=0) >= 5
        with pytest.raises(NotCertified):
            certify(law().model, DOMAIN, wrong(TIMED, SEATED), None, now, sample=0)


def test_certification_asks_about_who_moved_and_what_changed_and_no_more() -> None:
    before = Index(TIMED, SEATED)
    assert certify(law().model, DOMAIN, before, before, FIRST, sample=0) == 0
    moved = Index(TIMED, [*SEATED, Link("m:3", "u:3"), Link("m:3", "keyed:body:a")])
    assert certify(law().model, DOMAIN, moved, before, FIRST, sample=0) == 1
    shared = Index([*TIMED, allow("keyed:body:a", "ver:3")], SEATED)
    told = certify(law().model, DOMAIN, shared, before, FIRST, sample=0)
    assert told == 2, "she to whom it was opened, and somebody to whom it was not"
    stood_down = Index([*TIMED, deny("u:1", "all")], SEATED)
    told = certify(law().model, DOMAIN, stood_down, before, FIRST, sample=0)
    assert told >= 3, "the deny alone, and against both of the versions that she could read"
    with pytest.raises(NotCertified):
        certify(law().model, DOMAIN, ForgetsPersons([*TIMED, deny("u:1", "ver:1")], SEATED),
                before, FIRST, sample=0)  # fmt: skip


def test_certification_samples_what_has_not_changed() -> None:
    wrong = IgnoresDenies(TIMED, SEATED)
    with pytest.raises(NotCertified):
        certify(law().model, DOMAIN, wrong, wrong, FIRST)


def test_no_shape_can_forget_that_a_person_is_stood_down() -> None:
    """Rule 2: a deny of everything closes everything, whatever names a thing gives itself."""
    shapes: list[tuple[Shape, str]] = [
        ({"owner": lambda _: "a"}, "owner:a"),
        ({"case": lambda _: ""}, "case"),
        ({"review": lambda _: "", "all": lambda _: None}, "review"),
    ]
    for shape, name in shapes:
        open_to = [Link("m:1", "u:1"), Link("m:1", "role:chair")]
        rows = [allow("role:chair", name, "name_people")]
        assert Index(rows, open_to).page("m:1", "name_people", FIRST).decide(shape, [1])[0]
        rows.append(deny("u:1", "all", "name_people"))
        index = Index(rows, open_to)
        assert index.page("m:1", "name_people", FIRST).decide(shape, [1]) == [None]
        question = Question("m:1", "name_people", names_of(shape, 1), FIRST)
        assert not explain(index, law().model, DOMAIN, question).allowed
    assert set(EVERYTHING) == {"all"}
