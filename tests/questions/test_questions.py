"""Asking, answering and settling, through the pages; rule 17 by its number."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph, load
from portal.gate.ledger import Entry, stream_of
from portal.gate.policy import Act
from portal.questions.models import Comment
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.build import World, answer, question, release, sign_off
from tests.questions.conftest import Visit
from tests.visit import Visitor, plain

OTHERS = ("Chronology", "Practice", "Methods", "Conduct", "Welfare", "Advice")


def path(world: World, title: str = "Context") -> str:
    return f"/reviews/{world.review}/sections/{world.versions[title]}/questions"


def paragraph(world: World, title: str = "Context") -> str:
    with world.act("author") as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        told = gate.open(version, "words", act=Act.READ_SECTION, model=Version)["words"]
    return str(load(told)["paragraphs"][0]["id"])


def asks(world: World, visitor: Visitor, words: str, title: str = "Context") -> str:
    """Ask through the page; the address it led to."""
    fields = {"does": "ask", "paragraph": paragraph(world, title), "kind": "question"}
    told = visitor.post(path(world, title), {**fields, "words": words})
    assert told.status_code == 303, told.text
    return str(told.headers["location"])


def thread_of(address: str) -> str:
    return re.search(r"thread=([0-9a-f]{32})", address)[1]  # type: ignore[index]


def text(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return " ".join(html.document_fromstring(answer.text).text_content().split())


def rewrite(world: World, title: str, change: str = "") -> None:
    """A newer version, signed off: the first paragraph as it was, or changed."""
    with world.act("author") as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        told = load(gate.open(version, "words", act=Act.READ_SECTION, model=Version)["words"])
        first = told["paragraphs"][0]
        made = documents.write(
            section=version.section,
            title="Rewritten",
            paragraphs=[
                Paragraph(first["id"], "p", change or first["text"]),
                Paragraph("f" * 32, "p", "A paragraph that is new."),
            ],
            gate=gate,
        )
    world.versions[title] = made.id
    sign_off(world, [title])


# Asking and answering


def test_a_question_is_answered_asked_further_and_settled(world: World, visit: Visit) -> None:
    chair, author = visit("chair"), visit("author")
    there = asks(world, chair, "Who  decided\nthis?")
    assert "Your question is asked." in text(chair, there)
    assert "Answer a question about your agency's words" in text(author, "/")
    assert "Answer a question" not in text(visit("manager"), "/")
    thread = thread_of(there)
    shown = text(author, f"{path(world)}?thread={thread}")
    assert "Who decided this?" in shown
    assert "Waits for an answer" in shown
    fields = {"does": "reply", "thread": thread, "words": "The duty inspector."}
    assert author.post(path(world), fields).status_code == 303
    assert "Answer a question about your agency's words" not in text(author, "/")
    assert "Read the answer to your question" in text(chair, "/")
    assert "The duty inspector." in text(chair, path(world))
    further = {"does": "reply", "thread": thread, "words": "On what day?"}
    assert chair.post(path(world), further).status_code == 303
    assert "Answer a question" in text(author, "/")
    assert author.post(path(world), {**fields, "words": "On the third."}).status_code == 303
    assert chair.post(path(world), {"does": "settle", "thread": thread}).status_code == 303
    assert "Read the answer" in text(chair, "/"), "the usual world holds another one"
    assert "Settled" in text(chair, path(world))
    late = author.post(path(world), {**fields, "words": "And more."})
    assert late.status_code == 303, "nothing typed is lost"
    assert "And more." in text(author, path(world))
    assert "Answer a question" not in text(author, "/"), "settled stays settled"


def test_a_remark_asks_nobody_to_answer(world: World, visit: Visit) -> None:
    lay = visit("probation_panel")
    told = {"does": "ask", "paragraph": paragraph(world), "kind": "remark", "words": "We agree."}
    assert lay.post(path(world), told).status_code == 303
    assert "Answer a question" not in text(visit("author"), "/")
    assert "We agree." in text(visit("author"), path(world))


def test_the_page_says_how_many_will_see_it(world: World, visit: Visit) -> None:
    assert "9 people in 2 agencies and on the board" in text(visit("chair"), path(world))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": " \n "}, "words"),
        ({"words": "w" * 4001}, "words"),
        ({"paragraph": ""}, "paragraph"),
        ({"paragraph": "../etc"}, "paragraph"),
        ({"paragraph": "e" * 32}, "words"),
        ({"kind": "answer"}, "kind"),
        ({"does": "drop"}, "words"),
        ({"does": "reply", "thread": "x"}, "words"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_kept(
    world: World, visit: Visit, fields: dict[str, str], field: str
) -> None:
    typed = {"does": "ask", "kind": "question", "paragraph": paragraph(world)}
    told = visit("chair").post(path(world), {**typed, "words": "Kept <words>", **fields})
    assert told.status_code == 422
    tree = html.document_fromstring(told.text)
    assert tree.find_class("govuk-error-summary")
    assert tree.xpath(f"//*[@id='{field}-error']")
    if "words" not in fields:
        assert tree.xpath("string(//textarea)").strip() == "Kept <words>"


@pytest.mark.parametrize(
    "words", ["Pam nad oedd cofnod? ŵ", "ਇਹ ਕਿਸ ਨੇ ਲਿਖਿਆ?", "من كتب هذا؟", "🕯️ <b>"]
)
def test_words_of_every_script_come_back(world: World, visit: Visit, words: str) -> None:
    chair = visit("chair")
    assert words in text(chair, asks(world, chair, words))


def test_sent_twice_it_is_said_once(world: World, visit: Visit) -> None:
    chair = visit("chair")
    fields = {"does": "ask", "paragraph": paragraph(world), "words": "Once only?", "once": "a" * 32}
    told = [chair.post(path(world), fields).headers["location"] for _ in range(2)]
    assert told[0] == told[1]
    assert text(chair, path(world)).count("Once only?") == 1


# Rule 17: who


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("chair", True), ("probation_panel", True), ("police_panel", True), ("author", True),
        ("manager", True), ("senior", True), ("disclosure", True), ("probation_author", False),
        ("probation_senior", False),
    ],
)  # fmt: skip
def test_rule_17_who_may_ask_about_what_they_read(
    world: World, visit: Visit, who: str, may: bool
) -> None:
    visitor = visit(who)
    shown = visitor.get(path(world)).text
    assert ("Ask about a paragraph" in shown) == may
    assert ("Ask your own agency" in shown) == (not may)
    fields = {"does": "ask", "paragraph": paragraph(world), "words": "May I?"}
    assert visitor.post(path(world), fields).status_code == (303 if may else 404)


@pytest.mark.parametrize("who", ["health_panel", "lay", "board", "standards", "lawyer", "stranger"])
def test_rule_17_who_may_not_read_gets_the_absent_things_answer(
    world: World, visit: Visit, who: str
) -> None:
    visitor = visit(who)
    nothing = f"/reviews/{world.review}/sections/{'0' * 32}/questions"
    assert plain(visitor.get(path(world))) == plain(visitor.get(nothing))
    fields = {"does": "ask", "paragraph": paragraph(world), "words": "May I?"}
    told = plain(visitor.post(path(world), fields))
    assert told == plain(visitor.post(nothing, fields))
    assert told[0] == 404


def test_rule_17_only_the_owners_side_answers_and_only_the_asker_settles(
    world: World, visit: Visit
) -> None:
    thread = question(world, "chair", "Context", "Whose?")
    for who in ("probation_panel", "probation_author", "police_panel"):
        for fields in ({"does": "reply", "words": "Ours."}, {"does": "settle"}):
            told = visit(who).post(path(world), {**fields, "thread": thread})
            assert told.status_code == 404, who
    assert (
        visit("author").post(path(world), {"does": "settle", "thread": thread}).status_code == 404
    )
    for who in ("author", "manager", "senior", "disclosure"):
        answer(world, who, "Context", thread, f"From {who}.")
    assert "From disclosure." in text(visit("probation_panel"), path(world))


def test_a_thread_of_another_section_is_not_reached_through_this_one(
    world: World, visit: Visit
) -> None:
    hidden = question(world, "author", "Practice", "About practice?")
    told = visit("chair").post(path(world), {"does": "reply", "thread": hidden, "words": "Hm"})
    absent = visit("chair").post(path(world), {"does": "reply", "thread": "0" * 32, "words": "Hm"})
    assert plain(told) == plain(absent)
    assert told.status_code == 404


# Rule 17: carried


def test_rule_17_carried_where_the_paragraph_is_unchanged(world: World, visit: Visit) -> None:
    question(world, "police_panel", "Practice", "Is this so?")
    rewrite(world, "Practice")
    release(world, "second", ["Practice"])
    shown = text(visit("probation_panel"), path(world, "Practice"))
    assert "Is this so?" in shown, "read by who never had the earlier version"
    assert "Said about version 1, in which this paragraph reads the same." in shown
    assert "(1 without an answer)" in text(
        visit("probation_panel"), f"/reviews/{world.review}/read"
    )


def test_rule_17_not_carried_where_the_paragraph_was_changed(world: World, visit: Visit) -> None:
    question(world, "police_panel", "Practice", "Is this so?")
    question(world, "probation_panel", "Context", "Is that so?")
    rewrite(world, "Practice", "Other words.")
    rewrite(world, "Context", "Other words.")
    release(world, "second", ["Practice", "Context"])
    probation = visit("probation_panel")
    assert "Is this so?" not in text(probation, path(world, "Practice"))
    shown = text(probation, path(world, "Context"))
    assert "Is that so?" in shown, "she may read the earlier words too"
    assert "The paragraph has changed since, or has gone." in shown
    page = probation.get(f"/reviews/{world.review}/read").text
    assert "without an answer" not in page, "what is not beside the words is not counted"


def test_rule_17_what_is_said_of_later_words_is_not_seen_beside_earlier_ones(
    world: World, visit: Visit
) -> None:
    earlier = path(world)
    rewrite(world, "Context")
    question(world, "author", "Context", "About the newer words?")
    assert "About the newer words?" in text(visit("author"), path(world))
    assert "About the newer words?" not in text(visit("probation_panel"), earlier)
    assert "About the newer words?" not in text(visit("author"), earlier)


# Rules 13 and 16: an ending takes them along


def test_an_ending_takes_comments_counts_and_tasks_on_the_next_click(
    world: World, visit: Visit
) -> None:
    probation, page = visit("probation_panel"), f"/reviews/{world.review}/read"
    thread = question(world, "probation_panel", "Chronology", "Before or after?")
    assert "(1 without an answer)" in text(probation, page)
    answer(world, "author", "Chronology", thread, "After.")
    question(world, "probation_panel", "Chronology", "And then?")
    assert "Read the answer to your question" in text(probation, "/")
    with world.act("senior") as gate:
        ending = gate.find(Release, world.releases["first"], Act.END_RELEASE)
        sharing.end_release(release=ending, why="It was a mistake.", gate=gate)
    assert probation.get(path(world, "Chronology")).status_code == 404
    assert "without an answer" not in text(probation, page)
    assert "Read the answer" not in text(probation, "/")
    fields = {"does": "settle", "thread": thread}
    assert probation.post(path(world, "Chronology"), fields).status_code == 404
    assert "And then?" in text(visit("author"), path(world, "Chronology"))


def test_expiry_between_two_clicks(world: World, visit: Visit) -> None:
    now = datetime.now(UTC)
    release(world, "short", ["Practice"], ends=now + timedelta(minutes=10))
    probation = visit("probation_panel")
    question(world, "probation_panel", "Practice", "Still there?")
    assert "Still there?" in text(probation, path(world, "Practice"))
    world.vault.clock.not_before(now + timedelta(minutes=11))
    assert probation.get(path(world, "Practice")).status_code == 404


def test_nobody_learns_of_questions_on_closed_sections(world: World, visit: Visit) -> None:
    before = plain(visit("probation_panel").get(f"/reviews/{world.review}/read"))
    for title in ("Practice", "Conduct", "Advice"):
        question(world, "author", title)
    assert plain(visit("probation_panel").get(f"/reviews/{world.review}/read")) == before


# On record, without words


def test_one_entry_for_each_comment_and_no_words_in_it(world: World) -> None:
    asked = question(world, "probation_panel", "Context", "A word: zebracrossing")
    answered = answer(world, "author", "Context", asked, "Another: zebracrossing")
    stream = stream_of(world.review, world.agencies["Westmarch Police"])
    with world.vault.engine.connect() as connection:
        entries = list(
            connection.execute(sa.select(Entry.entry).where(Entry.stream == stream)).scalars()
        )
        rows = connection.execute(sa.text("select * from comment")).all()
    assert "zebracrossing" not in " ".join(entries) + repr(rows)
    for name, act in ((asked, "comment"), (answered, "answer")):
        told = [e for e in map(json.loads, entries) if e["act"] == act and name in str(e["things"])]
        assert [one["things"] for one in told] == [{"law:R17": [name, world.versions["Context"]]}]


def test_a_state_that_is_none_is_refused_by_the_database_itself(world: World) -> None:
    question(world, "chair", "Context", "Which?")
    with pytest.raises(sa.exc.IntegrityError), world.act("author") as gate:
        gate.connection.execute(sa.update(Comment).values(state="none"))


def test_every_title_of_the_usual_world_is_asked_about_somewhere(world: World) -> None:
    assert {"Context", *OTHERS} == set(world.versions)
