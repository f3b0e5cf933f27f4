"""Finding words: what is the same to a reader is the same here, and a pattern is only words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.finding import Hit, hits


def found(text: str, sought: str) -> list[str]:
    return [hit.found for hit in hits([text], sought)]


@pytest.mark.parametrize(
    ("text", "sought", "told"),
    [
        ("The Duty Inspector", "duty inspector", ["Duty Inspector"]),
        ("Siân and Sian", "siân", ["Siân", "Sian"]),
        ("Sia\u0302n came", "sian", ["Sia\u0302n"]),
        ("the\n  duty   inspector", "the duty inspector", ["the\n  duty   inspector"]),
        ("Straße", "STRASSE", ["Straße"]),
        ("ŵyr a Ŵyr", "wyr", ["ŵyr", "Ŵyr"]),
        ("ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ", "ਸ੍ਰੀ", ["ਸ੍ਰੀ"]),
        ("السَّلام", "السلام", ["السَّلام"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("ﬁle and file", "FILE", ["ﬁle", "file"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("(x+)+$ xxx", "(x+)+$", ["(x+)+$"]),
        ("100% of them", "100%", ["100%"]),
        ("nothing", "", []),
        ("nothing", "  ", []),
        ("nothing", "\u0301", []),
        ("nothing", "\x00", []),
    ],
)
def test_what_is_found(text: str, sought: str, told: list[str]) -> None:
    assert found(text, sought) == told


def test_an_excerpt_stands_on_whole_words() -> None:
    text = "begin " + "left hand " * 40 + "HERE" + " right hand" * 40 + " end"
    (hit,) = hits(["title", text], "here")
    assert hit.place == 1
    assert hit.before.startswith("… ")
    assert hit.after.endswith("…")
    assert set(hit.before.split()[1:]) == {"left", "hand"}
    assert set(hit.after.split()[:-1]) == {"right", "hand"}
    assert list(hits(["short one"], "short")) == [Hit(0, "", "short", " one")]


@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=5))
def test_any_text_is_given_back_as_it_was(texts: list[str], sought: str) -> None:
    for hit in hits(texts, sought):
        assert hit.before + hit.found + hit.after == texts[hit.place]
        assert hit.found


@given(st.text(min_size=1, max_size=30))
def test_whatever_has_a_letter_is_found_in_itself(text: str) -> None:
    if text.isalpha() and text.isascii():
        assert found(text.upper(), text.lower()) == [text.upper()]
