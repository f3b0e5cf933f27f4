"""The road for a form with one file: bounded as it streams, and never written to a disk.

Who may send it is decided first. What comes is parsed piece by piece in memory; a file that is too
large is thrown away as it comes, up to a point, so that the sentence about it can be read: a
browser that is still sending does not look at an answer.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from portal.web import wrapper
from portal.web.answer import Answer
from portal.web.page import Deed, Raw, Upload
from portal.web.wrapper import House

Told = TypeVar("Told")
MOST_OF_A_FILE = 25_000_000
MOST_READ = 120_000_000
"""Bytes of a whole body that are read, most of them only to be thrown away."""
MOST_OF_A_FIELD = 40_000
"""Bytes: ten thousand characters of any script."""
MOST_FIELDS = 20
MOST_BEFORE_REFUSING = 1_000_000
"""Bytes that are read and thrown away of whoever may not send a file here."""
SLOWEST = 180.0
"""Seconds in which a body with a file must have come."""
AT_ONCE = 4
"""How many files one process holds in memory at a time."""


class TooMuch(Exception):
    """The body is larger, slower or of another kind than a form may be."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(slots=True)
class Form:
    """A form while it comes."""

    fields: dict[str, bytearray] = field(default_factory=dict)
    name: str | None = None
    content: bytearray = field(default_factory=bytearray)
    too_large: bool = False
    now: str = ""
    """The field whose bytes are coming."""

    def begin(self, segment: MultipartSegment) -> None:
        self.now = segment.name or ""
        if self.now == "file":
            if self.name is not None:
                raise TooMuch(400, "The form held more than one file. Nothing was changed.")
            self.name = segment.filename or ""
            return
        if segment.filename is not None:
            raise TooMuch(415, "The form held a file where words belong. Nothing was changed.")
        if self.now in self.fields:
            raise TooMuch(400, "The form gave one field twice. Nothing was changed.")
        self.fields[self.now] = bytearray()

    def more(self, piece: bytes | bytearray) -> None:
        if self.now != "file":
            self.fields[self.now] += piece
            if len(self.fields[self.now]) > MOST_OF_A_FIELD:
                raise TooMuch(413, "That is more text than one form can take.")
        elif len(self.content) + len(piece) > MOST_OF_A_FILE or self.too_large:
            self.too_large, self.content = True, bytearray()
        else:
            self.content += piece

    def told(self) -> dict[str, str]:
        try:
            return {name: bytes(value).decode("utf-8") for name, value in self.fields.items()}
        except UnicodeDecodeError:
            raise TooMuch(400, "The form held characters that are not text.") from None

    def upload(self) -> Upload | None:
        """The file; None where none was chosen."""
        if not self.name:
            return None
        last = self.name.replace("\\", "/").rpartition("/")[2]
        return Upload(last[:200], bytes(self.content), self.too_large)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process does at a time: its worker threads, and the files that it holds."""

    workers: anyio.CapacityLimiter
    files: anyio.CapacityLimiter


async def answered(house: House, deed: Deed, request: Any, bare: Raw, limits: Limits) -> Answer:
    """The answer to a form with a file, from the decision on who sends it to the deed itself."""
    limiter = limits.workers
    early = await _in_worker(limiter, partial(wrapper.turned_away, house, deed, bare))
    if early is not None:
        await _thrown_away(request, MOST_BEFORE_REFUSING)
        return early
    async with limits.files:
        try:
            raw = await _read(request, bare)
        except TooMuch as much:
            refused = partial(wrapper.refused, house, bare, much.status, much.sentence)
            return await _in_worker(limiter, refused)
        return await _in_worker(limiter, partial(wrapper.respond, house, deed, raw))


async def _in_worker(limiter: anyio.CapacityLimiter, work: Callable[[], Told]) -> Told:
    return await anyio.to_thread.run_sync(work, limiter=limiter)


async def _read(request: Any, bare: Raw) -> Raw:
    """The request with its fields and its file. Raises TooMuch."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not 0 < len(boundary) <= 100:
        raise TooMuch(415, "This form takes a file. Load the page again and send it once more.")
    form = Form()
    try:
        async with asyncio.timeout(SLOWEST):
            await _parse(request.stream(), boundary, form)
    except TimeoutError:
        raise TooMuch(408, "The file came too slowly and was not taken.") from None
    except MultipartError:
        raise TooMuch(400, "The form did not arrive whole. Nothing was changed.") from None
    return replace(bare, form=form.told(), file=form.upload())


async def _parse(pieces: AsyncIterator[bytes], boundary: str, form: Form) -> None:
    size = 0
    with PushMultipartParser(boundary, max_segment_count=MOST_FIELDS, strict=True) as parser:
        async for piece in pieces:
            size += len(piece)
            if size > MOST_READ:
                raise TooMuch(413, "That file is far larger than the 25 MB that can be taken.")
            for event in parser.parse(piece) if piece else ():
                if isinstance(event, MultipartSegment):
                    form.begin(event)
                elif event:
                    form.more(event)


async def _thrown_away(request: Any, most: int) -> None:
    size = 0
    try:
        async with asyncio.timeout(SLOWEST):
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    return
    except TimeoutError:
        return
