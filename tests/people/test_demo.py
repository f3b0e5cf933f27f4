"""One press to sign in: in a demonstration only, on this machine only."""

from dataclasses import replace

import pytest

from portal.directory import acts as directory
from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from portal.people.pages import DEMO_ROUTES, ROUTES
from tests.people.door import SESSION, Browser, Portal


@pytest.fixture
def demo(portal: Portal) -> Portal:
    return replace(portal, demo=True)


def press(portal: Portal, person: str, client: str = "127.0.0.1") -> tuple[int, bool]:
    browser = Browser(portal, client=client)
    browser.get("/sign-in")
    answer = browser.post("/demo/sign-in", person=person)
    return answer.status, SESSION in answer.cookies


def test_it_is_no_route_of_the_portals_own() -> None:
    assert [route.path for route in DEMO_ROUTES] == ["/demo/sign-in"]
    assert not any("demo" in route.path for route in ROUTES)


def test_one_press_signs_in_on_this_machine(demo: Portal) -> None:
    person = demo.add()
    for client in ("127.0.0.1", "127.9.9.9", "::1"):
        assert press(demo, person, client) == (303, True)


def test_from_elsewhere_there_is_nothing(demo: Portal) -> None:
    person = demo.add()
    for client in ("192.0.2.1", "", "localhost", "::2", "127.0.0.1.example"):
        assert press(demo, person, client) == (404, False)


def test_outside_a_demonstration_there_is_nothing(portal: Portal) -> None:
    assert press(portal, portal.add()) == (404, False)
    assert portal.sessions() == 0


def test_nobody_is_signed_in_as_nobody(demo: Portal) -> None:
    demo.add()
    for person in ("", "0" * 32, "x", "\0"):
        assert press(demo, person) == (404, False)


def test_nobody_is_signed_in_as_somebody_suspended(demo: Portal) -> None:
    person = demo.add()
    with demo.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=person, why="left", gate=gate)
    assert press(demo, person) == (404, False)


def test_the_cast_is_listed_in_a_demonstration_alone(portal: Portal, demo: Portal) -> None:
    person = portal.add()
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.appoint(person_id=person, role=Role.ADMINISTRATOR, gate=gate)
    page = Browser(demo).get("/sign-in").body.decode()
    assert "Amina Rahman" in page
    assert "Administrator, Independent" in page
    assert f'value="{person}"' in page
    page = Browser(portal).get("/sign-in").body.decode()
    assert "Amina Rahman" not in page
    assert person not in page
