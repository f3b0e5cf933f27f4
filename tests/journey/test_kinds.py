"""Each kind of review from the notification to its commission and its clocks, without scripts."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.reviews.kinds import kinds
from tests.browsing import NARROW, serving, sound, window
from tests.build import World, with_cast
from tests.intake.incidents import CHAIR, COORDINATOR, a_board

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOW = date.today()  # noqa: DTZ011
LATELY = f"{NOW - timedelta(days=12):%-d/%-m/%Y}"
CHARGED = {
    "charge": "stands", "offence": "murder", "form": "complete", "charged_on": LATELY,
    "happened_on": LATELY,
}  # fmt: skip
DIED = {"died": "yes", "happened_on": LATELY, "nation": "england"}
HARMED = {"abuse": "suspected", "happened_on": LATELY}
CLOCKED = "Tell the agencies that there is a review"

JOURNEYS = {
    "mappa_scr": ("smb", "charge", {**CHARGED, "level_1": "2", "since_1": "1/1/2025"}, CLOCKED),
    "pimr": ("force", "charge", {**CHARGED, "registered": "yes"}, ""),
    "sfo": ("probation", "charge", {**CHARGED, "supervised": "yes", "sfo_class": "automatic"}, ""),
    "dhr": (
        "csp", "death", {**DIED, "victim_age": "34", "abuse": "known", "relation": "partner"},
        "Finish the overview report",
    ),
    "cspr": (
        "partners", "child",
        {**HARMED, "victim_age": "6", "seriously_harmed": "yes", "nation": "england"},
        "Publish the report",
    ),
    "sar": (
        "sab", "adult",
        {**DIED, "victim_age": "71", "care_needs": "yes", "abuse": "known", "concern": "yes"}, "",
    ),
    "mhhr": (
        "nhs", "death",
        {**DIED, "homicide": "yes", "mental_health": "yes", "mental_health_on": LATELY}, "",
    ),
    "susr": (
        "regional", "child",
        {**HARMED, "victim_age": "6", "seriously_harmed": "yes", "nation": "wales"}, "",
    ),
}  # fmt: skip
"""By kind: its board, what is notified, what is known, and a clock that then runs. Reviews outside
the statutes ("other") have no rule to run; a law of 2022 and one of 2024 are not in force.
"""
FURTHER = (
    "agreement/draft", "panel", "meetings", "requests", "requests/new", "mandatory", "scoping",
    "papers", "proceedings", "links", "parts", "notices", "assessment", "evidence",
)  # fmt: skip
"""Where whoever decides goes on from there."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("kinds")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    for kind, (board, *_) in JOURNEYS.items():
        a_board(world, f"Larch {kinds()[kind].short} board", board)
    return world


@pytest.fixture(scope="module")
def desks(world: World, browser: Browser) -> Iterator[tuple[str, Page, Page]]:
    """Windows of a co-ordinator and of who decides, at the portal that serves the world."""
    with (
        serving(world.settings) as address,
        window(browser, world.sign_in(COORDINATOR), width=NARROW, scripts=False) as notifies,
        window(browser, world.sign_in(CHAIR), scripts=False) as decides,
    ):
        yield address, notifies, decides


def test_every_kind_in_force_has_its_journey() -> None:
    in_force = {code for code, kind in kinds().items() if kind.holds(NOW)}
    assert set(JOURNEYS) == in_force - {"other"}


@pytest.mark.mission("A115")
@pytest.mark.parametrize("kind", JOURNEYS)
def test_a_review_of_each_kind_is_notified_assessed_and_commissioned(
    desks: tuple[str, Page, Page], kind: str
) -> None:
    (address, notifies, decides), (_, happened, known, clock) = desks, JOURNEYS[kind]
    notifies.goto(f"{address}/notify")
    board = f"Larch {kinds()[kind].short} board"
    notifies.get_by_label("Which board, or which force?").select_option(board)
    notifies.locator(f'[name="happened"][value="{happened}"]').check()
    notifies.get_by_role("button", name="Notify the board").click()
    review = notifies.url.partition("/notification")[0]
    notifies.goto(f"{review}/particulars")
    for field, value in known.items():
        told = notifies.locator(f'[name="{field}"]')
        if told.evaluate("(e) => e.tagName") == "SELECT":
            told.select_option(value)
        else:
            told.fill(value)
    notifies.get_by_role("button", name="Give the particulars").click()
    answer = notifies.get_by_role("row", name=kinds()[kind].title).first
    expect(answer).to_be_visible()
    expect(answer).not_to_contain_text("Not available")
    decides.goto(f"{review}/decision")
    decides.locator(f'[name="kind"][value="{kind}"]').check()
    decides.locator('[name="outcome"][value="commission"]').check()
    decides.locator('[name="high_profile"][value="no"]').check()
    decides.get_by_label("Why?").fill("ਕਾਨੂੰਨ ਇਹ ਮੰਗਦਾ ਹੈ. The rules ask for it.")
    decides.get_by_role("button", name="Record the decision").click()
    expect(decides.get_by_text("The review is commissioned")).to_be_visible()
    decides.goto(review)
    sound(decides, scripts=False)
    expect(decides.get_by_text(kinds()[kind].title).first).to_be_visible()
    decides.goto(f"{review}/timetable")
    if clock:
        expect(decides.get_by_role("row", name=clock).first).to_contain_text("Running")
    for place in FURTHER:
        assert decides.request.get(f"{review}/{place}").status == 200, place
