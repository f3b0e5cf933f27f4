"""Unclassified is closed: routes, acts, stages and templates are on lists, and no more.

Each law is a function that gives the breaches; each is shown to find one.
"""

from collections.abc import Iterable, Mapping

import pytest
from litestar import Litestar

from portal import place
from portal.app import DEMO_ROUTES, ROUTES
from portal.contributions.models import MOVES as CONTRIBUTION_MOVES
from portal.contributions.models import State
from portal.gate.keys import KEY_MOVES, KeyState
from portal.gate.policy import STAGE_MOVES, Act, Role, Stage, law
from portal.importing.models import IMPORT_MOVES, ImportStage
from portal.links.models import LINK_MOVES
from portal.pimr.models import PIMR_MOVES
from portal.pimr.models import State as PimrState
from portal.questions.models import QUESTION_MOVES
from portal.redaction.models import RENDITION_MOVES, STAGES
from portal.requests.models import MOVES as FOI_MOVES
from portal.requests.models import Stage as FoiStage
from portal.reviews.models import ASKED_MOVES, Asked
from portal.subject_access.models import MOVES as ACCESS_MOVES
from portal.subject_access.models import Stage as AccessStage
from portal.web.page import Deed, Page
from portal.web.shell import ELSEWHERE, build
from portal.web.wrapper import House
from tests.laws.access_routes import ACCESS
from tests.laws.course_routes import COURSE
from tests.laws.foi_routes import FOI
from tests.laws.leaving_routes import LEAVING
from tests.laws.material_routes import MATERIAL
from tests.laws.routes import LISTED, LISTED_IN_DEMO, PORTAL, WITHOUT_A_ROUTE


def declared(routes: Iterable[Page | Deed]) -> dict[tuple[str, str], Act]:
    told = {}
    for one in routes:
        if isinstance(one, Deed) or one.form:
            told["POST", one.path] = one.act
        if isinstance(one, Page):
            told["GET", one.path] = one.act
    return told


def test_every_route_is_listed_with_its_act() -> None:
    assert declared(ROUTES) == LISTED
    parts = (PORTAL, COURSE, MATERIAL, LEAVING, FOI, ACCESS)
    assert len(LISTED) == sum(map(len, parts)), "a route is in two lists"
    assert declared(DEMO_ROUTES) == LISTED_IN_DEMO


def test_the_running_program_has_the_declared_routes_and_no_other() -> None:
    assert answered(build(House(None, "https://x", False, {}), ROUTES)) == set(LISTED)  # type: ignore[arg-type]


def answered(app: Litestar) -> set[tuple[str, str]]:
    """Every verb and path that the application itself answers with a page of ours."""
    found = set()
    for one in app.routes:
        for handler in getattr(one, "route_handlers", ()):
            if handler.name and handler.name != ELSEWHERE and handler.name.startswith("/"):
                found |= {(str(verb), handler.name) for verb in handler.http_methods}
    return {(verb, path) for verb, path in found if verb in {"GET", "POST"}}


def test_a_route_too_many_is_noticed() -> None:
    extra = Page("/new", Act.ARRIVE, "web/absent.html", lambda _: {})
    assert declared([*ROUTES, extra]) != LISTED
    assert answered(build(House(None, "https://x", False, {}), [*ROUTES, extra])) != set(LISTED)  # type: ignore[arg-type]


def test_static_files_are_the_only_other_addresses() -> None:
    app = build(House(None, "https://x", False, {}), ROUTES)  # type: ignore[arg-type]
    paths = {one.path for one in app.routes}
    ours = {path.replace("{", "{").split(":")[0] for _, path in LISTED}
    strange = {p for p in paths if not p.startswith(("/static", "/{elsewhere"))}
    assert {p.replace(":str}", "}") for p in strange} == ours


def acts_without_law(acts: Iterable[str]) -> set[str]:
    return set(acts) - {row.may for row in law().rows}


def test_every_act_has_law_and_a_route_or_a_reason() -> None:
    assert not acts_without_law(Act)
    assert acts_without_law(["drive"]) == {"drive"}
    assert set(Act) == set(LISTED.values()) | WITHOUT_A_ROUTE
    assert not set(LISTED.values()) & WITHOUT_A_ROUTE


def test_every_role_can_do_something() -> None:
    spoken = {row.who for row in law().rows}
    assert set(Role) == spoken


@pytest.mark.parametrize(
    ("moves", "states"),
    [
        (STAGE_MOVES, Stage),
        (KEY_MOVES, KeyState),
        (QUESTION_MOVES, QUESTION_MOVES),
        (CONTRIBUTION_MOVES, State),
        (IMPORT_MOVES, ImportStage),
        (ASKED_MOVES, Asked),
        (LINK_MOVES, LINK_MOVES),
        (PIMR_MOVES, PimrState),
        (RENDITION_MOVES, STAGES),
        (FOI_MOVES, FoiStage),
        (ACCESS_MOVES, AccessStage),
    ],
)
def test_stages_are_closed(moves: Mapping[str, set[str]], states: Iterable[str]) -> None:
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)
    first = next(iter(states))
    assert reachable(moves, first) == set(states), "a state that nothing leads to"
    assert not all(moves.values()), "no state is the end"


def reachable(moves: Mapping[str, set[str]], first: str) -> set[str]:
    found, edge = {first}, [first]
    while edge:
        fresh = moves[edge.pop()] - found
        found |= fresh
        edge += fresh
    return found


DRAWN_BY_THE_WRAPPER = {
    "web/refused.html",
    "web/absent.html",
    "web/unavailable.html",
    "web/failed.html",
}


A_DOWNLOAD = ""
"""The template of what is kept and never drawn."""


def strays(templates: set[str], routes: Iterable[Page | Deed]) -> set[str]:
    """Templates without a page, and pages without a template."""
    drawn = {one.template for one in routes if isinstance(one, Page)} | DRAWN_BY_THE_WRAPPER
    whole = {t for t in templates if not t.startswith("parts/") and "/_" not in t}
    return (whole - {"web/base.html"}) ^ (drawn - {A_DOWNLOAD})


def test_templates_mirror_the_pages() -> None:
    folder = place.templates()
    found = {str(p.relative_to(folder)) for p in folder.rglob("*.html")}
    assert strays(found, ROUTES) == set()
    assert strays({*found, "people/stray.html"}, ROUTES) == {"people/stray.html"}
