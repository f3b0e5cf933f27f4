"""A PDF or picture that was uploaded, as pictures of its pages with boxes burnt in, in a new PDF.

Nothing of the file survives but what its pages look like. It finds nothing by itself: whoever
draws the boxes does. A box is opaque and black, and it is widened to a grid, so that its size says
little of the word beneath.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw, ImageOps, ImageSequence, UnidentifiedImageError

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


def previews(file: bytes, kind: str, *, width: int = 700) -> Iterator[bytes]:
    """Each page as a small PNG, for whoever draws the boxes. Raises NotRebuilt."""
    for picture, _, _ in _pages(file, kind):
        picture.thumbnail((width, width * 2))
        out = io.BytesIO()
        picture.convert("L").save(out, "PNG")
        yield out.getvalue()


def _fits(boxes: Sequence[Box]) -> None:
    for box in boxes:
        sides = (box.left, box.top, box.right, box.bottom)
        if not all(math.isfinite(one) and 0 <= one <= 1 for one in sides) or box.page < 1:
            raise NotRebuilt("A box lies outside its page.")
        if box.left >= box.right or box.top >= box.bottom:
            raise NotRebuilt("A box covers nothing.")


def _pages(file: bytes, kind: str) -> Iterator[tuple[Image.Image, float, float]]:
    """Each page as a picture, with its width and height in points."""
    if kind not in KINDS:
        raise NotRebuilt("Only PDFs and pictures can be made into pictures of their pages.")
    yield from _of_pdf(file) if kind == "pdf" else _of_picture(file)


def _of_pdf(file: bytes) -> Iterator[tuple[Image.Image, float, float]]:
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        raise NotRebuilt("This PDF cannot be read. It may be locked or damaged.") from None
    try:
        if len(pdf) > MOST_PAGES:
            raise NotRebuilt(f"This PDF has {len(pdf)} pages; {MOST_PAGES} is the most.")
        if pdf.get_formtype():
            pdf.init_forms()
        for page in pdf:
            width, height = page.get_size()
            scale = DPI / 72
            if not width or not height or width * height * scale * scale > MOST_PIXELS:
                raise NotRebuilt("A page of this PDF is too large to be made into a picture.")
            drawn = page.render(scale=scale, may_draw_forms=True, draw_annots=True)
            yield drawn.to_pil().convert("RGB"), width, height
            page.close()
    except pypdfium2.PdfiumError:
        raise NotRebuilt("A page of this PDF cannot be drawn.") from None
    finally:
        pdf.close()


def _of_picture(file: bytes) -> Iterator[tuple[Image.Image, float, float]]:
    try:
        with Image.open(io.BytesIO(file), formats=("PNG", "JPEG", "TIFF")) as opened:
            for count, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                if count > MOST_PAGES:
                    raise NotRebuilt(f"This scan has more than {MOST_PAGES} pages.")
                pixels = frame.width * frame.height
                if pixels > MOST_PIXELS or pixels > len(file) * MOST_RATIO:
                    raise NotRebuilt("This picture is too large to be rebuilt.")
                upright = ImageOps.exif_transpose(frame)
                yield _on_white(upright), *_on_paper(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        raise NotRebuilt("This picture cannot be read.") from None


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
