"""Random lives of a review: the portal decides as the rules do, written down apart from it."""

import ast
from pathlib import Path

import pytest

from tests.build import World
from tests.policy import oracle
from tests.policy.compared import decisions, moments, readings
from tests.policy.lives import Life


def lived(world: World, seed: int, steps: int, most: int) -> Life:
    """A life, compared at its end at moments drawn from all its edges."""
    life = Life(world, seed)
    life.live(steps)
    asked, wrong = 0, []
    every = moments(life)
    life.dice.shuffle(every)
    for at in [life.clock.at, *every]:
        if asked < most:
            told = decisions(life, at)
            asked += told[0]
            wrong += told[1]
    assert wrong == []
    assert asked >= min(most, 1)
    return life


def test_a_few_hundred_decisions_are_those_of_the_rules(bare_world: World) -> None:
    lived(bare_world, 2, steps=20, most=600)


@pytest.mark.slow
@pytest.mark.parametrize("seed", sorted({*range(10, 31)} - {19}))
def test_thousands_of_decisions_are_those_of_the_rules(bare_world: World, seed: int) -> None:
    life = lived(bare_world, seed, steps=60, most=4_000)
    much, _ = readings(life)
    assert much == [], "a page never opens what the rules do not"
    assert life.done["release"] >= 2, "as in life 19, where the keys never came together"


BROKEN = {
    "1": (oracle.Seat, "stands", lambda _seat, _at: True),
    "2": (oracle.Facts, "kept_away", lambda *_: False),
    "4": (oracle.Facts, "_owners_side", lambda *_: False),
    "6": (oracle.Facts, "_released_to", lambda *_: False),
    "11": (oracle.Release, "needs_keys", lambda _: True),
    "12": (oracle.Release, "in_force", lambda *_: True),
}
"""Each rule as if it were not there."""


@pytest.mark.slow
def test_a_rule_that_is_forgotten_would_be_noticed(
    bare_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = lived(bare_world, 41, steps=60, most=2_000)
    noticed, signed = set(), life.facts.signed
    everybody = {seat.body for seat in life.facts.seats.values()}
    life.facts.signed = everybody | {section.owner for section in life.facts.sections.values()}
    if differs(life):
        noticed.add("8")
    life.facts.signed = signed
    for _ in range(20):
        life.disclose()
        life.stand_down()
    for rule, broken in BROKEN.items():
        with monkeypatch.context() as forgotten:
            forgotten.setattr(*broken)
            if differs(life):
                noticed.add(rule)
    assert noticed == {*BROKEN, "8"}


def differs(life: Life) -> bool:
    return any(decisions(life, at)[1] for at in moments(life))


def test_the_oracle_knows_nothing_of_the_portal() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text("utf-8"))
    named = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    named += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert set(named) == {"dataclasses", "datetime"}
