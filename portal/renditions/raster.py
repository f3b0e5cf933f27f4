"""A PDF or picture that was uploaded, as pictures of its pages with boxes burnt in, in a new PDF.

Nothing of the file survives but what its pages look like. It finds nothing by itself: whoever
draws the boxes does. A box is opaque and black, and it is widened to a grid, so that its size says
little of the word beneath.
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

DPI = 200
GRID = 12
"""Points (1/72 inch) to which each side of a box is moved outwards."""
MOST_BYTES = 60_000_000
MOST_PAGES = 300
MOST_PIXELS = 30_000_000
"""Of one page: A3 at 200 dpi has 8 million."""
MOST_RATIO = 2_000
"""Pixels for each byte of a picture's file: a white scan has some hundreds."""
QUALITY = 85
KINDS = ("pdf", "png", "jpeg", "tiff")


class NotRebuilt(ValueError):
    """The file cannot be made into pictures; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Box:
    """What to cover, in fractions of a page from its upper left corner. Pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: "Box") -> bool:
        """Whether all that it covers another covers too."""
        return (
            self.page == other.page
            and other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


def rebuild(file: bytes, kind: str, boxes: Sequence[Box]) -> bytes:
    """The new PDF; the same file and boxes give the same bytes. Raises NotRebuilt."""
    _fits(boxes)
    if len(file) > MOST_BYTES:
        raise NotRebuilt("This file is too large to be made into pictures.")
    made = pikepdf.new()
    count = 0
    for count, (picture, width, height) in enumerate(_pages(file, kind), start=1):
        _burn(picture, [box for box in boxes if box.page == count], width, height)
        _put(made, picture, width, height)
        picture.close()
    if not count:
        raise NotRebuilt("This file has no page.")
    if any(box.page > count for box in boxes):
        raise NotRebuilt(f"A box is for a page that is not there: the file has {count} pages.")
    out = io.BytesIO()
    made.save(out, deterministic_id=True, linearize=False)
    return out.getvalue()


def measured(file: bytes, kind: str, page: int) -> tuple[int, float, float]:
    """How many pages there are, and the width and height of one of them in points, as `rebuild`
    would have it. Raises NotRebuilt.
    """
    with _opened(file, kind) as sheets:
        return len(sheets), *sheets.size(_there(page, len(sheets)))


def shown(file: bytes, kind: str, page: int, *, width: int = 1000) -> bytes:
    """One page as a PNG of so many pixels, for whoever draws boxes on it. Raises NotRebuilt."""
    with _opened(file, kind) as sheets:
        picture, _, _ = sheets.drawn(_there(page, len(sheets)))
    picture.thumbnail((width, width * 4))
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG")
    return out.getvalue()


def _there(page: int, pages: int) -> int:
    if not 1 <= page <= pages:
        raise NotRebuilt(f"There is no page {page}: the file has {pages}.")
    return page - 1


def _fits(boxes: Sequence[Box]) -> None:
    for box in boxes:
        sides = (box.left, box.top, box.right, box.bottom)
        if not all(math.isfinite(one) and 0 <= one <= 1 for one in sides) or box.page < 1:
            raise NotRebuilt("A box lies outside its page.")
        if box.left >= box.right or box.top >= box.bottom:
            raise NotRebuilt("A box covers nothing.")


Drawn = tuple[Image.Image, float, float]
"""A page as a picture, with its width and height in points."""


def _pages(file: bytes, kind: str) -> Iterator[Drawn]:
    with _opened(file, kind) as sheets:
        for number in range(len(sheets)):
            yield sheets.drawn(number)


@contextmanager
def _opened(file: bytes, kind: str) -> Iterator["_Pdf | _Picture"]:
    """Its pages, counted from 0. Raises NotRebuilt for whatever cannot be opened or drawn."""
    if kind not in KINDS:
        raise NotRebuilt("Only PDFs and pictures can be made into pictures of their pages.")
    sheets: _Pdf | _Picture | None = None
    try:
        sheets = _Pdf(file) if kind == "pdf" else _Picture(file)
        yield sheets
    except pypdfium2.PdfiumError:
        said = "This PDF cannot be read. It may be locked or damaged."
        raise NotRebuilt(
            said if sheets is None else "A page of this PDF cannot be drawn."
        ) from None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        raise NotRebuilt("This picture cannot be read.") from None
    finally:
        if sheets is not None:
            sheets.close()


class _Pdf:
    def __init__(self, file: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(file)
        if len(self._pdf) > MOST_PAGES:
            said = f"This PDF has {len(self._pdf)} pages; {MOST_PAGES} is the most."
            self._pdf.close()
            raise NotRebuilt(said)
        if self._pdf.get_formtype():
            self._pdf.init_forms()

    def __len__(self) -> int:
        return len(self._pdf)

    def size(self, number: int) -> tuple[float, float]:
        width, height = self._pdf.get_page_size(number)
        if not width or not height or width * height * (DPI / 72) ** 2 > MOST_PIXELS:
            raise NotRebuilt("A page of this PDF is too large to be made into a picture.")
        return width, height

    def drawn(self, number: int) -> Drawn:
        width, height = self.size(number)
        page = self._pdf[number]
        drawn = page.render(scale=DPI / 72, may_draw_forms=True, draw_annots=True)
        picture = drawn.to_pil().convert("RGB")
        page.close()
        return picture, width, height

    def close(self) -> None:
        self._pdf.close()


class _Picture:
    def __init__(self, file: bytes) -> None:
        self._most = len(file) * MOST_RATIO
        self._opened = Image.open(io.BytesIO(file), formats=("PNG", "JPEG", "TIFF"))
        self._frames = getattr(self._opened, "n_frames", 1)
        if self._frames > MOST_PAGES:
            self._opened.close()
            raise NotRebuilt(f"This scan has more than {MOST_PAGES} pages.")

    def __len__(self) -> int:
        return self._frames

    def size(self, number: int) -> tuple[float, float]:
        _, width, height = self.drawn(number)
        return width, height

    def drawn(self, number: int) -> Drawn:
        self._opened.seek(number)
        pixels = self._opened.width * self._opened.height
        if pixels > MOST_PIXELS or pixels > self._most:
            raise NotRebuilt("This picture is too large to be rebuilt.")
        upright = ImageOps.exif_transpose(self._opened)
        return _on_white(upright), *_on_paper(upright)

    def close(self) -> None:
        self._opened.close()


def _on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone, on white where they were see-through; none of the file's properties."""
    seen = picture.convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


def _on_paper(picture: Image.Image) -> tuple[float, float]:
    """Width and height in points, so that a picture of any size has at most a sheet's length."""
    scale = min(72 / DPI, 842 / max(picture.size))
    return picture.width * scale, picture.height * scale


def _burn(picture: Image.Image, boxes: Sequence[Box], width: float, height: float) -> None:
    pen = ImageDraw.Draw(picture)
    across, down = picture.width / width, picture.height / height
    for box in boxes:
        left, right = _widened(box.left * width, box.right * width)
        top, bottom = _widened(box.top * height, box.bottom * height)
        corner = (math.floor(left * across) - 1, math.floor(top * down) - 1)
        far = (math.ceil(right * across) + 1, math.ceil(bottom * down) + 1)
        pen.rectangle([corner, far], fill="black")


def _widened(low: float, high: float) -> tuple[float, float]:
    """From one line of the grid to another, at least a point beyond what was asked for."""
    return math.floor((low - 1) / GRID) * GRID, math.ceil((high + 1) / GRID) * GRID


def _put(made: pikepdf.Pdf, picture: Image.Image, width: float, height: float) -> None:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=QUALITY, subsampling=0)
    image = pikepdf.Stream(
        made, packed.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        Width=picture.width, Height=picture.height, ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page = made.add_blank_page(page_size=(width, height))
    name = page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name("/P"))
    page.Contents = made.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm {name} Do Q".encode())
