"""Files kept as they came: who may keep and open them, to the byte, and never a panel."""

import email.message
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from portal.db import new_id
from portal.documents.models import Document
from portal.gate.ledger import Entry
from portal.importing import acts, kinds
from portal.importing.blocks import Unreadable
from portal.importing.models import AttachmentPiece
from tests.build import World
from tests.cast import EVERYBODY
from tests.importing import files
from tests.visit import Visitor, plain

LARGE = bytes(range(256)) * 5000
"""Three pieces of an attachment."""


def keep(
    visitor: Visitor,
    base: str,
    content: bytes = files.PDF,
    name: str = "x.pdf",
    about: str = "context",
) -> Any:
    return visitor.send(f"{base}/attachments", name, content, {"class": about})


def addresses(visitor: Visitor, base: str) -> list[str]:
    page = html.fromstring(visitor.get(f"{base}/attachments").text)
    return [str(h) for h in page.xpath("//td/../th/a/@href")]


SIDE = {"author", "manager", "senior", "disclosure"}


@pytest.mark.mission("A022", "A027")
@pytest.mark.parametrize(
    ("about", "sees"),
    [
        ("practice", SIDE),
        ("conduct", {"author", "senior", "standards"}),
        ("staff_welfare", {"author", "senior"}),
        ("legal_advice", {"author", "senior", "lawyer"}),
    ],
)
def test_law_reaches_it_through_its_class_and_never_a_panel(
    world: World, visitors: dict[str, Visitor], base: str, about: str, sees: set[str]
) -> None:
    author = visitors["author"]
    assert keep(author, base, about=about).status_code == 303
    [path] = addresses(author, base)
    nothing = f"/reviews/{world.review}/attachments/{new_id()}"
    for who in EVERYBODY:
        answer = visitors[who].get(path)
        if who in sees:
            assert answer.content == files.PDF
        else:
            assert plain(answer) == plain(visitors[who].get(nothing)), who
    assert visitors["nobody"].get(path).status_code == 303


def test_the_index_shows_only_what_may_be_opened(
    visitors: dict[str, Visitor], author: Visitor, base: str
) -> None:
    keep(author, base, name="first.pdf", about="conduct")
    keep(author, base, name="second.pdf")
    page = visitors["manager"].get(f"{base}/attachments").text
    assert "second.pdf" in page
    assert "first.pdf" not in page
    assert "Only an author" in page
    [path] = addresses(visitors["manager"], base)
    told = visitors["manager"].get(path).headers["content-disposition"]
    assert told == 'attachment; filename="OFFICIAL-SENSITIVE-attachment-1.pdf"', (
        "no gap betrays the other"
    )


@pytest.mark.parametrize(("about", "who"), [("conduct", "standards"), ("legal_advice", "lawyer")])
def test_who_opens_files_and_no_contribution_finds_them_from_the_review(
    world: World, visitors: dict[str, Visitor], base: str, about: str, who: str
) -> None:
    here = f"/reviews/{world.review}"
    nothing = f"{here}/requests/{new_id()}"
    reader, link = visitors[who], f'href="{here}/attachments"'
    assert link not in reader.get(here).text
    assert plain(reader.get(f"{here}/attachments")) == plain(reader.get(nothing))
    keep(visitors["author"], base, name="theirs.pdf", about=about)
    keep(visitors["author"], base, name="others.pdf", about="staff_welfare")
    assert link in reader.get(here).text
    page = reader.get(f"{here}/attachments").text
    assert "theirs.pdf" in page
    assert "others.pdf" not in page
    [path] = html.fromstring(page).xpath("//td/../th/a/@href")
    assert reader.get(path).content == files.PDF
    for other in ("chair", "probation_panel", "police_panel", "board"):
        assert link not in visitors[other].get(here).text
        assert visitors[other].get(f"{here}/attachments").status_code == 404


def test_it_comes_back_to_the_byte_and_shows_itself_to_no_browser(
    world: World, author: Visitor, base: str
) -> None:
    content = b"%PDF-" + LARGE
    keep(author, base, content, "Minutes & <notes>.PDF")
    [path] = addresses(author, base)
    answer = author.get(path)
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "Minutes" not in str(answer.headers)
    with world.vault.engine.connect() as connection:
        pieces = connection.execute(sa.select(sa.func.count(AttachmentPiece.id))).scalar_one()
    assert pieces == 3


