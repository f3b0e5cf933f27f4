"""Servers in processes of their own, and the one client that asks them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from portal.settings import Settings
from portal.web.answer import SESSION
from tests.bench.figure import cpu_of

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
PORTAL = "import sys; from portal.cli import main; sys.exit(main(sys.argv[1:]))"


class Server:
    """A running server, asked over one connection that is kept alive."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, token: str) -> None:
        self.process = process
        self._client = HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Host": f"localhost:{port}", "Cookie": f"{SESSION}={token}"}

    def get(self, path: str) -> bytes:
        self.ask(path)
        return self.answer()

    def ask(self, path: str) -> None:
        self._client.request("GET", path, headers=self._headers)

    def answer(self) -> bytes:
        """The body of the page that was asked for; anything but 200 is a mistake of ours."""
        answer = self._client.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"a page was answered {answer.status}")
        return body

    def fresh(self, path: str) -> None:
        """A new connection, which the server may have closed while another was asked."""
        self._client.close()
        self.get(path)

    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    def cost(self, path: str, times: int) -> float:
        """CPU seconds of the server's process for one request, over a connection just made."""
        self.fresh(path)
        began = self.cpu()
        for _ in range(times):
            self.get(path)
        return (self.cpu() - began) / times

    def timed(self, path: str) -> float:
        began = time.perf_counter()
        self.get(path)
        return time.perf_counter() - began


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def portal(settings: Settings, token: str) -> Iterator[Server]:
    """The portal as it is served in production, keeper and all."""
    port = int(settings.origin.rpartition(":")[2])
    env = {
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_KEY_FILE": str(settings.key_file),
        "PORTAL_WITNESSES": ":".join(str(path) for path in settings.witnesses),
        "PORTAL_JOURNAL": str(settings.journal),
        "PORTAL_ORIGIN": settings.origin,
    }
    with _served([sys.executable, "-c", PORTAL, "serve", f"--port={port}"], env, port, token) as it:
        yield it


@contextmanager
def plain(url: str) -> Iterator[Server]:
    port = free_port()
    told = json.dumps({"url": url, "port": port})
    with _served([sys.executable, "-m", "tests.bench.plain", told], {}, port, "") as it:
        yield it


@contextmanager
def _served(command: list[str], env: dict[str, str], port: int, token: str) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, stdin=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield Server(process, port, token)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with (
            contextlib.suppress(ConnectionRefusedError),
            socket.create_connection(("127.0.0.1", port)),
        ):
            return
        time.sleep(0.05)
    raise RuntimeError("a server did not start")
