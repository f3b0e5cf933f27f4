"""Random lives of a review: the portal decides as the rules do, written down apart from it."""

import ast
from pathlib import Path

import pytest

from tests.build import World
from tests.policy import oracle
from tests.policy.lives import Life, decisions, moments, readings


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


@pytest.mark.parametrize("seed", [1, 2])
def test_a_few_hundred_decisions_are_those_of_the_rules(bare_world: World, seed: int) -> None:
    lived(bare_world, seed, steps=25, most=400)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_thousands_of_decisions_are_those_of_the_rules(bare_world: World, seed: int) -> None:
    life = lived(bare_world, seed, steps=80, most=4_000)
    assert readings(life) == []


def test_the_oracle_knows_nothing_of_the_portal() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text("utf-8"))
    named = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    named += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert set(named) == {"dataclasses", "datetime"}
