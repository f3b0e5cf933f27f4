"""A real browser, and real processes of the portal for it to visit."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.settings import Settings
from portal.web.answer import SESSION

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
QUIET = (
    "--no-sandbox --disable-gpu --disable-software-rasterizer --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --js-flags=--no-maglev,--no-turbofan"
)
"""Nothing is shown, asked of others, or made quick: no page lives long enough to repay V8 for that."""
WIDE, NARROW = 1280, 320
BROKEN = """async (rules) => {
  const told = await axe.run({runOnly: rules, resultTypes: ["violations"]});
  return told.violations.map((v) => [v.id, v.nodes[0].html]);
}"""
"""What axe finds; all that it found in order is as much again to say, and nobody asks for it."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=QUIET.split()
        )


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def environment(settings: Settings, port: int) -> dict[str, str]:
    """What a production process is told, on a port of its own."""
    return {
        **os.environ,
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_KEY_FILE": str(settings.key_file),
        "PORTAL_WITNESSES": ":".join(str(w) for w in settings.witnesses),
        "PORTAL_JOURNAL": str(settings.journal),
        "PORTAL_ORIGIN": f"http://localhost:{port}",
    }


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """One process of `portal serve`; its address."""
    port = free_port()
    command = [sys.executable, "-m", "portal", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(settings, port))
    try:
        _wait(port, process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the portal did not start")


def signs_in(context: BrowserContext, token: str) -> None:
    # Chromium sends a Secure cookie to http://localhost, but takes it for https alone.
    cookie: Any = {"name": SESSION, "value": token, "url": "https://localhost"}
    context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


@contextmanager
def window(
    browser: Browser, token: str = "", *, width: int = WIDE, scripts: bool = True
) -> Iterator[Page]:
    """A browser window, signed in where there is a token; what its console said is no error."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    if token:
        signs_in(context, token)
    page, heard = context.new_page(), []
    page.on("console", lambda m: heard.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield page
    context.close()
    assert [line for line in heard if "status of 4" not in line] == []


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def sound(page: Page, *, scripts: bool = True) -> None:
    """What every page owes everybody: one h1, a title, no sideways scrolling, nothing axe finds."""
    page.wait_for_load_state()  # a click answers before the next page has come
    expect(page.locator("h1")).to_have_count(1)
    assert page.title().endswith("Review portal")
    if not scripts:
        return
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wider, "the page scrolls sideways"
    page.evaluate(_axe())
    assert page.evaluate(BROKEN, RULES) == []
