"""Finished answers: bytes, a status and headers; and the headers that every answer carries."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.web.draw import INLINE_SCRIPT_SHA256
from portal.web.page import Cookie

log = logging.getLogger("portal")
SESSION = "__Host-session"
BEFORE = "__Host-before"
"""The cookie that binds the sign-in form to the browser it was drawn for."""

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{INLINE_SCRIPT_SHA256}'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS_SENT = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}
"""On every answer, errors and OPTIONS included; a static file has its own cache-control."""

_LOCAL = re.compile(r"(/[A-Za-z0-9_-]+)+/?")


def local_path(told: str) -> str:
    """The path if it is plainly one of this portal's own, or "/": nobody is led elsewhere by it."""
    return told if len(told) <= 300 and _LOCAL.fullmatch(told) else "/"


def where(error: BaseException) -> str:
    """The place in the code that failed, for the log: never a word or an id."""
    trace, place = error.__traceback__, "?"
    while trace:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    location: str = ""
    cookies: Mapping[str, Cookie | None] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    save_as: str = ""
    """The name under which a browser keeps it; then it is never shown in a window."""
    renews: int = 0
    """Seconds after which a browser asks for it again, with scripts or without."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        told = [(b"content-type", self.kind.encode()), (b"content-length", b"%d" % len(self.body))]
        if self.save_as:
            kept = f'attachment; filename="{self.save_as}"'
            told.append((b"content-disposition", kept.encode("ascii")))
        if self.renews:
            told.append((b"refresh", b"%d" % self.renews))
        if self.location:
            told.append((b"location", self.location.encode("ascii")))
        told += [(b"set-cookie", _cookie(n, c)) for n, c in self.cookies.items()]
        return told


def _cookie(name: str, cookie: Cookie | None) -> bytes:
    """Production flags always: browsers take Secure cookies on http://localhost too."""
    value = cookie.value if cookie else ""
    age = 0 if cookie is None else cookie.seconds
    lasting = "" if age is None else f"; Max-Age={age}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{lasting}".encode("ascii")


def with_safe_headers(app: Any, host: str) -> Any:
    """The outermost wrapper: the host is ours, and every answer carries ALWAYS_SENT."""
    always = [(k.encode(), v.encode()) for k, v in ALWAYS_SENT.items()]
    names = {k for k, _ in always}

    async def outermost(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [
                    (k.lower(), v) for k, v in message.get("headers", ()) if k.lower() != b"server"
                ]
                told = {k for k, _ in own}
                own += [(k, v) for k, v in always if k not in told or k not in names]
                message = {**message, "headers": own}
            await send(message)

        hosts = [v for k, v in scope["headers"] if k == b"host"]
        if hosts != [host.encode()]:
            await _plain(sent, 421, b"This portal is not at that address.\n")
            return
        try:
            await app(scope, receive, sent)
        except Exception as error:  # noqa: BLE001 - the framework failed: no words leave
            log.error("%s outside the corridor", type(error).__name__)  # noqa: TRY400
            await _plain(sent, 500, b"The portal made a mistake. Nothing was changed.\n")

    return outermost


async def _plain(send: Any, status: int, body: bytes) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": body})
