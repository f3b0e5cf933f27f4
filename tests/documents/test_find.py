"""Finding words through the page: only what the seeker may read, recorded, and never an address."""

import json

import pytest
import sqlalchemy as sa
from lxml import html

from portal.documents.finding import MOST
from portal.gate.ledger import Entry, stream_of
from tests.build import World, contribution, release, signed_agreement, with_cast
from tests.cast import EVERYBODY
from tests.laws.readers import SEES
from tests.visit import Visitor, open_portal, plain


def sought(visitor: Visitor, world: World, words: str) -> html.HtmlElement:
    told = visitor.post(f"/reviews/{world.review}/find-words", {"words": words})
    assert told.status_code == 200
    return html.document_fromstring(told.text)


def shown(tree: html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def test_each_of_the_cast_finds_what_they_read_and_nothing_else(world: World) -> None:
    with open_portal(world) as client:
        for who in EVERYBODY:
            visitor = Visitor(client, world.sign_in(who))
            answer = visitor.post(f"/reviews/{world.review}/find-words", {"words": "canary"})
            found = {where for word, where in world.canaries.items() if word in answer.text}
            assert {w.rpartition(" ")[2] for w in found} == SEES.get(who, set()), who
            if who in {"administrator", "auditor", "stranger"}:
                nowhere = visitor.post(f"/reviews/{'0' * 32}/find-words", {"words": "canary"})
                assert plain(answer) == plain(nowhere)
                assert answer.status_code == 404
            elif who not in SEES:
                assert "Not found" in answer.text


def test_a_word_of_a_closed_section_is_answered_like_one_that_is_nowhere(world: World) -> None:
    closed = next(w for w, where in world.canaries.items() if where == "words of Practice")
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("probation_panel"))
        path = f"/reviews/{world.review}/find-words"
        told = [visitor.post(path, {"words": words}).text for words in (closed, "canary0nowhere")]
    told = [text.replace(closed, "").replace("canary0nowhere", "") for text in told]
    trees = [" ".join(html.document_fromstring(text).text_content().split()) for text in told]
    assert trees[0] == trees[1]


def test_a_hit_leads_to_its_paragraph_on_the_page_that_is_read(world: World) -> None:
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("chair"))
        tree = sought(visitor, world, "CANARY")
        assert "2 places in 1 section" in shown(tree)
        links = tree.xpath("//li[@class='portal-hit']/a/@href")
        marks = tree.xpath("//li[@class='portal-hit']//mark")
        read = html.document_fromstring(visitor.get(f"/reviews/{world.review}/read").text)
    assert [mark.text for mark in marks] == ["canary", "canary"]
    assert [read.get_element_by_id(link.partition("#")[2]).tag for link in links] == [
        "section",
        "p",
    ]


HOSTILE = [
    "(.+)+$", "[[", "**", "\\\\", "%_", "' or 1=1 --", "<script>", "{{7*7}}", "\x00\x00", "🕯️🕯️",
    "w" * 200, "\u202e\u202e", "İİ", "ﬀﬀﬀﬀ",
]  # fmt: skip


def test_hostile_words_are_only_words(world: World) -> None:
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("author"))
        for words in HOSTILE:
            tree = sought(visitor, world, words)
            assert "Not found" in shown(tree), words
            assert len(tree.findall(".//script")) == 2


def test_too_little_or_too_much_is_said_beside_the_field(world: World) -> None:
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("author"))
        for words in ("", " ", "a", "w" * 201):
            told = visitor.post(f"/reviews/{world.review}/find-words", {"words": words})
            assert told.status_code == 422
            assert html.document_fromstring(told.text).get_element_by_id("words-error") is not None


def test_a_search_is_a_reading_and_its_words_are_nowhere(world: World) -> None:
    with open_portal(world) as client:
        sought(Visitor(client, world.sign_in("probation_panel")), world, "zebracrossing")
    stream = stream_of(world.review, world.agencies["Westmarch Police"])
    with world.vault.engine.connect() as connection:
        entries = list(
            connection.execute(
                sa.select(Entry.entry).where(Entry.stream == stream).order_by(Entry.seq)
            ).scalars()
        )
        everything = "".join(connection.execute(sa.select(Entry.entry)).scalars())
    last = json.loads(entries[-1])
    assert (last["act"], last["purpose"]) == ("read_section", "find")
    read = {name for ids in last["things"].values() for name in ids}
    assert read == {world.versions["Context"], world.versions["Chronology"]}
    assert "zebracrossing" not in everything


@pytest.mark.slow
def test_two_hundred_sections_are_searched_and_the_first_hits_shown(tmp_path: object) -> None:
    world = with_cast(tmp_path, f"sqlite:///{tmp_path}/portal.db")  # type: ignore[arg-type]
    signed_agreement(world)
    titles = [f"Part{n:03}" for n in range(1, 201)]
    contribution(world, [("practice", title) for title in titles], length=4000)
    release(world, "first", titles[:150])
    with open_portal(world) as client:
        visitor = Visitor(client, world.sign_in("probation_panel"))
        tree = sought(visitor, world, "words were written")
        assert len(tree.find_class("portal-hit")) == MOST
        assert "There are more." in shown(tree)
        for closed in titles[150:]:
            assert closed not in tree.text_content()
        assert "150" not in shown(tree)
        assert "1 place in 1 section" in shown(sought(visitor, world, "part150"))
