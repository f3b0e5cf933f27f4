"""A PDF that leaks in every way we know: one word of its own in each, so that each must be found."""

import hashlib
import io
import zlib
from base64 import b64encode

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

CHANNELS = (
    "page text", "white text", "tiny text", "text off the page", "invisible text", "hidden layer",
    "actual text", "alternative text", "structure title", "form value", "form appearance",
    "annotation", "redaction mark", "info", "xmp", "piece info", "bookmark", "named destination",
    "page label", "link", "script", "attachment", "attachment name", "typeface's table",
    "picture's properties", "earlier revision", "orphan object",
)  # fmt: skip
"""The twenty-seven of the trial."""
ALSO = (
    "split over orders", "split over one array", "hexadecimal string", "octal escapes", "utf-16",
    "letter-spaced", "reversed", "letters' names", "gap between objects", "after the end",
    "miniature", "unlisted object", "base64", "entities",
)  # fmt: skip
EVERY = CHANNELS + ALSO


def token(channel: str) -> str:
    """A word that stands nowhere else."""
    letters = hashlib.sha256(channel.encode()).hexdigest()[:10]
    return "Z" + letters.translate(str.maketrans("0123456789", "ghjklmnpqr"))


TOKENS = {channel: token(channel) for channel in EVERY}


def shown(at: int, text: str, before: str = "", after: str = "Tj") -> str:
    return f"BT /F1 11 Tf {before} 1 0 0 1 72 {at} Tm ({text}) {after} ET\n"


def orders() -> bytes:
    t = TOKENS
    split = " Tj ".join(f"({one})" for one in t["split over orders"])
    pieces = " -3 ".join(f"({one})" for one in t["split over one array"])
    said = [
        shown(800, f"A page that says {t['page text']} plainly"),
        shown(780, t["white text"], "1 1 1 rg"),
        shown(760, t["tiny text"]).replace("/F1 11", "/F1 0.1"),
        shown(5000, t["text off the page"]),
        shown(740, t["invisible text"], "3 Tr"),
        f"/OC /L1 BDC {shown(720, t['hidden layer'])} EMC\n",
        f"/Span <</ActualText ({t['actual text']})>> BDC {shown(700, 'x')} EMC\n",
        f"BT /F1 11 Tf 1 0 0 1 72 680 Tm {split} Tj ET\n",
        f"BT /F1 11 Tf 1 0 0 1 72 660 Tm [{pieces}] TJ ET\n",
        f"BT /F1 11 Tf 1 0 0 1 72 640 Tm <{t['hexadecimal string'].encode().hex()}> Tj ET\n",
        shown(620, "".join(f"\\{ord(one):03o}" for one in t["octal escapes"])),
        shown(600, " ".join(t["letter-spaced"])),
        shown(580, t["reversed"][::-1]),
        "q 40 0 0 40 72 500 cm /P1 Do Q\n",
    ]
    return "".join(said).encode()


def picture() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = TOKENS["picture's properties"]
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "grey").save(out, "JPEG", exif=exif)
    return out.getvalue()


def table() -> bytes:
    wide = TOKENS["typeface's table"].encode("utf-16-be").hex()
    return f"1 beginbfchar\n<07> <{wide}>\nendbfchar\n".encode()


