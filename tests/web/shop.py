"""Pages of the table shown in a real browser, as the portal would send them."""

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from portal import place
from portal.web.answer import CONTENT_POLICY
from portal.web.draw import draw
from tests.browsing import AXE, WIDE
from tests.web.fixtures.looks import FRAME, PAGES, gallery

GALLERY = ("the gallery", "of parts")
BEGUN = "[data-govuk-skip-link-init]"
"""What the page's own scripts put there when they begin."""

Visit = Callable[..., Page]


class Shop(ThreadingHTTPServer):
    """Windows that stay open from test to test: one for each way of looking, shown page by page.

    A window of its own for each page took three times as long. So did answering in the browser's
    stead: then it keeps neither style sheets nor scripts, and reads all of them for every page.
    """

    daemon_threads = True

    def __init__(self, browser: Browser) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.browser, self.case = browser, ("", "")
        self.open: dict[bool, Page] = {}

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.server_port}"

    def window(self, *, scripts: bool) -> Page:
        if scripts not in self.open:
            context = self.browser.new_context(java_script_enabled=scripts)
            if scripts:
                context.add_init_script(path=AXE)
            page = self.open[scripts] = context.new_page()
            page.heard = []
            page.on("console", lambda message: page.heard.extend(_said(message.text)))
            page.on("pageerror", lambda error: page.heard.append(str(error)))
            page.on("requestfailed", lambda request: page.heard.extend(_failed(request)))
        return self.open[scripts]

    def show(self, template: str, case: str, width: int = WIDE, *, scripts: bool = True) -> Page:
        """A page of the table as the portal would send it, with its policy and nothing else."""
        page = self.window(scripts=scripts)
        page.set_viewport_size({"width": width, "height": 800})
        page.heard.clear()
        self.case = template, case
        page.goto(f"{self.origin}/page")
        if scripts and not page.evaluate(f"document.querySelector('{BEGUN}') !== null"):
            # As a rule they have begun by now; waiting brings scripts of its own to every page.
            page.wait_for_selector(BEGUN, state="attached")
        return page

    def turn(self, template: str, case: str, width: int) -> Page:
        """A page as it is shown already, where it is, made as wide as this; or else shown."""
        if self.case != (template, case):
            return self.show(template, case, width)
        page = self.window(scripts=True)
        page.set_viewport_size({"width": width, "height": 800})
        return page


class Counter(BaseHTTPRequestHandler):
    """Hands over the page that is being shown, and the static files, which may be kept."""

    protocol_version = "HTTP/1.1"
    server: Shop

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = place.static() / path.removeprefix("/static/")
        if path == "/page":
            self._answer(
                _drawn(*self.server.case), "text/html; charset=utf-8",
                **{"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"},
            )  # fmt: skip
        elif path.startswith("/static/") and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._answer(file.read_bytes(), kind, **{"Cache-Control": "max-age=3600"})
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _drawn(template: str, case: str) -> bytes:
    if (template, case) == GALLERY:
        return gallery("Plain words").encode()
    return draw(template, FRAME, PAGES[template][case])


def _said(text: str) -> list[str]:
    """What the console says; not that a script gave the focus to what asks for it by itself."""
    return [] if text.startswith("Autofocus processing was blocked") else [text]


def _failed(request: Request) -> list[str]:
    """What a request failed on; the icon of the page before, which turning over cut off, did not."""
    return [] if request.failure == "net::ERR_ABORTED" else [request.url]


@contextmanager
def opened(browser: Browser) -> Iterator[Shop]:
    """A shop that is open: its pages are answered in a thread of this process."""
    with Shop(browser) as shop:
        Thread(target=shop.serve_forever, daemon=True).start()
        yield shop
        for page in shop.open.values():
            page.context.close()
        shop.shutdown()


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == width)
