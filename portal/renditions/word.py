"""A paper as a Word document: real styles, its language, its marking on each page, no author.

Nothing of a template but its styles is left: no author, no comment, no revision, no picture. The
same paper gives the same bytes.
"""

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

import docx
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from portal.renditions import typefaces
from portal.renditions.paper import (
    EMPHASIS,
    Block,
    Heading,
    Items,
    Paper,
    Paragraph,
    Quote,
    Run,
    Table,
    Words,
    tidy,
)

FACE = "Arial"
"""What every office has; it is not carried along."""
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
DROPPED = (
    "customXml/", "docProps/thumbnail", "docProps/app", "stylesWithEffects", "theme/",
    "webSettings", "fontTable",
)  # fmt: skip
"""Parts that come with the library's own template and say nothing."""
STYLES = frozenset({
    "Caption", "Default Paragraph Font", "Footer", "Header", "List Bullet", "No List", "Normal",
    "Normal Table", "Quote", "Table Grid", "Title", *(f"Heading {level}" for level in range(1, 10)),
})  # fmt: skip
"""Those in use: every other name in the file would be a word that nobody asked for."""


def render(paper: Paper, *, day: date) -> bytes:
    """The .docx file. `day` is what it says of when it was made. Raises NotPrintable."""
    typefaces.check(paper)
    document = docx.Document()
    _style(document, paper.language)
    _core(document, paper, day)
    _edges(document, paper)
    document.add_paragraph(style="Title").add_run(tidy(paper.title))
    _write(document.add_paragraph(), (Run(f"Made for {paper.audience}."),))
    deepest = 0
    for block in paper.blocks:
        if isinstance(block, Heading):
            deepest = min(block.level, deepest + 1)
            _write(document.add_paragraph(style=f"Heading {min(deepest, 9)}"), block.words)
        else:
            _put(document, block)
    return _plain_parcel(document)


def _style(document: Any, language: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(11)
    sheet = document.styles.element
    for lang in sheet.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    for own in sheet.iter(qn("w:rFonts")):
        own.attrib.clear()
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            own.set(qn(f"w:{name}"), FACE)
    for style in list(document.styles):
        if style.name not in STYLES:
            sheet.remove(style.element)
    sheet.remove(sheet.find(qn("w:latentStyles")))
    for name in ("savePreviewPicture", "proofState", "themeFontLang", "rsids"):
        for one in document.settings.element.findall(qn(f"w:{name}")):
            document.settings.element.remove(one)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)


def _core(document: Any, paper: Paper, day: date) -> None:
    stamp = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    told = document.core_properties
    told.title, told.language = tidy(paper.title), paper.language
    told.author = told.last_modified_by = told.comments = told.keywords = ""
    told.subject = told.category = ""
    told.created = told.modified = stamp
    told.revision = 1


def _edges(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.add_run(tidy(paper.marking)).bold = True
    head.add_run(f"\t\t{tidy(paper.handling)}")
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{tidy(paper.reference)}\t")
    foot.add_run(tidy(paper.marking)).bold = True
    foot.add_run("\t")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no word for a field


def _put(document: Any, block: Block) -> None:
    match block:
        case Paragraph(words, number):
            said = document.add_paragraph()
            if number:
                said.paragraph_format.left_indent = Cm(1.3)
                said.paragraph_format.first_line_indent = Cm(-1.3)
                said.paragraph_format.tab_stops.add_tab_stop(Cm(1.3))
                said.add_run(f"{tidy(number)}\t")
            _write(said, words)
        case Items(items):
            for one in items:
                _write(document.add_paragraph(style="List Bullet"), one)
        case Quote(words):
            _write(document.add_paragraph(style="Quote"), words)
        case Table():
            _table(document, block)


def _table(document: Any, block: Table) -> None:
    if block.name:
        document.add_paragraph(style="Caption").add_run(tidy(block.name))
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.head), style="Table Grid")
    rows = (block.head, *block.rows)
    for row, said in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, said, strict=True):
            _write(cell.paragraphs[0], words, bold=said is block.head)
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - no word for it either
    document.add_paragraph()


def _write(paragraph: Any, words: Words, *, bold: bool = False) -> None:
    for run in words:
        for lang, text in typefaces.by_language(tidy(run.text)):
            piece = paragraph.add_run(text)
            piece.italic = True if run.kind == EMPHASIS else None
            piece.bold = True if bold else None
            if lang:
                _in_language(piece, lang)


def _in_language(piece: Any, lang: str) -> None:
    told = OxmlElement("w:lang")
    told.set(qn("w:val"), lang)
    told.set(qn("w:bidi"), lang)
    if lang in typefaces.RIGHT_TO_LEFT:
        piece.font.rtl = True
    piece.font.complex_script = True
    piece._r.get_or_add_rPr().append(told)  # noqa: SLF001


def _plain_parcel(document: Any) -> bytes:
    """The parts that are needed, in order, each with the same time."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parcel:
        parts = {one: parcel.read(one) for one in parcel.namelist()}
    parts = {name: part for name, part in parts.items() if not _dropped(name)}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, part in parts.items():
            told = zipfile.ZipInfo(name, ZIP_DAY)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o600 << 16
            told.create_system = 3
            parcel.writestr(told, _without_dropped(name, part))
    return packed.getvalue()


def _dropped(name: str) -> bool:
    return any(one in name for one in DROPPED)


def _without_dropped(name: str, part: bytes) -> bytes:
    """A list of parts or relations, without those that were dropped."""
    if not (name.endswith(".rels") or name == "[Content_Types].xml"):
        return part
    root = parse_xml(part)
    for one in list(root):
        told = one.get("Target", "") + one.get("PartName", "")
        if _dropped(told):
            root.remove(one)
    return bytes(serialize_part_xml(root))
