"""The register's people are found as reports write them, and others are left alone."""

import unicodedata

import pytest

from portal.persons.known import Known, Mention, settled
from portal.persons.matching import Matcher
from tests.persons.battery import WAYS, cases, crowd, people

SARAH = Known("sarah", ("Sarah Jane Hargreaves",), nicknames=("Shaz",))
ANN = Known("ann", ("Ann Smith-Jones",))
BEN = Known("ben", ("Ben Smith",))
WILL = Known("will", ("Will Young",))
GRACE = Known("grace", ("Grace Bishop",))
MAY = Known("may", ("May Thistlewood",))
IAN = Known("ian", ("Ian Marsh",))
EVERYBODY = [SARAH, ANN, BEN, WILL, GRACE, MAY, IAN]


def found(text: str, known: list[Known] | None = None) -> list[tuple[str, tuple[str, ...]]]:
    mentions = Matcher(EVERYBODY if known is None else known).find([text])
    return [(text[m.start : m.end], m.people) for m in mentions]


def test_the_battery() -> None:
    for known, least in (([p.known for p in people()], 0.97), (crowd(), 0.97)):
        matcher = Matcher(known)
        told = [(case, case.met(matcher.find([case.text]))) for case in cases()]
        assert len(WAYS) == 30
        missed = [case.text for case, met in told if not met]
        assert len(missed) <= (1 - least) * len(told), missed


def test_plain_words_stay() -> None:
    text = (
        "Annexe 1 says the will of the bishop may mark hope. Will he? May, too. In May Grace rose."
    )
    assert found(text) == [("Grace", ("grace",))]
    assert found("The Bishop of Bath, on 3 May, saw a young man. Young people came. Will was.") == [
        ("Will", ("will",))
    ]


def test_an_ordinary_word_is_less_sure_and_says_so() -> None:
    (mention,) = Matcher(EVERYBODY).find(["That day Grace was late."])
    assert mention.confidence <= 0.5
    assert "ordinary word" in mention.why
    (sure,) = Matcher(EVERYBODY).find(["That day Grace Bishop was late."])
    assert sure.confidence > 0.9


def test_whom_two_share_is_ambiguous() -> None:
    text = "The Smiths and Mr Smith came; Ben Smith left."
    smiths, smith, ben = Matcher(EVERYBODY).find([text])
    assert smiths.people == smith.people == ("ann", "ben")
    assert smith.ambiguous
    assert "2 people" in smith.why
    assert smith.confidence < 0.7
    assert ben.people == ("ben",)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("It was PC 1234 Hargreaves.", "PC 1234 Hargreaves"),
        ("Detective Chief Inspector Hargreaves said so.", "Detective Chief Inspector Hargreaves"),
        ("Hargreaves’s coat and", "Hargreaves"),
        ("(Hargreaves, Sarah)", "Hargreaves, Sarah"),
        ("seen by S.J. Hargreaves today", "S.J. Hargreaves"),
        ("a note: Sara Hargreaves rang", "Sara Hargreaves"),
        ("from sarah.hargreaves@example.org", "sarah.hargreaves"),
        ("Har-\ngreaves was there", "Har-\ngreaves"),
        ("H A R G R E A V E S", "H A R G R E A V E S"),
        ("called ‘Shaz’ by all", "Shaz"),
    ],
)
def test_spans(text: str, span: str) -> None:
    assert found(text, [SARAH]) == [(span, ("sarah",))]


@pytest.mark.parametrize(
    ("name", "text", "span"),
    [
        ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ਉਸ ਦਿਨ ਗੁਰਪ੍ਰੀਤ ਕੌਰ ਨੇ ਕਿਹਾ", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ"),
        ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ਗੁਰਪ੍ਰੀਤ ਨੇ ਕਿਹਾ", "ਗੁਰਪ੍ਰੀਤ"),
        ("محمد الأحمد", "قال محمد الاحمد ذلك", "محمد الاحمد"),
        ("Siân Llŷr", "saw Sian Llyr today", "Sian Llyr"),
        ("Łukasz Wiśniewski", "saw Lukasz Wisniewski today", "Lukasz Wisniewski"),
        ("Anna Kowalska", "the house of Kowalskiej was", "Kowalskiej"),
        ("Niamh O’Dowd", "saw O'Dowd and", "O'Dowd"),
        ("Zoë Straße", "saw ZOE STRASSE now", "ZOE STRASSE"),
    ],
)
def test_names_of_every_script(name: str, text: str, span: str) -> None:
    assert found(text, [Known("one", (name,))]) == [(span, ("one",))]


def test_no_grapheme_is_split() -> None:
    for name in ("Zoë Hargreaves", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "Nguyễn Thảo"):
        text = unicodedata.normalize("NFD", f"with {name}.")
        (mention,) = Matcher([Known("one", (name,))]).find([text])
        assert unicodedata.normalize("NFC", text[mention.start : mention.end]) == name
        assert not unicodedata.combining(text[mention.end])


def test_initials_need_other_evidence_or_a_person_who_acts() -> None:
    assert found("Sarah Hargreaves left. SJH was angry.", [SARAH])[1] == ("SJH", ("sarah",))
    assert found("The SJH (SJH) scheme.", [SARAH]) == []
    assert found("The PC was old.", [Known("p", ("Peter Carter",))]) == []


def test_references_dates_and_addresses() -> None:
    one = Known(
        "one",
        ("Kay Undercliffe",),
        references=(("pnc", "79/163001B"),),
        addresses=("14 Larch Close, Ambleford",),
    )
    text = "PNC 79 / 163OO1 B lives at 14 Larch Close."
    assert found(text, [one]) == [("79 / 163OO1 B", ("one",))]
    assert found("at 14 Larch Close, Ambleford.", [one]) == [
        ("14 Larch Close, Ambleford", ("one",))
    ]


def test_nobody_known_and_nothing_written() -> None:
    assert Matcher([]).find(["Sarah Hargreaves", ""]) == []
    assert Matcher([Known("x", ("", " ", "()"))]).find(["a () b"]) == []


def test_the_most_evidence_stays() -> None:
    weak = Mention(0, 0, 10, "phone", (), 0.5, "")
    strong = Mention(0, 4, 8, "pnc", (), 0.9, "")
    assert settled([weak, strong]) == [strong]


def test_a_crowd_stays_out_of_a_text_that_names_none() -> None:
    text = (
        "The panel met in the county hall. Probation and the police had shared what they knew by "
        "then, and the Crown Court was told. Housing wrote to the tenant in March. No agency asked "
        "the school. The review finds that Mental Health Services closed the case too early. "
    )
    mentions = Matcher(crowd()).find([text * 8])
    assert len(mentions) <= 0.5 * len(text) * 8 / 2500


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Thomas Llewellyn", "Tommy came.", "Tommy"),
        ("Tom Llewellyn", "Later Thomas came.", "Thomas"),
        ("Elizabeth Hughes", "Lizzie's mother came.", "Lizzie"),
        ("Elizabeth Hughes", "Lizzie Brand came.", ""),
        ("Thomas Llewellyn", "a tommy gun", ""),
        ("Abdul Rahman Siddiqui", "Abdulrahman came.", "Abdulrahman"),
        ("Dale Hughes", "Then D.C.I. Hughes came.", "D.C.I. Hughes"),
        ("Dale Hughes", "Form A. B. Hughes came.", "Hughes"),
    ],
)
def test_people_are_called_by_other_forms_of_a_forename_and_by_spelt_ranks(
    name: str, text: str, told: str
) -> None:
    assert found(text, [Known("one", (name,))]) == ([(told, ("one",))] if told else [])
