"""No word is lost when several people write at once: it is in the text, or shown to be decided."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.words import KINDS, Paragraph, from_text, to_text
from portal.writing.difference import ADDED, REMOVED, SAME, compared
from portal.writing.merge import Piece, chosen, keep_ids, merge, unsettled
from portal.writing.together import TITLE, Words, together


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(f"id{n}", "p", text) for n, text in enumerate(texts)]


def texts(told: list[Paragraph]) -> list[str]:
    return [p.text for p in told]


BASE = paragraphs("One was seen.", "Two was heard.", "Three was told.", "Four was known.")


def typed(*said: str) -> list[Paragraph]:
    return keep_ids(BASE, from_text("\n\n".join(said)))


def both(mine: list[Paragraph], theirs: list[Paragraph]) -> list[Piece]:
    return merge(BASE, mine, theirs)


# Ids


def test_untouched_and_edited_paragraphs_keep_their_ids() -> None:
    now = typed("A new first.", "One was seen late.", "Three was told.", "Four was known.", "Five.")
    assert [p.id for p in now][1:4] == ["id0", "id2", "id3"]
    assert len({p.id for p in now}) == 5
    assert not {now[0].id, now[4].id} & {p.id for p in BASE}


def test_a_paragraph_that_moved_is_the_same_one() -> None:
    now = typed("Four was known.", "One was seen.", "Two was heard.", "Three was told.")
    assert [p.id for p in now] == ["id3", "id0", "id1", "id2"]


def test_equal_paragraphs_keep_ids_apart() -> None:
    old = paragraphs("The same.", "The same.", "The same.")
    now = keep_ids(old, from_text("The same.\n\nThe same.\n\nThe same.\n\nThe same."))
    assert len({p.id for p in now}) == 4
    assert {p.id for p in old} < {p.id for p in now}


# Where they do not touch


def test_changes_in_different_places_are_put_together() -> None:
    mine = typed("One was seen twice.", "Two was heard.", "Three was told.", "Four was known.")
    theirs = typed("One was seen.", "Two was heard.", "Three was told.", "Five.")
    pieces = both(mine, theirs)
    assert unsettled(pieces) == []
    told = texts(chosen(pieces, []))
    assert told == ["One was seen twice.", "Two was heard.", "Three was told.", "Five."]


def test_the_same_change_by_both_is_no_conflict() -> None:
    now = ("One was seen.", "Two was never heard.", "Three was told.", "Four was known.")
    assert texts(chosen(both(typed(*now), typed(*now)), [])) == list(now)


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", ["MINE"]), ("theirs", ["THEIRS"]), ("both", ["THEIRS", "MINE"])],
)
def test_where_they_touch_each_is_shown_and_one_decides(choice: str, kept: list[str]) -> None:
    rest = ("Three was told.", "Four was known.")
    mine = typed("One was seen.", "Two was heard, MINE says.", *rest)
    theirs = typed("One was seen.", "Two was heard, THEIRS says.", *rest)
    pieces = both(mine, theirs)
    (one,) = unsettled(pieces)
    assert texts(list(one.mine)) == ["Two was heard, MINE says."]
    assert texts(list(one.theirs)) == ["Two was heard, THEIRS says."]
    told = chosen(pieces, [choice])
    assert texts(told) == [
        "One was seen.", *(f"Two was heard, {who} says." for who in kept), *rest
    ]  # fmt: skip
    assert len({p.id for p in told}) == len(told)


def test_what_one_takes_out_and_the_other_changes_is_shown() -> None:
    mine = typed("One was seen.", "Three was told.", "Four was known.")
    theirs = typed("One was seen.", "Two was heard again.", "Three was told.", "Four was known.")
    (one,) = unsettled(both(mine, theirs))
    assert texts(list(one.mine)) == []
    assert texts(list(one.theirs)) == ["Two was heard again."]


def test_far_too_many_places_are_decided_as_one() -> None:
    base = [Paragraph(f"i{n}", "p", f"word{n} stays put here") for n in range(250)]
    mine = [Paragraph(p.id, "p", p.text + " mine") for p in base]
    theirs = [Paragraph(p.id, "p", p.text + " theirs") for p in base]
    (one,) = unsettled(merge(base, mine, theirs))
    assert len(one.mine) == len(one.theirs) == 250


def test_titles_are_merged_too() -> None:
    base, mine = Words("A", False, BASE), Words("B", True, BASE)
    met = together(base, mine, Words("C", False, BASE))
    assert met.places == [TITLE]
    assert met.decided({}) is None
    decided = met.decided({TITLE: "theirs"})
    assert decided is not None
    assert (decided.title, decided.graphic) == ("C", True)
    assert together(base, mine, base).decided({}) == mine


# Whatever four people do

WORDS = st.integers(0, 10**6).map(lambda n: f"w{n}")


def edited(told: list[Paragraph], rng: random.Random, who: str) -> tuple[list[Paragraph], set[str]]:
    """Somebody's random edits as typed text, and every word that she put in."""
    now, put = list(told), set()
    for n in range(rng.randint(1, 5)):
        at, word = rng.randint(0, len(now)), f"{who}{n}x{rng.randrange(10**9)}"
        what = rng.choice(["insert", "change", "drop", "move", "split"])
        if what == "insert" or not now or at == len(now):
            now.insert(at, Paragraph("", rng.choice(KINDS), word))
            put.add(word)
        elif what == "change":
            now[at] = Paragraph("", now[at].kind, f"{now[at].text} {word}")
            put.add(word)
        elif what == "drop":
            put -= set(now.pop(at).text.split())
        elif what == "move":
            now.insert(rng.randint(0, len(now) - 1), now.pop(at))
        else:
            now[at : at + 1] = [Paragraph("", "p", word), Paragraph("", "p", now[at].text)]
            put.add(word)
    there = {w for p in now for w in p.text.split()}
    return from_text(to_text(now)), put & there


