"""A Word document that leaks in every way we know: one word of its own in each."""

import io
import zipfile

from PIL import Image

from tests.renditions.leaky_pdf import token

CHANNELS = (
    "body", "table", "header", "footer", "footnote", "endnote", "comment", "comment's author",
    "tracked insertion", "tracked deletion", "text box", "content control", "hidden words",
    "field", "variable", "bookmark", "custom xml", "properties", "embedded file",
    "alternative text", "link",
)  # fmt: skip
"""The twenty-one of the trial."""
ALSO = (
    "picture's properties", "parcel's remark", "gap between members", "split over runs",
    "custom property", "a part's remark", "style name",
)  # fmt: skip
EVERY = CHANNELS + ALSO
TOKENS = {channel: token(f"word {channel}") for channel in EVERY}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def r(text: str, more: str = "") -> str:
    return f"<w:r>{more}<w:t>{text}</w:t></w:r>"


def body() -> str:
    t = TOKENS
    split = "".join(r(one) for one in t["split over runs"])
    said = [
        p(r(f"It says {t['body']} here")),
        f"<w:tbl><w:tr><w:tc>{p(r(t['table']))}</w:tc></w:tr></w:tbl>",
        p(f"<w:ins w:id='1' w:author='x'>{r(t['tracked insertion'])}</w:ins>"),
        p(
            f"<w:del w:id='2' w:author='x'><w:r><w:delText>{t['tracked deletion']}</w:delText></w:r></w:del>"
        ),
        p(f"<w:r><w:pict><w:txbxContent>{p(r(t['text box']))}</w:txbxContent></w:pict></w:r>"),
        p(f"<w:sdt><w:sdtContent>{r(t['content control'])}</w:sdtContent></w:sdt>"),
        p(r(t["hidden words"], "<w:rPr><w:vanish/></w:rPr>")),
        p(f"<w:r><w:instrText>AUTHOR {t['field']}</w:instrText></w:r>"),
        p(f"<w:bookmarkStart w:id='3' w:name='{t['bookmark']}'/>"),
        p(f"<w:r><w:drawing descr='{t['alternative text']}'/></w:r>"),
        p(split),
    ]
    return "".join(said)


def part(tag: str, inside: str) -> str:
    return f'<?xml version="1.0"?><w:{tag} {W}>{inside}</w:{tag}>'


def picture() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = TOKENS["picture's properties"]
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "grey").save(out, "JPEG", exif=exif)
    return out.getvalue()


def embedded() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("xl/sharedStrings.xml", f"<sst><t>{TOKENS['embedded file']}</t></sst>")
    return out.getvalue()


def parts() -> dict[str, str | bytes]:
    t = TOKENS
    props = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    author = t["comment's author"]
    remark = f'<w:comment w:author="{author}">{p(r(t["comment"]))}</w:comment>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": part("document", f"<w:body>{body()}</w:body>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r9" Type="{REL}/hyperlink" TargetMode="External" Target="https://example.org/{t["link"]}"/></Relationships>',
        "word/header1.xml": part("hdr", p(r(t["header"]))),
        "word/footer1.xml": part("ftr", p(r(t["footer"]))),
        "word/footnotes.xml": part("footnotes", p(r(t["footnote"]))),
        "word/endnotes.xml": part("endnotes", p(r(t["endnote"]))),
        "word/comments.xml": part("comments", remark),
        "word/settings.xml": part(
            "settings", f"<w:docVars><w:docVar w:name='a' w:val='{t['variable']}'/></w:docVars>"
        ),
        "word/styles.xml": part(
            "styles", f"<w:style><w:name w:val='{t['style name']}'/></w:style>"
        ),
        "customXml/item1.xml": f"<a>{t['custom xml']}</a>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{props}"><cp:keywords>{t["properties"]}</cp:keywords></cp:coreProperties>',
        "docProps/custom.xml": f"<Properties><property name='x'>{t['custom property']}</property></Properties>",
        "word/embeddings/sheet.xlsx": embedded(),
        "word/media/image1.jpeg": picture(),
    }


def build() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in parts().items():
            told = zipfile.ZipInfo(name)
            told.compress_type = zipfile.ZIP_DEFLATED
            if name == "word/styles.xml":
                told.comment = TOKENS["a part's remark"].encode()
            held.writestr(told, content)
        held.fp.write(TOKENS["gap between members"].encode())
        held.start_dir = held.fp.tell()
        held.comment = TOKENS["parcel's remark"].encode()
    return out.getvalue()
