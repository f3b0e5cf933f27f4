"""An uploaded file becomes pictures of its pages: what is boxed is gone, and so is all the rest."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from portal.renditions import pdf, raster
from portal.renditions.paper import Paper, Paragraph, plain
from portal.renditions.raster import Box, NotRebuilt
from tests.renditions.sheets import DAY, paper

SMALL = raster.GRID


def picture(
    size: tuple[int, int], kind: str = "PNG", colour: str = "white", **more: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def bomb() -> bytes:
    """A few bytes that become twenty-five million pixels."""
    out = io.BytesIO()
    Image.new("1", (5000, 5000), 1).save(out, "PNG", optimize=True)
    return out.getvalue()


def drawn(file: bytes, page: int = 0) -> Image.Image:
    return pypdfium2.PdfDocument(file)[page].render(scale=1).to_pil().convert("L")


def dark(file: bytes) -> tuple[int, int, int, int]:
    """The rectangle in points that holds everything dark."""
    found = drawn(file).point(lambda one: 255 if one < 100 else 0).getbbox()
    assert found is not None
    return found


def test_nothing_of_the_file_but_its_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Zebedee"
    made = raster.rebuild(picture((300, 200), "JPEG", exif=exif), "jpeg", [])
    assert b"Zebedee" not in made
    assert b"Exif" not in made
    with pikepdf.open(io.BytesIO(made)) as read:
        assert not read.docinfo.keys()
        assert "/Metadata" not in read.Root
        assert len(read.pages) == 1


def test_a_box_covers_generously_and_whole_lines_of_a_grid() -> None:
    made = raster.rebuild(picture((1654, 2339)), "png", [Box(1, 0.30, 0.30, 0.35, 0.31)])
    left, top, right, bottom = dark(made)
    width, height = 1654 * 72 / 200, 2339 * 72 / 200
    assert left < 0.30 * width
    assert right > 0.35 * width
    assert top < 0.30 * height
    assert bottom > 0.31 * height


@pytest.mark.parametrize("wider", [0.0, 0.002, 0.004])
def test_names_of_like_width_get_boxes_of_one_width(wider: float) -> None:
    whole = picture((1654, 2339))
    one = raster.rebuild(whole, "png", [Box(1, 0.305, 0.30, 0.345, 0.31)])
    other = raster.rebuild(whole, "png", [Box(1, 0.305, 0.30, 0.345 + wider, 0.31)])
    assert one == other


def test_boxes_burn_the_words_away() -> None:
    file = pdf.render(paper(), day=DAY)
    made = raster.rebuild(file, "pdf", [Box(1, 0, 0, 1, 1)])
    assert drawn(made).getextrema()[1] < 60
    assert not pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().strip()


def test_each_box_is_for_its_own_page() -> None:
    words = "Enough words to fill a page with. " * 300
    two = Paper("T", "OFFICIAL", "h", "all", "r", "en-GB", (Paragraph(plain(words)),))
    file = pdf.render(two, day=DAY)
    made = raster.rebuild(file, "pdf", [Box(2, 0, 0, 1, 1)])
    assert drawn(made, 0).getextrema()[1] > 200
    assert drawn(made, 1).getextrema()[1] < 60


def test_the_same_gives_the_same_bytes() -> None:
    file = picture((400, 300))
    assert raster.rebuild(file, "png", []) == raster.rebuild(file, "png", [])


def test_a_scan_of_many_pages() -> None:
    out = io.BytesIO()
    sheets = [Image.new("1", (200, 300), 1) for _ in range(3)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    made = raster.rebuild(out.getvalue(), "tiff", [Box(3, 0, 0, 1, 1)])
    assert len(pypdfium2.PdfDocument(made)) == 3


def test_what_is_see_through_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    assert drawn(raster.rebuild(out.getvalue(), "png", [])).getextrema()[0] > 200


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (b"", "pdf"),
        (b"%PDF-1.7 nothing", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"words", "jpeg"),
        (picture((9, 9)), "xlsx"),
        (picture((6000, 6000)), "png"),
        (bomb(), "png"),
    ],
)
def test_what_cannot_be_rebuilt_ends_in_a_sentence(file: bytes, kind: str) -> None:
    with pytest.raises(NotRebuilt, match=r"^[A-Z].*\.$"):
        raster.rebuild(file, kind, [])


def test_too_many_or_too_large_pages_are_refused() -> None:
    for pages, size in ((raster.MOST_PAGES + 1, (10, 10)), (1, (14000, 14000))):
        made, out = pikepdf.new(), io.BytesIO()
        for _ in range(pages):
            made.add_blank_page(page_size=size)
        made.save(out)
        with pytest.raises(NotRebuilt):
            raster.rebuild(out.getvalue(), "pdf", [])


@pytest.mark.parametrize(
    "box",
    [
        Box(1, -0.1, 0, 1, 1), Box(1, 0, 0, 1.1, 1), Box(1, 0.5, 0, 0.5, 1), Box(1, 0, 0.9, 1, 0.1),
        Box(0, 0, 0, 1, 1), Box(2, 0, 0, 1, 1), Box(1, float("nan"), 0, 1, 1),
    ],
)  # fmt: skip
def test_a_box_that_covers_nothing_is_refused(box: Box) -> None:
    with pytest.raises(NotRebuilt):
        raster.rebuild(picture((99, 99)), "png", [box])
