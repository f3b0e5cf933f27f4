"""An attachment goes along as pictures of its pages, with what is boxed burnt away."""

import io
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from PIL import Image

from portal.documents.models import Document
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Attachment
from portal.redaction import standing
from portal.redaction.exemptions import Grounds, Lacking
from portal.renditions import acts, apart, forms, pdf, pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box, NotRebuilt
from portal.web.page import Wrong
from tests.answers.desk import colleague
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import written
from tests.renditions.desk import NAME, OWN, TEXTS, over, rendered, signed, stage, version
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


def cover(world: World, picture: str, *boxes: Box, who: str = "disclosure") -> str:
    with world.act(who) as gate:
        one = gate.session.get(RenditionPicture, picture)
        return pictures.cover(picture=one, boxes=boxes, grounds=OWN, gate=gate).id


def sheet() -> bytes:
    """A picture of a page that is large enough to be covered."""
    file = io.BytesIO()
    Image.new("RGB", (300, 424), "white").save(file, "PNG")
    return file.getvalue()


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


def test_boxes_are_typed_one_a_line_as_squares_or_numbers() -> None:
    def typed(said: str) -> list[Box]:
        return forms.boxes({"where": said}, 2)

    assert typed("10, 25.5, 60, 28\n\nc4 to E5") == [
        Box(2, 0.1, 0.255, 0.6, 0.28),
        Box(2, 0.1, 3 / 40, 0.25, 5 / 40),
    ]
    assert typed("E5-C4") == typed("C4 to E5")
    assert typed("A1") == [Box(2, 0, 0, 1 / 20, 1 / 40)]
    assert forms.told(Box(1, 0.1, 0.255, 0.6, 0.28)) == "10, 25.5, 60, 28"
    assert forms.covering({"off": forms.named(Box(3, 0.1, 1 / 3, 0.6, 0.7)), "page": "3"}).off == (
        Box(3, 0.1, 1 / 3, 0.6, 0.7)
    )


def test_a_box_that_leaves_the_page_is_cut() -> None:
    assert forms.boxes({"where": "-5, 90, 130, 140"}, 1) == [Box(1, 0, 0.9, 1, 1)]
    assert forms.boxes({"where": "S39 to T60"}, 1) == [Box(1, 0.9, 0.95, 1, 1)]


@pytest.mark.parametrize(
    "line",
    ["1, 2, 3", "50,1,40,2", "0,101,50,120", "x,1,1,2", "1 1 2 2", "9" * 99, "U1", "A0", "A1 B2 C3",
     "A1 or B2", "nan,0,1,1", "1e1,0,20,5", "<script>"],
)  # fmt: skip
def test_a_box_that_cannot_be_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Wrong) as wrong:
        forms.boxes({"where": f"0,0,5,5\n{line}"}, 1)
    assert wrong.value.errors[0]["sentence"].startswith("Line 2")


def test_each_box_has_its_reasons_and_is_taken_off_alone(world: World, name: str) -> None:
    picture = put_in(world, name, kept(world, "png", sheet()))
    first, second = Box(1, 0, 0, 0.5, 0.5), Box(1, 0.5, 0.5, 1, 1)
    cover(world, picture, first)
    cover(world, picture, first, second)
    with reading_as(world, "disclosure") as gate:
        (row,) = pictures.standing_in(rendition=name, gate=gate)
        there = pictures.covered_of(picture=row, gate=gate)
    assert [(one.box, one.codes) for one in there] == [(first, "personal"), (second, "personal")]
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        given = {"boxes": [Box(1, 0, 0, 1, 1)], "grounds": Grounds(codes=("s.40(2)",))}
        with pytest.raises(Lacking, match="Choose only reasons"):
            pictures.cover(picture=one, **given, gate=gate)
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        row = pictures.uncover(picture=one, box=first, gate=gate)
        assert [one.box for one in pictures.covered_of(picture=row, gate=gate)] == [second]
        with pytest.raises(Refused, match="already"):
            pictures.uncover(picture=one, box=first, gate=gate)


