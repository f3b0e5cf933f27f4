"""What was taken out is gone: its characters, its length, and how many paragraphs it was. Pure."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.words import Paragraph
from portal.redaction.applied import REMOVED, redacted, title
from portal.redaction.exemptions import in_force
from portal.redaction.schedule import rows
from portal.redaction.spans import found, snapped, splits, united, within


def cut(starts: int, ends: int, *, at: str = "a", how: str = "remove", codes: str = "s.40(2)",
        person: str | None = None, name: str = "p") -> Any:  # fmt: skip
    return SimpleNamespace(
        id=name, paragraph=at, starts=starts, ends=ends, decision=how, codes=codes,
        person_id=person, version_id="v", holder_id=None,
    )  # fmt: skip


def one(text: str, *passages: Any, cites: bool = True, names: dict[str, str] | None = None) -> str:
    (told,) = redacted([Paragraph("a", "p", text)], passages, names or {}, cites=cites)
    return told.text


def test_a_label_has_one_form_whatever_stands_behind_it() -> None:
    assert one("Carl Evans called.", cut(0, 10)) == "[s.40(2)] called."
    assert one("Jo called.", cut(0, 2)) == "[s.40(2)] called."
    assert one("Jo called.", cut(0, 2), cites=False) == f"{REMOVED} called."
    assert (
        one("Jo called.", cut(0, 2, codes="s.38(1)(a) s.40(2)")) == "[s.38(1)(a), s.40(2)] called."
    )


def test_labels_that_touch_are_one_label() -> None:
    text = "Carl Evans of 12 Mill Lane called."
    assert one(text, cut(0, 4), cut(5, 10)) == "[s.40(2)] of 12 Mill Lane called."
    assert one(text, cut(0, 10), cut(10, 26, codes="s.38(1)(b)")) == "[s.40(2), s.38(1)(b)] called."
    assert one(text, cut(0, 10), cut(14, 26)) == "[s.40(2)] of [s.40(2)] called."


def test_pseudonyms_are_the_persons_and_touch_nobody_else() -> None:
    text, names = "Carl met Jo and Carl left.", {"1": "Child 1", "2": "Adult 2"}
    marks = [cut(0, 4, how="pseudonym", person="1"), cut(9, 11, how="pseudonym", person="2"),
             cut(16, 20, how="pseudonym", person="1")]  # fmt: skip
    assert one(text, *marks, names=names) == "Child 1 met Adult 2 and Child 1 left."
    assert one(text, marks[0], names=names) == "Child 1 met Jo and Carl left."


def test_what_is_kept_or_asked_stays() -> None:
    assert one("Carl called.", cut(0, 4, how="keep"), cut(5, 11, how="ask")) == "Carl called."


def test_neighbours_of_which_nothing_is_left_are_one_paragraph() -> None:
    texts = [Paragraph(n, "p", f"Words {n}") for n in "abcd"]
    gone = [
        cut(0, 7, at=n, codes=c) for n, c in (("a", "s.40(2)"), ("b", "s.41(1)"), ("c", "s.40(2)"))
    ]
    told = redacted(texts, gone, {}, cites=True)
    assert [p.text for p in told] == ["[s.40(2), s.41(1)]", "Words d"]
    alone = redacted(texts[:1] + texts[3:], gone[:1], {}, cites=True)
    assert len(alone) == len(told), "how many there were is not told"


def test_a_table_keeps_its_cells_and_a_row_without_words_is_no_row() -> None:
    row = Paragraph("a", "row", "Carl\tEvans\t3 May")
    (told,) = redacted([row], [cut(0, 10)], {}, cites=True)
    assert told.text == "[s.40(2)]\t[s.40(2)]\t3 May"
    (gone,) = redacted([row], [cut(0, len(row.text))], {}, cites=True)
    assert (gone.kind, gone.text) == ("p", "[s.40(2)]")


def test_a_title_is_words_too() -> None:
    assert title("What Carl did", [cut(5, 9, at="title")], {}, cites=True) == "What [s.40(2)] did"


@pytest.mark.parametrize(
    ("text", "starts", "ends", "whole"),
    [
        ("e\u0301t", 1, 2, "e\u0301"),
        ("👨\u200d👩\u200d👧 x", 2, 3, "👨\u200d👩\u200d👧"),
        ("👍🏽!", 0, 1, "👍🏽"),
        ("🇬🇧🇫🇷", 1, 2, "🇬🇧"),
        ("🇬🇧🇫🇷", 2, 3, "🇫🇷"),
        ("ਪੰਜਾਬੀ", 0, 1, "ਪੰ"),
        ("क्षत्र", 1, 2, "क्ष"),
        ("\u1100\u1161\u11a8x", 1, 2, "\u1100\u1161\u11a8"),
        ("ab", 0, 1, "a"),
    ],
)
def test_nothing_that_a_reader_sees_as_one_is_split(
    text: str, starts: int, ends: int, whole: str
) -> None:
    a, b = snapped(text, starts, ends)
    assert text[a:b] == whole


ALPHABET = st.sampled_from([*"abc XYZ.\t", "é", "e\u0301", "ਪੰ", "👨\u200d👩", "🇬🇧", "\u200d", "\n"])
TEXTS = st.lists(ALPHABET, min_size=1, max_size=30).map("".join)
CUTS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.booleans()), max_size=5)


def marks_in(text: str, told: list[tuple[int, int, bool]], at: str = "a") -> list[Any]:
    made = []
    for starts, length, gone in told:
        if starts < len(text):
            a, b = snapped(text, starts, min(len(text), starts + length))
            made.append(cut(a, b, at=at, how="remove" if gone else "keep"))
    return made


@settings(max_examples=300, deadline=None)
@given(TEXTS, CUTS)
def test_what_is_left_is_what_was_not_taken_out_in_its_order(
    text: str, told: list[tuple[int, int, bool]]
) -> None:
    marks = marks_in(text, told)
    gone = united([(m.starts, m.ends) for m in marks if m.decision == "remove"])
    for a, b in gone:
        assert not splits(text, a)
        assert not splits(text, b)
    left = "".join(c for n, c in enumerate(text) if not within((n, n + 1), gone))
    shown = one(text, *marks).replace("[s.40(2)]", "")
    squeezed = "".join(shown.split()), "".join(left.split())
    assert squeezed[0] == squeezed[1], "nothing else is lost, and nothing removed survives"


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_no_length_and_no_letter_of_what_was_taken_out_can_be_told(first: str, second: str) -> None:
    def shown(words: str) -> str:
        text = f"It was {words} who called."
        a, b = snapped(text, 7, 7 + len(words))
        return one(text, cut(a, b))

    told = {shown(words) for words in (first, second) if not _grows(words)}
    assert len(told) <= 1


def _grows(words: str) -> bool:
    """Characters that belong to what stands before or after them take that along."""
    text = f"It was {words} who called."
    return snapped(text, 7, 7 + len(words)) != (7, 7 + len(words))


def test_every_place_of_the_same_words_is_found() -> None:
    assert found("Jo and Jo", "Jo") == [(0, 2), (7, 9)]
    assert found("aaa", "aa") == [(0, 2)]
    assert found("Jo", "") == []


def test_the_schedule_has_a_row_for_each_passage_that_went() -> None:
    from datetime import date

    section = SimpleNamespace(version_id="v", position=2)
    told = [cut(3, 5, name="2"), cut(0, 2, name="1", codes="s.38(1)(a)"), cut(0, 1, how="keep", name="3"),
            cut(0, 1, at="title", name="4")]  # fmt: skip
    given = {"1": {"harm": "She would be found.", "interest": "Safety weighs more."}}
    known = in_force("foi", date(2026, 11, 1))
    made = rows(
        [section], numbers={"v": {"a": 7}}, passages=told, words=given, known=known, holders={}
    )
    assert [(r.number, r.document, r.paragraph) for r in made] == [(1, 1, 0), (2, 1, 7), (3, 1, 7)]
    assert made[1].exemptions == (("s.38(1)(a)", "Physical or mental health", "qualified"),)
    assert (made[1].harm, made[1].interest) == ("She would be found.", "Safety weighs more.")
