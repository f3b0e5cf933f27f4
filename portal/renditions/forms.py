"""What may be asked when a rendition is rendered, signed, released or withdrawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.proceedings.forms import SHORT, Reader
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
    return Signed(jigsaw, frozenset(ticked))


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


def boxes(fields: Mapping[str, str]) -> list[Box]:
    """One box a line. Raises Wrong with the line that cannot be taken."""
    found = []
    for count, line in enumerate(text(fields, "boxes").splitlines(), start=1):
        numbers = [_number(part) for part in line.split(",")]
        if not line.strip():
            continue
        if len(numbers) != 5 or None in numbers:
            raise Wrong.one("boxes", f"Line {count}: enter five numbers with commas between.")
        page, left, top, right, bottom = (float(one or 0) for one in numbers)
        inside = 0 <= left < right <= 100 and 0 <= top < bottom <= 100
        if page not in range(1, MOST_PAGES + 1) or not inside:
            raise Wrong.one(
                "boxes",
                f"Line {count}: the page counts from 1, and the other numbers go from 0 to 100, "
                "left before right and top before bottom.",
            )
        found.append(Box(int(page), left / 100, top / 100, right / 100, bottom / 100))
    return found


def _number(part: str) -> float | None:
    said = part.strip()
    return float(said) if re.fullmatch(r"\d{1,3}(\.\d{1,3})?", said) else None


def told(box: Box) -> str:
    """A box as it is typed."""
    sides = (box.left, box.top, box.right, box.bottom)
    return ", ".join([str(box.page), *(f"{one * 100:g}" for one in sides)])
