"""What a Word file's words become, and what is refused, each with its sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing import word_file, word_parcel, worker
from portal.importing.blocks import TOO_HIGH, Block, Unreadable, parts, proposed
from portal.importing.word_lists import spelled
from tests.importing import files


def told(content: bytes) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in word_file.read(content).blocks]


def body(xml: str, **more: str) -> list[tuple[str, str]]:
    return told(files.with_body(xml, **more))


def p(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def r(words: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


LOOSE = p(r("The words stand here."))


def test_an_invented_report_comes_over_whole() -> None:
    assert told(files.a_report()) == [
        ("h", "Background"),
        ("p", "The officers first met Mr Vale in spring."),
        ("li", "They saw him again in June."),
        ("h", "Chronology of contact"),
        ("head", "Date\tEvent"),
        ("row", "3 May\tA call"),
        ("h", "Staff who were disciplined"),
        ("p", "One officer was given words of advice."),
        ("h", "What we would do again"),
        ("p", "The handover was written down the same night, which is worth copying."),
    ]


def test_insertions_stay_and_deletions_go() -> None:
    ins = f'<w:ins w:id="1" w:author="A">{r("kept ")}</w:ins>'
    gone = '<w:del w:id="2" w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3">{r("from")}</w:moveFrom><w:moveTo w:id="4">{r("to")}</w:moveTo>'
    assert body(p(r("It was ") + ins + gone + moved + r("."))) == [("p", "It was kept to.")]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    mark = '<w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr>'
    assert body(p(mark + r("One, ")) + p(r("and two."))) == [("p", "One, and two.")]


def test_content_controls_hyperlinks_and_fields_keep_their_words() -> None:
    inner = f"<w:sdt><w:sdtContent>{r('the officer')}</w:sdtContent></w:sdt>"
    link = f'<w:hyperlink r:id="x" xmlns:r="urn:x">{r(" wrote")}</w:hyperlink>'
    field = f'<w:fldSimple w:instr="DATE">{r(" in May.")}</w:fldSimple>'
    block = f"<w:sdt><w:sdtContent>{p(r('A whole paragraph of it.'))}</w:sdtContent></w:sdt>"
    words = [("p", "the officer wrote in May."), ("p", "A whole paragraph of it.")]
    assert body(p(inner + link + field) + block) == words


def test_text_boxes_are_not_lost_and_come_once() -> None:
    box = f"<w:txbxContent>{p(r('In the box it says more.'))}</w:txbxContent>"
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict>'
        "</mc:Fallback></mc:AlternateContent>"
    )
    assert body(p(r("Beside it.") + f"<w:r>{both}</w:r>")) == [
        ("p", "Beside it."),
        ("p", "In the box it says more."),
    ]


def test_footnotes_follow_at_the_end_of_their_section() -> None:
    note = f'<w:footnote w:id="2">{p(r("As the log says."))}</w:footnote>'
    heading = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
    xml = (
        p(heading + r("First"))
        + p(r("It was late.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
        + p(r("They left."))
        + p(heading + r("Second"))
        + LOOSE
    )
    found = word_file.read(files.with_body(xml, footnotes=note))
    first = parts(found, proposed(found))[0]
    assert first.paragraphs == [
        ("p", "It was late. [1]"),
        ("p", "They left."),
        ("p", "[1] As the log says."),
    ]


def test_remarks_in_the_margin_are_no_part_of_the_text() -> None:
    note = f'<w:comment w:id="0" w:author="Legal">{p(r("Counsel advises against."))}</w:comment>'
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    ref = '<w:r><w:commentReference w:id="0"/></w:r>'
    xml = p(r("It was ") + start + r("reckless") + end + ref + r(" to wait."))
    found = word_file.read(files.with_body(xml, comments=note))
    assert [b.text for b in found.blocks] == ["It was reckless to wait."]
    assert found.comments == ["On \u201creckless\u201d: Counsel advises against. (Legal)"]


def numbered(number: int, depth: int, words: str) -> str:
    props = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(f"<w:pPr>{props}</w:pPr>" + r(words))


def with_lists(xml: str, *levels: tuple[str, str]) -> list[tuple[str, str]]:
    lists = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    whole = (
        f'<w:numbering {files.W}><w:abstractNum w:abstractNumId="7">{lists}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    held = files.unzipped(files.with_body(xml))
    return told(files.zipped({**held, "word/numbering.xml": whole.encode()}.items()))


def test_lists_have_the_labels_that_word_shows() -> None:
    xml = (
        numbered(1, 0, "first")
        + numbered(1, 1, "inner")
        + numbered(1, 1, "inner too")
        + numbered(1, 0, "second")
        + numbered(1, 1, "anew")
        + numbered(1, 2, "a dot")
    )
    levels = ("lowerLetter", "(%1)"), ("lowerRoman", "%1.%2"), ("bullet", "\uf0b7")
    assert [text for _, text in with_lists(xml, *levels)] == [
        "(a) first",
        "a.i inner",
        "a.ii inner too",
        "(b) second",
        "b.i anew",
        "a dot",
    ]


def test_a_numbered_paragraph_of_prose_is_prose() -> None:
    told = with_lists(numbered(1, 0, "They went. " * 30), ("decimal", "%1."))
    assert told[0][0] == "p"
    assert told[0][1].startswith("1. They went.")


@pytest.mark.parametrize(
    ("count", "kind", "words"),
    [(3, "decimal", "3"), (27, "lowerLetter", "aa"), (4, "upperRoman", "IV"), (9, "other", "9")],
)
def test_spelling_of_numbers(count: int, kind: str, words: str) -> None:
    assert spelled(count, kind) == words


def test_tables_keep_their_columns() -> None:
    cell = "<w:tc><w:tcPr>{0}</w:tcPr>{1}</w:tc>"
    wide = cell.format('<w:gridSpan w:val="2"/>', p(r("Both")))
    rows = (
        f"<w:tr>{wide}</w:tr><w:tr>{cell.format('', p(r('1')))}{cell.format('', LOOSE * 2)}</w:tr>"
    )
    gone = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{wide}</w:tr>'
    assert body(f"<w:tbl>{rows}{gone}</w:tbl>") == [
        ("row", "Both\t"),
        ("row", "1\tThe words stand here.\nThe words stand here."),
    ]


def test_a_frame_of_one_cell_is_no_table() -> None:
    xml = f"<w:tbl><w:tr><w:tc>{LOOSE}{p(r('And these.'))}</w:tc></w:tr></w:tbl>"
    assert [kind for kind, _ in body(xml)] == ["p", "p"]


def test_fake_headings_are_only_asked_about() -> None:
    bold = "<w:b/>"
    xml = p(r("What we found", bold)) + LOOSE + p(r("THE FIRST CALL")) + LOOSE
    found = word_file.read(files.with_body(xml + p(r("Half ", bold) + r("bold"))))
    assert [b.heading for b in found.blocks] == ["looks", "", "looks", "", ""]
    assert set(proposed(found).values()) == {"section"}, "there is no other heading"


def test_texts_of_every_script_come_over_to_the_letter() -> None:
    words = "ਮੈਂ ਠੀਕ ਹਾਂ। لا أعرف ŵy \U0001f469\u200d\U0001f692 o\u0308"
    assert body(p(r(words))) == [("p", words)]


def test_680_paragraphs_come_over() -> None:
    found = word_file.read(files.long_report())
    assert len(found.blocks) == 680 + 34
    assert len(parts(found, proposed(found))) == 34


# What is refused

BOMB = b"<x>" + b" " * 80_000_000 + b"</x>"
ENTITY = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="urn:x"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
MACRO_KIND = b"application/vnd.ms-word.document.macroEnabled.main+xml"
DOCX_KIND = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def macro_file() -> bytes:
    held = files.unzipped(files.a_report())
    kinds = held["[Content_Types].xml"].replace(DOCX_KIND, MACRO_KIND)
    return files.zipped({**held, "[Content_Types].xml": kinds}.items())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (files.OLD_WORD, word_parcel.OLD),
        (files.LOCKED, word_parcel.LOCKED),
        (files.PDF, word_parcel.NOT_WORD),
        (b"words", word_parcel.NOT_WORD),
        (b"PK\x03\x04 and no more", word_parcel.BROKEN),
        (files.zipped([("xl/workbook.xml", b"<x/>")]), word_parcel.NOT_WORD),
        (files.changed("word/vbaProject.bin", b"x"), word_parcel.MACROS),
        (macro_file(), word_parcel.MACROS),
        (files.changed("word/bomb.xml", BOMB), word_parcel.BOMB),
        (files.zipped((f"{n}", b"") for n in range(4000)), word_parcel.BOMB),
        (files.changed("word/document.xml", ENTITY), word_parcel.BROKEN),
        (files.changed("word/document.xml", b"<not xml"), word_parcel.BROKEN),
        (files.with_body(p("")), "There are no words"),
        (files.with_body(LOOSE, header=p(r("TOP SECRET"))), TOO_HIGH),
        (files.with_body(p(r("SECRET - UK EYES ONLY")) + LOOSE), TOO_HIGH),
        (files.with_body(p(r("Protective marking: Secret")) + LOOSE), TOO_HIGH),
    ],
    ids=range(16),
)
def test_each_refusal_is_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        word_file.read(content)
    assert str(refused.value).startswith(sentence)


def test_a_secret_that_somebody_kept_is_no_marking() -> None:
    words = "He told her a secret. SECRET was the name of the dog."
    assert body(p(r(words))) == [("p", words)]


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", files.OLE):
        with pytest.raises(Unreadable):
            word_file.read(start + content)


@pytest.mark.slow
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(files.a_report())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        assert word_file.read(bytes(content)).blocks


# The worker


@pytest.mark.slow
def test_the_worker_reads_what_the_reader_reads() -> None:
    assert worker.read("word", files.a_report()) == word_file.read(files.a_report())


@pytest.mark.slow
def test_what_kills_the_reader_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="could not read"):
        worker.read("no such reader", b"")
    monkeypatch.setattr(worker, "SECONDS", -9.95)
    with pytest.raises(Unreadable, match="took too long"):
        worker.read("word", files.a_report())


def test_choices_lose_no_word() -> None:
    found = word_file.read(files.a_report())
    everything = sorted(" ".join(b.text.split()) for b in found.blocks)
    for role in ("section", "heading", "plain"):
        told = parts(found, dict.fromkeys(proposed(found), role))
        words = " ".join(" ".join([part.title, *(t for _, t in part.paragraphs)]) for part in told)
        assert all(one in " ".join(words.split()) for one in everything)


def test_a_chapter_with_nothing_under_it_gives_its_name_to_the_next() -> None:
    blocks = [Block("h", "1. One", "section", 1), Block("h", "1.1. Why", "section", 2)]
    found = word_file.Found([*blocks, Block("p", "Because."), Block("h", "End", "section", 1)])
    told = parts(found, proposed(found))
    assert [(t.title, t.paragraphs) for t in told] == [
        ("1. One: 1.1. Why", [("p", "Because."), ("h", "End")])
    ]
