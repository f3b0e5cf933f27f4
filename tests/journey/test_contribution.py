"""A contribution from the chair's request to her acceptance, in a real browser, each person in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from portal.contributions.models import Request
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.documents.words import Paragraph
from portal.gate.policy import Act
from tests.browsing import NARROW, WIDE, serving, sound, window
from tests.build import World, release, signed_agreement, with_cast
from tests.cast import PROBATION
from tests.commissions import begin, commission

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "Answer paragraphs 3 and 4. ਕਿਰਪਾ ਕਰਕੇ, os gwelwch yn dda 🙂"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("contribution")
    world = with_cast(folder, f"sqlite:///{folder}/portal.db")
    signed_agreement(world)
    return world


@pytest.fixture(scope="module")
def portal(world: World) -> Iterator[str]:
    with serving(world.settings) as address:
        yield address


@contextmanager
def seen_by(
    world: World,
    portal: str,
    browser: Browser,
    who: str,
    *,
    width: int = WIDE,
    scripts: bool = True,
) -> Iterator[Page]:
    """The first page of one of the cast."""
    with window(browser, world.sign_in(who), width=width, scripts=scripts) as page:
        page.goto(portal)
        yield page


def press(page: Page, words: str) -> None:
    """The button of the page's own form, or the link that is drawn as a button."""
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=re.compile(words)).first.click()


def done(page: Page, words: str) -> None:
    expect(page.locator(".govuk-notification-banner")).to_contain_text(words)


def ask(page: Page, agency: str, kind: str) -> None:
    press(page, "Ask an agency")
    page.get_by_label("Which agency?").select_option(label=agency)
    page.get_by_label(kind).check()
    due = datetime.now(UTC) + timedelta(days=40)
    for part, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_label(part, exact=True).fill(str(value))


def write(world: World, document: str, title: str, section_class: str = "practice") -> None:
    """The author writes; her own pages for it are tried elsewhere."""
    with world.act("author") as gate:
        version = documents.add_section(
            document=gate.find(Document, document, Act.WRITE_SECTION),
            section_class=section_class,
            title=title,
            paragraphs=[Paragraph(new_id(), "p", f"What was known: {title}.")],
            gate=gate,
        )
        world.versions[title] = version.id


@dataclass
class Case:
    """What the people of the journey have in common."""

    world: World
    portal: str
    browser: Browser
    document: str = ""

    @property
    def base(self) -> str:
        return f"{self.portal}/reviews/{self.world.review}"

    @contextmanager
    def seen_by(self, who: str, *, width: int = WIDE, scripts: bool = True) -> Iterator[Page]:
        with seen_by(
            self.world, self.portal, self.browser, who, width=width, scripts=scripts
        ) as page:
            yield page


def the_chair_asks(case: Case) -> None:
    with case.seen_by("chair") as page:
        page.goto(case.base)
        follow(page, "What each agency is asked for")
        sound(page)
        ask(page, "Aldermere Probation", "Chronology")
        press(page, "Ask the agency")
        done(page, "has been asked")
        page.goto(f"{case.base}/requests")
        ask(page, "Westmarch Police", "Internal management review")
        page.get_by_label("Year", exact=True).fill("1999")
        page.get_by_label("Covering note").fill(NOTE)
        press(page, "Ask the agency")
        expect(page.get_by_role("alert")).to_contain_text("must be in the future")
        expect(page.get_by_label("Covering note")).to_have_value(NOTE)
        sound(page)
        page.get_by_label("Year", exact=True).fill(str(datetime.now(UTC).year + 1))
        press(page, "Ask the agency")
        done(page, "has been asked")
        sound(page)
        expect(page.get_by_text("It waits for an author of Westmarch Police")).to_be_visible()


def the_author_begins_and_sends(case: Case) -> None:
    with case.seen_by("author", width=NARROW) as page:
        sound(page)
        follow(page, "Begin the internal management review")
        expect(page.get_by_text("ਕਿਰਪਾ ਕਰਕੇ")).to_be_visible()
        sound(page)
        press(page, "Begin the contribution")
        sound(page)
        press(page, "Begin the contribution")
        done(page, "has been begun")
        expect(page.get_by_text("Write a section first")).to_be_visible()
        sound(page)
        case.document = page.url.rpartition("/")[2].partition("?")[0]
        write(case.world, case.document, "Contact before the arrest")
        write(case.world, case.document, "Interview with the officer", "conduct")
        page.reload()
        expect(page.get_by_text("Never shared with a panel")).to_be_visible()
        press(page, "Send to the senior manager")
        sound(page)
        press(page, "Send to the senior manager")
        done(page, "with your senior manager")


def the_manager_sends_back(case: Case) -> None:
    with case.seen_by("manager") as page:
        follow(page, "Sign off the internal management review")
        expect(page.get_by_text("Interview with the officer")).to_have_count(0)
        follow(page, "Send it back")
        press(page, "Send it back")
        expect(page.get_by_role("alert")).to_contain_text("Say what needs to change")
        sound(page)
        page.get_by_text("Read section 1").click()
        page.get_by_label("What needs to change in section 1?").fill("Say who was told.")
        press(page, "Send it back")
        done(page, "back with the author")


def the_author_sends_again(case: Case) -> None:
    with case.seen_by("author", scripts=False) as page:
        follow(page, "which was sent back")
        expect(page.get_by_text("Section 1: Say who was told.").first).to_be_visible()
        follow(page, "Edit")
        expect(page.get_by_text("Asked for when it was sent back")).to_be_visible()
        expect(page.get_by_text("Say who was told.")).to_be_visible()
        page.go_back()
        write(case.world, case.document, "Who was told")
        press(page, "Send to the senior manager")
        press(page, "Send to the senior manager")
        done(page, "with your senior manager")


