"""The prover finds every word that a file leaks, finds none where nothing is left, fails closed."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from portal.renditions import blank, pdf, proving, raster, word
from portal.renditions.paper import Heading, Table, plain
from portal.renditions.proving import Finding, Proof, Protected, prove
from portal.renditions.recovered import Odd, Piece
from portal.renditions.searching import Search
from tests.renditions import leaky_pdf, leaky_word
from tests.renditions.sheets import DAY, PUNJABI, URDU, paper

LABELS = frozenset({"[s.40(2)]"})


def kinds(proof: Proof) -> set[str]:
    return {found.kind for found in proof.findings}


@pytest.fixture(scope="module")
def leaking() -> Proof:
    return prove(leaky_pdf.build(), "pdf", Protected(leaky_pdf.TOKENS, formal=blank.formal()))


@pytest.fixture(scope="module")
def packed() -> Proof:
    held = Protected(leaky_pdf.TOKENS, formal=blank.formal())
    return prove(leaky_pdf.build(packed=True), "pdf", held)


@pytest.fixture(scope="module")
def leaking_word() -> Proof:
    held = Protected(leaky_word.TOKENS, formal=blank.formal())
    return prove(leaky_word.build(), "docx", held)


@pytest.mark.parametrize("channel", leaky_pdf.EVERY)
def test_each_way_in_which_a_pdf_leaks_is_found(leaking: Proof, channel: str) -> None:
    assert channel in kinds(leaking)


@pytest.mark.parametrize("channel", sorted(set(leaky_pdf.EVERY) - leaky_pdf.BEYOND))
def test_it_is_found_in_compressed_objects_too(packed: Proof, channel: str) -> None:
    assert channel in kinds(packed)


@pytest.mark.parametrize("channel", leaky_word.EVERY)
def test_each_way_in_which_a_word_document_leaks_is_found(
    leaking_word: Proof, channel: str
) -> None:
    assert channel in kinds(leaking_word)


def test_there_are_as_many_ways_as_in_the_trial() -> None:
    assert len(leaky_pdf.CHANNELS) == 27
    assert len(leaky_word.CHANNELS) == 21


def test_what_else_no_rendition_holds_is_named(leaking: Proof, leaking_word: Proof) -> None:
    assert {"a script", "an attachment", "a form", "hidden layers", "an earlier revision"} <= kinds(
        leaking
    )
    assert {"an object that no table lists", "letters that no page uses"} <= kinds(leaking)
    assert {"a tracked change", "comments", "hidden words", "an embedded file"} <= kinds(
        leaking_word
    )


@cache
def everything() -> Protected:
    tokens = {**leaky_pdf.TOKENS, **leaky_word.TOKENS}
    return Protected(tokens, labels=LABELS, formal=blank.formal())


@pytest.mark.parametrize(("way", "kind"), [(pdf.render, "pdf"), (word.render, "docx")])
def test_what_we_make_without_the_words_is_clean(way: object, kind: str) -> None:
    proof = prove(way(paper(), day=DAY), kind, everything())  # type: ignore[operator]
    assert proof.findings == ()
    assert proof.clean
    assert proof.routes == tuple(proving.ROUTES[kind])
    assert re.fullmatch(r"[0-9a-f]{64}", proof.sha256)
    assert proof.versions["pikepdf"] == pikepdf.__version__


@pytest.mark.parametrize(("way", "kind"), [(pdf.render, "pdf"), (word.render, "docx")])
@pytest.mark.parametrize("left", ["Zebedee Quillmarsh", "943 476 5919", PUNJABI, URDU, "Żaneta"])
def test_what_we_make_with_a_word_left_in_is_not(way: object, kind: str, left: str) -> None:
    file = way(paper(f"Then {left} came."), day=DAY)  # type: ignore[operator]
    assert "it" in kinds(prove(file, kind, Protected({"it": left}, labels=LABELS)))


FORMAL = {name: name for name in (
    "Li", "Page", "Parent", "Steve", "Steve Matteson", "Simon", "Kamal", "Glenda", "Heading", "Light",
    "Title", "Kids", "Word", "Custom Name", "Regular", "Bold", "Black", "Text", "Header", "Em", "Pa",
)}  # fmt: skip
"""Words that stand in every file of ours for no reason but its format or its typefaces' makers."""


@pytest.mark.parametrize(("way", "kind"), [(pdf.render, "pdf"), (word.render, "docx")])
def test_a_word_of_the_format_can_be_taken_out(way: object, kind: str) -> None:
    file = way(paper(), day=DAY)  # type: ignore[operator]
    assert prove(file, kind, Protected(FORMAL, labels=LABELS, formal=blank.formal())).clean
    assert kinds(prove(file, kind, Protected(FORMAL, labels=LABELS))), "which was not so before"


