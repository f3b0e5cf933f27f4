"""Versions compared, sections added and put in order."""

import re

import pytest
from lxml import html

from portal.db import new_id
from portal.gate.policy import Role
from tests.build import World, sign_off
from tests.cast import EVERYBODY, POLICE
from tests.policy.test_people_rules import join
from tests.visit import Visitor, plain
from tests.writing.desk import (
    THREE,
    at,
    both_open,
    contribution_page,
    fields,
    new,
    newest,
    visitor,
    words,
)


def test_two_versions_are_compared_with_signs_and_words(portal: World) -> None:
    author = visitor(portal, "author")
    both_open(portal, (author, author), THREE)
    form = fields(author.get(at(portal, "edit")))
    author.post(at(portal, "edit"), {**form, "text": THREE.replace("heard", "told") + "\n\nFour."})
    page = html.fromstring(author.get(at(portal, "compare", newest(portal)[0])).text)
    seen = " ".join(page.xpath("//main")[0].text_content().split())
    assert "removed: −heard." in seen
    assert "added: +told." in seen
    assert "Paragraph added: Four." in seen
    assert [r.text_content() for r in page.xpath("//table//th[@scope='row']")] == ["3", "2", "1"]
    old = author.get(
        at(portal, "compare", newest(portal)[0]) + f"?with={portal.versions['Practice']}"
    )
    assert "compared with version 1" in " ".join(old.text.split())


def test_a_recipient_compares_only_what_is_open_to_her(portal: World) -> None:
    author, reader = visitor(portal, "author"), visitor(portal, "probation_panel")
    first = portal.versions["Context"]
    edit = at(portal, "edit", first)
    author.post(edit, {**fields(author.get(edit)), "text": "UNRELEASED WORDS"})
    second = newest(portal, "Context")[0]
    alone = reader.get(at(portal, "compare", first))
    assert "no earlier version" in alone.text
    assert "Written by" not in alone.text, "the history is for the owner's side"
    assert "Amina" not in alone.text
    absent = reader.get(at(portal, "compare", new_id()))
    assert plain(reader.get(at(portal, "compare", second))) == plain(absent)
    assert plain(reader.get(f"{at(portal, 'compare', first)}?with={second}")) == plain(absent)
    assert plain(reader.get(f"{at(portal, 'compare', first)}?with={new_id()}")) == plain(absent)
    own = author.get(f"{at(portal, 'compare', first)}?with={portal.versions['Practice']}")
    assert own.status_code == 404, "of another section"


def test_the_history_of_the_panel_member_holds_no_drafts(portal: World) -> None:
    author, panel = visitor(portal, "author"), visitor(portal, "police_panel")
    edit = at(portal, "edit", portal.versions["Context"])
    author.post(edit, {**fields(author.get(edit)), "text": "New words"})
    page = panel.get(at(portal, "compare", portal.versions["Context"]))
    assert re.findall(r'scope="row"[^>]*>(\d)<', page.text) == ["1"]
    portal.versions["Context"] = newest(portal, "Context")[0]
    sign_off(portal, ["Context"])
    page = panel.get(at(portal, "compare", portal.versions["Context"]))
    assert re.findall(r'scope="row"[^>]*>(\d)<', page.text) == ["2", "1"]


def test_a_section_is_added(portal: World) -> None:
    author = visitor(portal, "author")
    page = author.get(contribution_page(portal, "add"))
    assert "never shared" in page.text.lower()
    assert "covert sources must not be entered" in page.text
    answer = author.post(contribution_page(portal, "add"), new(graphic="yes"))
    name = re.findall(r"/sections/(\w+)/saved", answer.headers["location"])[0]
    assert words(portal, name)["graphic"] is True
    assert "What should change." in author.get(f"/reviews/{portal.review}/read").text


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"section_class": ""}, "section_class", "Choose what kind"),
        ({"section_class": "secret"}, "section_class", "Choose what kind"),
        ({"section_class": "covert"}, "section_class", "must not be entered"),
        ({"title": ""}, "title", "Enter a title."),
        ({"text": ""}, "text", "Enter the text"),
    ],
)
def test_rule_5_and_what_else_a_new_section_may_not_be(
    portal: World, more: dict[str, str], field: str, said: str
) -> None:
    author = visitor(portal, "author")
    answer = author.post(contribution_page(portal, "add"), new(**more))
    assert answer.status_code == 422
    assert said in html.fromstring(answer.text).get_element_by_id(f"{field}-error").text_content()
    assert "radio" in answer.text
    assert 'value="covert"' not in answer.text


def test_sections_are_put_in_order(portal: World) -> None:
    author = visitor(portal, "author")
    order = contribution_page(portal, "order")

    def ids() -> list[str]:
        tree = html.fromstring(author.get(order).text)
        return [i.get("value") for i in tree.xpath("//input[@name='version']")]

    first, second, *rest = ids()
    assert author.post(order, {"version": first, "down": "yes"}).status_code == 303
    assert ids() == [second, first, *rest]
    author.post(order, {"version": first, "up": "yes"})
    author.post(order, {"version": first, "up": "yes"})
    assert ids() == [first, second, *rest]
    assert author.post(order, {"version": "x", "up": "yes"}).status_code == 404
    assert author.post(order, {"version": new_id(), "up": "yes"}).status_code == 404


def test_rule_16_numbers_and_order_tell_nothing_of_closed_sections(portal: World) -> None:
    """Of eight sections another author reads five: she counts to five, and moves among five."""
    author = visitor(portal, "author")
    answer = author.post(contribution_page(portal, "add"), new())
    last = re.findall(r"/sections/(\w+)/saved", answer.headers["location"])[0]
    join(portal, "stranger", POLICE, (Role.AUTHOR,))
    second, order = visitor(portal, "stranger"), contribution_page(portal, "order")

    def ids(one: Visitor) -> list[str]:
        tree = html.fromstring(one.get(order).text)
        return [i.get("value") for i in tree.xpath("//input[@name='version']")]

    assert "Section 8 of" in author.get(at(portal, "edit", last)).text
    for page in ("edit", "saved"):
        told = second.get(at(portal, page, last)).text
        assert "Section 5 of" in told
        assert "Section 8" not in told
    before, whole = ids(second), ids(author)
    assert len(before) == 5
    second.post(order, {"version": last, "up": "yes"})
    assert ids(second) == [*before[:3], last, before[3]], "one place, among those she may write on"
    moved = [last if n == before[3] else before[3] if n == last else n for n in whole]
    assert ids(author) == moved, "the closed ones stay where they are"


@pytest.mark.parametrize("who", [w for w in EVERYBODY if w != "author"])
def test_nobody_but_its_authors_adds_or_orders(portal: World, who: str) -> None:
    one = visitor(portal, who)
    nothing = plain(one.get(f"/reviews/{portal.review}/contributions/{new_id()}/add"))
    for page in ("add", "order"):
        assert plain(one.get(contribution_page(portal, page))) == nothing
        form = new(version=portal.versions["Context"], up="yes")
        assert one.post(contribution_page(portal, page), form).status_code == 404