def test_a_version_for_an_applicant_has_no_box_without_an_exemption(
    world: World, client: Any
) -> None:
    written(world, texts=TEXTS)
    name = version(world, audience="applicant", regime="foi")
    picture = put_in(world, name, kept(world, "png", sheet()))
    maker = visitor(world, client, "disclosure")
    path = f"/reviews/{world.review}/pictures/{picture}"
    bare = maker.post(path, {"page": "1", "where": "A1 to C3"})
    assert "without one the words stay" in bare.text
    harm = maker.post(path, {"page": "1", "where": "A1", "codes_s.31(1)(a)": "s.31(1)(a)"})
    assert "say what harm" in harm.text
    assert "A1" in harm.text
    done = maker.post(path, {"page": "1", "where": "A1", "codes_s.40(2)": "s.40(2)"})
    assert done.headers["location"].endswith("?page=1&done=covered")
    assert "s.40(2)</span>" in maker.get(path).text.replace(". Left", "</span>")


def test_what_another_person_covered_stays_with_her_hand(world: World, name: str) -> None:
    picture = put_in(world, name, kept(world, "png", sheet()))
    cover(world, picture, Box(1, 0, 0, 0.5, 0.5))
    colleague(world)
    other = cover(world, picture, Box(1, 0.5, 0.5, 1, 1), who="second_officer")
    assert other != picture
    with reading_as(world, "disclosure") as gate:
        (row,) = pictures.standing_in(rendition=name, gate=gate)
        assert (row.id, row.position) == (other, 1)
        assert len(pictures.covered_of(picture=row, gate=gate)) == 2
        hands = set(gate.connection.execute(sa.select(RenditionPicture.placed_by)).scalars())
    assert len(hands) == 2, "neither of them signs it"


def test_the_pages(world: World, client: Any, name: str) -> None:
    content = pdf.render(paper(), day=DAY)
    attachment = kept(world, "pdf", content)
    maker = visitor(world, client, "disclosure")
    base = f"/reviews/{world.review}/renditions/{name}"
    assert "plan of the house" in maker.get(f"{base}/pictures").text
    assert "Choose one" in maker.post(f"{base}/pictures", {}).text
    assert maker.post(f"{base}/pictures", {"attachment": "0" * 32}).status_code == 404
    there = maker.post(f"{base}/pictures", {"attachment": attachment}).headers["location"]
    shown = maker.get(there).text
    assert "Nothing is covered on this page yet" in shown
    seen = maker.get(shown.partition('src="/reviews')[2].partition('"')[0].join(["/reviews", ""]))
    assert (seen.content[:4], seen.headers["content-type"]) == (b"\x89PNG", "image/png")
    path = there.partition("?")[0]
    odd = maker.post(path, {"page": "1", "where": "1, 2"})
    assert "Line 1: enter two squares" in odd.text
    done = maker.post(path, {"page": "1", "where": "5, 5, 95, 95\nS39 to T60"})
    path = done.headers["location"].partition("?")[0]
    assert done.headers["location"] == f"{path}?page=1&done=covered"
    shown = maker.get(done.headers["location"]).text
    assert "Left, top, right, bottom: 5, 5, 95, 95" in shown
    assert "Left, top, right, bottom: 90, 95, 100, 100" in shown
    off = shown.partition('name="off" value="')[2].partition('"')[0]
    assert maker.post(path, {"page": "1", "off": off}).headers["location"].endswith("done=off")
    assert "taken off already" in maker.post(path, {"page": "1", "off": off}).text
    assert "Choose one of the boxes" in maker.post(path, {"page": "1", "off": "x"}).text
    assert "There is no page 77" in maker.get(f"{path}?page=77").text
    with reading_as(world, "author") as gate:
        found = gate.find(Attachment, attachment, Act.READ_ATTACHMENT)
        assert importing.bytes_of(attachment=found, gate=gate) == content, (
            "the original is as it was"
        )
    maker.post(f"{base}/render", {"title": "T", "marking": "OFFICIAL"})
    over()
    shown = maker.get(base).text
    path = next(part for part in shown.split('"') if part.endswith("/pictures/1"))
    given = maker.get(path)
    assert given.content.startswith(b"%PDF")
    assert "OFFICIAL-version-1-picture-1.pdf" in given.headers["content-disposition"]
    assert maker.get(path[:-1] + "7").status_code == 404
    there = next(one for one in shown.split('"') if "/pictures/0" in one)
    there = there.removesuffix("/take-out")
    assert "stays on record" in maker.get(f"{there}/take-out").text
    assert maker.post(f"{there}/take-out").headers["location"] == f"{base}?done=taken-out"
    assert "Files of a version" in maker.post(there, {"page": "1", "where": "A1"}).text