@given(st.integers(0, 2**32), st.integers(0, 12))
@settings(max_examples=300)
def test_four_people_lose_no_word(seed: int, length: int) -> None:
    rng = random.Random(seed)
    base = [
        Paragraph(
            f"i{n}", "p", " ".join(rng.choice(["risk", "was", "seen", "late"]) for _ in "123")
        )
        for n in range(length)
    ]
    saved, every = base, set()
    for who in "abcd":
        said, put = edited(base, rng, who)
        pieces = merge(base, keep_ids(base, said), saved)
        shown = {w for piece in pieces for w in all_words(piece)}
        assert put <= shown, "a word of hers is neither settled nor shown"
        assert every <= shown, "a word saved before is neither settled nor shown"
        saved = chosen(pieces, ["both"] * len(unsettled(pieces)))
        every |= put
        assert every <= {w for p in saved for w in p.text.split()}
        assert len({p.id for p in saved}) == len(saved)


def all_words(piece: Piece) -> list[str]:
    told = [*(piece.settled or ()), *piece.mine, *piece.theirs]
    return [w for p in told for w in p.text.split()]


# Differences


@given(st.integers(0, 2**32))
def test_a_comparison_holds_both_texts_whole(seed: int) -> None:
    rng = random.Random(seed)
    base = paragraphs(*(f"{n} was seen then" for n in range(rng.randint(0, 8))))
    said, _ = edited(base, rng, "a")
    now = keep_ids(base, said)
    lines = compared(base, now)
    for skipped, whole in ((ADDED, base), (REMOVED, now)):
        told = ["".join(t for what, t in line.runs if what != skipped) for line in lines]
        there = [t for line, t in zip(lines, told, strict=True) if line.what != skipped]
        assert there == [p.text.replace("\t", " | ") for p in whole]


def test_words_within_a_paragraph_are_compared() -> None:
    now = keep_ids(BASE[:1], from_text("One was seen late."))
    (line,) = compared(BASE[:1], now)
    assert line.runs == [(SAME, "One was "), (REMOVED, "seen."), (ADDED, "seen late.")]


def test_680_paragraphs_against_680_others_take_no_time() -> None:
    old = [Paragraph(f"i{n}", "p", f"This is what was seen {n} times") for n in range(680)]
    now = keep_ids(
        old, from_text("\n\n".join(f"That is what was heard {n} times" for n in range(680)))
    )
    assert len(merge(old, now, old)) >= 1
