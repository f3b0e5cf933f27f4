"""One label for a person, put as English has it; whoever is unclear is never guessed."""

import re

import pytest

from portal.persons.known import Known
from portal.persons.matching import Matcher
from portal.persons.pseudonyms import Unclear, label, put, spans


def labelled(told: str) -> str:
    places, text = [], ""
    for piece in re.split(r"(⟦[^⟧]*⟧)", told):
        if piece.startswith("⟦"):
            words, name = piece[1:-1].split("|")
            places.append((len(text), len(text) + len(words), name))
            text += words
        else:
            text += piece
    return put(text, places)


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ("PC ⟦Smith|Professional 2⟧ came.", "Professional 2 came."),
        ("Detective Sergeant ⟦Ann Hill|Adult 1⟧ and Dr. ⟦Poe|Adult 2⟧", "Adult 1 and Adult 2"),
        ("⟦Hargreaves|Child 1⟧' mother", "Child 1's mother"),
        ("⟦Ann|Child 1⟧’s mother", "Child 1’s mother"),
        ("Friends called him '⟦Bez|Adult 1⟧' and left.", "Friends called him 'Adult 1' and left."),
        ("‘I saw ⟦Hargreaves|Child 1⟧’ he said.", "‘I saw Child 1’ he said."),
        ("⟦Ann Smith|Adult 2⟧ (⟦Ann|Adult 2⟧) said", "Adult 2 said"),
        ("⟦Sarah|Child 1⟧ “⟦Shaz|Child 1⟧” ⟦Poe|Child 1⟧’s home", "Child 1’s home"),
        ("⟦Ann|Child 1⟧ and ⟦Ann|Child 1⟧", "Child 1 and Child 1"),
        ("a ⟦Hill|Adult 1⟧ family friend", "an Adult 1 family friend"),
        ("An ⟦Oak|Child 1⟧ family friend", "A Child 1 family friend"),
        ("a ⟦Hill|Eunice⟧ cousin", "a Eunice cousin"),
        ("They left. ⟦Ann|the neighbour⟧ came.", "They left. The neighbour came."),
        ("seen by the ⟦Hill|the neighbour⟧.", "seen by the neighbour."),
        ("the ⟦Smiths|Adult 1⟧ heard", "the Adult 1 family heard"),
        ("ਉਸ ਦਿਨ ⟦ਗੁਰਪ੍ਰੀਤ|Child 1⟧ ਨੇ", "ਉਸ ਦਿਨ Child 1 ਨੇ"),
    ],
)
def test_put(told: str, result: str) -> None:
    assert labelled(told) == result


def test_what_is_unclear_is_refused() -> None:
    with pytest.raises(Unclear):
        put("Ann Smith", [(0, 9, "Adult 1"), (4, 9, "Adult 2")])
    with pytest.raises(Unclear):
        put("Ann Smith", [(0, 9, "")])


def test_a_chosen_name_stands_for_the_label() -> None:
    assert label("Child", 1) == "Child 1"
    assert label("Child", 1, " Robin ") == "Robin"


@pytest.mark.mission("C001")
def test_one_person_has_one_label_however_the_name_is_spelt_in_every_document() -> None:
    known = [
        Known("a", ("Sarah Jane Hargreaves",), nicknames=("Shaz",)),
        Known("b", ("Ben Smith",)),
    ]
    known.append(Known("c", ("Ann Smith",)))
    texts = ["Shaz met S. Hargreaves’s mother.", "HARGREAVES, Sarah was told by Mr Smith and Ben."]
    labels = {"a": "Child 1", "b": "Adult 1", "c": "Adult 2"}
    mentions = Matcher(known).find(texts)
    written = []
    for index, text in enumerate(texts):
        places, asked = spans([m for m in mentions if m.text_index == index], labels)
        written.append(put(text, places))
        assert len(asked) == index
    assert written[0] == "Child 1 met Child 1’s mother."
    assert written[1] == "Child 1 was told by Mr Smith and Adult 1."
