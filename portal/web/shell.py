"""The outside of the corridor: Litestar's routes in front of the one wrapper, and the bounds."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import Message
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import anyio
import anyio.to_thread
from litestar import HttpMethod, Litestar, Request, route
from litestar.datastructures import CacheControlHeader
from litestar.response import Response
from litestar.static_files import create_static_files_router

from portal import place
from portal.gate.policy import STRANGERS
from portal.web import uploads, wrapper
from portal.web.answer import Answer
from portal.web.page import Deed, Page, Raw
from portal.web.uploads import TooMuch
from portal.web.wrapper import House

MOST_BYTES = 1_000_000
"""A form's body; one with a file has a road of its own (uploads.py)."""
MOST_BYTES_OF_STRANGERS = 16_000
"""Of whoever is not signed in: an e-mail address, a password and a code."""
MOST_FIELDS = 2000
"""Of one form: the boxes of a grid of sections and recipients are the most."""
SLOWEST = 20.0
"""Seconds in which a body must have come."""
WORKERS = 8
ELSEWHERE = "elsewhere"

Route = Page | Deed


def build(house: House, routes: Sequence[Route]) -> Litestar:
    """The application for these routes and the static files; no other address answers."""
    limiter = anyio.CapacityLimiter(WORKERS)
    limits = uploads.Limits(limiter, anyio.CapacityLimiter(uploads.AT_ONCE))
    by_path: dict[str, dict[HttpMethod, Route]] = {}
    for one in routes:
        verbs = by_path.setdefault(one.path, {})
        verbs[HttpMethod.GET if isinstance(one, Page) else HttpMethod.POST] = one
        if isinstance(one, Page) and one.form:
            verbs[HttpMethod.POST] = one
    handlers = [_handler(house, path, verbs, limits) for path, verbs in by_path.items()]
    return Litestar(
        route_handlers=[*handlers, _static(), _elsewhere(house, limiter)],
        openapi_config=None,
        debug=False,
        # Bodies are bounded here and in uploads.py, by who sends them and what for.
        request_max_body_size=None,
        exception_handlers={Exception: partial(_framework_error, house)},
        logging_config=None,
    )


def _static() -> Any:
    """Our own files. Their addresses carry a digest, so that they may be kept for ever."""
    return create_static_files_router(
        path="/static",
        directories=[place.static()],
        cache_control=CacheControlHeader(max_age=31_536_000, public=True, immutable=True),
    )


def _handler(
    house: House, path: str, verbs: dict[HttpMethod, Route], limits: uploads.Limits
) -> Any:
    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        one = verbs[HttpMethod(request.method)]
        if isinstance(one, Deed) and one.files:
            return _Finished(await uploads.answered(house, one, request, _bare(request), limits))
        most = MOST_BYTES_OF_STRANGERS if one.act in STRANGERS else MOST_BYTES
        bare = _bare(request)
        try:
            body = await _body(request, most) if request.method == "POST" else b""
        except TooMuch as much:
            work = partial(wrapper.refused, house, bare, much.status, much.sentence)
        else:
            kind = request.headers.get("content-type", "")
            work = partial(_answer, house, one, bare, kind, body)
        return _Finished(await anyio.to_thread.run_sync(work, limiter=limits.workers))

    spelled = re.sub(r"\{(\w+)\}", r"{\1:str}", path)
    return route(spelled, http_method=list(verbs), name=path)(handle)


def _elsewhere(house: House, limiter: anyio.CapacityLimiter) -> Any:
    """Every address that no route has: the same answer as for what may not be known of."""

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        work = partial(wrapper.absent, house, _bare(request))
        return _Finished(await anyio.to_thread.run_sync(work, limiter=limiter))

    return route("/{elsewhere:path}", http_method=["GET", "POST"], name=ELSEWHERE)(handle)


class _Finished(Response[bytes]):
    """An answer whose bytes and headers are ours to the letter."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(b"", status_code=answer.status)
        self._answer = answer

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        answer = self._answer

        async def send_it(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
            start = {"type": "http.response.start", "status": answer.status}
            await send({**start, "headers": answer.headers()})
            await send({"type": "http.response.body", "body": answer.body})

        return send_it


def _answer(house: House, route: Route, bare: Raw, kind: str, body: bytes) -> Answer:
    """In the worker: the form is read, then everything else."""
    try:
        raw = replace(bare, form=_form(kind, body)) if bare.method == "POST" else bare
    except TooMuch as much:
        return wrapper.refused(house, bare, much.status, much.sentence)
    return wrapper.respond(house, route, raw)


def _bare(request: Request[Any, Any, Any]) -> Raw:
    return Raw(
        method=request.method,
        path=request.scope["path"],
        ids=dict(request.path_params),
        query=_query(request.scope["query_string"]),
        form={},
        cookies=dict(request.cookies),
        client=request.client.host if request.client else "",
        fetch_site=request.headers.get("sec-fetch-site", ""),
        origin=request.headers.get("origin", ""),
    )


def _query(text: bytes) -> dict[str, str]:
    """The first fields of a query; no page of ours has more."""
    try:
        return dict(parse_qsl(text.decode("latin-1")[:2000], max_num_fields=20))
    except ValueError:
        return {}


def _form(kind: str, body: bytes) -> dict[str, str]:
    """The fields, each once and each text. Raises TooMuch."""
    told = Message()
    told["content-type"] = kind
    if told.get_content_type() != "application/x-www-form-urlencoded":
        raise TooMuch(415, "This form takes words and no files. Nothing was changed.")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except UnicodeDecodeError:
        raise TooMuch(400, "The form held characters that are not text.") from None
    except ValueError:
        raise TooMuch(413, "The form had too many fields. Nothing was changed.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise TooMuch(400, "The form gave one field twice. Nothing was changed.")
    return fields


async def _body(request: Request[Any, Any, Any], most: int) -> bytes:
    parts, size = [], 0
    try:
        async with asyncio.timeout(SLOWEST):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise TooMuch(413, "That is more text than one form can take.")
                parts.append(part)
    except TimeoutError:
        raise TooMuch(408, "The form came too slowly and was not taken.") from None
    return b"".join(parts)


def _framework_error(house: House, request: Any, error: Exception) -> Any:
    """What the framework refuses by itself, such as a method that a route does not have."""
    status = getattr(error, "status_code", 500)
    return _Finished(wrapper.outside(house, request.scope["path"], status, error))
