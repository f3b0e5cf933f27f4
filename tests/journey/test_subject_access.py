"""Subject access from the letter in hand until it is sent, in a real browser, at 320 pixels and
without scripts.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import NARROW, serving, window
from tests.build import World, contribution, with_cast
from tests.journey.test_foi import ON, Clerk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("access")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    contribution(world, [("context", "Context"), ("practice", "Practice")])
    return world


@pytest.fixture(scope="module")
def at(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield address


def test_somebody_gets_her_own_information_and_not_anothers(
    world: World, at: str, browser: Browser
) -> None:
    home = f"/reviews/{world.review}/subject-access"
    given = {"width": NARROW, "scripts": False}
    with (
        window(browser, world.sign_in("disclosure"), **given) as desk,
        window(browser, world.sign_in("senior"), **given) as office,
    ):
        officer, senior = Clerk(desk, at), Clerk(office, at)
        officer.reads(home, "never referred")
        request = officer.does(
            f"{home}/new", road="living", asks_as="self", came="post", on=ON,
            applicant="Meera Thistlewood", address="4 Larch Row",
            words="All that you hold about me.",
        )  # fmt: skip
        officer.does(f"{request}/ask-identity", on=ON, words="")
        officer.reads(request, "The clock stands")
        officer.does(f"{request}/identity", what="passport", on=ON, words="")
        copy = _decided(world, officer)
        officer.does(f"{request}/copy", which=copy.rpartition("/")[2])
        officer.does(f"{request}/others", person="unnamed", standing="private", consent="refused",
                     weighed="withhold", words="She was promised it.")  # fmt: skip
        files = copy.replace("/redaction/", "/renditions/")
        officer.does(f"{files}/render", title="About you", marking="OFFICIAL")
        made = desk.get_by_text("nothing of what was taken out was found")
        expect(made).to_be_visible(timeout=60_000)  # the page renews itself without a script
        senior.does(f"{files}/sign", jigsaw="Read as her brother would.")
        officer.does(f"{request}/begin", outcome="part", copy=copy.rpartition("/")[2], silence="")
        officer.reads(request, "Being written")
        answer = officer.leads("/texts").removesuffix("/texts")
        officer.does(f"{answer}/forward")
        senior.does(f"{answer}/sign")
        officer.does(f"{answer}/sent", on=ON, channel="post", why_late="")
        officer.reads(f"{answer}/texts", "ask the Commissioner to check")
        officer.reads(f"{home}/log", "s.45(4)(e)")
        expect(desk.locator("main")).not_to_contain_text("Thistlewood")


def _decided(world: World, officer: Clerk) -> str:
    """A copy for this applicant, of which a paragraph is somebody else's."""
    version = world.versions["Practice"]
    copy = officer.does(
        f"/reviews/{world.review}/redaction/new", audience="applicant", regime="subject_access",
        title="For one applicant", purpose="Subject access.", **{f"sections_{version}": version},
    )  # fmt: skip
    officer.does(f"{copy}/look")
    officer.reads(copy, "Waiting")
    officer.does(
        officer.leads("/redaction/sections/"), what="paragraph", paragraph="1", words="",
        decision="remove", harm="She would be found.", **{"codes_s.45(4)(e)": "s.45(4)(e)"},
    )  # fmt: skip
    return copy