@pytest.mark.parametrize(("way", "kind"), [(pdf.render, "pdf"), (word.render, "docx")])
def test_and_is_found_where_somebody_wrote_it(way: object, kind: str) -> None:
    held = Protected(FORMAL, labels=LABELS, formal=blank.formal())
    sheet, left = paper(), ", ".join(FORMAL)
    for one in (
        paper(f"Then {left} came."), replace(sheet, title=left), replace(sheet, reference=left),
        replace(sheet, blocks=(*sheet.blocks, Heading(2, plain(left)))),
        replace(sheet, blocks=(*sheet.blocks, Table(left, (plain("1"),), ()))),
    ):  # fmt: skip
        file = way(one, day=DAY)  # type: ignore[operator]
        assert kinds(prove(file, kind, held)) == set(FORMAL)


def test_and_in_what_nobody_reads() -> None:
    """The format's words are left out as a whole sign or line of theirs, and nowhere else."""
    held = Protected({"it": "Steve", "li": "Li", "page": "Page"}, formal=blank.formal())
    for place, said in (
        ("/Lang", "Page"), ("/Alt", "by Steve"), ("/Contents", "(Li)"), ("/NameOfHim", "Steve"),
    ):  # fmt: skip
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf.render(paper(), day=DAY))) as read:
            read.Root.StructTreeRoot[place] = pikepdf.String(said)
            read.save(out)
        assert kinds(prove(out.getvalue(), "pdf", held)) & {"it", "li", "page"}, (place, said)


def test_pictures_of_pages_hold_none_of_it() -> None:
    rebuilt = raster.rebuild(leaky_pdf.build(), "pdf", [])
    assert prove(rebuilt, "pdf", everything()).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "ZEBEDEE  quill", "Zebe\u00addee\u200b Quill", "Z e b e d e e Quill", "Zebe-\ndee Quill",
        "lliuQ eedebeZ", "Zebedee&#32;Quill", "Zebedee%20Quill", "ZebedeeQuill", "Zébédée Quill",
        "\\132ebedee Quill", "5a6562656465652051 75696c6c", "WmViZWRlZSBRdWlsbA==", "Zebedee_Quill",
        "\uff3a\uff45\uff42\uff45\uff44\uff45\uff45 Quill", "xx.Zebedee.Quill@example.org",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelled(text: str) -> None:
    assert Search({"it": "Zebedee Quill"}).found(f"so {text} said") == {"it"}


@pytest.mark.parametrize("text", ["Annexe 4", "Joanne left", "plan", "19434765919", "9434765919 8"])
def test_a_part_of_another_word_is_no_name(text: str) -> None:
    assert Search({"it": "Ann", "n": "943 476"}).found(text) == set()


def test_numbers_are_found_however_they_are_grouped() -> None:
    search = Search({"n": "943 476 5919"})
    assert search.found("NHS 9434765919.") == search.found("943-476-5919") == {"n"}


def test_a_way_that_breaks_down_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(file: bytes) -> Iterator[Piece | Odd]:
        raise ZeroDivisionError

    file = pdf.render(paper(), day=DAY)
    monkeypatch.setitem(proving.PDF_ROUTES, "pypdf", broken)
    proof = prove(file, "pdf", everything())
    assert not proof.clean
    assert proof.findings == (Finding("pypdf", "could not be read", "ZeroDivisionError"),)


def test_a_matcher_that_breaks_down_is_a_finding() -> None:
    def broken(texts: object) -> list[tuple[int, str]]:
        raise LookupError

    file = word.render(paper(), day=DAY)
    assert "could not be read" in kinds(prove(file, "docx", Protected({}, broken, LABELS)))


def test_whom_the_matcher_knows_is_found() -> None:
    def matcher(texts: list[str]) -> list[tuple[int, str]]:
        return [(at, "person-7") for at, text in enumerate(texts) if "Adult 1" in text]

    for way, kind in ((pdf.render, "pdf"), (word.render, "docx")):
        proof = prove(way(paper(), day=DAY), kind, Protected({}, matcher, LABELS))
        assert kinds(proof) == {"person-7"}


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"words"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_is_no_such_file_is_not_clean(file: bytes, kind: str) -> None:
    assert not prove(file, kind, everything()).clean


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("XXXXXXX said", "a mask that tells a length"),
        ("█████ said", "a mask that tells a length"),
        ("[s.40(2): 7 letters] said", "a label of another form"),
        ("[REDACTED - mother] said", "a label of another form"),
    ],
)
def test_what_tells_the_length_of_a_word_is_found(said: str, kind: str) -> None:
    assert kind in kinds(prove(word.render(paper(said), day=DAY), "docx", everything()))


def test_findings_hold_no_word_of_what_was_found(leaking: Proof, leaking_word: Proof) -> None:
    for proof, tokens in ((leaking, leaky_pdf.TOKENS), (leaking_word, leaky_word.TOKENS)):
        told = " ".join(f"{found.route} {found.place}" for found in proof.findings)
        assert not [token for token in tokens.values() if token in told]


def test_an_old_revision_of_our_own_is_found() -> None:
    old = pdf.render(paper("Then Zebedee Quillmarsh came."), day=DAY)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(old)) as read:
        del read.pages[0]
        read.add_blank_page()
        read.save(out)
    proof = prove(old + out.getvalue(), "pdf", Protected({"it": "Zebedee Quillmarsh"}))
    assert "it" in kinds(proof)
