"""An applicant is taken out of a text in whatever form her name stands there."""

import pytest

from portal.cru.blind import GONE, found, strings_of, survives, survives_whole, taken_out
from portal.cru.pack import Applicant, Facts, NotBlind, blind_words, text_of

NAME, ADDRESS = (
    "Meera Thistlewood-O'Kafor",
    "meera.t@post.example\n4 Larch Row, Fenwick, AL4 9QZ\n+44 7700 900123",
)
HER = strings_of(NAME, ADDRESS)
FORMS = [
    "Meera Thistlewood-O'Kafor", "MEERA THISTLEWOOD-O’KAFOR", "Thistlewood-O'Kafor, Meera",
    "meera.t@post.example", "MEERA.T@POST.EXAMPLE", "Meera", "thistlewood", "Thistlewood's",
    "M e e r a", "M.e.e.r.a", "T h i s t l e w o o d", "Thistle-\nwood", "Thistle\nwood",
    "Mee\u200bra", "Mee\u00adra", "Méera", "Mееrа", "ＭＥＥＲＡ", "Me3ra", "Meera_Thistlewood",
    "#MeeraThistlewoodOKafor", "Thistelwood", "Thistlewod", "meera%20thistlewood", "OKafor",
    "O’Kafor", "O-Kafor", "07700 900123", "(0)7700-900-123", "AL49QZ", "al4 9qz", "4, Larch Row",
    "4 LARCH ROW", "ᴍᴇᴇʀᴀ Thistlewood", "Thistlewood2026", "xxThistlewoodxx", "𝐌𝐞𝐞𝐫𝐚",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_the_name_is_left(form: str) -> None:
    text = f"I, {form}, ask for the report about October and its sections."
    left = taken_out(text, HER)
    assert not survives(left, HER)
    assert survives(text, HER)
    assert GONE in left
    assert left.endswith("ask for the report about October and its sections.")
    for part in ("meera", "thistlewood", "kafor", "900123", "larch"):
        assert part not in left.casefold()


def test_what_is_not_hers_stays() -> None:
    text = "The review of Westmarch Police, in March, says who knew. Reviews follow. Row 4."
    assert found(text, HER) == []
    assert taken_out(text, HER) == text
    assert not survives_whole(text, HER)


@pytest.mark.parametrize("name", ["ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "李 小龙王", "Иван Петров", "محمد علي", "Bo Ng"])
def test_names_in_every_script_are_taken_out(name: str) -> None:
    her = strings_of(name, "PO Box 9, AL1 1AA")
    left = taken_out(f"{name} wrote. Yours, {name.split(maxsplit=1)[0]}!", her)
    assert not survives(left, her)
    assert [part for part in name.split() if part in left] == []


def test_a_common_word_that_is_a_name_is_gone_and_an_organisation_is_too() -> None:
    her = strings_of("Will May", "-")
    assert (
        taken_out("Will you send what may be sent?", her) == f"{GONE} you send what {GONE} be sent?"
    )
    paper = strings_of("The Fenwick Lantern Ltd", "news@lantern.example")
    left = taken_out("The Lantern asks. Fenwick Lantern, of the town", paper)
    assert left == f"The {GONE} asks. {GONE}, of the town"


def test_long_words_take_no_long_time() -> None:
    text = "Report and section. " * 5000
    assert taken_out(text, HER) == text


def test_short_forms_and_initials_are_taken_out_by_the_other_search() -> None:
    her = Applicant("Elizabeth Anne Quillfeather", "1 Mill Lane, AL1 1AA")
    said = blind_words("Liz Quillfeather asks. Yours, E. A. Quillfeather, Beth Quillfeather", her)
    assert said == f"{GONE} asks. Yours, {GONE}"
    writer = Applicant("Perpetua Langthorne", "p.langthorne@lantern.example")
    assert blind_words("For the Fenwick Lantern, Perpetua", writer) == f"For the Fenwick {GONE}"
    both = Applicant("Meera Thistlewood", "meera.t@post.example")
    assert blind_words("Ask meera.t@post.example, Meera", both) == f"Ask {GONE}"
    with pytest.raises(NotBlind):
        text_of(Facts("x"), "The report", "E. A. Quillfeather asked", her)
    assert "asked" in text_of(Facts("x"), "The report", "She asked", her)


@pytest.mark.parametrize("contact", [
    "other.address@mail.example", "07700 900456", "+44 (0)1632 960 123", "9 Elm Close, SW1A 1AA",
    "SW1A 1AA", "https://somebody.example/me", "@quill_writes", "943 476 5919", "AB123456C",
    "born 3 May 1980", "WhatsApp 07700900457",
])  # fmt: skip
def test_a_contact_that_she_gave_nowhere_else_is_taken_out_too(contact: str) -> None:
    her = Applicant("Perpetua Langthorne", "p.langthorne@lantern.example")
    left = blind_words(f"Send what was known on 3 March 2019. {contact}", her)
    assert left.startswith("Send what was known on 3 March 2019")
    for part in contact.replace(",", "").split():
        assert part not in left or part in {"born", "3", "May", "WhatsApp", "Elm", "Close", "9"}
    assert GONE in left