def build(*, packed: bool = False) -> bytes:
    """The file. Packed, its objects lie in compressed streams, and nothing stands beyond its end."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    letters = Array([7, *(Name("/" + one) for one in TOKENS["letters' names"])])
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
        Encoding=Dictionary(Type=Name.Encoding, Differences=letters),
    )  # fmt: skip
    spare = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Courier,
        ToUnicode=pdf.make_stream(table()),
    )
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("hidden")))
    image = pikepdf.Stream(
        pdf, picture(), Type=Name.XObject, Subtype=Name.Image, Width=20, Height=20,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(
        Font=Dictionary(F1=plain, F2=pdf.make_indirect(font), F3=pdf.make_indirect(spare)),
        Properties=Dictionary(L1=layer),
        XObject=Dictionary(P1=image),
    )
    page.Contents = pdf.make_stream(orders())
    of_root(pdf, layer)
    of_page(pdf, page.obj)
    below(pdf)
    if packed:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
        return out.getvalue()
    return beyond(pdf)


BEYOND = {
    "earlier revision",
    "orphan object",
    "gap between objects",
    "after the end",
    "unlisted object",
}


def of_root(pdf: pikepdf.Pdf, layer: pikepdf.Object) -> None:
    t, root = TOKENS, pdf.Root
    root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
    figure = Dictionary(
        S=Name.Figure, Alt=String(t["alternative text"]), T=String(t["structure title"])
    )
    root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=[pdf.make_indirect(figure)])
    root.PageLabels = Dictionary(Nums=[0, Dictionary(P=String(t["page label"]))])
    root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    mark = Dictionary(Title=String(t["bookmark"]), Parent=root.Outlines)
    root.Outlines.First = root.Outlines.Last = pdf.make_indirect(mark)
    root.Names = Dictionary(
        Dests=Dictionary(Names=[String(t["named destination"]), [pdf.pages[0].obj, Name.Fit]]),
        JavaScript=Dictionary(
            Names=[
                String("a"),
                Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{t['script']}')")),
            ]
        ),
    )
    root.PieceInfo = Dictionary(Us=Dictionary(Private=String(t["piece info"])))
    root.AcroForm = Dictionary(Fields=Array())
    pdf.docinfo["/Subject"] = t["info"]
    pdf.docinfo["/Keywords"] = String(t["utf-16"].encode("utf-16")[2:].decode("utf-16-le"))
    xmp = (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description rdf:about='' xmlns:u='http://example.org/'>"
        f"<u:d>{t['xmp']}</u:d></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)


def of_page(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    t = TOKENS
    look = pdf.make_stream(f"BT ({t['form appearance']}) Tj ET".encode(), Subtype=Name.Form)
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("f"), V=String(t["form value"]),
        Rect=[0, 0, 9, 9], AP=Dictionary(N=look),
    )  # fmt: skip
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Contents=String(t["annotation"]), Rect=[0, 0, 9, 9]
    )
    mark = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Redact,
        OverlayText=String(t["redaction mark"]),
        Rect=[0, 0, 9, 9],
    )
    coded = "".join(f"&#{ord(one)};" for one in t["entities"])
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], Contents=String(coded),
        A=Dictionary(S=Name.URI, URI=String(f"https://example.org/{t['link']}")),
    )  # fmt: skip
    made = [pdf.make_indirect(one) for one in (field, note, mark, link)]
    page.Annots = pdf.make_indirect(Array(made))
    pdf.Root.AcroForm.Fields.append(made[0])
    page.Thumb = pdf.make_stream(t["miniature"].encode(), Width=1, Height=1)


def below(pdf: pikepdf.Pdf) -> None:
    """An attachment, and an object that nothing points to."""
    t = TOKENS
    held = pikepdf.AttachedFileSpec(
        pdf, f"It says {t['attachment']}".encode(), filename=f"{t['attachment name']}.txt"
    )
    pdf.attachments["a"] = held
    pdf.Root.Lonely = String(b64encode(t["base64"].encode()).decode())


def beyond(pdf: pikepdf.Pdf) -> bytes:
    """What stands in no table: an orphan, a gap, an earlier revision, bytes after the end."""
    t = TOKENS
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    old = out.getvalue()
    start = old.rindex(b"startxref")
    packed = zlib.compress(t["earlier revision"].encode())
    revised = (
        b"\n90 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream\nendobj\n"
        % (len(packed), packed)
        + b"91 0 obj\n(%s)\nendobj\n" % t["unlisted object"].encode()
        + b"92 0 obj\n<</Kept (%s)>>\nendobj\n" % t["orphan object"].encode()
        + b"%% %s\n" % t["gap between objects"].encode()
        + old[start:]
        + b"\n%s\n" % t["after the end"].encode()
    )
    return old + revised
