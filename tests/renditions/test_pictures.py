"""An attachment goes along as pictures of its pages, with what is boxed burnt away."""

import io
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from PIL import Image

from portal.documents.models import Document
from portal.gate.gate import Absent, Refused
from portal.importing import acts as importing
from portal.redaction import standing
from portal.renditions import acts, apart, forms, pdf, pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box, NotRebuilt
from portal.web.page import Wrong
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import written
from tests.renditions.desk import NAME, TEXTS, over, rendered, signed, stage, version
from tests.renditions.sheets import DAY, paper
from tests.visit import visitor


@pytest.fixture
def name(world: World) -> str:
    written(world, texts=TEXTS)
    return version(world, NAME)


def kept(world: World, kind: str, content: bytes) -> str:
    with world.act("author") as gate:
        query = sa.select(Document).where(
            Document.review_id == gate.domain, Document.owner_id == gate.body
        )
        document = gate.session.execute(query).scalars().first()
        given = {"name": "plan of the house", "kind": kind, "section_class": "practice"}
        return importing.keep(document=document, content=content, **given, gate=gate).id


def put_in(world: World, name: str, attachment: str, who: str = "disclosure") -> str:
    with world.act(who) as gate:
        one = standing.one(name, gate=gate)
        return pictures.put_in(rendition=one, attachment=attachment, gate=gate).id


def cover(world: World, picture: str, *boxes: Box) -> None:
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        pictures.cover(picture=one, boxes=boxes, gate=gate)


def file_of(world: World, row: Any) -> bytes:
    with reading_as(world, "senior") as gate:
        (found,) = acts.renderings(rendition=row.rendition_id, gate=gate)[-1:]
        return acts.bytes_of(row=found, name="picture-1", gate=gate)


def darkest_and_lightest(file: bytes) -> tuple[int, int]:
    page = pypdfium2.PdfDocument(file)[0]
    assert not page.get_textpage().get_text_range().strip()
    return page.render(scale=1).to_pil().convert("L").getextrema()


def test_pages_become_pictures_and_boxes_are_burnt_in(world: World, name: str) -> None:
    picture = put_in(world, name, kept(world, "pdf", pdf.render(paper(), day=DAY)))
    row = rendered(world, name)
    assert row.clean
    assert darkest_and_lightest(file_of(world, row))[1] > 200
    cover(world, picture, Box(1, 0, 0, 1, 1))
    assert stage(world, name) == "deciding", "what was proved showed other pages"
    assert darkest_and_lightest(file_of(world, rendered(world, name)))[1] < 60
    signed(world, name)


def test_what_is_no_picture_stays_with_its_owner(world: World, name: str) -> None:
    sheet = kept(world, "sheet", b"PK\x03\x04 sheet")
    with pytest.raises(Refused, match="stay with their owner"):
        put_in(world, name, sheet)
    with reading_as(world, "disclosure") as gate:
        fit, others = pictures.choosable(gate=gate)
        assert sheet in {row.id for row, _ in others}
        assert sheet not in {row.id for row, _ in fit}


def test_it_goes_along_once_and_can_be_taken_out(world: World, name: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "PNG")
    attachment = kept(world, "png", file.getvalue())
    picture = put_in(world, name, attachment)
    with pytest.raises(Refused, match="already"):
        put_in(world, name, attachment)
    with world.act("disclosure") as gate:
        pictures.take_out(picture=gate.session.get(RenditionPicture, picture), gate=gate)
    with pytest.raises(Refused, match="already"):
        cover(world, picture, Box(1, 0, 0, 1, 1))
    assert put_in(world, name, attachment) != picture


def test_nobody_puts_in_what_she_may_not_open(world: World, name: str) -> None:
    attachment = kept(world, "pdf", b"%PDF-1.7")
    theirs = version(world)
    for who in ("chair", "senior", "probation_author"):
        with pytest.raises(Absent):
            put_in(world, theirs, attachment, who)


def test_a_file_that_cannot_be_drawn_ends_in_a_sentence(world: World, name: str) -> None:
    put_in(world, name, kept(world, "pdf", b"%PDF-1.7 nothing"))
    with pytest.raises(Refused, match="cannot be read"):
        rendered(world, name)


def test_a_process_of_its_own_that_breaks_down_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(NotRebuilt, match="could not be made into pictures"):
        apart.rebuilt(b"%PDF", "pdf", [])


def test_boxes_are_typed_one_a_line() -> None:
    assert forms.boxes({"boxes": "1, 10, 25.5, 60, 28\n\n2,0,0,100,100"}) == [
        Box(1, 0.1, 0.255, 0.6, 0.28),
        Box(2, 0, 0, 1, 1),
    ]
    assert forms.boxes({}) == []
    assert forms.told(Box(1, 0.1, 0.255, 0.6, 0.28)) == "1, 10, 25.5, 60, 28"


@pytest.mark.parametrize(
    "line",
    ["1, 2, 3", "0,1,1,2,2", "1,50,1,40,2", "1,0,0,101,5", "x,1,1,2,2", "1,-1,0,2,2", "9" * 99],
)
def test_a_box_that_cannot_be_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Wrong) as wrong:
        forms.boxes({"boxes": f"1,0,0,5,5\n{line}"})
    assert wrong.value.errors[0]["sentence"].startswith("Line 2")


def test_the_pages(world: World, client: Any, name: str) -> None:
    attachment = kept(world, "pdf", pdf.render(paper(), day=DAY))
    maker = visitor(world, client, "disclosure")
    base = f"/reviews/{world.review}/renditions/{name}"
    assert "plan of the house" in maker.get(f"{base}/pictures").text
    assert "Choose one" in maker.post(f"{base}/pictures", {}).text
    assert maker.post(f"{base}/pictures", {"attachment": "0" * 32}).status_code == 404
    there = maker.post(f"{base}/pictures", {"attachment": attachment}).headers["location"]
    assert "There is no box yet" in maker.get(there).text
    odd = maker.post(there, {"boxes": "1, 2"})
    assert "Line 1: enter five numbers" in odd.text
    assert maker.post(there, {"boxes": "1, 5, 5, 95, 95"}).headers["location"] == (
        f"{base}?done=covered"
    )
    assert "covered anew" in maker.get(there).text
    there = next(
        part
        for part in maker.get(base).text.split('"')
        if f"/reviews/{world.review}/pictures/" in part
    )
    assert "1, 5, 5, 95, 95" in maker.get(there).text
    maker.post(f"{base}/render", {"title": "T", "marking": "OFFICIAL"})
    over()
    shown = maker.get(base).text
    path = next(part for part in shown.split('"') if part.endswith("/pictures/1"))
    given = maker.get(path)
    assert given.content.startswith(b"%PDF")
    assert "OFFICIAL-version-1-picture-1.pdf" in given.headers["content-disposition"]
    assert maker.get(path[:-1] + "7").status_code == 404
    assert "stays on record" in maker.get(f"{there}/take-out").text
    assert maker.post(f"{there}/take-out").headers["location"] == f"{base}?done=taken-out"