def test_each_download_is_recorded_and_no_name_of_a_file(
    world: World, visitors: dict[str, Visitor], author: Visitor, base: str
) -> None:
    keep(author, base, name="canaryname.pdf")
    [path] = addresses(author, base)
    visitors["senior"].get(path)
    visitors["chair"].get(path)
    with world.vault.engine.connect() as connection:
        query = sa.select(Entry.entry).where(Entry.act == "read_attachment")
        entries = list(connection.execute(query).scalars())
    mine = [e for e in entries if path.rpartition("/")[2] in e]
    assert any(world.people["senior"] in e and '"allowed"' in e for e in mine)
    assert any(world.people["chair"] in e and '"refused"' in e for e in mine)
    folder = world.settings.key_file.parent
    whole = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    assert b"canaryname" not in whole
    assert b"%PDF" not in whole


def test_only_an_author_of_that_agency_keeps(visitors: dict[str, Visitor], base: str) -> None:
    told = {who: keep(visitors[who], base).status_code for who in EVERYBODY}
    assert {who for who, status in told.items() if status == 303} == {"author"}
    assert set(told.values()) == {303, 404}


def test_twice_sent_is_kept_once(author: Visitor, base: str) -> None:
    once = {"class": "context", "once": new_id()}
    for _ in range(2):
        sent = author.send(f"{base}/attachments", "x.pdf", files.PDF, once)
        assert sent.status_code == 303
    assert len(addresses(author, base)) == 1


ABOUT = {"class": "context"}


@pytest.mark.parametrize(
    "told",
    [
        ("x.exe", b"MZ", ABOUT, "Files of this kind are not kept"),
        ("x", b"words", ABOUT, "Files of this kind are not kept"),
        ("x.pdf", b"MZ", ABOUT, "inside it is something else"),
        ("x.xlsm", files.PDF, ABOUT, "Files of this kind"),
        ("x.pdf", b"", ABOUT, "empty"),
        ("x.pdf", files.PDF, {}, "Choose what the file is about"),
        ("x.pdf", files.PDF, {"class": "covert"}, "Choose what the file is about"),
    ],
)
def test_refusals_stand_beside_the_field(
    visitors: dict[str, Visitor], base: str, told: tuple[str, bytes, dict[str, str], str]
) -> None:
    author, (name, content, fields, sentence) = visitors["author"], told
    answer = author.send(f"{base}/attachments", name, content, fields)
    assert answer.status_code == 422
    where = "class" if "about" in sentence else "file"
    said = html.fromstring(answer.text).get_element_by_id(f"{where}-error").text_content()
    assert sentence in said
    assert addresses(author, base) == []


def a_letter() -> bytes:
    told = email.message.EmailMessage()
    told["From"], told["To"], told["Subject"] = "a@example.org", "b@example.org", "Call"
    told.set_content("Words.")
    return told.as_bytes()


SHEET = files.zipped([("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")])
LARGE_SHEET = files.OLE + "Workbook".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", files.PDF, "pdf"),
        ("a.DOCX", files.a_report(), "word"),
        ("a.doc", files.OLD_WORD, "old_word"),
        ("a.xlsx", SHEET, "sheet"),
        ("a.xlsx", files.LOCKED, "sheet"),
        ("a.xls", LARGE_SHEET, "old_sheet"),
        ("a.eml", a_letter(), "email"),
        ("a.csv", b"a,b\n1,2\n", "csv"),
        ("a.txt", "ŵ ਮੈਂ".encode(), "text"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "jpeg"),
        ("a.tif", b"II*\0", "tiff"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "png"),
    ],
)
def test_kinds_are_told_by_their_bytes(name: str, content: bytes, kind: str) -> None:
    assert kinds.kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", files.a_report()),
        ("a.doc", LARGE_SHEET),
        ("a.txt", b"a\0b"),
        ("a.eml", b"no letter"),
        ("a.docx", b"PK\x03\x04"),
        ("a.docx", files.changed("word/vbaProject.bin", b"x")),
        ("a.txt", files.PDF),
    ],
)
def test_what_its_name_does_not_say_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Unreadable):
        kinds.kind_of(name, content)


def test_every_piece_is_sealed_in_its_place(world_on_either: World) -> None:
    """Pieces that are swapped do not open, on either database."""
    with world_on_either.act("author") as gate:
        document = gate.session.execute(sa.select(Document)).scalar_one()
        kept = acts.keep(
            document=document,
            name="a",
            kind="pdf",
            section_class="context",
            content=LARGE,
            gate=gate,
        )
        assert acts.bytes_of(attachment=kept, gate=gate) == LARGE
        first, second = gate.session.execute(
            sa.select(AttachmentPiece).order_by(AttachmentPiece.position).limit(2)
        ).scalars()
        first.body, second.body = second.body, first.body
        gate.session.flush()
        with pytest.raises(Exception, match="does not open"):
            acts.bytes_of(attachment=kept, gate=gate)
