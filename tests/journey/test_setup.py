"""A portal is begun on an empty database; its first administrator enrols and signs in."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.db import open_database
from tests.browsing import NARROW, WIDE, environment, serving, sound, window
from tests.build import settings_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "ਲੰਮਾ ਪਾਸਵਰਡ four words"


def run(settings: object, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portal", *words]
    told = environment(settings, 8000)  # type: ignore[arg-type]
    return subprocess.run(
        command, env=told, capture_output=True, text=True, timeout=60, check=False
    )


def begin(settings: object) -> subprocess.CompletedProcess[str]:
    who = ("--name", "Zofia Kowalska", "--email", "zofia.kowalska@westmarch.example")
    return run(settings, "setup", "--agency", "Westmarch Police", "--kind", "police", *who)


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)])
def test_from_nothing_to_signed_in(
    database_url: str, tmp_path: Path, browser: Browser, scripts: bool, width: int
) -> None:
    settings = settings_in(tmp_path, database_url)
    begun = begin(settings)
    assert begun.returncode == 0, begun.stderr
    code = re.search(r"enrolment code.*: (\S+)$", begun.stdout, re.MULTILINE)
    assert code, begun.stdout
    assert begin(settings).returncode == 1, "a portal is begun once"
    with serving(settings) as address, window(browser, width=width, scripts=scripts) as page:
        secret = enrol(page, address, code[1], scripts=scripts)
        expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
        sound(page, scripts=scripts)
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, pyotp.TOTP(secret), wrong=True)
        expect(page.get_by_role("alert")).to_be_visible()
        assert page.get_by_label("email").input_value() == "zofia.kowalska@westmarch.example"
        sound(page, scripts=scripts)
        sign_in(page, pyotp.TOTP(secret))
        expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
        expect(page.get_by_text("Zofia Kowalska").first).to_be_visible()
    verified = run(settings, "verify-ledger")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "0 findings" in verified.stdout
    open_database(database_url).dispose()


def enrol(page: Page, address: str, code: str, *, scripts: bool) -> str:
    """Through both steps of enrolling; the secret that the app was given."""
    page.goto(f"{address}/enrol")
    sound(page, scripts=scripts)
    page.get_by_label("email").fill("zofia.kowalska@westmarch.example")
    page.get_by_label("Enrolment code").fill(code)
    page.get_by_role("button").filter(has_text="Continue").click()
    expect(page.locator("[name=totp]")).to_be_visible()
    sound(page, scripts=scripts)
    shown = re.search(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", page.inner_text("main"))
    assert shown, page.inner_text("main")
    secret = shown[0].replace(" ", "")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=totp]").fill(pyotp.TOTP(secret).now())
    page.locator("main").get_by_role("button").last.click()
    return secret


def sign_in(page: Page, app: pyotp.TOTP, *, wrong: bool = False) -> None:
    """With the app's next code, since the last one has been used."""
    from datetime import UTC, datetime

    page.get_by_label("email").fill("zofia.kowalska@westmarch.example")
    page.locator("[name=password]").fill("not the password" if wrong else PASSWORD)
    page.locator("[name=code]").fill(app.at(datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Sign in").click()


def test_the_front_door_says_in_one_sentence_what_is_missing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, f"sqlite:///{tmp_path}/portal.db")
    for words in (["serve"], ["verify-ledger"], ["keys", "status"]):
        told = run(settings, *words)
        assert told.returncode == 1
        assert "Traceback" not in told.stderr
        assert told.stderr.count("\n") == 1, told.stderr
    bare = subprocess.run(
        [sys.executable, "-m", "portal", "serve"], env={"PATH": "/usr/bin"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert bare.returncode == 1
    assert bare.stderr.startswith("Set PORTAL_DATABASE_URL")
