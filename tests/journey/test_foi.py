"""A request under the Freedom of Information Act from its coming to the disclosure log, in a real
browser, at 320 pixels and without scripts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.proceedings import acts as proceedings
from tests.browsing import NARROW, serving, sound, window
from tests.build import World, contribution, with_cast
from tests.cast import PROBATION
from tests.requests.desk import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ON = f"{NOW.day}/{NOW.month}/{NOW.year}"
BUTTON = "main form[method=post] button.govuk-button"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The police's contribution is written and signed off, and nobody is investigated."""
    folder = tmp_path_factory.mktemp("foi")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("context", "Context"), ("practice", "Practice")])
    with world.act("chair") as gate:
        proceedings.record_investigation(state="none", since=NOW, gate=gate)
    return world


@pytest.fixture(scope="module")
def at(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield address


@dataclass
class Clerk:
    """Somebody at the portal who fills in one form after another."""

    page: Page
    base: str
    seen: int = 0

    def does(self, path: str, **fields: str) -> str:
        """Fill in the form of a page, send it, and tell where that led."""
        self.page.goto(f"{self.base}{path}")
        self._looks()
        for name, value in fields.items():
            self._fill(name.replace("__", "."), value)
        self.page.locator(BUTTON).last.click()
        self.page.wait_for_load_state()
        alert = self.page.locator(".govuk-error-summary")
        assert alert.count() == 0, (path, alert.inner_text() if alert.count() else "")
        return self.page.url.partition("?")[0].removeprefix(self.base)

    def reads(self, path: str, text: str) -> None:
        self.page.goto(f"{self.base}{path}")
        self._looks()
        expect(self.page.locator("main")).to_contain_text(text)

    def leads(self, part: str) -> str:
        """Where the page's link leads whose address has that part."""
        link = self.page.locator(f"main a[href*='{part}']").first
        return str(link.get_attribute("href"))

    def _looks(self) -> None:
        self.seen += 1
        sound(self.page, scripts=False)

    def _fill(self, name: str, value: str) -> None:
        box = self.page.locator(f"main [name='{name}']")
        kind = box.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif box.first.evaluate("one => one.tagName") == "SELECT":
            box.first.select_option(value)
        else:
            box.first.fill(value)


def test_a_request_is_answered_from_its_coming_to_the_log(
    world: World, at: str, browser: Browser
) -> None:
    base = f"/reviews/{world.review}"
    given = {"width": NARROW, "scripts": False}
    with (
        window(browser, world.sign_in("disclosure"), **given) as desk,
        window(browser, world.sign_in("senior"), **given) as office,
        window(browser, world.sign_in("probation_senior"), **given) as owner,
    ):
        officer, senior, probation = Clerk(desk, at), Clerk(office, at), Clerk(owner, at)
        request = officer.does(
            f"{base}/foi/new", came="email", on=ON, applicant="Meera Thistlewood",
            address="m@post.example", words="Please send me the police report.",
        )  # fmt: skip
        officer.does(f"{request}/touch", where=f"d.{world.document}", held="own", police="no")
        copy = _decided(world, officer, base)
        _consulted(world, officer, probation, base, copy)
        files = copy.replace("/redaction/", "/renditions/")
        officer.does(f"{files}/render", title="What we did", marking="OFFICIAL")
        made = desk.get_by_text("nothing of what was taken out was found")
        expect(made).to_be_visible(timeout=60_000)  # the page renews itself without a script
        senior.does(f"{files}/sign", jigsaw="Read as a neighbour would.")
        _referred(officer, request)
        answer = _answered(officer, senior, request, copy)
        officer.does(f"{answer}/log", words="A report of the police on their own part.")
        officer.reads(f"{base}/disclosure-log", "A report of the police on their own part.")
        expect(desk.locator("main")).not_to_contain_text("Thistlewood")
        assert officer.seen + senior.seen + probation.seen > 15


def _decided(world: World, officer: Clerk, base: str) -> str:
    """Sections chosen, what is found decided, and a passage that probation gave."""
    version = world.versions["Practice"]
    copy = officer.does(
        f"{base}/redaction/new", audience="applicant", regime="foi", title="For a request",
        purpose="A request.", **{f"sections_{version}": version},
    )  # fmt: skip
    officer.does(f"{copy}/look")
    officer.reads(copy, "Waiting")
    section = officer.leads("/redaction/sections/")
    officer.does(
        section, what="paragraph", paragraph="1", decision="remove", words="",
        **{"codes_s.40(2)": "s.40(2)"}, holder=world.agencies[PROBATION],
    )  # fmt: skip
    return copy


def _consulted(world: World, officer: Clerk, probation: Clerk, base: str, copy: str) -> None:
    officer.does(f"{copy}/consult", owner=world.agencies[PROBATION], question="Do you agree?")
    probation.reads(f"{base}/redaction", "asks about a version")
    asked = probation.leads("/redaction/consultations/")
    probation.does(f"{asked}/finish", outcome="agreed", why="")


def _referred(officer: Clerk, request: str) -> None:
    referral = officer.does(f"{request}/refer", what="serious_case", words="It must be.")
    officer.does(f"{referral}/sent", on=ON, which="secure_mail", words="By the unit.")
    officer.does(f"{referral}/advice", on=ON, words="Names should stay back.")


def _answered(officer: Clerk, senior: Clerk, request: str, copy: str) -> str:
    name = copy.rpartition("/")[2]
    officer.does(f"{request}/begin", outcome="part", copy=name, advice="")
    officer.reads(f"{request}/answer", "Being written")
    answer = officer.leads("/texts").removesuffix("/texts")
    officer.does(f"{answer}/forward")
    senior.does(f"{answer}/sign")
    officer.does(f"{answer}/sent", on=ON, channel="post", why_late="")
    officer.reads(f"{answer}/texts", "s.40(2), personal data of somebody else")
    return answer
