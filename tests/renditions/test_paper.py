"""A paper becomes an accessible PDF and a plain Word document, the same on every machine."""

import io
import re
import zipfile

import docx
import page
import pikepdf
import pypdfium2
import pytest

from portal.renditions import pdf, typefaces, word
from portal.renditions.paper import NotPrintable, Paragraph, plain
from tests.renditions.sheets import DAY, PUNJABI, URDU, paper

SHEET = paper()


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf.render(SHEET, day=DAY)


@pytest.fixture(scope="module")
def parcel() -> bytes:
    return word.render(SHEET, day=DAY)


def pages(file: bytes) -> list[str]:
    read = pypdfium2.PdfDocument(file)
    return [one.get_textpage().get_text_range() for one in read]


def test_the_pdf_is_tagged_and_says_its_language_and_title(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as read:
        assert str(read.Root.Lang) == "en-GB"
        assert bool(read.Root.MarkInfo.Marked)
        assert bool(read.Root.ViewerPreferences.DisplayDocTitle)
        assert str(read.docinfo["/Title"]) == SHEET.title
        assert "/Author" not in read.docinfo
        kinds = {
            str(one.S)
            for one in read.objects
            if isinstance(one, pikepdf.Dictionary) and "/S" in one
        }
    assert {"/H1", "/H2", "/L", "/Table", "/TH", "/TD", "/P"} <= kinds
    assert "/H3" not in kinds, "no level of headings is skipped"


@pytest.mark.parametrize("standard", ["ua1", "2a"])
def test_the_pdf_keeps_the_standards(made: bytes, standard: str) -> None:
    told = page.validate_pdf_bytes(made, profile=standard)
    assert [(one.rule_id, one.message) for one in told.failures] == []
    assert told.is_compliant


@pytest.mark.mission("A074")
def test_the_marking_stands_on_every_page() -> None:
    many = paper("Words to fill a page with. " * 400)
    read = pages(pdf.render(many, day=DAY))
    assert len(read) > 2
    for number, text in enumerate(read, start=1):
        assert many.marking in text
        assert many.handling in text
        assert f"{number} of {len(read)}" in text


def test_the_same_paper_gives_the_same_bytes(made: bytes, parcel: bytes) -> None:
    assert pdf.render(paper(), day=DAY) == made
    assert word.render(paper(), day=DAY) == parcel


def test_the_identifier_spells_nothing(made: bytes) -> None:
    """Letters by chance would be a short name in one file of a hundred and fifty."""
    other = pdf.render(paper("Other words."), day=DAY)
    said = [re.findall(rb"/ID\[\((.*?)\)\((.*?)\)\]", file)[0] for file in (made, other)]
    assert all(first == second for first, second in said)
    assert said[0] != said[1]
    for file, (name, _) in zip((made, other), said, strict=True):
        assert re.fullmatch(rb"(-\d{5}){4}", name)
        assert file.count(name) == 6, "the metadata give the same one"
        assert re.findall(rb"InstanceID>([^<]*[A-Za-z][^<]*)==", file) == []


def test_punjabi_and_urdu_are_printed(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as read:
        faces = {
            str(o.BaseFont)
            for o in read.objects
            if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
    assert any("Gurmukhi" in face for face in faces)
    assert any("Nastaliq" in face for face in faces)
    assert PUNJABI in "".join(pages(made))


def test_words_are_never_code() -> None:
    hostile = '#import "x" $x$ *b* `c` @label <tag> \\ [#sys] "quoted" // remark'
    text = "".join(pages(pdf.render(paper(hostile), day=DAY)))
    assert hostile in " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a 王 character", "CJK UNIFIED IDEOGRAPH-738B"),
        ("a private \ue000 one", "U+E000"),
        ("turned \u202e round", "RIGHT-TO-LEFT OVERRIDE"),
        ("hidden \U000e0041 letter", "TAG LATIN CAPITAL LETTER A"),
        ("a bell \x07", "U+0007"),
    ],
)
@pytest.mark.parametrize("way", [pdf.render, word.render])
def test_what_no_typeface_has_is_refused_with_its_place(way: object, text: str, name: str) -> None:
    sheet = paper()
    bad = sheet.__class__(**{**_fields(sheet), "blocks": (Paragraph(plain(text), "17"),)})
    with pytest.raises(NotPrintable, match=r"paragraph 17") as refused:
        way(bad, day=DAY)  # type: ignore[operator]
    assert name in str(refused.value)


def _fields(sheet: object) -> dict[str, object]:
    return {name: getattr(sheet, name) for name in sheet.__slots__}  # type: ignore[attr-defined]


def test_accents_that_stand_apart_are_set_together() -> None:
    assert "José" in "".join(pages(pdf.render(paper("Jose\u0301 said"), day=DAY)))


def test_pieces_by_language() -> None:
    told = typefaces.by_language(f"{PUNJABI}, then {URDU}. End")
    assert told == [("pa", PUNJABI), ("", ", then "), ("ur", URDU), ("", ". End")]


def test_word_opens_and_is_styled(parcel: bytes) -> None:
    read = docx.Document(io.BytesIO(parcel))
    styles = [(one.style.name, one.text) for one in read.paragraphs]
    assert ("Title", SHEET.title) in styles
    assert ("Heading 1", "What happened") in styles
    assert ("Heading 2", "What was known") in styles
    assert ("List Bullet", "one") in styles
    assert any(SHEET.marking in one.text for one in read.sections[0].header.paragraphs)
    assert read.core_properties.author == ""
    assert read.core_properties.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(parcel)) as held:
        assert not [name for name in held.namelist() if "comment" in name or "custom" in name]
        assert {one.date_time for one in held.infolist()} == {word.ZIP_DAY}
