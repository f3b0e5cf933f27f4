"""What a large review costs the database: no question for each member, agency or section."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.db import open_database, reading, writing
from portal.gate.policy import Role
from portal.web.page import Raw
from tests.bench import plain
from tests.bench.case import Case, Seat, build, sign_in
from tests.bench.page import copy, without_numbers
from tests.build import World
from tests.visit import Visitor, open_portal

pytestmark = pytest.mark.slow

PAGES = {
    "": (Role.PANEL_MEMBER, Role.SENIOR_OFFICE, Role.CHAIR),
    "/read": (Role.PANEL_MEMBER, Role.SENIOR_OFFICE, Role.CHAIR),
    "/sharing": (Role.SENIOR_OFFICE,),
    "/sharing/departures": (Role.SENIOR_OFFICE,),
    "/releases": (Role.SENIOR_OFFICE,),
    "/parts": (Role.SENIOR_OFFICE,),
    "/record": (Role.SENIOR_OFFICE,),
    "/agreement": (Role.CHAIR,),
    "/sections/{version}/who": (Role.SENIOR_OFFICE,),
    "/sections/{version}/readers": (Role.SENIOR_OFFICE,),
}
"""Pages that list members, agencies or sections, and in which roles they are looked at."""
MOST = 40
"""Questions to the database for one page."""


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Every statement that the database is given."""
    told: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        told.append(re.sub(r"\?(, \?)+", "?", statement))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield told
    sa.event.remove(engine, "before_cursor_execute", note)


def visits(case: Case) -> dict[tuple[str, Role], list[str]]:
    """What each page asks, by its path and who looks at it; what is asked once is asked before."""
    told = {}
    with reading(case.vault.engine) as connection:
        version = case.rows(connection)[0].id
    settings = replace(case.settings, origin="https://portal.example")
    with open_portal(World(case.vault, settings)) as client:
        for role in (Role.PANEL_MEMBER, Role.SENIOR_OFFICE, Role.CHAIR):
            visitor = Visitor(client, signed_in(case, role))
            for path in [path for path, roles in PAGES.items() if role in roles]:
                for _ in range(2):
                    with asked(case.vault.engine) as statements:
                        page = visitor.get(f"/reviews/{case.review}{path.format(version=version)}")
                assert page.status_code == 200, (path, role)
                told[path, role] = statements
    return told


def signed_in(case: Case, role: Role) -> str:
    seat: Seat = next(seat for seat in case.seats if seat.role == role)
    with writing(case.vault.engine) as connection:
        return sign_in(replace(case, seats=[seat]), connection, case.vault.clock.now())


def test_a_page_asks_no_more_of_a_large_review(tmp_path: Path) -> None:
    """30 members in 10 agencies of 20 sections, against 12 members in 3 agencies of 3."""
    small, large = (
        visits(build(tmp_path / name, f"sqlite:///{tmp_path}/{name}/portal.db", **size))
        for name, size in (
            ("small", {"agencies": 3, "sections": 3}), ("large", {}),
        )
    )  # fmt: skip
    for (path, role), statements in large.items():
        more = [s for s in statements if statements.count(s) > small[path, role].count(s)]
        assert len(statements) <= len(small[path, role]), (path, role, more[:3])
        assert len(statements) <= MOST, (path, role, statements)


def test_the_reference_of_the_bench_draws_the_very_page(tmp_path: Path) -> None:
    """Else the page is measured against another one, or not at all."""
    case = build(tmp_path / "ours", f"sqlite:///{tmp_path}/ours/portal.db", agencies=2, sections=2)
    address = f"sqlite:///{tmp_path}/plain.db"
    copy(case, address)
    raw = Raw("GET", case.path, {"review": case.review}, {}, {}, {}, "", "", "")
    engine = open_database(address)
    theirs = plain.show(engine, raw).body
    engine.dispose()
    settings = replace(case.settings, origin="https://portal.example")
    with open_portal(World(case.vault, settings)) as client:
        ours = Visitor(client, case.token).get(case.path).content
    assert ours.count(b'<section class="portal-section"') > 2
    assert without_numbers(ours) == without_numbers(theirs)
