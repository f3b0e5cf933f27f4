"""Words that somebody typed to break a letter, a file, a table or a name: they are words."""

import csv
import io
import zipfile
from typing import Any

import docx
import pypdfium2
import pytest

from portal.answers import acts, log, pack
from portal.answers.models import FoiAnswer
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.proceedings.disclosure import as_csv
from portal.renditions import acts as renditions
from portal.renditions.models import Rendering
from tests.answers.desk import NAMED, answered, at, begun, concluded, copy, forward, ready, sign
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import written
from tests.renditions.desk import rendered, version
from tests.visit import brought_back, visitor

pytestmark = pytest.mark.slow
MARKUP = (
    '#eval("1+1") #read("/etc/passwd") = Heading *bold* _it_ `raw` $x$ @ref <label> [x] \\ // '
    '#include "x.typ" <b>&amp;</b> {{ 7*7 }} {% raw %} %s %(a)s ${a} ]]> --'
)
PUNJABI = "ਕਿਰਪਾ ਕਰਕੇ ਮੈਨੂੰ ਰਿਪੋਰਟ ਭੇਜੋ"
ODD = [
    "\x01\x08\x0b\x0c\x1b[31m",
    "\u202egnp.exe\u202c",
    "\ufffe\uffff",
    "\ud800",
    "a\tb\rc",
    "\u2028",
]


def parcel(world: World, answer: str) -> dict[str, bytes]:
    with reading_as(world, "disclosure") as gate:
        row = gate.find(FoiAnswer, answer, Act.READ_FOI)
        given = {"marking": "OFFICIAL", "handling": "As agreed", "reference": "FOI-X"}
        made = pack.parcel(answer=row, **given, gate=gate)
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        return {name: read.read(name) for name in read.namelist()}


def words_of(file: bytes) -> str:
    pages = pypdfium2.PdfDocument(file)
    return " ".join(" ".join(p.get_textpage().get_text_range() for p in pages).split())


def written_to(world: World, letter: str) -> str:
    answer = begun(world, ready(world), "not_held")
    with world.act("disclosure") as gate:
        acts.write(answer=at(answer, gate), letter=letter, notice="", gate=gate)
    forward(world, answer)
    sign(world, answer)
    return answer


def test_markup_is_words_in_both_files(world: World) -> None:
    concluded(world)
    files = parcel(world, written_to(world, f"{MARKUP}\n\n{MARKUP}\n\n{PUNJABI}"))
    told = "\n".join(
        p.text for p in docx.Document(io.BytesIO(files["OFFICIAL-1-letter.docx"])).paragraphs
    )
    assert told.count(MARKUP) == 2
    assert PUNJABI in told
    text = words_of(files["OFFICIAL-1-letter.pdf"])
    assert '#read("/etc/passwd")' in text
    assert "root:" not in text


@pytest.mark.parametrize("odd", ODD)
def test_what_no_page_can_carry_is_refused_in_a_sentence_or_left_out(
    world: World, client: Any, odd: str
) -> None:
    concluded(world)
    answer = begun(world, ready(world), "not_held")
    who = visitor(world, client, "disclosure")
    path = f"/reviews/{world.review}/answers/{answer}"
    try:
        kept = who.post(f"{path}/write", {"letter": f"Dear {odd} reader", "notice": ""})
    except UnicodeEncodeError:
        return
    assert kept.status_code in {303, 400, 422}
    if kept.status_code != 303:
        return
    assert who.post(f"{path}/forward").status_code in {303, 403, 422}
    senior = visitor(world, client, "senior")
    looked = brought_back(senior.get(f"{path}/sign").text, "as_seen")
    signed = senior.post(f"{path}/sign", {"as_seen": looked})
    assert signed.status_code in {303, 403, 422}
    given = who.get(f"{path}/pack")
    assert given.status_code in {200, 403, 422}, given.text[:300]


def test_a_letter_of_the_greatest_length_leaves_and_a_longer_one_is_refused(
    world: World, client: Any
) -> None:
    concluded(world)
    answer = begun(world, ready(world), "not_held")
    who, path = visitor(world, client, "disclosure"), f"/reviews/{world.review}/answers/{answer}"
    long = who.post(f"{path}/write", {"letter": "x" * 200_000, "notice": ""})
    assert long.status_code == 422
    assert "Use 20,000 characters or fewer" in long.text
    assert who.post(f"{path}/write", {"letter": "word " * 3_999, "notice": ""}).status_code == 303
    forward(world, answer)
    sign(world, answer)
    assert words_of(parcel(world, answer)["OFFICIAL-1-letter.pdf"]).count("word") == 3_999


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", '"='])
def test_no_cell_is_a_formula(world: World, start: str) -> None:
    _, _, answer = answered(world)
    with world.act("disclosure") as gate:
        words = f'{start}HYPERLINK("http://x","y")'
        log.enter(answer=at(answer, gate), words=words, gate=gate)
    with reading_as(world, "disclosure") as gate:
        told = as_csv(log.HEADS, log.rows(gate=gate)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(told)):
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠") or cell[:1] == "'", cell


def test_the_printed_title_and_a_section_are_words_too(world: World) -> None:
    written(world, texts=[MARKUP, PUNJABI, "x " * 4000, "a \u200b \u00ad end"])
    name = version(world)
    row = rendered(world, name, title=f"{MARKUP[:150]}")
    assert row.clean
    with reading_as(world, "disclosure") as gate:
        found = gate.find(Rendering, row.id, Act.READ_RENDITION)
        text = words_of(renditions.bytes_of(row=found, name="pdf", gate=gate))
    assert "root:" not in text
    assert '#eval("1+1")' in text


def test_what_was_taken_out_is_caught_in_a_letter_however_it_is_written(world: World) -> None:
    """A name of two letters, letter-spaced, turned about, with an invisible letter inside."""
    concluded(world)
    request, name = ready(world), copy(world, NAMED, (1, 15, 17), (1, 49, 51))
    answer = begun(world, request, copy=name)
    with world.act("disclosure") as gate:
        told = acts.texts_of(answer=at(answer, gate), gate=gate)
    for said in ("Carl Evans", "CARL EVANS", "C a r l E v a n s", "Carl\nEvans", "Ca\u200brl Evans",
                 "Carl\u00a0Evans", "Саrl Evans", "carl-evans", "Jo"):  # fmt: skip
        with world.act("disclosure") as gate, pytest.raises(Refused, match="taken out of the copy"):
            acts.write(answer=at(answer, gate), letter=f"Of {said} we say nothing",
                       notice=told["notice"], gate=gate)  # fmt: skip
