"""Two copies beside each other: what one removes and the other does not is found."""

from portal.renditions.comparing import Copy, Difference, aligned, compare, details

BASE = (
    "What happened",
    "On Monday the officer went to the house and spoke to Adult 1 about the visit.",
    "[s.40(2)] told the school that the meeting had been cancelled again.",
    "Nothing was written down by anybody at the time.",
)


def copy(name: str, *paragraphs: str, **pseudonyms: str) -> Copy:
    return Copy(name, paragraphs, {key.replace("_", " "): one for key, one in pseudonyms.items()})


def kinds(here: Copy, *others: Copy) -> set[str]:
    return {one.kind for one in compare(here, others)}


def test_two_copies_that_are_the_same_give_nothing_away() -> None:
    assert compare(copy("a", *BASE), [copy("b", *BASE)]) == []


def test_a_label_here_where_the_other_has_words() -> None:
    open_one = [*BASE[:2], BASE[2].replace("[s.40(2)]", "Zebedee Quill"), BASE[3]]
    told = compare(copy("a", *BASE), [copy("b", *open_one)])
    assert told == [Difference("label_elsewhere_words", 3, "b", 3)]
    assert "Zebedee" not in repr(told)
    back = compare(copy("b", *open_one), [copy("a", *BASE)])
    assert back == [Difference("words_elsewhere_label", 3, "a", 3)]


def test_a_paragraph_that_stands_in_one_alone() -> None:
    told = compare(copy("a", *BASE), [copy("b", *BASE[:3])])
    assert told == [Difference("paragraph_only_here", 4, "b", 0)]
    assert compare(copy("b", *BASE[:3]), [copy("a", *BASE)]) == [
        Difference("paragraph_only_there", 0, "a", 4)
    ]


def test_papers_that_share_nothing_are_not_compared() -> None:
    assert compare(copy("a", *BASE), [copy("b", "Quite another thing altogether, of sheep.")]) == []


def test_a_long_passage_taken_out_is_still_the_same_paragraph() -> None:
    long = "The nurse called twice and said that the bruise on the left arm was new and not old."
    short = "The nurse called twice and [removed]."
    assert kinds(copy("a", short), copy("b", long)) == {"label_elsewhere_words"}


def test_another_label_is_no_difference() -> None:
    there = [*BASE[:2], BASE[2].replace("[s.40(2)]", "[removed]"), BASE[3]]
    assert compare(copy("a", *BASE), [copy("b", *there)]) == []


def test_pseudonyms_must_agree() -> None:
    a = copy("a", *BASE, Adult_1="p1")
    assert kinds(a, copy("b", *BASE, Adult_1="p2")) == {"pseudonym_of_two"}
    swapped = [one.replace("Adult 1", "Adult 2") for one in BASE]
    assert kinds(a, copy("b", *swapped, Adult_2="p1")) == {"two_pseudonyms"}
    assert compare(a, [copy("b", *BASE, Adult_1="p1")]) == []


def test_jigsaw_of_one_paragraph() -> None:
    text = "On 3 March his sister, aged 19, a teacher in Larchfield, called the police."
    assert details(text) == {"age", "date", "place", "role", "agency"}
    assert compare(copy("a", text), []) == [
        Difference("jigsaw", 1, "", 0, "age agency date place role")
    ]


def test_jigsaw_of_two_neighbours_about_one_person() -> None:
    told = ("Child 1, aged 6, lived in Larchfield.", "Child 1 was seen by a nurse at the hospital.")
    assert kinds(copy("a", *told, Child_1="p")) == {"jigsaw"}
    assert compare(copy("a", *told), []) == []


def test_plain_paragraphs_are_no_jigsaw() -> None:
    assert compare(copy("a", *BASE, Adult_1="p"), []) == []


def test_aligning_many_paragraphs_is_quick_and_in_order() -> None:
    one = [
        f"Paragraph {at} says what the officer number {at} saw on that day." for at in range(300)
    ]
    two = [text for at, text in enumerate(one) if at % 7]
    pairs, only_one, only_two = aligned(one, two)
    assert [one[a] == two[b] for a, b in pairs].count(False) == 0
    assert only_one == list(range(0, 300, 7))
    assert only_two == []
