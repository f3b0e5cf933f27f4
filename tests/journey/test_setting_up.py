"""An administrator sets a review up; somebody enrols; an office confirms her; she is let in."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.directory import acts as directory
from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, empty

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLICE, HEALTH = "Westmarch Police", "Fenwick Health Trust"
AMINA, PASSWORD = "amina.rahman@westmarch.example", "seven kinds of weather"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A portal with its administrator in it, and nothing else."""
    world = empty(tmp_path, f"sqlite:///{tmp_path}/portal.db")
    with world.vault.act("", actor=CONSOLE) as gate:
        person, _ = directory.add_person(
            agency_id=None, name="Owen Price", email="owen@x.example", gate=gate
        )
        directory.appoint(person_id=person, role=Role.ADMINISTRATOR, gate=gate)
    world.people["administrator"] = person
    return world


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)])
def test_a_review_is_set_up_and_its_people_are_let_in(
    world: World, browser: Browser, scripts: bool, width: int
) -> None:
    administrator = world.sign_in("administrator")
    with (
        serving(world.settings) as address,
        window(browser, administrator, width=width, scripts=scripts) as page,
    ):
        page.goto(address)
        page.get_by_role("link", name="Agencies and people").click()
        for agency, kind in ((POLICE, "Police"), (HEALTH, "Health")):
            add_agency(page, address, agency, kind, scripts=scripts)
        world.people["board"], _ = add(page, address, "Nadia Flint", "nadia@x.example", "No agency")
        world.people["senior"], _ = add(page, address, "Cerys Vaughan", "c@x.example", POLICE)
        _, code = add(page, address, "Amina Rahman", AMINA, POLICE, scripts=scripts)
        review = open_review(page, address, scripts=scripts)
        join(page, "Nadia Flint", "The commissioning board", "Board office", scripts=scripts)
        expect(page.get_by_role("region", name="success")).to_contain_text("takes part")
        join(page, "Cerys Vaughan", POLICE, "Senior office", scripts=scripts)
        expect(page.get_by_role("region", name="success")).to_contain_text("asked to confirm")
        told = {"width": width, "scripts": scripts}
        confirm(browser, world.sign_in("board"), address, "Cerys Vaughan", "c@x.example", **told)
        join(page, "Amina Rahman", POLICE, "Author", scripts=scripts)
        expect(page.get_by_role("region", name="success")).to_contain_text("asked to confirm")
        sound(page, scripts=scripts)
        with window(browser, width=width, scripts=scripts) as hers:
            enrol(hers, address, code)
            expect(hers.get_by_text("You do not take part in a review yet")).to_be_visible()
            confirm(browser, world.sign_in("senior"), address, "Amina Rahman", AMINA, **told)
            hers.reload()
            hers.get_by_role("link", name=review, exact=True).click()
            expect(hers.get_by_text("Acting as: Author for Westmarch Police")).to_be_visible()


def add_agency(page: Page, address: str, name: str, kind: str, *, scripts: bool) -> None:
    page.goto(f"{address}/directory/agencies/new")
    sound(page, scripts=scripts)
    page.get_by_label("The agency’s name").fill(name)
    page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Add the agency").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def add(
    page: Page, address: str, name: str, email: str, agency: str, *, scripts: bool = False
) -> tuple[str, str]:
    """Somebody with an account: the id, and the code that the page shows once."""
    page.goto(f"{address}/directory/people/new")
    sound(page, scripts=scripts)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add the person").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your work email address")
    assert page.get_by_label("Name", exact=True).input_value() == name
    page.get_by_label("Work email address").fill(email)
    choice = page.get_by_label("Which agency do they work for?")
    choice.select_option(choice.locator("option").filter(has_text=agency).first.inner_text())
    page.get_by_role("button", name="Add the person").click()
    sound(page, scripts=scripts)
    code = page.locator("code").inner_text()
    assert code not in page.url
    page.reload()
    expect(page.get_by_role("heading", name="The code is shown no more")).to_be_visible()
    person = re.search(r"people/(\w{32})/code", page.url)
    assert person
    return person[1], code


def open_review(page: Page, address: str, *, scripts: bool) -> str:
    """The code name that the portal drew."""
    page.goto(f"{address}/directory/reviews")
    sound(page, scripts=scripts)
    page.get_by_role("button", name="Open a review").click()
    sound(page, scripts=scripts)
    page.get_by_label("Domestic homicide review").check()
    page.get_by_label("OFFICIAL-SENSITIVE").check()
    page.get_by_label("Handle as the review agreement says").check()
    page.get_by_role("button", name="Open the review").click()
    sound(page, scripts=scripts)
    return page.locator("h1").inner_text()


def join(page: Page, name: str, body: str, role: str, *, scripts: bool) -> None:
    page.get_by_role("button", name="Add somebody").click()
    sound(page, scripts=scripts)
    who, now = page.get_by_label("Who?"), datetime.now(UTC) + timedelta(hours=1)
    who.select_option(who.locator("option").filter(has_text=name).inner_text())
    page.get_by_label("For whom do they take part?").select_option(body)
    page.get_by_label(role, exact=True).check()
    if "office" in role:
        page.get_by_label("Holder of the office").check()
    page.get_by_label("First day").fill(f"{now.day}/{now.month}/{now.year}")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("alert")).to_contain_text("Every part has an end")
    later = now + timedelta(days=300)
    page.get_by_label("Last day").fill(f"{later.day}/{later.month}/{later.year}")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()


def enrol(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/enrol")
    page.get_by_label("email").fill(AMINA)
    page.get_by_label("Enrolment code").fill(code)
    page.get_by_role("button").filter(has_text="Continue").click()
    expect(page.locator("[name=totp]")).to_be_visible()
    shown = re.search(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", page.inner_text("main"))
    assert shown
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=totp]").fill(pyotp.TOTP(shown[0].replace(" ", "")).now())
    page.locator("main").get_by_role("button").last.click()


def confirm(
    browser: Browser, token: str, address: str, name: str, email: str, *, width: int, scripts: bool
) -> None:
    with window(browser, token, width=width, scripts=scripts) as page:
        page.goto(address)
        sound(page, scripts=scripts)
        page.get_by_role("link", name=f"Say whether {name} takes part").click()
        sound(page, scripts=scripts)
        expect(page.get_by_text(email)).to_be_visible()
        page.get_by_label("I confirm it").check()
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_role("region", name="success")).to_contain_text("You have confirmed it")
        sound(page, scripts=scripts)
