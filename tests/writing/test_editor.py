"""The editor as people meet it: writing, saving, and who is refused."""

import pytest
from lxml import html

from portal.db import new_id
from tests.build import World
from tests.cast import EVERYBODY
from tests.visit import plain
from tests.writing.desk import at, fields, newest, told, visitor, words


def test_the_text_is_edited_and_saved_as_a_new_version(portal: World) -> None:
    author = visitor(portal, "author")
    before = words(portal, portal.versions["Practice"])
    form = fields(author.get(at(portal, "edit")))
    assert form["base"] == portal.versions["Practice"]
    sent = {**form, "title": "Practice, seen again", "text": form["text"] + "\n\n- one\n- two"}
    answer = author.post(at(portal, "edit"), sent)
    name, number, stage = newest(portal)
    assert answer.headers["location"] == at(portal, "saved", name)
    assert (number, stage) == (2, "draft")
    now = words(portal, name)
    assert now["title"] == "Practice, seen again"
    kinds = [(p["kind"], p["text"]) for p in now["paragraphs"]]
    assert kinds[1:] == [("li", "one"), ("li", "two")]
    assert now["paragraphs"][0] == before["paragraphs"][0], "it keeps its id"
    page = author.get(at(portal, "saved", name))
    assert "Version 2 is saved" in page.text


def test_recipients_keep_the_released_words(portal: World) -> None:
    author, reader = visitor(portal, "author"), visitor(portal, "probation_panel")
    edit = at(portal, "edit", portal.versions["Context"])
    form = fields(author.get(edit))
    author.post(edit, {**form, "text": "CHANGED WORDS"})
    page = reader.get(f"/reviews/{portal.review}/read").text
    assert "CHANGED WORDS" not in page
    assert "What changed" not in page
    assert "CHANGED WORDS" in author.get(f"/reviews/{portal.review}/read").text


def test_saving_what_is_unchanged_makes_no_version(portal: World) -> None:
    author = visitor(portal, "author")
    form = fields(author.get(at(portal, "edit")))
    answer = author.post(at(portal, "edit"), form)
    assert answer.headers["location"] == at(portal, "saved")
    assert newest(portal)[1] == 1


def test_the_same_form_twice_is_one_version(portal: World) -> None:
    author = visitor(portal, "author")
    form = {**fields(author.get(at(portal, "edit"))), "text": "New.", "once": new_id()}
    first = author.post(at(portal, "edit"), form)
    again = author.post(at(portal, "edit"), form)
    assert first.headers["location"] == again.headers["location"]
    assert newest(portal)[1] == 2
    back = author.post(at(portal, "edit"), {**form, "once": new_id()})
    assert back.status_code == 303, "the same words from the version before: nothing to decide"
    assert newest(portal)[1] == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Enter a title."),
        ("title", "x" * 301, "Use 300 characters or fewer."),
        ("title", "a\nb", "A title is one line of text"),
        ("text", " \n\n ", "Enter the text of the section."),
        ("text", "a\0b", "a character that is no text"),
        ("text", "x" * 300_001, "That is 300,001 characters"),
        ("text", "a\n\n" * 2_001, "That is 2,001 paragraphs"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_the_field(
    portal: World, field: str, typed: str, said: str
) -> None:
    author = visitor(portal, "author")
    form = {**fields(author.get(at(portal, "edit"))), field: typed}
    answer = author.post(at(portal, "edit"), form)
    assert answer.status_code == 422
    tree = html.fromstring(answer.text)
    assert said in tree.get_element_by_id(f"{field}-error").text_content()
    if len(typed) < 400 and "\0" not in typed:
        assert fields(answer)[field].replace("\r", "").strip() == typed.strip()
    assert newest(portal)[1] == 1


def test_a_megabyte_is_answered_with_a_sentence(portal: World) -> None:
    author = visitor(portal, "author")
    answer = author.post(at(portal, "edit"), {"text": "x" * 1_000_001, "title": "T", "base": "b"})
    assert answer.status_code == 413
    assert "more text than one form can take" in answer.text


def test_680_paragraphs_of_every_script_are_kept(portal: World) -> None:
    author = visitor(portal, "author")
    said = [f"{n} Ŵyr ਮੈਂ ਠੀਕ ਹਾਂ ولم 👩‍👧 <b>&amp;" for n in range(680)]
    form = {**fields(author.get(at(portal, "edit"))), "text": "\r\n\r\n".join(said)}
    assert author.post(at(portal, "edit"), form).status_code == 303
    assert told(portal, newest(portal)[0]) == said
    shown = author.get(at(portal, "edit"))
    assert fields(shown)["text"] == "\n\n".join(said)


def test_how_it_will_look_is_shown_and_nothing_is_saved(portal: World) -> None:
    author = visitor(portal, "author")
    form = {
        **fields(author.get(at(portal, "edit"))),
        "text": "# Seen\n\n|# When | What\n| 2 May | Call",
    }
    answer = author.post(at(portal, "show"), form)
    tree = html.fromstring(answer.text)
    assert answer.status_code == 200
    assert [h.text_content() for h in tree.xpath("//section//h3/span")] == ["Seen"]
    assert [t.text_content() for t in tree.xpath("//section//td")] == ["3", "2 May", "Call"]
    assert newest(portal)[1] == 1
    assert author.post(at(portal, "edit"), fields(answer)).status_code == 303


@pytest.mark.parametrize("who", [w for w in EVERYBODY if w != "author"])
def test_nobody_but_its_authors_writes_on_a_section(portal: World, who: str) -> None:
    one = visitor(portal, who)
    nothing = plain(one.get(f"/reviews/{portal.review}/sections/{new_id()}/edit"))
    assert nothing[0] == 404
    form = {"title": "T", "text": "Words.", "base": portal.versions["Context"]}
    for title in ("Context", "Conduct"):
        for page in ("edit", "show", "draft", "discard", "saved"):
            path = at(portal, page, portal.versions[title])
            assert plain(one.get(path)) == nothing
            if page != "saved":
                assert one.post(path, form).status_code == 404
    assert newest(portal, "Context")[1] == 1


def test_a_base_of_another_section_is_nothing(portal: World) -> None:
    author = visitor(portal, "author")
    form = {"title": "T", "text": "Words.", "base": portal.versions["Context"]}
    for page in ("edit", "show", "draft"):
        assert author.post(at(portal, page), form).status_code == 404
    assert author.post(at(portal, "edit"), {**form, "base": new_id()}).status_code == 404


def test_after_sign_out_nothing_is_saved(portal: World) -> None:
    author = visitor(portal, "author")
    form = {**fields(author.get(at(portal, "edit"))), "text": "Late words."}
    author.post("/sign-out")
    answer = author.post(at(portal, "edit"), form)
    assert answer.status_code == 403
    assert author.post(at(portal, "draft"), form).status_code == 403
    assert newest(portal)[1] == 1


def test_hostile_words_stay_words(portal: World) -> None:
    author = visitor(portal, "author")
    bad = '</textarea><script>alert(1)</script>" onload=x {{ 7*7 }}'
    form = {**fields(author.get(at(portal, "edit"))), "text": bad, "title": bad}
    for page in ("show", "edit"):
        answer = author.post(at(portal, page), form)
        assert "<script>alert" not in answer.text
    for page in ("edit", "compare"):
        shown = author.get(at(portal, page, newest(portal)[0]))
        assert "<script>alert" not in shown.text
    assert fields(author.get(at(portal, "edit")))["text"] == bad