def the_manager_signs_what_he_has_seen(case: Case) -> None:
    with case.seen_by("manager", width=NARROW) as page:
        page.goto(f"{case.base}/contributions/{case.document}")
        press(page, "Sign off")
        page.get_by_text("Read section 1").click()
        expect(page.get_by_text("What was known: Contact")).to_be_visible()
        sound(page)
        write(case.world, case.document, "Written meanwhile")
        press(page, "Sign off")
        expect(page.get_by_role("alert")).to_contain_text("have changed")
        expect(page.get_by_text("Written meanwhile").first).to_be_visible()
        press(page, "Sign off")
        done(page, "signed off")


def the_senior_office_decides(case: Case) -> None:
    with case.seen_by("senior") as page:
        follow(page, "Decide what is shared")
        press(page, "Decide what is shared, and hand over")
        sound(page)
        press(page, "Decide and hand over")
        expect(page.get_by_role("alert")).to_contain_text("Say whether")
        page.get_by_label("Some of it").check()
        press(page, "Decide and hand over")
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)
        sound(page)
        for place, word in enumerate(("Share", "Share", "Do not share")):
            page.get_by_label(word, exact=True).nth(place).check()
        press(page, "Decide and hand over")
        expect(page.get_by_role("alert")).to_contain_text("Say why")
        page.get_by_label("Why is something not to be shared?").fill("A witness is at risk.")
        press(page, "Decide and hand over")
        done(page, "Nobody reads a section until you release it")
        expect(page.get_by_text("A witness is at risk.")).to_be_visible()
        sound(page)


def the_chair_queries_and_accepts(case: Case) -> None:
    with case.seen_by("chair", width=NARROW) as page:
        follow(page, "Accept the internal management review")
        expect(page.get_by_text("None of it is open to you yet")).to_be_visible()
        assert not any(title in page.content() for title in case.world.versions)
        release(case.world, "chair", ["Who was told"], to_kind="role", to_name="chair")
        page.reload()
        expect(page.get_by_text("Who was told")).to_be_visible()
        sound(page)
        follow(page, "Ask the agency to look again")
        page.get_by_label("What should they look at?").fill("Paragraph 1.1: when?")
        press(page, "Ask the agency to look again")
        done(page, "asked to look again")
        press(page, "Accept the contribution")
        sound(page)
        press(page, "Accept the contribution")
        done(page, "is accepted")
        text = page.content()
        assert "Interview with the officer" not in text
        assert "A witness is at risk" not in text
        assert "who was told." not in text


def test_from_the_request_to_the_acceptance(world: World, portal: str, browser: Browser) -> None:
    case = Case(world, portal, browser)
    the_chair_asks(case)
    the_author_begins_and_sends(case)
    the_manager_sends_back(case)
    the_author_sends_again(case)
    the_manager_signs_what_he_has_seen(case)
    the_senior_office_decides(case)
    the_chair_queries_and_accepts(case)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_agency_that_never_answers_is_overdue_and_chased(
    world: World, portal: str, browser: Browser, scripts: bool
) -> None:
    asked = commission(world, PROBATION, kind="imr" if scripts else "information_report")
    overdue(world, asked)
    with seen_by(world, portal, browser, "chair", width=NARROW, scripts=scripts) as page:
        follow(page, "which is overdue")
        expect(page.get_by_text("Overdue", exact=True)).to_be_visible()
        follow(page, "Send a reminder")
        press(page, "Send the reminder")
        done(page, "The reminder is on record")
        expect(page.get_by_text("Ring its senior office")).to_be_visible()
        sound(page, scripts=scripts)
        follow(page, "Withdraw the request")
        page.get_by_label("Why are you withdrawing it?").fill("The panel goes on without it.")
        press(page, "Withdraw the request")
        done(page, "has been withdrawn")
        page.goto(f"{portal}/reviews/{world.review}/requests")
        sound(page, scripts=scripts)


def overdue(world: World, asked: str) -> None:
    past = (datetime.now(UTC) - timedelta(days=4)).date()
    with world.vault.engine.begin() as connection:
        connection.execute(sa.update(Request).where(Request.id == asked).values(due_on=past))


def test_a_released_section_that_turns_out_to_be_conduct_closes_on_the_next_click(
    world: World, portal: str, browser: Browser
) -> None:
    asked = commission(world, kind="chronology")
    document = begin(world, asked, [("chronology", "Mistaken")])
    with world.act("manager") as gate:
        version = gate.find(Version, world.versions["Mistaken"], Act.SIGN_OFF)
        documents.sign_off(version=version, gate=gate)
    release(world, "mistake", ["Mistaken"])
    reader = f"{portal}/reviews/{world.review}/read"
    with seen_by(world, portal, browser, "probation_panel") as reading:
        reading.goto(reader)
        expect(reading.get_by_text("Mistaken").first).to_be_visible()
        with seen_by(world, portal, browser, "senior") as page:
            page.goto(f"{portal}/reviews/{world.review}/contributions/{document}")
            follow(page, "Change its class")
            expect(page.get_by_text("These words have been released")).to_be_visible()
            sound(page)
            page.get_by_label("Conduct and discipline").check()
            press(page, "Change the class")
            done(page, "class of the section has been changed")
        reading.reload()
        assert "Mistaken" not in reading.content()
