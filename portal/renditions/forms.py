"""What may be asked when a rendition is rendered, signed, released or withdrawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.proceedings.forms import SHORT, Reader
from portal.redaction.exemptions import Grounds
from portal.redaction.forms import grounds
from portal.renditions.raster import MOST_PAGES, Box
from portal.reviews.models import MARKINGS
from portal.web.page import Wrong, text


@dataclass(frozen=True, slots=True)
class ToRender:
    title: str
    marking: str


def to_render(fields: Mapping[str, str]) -> ToRender:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    title = read.words("title", "Enter the title to print. Its audience reads it.", SHORT)
    marking = read.one("marking", {one: one for one in MARKINGS}, "Choose the marking.")
    read.done()
    return ToRender(title, marking)


@dataclass(frozen=True, slots=True)
class Signed:
    rendering: str
    """The one that was looked at."""
    jigsaw: str
    seen: frozenset[str]


def signed(fields: Mapping[str, str]) -> Signed:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    missing = "Say what you looked at by hand, and what you found."
    jigsaw = read.words("jigsaw", missing)
    read.done()
    ticked = {
        name.removeprefix("seen_")
        for name, said in fields.items()
        if name.startswith("seen_") and said == name.removeprefix("seen_")
    }
    return Signed(fields.get("rendering", ""), jigsaw, frozenset(ticked))


def recipient(fields: Mapping[str, str]) -> str:
    read = Reader(fields)
    told = read.words("recipient", "Say to whom it is given, and how.")
    read.done()
    return told


def why(fields: Mapping[str, str]) -> str:
    read = Reader(fields)
    told = read.words("why", "Say why, and who was told.")
    read.done()
    return told


def attachment(fields: Mapping[str, str]) -> str:
    chosen = fields.get("attachment", "")
    if not chosen:
        raise Wrong.one("attachment", "Choose one of the attachments.")
    return chosen


ACROSS, DOWN = 20, 40
"""Squares of the grid that lies over a page: letters across, numbers down."""
SQUARE = re.compile(r"([A-T])\s*(\d{1,2})", re.IGNORECASE)
SIDES = re.compile(r"-?\d{1,4}(\.\d{1,3})?")
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Covering:
    """What is covered on a page, or which box is taken off."""

    page: int
    boxes: list[Box]
    grounds: Grounds
    off: Box | None = None


def covering(fields: Mapping[str, str]) -> Covering:
    """Raises Wrong with every field that cannot be taken."""
    page = page_number(fields.get("page", ""))
    if "off" in fields:
        return Covering(page, [], Grounds(), _kept(fields["off"]))
    read = Reader(fields)
    said = grounds(read)
    try:
        found = boxes(fields, page)
    except Wrong as wrong:
        read.wrong = [*wrong.errors, *read.wrong]
        found = []
    read.done()
    return Covering(page, found, said)


def page_number(said: str) -> int:
    """From 1; what is no page of anything is the first."""
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else 1
    return min(max(number, 1), MOST_PAGES)


def boxes(fields: Mapping[str, str], page: int) -> list[Box]:
    """One box a line, cut where it leaves the page. Raises Wrong with the line that cannot be."""
    lines = text(fields, "where", "Say where the box is: squares such as C4 to E5.", 20_000)
    told = [line for line in lines.splitlines() if line.strip()]
    if len(told) > MOST_LINES:
        raise Wrong.one("where", f"Cover at most {MOST_LINES} places at once.")
    return [_box(count, line, page) for count, line in enumerate(told, start=1)]


def _box(count: int, line: str, page: int) -> Box:
    sides = _squares(line) or _numbers(line)
    if sides is None:
        said = "enter two squares, such as C4 to E5, or four numbers, such as 10, 25, 60, 28."
        raise Wrong.one("where", f"Line {count}: {said}")
    left, top, right, bottom = (min(max(one, 0.0), 1.0) for one in sides)
    if left >= right or top >= bottom:
        said = "nothing of this is on the page. Left comes before right, and top before bottom."
        raise Wrong.one("where", f"Line {count}: {said}")
    return Box(page, left, top, right, bottom)


def _squares(line: str) -> tuple[float, float, float, float] | None:
    """Of one square, or of two and all between them."""
    found = SQUARE.findall(line)
    rest = SQUARE.sub("", line).strip().casefold()
    if len(found) not in {1, 2} or rest not in {"", "to", "-", "\u2013", ":", ","}:
        return None
    across = [ord(letter.upper()) - ord("A") for letter, _ in found]
    down = [int(number) - 1 for _, number in found]
    if min(down) < 0:
        return None
    return (
        min(across) / ACROSS, min(down) / DOWN, (max(across) + 1) / ACROSS, (max(down) + 1) / DOWN,
    )  # fmt: skip


def _numbers(line: str) -> tuple[float, float, float, float] | None:
    told = [part.strip() for part in line.split(",")]
    if len(told) != 4 or not all(SIDES.fullmatch(one) for one in told):
        return None
    left, top, right, bottom = (float(one) / 100 for one in told)
    return left, top, right, bottom


def _kept(said: str) -> Box:
    """The box that a button names, as `told` told it."""
    parts = said.split(",")
    try:
        return Box(int(parts[0]), *(float(one) for one in parts[1:5]))
    except (ValueError, TypeError):
        raise Wrong.one("where", "Choose one of the boxes on this page.") from None


def named(box: Box) -> str:
    """A box as a button names it, exactly."""
    return ",".join([str(box.page), *(repr(one) for one in _sides(box))])


def told(box: Box) -> str:
    """A box as it is read out: left, top, right and bottom, in hundredths of the page."""
    return ", ".join(f"{one * 100:.4g}" for one in _sides(box))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
