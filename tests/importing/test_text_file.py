"""Plain text as people type it: headings, lists, tables, and what repeats on each page."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing import text_file
from portal.importing.blocks import Unreadable, parts, proposed


def told(text: str) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in text_file.read(text.encode()).blocks]


SENTENCE = "The officers wrote down what they had heard and sent it to the desk that night."
LONG = f"{SENTENCE} {SENTENCE}"


def test_the_list_of_contents_says_which_lines_are_headings() -> None:
    listed = (
        "Contents\n\nForeword\t4\n1. Introduction\t\n1.1. Why now?\nAims\nAnnexe 1: List\t9\n\n"
    )
    text = (
        f"{listed}Foreword\n\n{LONG}\n\n1. Introduction\n\n1.1. Why now?\n\n{LONG}\n\n"
        f"Side remark\n\n{LONG}\n\nAnnexe 1: List\n\n{LONG}"
    )
    found = text_file.read(text.encode())
    assert found.left_out == ["The list of contents."]
    titles = [part.title for part in parts(found, proposed(found))]
    assert titles == ["Foreword", "1. Introduction: 1.1. Why now?", "Annexe 1: List"]


def test_underlined_numbered_and_capital_headings() -> None:
    text = f"Summary\n=======\n\n{LONG}\n\n2. What happened\n\n{LONG}\n\nTHE NIGHT\n\n{LONG}"
    found = text_file.read(text.encode())
    marks = [(b.text, b.heading) for b in found.blocks if b.heading]
    assert marks == [
        ("Summary", "section"),
        ("2. What happened", "section"),
        ("THE NIGHT", "looks"),
    ]


def test_a_sentence_is_no_heading_and_neither_is_a_list_of_short_lines() -> None:
    assert [k for k, _ in told(f"He left.\n\nthe next day\n\nTable 1: Calls\n\n{LONG}")] == [
        "p"
    ] * 4
    short = "Murder\n\nManslaughter\n\nKidnapping\n\nArson"
    found = [k for k, _ in told(f"{LONG}\n\n{short}\n\nand {LONG}")]
    assert found == ["p", "p", "p", "p", "h", "p"], "the last might be one, and is asked about"
    ends = told(f"Summary\n\n{LONG}\n\nSigned by the author")
    assert [kind for kind, _ in ends] == ["h", "p", "p"], "a file ends in no heading"


def test_lists_keep_their_letters_and_lose_their_dots() -> None:
    text = "- first\n\u2022 second\n\uf0b7 third\na) lettered\nUpdate: done\n(b) too\n12. numbered"
    assert told(text) == [
        ("li", "first"),
        ("li", "second"),
        ("li", "third"),
        ("li", "a) lettered\nUpdate: done"),
        ("li", "(b) too"),
        ("p", "12. numbered"),
    ]


def test_tables_of_tabs_bars_and_columns() -> None:
    assert told("Year\tCalls\n2015\t4\n2016\t") == [
        ("head", "Year\tCalls"),
        ("row", "2015\t4"),
        ("row", "2016\t"),
    ]
    assert told("| Year | Calls |\n|---|---|\n| 2015 | 4 |")[1] == ("row", "2015\t4")
    assert told("North   4   5\nSouth   6   7\nWest    8   9") == [
        ("row", "North\t4\t5"),
        ("row", "South\t6\t7"),
        ("row", "West\t8\t9"),
    ]


def test_wrapped_lines_are_one_paragraph_and_cut_sentences_one_sentence() -> None:
    wrapped = "The officers wrote down what they had heard in the flat that\nnight and went home."
    assert told(wrapped) == [("p", wrapped.replace("\n", " "))]
    cut = f"{SENTENCE} They did so to\n\nprovide assurance."
    assert told(cut) == [("p", cut.replace("\n\n", " "))]


def test_page_numbers_and_running_heads_go_only_where_they_repeat() -> None:
    pages = "\n\f".join(f"Westmarch review\n\n{LONG}\n\n{n}\n" for n in range(1, 5))
    assert {t for _, t in told(pages)} == {LONG}
    assert ("p", "7") in told(f"{LONG}\n\n7\n\n{LONG}"), "one number may be an answer"
    thrice = f"Good practice:\n\n{LONG}\n\n" * 4
    assert sum("Good practice" in t for _, t in told(thrice)) == 4, (
        "it repeats, but on no page's edge"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    found = text_file.read("The café’s owner called – twice.".encode(encoding))
    assert found.blocks[0].text == "The café’s owner called – twice."


def test_every_script() -> None:
    words = "ਉਸ ਨੇ ਕਿਹਾ ਕਿ ਉਹ ਠੀਕ ਹੈ। قالت إنها بخير. \U0001f469\u200d\U0001f692"
    assert told(words) == [("p", words)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b" \n\n \f", "no words"), (b"a\0b", "not a text file"), (b"SECRET\n\nx", "marked SECRET")],
)
def test_refusals(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        text_file.read(content)


WORDS = st.text(st.sampled_from("abcXYZ éਕ.:-12\n\n\t()|•"), max_size=300)


@given(WORDS)
def test_no_letter_is_lost(text: str) -> None:
    """Whatever the text, its letters come over, each as often as it stood there."""
    try:
        found = text_file.read(text.encode())
    except Unreadable:
        return
    letters = "XYZéਕ"
    before = Counter(c for c in text if c in letters)
    after = Counter(c for b in found.blocks for c in b.text if c in letters)
    assert before == after
