"""Paragraphs as typed text: whatever they are, the same are read back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from portal.documents.words import KINDS, Paragraph, from_text, to_text
from portal.web.draw import environment

LETTERS = st.one_of(
    st.sampled_from("#->| \n\t\\a"),
    st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]),
)
TEXTS = st.text(LETTERS, max_size=16)
PARAGRAPHS = st.lists(st.tuples(st.sampled_from(KINDS), TEXTS), max_size=6)


def told(paragraphs: list[Paragraph]) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in paragraphs]


def made(said: list[tuple[str, str]]) -> list[Paragraph]:
    return [Paragraph(str(n), kind, text) for n, (kind, text) in enumerate(said)]


@given(PARAGRAPHS)
@example([("p", "")])
@example([("p", "# no heading\n\n- no item"), ("row", ""), ("row", "\t"), ("head", "a|b\\\t c ")])
def test_what_is_written_is_read_again(said: list[tuple[str, str]]) -> None:
    text = to_text(made(said))
    assert told(from_text(text)) == said
    assert told(from_text(text.replace("\n", "\r\n"))) == said, "as a browser sends it"


@given(TEXTS)
def test_whatever_is_typed_is_some_paragraphs(text: str) -> None:
    once = from_text(text)
    assert told(from_text(to_text(once))) == told(once)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("One.\n\nTwo.", [("p", "One."), ("p", "Two.")]),
        ("One\nline more", [("p", "One\nline more")]),
        ("# What we saw\nThe", [("h", "What we saw\nThe")]),
        ("- one\n- two", [("li", "one"), ("li", "two")]),
        ("> said", [("quote", "said")]),
        ("\\# said", [("p", "# said")]),
        ("(a) An action", [("p", "(a) An action")]),
        ("|# Date | What\n| 1 May | Seen", [("head", "Date\tWhat"), ("row", "1 May\tSeen")]),
        ("|1 May|Seen|", [("row", "1 May\tSeen")]),
        ("| a \\| b | c", [("row", "a | b\tc")]),
        ("\\\\server\\papers", [("p", "\\\\server\\papers")]),
        (" \n\t\n", []),
        ("Ei mam, ŵyr\n\nਮੈਂ ਠੀਕ ਹਾਂ\n\nولم\n\n👩‍👧", [
            ("p", "Ei mam, ŵyr"), ("p", "ਮੈਂ ਠੀਕ ਹਾਂ"), ("p", "ولم"), ("p", "👩‍👧"),
        ]),
    ],
)  # fmt: skip
def test_marks_mean_what_the_help_says(typed: str, read: list[tuple[str, str]]) -> None:
    assert told(from_text(typed)) == read


def test_each_paragraph_gets_an_id_of_its_own() -> None:
    assert len({p.id for p in from_text("\n\n".join(["the same"] * 680))}) == 680


def test_a_table_is_drawn_as_one() -> None:
    said = [("head", "Date\tWhat"), ("row", "1 May\tSeen\tAgain"), ("p", "After.")]
    rows = [
        {"id": p.id, "number": f"1.{n}", "kind": p.kind, "text": p.text}
        for n, p in enumerate(made(said), 1)
    ]
    module = environment().get_template("documents/_section.html").module
    tree = html.fromstring(f"<div>{module.draw_paragraphs(rows)}</div>")  # type: ignore[attr-defined]
    (table,) = tree.xpath(".//table")
    heads, row = table.xpath(".//tr")
    assert [h.text_content() for h in heads.xpath("./th[@scope='col']")][1:] == ["Date", "What", ""]
    assert [c.text_content() for c in row.xpath("./td")] == ["1.2", "1 May", "Seen", "Again"]
    assert tree.xpath(".//div[@role='region']/@aria-label") == ["Table at 1.1"]
    assert row.get("id") == "p-1"
