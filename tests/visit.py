"""Visiting the portal as one of the cast, through the whole application but the network."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from litestar.testing import TestClient

from portal.app import app_of, pages_of
from portal.db import new_id
from portal.gate.sessions import form_token
from portal.web.answer import SESSION
from tests.build import World

TOKEN = re.compile(r'(name="(?:token|once)" value=")[^"]*')
HERE = {"sec-fetch-site": "same-origin"}


def brought_back(text: str, name: str) -> str:
    """What a page's form brings back without showing it."""
    return text.partition(f'type="hidden" name="{name}" value="')[2].partition('"')[0]


@dataclass
class Visitor:
    """Somebody with a browser: signed in, or not where `token` is empty."""

    client: Any
    token: str = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={**self._cookie(), **headers}, follow_redirects=False)

    def post(
        self, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        told = {"token": form_token(self.token), "once": new_id(), **(fields or {})}
        sent = {**self._cookie(), **HERE, **headers}
        return self.client.post(path, data=told, headers=sent, follow_redirects=False)

    def send(
        self, path: str, name: str, content: bytes, fields: dict[str, str] | None = None
    ) -> httpx.Response:
        """A form with a file, as a browser sends it."""
        ours = {"token": form_token(self.token), "once": new_id(), "marked": "no"}
        told = {**ours, **(fields or {})}
        sent, file = {**self._cookie(), **HERE}, {"file": (name, content)}
        return self.client.post(path, data=told, files=file, headers=sent, follow_redirects=False)

    def _cookie(self) -> dict[str, str]:
        self.client.cookies.clear()
        return {"cookie": f"{SESSION}={self.token}"} if self.token else {}


@dataclass
class Let:
    """The house of an application that serves one world after another, each while it is visited.

    Making an application anew for each test took longer than most tests.
    """

    origin: str
    demo: bool
    pages: dict[str, Any]
    vault: Any = None


_free: dict[tuple[str, bool], list[tuple[Let, Any]]] = defaultdict(list)


@contextmanager
def open_portal(world: World) -> Iterator[Any]:
    """The application, served in this process; give it to Visitor."""
    settings = world.settings
    free = _free[settings.origin, settings.demo]
    if not free:
        house = Let(settings.origin, settings.demo, pages_of(settings))
        free.append((house, app_of(house, settings)))
    house, app = free.pop()
    house.vault = world.vault
    try:
        with TestClient(
            app, base_url="https://portal.example", raise_server_exceptions=False
        ) as client:
            yield client
    finally:
        free.append((house, app))


def visitor(world: World, client: Any, who: str) -> Visitor:
    """One of the cast, signed in."""
    return Visitor(client, world.sign_in(who))


def plain(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what differs in every form: for comparing byte for byte."""
    headers = [(k, v) for k, v in answer.headers.items() if k != "date"]
    return answer.status_code, TOKEN.sub(r"\1", answer.text), headers
