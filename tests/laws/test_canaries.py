"""Every outlet, for everybody who is refused: no canary, no log line with a word, the same answer."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from portal.app import ROUTES
from portal.db import Base, new_id
from portal.web.page import Page
from tests.build import World, a_world, subject
from tests.cast import CAST, EVERYBODY
from tests.everything import filled
from tests.laws.readers import FILES, OTHERWISE, SEES, may_see, sees
from tests.visit import Visitor, open_portal, plain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return filled(a_world(folder, f"sqlite:///{folder}/portal.db"))


@pytest.fixture(scope="module")
def visitors(world: World) -> Iterator[dict[str, Visitor]]:
    with open_portal(world) as client:
        told = {who: Visitor(client, world.sign_in(who)) for who in EVERYBODY}
        yield {**told, "nobody": Visitor(client)}


@pytest.fixture(scope="module")
def case(world: World) -> str:
    return subject(world)


def addresses(world: World, case: str) -> list[str]:
    """Every page there is, for every row that there is to ask it about."""
    ids = {
        "{review}": [world.review],
        "{version}": list(world.versions.values()),
        "{release}": list(world.releases.values()),
        "{agreement}": list(world.agreements.values()),
        "{subject}": [case],
        "{kind}/{name}": [
            *(f"body/{agency}" for agency in world.agencies.values()),
            *(f"member/{member}" for member in world.members.values()),
            *("role/chair", "body/board", "role/board", "member/chair"),
        ],
        "{asked}": rows_of(world, "request"),
        "{document}": rows_of(world, "document"),
        **world.files,
        "{agency}": list(world.agencies.values()),
        "{person}": [world.people["author"]],
        "{opened}": [world.review],
        "{membership}": [world.members["author"], world.members["chair"]],
    }
    found = []
    for one in ROUTES:
        if isinstance(one, Page):
            paths = [one.path]
            for name, values in ids.items():
                paths = [p.replace(name, v) for p in paths for v in (values if name in p else [""])]
            found += paths
    assert [path for path in found if "{" in path] == [], (
        "say in tests/everything.py or tests/around.py what it is"
    )
    owners = [f"/reviews/{world.review}/read?owner={a}" for a in world.agencies.values()]
    return sorted({*found, *owners})


def rows_of(world: World, table: str) -> list[str]:
    with world.vault.engine.connect() as connection:
        return list(connection.execute(sa.select(Base.metadata.tables[table].c.id)).scalars())


@dataclass
class Sweep:
    """What every page answers, asked once for each of the cast, and what the log said meanwhile."""

    visitors: dict[str, Visitor]
    paths: list[str]
    log: io.StringIO = field(default_factory=io.StringIO)
    heard: dict[str, dict[str, httpx.Response]] = field(default_factory=dict)

    def of(self, who: str) -> dict[str, httpx.Response]:
        if who not in self.heard:
            with logged(self.log):
                self.heard[who] = {path: self.visitors[who].get(path) for path in self.paths}
        return self.heard[who]


@contextmanager
def logged(to: io.StringIO) -> Iterator[None]:
    """Every line of every logger, down to the smallest."""
    root, handler = logging.getLogger(), logging.StreamHandler(to)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture(scope="module")
def sweep(world: World, visitors: dict[str, Visitor], case: str) -> Sweep:
    return Sweep(visitors, addresses(world, case))


FIRST = {"probation_panel", "health_panel", "lay", "chair", "administrator", "nobody"}
"""Whose eyes are asked about before each commit; the full run asks about everybody's."""
EYES = [
    pytest.param(who, marks=() if who in FIRST else pytest.mark.slow)
    for who in (*EVERYBODY, "nobody")
]


@pytest.mark.parametrize("who", EYES)
def test_nobody_sees_a_word_that_is_not_for_them(sweep: Sweep, world: World, who: str) -> None:
    found = set()
    for path, answer in sweep.of(who).items():
        assert answer.status_code in {200, 303, 404}, path
        whole = answer.text + str(answer.headers)
        found |= {where for word, where in world.canaries.items() if word in whole}
    assert {where for where in found if not may_see(who, where)} == set()
    if who in SEES:
        sections = {
            w for w in found - set(OTHERWISE) if not w.startswith(("agreement", "subject", *FILES))
        }
        assert {w.rpartition(" ")[2] for w in sections} == sees(who)
    assert {where for where in OTHERWISE if who in OTHERWISE[where]} <= found


def test_the_sweep_would_see_a_leak(world: World) -> None:
    word, where = next(told for told in world.canaries.items() if told[1].startswith("words"))
    assert not may_see("health_panel", where)
    assert word in f"<p>{word}</p>"


def test_what_is_refused_answers_like_what_is_absent(
    sweep: Sweep, world: World, visitors: dict[str, Visitor]
) -> None:
    for who in ("health_panel", "stranger", "lay", "administrator"):
        visitor = visitors[who]
        nothing = plain(visitor.get(f"/reviews/{new_id()}/read"))
        for path, answer in sweep.of(who).items():
            if answer.status_code == 404:
                assert plain(answer) == nothing, path
        asked = f"/reviews/{world.review}/sections"
        shut = plain(visitor.get(f"{asked}/{world.versions['Practice']}/why"))
        assert shut == plain(visitor.get(f"{asked}/{new_id()}/why")) == nothing


@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        lambda i: f"{{{i}}}",
        lambda i: f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}",
        lambda i: f"{i}%00",
        lambda i: f"{i} ",
        lambda i: f"0{i}",
        lambda i: i.replace("0", "\uff10"),
        lambda i: "..%2f" + i,
        lambda i: i[:-1],
    ],
)
def test_an_odd_spelling_of_an_id_is_no_id(
    world: World, visitors: dict[str, Visitor], spell: object
) -> None:
    visitor = visitors["author"]
    odd = spell(world.review)  # type: ignore[operator]
    assert visitor.get(f"/reviews/{world.review}/read").status_code == 200
    assert visitor.get(f"/reviews/{odd}/read").status_code == 404
    section = spell(world.versions["Context"])  # type: ignore[operator]
    path = f"/reviews/{world.review}/sections/{section}/why"
    assert visitor.get(path).status_code == 404


def test_the_log_holds_no_word_and_no_name(
    sweep: Sweep, world: World, visitors: dict[str, Visitor]
) -> None:
    for who in ("chair", "health_panel", "nobody"):
        sweep.of(who)
    told = sweep.log.getvalue()
    assert "GET" in told
    people = [part.name for part in CAST.values()]
    secret = [
        *world.canaries,
        *people,
        "example.org",
        *(v.token for v in visitors.values() if v.token),
    ]
    assert [word for word in secret if word in told] == []


def test_the_database_and_its_files_hold_no_word(world: World) -> None:
    folder = Path(world.settings.key_file).parent
    held = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    people = [part.name for part in CAST.values()]
    secret = [*world.canaries, *people, "author@example.org"]
    assert [word for word in secret if word.encode() in held] == []
