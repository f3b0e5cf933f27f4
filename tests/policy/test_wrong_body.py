"""Disclosure officers of other bodies, and one of the body who is kept from it, at every door of
what leaves a review: each id is real, each form is posted, and nothing is read or done.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.app import ROUTES
from portal.db import Base
from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from portal.reviews import acts as reviews
from portal.reviews import stand_downs
from portal.web.page import Deed, Page
from tests.build import World, a_world, join, propose, sign
from tests.cast import HEALTH, POLICE, PROBATION
from tests.everything import filled
from tests.requests.desk import seated
from tests.visit import Visitor, open_portal, plain

pytestmark = pytest.mark.slow
ROOMS = (
    "redaction", "rendition", "rendering", "picture", "foi", "cru", "answers", "internal-reviews",
    "complaints", "persons", "disclosure-log",
)  # fmt: skip
TABLES = [
    table for table in Base.metadata.sorted_tables
    if any(table.name.startswith(one) for one in (
        "rendition", "render", "passage", "suggestion", "consultation", "qualified", "information_",
        "request_", "cru_", "force_", "foi_", "internal_", "reviewed_", "ico_", "disclosure_log",
        "known_person", "person_",
    ))
]  # fmt: skip
FIELDS = {
    "words": "x", "why": "x", "on": "1/1/2026", "what": "yes", "which": "x", "outcome": "agreed",
    "decision": "keep", "marking": "OFFICIAL", "title": "x", "jigsaw": "x", "recipient": "x",
    "letter": "x", "notice": "x", "answer": "agreed", "who": "all", "finding": "upheld",
    "passage": "whole", "channel": "post",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("wrong")
    made = filled(a_world(folder, f"sqlite:///{folder}/portal.db"))
    seated(made, "stranger", HEALTH, Role.DISCLOSURE_OFFICER, Role.SENIOR_OFFICE)
    seated(made, "auditor", PROBATION, Role.DISCLOSURE_OFFICER, person="auditor")
    with made.act("senior") as gate:
        stand_downs.stand_down(
            person=made.people["disclosure"], scope="owner", what=made.agencies[POLICE],
            why="He is related.", gate=gate,
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[Any]:
    with open_portal(world) as opened:
        yield opened


def doors(world: World, review: str, kind: type) -> list[str]:
    """Every address of these rooms that names a thing, for each such thing that there is."""
    told = set()
    for one in ROUTES:
        rest = one.path.removeprefix("/reviews/{review}/")
        if not isinstance(one, kind) or not rest.startswith(ROOMS) or "{" not in rest:
            continue
        names = ["{" + part.split("}")[0] + "}" for part in rest.split("{")[1:]]
        for ids in itertools.product(*(things(world, name) for name in names)):
            path = rest
            for name, value in zip(names, ids, strict=True):
                path = path.replace(name, value, 1)
            told.add(f"/reviews/{review}/{path}")
    return sorted(told)


def things(world: World, name: str) -> list[str]:
    if name == "{document}":
        with world.vault.engine.connect() as connection:
            table = Base.metadata.tables["document"]
            return list(connection.execute(sa.select(table.c.id)).scalars())
    return world.files[name]


def rows(world: World) -> dict[str, int]:
    with world.vault.engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in TABLES
        }


OPEN = ("changed person", "person of probation_senior")
"""Entries of the register of people that their owner has shown to all who redact."""
OWN = {"auditor": ("why a person is shown",)}


@pytest.mark.parametrize("who", ["stranger", "auditor", "disclosure"])
def test_nothing_is_read(world: World, client: Any, who: str) -> None:
    visitor = Visitor(client, world.sign_in(who))
    opened = []
    for path in doors(world, world.review, Page):
        answer = visitor.get(path)
        words = {w for word, w in world.canaries.items() if word in answer.text}
        if answer.status_code == 404:
            continue
        assert who != "stranger" or "/joins/" not in path, "what two other bodies say"
        opened.append(path.removeprefix(f"/reviews/{world.review}/").split("/")[0])
        assert not {w for w in words if not w.endswith((*OPEN, *OWN.get(who, ())))}, path
    assert set(opened) <= {"persons"}


@pytest.mark.parametrize("who", ["stranger", "auditor", "disclosure"])
def test_nothing_is_done(world: World, client: Any, who: str) -> None:
    visitor, before = Visitor(client, world.sign_in(who)), rows(world)
    codes = {}
    for path in doors(world, world.review, Deed):
        answer = visitor.post(path, FIELDS)
        if answer.status_code != 404:
            codes[path.removeprefix(f"/reviews/{world.review}/")] = answer.status_code
    assert {p: c for p, c in codes.items() if not p.startswith("persons/")} == {}
    assert rows(world) == before


def test_ids_of_another_review_are_no_ids_here(world: World, client: Any) -> None:
    """Who works in both reviews reaches nothing of the one by the address of the other."""
    with world.vault.act("", actor=CONSOLE) as gate:
        other = reviews.open_review(
            code_name="Rowan 9", kind="mappa_scr", marking="OFFICIAL", gate=gate
        ).id
    here, members = world.review, dict(world.members)
    world.review = other
    try:
        with world.vault.act("", actor=CONSOLE) as gate:
            for who in ("senior", "board"):
                join(world, who, gate)
        propose(world, "other")
        sign(world, "board")
        sign(world, "senior")
        visitor = Visitor(client, world.sign_in("senior"))
        absent = plain(visitor.get(f"/reviews/{other}/foi/{'0' * 32}"))[0]
        for kind, ask in ((Page, visitor.get), (Deed, lambda p: visitor.post(p, FIELDS))):
            for path in doors(world, other, kind):
                assert ask(path).status_code == absent == 404, path
    finally:
        world.review, world.members = here, members
